"""What a file hears at upload, in typed parts and a fixed order; pages, the API and the command line say the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from accounts.markings import Marking, effective
from series.models import HashList, Hit, Item, Series
from series.queries.blind import BlindLine
from series.queries.findings import Finding, Solved, identified_words
from series.queries.standing import Standing

#: How many matches a list names for one file, and how many its own page does.
FEW, MANY = 3, 50


class Said(StrEnum):
    """What one part of a verdict says, in the order in which they come."""

    NEW = "new"
    OWN = "own"
    HELD = "held"
    NEAR = "near"
    SERIES = "series"
    IDENTIFIED = "identified"
    LISTED = "listed"
    FOLDED = "folded"
    BLIND = "blind"


#: The words of a part in a sum of many files.
SHORTLY = {
    Said.NEW: "new",
    Said.OWN: "yours already",
    Said.HELD: "held by others",
    Said.NEAR: "near-duplicates",
    Said.SERIES: "in a series",
    Said.IDENTIFIED: "already identified",
    Said.LISTED: "on a list",
    Said.FOLDED: "with matches folded away",
    Said.BLIND: "hidden match",
}


@dataclass(frozen=True)
class Part:
    """One thing that is known of a file. ``item`` is the other one that shows the same; ``at`` when it was identified.

    ``series`` holds this file, or with ``item`` that one. ``line`` names a hidden match, to ask its owner by.
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
        named = [thing.pk for part in self.parts for thing in (part.item, part.series) if thing is not None]
        return " ".join(map(str, dict.fromkeys(named)))

    @property
    def told(self) -> tuple[Part, ...]:
        """The parts as a file's own page shows them: bounded, hidden matches apart."""
        return self._bounded(MANY)

    @property
    def brief(self) -> tuple[Part, ...]:
        """The parts as a list shows them."""
        return self._bounded(FEW)

    def _bounded(self, most: int) -> tuple[Part, ...]:
        first = [part.item.pk for part in self.parts if part.item and not part.series][:most]
        shown = [part for part in self.parts if part.item is None or part.item.pk in first]
        return tuple(part for part in shown if part.said != Said.BLIND)


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
    parts += sorted(map(_match, findings), key=lambda part: _ORDER[part.said])
    parts += _in_series(item, series, findings)
    if solved:
        words = identified_words(solved.countries, elsewhere=elsewhere)
        parts.append(Part(Said.IDENTIFIED, _capital(words), countries=solved.countries, at=solved.at))
    parts += listed
    if folded:
        number, why = len(folded), folded[0].held_back_words
        parts.append(Part(Said.FOLDED, f"{number} match{'es' if number > 1 else ''} folded away: {why}"))
    parts += (Part(Said.BLIND, line.words, countries=line.country, line=line.key) for line in blind)
    return Verdict(tuple(parts))


_ORDER = {said: place for place, said in enumerate(Said)}


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
