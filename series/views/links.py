"""Links between series and between subjects: proposed after a preview, decided on a page of their own."""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import as_uuid, officer_of, visible_or_404
from accounts.models import Officer
from accounts.permissions import may, require
from icse.core import audit
from icse.core.doors import rehearse
from icse.core.errors import IcseError
from series import actions
from series.forms.links import LinkForm, ReferenceForm, SamePersonForm, UndoLinkForm
from series.models import Series, Subject
from series.models.link import Link
from series.queries.links import (
    all_links,
    all_same_person,
    linked_series,
    links_of,
    merges_of,
    name_links,
    open_links,
    references_of,
    same_person_of,
)
from series.queries.series import all_series, series_or_404
from series.queries.sides import MORE_PICTURES, beside_faces, faces_of, sides_of

#: What a button does, and what is said afterwards.
ACTS: Final[Mapping[str, tuple[Callable[..., None], str]]] = {
    "accept": (actions.accept_link, "Linked."),
    "decline": (actions.decline_link, "Declined."),
    "withdraw": (actions.withdraw_link, "Withdrawn."),
}
NAV = {"nav_section": "board"}


@require_GET
def show_links(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show, as a part of a series' page, what is linked with it, and what was merged and split."""
    officer = officer_of(request)
    series = visible_or_404(all_series(), pk=pk)
    merged = references_of(series)
    keys = linked_series(series)
    audit.record_list("links", len(keys), on=series)
    own = series.country_id == officer.country_id
    links, people = links_of([series.pk, *merged]), same_person_of([series.pk])
    name_links(links, people)
    context = {
        "series": series,
        "references": list(merged.values()),
        "sides": sides_of(keys, pictures=MORE_PICTURES),
        "links": links,
        "people": people,
        "merges": merges_of([series.pk]),
        "may_link": may(officer, "series.link"),
        "may_merge": own and may(officer, "series.merge"),
    }
    return render(request, "series/series_links.html", context)


@require_GET
def list_links(request: HttpRequest) -> HttpResponse:
    """Show the proposals that the officer's country has to decide on, and those that it waits for."""
    officer = officer_of(request)
    require(officer, "series.link")
    rows = open_links(officer.country_id)
    audit.record_list("links", len(rows))
    return render(request, "series/link_list.html", {"links": rows, **NAV})


@require_http_methods(["GET", "POST"])
def propose_link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Name another series and why; see what would happen; propose."""
    officer = officer_of(request)
    series = series_or_404(pk)
    require(officer, "series.link")
    form = LinkForm(request.POST or None, initial={"other": request.GET.get("other", "")})
    if request.method == "GET" or not form.is_valid():
        return _link_form(request, series, form, 200 if request.method == "GET" else 400)
    try:
        if "confirm" in request.POST:
            link = actions.propose_link(series=series, **form.cleaned_data, by=officer)
            messages.success(request, "Linked." if link.is_accepted else f"{link.other_country.name} has been asked.")
            return redirect("series", pk=pk)
        rehearse(lambda: actions.propose_link(series=series, **form.cleaned_data, by=officer))
    except IcseError as refusal:
        form.add_error(refusal.field, refusal.message)
        return _link_form(request, series, form, refusal.status)
    other = form.cleaned_data["other"]
    context = {"form": form, "series": series, "other": other, "sides": sides_of([series.pk, other.pk]), **NAV}
    context["decides"] = None if other.country_id == series.country_id else _decider(series, other, officer)
    return render(request, "series/link_preview.html", context)


@require_http_methods(["GET", "POST"])
def show_link(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show both sides of a link; accept, decline, withdraw or undo it."""
    officer = officer_of(request)
    link = visible_or_404(all_links(), pk=pk)
    require(officer, "series.link")
    form = UndoLinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _act(request, link, form, officer):
        return redirect("series", pk=link.series_id if link.country_id == officer.country_id else link.other_id)
    audit.record_list("links", 1, on=link)
    context = {"link": link, "sides": sides_of(link.sides), "acts": acts_of(link, officer), "form": form, **NAV}
    return render(request, "series/link.html", context, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
def propose_same_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Name a series, choose who of it is the same person, and propose."""
    officer = officer_of(request)
    subject = visible_or_404(Subject.objects.select_related("series__country"), pk=pk)
    require(officer, "subject.link")
    form, find = SamePersonForm(request.POST or None), ReferenceForm(request.GET or None)
    there = find.cleaned_data["other"] if find.is_bound and find.is_valid() else subject.series
    context = {"subject": subject, "find": find, "form": form, "there": there, **NAV}
    if request.method == "POST":
        other = _other_or_404(request.POST.get("other", ""))
        context["there"], context["chosen"] = other.series, other.pk
        if form.is_valid():
            try:
                link = actions.propose_same_person(subject=subject, other=other, **form.cleaned_data, by=officer)
            except IcseError as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
                return _same_form(request, context, refusal.status)
            messages.success(request, "Linked." if link.is_accepted else f"{link.other_country.name} has been asked.")
            return redirect("series", pk=subject.series_id)
        return _same_form(request, context, 400)
    return _same_form(request, context, 200)


@require_http_methods(["GET", "POST"])
def show_same_person(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show two subjects that are, or may be, the same person; accept, decline, withdraw or undo it."""
    officer = officer_of(request)
    link = visible_or_404(all_same_person(), pk=pk)
    require(officer, "subject.link")
    form = UndoLinkForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and _act(request, link, form, officer):
        side = link.subject if link.country_id == officer.country_id else link.other
        return redirect("series", pk=side.series_id)
    audit.record_list("links", 1, on=link)
    keys = dict.fromkeys([link.subject.series_id, link.other.series_id])
    faces = faces_of([link.subject, link.other])
    sides = beside_faces(sides_of(list(keys)), faces)
    context = {"link": link, "faces": faces, "sides": sides, "acts": acts_of(link, officer), "form": form, **NAV}
    context["again"] = [one for one in (link.subject, link.other) if link.is_accepted and one.is_known_by_link]
    return render(request, "series/same_person.html", context, status=400 if form.is_bound else 200)


def acts_of(link: Link, officer: Officer) -> list[str]:
    """Return the buttons that this officer has."""
    if link.is_proposed and link.other_country_id == officer.country_id:
        return ["accept", "decline"]
    if link.is_proposed and link.country_id == officer.country_id:
        return ["withdraw"]
    is_side = officer.country_id in (link.country_id, link.other_country_id)
    return ["undo"] if link.is_accepted and is_side else []


def act_on(link: Link, act: str, reason: str, by: Officer) -> str:
    """Do what a button says, and return what is said afterwards. Only undoing takes a reason.

    :raises IcseError: there is no such button, or the action refuses.
    """
    if act == "undo":
        actions.undo_link(link=link, reason=reason, by=by)
        return "The link has been undone."
    do, sentence = ACTS.get(act, (None, ""))
    if do is None:
        raise IcseError("Choose what to do.")
    do(link=link, by=by)
    return sentence


def _act(request: HttpRequest, link: Link, form: UndoLinkForm, officer: Officer) -> bool:
    """Do it; return False where the reason has to be written better."""
    act = request.POST.get("act", "")
    if act == "undo" and link.is_accepted and not form.is_valid():
        return False
    messages.success(request, act_on(link, act, request.POST.get("reason", ""), officer))
    return True


def _decider(series: Series, other: Series, officer: Officer) -> str:
    return other.country.name if series.country_id == officer.country_id else series.country.name


def _other_or_404(text: str) -> Subject:
    key = as_uuid(text)
    if key is None:
        raise Http404
    return visible_or_404(Subject.objects.select_related("series__country"), pk=key)


def _link_form(request: HttpRequest, series: Series, form: LinkForm, status: int) -> HttpResponse:
    return render(request, "series/link_form.html", {"series": series, "form": form, **NAV}, status=status)


def _same_form(request: HttpRequest, context: dict[str, object], status: int) -> HttpResponse:
    subject, there = context["subject"], context["there"]
    assert isinstance(subject, Subject) and isinstance(there, Series)  # noqa: S101, PT018 - tells the type checker
    audit.record_view("series.viewed", on=there)
    rows = Subject.objects.filter(series=there, role=subject.role).exclude(pk=subject.pk).order_by("pk")
    return render(request, "series/same_person_form.html", {**context, "people": rows[:200]}, status=status)
