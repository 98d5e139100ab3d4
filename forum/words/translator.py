"""What a translator is. Operators supply engines; one that works offline is shipped (``docs/translation.md``)."""

from collections.abc import Sequence
from typing import Protocol

from icse.core.errors import IcseError


class TranslationError(IcseError):
    """A text cannot be translated; the message is for the officer who asked, the original is unharmed."""

    status = 409


class Translator(Protocol):
    """Made once a process, shared by threads, asked for one text at a time.

    It is given what other countries wrote, so it sends nothing anywhere that the operator does not answer for, and
    keeps and logs none of it.
    """

    #: Shown beside what it translated.
    name: str

    def pairs(self) -> frozenset[tuple[str, str]]:
        """Say what it translates now: source and target, each a language without region, such as ``("pt", "en")``."""

    def translate(self, passages: Sequence[str], source: str, target: str) -> list[str]:
        """Translate passages, each a line or paragraph of plain text, to as many.

        Words such as ``X10`` stand for links, names and numbers, and must come back unchanged.

        :raises TranslationError: it cannot, for a reason that the officer should hear.
        """
