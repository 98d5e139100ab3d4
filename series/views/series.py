"""The pages of a series: making one, looking at it, editing its text, placing items in it."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import officer_of, visible_or_404
from accounts.models import Audience
from accounts.permissions import may, require
from accounts.queries import default_audience
from accounts.visibility import contributable_audiences
from icse.core import audit
from icse.core.comparing import Compared
from icse.core.cursors import signed
from icse.core.editing import overtaken_form
from icse.core.errors import IcseError
from icse.core.versions import Overtaken
from series import actions
from series.forms.series import EditSeriesForm, NewSeriesForm
from series.forms.statements import NarrowForm
from series.forms.subjects import SubjectRows, typed_subjects
from series.models import Item, Placement, Series
from series.queries.leads import standing_leads
from series.queries.places import Place, stacked_pictures
from series.queries.series import (
    all_series,
    items_to_place,
    live_key,
    narrower_items,
    removable,
    series_or_404,
)
from series.queries.stacks import selected
from series.queries.subjects import subjects_of
from series.views.depicting import narrowing_of
from series.views.paging import after_of, start_of
from series.views.paging import pages as series_pages
from series.views.permissions import permissions_context
from series.views.selecting import items_or_404
from series.views.stacks import stack_query


@require_GET
def show_series(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a series; looking is recorded. One that was merged leads to where it is now."""
    series = visible_or_404(all_series(), pk=pk)
    if series.merged_into_id is not None:
        return redirect("series", pk=live_key(series))
    context = _context(request, series)
    audit.record("series.viewed", on=series)
    actions.note_series_seen(series=series, by=officer_of(request))
    return render(request, "series/series.html", context)


