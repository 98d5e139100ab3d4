"""The words of a question that say most."""

import re
from typing import Final

_WORD: Final = re.compile(r"[^\W_]{3,60}")
#: Words of English questions that every question has.
_USUAL: Final = frozenset(
    """
    about and any anybody anyone are but can could country does for found from had has have here how into know like
    made may might name one our part please room same seen seem seems shop show shown shows some somebody someone such
    than that the their them then there these they this those very was what when where which who whose why will with
    would you your
    """.split()  # noqa: SIM905 - a list of sixty words is read worse
)


def asked_words(question: str) -> list[str]:
    """Return the words that are worth looking for, the longest first."""
    words = dict.fromkeys(word.lower() for word in _WORD.findall(question))
    return sorted((word for word in words if word not in _USUAL), key=lambda word: -len(word))
