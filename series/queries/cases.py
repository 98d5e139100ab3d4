"""Named reads of cases: the own country's only, as the database sees to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from series.models import Case, Item

PAGE = 50
RECENT = 20


@dataclass(frozen=True)
class CasePage:
    """One page of cases, newest first; ``older`` is the key after which the next one begins, or None."""

    cases: list[Case]
    older: UUID | None


def all_cases() -> QuerySet[Case]:
    """Return the cases that the actor may see, with what names them."""
    return Case.objects.select_related("country", "unit")


def recent_references() -> list[str]:
    """Return the references of the country's newest cases, each once."""
    newest = Case.objects.order_by("-pk").values_list("national_reference", flat=True)[:RECENT]
    return list(dict.fromkeys(newest))


def newest_cases(*, after: UUID | None = None) -> CasePage:
    """Return one page of the country's cases."""
    rows = all_cases() if after is None else all_cases().filter(pk__lt=after)
    cases = list(rows.order_by("-pk")[: PAGE + 1])
    return CasePage(cases[:PAGE], cases[PAGE - 1].pk if len(cases) > PAGE else None)


def cases_to_choose() -> QuerySet[Case]:
    """Return the newest cases with nothing but what a list to choose from shows."""
    return Case.objects.only("national_reference", "exhibit").order_by("-pk")[:PAGE]


def counts_of_cases(cases: Sequence[Case]) -> dict[UUID, int]:
    """Return how many items of each case the actor may see; a case without any is left out."""
    counted = Item.objects.filter(case__in=[case.pk for case in cases]).values_list("case_id").annotate(n=Count("pk"))
    return dict(counted.order_by())


def case_of(items: Iterable[Item]) -> dict[UUID, Case]:
    """Return the cases of items, by key, as far as the actor may see them."""
    return Case.objects.in_bulk({item.case_id for item in items})
