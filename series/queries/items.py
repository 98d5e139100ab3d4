"""Named reads of items."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from uuid import UUID

from django.db.models import Count, QuerySet

from accounts.markings import Marking, effective
from accounts.models import Officer
from accounts.visibility import newest_ids
from series.models import Case, Item, Series, Upload
from series.queries.blind import BlindLine, blind_lines
from series.queries.findings import Finding, findings_of, identified_by, identified_words, series_of
from series.queries.uploads import items_in

PAGE = 50


@dataclass(frozen=True)
class ItemRow:
    """An item with what is known of it: the series that it is in, and the findings."""

    item: Item
    series: tuple[Series, ...]
    findings: tuple[Finding, ...]
    identified_by: str
    identified_elsewhere: bool = False
    blind: tuple[BlindLine, ...] = ()

    @property
    def identified_words(self) -> str:
        """Say who identified, as a sentence, and whether it is another country's series that says so."""
        words = identified_words(self.identified_by, elsewhere=self.identified_elsewhere)
        return f"{words[0].upper()}{words[1:]}." if words else ""

    @property
    def marking(self) -> Marking:
        """What applies where the item is named together with the series that it is in."""
        return effective(self.item, *self.series)

    @property
    def is_settled(self) -> bool:
        """True once nothing more will happen to it at ingest."""
        return self.item.state not in (Item.State.RECEIVED, Item.State.WORKING)

    @property
    def is_new(self) -> bool:
        """True when it is ready and nothing else that the actor may see shows the same."""
        return self.item.state == Item.State.READY and not self.findings

    @property
    def badge(self) -> str:
        """The word of ``components/badge.html`` for a ready item."""
        if self.identified_by:
            return "identified"
        if self.series:
            return "placed"
        return "new" if self.is_new and not self.blind else "held"

    @property
    def badge_label(self) -> str:
        """What the badge says; the most telling finding first."""
        if self.identified_by:
            return f"Identified, {self.identified_by}"
        if self.series:
            return f"In series {self.series[0].reference}"
        if not self.findings:
            return "Hidden match" if self.blind else "New"
        first = self.findings[0]
        return f"{'Similar one' if first.kind == 'near' else 'Same file'} in {first.other.country_id}"


@dataclass(frozen=True)
class Page:
    """One page of rows; ``older`` is the key after which the next one begins, or None."""

    rows: list[ItemRow]
    older: UUID | None

    @property
    def ready(self) -> list[ItemRow]:
        """Those with pictures that may still be of use: nobody is known to have identified the victims."""
        return [row for row in self.rows if row.item.has_pictures and not row.identified_by]

    @property
    def identified(self) -> list[ItemRow]:
        """Those with pictures of victims who are identified: looking at them helps nobody any more."""
        return [row for row in self.rows if row.item.has_pictures and row.identified_by]

    @property
    def others(self) -> list[ItemRow]:
        """Those that wait, repeat another, or were refused."""
        return [row for row in self.rows if not row.item.has_pictures]


def all_items() -> QuerySet[Item]:
    """Return the items that the actor may see, with what names them (never the case: it is national)."""
    return Item.objects.select_related("country", "unit", "audience", "duplicate_of").defer("metadata")


def newest_items(officer: Officer, *, after: UUID | None = None, case: Case | None = None) -> Page:
    """Return one page of the items that the officer may see, newest first; of other countries only the ready ones."""
    conditions, params = ["(t.state = 'ready' OR t.country_id = %s)"], [officer.country_id]
    for condition, key in (("t.id < %s", after), ("t.case_id = %s", case and case.pk)):
        if key is not None:
            conditions.append(condition)
            params.append(str(key))
    return _page(newest_ids("series_item", "id", PAGE + 1, where=" AND ".join(conditions), params=params))


def items_of_upload(upload: Upload, *, after: UUID | None = None) -> Page:
    """Return one page of the files of an upload that the actor may see, newest first."""
    keys = items_in(upload)
    if after is not None:
        keys = keys.filter(pk__lt=after)
    return _page(list(keys.order_by("-pk").values_list("pk", flat=True)[: PAGE + 1]))


def states_of_case(case: Case) -> dict[str, int]:
    """Return how many of the items of a case that the actor may see stand where."""
    return _counted(Item.objects.filter(case=case))


def rows_of(items: Sequence[Item]) -> list[ItemRow]:
    """Put beside each item what is known of it."""
    findings = findings_of(items)
    series = series_of(item.pk for item in items)
    solved = identified_by({one for found in series.values() for one in found})
    blind = blind_lines(findings)
    rows = [_row(item, series.get(item.pk, ()), findings[item.pk], solved) for item in items]
    return [replace(row, blind=tuple(blind[row.item.pk])) for row in rows]


def _row(item: Item, series: tuple[Series, ...], findings: list[Finding], solved: dict[UUID, str]) -> ItemRow:
    known = [(one.country_id != item.country_id, solved[one.pk]) for one in series if one.pk in solved]
    known += [(found.identified_elsewhere, found.identified_by) for found in findings if found.identified_by]
    elsewhere, countries = min(known, key=itemgetter(0), default=(False, ""))
    return ItemRow(item, series, tuple(findings), countries, elsewhere)


def _page(keys: list[UUID]) -> Page:
    found = {item.pk: item for item in all_items().filter(pk__in=keys[:PAGE])}
    items = [found[key] for key in keys[:PAGE] if key in found]
    return Page(rows_of(items), keys[PAGE - 1] if len(keys) > PAGE else None)


def _counted(items: QuerySet[Item]) -> dict[str, int]:
    return dict(items.values_list("state").annotate(n=Count("pk")).order_by())
