"""Two texts side by side: what is in one of them only."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

#: More words than this are compared line by line: word by word takes long.
MOST_WORDS = 2000
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A stretch of a text. ``differs``: the other text does not have it there."""

    text: str
    differs: bool


@dataclass(frozen=True)
class Compared:
    """One field, as it is saved and as somebody typed it."""

    label: str
    saved: tuple[Piece, ...]
    typed: tuple[Piece, ...]

    @property
    def differs(self) -> bool:
        """True if the two are not the same."""
        return any(piece.differs for piece in (*self.saved, *self.typed))


def compare_texts(label: str, saved: str, typed: str) -> Compared:
    """Return the two texts in pieces; how lines end makes no difference."""
    before, after = (text.replace("\r\n", "\n").strip() for text in (saved, typed))
    one, other = _pieces(before), _pieces(after)
    if max(len(one), len(other)) > MOST_WORDS:
        one, other = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found = SequenceMatcher(None, one, other).get_opcodes()
    return Compared(
        label,
        tuple(_joined((one[begin:end], kind) for kind, begin, end, _, _ in found)),
        tuple(_joined((other[begin:end], kind) for kind, _, _, begin, end in found)),
    )


def compare_fields(labels: Mapping[str, str], saved: object, typed: Mapping[str, str]) -> list[Compared]:
    """Return each of these fields (name to label), as a row has it and as it was typed."""
    return [
        compare_texts(label, str(getattr(saved, name) or ""), typed.get(name, "")) for name, label in labels.items()
    ]


def _pieces(text: str) -> list[str]:
    return _WORDS.findall(text)


def _joined(stretches: Iterable[tuple[list[str], str]]) -> Iterator[Piece]:
    for words, kind in stretches:
        if words:
            yield Piece("".join(words), differs=kind != "equal")
