"""Named reads of items."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import itemgetter
from typing import Final
from uuid import UUID

from django.db.models import Count, QuerySet

from accounts.markings import Marking, effective
from icse.core.cursors import SCREENFUL
from series.ingest import kinds
from series.models import Case, Item, Series
from series.queries.blind import BlindLine, blind_lines
from series.queries.findings import Finding, Solved, identified_words, matches_of
from series.queries.stacks import Stack
from series.queries.standing import Standing
from series.queries.verdicts import Verdict, verdict_of

PAGE: Final = SCREENFUL
_FOUND = {"exact": "Same file", "near": "Similar one", "video": "Similar video"}


@dataclass(frozen=True)
class ItemRow:
    """An item with what is known of it: the series that it is in, and the findings; ``folded`` are those held back."""

    item: Item
    series: tuple[Series, ...]
    findings: tuple[Finding, ...]
    identified_by: str
    identified_elsewhere: bool = False
    identified_at: datetime | None = None
    blind: tuple[BlindLine, ...] = ()
    folded: tuple[Finding, ...] = ()
    standing: Standing = field(default_factory=Standing)
    stack: Stack | None = None

    @property
    def is_harmless(self) -> bool:
        """True when a list calls it harmless and nobody has put it into a series."""
        return self.standing.listed == "harmless" and not self.series

    @property
    def identified_words(self) -> str:
        """Say who identified, as a sentence, and whether it is another country's series that says so."""
        words = identified_words(self.identified_by, elsewhere=self.identified_elsewhere)
        return f"{words[0].upper()}{words[1:]}." if words else ""

    @property
    def verdict(self) -> Verdict:
        """What this file hears, in typed parts."""
        solved = Solved(self.identified_by, self.identified_at) if self.identified_by else None
        return verdict_of(
            self.item,
            self.series,
            self.findings,
            solved,
            self.blind,
            elsewhere=self.identified_elsewhere,
            folded=self.folded,
            standing=self.standing,
        )

    @property
    def marking(self) -> Marking:
        """What applies where the item is named together with the series that it is in."""
        return effective(self.item, *self.series)

    @property
    def is_marked_by_series(self) -> bool:
        """True when a series that it is in is marked more strictly than the item alone."""
        return self.marking != effective(self.item)

    @property
    def is_marked_below_picture(self) -> bool:
        """True when its page shows what applies to it below its picture, and that is its own marking."""
        is_folded = self.identified_by or self.is_harmless
        return self.item.has_pictures and not is_folded and not self.is_marked_by_series

    @property
    def type_words(self) -> str:
        """What evidence of another kind is: a name may say something else, and there is no picture of it."""
        is_other = self.item.state == Item.State.READY and self.item.kind == Item.Kind.OTHER
        return kinds.words(self.item.media_type) if is_other else ""

    @property
    def is_settled(self) -> bool:
        """True once nothing more will happen to it at ingest."""
        return self.item.state not in (Item.State.RECEIVED, Item.State.WORKING)

    @property
    def is_new(self) -> bool:
        """True when it is ready and nothing else that the actor may see shows the same."""
        found = self.findings or self.folded or self.standing.listed
        return self.item.state == Item.State.READY and not found

    @property
    def badge(self) -> str:
        """The word of ``components/badge.html`` for a ready item."""
        if self.identified_by:
            return "identified"
        if self.series:
            return "placed"
        if self.standing.listed:
            return self.standing.listed
        return "new" if self.is_new and not self.blind else "held"

    @property
    def badge_label(self) -> str:
        """What the badge says; the most telling finding first."""
        if self.identified_by:
            return f"Identified, {self.identified_by}"
        if self.series:
            return f"In series {self.series[0].reference}"
        if self.standing.listed:
            return "Harmless file" if self.is_harmless else "Known material"
        if not self.findings:
            return "Hidden match" if self.blind else "New" if self.is_new else "Matches folded away"
        first = self.findings[0]
        return f"{_FOUND[first.kind]} in {first.other.country_id}"


@dataclass(frozen=True)
class Page:
    """One page of rows; ``older`` is the key after which the next one begins, ``start`` the window that it is in."""

    rows: list[ItemRow]
    older: UUID | None
    start: UUID | None = None

    @property
    def keys(self) -> str:
        """The keys of the items on it."""
        return " ".join(str(row.item.pk) for row in self.rows)

    @property
    def ready(self) -> list[ItemRow]:
        """Those with pictures that may still be of use: not harmless, and nobody has identified the victims."""
        return [row for row in self.rows if row.item.has_pictures and not row.identified_by and not row.is_harmless]

    @property
    def identified(self) -> list[ItemRow]:
        """Those with pictures of victims who are identified: looking at them helps nobody any more."""
        return [row for row in self.rows if row.item.has_pictures and row.identified_by]

    @property
    def harmless(self) -> list[ItemRow]:
        """Those that are on a list of harmless files: there is nothing to see."""
        return [row for row in self.rows if row.item.has_pictures and row.is_harmless and not row.identified_by]

    @property
    def others(self) -> list[ItemRow]:
        """Those that wait, repeat another, or were refused."""
        return [row for row in self.rows if not row.item.has_pictures]


def all_items() -> QuerySet[Item]:
    """Return the items that the actor may see, with what names them (never the case: it is national)."""
    rows = Item.objects.select_related("country", "unit", "audience", "duplicate_of")
    return rows.defer("metadata", "duplicate_of__metadata")


def states_of_case(case: Case) -> dict[str, int]:
    """Return how many of the items of a case that the actor may see stand where."""
    return _counted(Item.objects.filter(case=case))


def rows_of(items: Sequence[Item], country_id: str | None = None) -> list[ItemRow]:
    """Put beside each item what is known of it; ``country_id`` is the own country, where that is known already."""
    known = matches_of(items, country_id)
    series, solved = known.around.series, known.around.solved
    blind = blind_lines(known.findings)
    rows = [_row(item, series.get(item.pk, ()), known.findings[item.pk], solved) for item in items]
    return [replace(row, blind=tuple(blind[row.item.pk]), standing=known.standings[row.item.pk]) for row in rows]


def verdicts(items: Sequence[Item]) -> dict[UUID, Verdict]:
    """Return what each of these files hears, under the actor's rights; the same number of queries for one and fifty."""
    return {row.item.pk: row.verdict for row in rows_of(items)}


def _row(item: Item, series: tuple[Series, ...], found: list[Finding], solved: dict[UUID, Solved]) -> ItemRow:
    findings = tuple(one for one in found if not one.held_back)
    folded = tuple(one for one in found if one.held_back)
    known = [(one.country_id != item.country_id, solved[one.pk]) for one in series if one.pk in solved]
    known += [
        (found.identified_elsewhere, Solved(found.identified_by, found.identified_at))
        for found in findings
        if found.identified_by
    ]
    elsewhere, chosen = min(known, key=itemgetter(0), default=(False, Solved("", None)))
    return ItemRow(item, series, findings, chosen.countries, elsewhere, chosen.at, folded=folded)


def _counted(items: QuerySet[Item]) -> dict[str, int]:
    return dict(items.values_list("state").annotate(n=Count("pk")).order_by())
