"""Cutting a passage into sentences short enough for an engine that translates one at a time. Imports no Django."""

import re
from typing import Final

#: Longer than any sentence that people write to each other; what is longer is cut at a comma or a space.
LONGEST_SENTENCE: Final = 300
_END: Final = re.compile(r"""(?<=[.!?…])["'»”)\]]*\s+(?=["'«“(\[¿¡]*[^\W\d_a-zà-ÿ])""")
#: After these a full stop ends no sentence.
_SHORTENED: Final = re.compile(r"\b(?:[a-z]|sr|sra|dr|dra|prof|eng|mr|mrs|ms|st|nº|art|pág|ex|etc|vs|av)\.$", re.I)


def sentences(passage: str) -> list[str]:
    """Cut a passage into sentences of at most ``LONGEST_SENTENCE`` characters."""
    found, begin = list[str](), 0
    for end in _END.finditer(passage):
        if not _SHORTENED.search(passage[begin : end.start()]):
            found.append(passage[begin : end.end()].strip())
            begin = end.end()
    found.append(passage[begin:].strip())
    return [piece for sentence in found if sentence for piece in _short(sentence)]


def _short(sentence: str) -> list[str]:
    pieces = []
    while len(sentence) > LONGEST_SENTENCE:
        head = sentence[:LONGEST_SENTENCE]
        cut = max(head.rfind(sign) for sign in (", ", "; ", ": ")) + 1 or head.rfind(" ") or 0
        cut = cut if cut > 0 else LONGEST_SENTENCE
        pieces.append(sentence[:cut].strip())
        sentence = sentence[cut:].strip()
    return [*pieces, sentence] if sentence else pieces
