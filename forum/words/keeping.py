"""What no translator may change: links, mentions, references, file names, numbers and amounts are kept as typed.

They are replaced by short words, which engines pass on, and put back afterwards. If one is lost, doubled or invented,
nothing is put back, and the passage is translated around them instead.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_KEPT: Final = re.compile(
    r"""https?://[^\s<>]*[^\s<>.,;:!?)\]'"»]        # addresses
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+                  # addresses of mail
    | @[A-Z]{2}/[\w./-]*\w                          # mentions
    | [$€£¥]\s?\d[\d.,]*\d?                         # amounts
    | [\w-]*[\d_][\w]*(?:[.,:/'’-]\w+)*(?:\s?[$€£¥%°]|(?<=\d)\s(?:cm|mm|m|km|kg|g|h|min|ml|l)\b)?  # numbers, references
    """,
    re.VERBOSE,
)
_STANDING_IN: Final = re.compile(r"\bX\d\d+\b")
_FIRST: Final = 10


@dataclass(frozen=True)
class Hidden:
    """A passage with stand-ins, and what they stand for."""

    text: str
    kept: tuple[str, ...]


def hide(passage: str) -> Hidden:
    """Replace what must be kept. What already looks like a stand-in is a word with a number, so it is replaced too."""
    kept: list[str] = []

    def stand_in(match: re.Match[str]) -> str:
        kept.append(match[0])
        return f"X{_FIRST + len(kept) - 1}"

    return Hidden(_KEPT.sub(stand_in, passage), tuple(kept))


def put_back(translated: str, kept: Sequence[str]) -> str | None:
    """Put back what was replaced, or give None: something was lost, doubled or invented."""
    found = sorted(_STANDING_IN.findall(translated))
    rest = _STANDING_IN.sub("", translated)
    if found != sorted(f"X{_FIRST + place}" for place in range(len(kept))) or any(one.isdigit() for one in rest):
        return None
    return _STANDING_IN.sub(lambda match: kept[int(match[0][1:]) - _FIRST], translated)


def between(passage: str) -> list[tuple[str, bool]]:
    """Cut a passage into parts, each with whether it is kept as it is."""
    parts, last = list[tuple[str, bool]](), 0
    for match in _KEPT.finditer(passage):
        parts += [(passage[last : match.start()], False), (match[0], True)]
        last = match.end()
    parts.append((passage[last:], False))
    return [(text, kept or not any(letter.isalpha() for letter in text)) for text, kept in parts if text]
