"""The pages on which series, items and requests are shared otherwise."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import as_uuid, officer_of, visible_or_404
from accounts.forms.sharing import SharingForm
from accounts.markings import Marking
from accounts.models import Audience, Officer
from accounts.permissions import require
from accounts.views.sharing import Asked, answer_sharing
from forum import actions
from forum.actions.sharing import require_thread_sharer
from forum.models import Thread
from forum.queries import all_threads
from forum.sharing import plan_items, plan_series, plan_thread
from icse.core import audit
from icse.core.errors import IcseError
from series.actions import share_items as share_these
from series.actions.sharing import MOST_SHARED, require_item_sharer, require_sharer
from series.models import Item, Series
from series.queries.items import all_items
from series.queries.series import all_series
from series.queries.sharing import own_items_of
from series.queries.stacks import selected

_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
def share_series(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Share a series; pictures of the own country may follow it, and its requests do where they have to."""
    officer = officer_of(request)
    series = visible_or_404(all_series(), pk=pk)
    require(officer, "series.share")
    require_sharer(series, officer)
    audit.record_view("series.viewed", on=series)
    own = own_items_of(series)
    share = partial(actions.share_series_and_threads, series=series, by=officer)
    asked = Asked(
        heading=f"Sharing of {series.reference}",
        shared=_shared([series]),
        back=reverse("series", args=[pk]),
        done="The sharing of the series is changed.",
        plan=lambda form: plan_series(series, *_chosen(form), _following(form, own)),
        act=lambda form: share(**_typed(form), items=_following(form, own)),
        nav_section="board",
        follows=_choices(own),
        following=[str(one.audience.key) for one in own if one.audience_id == series.audience_id][:1],
    )
    return answer_sharing(request, asked)


@require_http_methods(_METHODS)
def share_item(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Share an item, with the uploads that repeat it."""
    officer = officer_of(request)
    item = visible_or_404(all_items(), pk=pk)
    require(officer, "item.share")
    require_item_sharer([item], officer)
    audit.record_view("item.viewed", on=item)
    return answer_sharing(request, _asked_items(request, [item], reverse("item", args=[pk])))


@require_POST
def share_items(request: HttpRequest) -> HttpResponse:
    """Share several items that were selected on another page, which posts only ``items``."""
    officer = officer_of(request)
    chosen = request.POST.getlist("items")
    items = _own_of_stacks(_items_or_404(selected(chosen)), chosen, officer)
    require(officer, "item.share")
    if not items:
        raise IcseError("Select at least one file first.")
    require_item_sharer(items, officer)
    asked = _asked_items(request, items, reverse("item-list"))
    return answer_sharing(request, asked, begins="audience" not in request.POST)


@require_http_methods(_METHODS)
def share_thread(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Share a clue request, with its answers."""
    officer = officer_of(request)
    thread = visible_or_404(all_threads(), pk=pk)
    require(officer, "thread.share")
    require_thread_sharer(thread, officer)
    audit.record_view("thread.viewed", on=thread)
    asked = Asked(
        heading=f"Sharing of {thread.reference}",
        shared=_shared([thread]),
        back=reverse("thread", args=[pk]),
        done="The sharing of the request is changed.",
        plan=lambda form: plan_thread(thread, *_chosen(form)),
        act=lambda form: actions.share_thread(thread=thread, **_typed(form), by=officer),
        nav_section="thread-list",
    )
    return answer_sharing(request, asked)


def _asked_items(request: HttpRequest, items: Sequence[Item], back: str) -> Asked:
    officer = officer_of(request)
    return Asked(
        heading="Sharing of a file" if len(items) == 1 else f"Sharing of {len(items)} files",
        shared=_shared(items),
        back=back,
        done="The sharing of the file is changed." if len(items) == 1 else "The sharing of the files is changed.",
        plan=lambda form: plan_items(items, *_chosen(form)),
        act=lambda form: share_these(items=items, **_typed(form), by=officer),
        nav_section="case-list",
        hidden=[("items", str(item.pk)) for item in items],
    )


def _shared(rows: Sequence[Series | Item | Thread]) -> list[tuple[Audience, Marking]]:
    return [(row.audience, Marking.of(row)) for row in rows]


def _chosen(form: SharingForm) -> tuple[Audience, Marking]:
    return form.cleaned_data["audience"], form.cleaned_data["marking"]


def _typed(form: SharingForm) -> dict[str, Any]:
    audience, marking = _chosen(form)
    return {"audience": audience, "marking": marking}


def _choices(items: Sequence[Item]) -> list[tuple[str, str]]:
    """Return a choice for each audience that the items have now; each item apart would be too many."""
    counted: dict[Audience, int] = {}
    for item in items:
        counted[item.audience] = counted.get(item.audience, 0) + 1
    return [
        (str(audience.key), f"{number} file{'' if number == 1 else 's'}, shown to {audience.name}")
        for audience, number in counted.items()
    ]


def _following(form: SharingForm, own: Sequence[Item]) -> list[Item]:
    chosen = set(form.cleaned_data.get("follow", ()))
    return [item for item in own if str(item.audience.key) in chosen]


def _own_of_stacks(items: list[Item], chosen: Sequence[str], officer: Officer) -> list[Item]:
    """Leave out what other countries have in the stacks that were chosen: each shares its own."""
    stacked = {key for value in chosen if len(value.split()) > 1 for key in value.split()}
    return [one for one in items if one.country_id == officer.country_id or str(one.pk) not in stacked] or items


def _items_or_404(keys: Sequence[str]) -> list[Item]:
    """Return these items; one that is hidden, or that was never there, makes the whole request "not there"."""
    wanted = [as_uuid(key) for key in dict.fromkeys(keys)]
    if len(wanted) > MOST_SHARED:
        raise IcseError(f"Share {MOST_SHARED} files at most at a time.")
    found = all_items().in_bulk([key for key in wanted if key is not None])
    if len(found) != len(wanted):
        raise Http404
    return list(found.values())
