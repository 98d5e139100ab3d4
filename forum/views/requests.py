"""Requests to owners: the lists, a new one, one with what was said, and what each side may do."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import as_uuid, officer_of, visible_or_404
from accounts.permissions import require
from accounts.queries import units_by_key
from accounts.views.sharing import plan_in_words
from forum import actions
from forum.models import Request
from forum.opening import Effect, Opening, digest, preview
from forum.request_forms import AcceptForm, AskForm, WordForm
from forum.requests import Box, all_requests, exchange, received, sent, waiting_for
from icse.core import audit
from icse.core.cursors import moment_of, signed
from icse.core.errors import IcseError
from icse.core.refusals import with_headers
from series.queries.blind import BlindLine, blind_line

NAV = {"nav_section": "request-list"}


@require_GET
def list_requests(request: HttpRequest) -> HttpResponse:
    """Show what is asked of us, and what we asked; of the own unit, or of the whole country."""
    officer = officer_of(request)
    require(officer, "request.send")
    whole = request.GET.get("of") == "country"
    boxes = {
        name: _box(request, name, read(officer, whole_country=whole, before=moment_of(request.GET.get(name, ""))))
        for name, read in (("received", received), ("sent", sent))
    }
    audit.record_list("requests", sum(len(box["requests"]) for box in boxes.values()))
    context = {**boxes, "whole": whole, "here": _address(request, {}), **NAV}
    return render(request, _template(request, "forum/request_list"), context)


@require_GET
def count_waiting(request: HttpRequest) -> HttpResponse:
    """Show how many requests wait for the officer's unit: a part of the navigation."""
    officer = officer_of(request)
    require(officer, "request.send")
    return render(request, "forum/request_waiting.html", {"waiting": waiting_for(officer)})


@require_http_methods(["GET", "POST"])
def new_request(request: HttpRequest) -> HttpResponse:
    """Ask an owner: about a reference, or with ``?blind=`` about a match that is not shown."""
    officer = officer_of(request)
    require(officer, "request.send")
    line = _asked_line(request)
    if request.method == "GET":
        given = {"reference": request.GET.get("reference", "")[:24], "purpose": request.GET.get("purpose", "sight")}
        return _new_page(request, AskForm(blind=line is not None, initial=given), line)
    form = AskForm(request.POST, blind=line is not None)
    if not form.is_valid():
        return _new_page(request, form, line, status=400)
    asked = {"purpose": Request.Purpose.SIGHT.value, **form.cleaned_data}
    try:
        made = actions.ask_owner(**asked, blind=line.key if line else None, by=officer)
    except IcseError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return with_headers(_new_page(request, form, line, status=refusal.status), refusal)
    messages.success(request, "Your request is sent. You will see the answer here, if its owner gives one.")
    return redirect("request", pk=made.pk)


