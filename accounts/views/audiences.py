"""Audiences: those that the officer holds, those that the unit owns, and who is in them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, queries
from accounts.access import officer_of, visible_or_404
from accounts.forms import ChangeAudienceForm, DefaultAudienceForm, NewAudienceForm
from accounts.membership import GrantChange, Member, Moved, members_of
from accounts.models import Audience, Officer
from accounts.permissions import may, require
from accounts.visibility import contributable_audiences, owned_audiences
from icse.core.comparing import Compared, compare_texts
from icse.core.cursors import key_of, signed
from icse.core.errors import IcseError
from icse.core.versions import Overtaken

PER_PAGE = 50


@require_safe
def audience_list(request: HttpRequest) -> HttpResponse:
    """Show the audiences that the officer holds, which of them the unit owns, and the country's default."""
    officer = officer_of(request)
    return _list_page(request, officer, _default_form(officer))


@require_POST
def country_default(request: HttpRequest) -> HttpResponse:
    """Choose what the forms of the own country offer first."""
    officer = officer_of(request)
    require(officer, "country.settings")
    form = DefaultAudienceForm(request.POST)
    if not form.is_valid():
        return _list_page(request, officer, form, status=400)
    actions.choose_default_audience(audience=form.cleaned_data["audience"], by=officer)
    messages.success(request, "Your country's default audience is saved.")
    return redirect("audience-list")


