"""Referrals: making one, the lists, one with its steps, and its package."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import as_uuid, officer_of, visible_or_404
from accounts.markings import Marking
from accounts.models import Country, Officer
from accounts.permissions import require
from icse.core import audit
from icse.core.cursors import moment_of, signed
from icse.core.errors import IcseError
from series import actions, blobs
from series.actions.referrals import STEPS, Chosen
from series.actions.rights import require_contribution, require_own
from series.exchange.referral_words import indications_told, subjects_told
from series.forms.referrals import ReferralForm, StepForm
from series.models import Item, Referral, Series
from series.queries.referrals import (
    Box,
    Offer,
    all_referrals,
    cautions_of,
    course_of,
    offer_of,
    received_referrals,
    sent_referrals,
)
from series.queries.series import all_series
from series.views.paging import is_refresh
from series.views.pictures import download

NAV = {"nav_section": "duty"}
_ONLY_OWNER = "Only the country that owns a series refers it."


@require_http_methods(["GET", "POST"])
def refer_series(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose where a series goes, and what goes with it. ``?country=`` names where; ``?earlier=`` who proposed it."""
    officer = officer_of(request)
    series = visible_or_404(all_series(), pk=pk)
    require(officer, "referral.send")
    require_own(series, officer, _ONLY_OWNER)
    require_contribution(series.audience_id)
    offer = offer_of(series, officer)
    if request.method == "GET":
        given = {"to_country": request.GET.get("country", "")[:2], "subjects": [str(one.pk) for one in offer.subjects]}
        given["indications"] = [str(one.pk) for one in offer.indications if one.made_in_id == given["to_country"]]
        return _refer_page(request, series, offer, ReferralForm(initial=given, offer=offer, officer=officer))
    form = ReferralForm(request.POST, offer=offer, officer=officer)
    if not form.is_valid():
        return _refer_page(request, series, offer, form, status=400)
    return _refer(request, series, offer, form, officer)


@require_GET
def list_referrals(request: HttpRequest) -> HttpResponse:
    """Show what was referred to the own country, and what it referred."""
    officer = officer_of(request)
    require(officer, "referral.answer")
    boxes = {
        name: _box(request, name, read(before=moment_of(request.GET.get(name, ""))))
        for name, read in (("received", received_referrals), ("sent", sent_referrals))
    }
    audit.record_list("referrals", sum(len(box["referrals"]) for box in boxes.values()))
    context = {**boxes, "here": _address(request, {}), **NAV}
    return render(request, _template(request, "series/referral_list"), context)


