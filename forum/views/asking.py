"""Asking about a clue: the form, and its parts that follow what is chosen."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import as_uuid, officer_of, visible_or_404
from accounts.forms.new_marking import marking_initial
from accounts.markings import effective, most_restrictive
from accounts.permissions import require
from forum import actions
from forum.actions.bounds import MarkedTooLow
from forum.actions.threads import inside_marking
from forum.answers import draft_of
from forum.before_asking import before_asking
from forum.forms_asking import CropFields, ThreadForm, typed_so_far
from forum.models import ThreadSeries
from forum.queries import all_threads, pictures_to_cut
from forum.views.threads import NAV
from icse.core import audit
from icse.core.errors import IcseError
from series.actions.rights import require_own
from series.models import Series
from series.queries.series import series_or_404

_ASKED = ("kind", "question", "audience", "marking")


@require_http_methods(["GET", "POST"])
def new_thread(request: HttpRequest) -> HttpResponse:
    """Ask about a clue; with ``?series=`` about that series, and crops of its pictures.

    Where more are asked than see the series, that is said first: the same form is sent once more, knowing it.
    """
    officer = officer_of(request)
    series = _asked_series(request)
    require(officer, "thread.create")
    about = _about(series)
    if request.method == "GET":
        about["initial"] |= draft_of(None, officer)
        return _new_page(request, ThreadForm(**about), series)
    if "look" in request.POST or "hope" in request.POST:
        typed = _with_hope(request.POST)
        form = ThreadForm(**{**about, "initial": typed_so_far(typed, about["initial"])})
        return _new_page(request, form, series, typed=typed)
    form = ThreadForm(request.POST, **about)
    if not form.is_valid():
        return _new_page(request, form, series, status=400)
    if form.is_wide and not form.wide_is_known:
        return _new_page(request, form, series, asks=True)
    asked = {name: form.cleaned_data[name] for name in _ASKED}
    act = actions.open_wide_thread if form.is_wide else actions.open_thread
    try:
        thread = act(**asked, particulars=form.particulars(), series=series, crops=form.crops(), by=officer)
    except IcseError as refusal:
        if isinstance(refusal, MarkedTooLow):
            form = _raised(form, refusal, about)
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _new_page(request, form, series, status=refusal.status)
    actions.forget_draft(None, officer)
    wide = " A second officer of your country has to check it before others see it." if form.is_wide else ""
    messages.success(request, f"{thread.reference} has been asked.{wide}")
    return redirect("thread", pk=thread.pk)


@require_POST
def kind_fields(request: HttpRequest) -> HttpResponse:
    """Show the fields of the kind that was chosen, with what was typed: a part of the form."""
    require(officer_of(request), "thread.create")
    form = ThreadForm(pictures=[], initial=typed_so_far(request.POST, {}))
    return render(request, "forum/asking_fields.html", {"form": form})


@require_POST
def asking_help(request: HttpRequest) -> HttpResponse:
    """Show what was asked like it, who may know, and what asking this audience means: a part of the form."""
    series = _asked_series(request)
    require(officer_of(request), "thread.create")
    about = _about(series)
    form = ThreadForm(**{**about, "initial": typed_so_far(request.POST, about["initial"])})
    return render(request, "forum/asking_help.html", before_asking(form, request.POST, officer_of(request)))


@require_http_methods(["GET", "POST"])
def add_crops(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add crops to an open request, of pictures of the series that it is about."""
    officer = officer_of(request)
    thread = visible_or_404(all_threads(), pk=pk)
    require(officer, "thread.create")
    require_own(thread, officer, "Only officers of the country that asked may add crops.")
    link = ThreadSeries.objects.select_related("series").filter(thread=thread).first()
    pictures = pictures_to_cut(link.series) if link else []
    form = CropFields(request.POST or None, pictures=pictures)
    if request.method == "GET" or not form.is_valid():
        status = 200 if request.method == "GET" else 400
        return _crops_page(request, form, {"thread": thread, "series": link.series if link else None}, status)
    try:
        added = actions.add_crops(thread=thread, crops=form.crops(), by=officer)
    except IcseError as refusal:
        form.add_error(None, refusal.message)
        about = {"thread": thread, "series": link.series if link else None}
        return _crops_page(request, form, about, refusal.status)
    messages.success(request, "The crop is being cut." if len(added) == 1 else f"{len(added)} crops are being cut.")
    return redirect("thread", pk=pk)


def _about(series: Series | None) -> dict[str, Any]:
    """Return what a form about this series, or about none, begins with."""
    offered = {"audience": series.audience.key, **marking_initial(inside_marking([series]))} if series else {}
    return {"pictures": pictures_to_cut(series) if series else [], "series": series, "initial": offered}


def _with_hope(data: QueryDict) -> QueryDict:
    """Return what was sent with a country that an officer has just chosen to hope for."""
    if not data.get("hope"):
        return data
    again = data.copy()
    before = [word.strip() for word in again.get("hoped_countries", "").split(",") if word.strip()]
    again["hoped_countries"] = ", ".join(dict.fromkeys([*before, str(data["hope"])[:2]]))
    return again


def _asked_series(request: HttpRequest) -> Series | None:
    """Return the series that the address names; one that is hidden or invented is "not there"."""
    text = request.GET.get("series")
    if not text:
        return None
    key = as_uuid(text)
    if key is None:
        raise Http404
    series = series_or_404(key)
    audit.record_view("series.viewed", on=series)
    return series


def _raised(form: ThreadForm, refusal: MarkedTooLow, about: dict[str, Any]) -> ThreadForm:
    """Return the form with the marking that is needed filled in, to be read and sent again."""
    marking = most_restrictive([form.cleaned_data["marking"], refusal.needed]).fitted()
    data = cast(QueryDict, form.data).copy()
    for name, value in marking_initial(marking).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    again = ThreadForm(data, **about)
    again.is_valid()
    return again


def _pictures(form: CropFields, series: Series | None) -> list[dict[str, object]]:
    chosen = as_uuid(str(form["item"].value() or ""))
    return [
        {
            "item_id": item.pk,
            "concealed": reverse("item-concealed", args=[item.pk]),
            "plain": reverse("item-plain", args=[item.pk]),
            "name": item.name,
            "chosen": item.pk == chosen,
            "marking": effective(item, series),
        }
        for item in form.pictures.values()
    ]


def _new_page(
    request: HttpRequest,
    form: ThreadForm,
    series: Series | None,
    status: int = 200,
    *,
    asks: bool = False,
    typed: QueryDict | None = None,
) -> HttpResponse:
    found = before_asking(form, typed or request.POST, officer_of(request)) if request.POST else {}
    context = {**found, "form": form, "series": series, "pictures": _pictures(form, series), "asks": asks, **NAV}
    return render(request, "forum/thread_form.html", context, status=status)


def _crops_page(request: HttpRequest, form: CropFields, about: dict[str, Any], status: int) -> HttpResponse:
    context = {"form": form, "pictures": _pictures(form, about["series"]), **about, **NAV}
    return render(request, "forum/crops_add.html", context, status=status)
