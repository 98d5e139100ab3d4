"""Merging and splitting series of the own country, and undoing it: each after a preview."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.access import as_uuid, officer_of, visible_or_404
from accounts.models import Officer
from accounts.pace import count_write
from accounts.permissions import require
from icse.core import audit
from icse.core.doors import rehearse
from icse.core.errors import IcseError
from series import actions
from series.actions.rights import require_own
from series.forms.links import MergeForm, SplitForm
from series.models import Item, Merge, Series, Subject
from series.queries.places import Place, stacked_pictures
from series.queries.series import items_by_key, series_or_404
from series.queries.sides import Side, sides_of
from series.queries.stacks import selected
from series.views.paging import after_of, start_of
from series.views.paging import pages as series_pages

NAV = {"nav_section": "board"}
_OWN = "Only officers of the country that owns the series may do this."


@require_http_methods(["GET", "POST"])
def merge_series(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Name the series whose contents come here, or follow a link that names it; see what would happen; do it."""
    officer = officer_of(request)
    series = series_or_404(pk)
    require(officer, "series.merge")
    require_own(series, officer, _OWN)
    form = MergeForm(request.POST or request.GET or None)
    if not form.is_valid():
        return _merge_form(request, series, form, 200 if request.method == "GET" else 400)
    other = form.cleaned_data["other"]
    _count_rehearsal(request, officer)
    try:
        if "confirm" in request.POST:
            actions.merge_series(into=series, other=other, by=officer)
            messages.success(request, f"{other.reference} has been merged into {series.reference}.")
            return redirect("series", pk=pk)
        after = _afterwards(lambda: actions.merge_series(into=series, other=other, by=officer), [series.pk])
    except IcseError as refusal:
        form.add_error(refusal.field, refusal.message)
        return _merge_form(request, series, form, refusal.status)
    context = {"form": form, "series": series, "other": other, "sides": sides_of([series.pk, other.pk])}
    return render(request, "series/merge_preview.html", {**context, "after": after, **NAV})


@require_http_methods(["GET", "POST"])
def split_series(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose what a new series is made of; see what would happen; do it."""
    officer = officer_of(request)
    series = series_or_404(pk)
    require(officer, "series.merge")
    require_own(series, officer, _OWN)
    form = SplitForm(request.POST or None)
    if request.method == "GET" or "choose" in request.POST or not form.is_valid():
        return _split_form(request, series, form, 200 if request.method == "GET" else 400)
    items, subjects = _items_or_404(request.POST.getlist("items")), _subjects_or_404(request.POST.getlist("subjects"))
    chosen = {"items": items, "subjects": subjects, "title": form.cleaned_data["title"]}
    try:
        if "confirm" in request.POST:
            made = actions.split_series(series=series, **chosen, by=officer)
            messages.success(request, f"{made.reference} has been made.")
            return redirect("series", pk=made.pk)
        after = _afterwards(lambda: actions.split_series(series=series, **chosen, by=officer), [series.pk])
    except IcseError as refusal:
        form.add_error(refusal.field, refusal.message)
        return _split_form(request, series, form, refusal.status)
    context = {"form": form, "series": series, **chosen, "sides": sides_of([series.pk]), "after": after, **NAV}
    return render(request, "series/split_preview.html", context)


@require_http_methods(["GET", "POST"])
def undo_merge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """See what goes back where; undo it."""
    officer = officer_of(request)
    merge = visible_or_404(Merge.objects.select_related("into__merged_into", "other__merged_into"), pk=pk)
    require(officer, "series.merge")
    if request.method == "POST":
        actions.undo_merge(merge=merge, by=officer)
        messages.success(request, "Undone.")
        return redirect("series", pk=merge.into_id)
    require_own(merge, officer, _OWN)
    _count_rehearsal(request, officer)
    keys = [merge.into_id, merge.other_id]
    after, refused = list[Side](), ""
    try:
        after = _afterwards(lambda: actions.undo_merge(merge=merge, by=officer), keys)
    except IcseError as refusal:
        refused = refusal.message
    audit.record_list("merges", 1, on=merge)
    context = {"merge": merge, "sides": sides_of([merge.into_id]), "after": after, "refused": refused, **NAV}
    return render(request, "series/merge_undo.html", context)


def _count_rehearsal(request: HttpRequest, officer: Officer) -> None:
    """A preview locks and writes as the act does: where it is only looked at, it counts as one write too."""
    if request.method == "GET":
        count_write(officer.pk)


def _afterwards(act: Callable[[], object], keys: list[UUID]) -> list[Side]:
    """Do it, look at these series (and at the one that it makes), and undo it: the preview is refused as the act is."""
    found: list[Side] = []

    def look() -> None:
        made = act()
        found.extend(sides_of([*keys, made.pk] if isinstance(made, Series) else keys))

    rehearse(look)
    return found


def _items_or_404(keys: Sequence[str]) -> list[Item]:
    wanted = [as_uuid(key) for key in dict.fromkeys(selected(keys))]
    items = items_by_key([key for key in wanted if key is not None])
    if len(items) != len(wanted):
        raise Http404
    return items


def _subjects_or_404(keys: Sequence[str]) -> list[Subject]:
    wanted = [as_uuid(key) for key in dict.fromkeys(keys)]
    found = Subject.objects.in_bulk([key for key in wanted if key is not None])
    if len(found) != len(wanted):
        raise Http404
    return list(found.values())


def _merge_form(request: HttpRequest, series: Series, form: MergeForm, status: int) -> HttpResponse:
    return render(request, "series/merge_form.html", {"series": series, "form": form, **NAV}, status=status)


def _split_form(request: HttpRequest, series: Series, form: SplitForm, status: int) -> HttpResponse:
    after = after_of(request)
    pictures = stacked_pictures(Place(officer_of(request), series=series, start=start_of(request)), after=after)
    audit.record_list("placements", len(pictures.placements), on=series)
    context = {
        "series": series,
        "form": form if form.is_bound and "choose" not in request.POST else SplitForm(),
        "pictures": pictures,
        "subjects": Subject.objects.filter(series=series).order_by("pk")[:200],
        "chosen": set(request.POST.getlist("items")) | set(request.POST.getlist("subjects")),
        **series_pages(request, reverse("series-split", args=[series.pk]), pictures.older, pictures.start),
        **NAV,
    }
    return render(request, "series/split_form.html", context, status=status)
