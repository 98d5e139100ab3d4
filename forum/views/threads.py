"""Clue requests: the list, one of them, a new one, and those about a series."""

from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import as_uuid, officer_of, visible_or_404
from accounts.forms.new_marking import marking_initial
from accounts.markings import effective, most_restrictive
from accounts.permissions import may, require
from forum import actions
from forum.actions.bounds import MarkedTooLow
from forum.actions.threads import inside_marking
from forum.forms import FeedForm, PostForm, ThreadForm
from forum.models import Thread
from forum.notifications import followed_series
from forum.queries import all_threads, conversation, feed, pictures_to_cut, threads_about
from icse.core import audit
from icse.core.cursors import key_of, signed
from icse.core.errors import IcseError
from series.models import Series
from series.queries.links import linked_series
from series.queries.series import series_or_404

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
    return thread_page(request, thread, PostForm())


@require_http_methods(["GET", "POST"])
def new_thread(request: HttpRequest) -> HttpResponse:
    """Ask about a clue; with ``?series=`` about that series, and a crop of one of its pictures."""
    officer = officer_of(request)
    series = _asked_series(request)
    require(officer, "thread.create")
    pictures = pictures_to_cut(series) if series else []
    offered = {"audience": series.audience, **marking_initial(inside_marking([series]))} if series else {}
    if request.method == "GET":
        return _new_page(request, ThreadForm(pictures=pictures, initial=offered), series)
    form = ThreadForm(request.POST, pictures=pictures, initial=offered)
    if not form.is_valid():
        return _new_page(request, form, series, status=400)
    asked = {name: form.cleaned_data[name] for name in ("kind", "question", "audience", "marking")}
    try:
        thread = actions.open_thread(**asked, series=series, crops=form.crops(), by=officer)
    except IcseError as refusal:
        if isinstance(refusal, MarkedTooLow):
            form = _raised(form, refusal)
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _new_page(request, form, series, status=refusal.status)
    messages.success(request, f"{thread.reference} has been asked.")
    return redirect("thread", pk=thread.pk)


@require_POST
def close_thread(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a request of the own country."""
    officer = officer_of(request)
    thread = visible_or_404(Thread.objects.all(), pk=pk)
    require(officer, "thread.close")
    actions.close_thread(thread=thread, by=officer)
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
    officer = officer_of(request)
    talk = conversation(thread, officer, before=key_of(request.GET.get("before", "")))
    return render(request, "forum/thread.html", {"talk": talk, "form": form, **NAV}, status=status)


def _asked_series(request: HttpRequest) -> Series | None:
    """Return the series that the address names; one that is hidden or invented is "not there"."""
    text = request.GET.get("series")
    if not text:
        return None
    key = as_uuid(text)
    if key is None:
        raise Http404
    series = series_or_404(key)
    audit.record_view("series.viewed", on=series)
    return series


def _raised(form: ThreadForm, refusal: MarkedTooLow) -> ThreadForm:
    """Return the form with the marking that is needed filled in, to be read and sent again."""
    marking = most_restrictive([form.cleaned_data["marking"], refusal.needed]).fitted()
    data = cast(QueryDict, form.data).copy()
    for name, value in marking_initial(marking).items():
        data.setlist(name, value if isinstance(value, list) else [value])
    again = ThreadForm(data, pictures=list(form.pictures.values()), initial=form.initial)
    again.is_valid()
    return again


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


def _new_page(request: HttpRequest, form: ThreadForm, series: Series | None, status: int = 200) -> HttpResponse:
    chosen = as_uuid(str(form["item"].value() or ""))
    pictures = [
        {
            "item_id": item.pk,
            "concealed": reverse("item-concealed", args=[item.pk]),
            "plain": reverse("item-plain", args=[item.pk]),
            "name": item.name,
            "chosen": item.pk == chosen,
            "marking": effective(item, series),
        }
        for item in form.pictures.values()
    ]
    context = {"form": form, "series": series, "pictures": pictures, **NAV}
    return render(request, "forum/thread_form.html", context, status=status)
