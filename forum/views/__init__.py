"""The pages of clue requests, and the form that records an identification."""
