"""Who shows interest in a clue request: a part of its page, which asks again while it is looked at."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from accounts.access import officer_of, visible_or_404
from accounts.permissions import require
from accounts.views.interest import interest_part
from forum import actions
from forum.models import Thread, ThreadInterest


@require_GET
def show_interest(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show who is here, works on it, has opened it; and keep that this page is open, where the unit shows that."""
    thread = visible_or_404(Thread.objects.all(), pk=pk)
    actions.note_thread_present(thread=thread, by=officer_of(request))
    return interest_part(request, ThreadInterest, thread)


@require_POST
def change_work(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that the officer works on it (``working=yes``), or no more."""
    officer = officer_of(request)
    thread = visible_or_404(Thread.objects.all(), pk=pk)
    require(officer, "interest.show")
    actions.work_on_thread(thread=thread, working=request.POST.get("working") == "yes", by=officer)
    if request.headers.get("HX-Request") == "true":
        return interest_part(request, ThreadInterest, thread)
    return redirect("thread", pk=pk)
