"""Lists of hashes: all, one with its versions, importing, removing."""

from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import officer_of, visible_or_404
from accounts.models import Officer
from accounts.permissions import may, require
from icse.core import audit
from icse.core.errors import IcseError
from series import actions
from series.actions.hash_lists import may_manage
from series.forms.hash_lists import HashListForm
from series.models import HashList
from series.queries.lists import BAD_WORDS, REFUSED_WORDS, all_lists, newest_lists, versions_of
from series.uploads import ReceivedFile, handler_of
from series.views.paging import after_of, is_refresh, pages


@require_GET
def show_lists(request: HttpRequest) -> HttpResponse:
    """Show the newest version of each list that the officer may see."""
    officer = officer_of(request)
    require(officer, "hash_list.view")
    page = newest_lists(after_of(request))
    audit.record_list("hash lists", len(page.lists))
    context = {
        "lists": page.lists,
        "may_manage": may(officer, "hash_list.manage"),
        "may_review": may(officer, "match.review"),
        "is_administrator": officer.role == Officer.Role.ADMINISTRATOR,
        **pages(request, reverse("hash-lists"), page.older),
    }
    template = "series/hash_list_rows.html" if is_refresh(request) else "series/hash_lists.html"
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
def import_list(request: HttpRequest) -> HttpResponse:
    """Ask for a list, and take it; a worker reads it."""
    officer = officer_of(request)
    require(officer, "hash_list.manage")
    if request.method == "GET":
        name = request.GET.get("name", "")[:80]
        kind = request.GET.get("kind") or HashList.Kind.HARMLESS
        return _form_page(request, HashListForm(initial={"name": name, "kind": kind}))
    form, file = HashListForm(request.POST), _file(request)
    if isinstance(file, str):
        form.add_error(None, file)
    if not form.is_valid() or isinstance(file, str):
        return _form_page(request, form, 400)
    try:
        listed = actions.import_hash_list(**form.cleaned_data, path=file.path, size=file.digests.size, by=officer)
    except IcseError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _form_page(request, form, refusal.status)
    messages.success(request, "The list is received. It counts once it has been read to its end.")
    return redirect("hash-list", pk=listed.pk)


@require_GET
def show_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a list: how far it is, what was left out of it, and its versions."""
    officer = officer_of(request)
    listed = visible_or_404(all_lists(), pk=pk)
    require(officer, "hash_list.view")
    context = {
        "listed": listed,
        "versions": versions_of(listed),
        "facts": _facts(listed),
        "bad_lines": [(place, BAD_WORDS.get(code, code)) for place, code in listed.bad_lines],
        "refused": REFUSED_WORDS.get(listed.reason_code, ""),
        "may_remove": may(officer, "hash_list.manage") and may_manage(listed, officer) and not listed.removed_at,
        "nav_section": "hash-lists",
    }
    if is_refresh(request):
        audit.record_view("hash_list.viewed", on=listed)
        return render(request, "series/hash_list_body.html", context)
    audit.record("hash_list.viewed", on=listed)
    return render(request, "series/hash_list.html", context)


@require_POST
def remove_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Remove one version of a list."""
    officer = officer_of(request)
    listed = visible_or_404(all_lists(), pk=pk)
    require(officer, "hash_list.manage")
    actions.remove_hash_list(listed=listed, by=officer)
    messages.success(request, "The list is removed. Nothing counts by it any more.")
    return redirect("hash-list", pk=listed.pk)


def _file(request: HttpRequest) -> ReceivedFile | str:
    """Return the received list, or why there is none."""
    files = cast(list[ReceivedFile], request.FILES.getlist("file"))
    handler = handler_of(request)
    if handler.is_interrupted:
        return "The upload broke off before its end. Nothing of it was kept; send it again."
    if handler.too_large or (files and files[0].digests.size > settings.MAX_LIST_BYTES):
        return f"The file is larger than {_limit()}. Ask the operator of the service to import it."
    return files[0] if files else "Choose the file that holds the hashes."


def _form_page(request: HttpRequest, form: HashListForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "limit": _limit(),
        "for_all": officer_of(request).role == Officer.Role.ADMINISTRATOR,
        "nav_section": "hash-lists",
    }
    return render(request, "series/hash_list_import.html", context, status=status)


def _limit() -> str:
    return f"{settings.MAX_LIST_BYTES / 1024 / 1024:g} MB"


def _facts(listed: HashList) -> list[tuple[str, object]]:
    whose = "All members" if listed.for_all else f"{listed.country.name if listed.country else ''} only"
    return [
        ("Says", listed.get_kind_display()),
        ("For", whose),
        ("Version", listed.version),
        ("From", listed.source),
        ("Imported by", _who(listed)),
        ("Entries", f"{listed.entries:,}".replace(",", " ") if listed.entries else ""),
        ("Hashes", ", ".join(name.upper().replace("SHA", "SHA-") for name in listed.algorithms)),
        ("Left out", f"{listed.bad:,}".replace(",", " ") if listed.bad else ""),
    ]


def _who(listed: HashList) -> str:
    """A list for all is the service's, whoever pressed the button."""
    if listed.for_all:
        return "An administrator" if listed.officer_id else "The operator of the service"
    return listed.unit.name if listed.unit else ""