@require_GET
def show_series_body(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the changing part of an open series page, which refreshes itself; recorded once in a while."""
    series = visible_or_404(all_series(), pk=pk)
    if series.merged_into_id is not None:
        where = all_series().get(pk=live_key(series))
        return render(request, "series/series_merged.html", {"series": series, "where": where})
    audit.record_view("series.viewed", on=series)
    return render(request, "series/series_body.html", _context(request, series))


@require_http_methods(["GET", "POST"])
def new_series(request: HttpRequest) -> HttpResponse:
    """Make a series, usually of items that were selected on another page, which posts only ``items``."""
    officer = officer_of(request)
    require(officer, "series.create")
    items = items_or_404((request.POST or request.GET).getlist("items"))
    if "save" not in request.POST:
        form = NewSeriesForm(initial={"audience": _common_audience(items) or default_audience(officer)})
        return _new_series_page(request, form, SubjectRows(), items)
    form, rows = NewSeriesForm(request.POST), SubjectRows(request.POST)
    if not (form.is_valid() & rows.is_valid()):
        return _new_series_page(request, form, rows, items, status=400)
    try:
        said = {name: form.cleaned_data[name] for name in ("title", "summary", "audience", "marking")}
        series = actions.create_series(**said, items=items, subjects=typed_subjects(rows), by=officer)
    except IcseError as refusal:
        form.add_error(refusal.field, refusal.message)
        return _new_series_page(request, form, rows, items, status=refusal.status)
    _say_placed(request, items, series.audience, f"{series.reference} has been made.")
    return redirect("series", pk=series.pk)


@require_http_methods(["GET", "POST"])
def edit_series(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Edit the text; whoever was overtaken sees both texts and what to do."""
    officer = officer_of(request)
    series = series_or_404(pk)
    require(officer, "series.edit")
    actions.require_editor(series=series, by=officer)
    audit.record_view("series.viewed", on=series)
    if request.method == "GET":
        form = EditSeriesForm(instance=series, initial={"version": series.version})
        return _edit_page(request, form, series)
    form = EditSeriesForm(request.POST)
    if not form.is_valid():
        return _edit_page(request, form, series, status=400)
    try:
        actions.edit_series(series=series, **form.cleaned_data, by=officer)
    except Overtaken as overtaken:
        saved = series_or_404(pk)
        form, compared = overtaken_form(EditSeriesForm, request, saved, overtaken)
        return _edit_page(request, form, saved, compared=compared, status=overtaken.status)
    messages.success(request, "The text has been saved.")
    return redirect("series", pk=pk)


@require_http_methods(["GET", "POST"])
def place_items(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose among the own country's newest items, and place them."""
    officer = officer_of(request)
    series = series_or_404(pk)
    require(officer, "placement.add")
    if request.method == "GET":
        return _choice_of_items(request, series)
    items = items_or_404(request.POST.getlist("items"))
    if not items:
        raise IcseError("Select at least one file first.")
    actions.place_items(series=series, items=items, by=officer)
    number = f"{len(items)} file{'' if len(items) == 1 else 's'}"
    _say_placed(request, items, series.audience, f"{number} placed in {series.reference}.")
    return redirect("series", pk=pk)


@require_POST
def remove_placement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take an item out of a series, from the page of either."""
    officer = officer_of(request)
    placement = visible_or_404(Placement.objects.select_related("series", "item"), pk=pk)
    require(officer, "placement.remove")
    others = _placements_or_404(placement, selected(request.POST.getlist("stack")))
    for one in (placement, *others):
        actions.remove_placement(placement=one, by=officer)
    taken = f"{len(others) + 1} files have" if others else "The file has"
    messages.success(request, f"{taken} been taken out of {placement.series.reference}.")
    if "item" in request.POST:
        return redirect("item", pk=placement.item_id)
    return redirect("series", pk=placement.series_id)


def _context(request: HttpRequest, series: Series) -> dict[str, object]:
    officer = officer_of(request)
    after = after_of(request)
    contributable = contributable_audiences()
    contributes = series.audience_id in contributable
    subjects = subjects_of(series, officer, contributes=contributes)
    only = narrowing_of(request, series)
    pictures = stacked_pictures(Place(officer, series=series, start=start_of(request), only=only), after=after)
    return {
        "series": series,
        "subjects": subjects,
        "pictures": pictures,
        "narrow_form": NarrowForm(request.GET, subjects=[one.subject for one in subjects]),
        "is_narrowed": bool(only),
        "removable": removable(pictures.placements, officer, contributable),
        "after": signed(after),
        **series_pages(request, reverse("series", args=[series.pk]), pictures.older, pictures.start),
        "stack_query": stack_query(request, series=series, only=only),
        "page_query": request.GET.urlencode(),
        "subjects_left_out": series.victims + series.offenders - len(subjects),
        "leads": list(standing_leads([series.pk])),
        "may_add": contributes and may(officer, "placement.add"),
        "may_share": contributes and series.country_id == officer.country_id and may(officer, "series.share"),
        "may_edit": contributes and series.country_id == officer.country_id and may(officer, "series.edit"),
        "may_export": may(officer, "series.export"),
        "nav_section": "board",
        **permissions_context(officer, series),
    }


def _pages(address: str, after: UUID | None, older: UUID | None) -> dict[str, str | None]:
    return {"newest": address if after else None, "older": f"{address}?after={signed(older)}" if older else None}


def _choice_of_items(request: HttpRequest, series: Series) -> HttpResponse:
    after = after_of(request)
    items, older = items_to_place(series, officer_of(request), after=after)
    audit.record_list("items", len(items), on=series)
    pages = _pages(reverse("series-place", args=[series.pk]), after, older)
    context = {"series": series, "items": items, "nav_section": "board", **pages}
    return render(request, "series/series_place.html", context)


def _placements_or_404(placement: Placement, items: Sequence[str]) -> list[Placement]:
    """Return where the other members of a stack are placed in the same series."""
    keys = {item.pk for item in items_or_404(items)} - {placement.item_id}
    placed = Placement.objects.filter(series=placement.series_id, item__in=keys)
    return list(placed.select_related("series", "item").order_by("pk"))


def _common_audience(items: Sequence[Item]) -> Audience | None:
    audiences = {item.audience for item in items}
    return audiences.pop() if len(audiences) == 1 else None


def _new_series_page(
    request: HttpRequest, form: NewSeriesForm, rows: object, items: Sequence[Item], status: int = 200
) -> HttpResponse:
    own: dict[str, int] = {}
    for item in items:
        if item.audience.kind != Audience.Kind.MEMBERS:
            own[item.audience.name] = own.get(item.audience.name, 0) + 1
    context = {"form": form, "rows": rows, "items": items, "own_audiences": sorted(own.items())}
    return render(request, "series/series_form.html", {**context, "nav_section": "board"}, status=status)


def _edit_page(
    request: HttpRequest,
    form: EditSeriesForm,
    series: Series,
    *,
    compared: list[Compared] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "series": series, "compared": compared, "nav_section": "board"}
    return render(request, "series/series_edit_form.html", context, status=status)


def _say_placed(request: HttpRequest, items: Sequence[Item], audience: Audience, sentence: str) -> None:
    messages.success(request, sentence)
    for narrower in narrower_items(items, audience):
        messages.info(request, narrower)
