"""Who is on a series: leads that stand, of series that are still worked on."""

from collections.abc import Iterable
from datetime import UTC, date
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import Country
from series.models import Lead

#: So many are read of one series, and of a page of them.
MOST_SHOWN = 100
#: The series is still worked on: what is solved, or was merged away, is in no list of work.
ACTIVE = Q(series__active_for_victims=True) | Q(series__active_for_offenders=True)


def today() -> date:
    """Return the day by which leads and tasks are reckoned: UTC."""
    return timezone.now().astimezone(UTC).date()


def all_leads() -> QuerySet[Lead]:
    """Return the leads that the actor may see, with what names them."""
    rows = Lead.objects.select_related("series", "country", "unit", "keeper", "offered_unit__country")
    return rows.defer("keeper__password")


def standing_leads(series: Iterable[UUID]) -> QuerySet[Lead]:
    """Return the leads that stand on these series, oldest first; none of what is solved, nor of who takes no part."""
    # Asked of each lead that is found: joined in, the plan began with the countries and read the leads of each of them.
    takes_part = Subquery(Country.objects.filter(pk=OuterRef("country")).values("is_connected"))
    rows = Lead.objects.filter(ACTIVE, series__in=list(series), ended_at=None, ends_on__gte=today())
    rows = rows.alias(takes_part=takes_part).filter(takes_part=True)
    return rows.select_related("country", "unit").order_by("pk")


def leads_by_series(series: Iterable[UUID]) -> dict[UUID, list[Lead]]:
    """Return who is on each of these series; one without any is left out. One query."""
    found: dict[UUID, list[Lead]] = {}
    for lead in standing_leads(series):
        found.setdefault(lead.series_id, []).append(lead)
    return found
