"""Words as the search sees them (``series/sql/finding/words.sql``), to show why something was found."""

import re
import unicodedata
from collections.abc import Iterable, Sequence

_UNSEEN = re.compile(
    "[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u093c\u00ad\u034f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]+"
)
_SAME = str.maketrans(
    "øđłıħŧðىةکی٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९",
    "odlihtdيهكي012345678901234567890123456789",
    "",
) | {ord("ß"): "ss", ord("æ"): "ae", ord("œ"): "oe", ord("þ"): "th"}
_DENSE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
_RUN = re.compile(
    f"([{_DENSE}]+)|([^\x01-\x2f\x3a-\x40\x5b-\x60\x7b-\xbf\xd7\xf7\u060c\u061b\u061f\u066a-\u066d\u06d4\u0964\u0965"
    f"\u1680\u2000-\u2bff\u2e00-\u2e7f\u3000-\u303f\ufff9-\uffff{_DENSE}]+)"
)
_ARTICLE = re.compile("^ال(?=.{3})")
#: What is shown of a long text, before and after the first word that was found.
_BEFORE, _AFTER = 60, 140

Part = tuple[str, bool]


def fold(text: str) -> str:
    """Return it without case, accents and marks that are not seen."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKD", text).lower()).translate(_SAME)


def words_of(text: str) -> list[str]:
    """Return the words that are asked for."""
    found = set[str]()
    for dense, word in _RUN.findall(fold(text)):
        if word:
            found.add(_ARTICLE.sub("", word[:60]))
        elif len(dense) == 1:
            found.add(dense)
        else:
            found |= {dense[place : place + 2] for place in range(len(dense) - 1)}
    return sorted(found)


def close_to(word: str) -> set[str]:
    """Return what it shares with the words that are close to it."""
    if len(word) < 4 or re.search("[0-9]", word):
        return {word}
    head = word[:7]
    return {head} | {head[:place] + head[place + 1 :] for place in range(len(head))}


def marked(text: str, words: Sequence[str], *, close: bool) -> tuple[list[Part], int]:
    """Return the text around what was found, in parts that were found or not, and how many words were."""
    spans = _spans(text, words, close=close)
    if not spans:
        return [(text[: _BEFORE + _AFTER], False)], 0
    begin = max(spans[0][0] - _BEFORE, 0)
    end = min(spans[0][1] + _AFTER, len(text))
    parts, at = [("…", False)] if begin else [], begin
    for first, last in spans:
        if last > end:
            break
        parts += [(text[at:first], False), (text[first:last], True)]
        at = last
    parts += [(text[at:end] + ("…" if end < len(text) else ""), False)]
    return [part for part in parts if part[0]], len(spans)


def _spans(text: str, words: Sequence[str], *, close: bool) -> list[tuple[int, int]]:
    """Return where words that are asked for stand, in order, without overlaps."""
    folded, places = _with_places(text)
    wanted = {near for word in words for near in close_to(word)} if close else set(words)
    found = []
    for run in _RUN.finditer(folded):
        begin, end = run.span()
        if run[1]:
            found += [(at, at + len(word)) for word in words for at in _all_of(run[1], word, begin)]
        elif _fits(_ARTICLE.sub("", run[2]), wanted, close=close):
            found.append((begin, end))
        else:
            found += [(at, at + len(word)) for word in words for at in _all_of_parts(run[2], word, begin)]
    return _apart(sorted((places[first], places[last - 1] + 1) for first, last in found))


def _fits(word: str, wanted: set[str], *, close: bool) -> bool:
    return bool(close_to(word) & wanted) if close else word in wanted


def _all_of(run: str, word: str, begin: int) -> Iterable[int]:
    return [begin + at for at in range(len(run)) if run.startswith(word, at)]


def _all_of_parts(run: str, word: str, begin: int) -> Iterable[int]:
    """Return where the word stands as the letters or the number of something like "camera2"."""
    return [begin + part.start() for part in re.finditer("[0-9]+|[^0-9]+", run) if part[0] == word]


def _with_places(text: str) -> tuple[str, list[int]]:
    """Return the folded text, and of each of its letters where it stood."""
    folded, places = [], []
    for place, letter in enumerate(text):
        for one in fold(letter):
            folded.append(one)
            places.append(place)
    return "".join(folded), places


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for first, last in spans:
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged
