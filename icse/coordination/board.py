"""The board: the series that somebody still has to be found in, newest activity first."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.core import signing
from django.db import connection
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET

from accounts.access import as_uuid, officer_of
from accounts.markings import Marking, effective
from accounts.models import Country
from accounts.permissions import may
from accounts.visibility import newest_ids
from forum.models import ClueKind, Thread, ThreadSeries
from icse.coordination.clues import newest_by_clue
from icse.core import audit
from icse.core.selects import NamedChoiceField
from series.models import Lead, Series
from series.queries.elsewhere import shown_elsewhere
from series.queries.leads import leads_by_series
from series.queries.series import PAGE, MarkedItem, all_series, counts_of_items, first_pictures, marked_items
from series.queries.subjects import claiming_countries

_TILES = 4
_SALT = "icse.board"

#: What each choice of status means, as a condition on ``series_series t``. What was merged is never active.
STATUSES = {
    "active": "t.active_for_victims",
    "offenders": "t.active_for_offenders",
    "claimed": "t.being_verified",
    "solved": "NOT t.active_for_victims AND NOT t.active_for_offenders AND t.merged_into_id IS NULL",
    "all": "t.merged_into_id IS NULL",
}


class BoardFilter(forms.Form):
    """What to show; a value that makes no sense filters nothing."""

    status = forms.ChoiceField(
        required=False,
        choices=[
            ("", "Victims to be found"),
            ("offenders", "Offenders to be found"),
            ("claimed", "Being verified"),
            ("solved", "Solved"),
            ("all", "All"),
        ],
    )
    country = NamedChoiceField(queryset=Country.objects.filter(is_connected=True), required=False, empty_label="Any")
    kind = NamedChoiceField(queryset=ClueKind.objects.all(), required=False, empty_label="Any", label="Clue")
    words = forms.CharField(
        required=False,
        max_length=200,
        label="Reference or words",
        widget=forms.TextInput(attrs={"type": "search", "data-search": "", "dir": "auto"}),
    )

    def chosen(self) -> dict[str, str]:
        """Return what is chosen, as a query string has it."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name) for name in self.fields}
        return {name: str(getattr(value, "pk", value)) for name, value in found.items() if value}


@dataclass(frozen=True)
class Cursor:
    """Where a page ended."""

    at: datetime
    key: UUID

    def signed(self) -> str:
        """Return it as text for an address."""
        return signing.dumps([self.at.isoformat(), str(self.key)], salt=_SALT)

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """Return the cursor, or None for one that was not made here."""
        try:
            at, key = signing.loads(text, salt=_SALT)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        moment, parsed = parse_datetime(at), as_uuid(key)
        return cls(moment, parsed) if moment and parsed else None


@dataclass(frozen=True)
class Row:
    """A series on the board, with what the officer who looks may know of it."""

    series: Series
    items: int
    requests: int
    verifying: list[str]
    pictures: list[MarkedItem]
    #: Who says to be on it.
    leads: list[Lead]
    #: What applies to these pictures, where that is more than the series' own marking.
    of_pictures: Marking | None = None
    #: Other series of the same page that hold what some of these pictures show, with how many.
    elsewhere: tuple[tuple[Series, int], ...] = ()
    #: Those pictures.
    repeated: frozenset[UUID] = frozenset()


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show the board with its filters."""
    return render(request, "coordination/board.html", _context(request))


@require_GET
def board_rows(request: HttpRequest) -> HttpResponse:
    """Show the rows only, for an open board that refreshes itself."""
    return render(request, "coordination/board_rows.html", _context(request))


def rows_of_board(chosen: dict[str, str], after: Cursor | None) -> tuple[list[Row], Cursor | None]:
    """Return one page of series, newest activity first, and the cursor of the next. Ten queries at most.

    :param chosen: ``BoardFilter.chosen()``.
    """
    keys = _search(chosen, after) if "words" in chosen else _newest(chosen, after)
    found = all_series().in_bulk(keys[:PAGE])
    series = [found[key] for key in keys[:PAGE] if key in found]
    last = Cursor(series[-1].last_activity_at, series[-1].pk) if len(keys) > PAGE and series else None
    return _rows(series), last


def _rows(series: list[Series]) -> list[Row]:
    if not series:
        return []
    keys = [one.pk for one in series]
    items, requests = counts_of_items(keys), _counts_of_requests(keys)
    verifying, pictures = claiming_countries(keys), first_pictures(keys, at_most=_TILES)
    leads = leads_by_series(keys)
    shown = marked_items(key for found in pictures.values() for key in found)
    elsewhere = shown_elsewhere({key: pictures.get(key, []) for key in keys})
    return [
        Row(
            series=one,
            items=items.get(one.pk, 0),
            requests=requests.get(one.pk, 0),
            verifying=verifying.get(one.pk, []),
            pictures=[shown[key] for key in pictures.get(one.pk, []) if key in shown],
            leads=leads.get(one.pk, []),
            of_pictures=_of_pictures(one, [shown[key] for key in pictures.get(one.pk, []) if key in shown]),
            elsewhere=_named(elsewhere[one.pk], series),
            repeated=frozenset().union(*elsewhere[one.pk].values()),
        )
        for one in series
    ]


def _named(elsewhere: Mapping[UUID, Collection[UUID]], page: Iterable[Series]) -> tuple[tuple[Series, int], ...]:
    return tuple((one, len(elsewhere[one.pk])) for one in page if one.pk in elsewhere) if elsewhere else ()


def _of_pictures(series: Series, items: list[MarkedItem]) -> Marking | None:
    applies = effective(series, *items)
    return applies if applies != effective(series) else None


def newest_active() -> list[UUID]:
    """Return the series at the top of the board, as nobody filters it."""
    return _newest({}, None)


def _newest(chosen: dict[str, str], after: Cursor | None) -> list[UUID]:
    status = chosen.get("status", "active")
    where, params = [STATUSES[status]], list[object]()
    if "country" in chosen:
        where, params = [*where, "t.country_id = %s"], [*params, chosen["country"]]
    if after is not None:
        where, params = [*where, "(t.last_activity_at, t.id) < (%s, %s)"], [*params, after.at, after.key]
    if "kind" in chosen:
        return newest_by_clue(chosen["kind"], PAGE + 1, status=status, where=" AND ".join(where), params=params)
    return newest_ids("series_series", "last_activity_at", PAGE + 1, where=" AND ".join(where), params=params)


def _search(chosen: dict[str, str], after: Cursor | None) -> list[UUID]:
    """Ask the database's own search. Which requests are visible is settled before, under the policies."""
    about = ThreadSeries.objects.filter(thread__kind=chosen["kind"]) if "kind" in chosen else None
    among = None if about is None else list(about.values_list("series_id", flat=True).distinct())
    where = [chosen["words"], chosen.get("status", "active"), chosen.get("country"), among]
    place = [after.at, after.key] if after else [None, None]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT icse_search_series(%s, %s, %s, %s::uuid[], %s::timestamptz, %s::uuid, %s)",
            [*where, *place, PAGE + 1],
        )
        return [row[0] for row in cursor.fetchall()]


def _counts_of_requests(series: Iterable[UUID]) -> dict[UUID, int]:
    about = ThreadSeries.objects.filter(series__in=list(series), thread__status=Thread.Status.OPEN)
    counted = about.values("series_id").annotate(n=Count("thread")).order_by()
    return {row["series_id"]: row["n"] for row in counted}


def _context(request: HttpRequest) -> dict[str, object]:
    officer = officer_of(request)
    if not may(officer, "series.create"):
        return {"holds_content": False}
    form = BoardFilter(request.GET)
    chosen = form.chosen()
    after = Cursor.read(request.GET.get("after", ""))
    rows, older = rows_of_board(chosen, after)
    audit.record_list("series", len(rows))
    return {
        "holds_content": True,
        "may_link": may(officer, "series.link"),
        "may_merge": may(officer, "series.merge"),
        "form": form,
        "chosen": chosen,
        "rows": rows,
        "newest": _address("board", chosen) if after else None,
        "older": _address("board", chosen, older) if older else None,
        "live_url": _address("board-rows", chosen, after),
    }


def _address(name: str, chosen: dict[str, str], after: Cursor | None = None) -> str:
    query = urlencode({**chosen, **({"after": after.signed()} if after else {})})
    return f"{reverse(name)}?{query}" if query else reverse(name)
