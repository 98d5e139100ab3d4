"""Choosing a series to add files to, in a dialog: by its reference, or by words of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.access import officer_of
from accounts.models import Officer
from accounts.permissions import require
from accounts.visibility import contributable_audiences
from icse.coordination.board import newest_active
from icse.coordination.search.asked import SearchForm
from icse.coordination.search.finding import answer
from icse.core import audit
from series.models import Series
from series.queries.series import all_series

#: As many as are looked through at a glance.
SHOWN = 8


@require_GET
def choose_series(request: HttpRequest) -> HttpResponse:
    """Show, as a part of a dialog, active series that the officer may add to; the newest if nothing is asked for."""
    officer = officer_of(request)
    require(officer, "placement.add")
    found = series_to_add_to(request.GET.get("words", ""), officer)
    audit.record_list("series", len(found))
    return render(request, "coordination/choose_found.html", {"found": found})


def series_to_add_to(words: str, officer: Officer) -> list[Series]:
    """Return a few. What is solved is not offered, not even by its reference: it is added to from its own page."""
    contributable = contributable_audiences()
    asked = _found(words, officer) if words.strip() else _newest()
    open_to = [one for one in asked if one.audience_id in contributable]
    return [one for one in open_to if _is_active(one)][:SHOWN]


def _is_active(one: Series) -> bool:
    return one.active_for_victims or one.active_for_offenders


def _found(words: str, officer: Officer) -> list[Series]:
    form = SearchForm({"words": words, "thing": "series"})
    if not form.is_valid():
        return []
    groups = answer(form.cleaned_data, officer, None).groups
    return [one.row for group in groups for one in group.found if one.thing == "series"]


def _newest() -> list[Series]:
    keys = newest_active()
    rows = all_series().in_bulk(keys)
    return [rows[key] for key in keys if key in rows]