@require_GET
def show_referral(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one copy with its steps; looking is recorded."""
    referral = visible_or_404(all_referrals(), pk=pk)
    if is_refresh(request):
        audit.record_view("referral.viewed", on=referral)
    else:
        audit.record("referral.viewed", on=referral)
    return _page(request, referral)


@require_POST
def step_referral(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one step: ``step`` names it."""
    officer = officer_of(request)
    referral = visible_or_404(all_referrals(), pk=pk)
    step = request.POST.get("step", "")
    if step not in STEPS:
        raise Http404
    require(officer, "referral.answer")
    form = StepForm(step, request.POST, without=officer.country_id)
    if not form.is_valid():
        return _page(request, referral, form, 400)
    try:
        actions.step_referral(referral=referral, step=step, **form.typed, by=officer)
    except IcseError as refusal:
        if refusal.status == 403:
            raise
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _page(request, visible_or_404(all_referrals(), pk=pk), form, refusal.status)
    messages.success(request, "Done. The other side sees it now." if not referral.by_hand else "Written down.")
    return redirect("referral", pk=pk)


@require_GET
def download_package(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """Give the package, to be kept and not shown; recorded."""
    officer = officer_of(request)
    referral = visible_or_404(all_referrals(), pk=pk, package_state=Referral.Package.READY)
    require(officer, "item.download")
    path = blobs.package_path(referral.package)
    if not path.is_file():
        raise Http404
    audit.record("referral.downloaded", on=referral)
    return download(officer, path, f"{referral.reference}.zip", "application/zip")


def _refer(request: HttpRequest, series: Series, offer: Offer, form: ReferralForm, officer: Officer) -> HttpResponse:
    data = form.cleaned_data
    country: Country = data["to_country"]
    try:
        made = actions.refer_series(
            series=series,
            to_country=country,
            chosen=_chosen(request, offer, data),
            note=data["note"],
            earlier=_earlier(request, series),
            by=officer,
        )
    except IcseError as refusal:
        if refusal.status == 403:
            raise
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _refer_page(request, series, offer, form, status=refusal.status)
    said = f"A package for the national bureau of {country.name} is being made." if made.by_hand else ""
    messages.success(request, said or f"{country.name} hears of it now.")
    return redirect("referral", pk=made.pk)


def _chosen(request: HttpRequest, offer: Offer, data: dict[str, Any]) -> Chosen:
    wanted = {as_uuid(key) for keys in request.POST.getlist("items") for key in keys.split()}
    items: Sequence[Item] = [item for item in offer.items if item.pk in wanted]
    if len(items) != len(wanted):
        raise Http404
    return Chosen(
        items=items,
        subjects=[one for one in offer.subjects if str(one.pk) in data.get("subjects", ())],
        indications=[one for one in offer.indications if str(one.pk) in data.get("indications", ())],
        with_summary=data["with_summary"],
        originals=data["send_as"] == "originals",
    )


def _earlier(request: HttpRequest, series: Series) -> Referral | None:
    """Return the referral that the address names as the one in which this country was proposed."""
    if not request.GET.get("earlier"):
        return None
    key = as_uuid(request.GET["earlier"])
    return visible_or_404(Referral.objects.filter(series=series, side=Referral.Side.SENT), pk=key)


def _refer_page(
    request: HttpRequest, series: Series, offer: Offer, form: ReferralForm, status: int = 200
) -> HttpResponse:
    audit.record_view("series.viewed", on=series)
    chosen = set(request.POST.getlist("items"))
    tiles = [(item, str(item.pk) in chosen) for item in offer.items]
    context = {"series": series, "offer": offer, "form": form, "tiles": tiles, "nav_section": "board"}
    context["cautions"] = cautions_of(series, offer.items)
    return render(request, "series/refer.html", context, status=status)


def _page(request: HttpRequest, referral: Referral, typed: StepForm | None = None, status: int = 200) -> HttpResponse:
    if status >= 400:
        audit.record_view("referral.viewed", on=referral)
    officer = officer_of(request)
    course = course_of(referral, officer)
    forms = [_form_of(step, typed, officer) for step in course.may]
    lost = typed if typed is not None and typed.step not in course.may else None
    told = referral.document["marking"]
    marking = Marking(told["tlp"], tuple(told["handling"]), told["handling_note"])
    context = {"referral": referral, "course": course, "forms": forms, "lost": lost, "marking": marking, **NAV}
    words = {"subjects": subjects_told(referral.document), "indications": indications_told(referral.document)}
    return render(request, _template(request, "series/referral"), {**context, **words}, status=status)


def _form_of(step: str, typed: StepForm | None, officer: Officer) -> StepForm:
    return typed if typed is not None and typed.step == step else StepForm(step, without=officer.country_id)


def _box(request: HttpRequest, name: str, box: Box) -> dict[str, Any]:
    """Return a list with the addresses of its pages; the other list stays where it is."""
    return {
        "referrals": box.referrals,
        "newest": _address(request, {name: ""}) if request.GET.get(name) else "",
        "older": _address(request, {name: signed(box.older)}) if box.older else "",
    }


def _address(request: HttpRequest, changed: dict[str, str]) -> str:
    asked = {name: request.GET[name] for name in ("received", "sent") if name in request.GET}
    query = urlencode({name: value for name, value in {**asked, **changed}.items() if value})
    return f"{reverse('referral-list')}?{query}" if query else reverse("referral-list")


def _template(request: HttpRequest, name: str) -> str:
    """Return the whole page, or only its live part where an open page refreshes itself."""
    return f"{name}_body.html" if is_refresh(request) else f"{name}.html"
