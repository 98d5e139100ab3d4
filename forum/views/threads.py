"""Clue requests: the list, one of them, a new one, and those about a series."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import officer_of, visible_or_404
from accounts.permissions import may, require
from forum import actions
from forum.answer_forms import EndingForm, PostForm
from forum.answers import draft_of, tally
from forum.forms import FeedForm
from forum.models import Thread
from forum.notifications import followed_series
from forum.queries import all_threads, conversation, feed, threads_about
from icse.core import audit
from icse.core.cursors import key_of, signed
from icse.core.errors import IcseError
from series.models import Series
from series.queries.links import linked_series

NAV = {"nav_section": "thread-list"}


@require_GET
def list_threads(request: HttpRequest) -> HttpResponse:
    """List the open requests whose series is not solved, newest activity first."""
    officer = officer_of(request)
    context = {**_feed(request), "form": FeedForm(request.GET), "may_ask": may(officer, "thread.create"), **NAV}
    return render(request, "forum/thread_list.html", context)


@require_GET
def list_rows(request: HttpRequest) -> HttpResponse:
    """Show the list alone, for an open page that refreshes it."""
    return render(request, "forum/thread_rows.html", _feed(request))


@require_GET
def show_thread(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a request with its answers; looking is recorded."""
    thread = visible_or_404(all_threads(), pk=pk)
    audit.record("thread.viewed", on=thread)
    actions.note_thread_seen(thread=thread, by=officer_of(request))
    actions.note_thread_told(thread=thread, by=officer_of(request))
    return thread_page(request, thread, PostForm(initial=draft_of(thread, officer_of(request))))


@require_http_methods(["GET", "POST"])
def close_thread(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a request of the own country, and say what came of it."""
    officer = officer_of(request)
    thread = visible_or_404(all_threads(), pk=pk)
    require(officer, "thread.close")
    actions.require_asker(thread, officer)
    if request.method == "GET":
        return _ending_page(request, thread, EndingForm())
    form = EndingForm(request.POST)
    if not form.is_valid():
        return _ending_page(request, thread, form, status=400)
    try:
        actions.close_thread(thread=thread, **form.cleaned_data, by=officer)
    except IcseError as refusal:
        form.add_error(refusal.field, refusal.message)
        return _ending_page(request, thread, form, status=refusal.status)
    messages.success(request, f"{thread.reference} is closed.")
    return redirect("thread", pk=pk)


@require_GET
def series_threads(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the requests about a series, as a part of its page."""
    officer = officer_of(request)
    series = visible_or_404(Series.objects.all(), pk=pk)
    after = key_of(request.GET.get("after", ""))
    threads, older = threads_about(series, after=after, also=linked_series(series))
    audit.record_list("threads", len(threads), on=series)
    context = {"series": series, "threads": threads, "after": signed(after), "older": signed(older)}
    context |= {"may_ask": may(officer, "thread.create"), "followed": followed_series(officer, series)}
    return render(request, "forum/series_threads.html", context)


def thread_page(request: HttpRequest, thread: Thread, form: PostForm, status: int = 200) -> HttpResponse:
    """Answer with the page of one request, and the answer that is being typed."""
    if status >= 400:
        audit.record_view("thread.viewed", on=thread)
    officer = officer_of(request)
    talk = conversation(thread, officer, before=key_of(request.GET.get("before", "")))
    return render(request, "forum/thread.html", {"talk": talk, "form": form, **NAV}, status=status)


def _ending_page(request: HttpRequest, thread: Thread, form: EndingForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "thread": thread, "voices": tally(thread), **NAV}
    return render(request, "forum/thread_close.html", context, status=status)


def _feed(request: HttpRequest) -> dict[str, object]:
    given = request.GET.dict()
    wanted = FeedForm(request.GET).wanted(officer_of(request))
    page = feed(wanted)
    audit.record_list("threads", len(page.threads))
    narrowed = {name: given[name] for name in FeedForm.narrowing if given.get(name)}
    older = {**narrowed, "before": signed(page.older)} if page.older else None
    here = {**narrowed, **({"before": signed(wanted.before)} if wanted.before else {})}
    return {
        "threads": page.threads,
        "rows_url": _address("thread-rows", here),
        "newest": _address("thread-list", narrowed) if "before" in here else "",
        "older": _address("thread-list", older) if older else "",
        "is_narrowed": bool(narrowed),
    }


def _address(name: str, query: dict[str, str]) -> str:
    return reverse(name) + (f"?{urlencode(query)}" if query else "")
