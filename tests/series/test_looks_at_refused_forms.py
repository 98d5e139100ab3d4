"""Who sends a form that is refused sees the page again: a look that is recorded though all is undone."""

from collections.abc import Callable

import pytest
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path, reverse

from accounts.access import officer_of
from accounts.models import Audience, Officer
from icse import urls
from icse.core import audit
from icse.core.doors import acting_as_system
from icse.core.errors import Conflict
from icse.core.models import AuditEntry
from series.models import Series
from series.proposing.work import propose
from tests.forum.requesting import ask as ask_owner
from tests.forum.requesting import received_copy
from tests.forum.world import ask
from tests.series.grouping import add, make_series
from tests.series.leading import note, task
from tests.series.proposing.making import first_reason, hit
from tests.series.referring import series_of
from tests.series.test_link_pages import link

Audiences = dict[str, Audience]
ClientOf = Callable[[Officer], Client]
Refused = tuple[str, dict[str, str], str, Model]
PAGES = (
    "link",
    "series",
    "subject",
    "note",
    "task",
    "vote",
    "permit",
    "refer",
    "where",
    "answer",
    "ask back",
    "reject",
)


def forgets(request: HttpRequest) -> HttpResponse:
    """Look at something, whose look cannot be recorded a second time."""
    thing = Series(pk=officer_of(request).pk)
    audit.record_view("series.viewed", on=thing)
    thing.pk = "x" * 1000
    return HttpResponse("Blue room", status=400)


def refuses(request: HttpRequest) -> HttpResponse:
    """Look at something, and then answer with a refusal alone."""
    audit.record_view("series.viewed", on=Series(pk=officer_of(request).pk))
    raise Conflict("Not now.")


urlpatterns = [path("forgets/", forgets), path("refuses/", refuses), *urls.urlpatterns]


def looks(by: Officer) -> list[tuple[str, str]]:
    with acting_as_system("tests"):
        rows = AuditEntry.objects.filter(officer_id=by.pk, action__endswith=".viewed").order_by("pk")
        return list(rows.values_list("action", "object_id"))


def refused_of(nora: Officer, fleur: Officer, audiences: Audiences) -> dict[str, Refused]:
    """Return pages that a form of NL's is refused on: address, what is sent, and the look that it is."""
    series, [item] = series_of(nora, audiences["group"], items=1)
    theirs = make_series(by=fleur, audience=audiences["group"], title="Blue room")
    linked = link(series, theirs, nora, fleur)
    person = add(series, "victim", by=nora)
    written, given = note(series, "Words.", by=nora), task(series, by=nora)
    thread = ask(nora, audiences["group"], series=series, question="Which wallpaper?")
    asked = received_copy(ask_owner(fleur, series.reference, purpose="judicial"))
    _, [other] = series_of(fleur, audiences["group"], items=1)
    hit(item, other)
    propose()
    reason = first_reason(nora)
    lists, viewed = "list.viewed", "series.viewed"
    return {
        "link": (reverse("link", args=[linked.pk]), {"act": "undo", "reason": ""}, lists, linked),
        "series": (reverse("series-edit", args=[series.pk]), {"title": ""}, viewed, series),
        "subject": (reverse("subject-edit", args=[person.pk]), {"label": ""}, "subject.viewed", person),
        "note": (reverse("note", args=[written.pk]), {"text": ""}, viewed, series),
        "task": (reverse("task", args=[given.pk]), {"due_on": ""}, viewed, series),
        "vote": (reverse("item-vote", args=[item.pk]), {"reason": ""}, "item.viewed", item),
        "permit": (reverse("series-permit", args=[series.pk]), {"purpose": ""}, viewed, series),
        "refer": (reverse("series-refer", args=[series.pk]), {"note": ""}, viewed, series),
        "where": (reverse("series-indicate", args=[series.pk]), {"made_in": ""}, viewed, series),
        "answer": (reverse("thread-posts", args=[thread.pk]), {"body": ""}, "thread.viewed", thread),
        "ask back": (reverse("request-ask-back", args=[asked.pk]), {"body": ""}, "request.viewed", asked),
        "reject": (reverse("proposal-reject", args=[reason.pk]), {"why": ""}, lists, reason),
    }


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_shows_a_refused_form_is_a_look(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf, name: str
) -> None:
    address, typed, action, thing = refused_of(nora, fleur, audiences)[name]
    before = looks(nora)
    answer = client_of(nora).post(address, typed)
    assert (answer.status_code, "</main>" in answer.content.decode()) == (400, True)
    assert looks(nora) == [*before, (action, str(thing.pk))]


@pytest.mark.urls(__name__)
def test_a_refusal_without_the_page_is_no_look(nora: Officer, client_of: ClientOf) -> None:
    answer = client_of(nora).post("/refuses/")
    assert (answer.status_code, "Not now." in answer.content.decode()) == (409, True)
    assert looks(nora) == []


@pytest.mark.urls(__name__)
def test_a_page_whose_look_cannot_be_recorded_is_not_sent(nora: Officer, client_of: ClientOf) -> None:
    client = client_of(nora)
    client.raise_request_exception = False
    answer = client.post("/forgets/")
    assert (answer.status_code, "Blue room" in answer.content.decode()) == (500, False)
    assert looks(nora) == []
