"""Doors: what was there before is put back, errors undo everything, events exist exactly when the change does."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import IntegrityError, connection, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, path

from accounts.access import officer_of
from accounts.models import Audience, Officer
from icse import urls as real
from icse.core import audit, events
from icse.core.actor import NoActor, current_actor
from icse.core.doors import acting_as, acting_as_system, action
from icse.core.errors import Conflict, NotAllowed
from icse.core.models import AuditEntry, Event


def who_asks() -> tuple[str, object]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user::text, icse_officer()")
        found: tuple[str, object] = cursor.fetchone()
        return found


def test_doors_nest_and_put_back(nora: Officer, gregor: Officer) -> None:
    nobody = ("icse_app", None)
    assert who_asks() == nobody
    with acting_as(nora.pk):
        assert who_asks() == ("icse_app", nora.pk)
        with acting_as_system("tests"):
            assert who_asks() == ("icse_system", None)
            with acting_as(gregor.pk):
                assert who_asks() == ("icse_app", gregor.pk)
            assert who_asks() == ("icse_system", None)
        assert who_asks() == ("icse_app", nora.pk)
    assert who_asks() == nobody
    assert current_actor() is None


def test_an_error_puts_back_too_and_is_the_one_that_is_raised(nora: Officer, gregor: Officer) -> None:
    with acting_as(nora.pk):
        with pytest.raises(IntegrityError, match="null value"), acting_as(gregor.pk), connection.cursor() as cursor:
            cursor.execute("INSERT INTO django_session (session_key) VALUES ('x')")
        assert who_asks() == ("icse_app", nora.pk)
    assert who_asks() == ("icse_app", None)


def test_nothing_is_recorded_or_published_without_an_actor(db: object) -> None:
    with pytest.raises(NoActor):
        audit.record("series.created")
    with pytest.raises(NoActor):
        events.publish("series.created", objects=[], audiences=[])


def test_unknown_actions_and_events_are_refused(nora: Officer) -> None:
    with acting_as(nora.pk):
        with pytest.raises(audit.UnknownAction):
            audit.record("series.borrowed")
        with pytest.raises(events.UnknownEvent):
            events.publish("series.borrowed", objects=[nora.pk], audiences=[1])
        with pytest.raises(ValueError, match="at least one"):
            events.publish("series.created", objects=[nora.pk], audiences=[])


def publish_and_fail(who: Officer, where: list[int]) -> None:
    with acting_as(who.pk):
        events.publish("series.solved", objects=[who.pk], audiences=where)
        raise RuntimeError


@pytest.mark.django_db(transaction=True)
def test_events_exist_exactly_when_the_change_does(nora: Officer, audiences: dict[str, Audience]) -> None:
    where = [audiences["NL"].pk]

    @action
    def refused_action() -> None:
        events.publish("series.created", objects=[nora.pk], audiences=where)
        raise Conflict("no")

    with acting_as(nora.pk):
        with pytest.raises(Conflict):
            refused_action()
        events.publish("series.changed", objects=[nora.pk], audiences=where)
        events.publish("series.changed", objects=[nora.pk], audiences=where)
    with pytest.raises(RuntimeError):
        publish_and_fail(nora, where)
    with acting_as(nora.pk):
        events.publish("series.solved", objects=[nora.pk], audiences=where)
        transaction.set_rollback(True)
    with acting_as(nora.pk):
        assert [(e.type, e.about, e.audiences) for e in Event.objects.all()] == [("series.changed", [nora.pk], where)]


@pytest.mark.django_db(transaction=True)
def test_events_are_seen_by_who_holds_all_audiences(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: dict[str, Audience]
) -> None:
    with acting_as(nora.pk):
        for keys in (["members"], ["group"], ["NL"], ["members", "NL"], ["group", "members"]):
            events.publish("series.changed", objects=[nora.pk], audiences=[audiences[k].pk for k in keys])
    seen = {}
    for who in (nora, fleur, gregor):
        with acting_as(who.pk):
            seen[who.name] = [len(e.audiences) for e in Event.objects.order_by("id")]
    assert seen == {"Nora": [1, 1, 1, 2, 2], "Fleur": [1, 1, 2], "Gregor": [1]}


def test_an_officer_cannot_publish_to_what_is_not_held(gregor: Officer, audiences: dict[str, Audience]) -> None:
    with pytest.raises(Exception, match="row-level security"), acting_as(gregor.pk):
        events.publish("series.changed", objects=[gregor.pk], audiences=[audiences["group"].pk])


def test_nobody_records_in_another_name(nora: Officer, gregor: Officer) -> None:
    with pytest.raises(Exception, match="row-level security"), acting_as(nora.pk):
        AuditEntry.objects.create(action="series.created", officer_id=gregor.pk)


def test_entries_cannot_be_changed_or_deleted(nora: Officer) -> None:
    with acting_as(nora.pk):
        audit.record("series.created", on=nora)
    for change in (lambda: AuditEntry.objects.update(action="x"), lambda: AuditEntry.objects.all().delete()):
        with pytest.raises(Exception, match="permission denied"), acting_as(nora.pk):
            change()
        with pytest.raises(Exception, match="permission denied"), acting_as_system("tests"):
            change()
    with acting_as_system("tests"):
        assert AuditEntry.objects.filter(action="series.created").count() == 1


def _view(answer: Callable[[], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def view(request: HttpRequest) -> HttpResponse:
        who = officer_of(request)
        audit.record("series.created", on=who)
        return answer()

    return view


def _raise(error: Exception) -> HttpResponse:
    raise error


ANSWERS: dict[str, Callable[[], HttpResponse]] = {
    "fine": lambda: HttpResponse("fine"),
    "moved": lambda: HttpResponse(status=302, headers={"Location": "/"}),
    "bad": lambda: HttpResponse(status=400),
    "conflict": lambda: HttpResponse(status=409),
    "broken": lambda: HttpResponse(status=500),
    "missing": lambda: _raise(Http404()),
    "denied": lambda: _raise(PermissionDenied()),
    "suspicious": lambda: _raise(SuspiciousOperation()),
    "badrequest": lambda: _raise(BadRequest()),
    "crash": lambda: _raise(RuntimeError("crash")),
    "database": lambda: _raise(IntegrityError("x")),
    "notallowed": lambda: _raise(NotAllowed("no")),
    "conflicted": lambda: _raise(Conflict("no")),
}
urlpatterns: list[URLPattern | URLResolver] = [path(f"{name}/", _view(answer)) for name, answer in ANSWERS.items()]
urlpatterns += real.urlpatterns

EXPECTED = {
    "fine": (200, 1),
    "moved": (302, 1),
    "bad": (400, 0),
    "conflict": (409, 0),
    "broken": (500, 0),
    "missing": (404, 0),
    "denied": (403, 0),
    "suspicious": (400, 0),
    "badrequest": (400, 0),
    "crash": (500, 0),
    "database": (500, 0),
    "notallowed": (403, 0),
    "conflicted": (409, 0),
}


@pytest.mark.parametrize("name", sorted(ANSWERS))
@pytest.mark.urls("tests.core.test_doors")
def test_every_kind_of_error_undoes_the_request(
    name: str, nora: Officer, client_of: Callable[[Officer], Client]
) -> None:
    client = client_of(nora)
    client.raise_request_exception = False
    response = client.get(f"/{name}/")
    with acting_as_system("tests"):
        written = AuditEntry.objects.filter(action="series.created").count()
        refusals = AuditEntry.objects.filter(action="request.refused").count()
    assert (response.status_code, written) == EXPECTED[name]
    assert refusals == (1 if response.status_code == HTTPStatus.FORBIDDEN else 0)
    assert who_asks() == ("icse_app", None)
