"""Looking something up: the page, and one answer."""

import re
from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import officer_of, visible_or_404
from accounts.models import Officer
from accounts.permissions import require
from icse.core import audit
from icse.core.errors import IcseError
from icse.core.refusals import with_headers
from series import actions
from series.forms.lookups import LookupForm
from series.models import Lookup
from series.queries.lookups import LookupAnswer, all_lookups, answers_of
from series.uploads import FileTooLarge, ReceivedFile, handler_of
from series.views.paging import is_refresh

_LATEST = 10
#: Matches on a page, of the last answer all.
_PAGE = 50
_BROKEN_OFF = "The file broke off before its end. Send it again."
_ONE_OR_THE_OTHER = "Look up a file or hashes, not both at once."
_NOTHING = "Choose a file, or paste hashes."
NAV = {"nav_section": "lookup"}


@require_http_methods(["GET", "POST"])
def lookup(request: HttpRequest) -> HttpResponse:
    """Ask about a file, which is not kept, or about hashes."""
    officer = officer_of(request)
    require(officer, "lookup.ask")
    if request.method == "GET":
        return _page(request, LookupForm())
    form = LookupForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=400)
    try:
        made = _ask(request, form, officer)
    except IcseError as refusal:
        field = "hashes" if refusal.field in {"md5", "sha1", "sha256"} else refusal.field
        form.add_error(field if field in form.fields else None, refusal.message)
        return with_headers(_page(request, form, status=refusal.status), refusal)
    return redirect("lookup-answer", pk=made.pk)


@require_GET
def show_lookup(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the answer, as far as the officer may see it now; looking is recorded."""
    one = visible_or_404(all_lookups(), pk=pk)
    answers = answers_of(one) if one.state != Lookup.State.WAITING else []
    found = [answer for answer in answers if answer.is_known]
    unknown = [answer.asked for answer in answers if not answer.is_known]
    shown, older = _part(found, _start(request))
    context = {
        "lookup": one,
        "answers": shown,
        "left": len(found) - len(shown),
        "known": len(found),
        "unknown": unknown,
        "has_long": any(one.kind in {"sha256", "pdq"} for one in unknown),
        "here": request.get_full_path(),
        "newest": request.path if shown != found and _start(request) else None,
        "older": f"{request.path}?after={older}" if older else None,
        **NAV,
    }
    if is_refresh(request):
        audit.record_view("lookup.viewed", on=one)
        return render(request, "series/lookup_answer_body.html", context)
    audit.record("lookup.viewed", on=one)
    return render(request, "series/lookup_answer.html", context)


def _start(request: HttpRequest) -> int:
    """Return at which of one's own answers to begin: a number is no secret here."""
    after = request.GET.get("after", "")
    return int(after) if re.fullmatch("[0-9]{1,4}", after) else 0


def _part(found: Sequence[LookupAnswer], start: int) -> tuple[Sequence[LookupAnswer], int | None]:
    """Return the answers from there until a page is full, and where the next page begins."""
    matches = 0
    for place, answer in enumerate(found[start:], start + 1):
        matches += len(answer.matches)
        if matches >= _PAGE:
            return found[start:place], place if place < len(found) else None
    return found[start:], None


def _ask(request: HttpRequest, form: LookupForm, officer: Officer) -> Lookup:
    handler, file = handler_of(request), request.FILES.get("file")
    if handler.too_large:
        raise FileTooLarge
    if handler.is_interrupted:
        raise IcseError(_BROKEN_OFF)
    if isinstance(file, ReceivedFile):
        if form.asked:
            raise IcseError(_ONE_OR_THE_OTHER)
        return actions.ask_file(received=file, by=officer)
    if not form.asked:
        raise IcseError(_NOTHING)
    return actions.ask_hashes(asked=form.asked, by=officer)


def _page(request: HttpRequest, form: LookupForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "latest": all_lookups().order_by("-pk")[:_LATEST], **NAV}
    return render(request, "series/lookup.html", context, status=status)
