"""What an officer has typed and not posted: kept while it is typed, listed, taken away."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from accounts.access import officer_of, visible_or_404
from accounts.permissions import require
from accounts.visibility import contributable_audiences
from forum import actions
from forum.answer_forms import DRAFTED
from forum.answers import drafts_page
from forum.models import Draft, Thread
from icse.core import audit
from icse.core.errors import NotAllowed

#: What is kept of a new request: its question.
_OF_A_REQUEST = ("question",)


@require_POST
def save_draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep what is typed in a request's answer. Called by the page while somebody types."""
    officer = officer_of(request)
    thread = visible_or_404(Thread.objects.all(), pk=pk)
    require(officer, "post.add")
    actions.save_draft(thread=thread, fields=_typed(request, DRAFTED), by=officer)
    return HttpResponse(status=204)


@require_POST
def save_new_draft(request: HttpRequest) -> HttpResponse:
    """Keep what is typed in a new request."""
    officer = officer_of(request)
    require(officer, "thread.create")
    if not contributable_audiences():
        raise NotAllowed("Your country takes no part in the service at present.")
    actions.save_draft(thread=None, fields=_typed(request, _OF_A_REQUEST), by=officer)
    return HttpResponse(status=204)


@require_GET
def list_drafts(request: HttpRequest) -> HttpResponse:
    """Show what the officer has typed and not posted, also where the request is no longer shown."""
    officer = officer_of(request)
    require(officer, "post.add")
    drafts, older = drafts_page(officer, request.GET.get("after", ""))
    audit.record_list("drafts", len(drafts))
    context = {"drafts": drafts, "older": older, "nav_section": "thread-list"}
    return render(request, "forum/draft_list.html", context)


@require_POST
def discard_draft(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one away."""
    officer = officer_of(request)
    draft = visible_or_404(Draft.objects.all(), pk=pk)
    require(officer, "post.add")
    actions.discard_draft(draft=draft, by=officer)
    messages.success(request, "The unfinished text is gone.")
    return redirect("draft-list")


def _typed(request: HttpRequest, names: tuple[str, ...]) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in names}