@require_http_methods(["GET", "POST"])
def new_audience(request: HttpRequest) -> HttpResponse:
    """Make a group; then its page asks who is to be in it."""
    officer = officer_of(request)
    require(officer, "audience.make")
    form = NewAudienceForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.make_audience(**form.cleaned_data, by=officer)
        except IcseError as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            messages.success(request, "The audience is made. Now choose who is to be in it.")
            return redirect("audience", key=made.key)
    context = {"form": form, "nav_section": "audience-list"}
    return render(request, "accounts/audience_new.html", context, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def audience(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show an audience; let the owning unit change it: a first POST shows who gains and loses, a second confirms."""
    officer = officer_of(request)
    one = visible_or_404(Audience.objects.select_related("owner", "unit"), key=key)
    if request.method == "POST":
        return _change(request, one, officer)
    members = members_of(one)
    owns = one.pk in owned_audiences() and may(officer, "audience.change")
    form = ChangeAudienceForm(audience=one, members=members) if owns else None
    return _audience_page(request, one, members, form)


def _change(request: HttpRequest, one: Audience, officer: Officer) -> HttpResponse:
    require(officer, "audience.change")
    members = members_of(one)
    form = ChangeAudienceForm(request.POST, audience=one, members=members)
    if not form.is_valid():
        return _audience_page(request, one, members, form, status=400)
    if form.cleaned_data["version"] != one.version:
        return _overtaken_page(request, one, members, Overtaken(one.version))
    changes = form.changes()
    try:
        moved = actions.preview_changes(audience=one, changes=changes, by=officer)
        if form.cleaned_data["seen"] != _seen(form, changes, moved):
            return _preview_page(request, one, form, changes, moved)
        words = {name: form.cleaned_data[name] for name in ("name", "lists_members", "version")}
        actions.change_audience(audience=one, changes=changes, **words, by=officer)
    except Overtaken as overtaken:
        return _overtaken_page(request, visible_or_404(Audience.objects.all(), key=one.key), members, overtaken)
    except IcseError as refusal:
        if refusal.status == 403:
            raise
        form.add_error(refusal.field, refusal.message)
        return _audience_page(request, one, members, form, status=refusal.status)
    messages.success(request, "The audience is changed.")
    return redirect("audience", key=one.key)


def _overtaken_page(
    request: HttpRequest, one: Audience, members: Sequence[Member], overtaken: Overtaken
) -> HttpResponse:
    """Show both names, and keep what was typed."""
    typed = request.POST.copy()
    typed["version"], typed["seen"] = str(overtaken.version), ""
    form = ChangeAudienceForm(typed, audience=one, members=members)
    form.add_error(None, overtaken.message)
    compared = [
        compare_texts("Name", one.name, typed.get("name", "")),
        compare_texts("Members may see who is in it", *("Yes" if on else "No" for on in _listed(one, typed))),
    ]
    return _audience_page(request, one, members, form, status=overtaken.status, compared=compared)


def _listed(one: Audience, typed: QueryDict) -> tuple[bool, bool]:
    return one.lists_members, bool(typed.get("lists_members"))


def _seen(form: ChangeAudienceForm, changes: Sequence[GrantChange], moved: Sequence[Moved]) -> str:
    """Return what stands for this preview: what is confirmed is what was shown, or it is shown again."""
    words = [form.cleaned_data["name"], form.cleaned_data["lists_members"]]
    shown = [words, [astuple(change) for change in changes], [astuple(one) for one in moved]]
    return hashlib.sha256(json.dumps(shown, default=str).encode()).hexdigest()


def _preview_page(
    request: HttpRequest,
    one: Audience,
    form: ChangeAudienceForm,
    changes: Sequence[GrantChange],
    moved: Sequence[Moved],
) -> HttpResponse:
    overtaken = bool(form.cleaned_data["seen"])
    units = queries.units_by_key([move.unit for move in moved])
    context = {
        "audience": one,
        "gaining": [(units[move.unit], move.gained) for move in moved if move.gained],
        "losing": [(units[move.unit], move.lost) for move in moved if move.lost],
        "changes": queries.in_words(changes),
        "renamed": form.cleaned_data["name"] if form.cleaned_data["name"] != one.name else "",
        "lists_members": form.cleaned_data["lists_members"],
        "lists_changed": form.cleaned_data["lists_members"] != one.lists_members,
        "sent": form.sent(),
        "seen": _seen(form, changes, moved),
        "overtaken": overtaken,
        "nav_section": "audience-list",
    }
    return render(request, "accounts/audience_preview.html", context, status=409 if overtaken else 200)


def _audience_page(
    request: HttpRequest,
    one: Audience,
    members: Sequence[Member],
    form: ChangeAudienceForm | None,
    status: int = 200,
    compared: Sequence[Compared] = (),
) -> HttpResponse:
    fields = dict(form.member_fields()) if form else {}
    context = {
        "audience": one,
        "form": form,
        "compared": compared,
        "rows": [(words, fields.get(member)) for member, words in queries.members_in_words(members)],
        "countries": queries.connected_countries() if one.kind == Audience.Kind.MEMBERS else (),
        "contributes": one.pk in contributable_audiences(),
        "nav_section": "audience-list",
    }
    return render(request, _template(request, "accounts/audience", live=form is None), context, status=status)


def _list_page(
    request: HttpRequest, officer: Officer, default: DefaultAudienceForm | None, status: int = 200
) -> HttpResponse:
    after = key_of(request.GET.get("after", ""))
    page, older = queries.groups_page(after, PER_PAGE)
    context = {
        "built_in": queries.built_in_audiences(),
        "groups": page,
        "older": signed(older),
        "after": signed(after),
        "owned": set(owned_audiences()),
        "contributable": queries.audiences_to_contribute_to(),
        "default": queries.default_audience(officer),
        "default_form": default,
        "may_make": may(officer, "audience.make"),
        "nav_section": "audience-list",
    }
    return render(request, _template(request, "accounts/audience_list", live=True), context, status=status)


def _default_form(officer: Officer) -> DefaultAudienceForm | None:
    if not may(officer, "country.settings"):
        return None
    chosen = queries.default_audience(officer)
    return DefaultAudienceForm(initial={"audience": chosen.key if chosen else None})


def _template(request: HttpRequest, name: str, *, live: bool) -> str:
    """Return the whole page, or only its live part where an open page refreshes itself."""
    refreshing = live and request.headers.get("X-Requested-With") == "live"
    return f"{name}_body.html" if refreshing else f"{name}.html"
