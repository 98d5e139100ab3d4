"""One search over series, subjects, items, clue requests, answers and own cases."""
