"""What a file hears at upload, in typed parts and a fixed order, what matters most first.

Pages, the API and the command line say the same.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from accounts.markings import Marking, effective, most_restrictive
from series.models import HashList, Hit, Item, Series
from series.queries.blind import BlindLine
from series.queries.findings import Finding, Solved, identified_words
from series.queries.standing import Standing

#: How many matches a list names for one file, and how many its own page does.
FEW, MANY = 3, 50


class Said(StrEnum):
    """What one part of a verdict says, in the order in which they come: what matters most first."""

    IDENTIFIED = "identified"
    SERIES = "series"
    LISTED = "listed"
    OWN = "own"
    HELD = "held"
    NEAR = "near"
    NEW = "new"
    FOLDED = "folded"
    BLIND = "blind"


#: The words of a part in a sum of many files.
SHORTLY = {
    Said.IDENTIFIED: "already identified",
    Said.SERIES: "in a series",
    Said.LISTED: "on a list",
    Said.OWN: "yours already",
    Said.HELD: "held by others",
    Said.NEAR: "near-duplicates",
    Said.NEW: "new",
    Said.FOLDED: "with matches folded away",
    Said.BLIND: "hidden match",
}


@dataclass(frozen=True)
class Part:
    """One thing that is known of a file. ``item`` is the other one that shows the same; ``at`` when it was identified.

    ``series`` holds this file, or with ``item`` that one. ``line`` names a hidden match, to ask its owner by.
    ``each`` are the matches of one holder that this line stands for, where there are several; ``item`` is the nearest.
    """

    said: Said
    words: str
    item: Item | None = None
    distance: int | None = None
    series: Series | None = None
    countries: str = ""
    at: datetime | None = None
    line: UUID | None = None
    marking: Marking | None = None
    each: tuple["Part", ...] = ()

    @property
    def items(self) -> list[UUID]:
        """The keys of the other files that it is about."""
        return [one.item.pk for one in self.each or (self,) if one.item is not None]

    @property
    def is_match(self) -> bool:
        """True for a line about another file, in a series or not."""
        return self.item is not None and self.series is None


@dataclass(frozen=True)
class Verdict:
    """All parts, in their fixed order. Empty while the file is not ready."""

    parts: tuple[Part, ...] = ()

    @property
    def said(self) -> list[Said]:
        """What is said at all, each once."""
        return list(dict.fromkeys(part.said for part in self.parts))

    @property
    def keys(self) -> str:
        """The keys of everything that it names: when one of them changes, it is to be read again."""
        series = [part.series.pk for part in self.parts if part.series is not None]
        named = [*(key for part in self.parts for key in part.items), *series]
        return " ".join(map(str, dict.fromkeys(named)))

    @property
    def told(self) -> tuple[Part, ...]:
        """The parts as a file's own page shows them: bounded, hidden matches apart."""
        return self._bounded(MANY)

    @property
    def brief(self) -> tuple[Part, ...]:
        """The parts as a list shows them."""
        return self._bounded(FEW)

    @property
    def left(self) -> int:
        """How many lines a list leaves out."""
        return sum(part.said != Said.BLIND for part in self.parts) - len(self.brief)

    def _bounded(self, most: int) -> tuple[Part, ...]:
        series = [part for part in self.parts if part.series is not None][:most]
        matches = [part for part in self.parts if part.is_match][:most]
        others = [part for part in self.parts if part.series is None and part.item is None and part.said != Said.BLIND]
        return tuple(sorted([*series, *matches, *others], key=_place))


def verdict_of(
    item: Item,
    series: Sequence[Series],
    findings: Sequence[Finding],
    solved: Solved | None,
    blind: Sequence[BlindLine],
    *,
    elsewhere: bool,
    folded: Sequence[Finding] = (),
    standing: Standing | None = None,
) -> Verdict:
    """Put together what was read of one file.

    :param solved: who identified all victims of a series that holds this file or one that shows the same.
    :param elsewhere: that series is another country's.
    :param folded: the matches that are held back.
    :param standing: the lists that the file is on.
    """
    if item.state != Item.State.READY:
        return Verdict()
    listed = tuple(_listed(standing or Standing()))
    is_known = findings or folded or listed
    parts = [] if is_known else [Part(Said.NEW, "New: nothing that you may see shows the same")]
    parts += _matches(findings)
    parts += _in_series(item, series, findings)
    if solved:
        words = identified_words(solved.countries, elsewhere=elsewhere)
        parts.append(Part(Said.IDENTIFIED, _capital(words), countries=solved.countries, at=solved.at))
    parts += listed
    if folded:
        number, why = len(folded), folded[0].held_back_words
        parts.append(Part(Said.FOLDED, f"{number} match{'es' if number > 1 else ''} folded away: {why}"))
    parts += (Part(Said.BLIND, line.words, countries=line.country, line=line.key) for line in blind)
    return Verdict(tuple(sorted(parts, key=_place)))


_ORDER = {said: place for place, said in enumerate(Said)}


def _place(part: Part) -> int:
    return _ORDER[part.said]


def _matches(findings: Sequence[Finding]) -> Iterator[Part]:
    """Each match; those of one holder and one kind in one line, the nearest first."""
    alike: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for found in findings:
        alike[(found.kind, found.holder, found.frame_words)].append(found)
    for some in alike.values():
        first, *others = (_match(found) for found in sorted(some, key=_distance))
        yield replace(first, words=_several(some), marking=_marking(some), each=(first, *others)) if others else first


def _match(found: Finding) -> Part:
    exact = Said.OWN if found.is_own else Said.HELD
    return Part(
        exact if found.kind == Hit.Kind.EXACT else Said.NEAR,
        found.words,
        item=found.other,
        distance=found.distance,
        countries=found.other.country.name,
        marking=found.marking,
    )


def _distance(found: Finding) -> int:
    return found.distance


def _marking(some: Sequence[Finding]) -> Marking:
    return most_restrictive(found.marking for found in some)


def _several(some: Sequence[Finding]) -> str:
    """Say it of several matches of one holder."""
    first, number = some[0], len(some)
    if first.kind == Hit.Kind.EXACT:
        return f"{_capital(first.holder)}, {number} files"
    if first.kind == Hit.Kind.VIDEO:
        return f"{number} similar videos, {first.holder}"
    least, most = min(found.distance for found in some), max(found.distance for found in some)
    distance = f"distance {least}" if least == most else f"distance {least} to {most}"
    videos = {"": "", "this video": " of frames of this video", "a video": " of frames of videos"}
    of = videos[first.frame_words]
    return f"{number} near-duplicates{of} ({distance} of 256), {first.holder}"


def _listed(standing: Standing) -> Iterator[Part]:
    """Each list that the file is on."""
    for one in standing.listings:
        kind = "harmless files" if one.kind == HashList.Kind.HARMLESS else "known material"
        yield Part(Said.LISTED, f"On the list of {kind} “{one.hash_list.name}”")


def _in_series(item: Item, series: Sequence[Series], findings: Sequence[Finding]) -> Iterator[Part]:
    """Each series once: those that hold the file itself, then those that hold one that shows the same."""
    told = {one.pk for one in series}
    for one in series:
        yield Part(Said.SERIES, f"In series {one.reference}", series=one, marking=effective(item, one))
    for found in findings:
        for one in found.series:
            if one.pk not in told:
                told.add(one.pk)
                words = f"A matching file is in series {one.reference}"
                marking = effective(found.other, one)
                yield Part(Said.SERIES, words, item=found.other, series=one, marking=marking)


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]