@require_GET
def show_request(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one request with what was said; looking is recorded."""
    one = visible_or_404(all_requests(), pk=pk)
    if _refreshes(request):
        audit.record_view("request.viewed", on=one)
    else:
        audit.record("request.viewed", on=one)
    return _request_page(request, one)


@require_POST
def ask_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask the requester for more."""
    return _write(request, pk, "request.answer", actions.ask_back, "ask", "The requester is asked.")


@require_POST
def decline_request(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say no, with or without words."""
    return _write(request, pk, "request.answer", actions.decline_request, "decline", "The request is declined.")


@require_POST
def reply_to_owner(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Answer what the owner asked back."""
    return _write(request, pk, "request.send", actions.reply_to_owner, "reply", "Your answer is sent.")


@require_POST
def withdraw_request(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a request of the own unit."""
    officer = officer_of(request)
    one = visible_or_404(all_requests(), pk=pk)
    require(officer, "request.send")
    actions.withdraw_request(request=one, by=officer)
    messages.success(request, "The request is withdrawn.")
    return redirect("request", pk=pk)


@require_http_methods(["GET", "POST"])
def accept_request(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose how to let the requester in; a first POST shows who gains and loses, a second confirms."""
    officer = officer_of(request)
    one = visible_or_404(all_requests().filter(side=Request.Side.RECEIVED), pk=pk)
    require(officer, "request.answer")
    if request.method == "GET":
        return _accept_page(request, one, AcceptForm(request=one, by=officer))
    form = AcceptForm(request.POST, request=one, by=officer)
    if not form.is_valid():
        return _accept_page(request, one, form, status=400)
    try:
        opening = form.opening()
        effect = preview(one, opening, officer)
        if form.cleaned_data["seen"] != digest(opening, effect):
            return _preview_page(request, one, form, opening, effect)
        actions.accept_request(request=one, opening=opening, body=form.cleaned_data["body"], by=officer)
    except IcseError as refusal:
        if refusal.status == 403:
            raise
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _accept_page(request, one, form, status=refusal.status)
    messages.success(request, "The request is accepted.")
    return redirect("request", pk=pk)


def _box(request: HttpRequest, name: str, box: Box) -> dict[str, Any]:
    """Return a list with the addresses of its pages; the other list stays where it is."""
    return {
        "requests": box.requests,
        "newest": _address(request, {name: ""}) if request.GET.get(name) else "",
        "older": _address(request, {name: signed(box.older)}) if box.older else "",
    }


def _address(request: HttpRequest, changed: dict[str, str]) -> str:
    asked = {name: request.GET[name] for name in ("of", "received", "sent") if name in request.GET}
    query = urlencode({name: value for name, value in {**asked, **changed}.items() if value})
    return f"{reverse('request-list')}?{query}" if query else reverse("request-list")


def _write(
    request: HttpRequest, pk: UUID, needed: str, act: Callable[..., None], form_name: str, done: str
) -> HttpResponse:
    officer = officer_of(request)
    one = visible_or_404(all_requests(), pk=pk)
    require(officer, needed)
    form = _word_form(form_name, request.POST)
    if not form.is_valid():
        return _request_page(request, one, {form_name: form}, status=400)
    try:
        act(request=one, body=form.cleaned_data["body"], by=officer)
    except IcseError as refusal:
        if refusal.status == 403:
            raise
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _request_page(request, visible_or_404(all_requests(), pk=pk), {form_name: form}, refusal.status)
    messages.success(request, done)
    return redirect("request", pk=pk)


def _word_form(name: str, data: Any = None) -> WordForm:
    labels = {"ask": "Your question", "decline": "Your reason (may stay empty)", "reply": "Your answer"}
    return WordForm(data, label=labels[name], needed=name != "decline", auto_id=f"{name}-%s")


def _request_page(
    request: HttpRequest, one: Request, bound: dict[str, WordForm] | None = None, status: int = 200
) -> HttpResponse:
    if status >= 400:
        audit.record_view("request.viewed", on=one)
    shown = exchange(one, officer_of(request))
    forms = {f"{name}_form": _word_form(name) for name in ("ask", "decline", "reply")}
    typed = {f"{name}_form": form for name, form in (bound or {}).items()}
    context = {
        "shown": shown,
        "one": one,
        **forms,
        **typed,
        "typed": next(iter(bound.values()), None) if bound else None,
    }
    return render(request, _template(request, "forum/request"), {**context, **NAV}, status=status)


def _accept_page(request: HttpRequest, one: Request, form: AcceptForm, status: int = 200) -> HttpResponse:
    audit.record_view("request.viewed", on=one)
    context = {"one": one, "form": form, "shown": exchange(one, officer_of(request)), **NAV}
    return render(request, "forum/request_accept.html", context, status=status)


def _preview_page(
    request: HttpRequest, one: Request, form: AcceptForm, opening: Opening, effect: Effect
) -> HttpResponse:
    overtaken = bool(form.cleaned_data["seen"])
    units = units_by_key([move.unit for move in effect.moved])
    context = {
        "one": one,
        "opening": opening,
        "steps": plan_in_words(effect.plan) if effect.plan else (),
        "remarks": effect.plan.remarks if effect.plan else (),
        "gaining": [(units[move.unit], move.gained) for move in effect.moved if move.gained],
        "losing": [(units[move.unit], move.lost) for move in effect.moved if move.lost],
        "also": effect.also,
        "sent": form.sent(),
        "seen": digest(opening, effect),
        "overtaken": overtaken,
        **NAV,
    }
    return render(request, "forum/request_confirm.html", context, status=409 if overtaken else 200)


def _new_page(request: HttpRequest, form: AskForm, line: BlindLine | None, status: int = 200) -> HttpResponse:
    return render(request, "forum/request_new.html", {"form": form, "line": line, **NAV}, status=status)


def _asked_line(request: HttpRequest) -> BlindLine | None:
    """Return the blind hit that the address names; one that is hidden, gone or invented is "not there"."""
    text = request.GET.get("blind")
    if not text:
        return None
    key = as_uuid(text)
    line = blind_line(key) if key else None
    if line is None:
        raise Http404
    return line


def _refreshes(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "live"


def _template(request: HttpRequest, name: str) -> str:
    """Return the whole page, or only its live part where an open page refreshes itself."""
    return f"{name}_body.html" if _refreshes(request) else f"{name}.html"
