"""What an export of a series holds for the officer who makes it, and what is withheld because its owner says so.

Markings of the own country withhold nothing from itself. Another country's: TLP:RED is never exported, H2 only with its
permission to pass on, H1 for judicial proceedings only with its permission for that.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models

from accounts.markings import Marking, most_restrictive
from accounts.models import Officer
from accounts.models.marking import Handling, Tlp
from icse.core.errors import IcseError, NotAllowed
from series.models import Permission, Placement, Series
from series.queries.permissions import Permitted, owners_words, permitted

MOST_ITEMS = 5000


class Purpose(models.TextChoices):
    """What an export is for."""

    POLICE = "police", "Police work"
    JUDICIAL = "judicial", "Judicial proceedings"


#: What each reason means, in words for pages.
REASONS = {
    "TLP:RED": "for its named officers only; never exported by another country",
    "H1": "not in judicial proceedings without the owner's permission",
    "H2": "not to be passed on without the owner's permission",
}


class ExportRefused(NotAllowed):
    """The owner of the series forbids the whole export; ``reason`` is a key of ``REASONS``."""

    def __init__(self, series: Series, reason: str) -> None:
        super().__init__(
            f"{series.country.name} owns this series and marked it {reason}: {REASONS[reason]}. "
            + ("" if reason == "TLP:RED" else f"Ask {series.country.name} for permission.")
        )
        self.reason = reason


@dataclass(frozen=True)
class ThreadReference:
    """A clue request about the series, by its reference. The question is not told."""

    reference: str
    kind: str
    status: str
    country: str
    created_at: datetime
    marking: Marking


@dataclass(frozen=True)
class Withheld:
    """How much of one country's is not in the export, and why."""

    country: str
    what: str
    reason: str
    number: int

    @property
    def words(self) -> str:
        """Say why."""
        return REASONS[self.reason]


@dataclass(frozen=True)
class Contents:
    """What goes into an export."""

    series: Series
    purpose: str
    placements: list[Placement]
    threads: list[ThreadReference]
    withheld: list[Withheld]

    @property
    def countries(self) -> list[tuple[str, int]]:
        """How many items of each country are in it."""
        return sorted(Counter(one.item.country_id for one in self.placements).items())

    @property
    def left_out(self) -> int:
        """How much is withheld."""
        return sum(one.number for one in self.withheld)


@dataclass(frozen=True)
class _Asked:
    """For whom and for what; which series and items their owners permit."""

    officer: Officer
    purpose: str
    judicial: Permitted
    passing_on: Permitted

    def reason(self, word: Marking, country: str, covers: Callable[[Permitted], bool]) -> str:
        """Return why this is withheld, or nothing.

        :param covers: tells whether a set of permissions holds for the thing.
        """
        if country == self.officer.country_id:
            return ""
        if word.tlp == Tlp.RED:
            return "TLP:RED"
        if self.purpose == Purpose.JUDICIAL and word.forbids(Handling.H1) and not covers(self.judicial):
            return "H1"
        return "H2" if word.forbids(Handling.H2) and not covers(self.passing_on) else ""


def contents_of(series: Series, purpose: str, officer: Officer, threads: Sequence[ThreadReference]) -> Contents:
    """Return what the officer may export of a series for a purpose. Nothing that is hidden counts.

    :param threads: the requests about it that the officer sees.
    :raises ExportRefused: the owner forbids it.
    :raises IcseError: there are more items than one file takes.
    """
    placements = _placements(series)
    asked = _asked(series, [one.item_id for one in placements], purpose, officer)
    refused = asked.reason(Marking.of(series), series.country_id, lambda given: series.pk in given.series)
    if refused:
        raise ExportRefused(series, refused)
    words = owners_words([one.item for one in placements if one.item.country_id != officer.country_id])
    reasons = [_reason_of(one, asked, words) for one in placements]
    of_threads = [asked.reason(one.marking, one.country, lambda given: False) for one in threads]
    withheld = Counter(
        [(one.item.country_id, "items", why) for one, why in zip(placements, reasons, strict=True) if why]
        + [(one.country, "threads", why) for one, why in zip(threads, of_threads, strict=True) if why]
    )
    return Contents(
        series=series,
        purpose=purpose,
        placements=[one for one, why in zip(placements, reasons, strict=True) if not why],
        threads=[one for one, why in zip(threads, of_threads, strict=True) if not why],
        withheld=[Withheld(*what, number) for what, number in sorted(withheld.items())],
    )


def marking_of_contents(contents: Contents) -> Marking:
    """Return what applies to the file as a whole."""
    items = [Marking.of(one.item) for one in contents.placements]
    threads = [one.marking for one in contents.threads]
    return most_restrictive([Marking.of(contents.series), *items, *threads]).fitted()


def _placements(series: Series) -> list[Placement]:
    rows = Placement.objects.filter(series=series).select_related("item__unit").defer("item__metadata")
    found = list(rows.order_by("pk")[: MOST_ITEMS + 1])
    if len(found) > MOST_ITEMS:
        raise IcseError(f"This series holds more than {MOST_ITEMS:,} items. One file takes that many at most.")
    return found


def _asked(series: Series, items: list[UUID], purpose: str, officer: Officer) -> _Asked:
    to, about = officer.country_id, {"series": [series.pk], "items": items}
    judicial = Permitted()
    if purpose == Purpose.JUDICIAL:
        judicial = permitted(Permission.Purpose.JUDICIAL, to=to, **about)
    return _Asked(officer, purpose, judicial, permitted(Permission.Purpose.DISSEMINATION, to=to, **about))


def _reason_of(placement: Placement, asked: _Asked, words: dict[UUID, Marking]) -> str:
    item = placement.item
    word = words.get(item.pk, Marking.of(item))
    return asked.reason(word, item.country_id, lambda given: item.pk in given.items)
