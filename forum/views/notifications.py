"""What the officer is told: the list, how much is unread, and reading it."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from accounts.access import as_uuid, officer_of, visible_or_404
from accounts.permissions import require
from forum import actions
from forum.models import Thread
from forum.notifications import Place, is_aloud, notifications, unread_threads
from forum.telling_forms import ToldForm
from icse.core import audit
from icse.core.cursors import signed
from series.views.paging import is_refresh

NAV = {"nav_section": "notification-list"}


@require_GET
def list_notifications(request: HttpRequest) -> HttpResponse:
    """Show what the officer is told, unread first."""
    officer = officer_of(request)
    require(officer, "notification.read")
    form = ToldForm(request.GET)
    wanted = form.wanted()
    page = notifications(officer, **wanted)
    audit.record_list("notifications", len(page.lines))
    narrowed = {name: request.GET[name] for name in ("cause", "unread") if wanted[name]}
    context = {
        "form": form,
        "page": page,
        "here": request.get_full_path(),
        "is_narrowed": bool(narrowed),
        "newest": _address(narrowed) if wanted["after"] else None,
        "older": _address({**narrowed, **_cursor(page.older)}) if page.older else None,
        **NAV,
    }
    template = "forum/notification_list_body.html" if is_refresh(request) else "forum/notification_list.html"
    return render(request, template, context)


@require_GET
def count_unread(request: HttpRequest) -> HttpResponse:
    """Show of how many requests there is something unread: a part of the frame."""
    officer = officer_of(request)
    require(officer, "notification.read")
    unread = unread_threads(officer)
    aloud = unread and is_aloud(officer, timezone.now())
    return render(request, "forum/notification_unread.html", {"unread": unread, "aloud": aloud})


@require_POST
def read_notifications(request: HttpRequest) -> HttpResponse:
    """Say that all of it is read, or what is told of one thread (``thread=``)."""
    officer = officer_of(request)
    require(officer, "notification.read")
    text = request.POST.get("thread", "")
    thread = visible_or_404(Thread.objects.all(), pk=as_uuid(text)) if text else None
    actions.read_notifications(thread=thread, by=officer)
    return redirect("notification-list")


@require_GET
def thread_told(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Keep that the thread is open, so that what is told of it now is read: a silent part of its page."""
    thread = visible_or_404(Thread.objects.all(), pk=pk)
    actions.note_thread_told(thread=thread, by=officer_of(request))
    return render(request, "forum/thread_told.html", {"thread": thread})


def _cursor(place: Place) -> dict[str, str]:
    return {"before": signed(place.at), "part": "read" if place.is_read else "unread"}


def _address(query: dict[str, str]) -> str:
    return reverse("notification-list") + (f"?{urlencode(query)}" if query else "")
