"""Interest in series and clue requests: off by default, units to others, names inside the own country only."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group
from django.db import ProgrammingError, connection, connections
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts import actions as acts
from accounts.membership import GrantChange
from accounts.models import Audience, Officer, Unit
from accounts.models.interest import Interest
from accounts.models.owned import owner_fields
from forum import tasks
from forum.models import Thread, ThreadInterest
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import AuditEntry, Event
from series.models import Series, SeriesInterest
from tests.forum.world import NOBODYS, ask, assert_looks_absent, make_series

ClientOf = Callable[[Officer], Client]
Audiences = dict[str, Audience]
COLUMNS = ("seen_at", "present_until", "working_since")
SWITCHES = ("shows_seen", "shows_presence", "shows_work")


@dataclass(frozen=True)
class Thing:
    """A series or a clue request that Nora shows to the group, and where its interest is kept."""

    row: Series | Thread
    rows: type[Interest]
    page: str

    @property
    def part(self) -> str:
        return f"{self.page}interest/"

    @property
    def work(self) -> str:
        return f"{self.page}interest/work"

    def kept(self) -> list[tuple[str, list[bool]]]:
        """Who has a row, and which of its columns hold something."""
        with acting_as_system("tests"):
            found = self.rows._default_manager.select_related("officer").order_by("officer__name")
            return [(one.officer.name, [getattr(one, column) is not None for column in COLUMNS]) for one in found]


@pytest.fixture(params=["series", "thread"])
def thing(request: pytest.FixtureRequest, nora: Officer, audiences: Audiences) -> Thing:
    if request.param == "series":
        row = make_series(nora, audiences["group"])
        return Thing(row, SeriesInterest, f"/series/{row.pk}/")
    asked = ask(nora, audiences["group"])
    return Thing(asked, ThreadInterest, f"/threads/{asked.pk}/")


def show(unit: Unit, *switches: str) -> None:
    with acting_as_system("tests"):
        Unit.objects.filter(pk=unit.pk).update(**{name: name in switches for name in SWITCHES})


def look(client: Client, thing: Thing) -> str:
    """Open the page and its part, as a browser does."""
    assert client.get(thing.page).status_code == 200
    answer = client.get(thing.part)
    assert answer.status_code == 200
    return str(answer.content.decode())


def shown(client: Client, thing: Thing) -> dict[str, list[str]]:
    interest = client.get(thing.part).context["interest"]
    return {name: [line.who for line in getattr(interest, name)] for name in ("here", "working", "seen")}


def say(client: Client, thing: Thing, working: str = "yes") -> Any:
    return client.post(thing.work, {"working": working})


NOTHING: dict[str, list[str]] = {"here": [], "working": [], "seen": []}


def test_off_by_default_nothing_is_written_and_nothing_shown(
    thing: Thing, nora: Officer, fleur: Officer, client_of: ClientOf
) -> None:
    hers, his = client_of(nora), client_of(fleur)
    for client in (hers, his):
        part = look(client, thing)
        assert " hidden>" in part
        assert "working on it" not in part
        assert say(client, thing).status_code == 409
        assert shown(client, thing) == NOTHING
    assert thing.kept() == []


@pytest.mark.parametrize(
    ("switch", "column", "where"),
    [("shows_seen", 0, "seen"), ("shows_presence", 1, "here"), ("shows_work", 2, "working")],
)
def test_each_switch_alone(
    thing: Thing, switch: str, column: int, where: str, nora: Officer, fleur: Officer, client_of: ClientOf
) -> None:
    show(fleur.unit, switch)
    his, hers = client_of(fleur), client_of(nora)
    look(his, thing)
    assert say(his, thing).status_code == (302 if switch == "shows_work" else 409)
    assert thing.kept() == [("Fleur", [place == column for place in range(3)])]
    assert shown(hers, thing) == {**NOTHING, where: ["Unit FR"]}
    assert shown(his, thing) == NOTHING  # one's own is no news
    assert thing.kept() == [("Fleur", [place == column for place in range(3)])]


def test_names_inside_the_own_country_and_units_outside(
    thing: Thing, nora: Officer, niels: Officer, fleur: Officer, felix: Officer, client_of: ClientOf
) -> None:
    for unit in (nora.unit, fleur.unit):
        show(unit, *SWITCHES)
    for who in (nora, fleur, felix):
        look(client_of(who), thing)
        assert say(client_of(who), thing).status_code == 302
    ours, theirs = ["Nora, Unit NL", "Unit FR"], ["Felix, Unit FR", "Unit NL"]
    assert shown(client_of(niels), thing) == {"here": ours, "working": ours, "seen": ours}
    assert shown(client_of(fleur), thing)["working"] == theirs


def test_no_byte_names_a_foreign_officer(
    thing: Thing, nora: Officer, fleur: Officer, felix: Officer, client_of: ClientOf
) -> None:
    show(fleur.unit, *SWITCHES)
    for who in (fleur, felix):
        look(client_of(who), thing)
        say(client_of(who), thing)
    hers = client_of(nora)
    api = f"/api/v1{thing.page.rstrip('/')}"
    answers = [hers.get(path) for path in (thing.page, thing.part, api, "/api/v1/series", "/unit/", "/")]
    assert {answer.status_code for answer in answers} == {200}
    assert answers[1].content.decode().count("Unit FR") == 3  # two officers of one unit are one line
    for text in (answer.content.decode() for answer in answers):
        assert [word for one in (fleur, felix) for word in (one.name, one.email, str(one.pk)) if word in text] == []


def test_a_row_is_changed_and_never_multiplied(thing: Thing, fleur: Officer, client_of: ClientOf) -> None:
    show(fleur.unit, *SWITCHES)
    his = client_of(fleur)
    for _ in range(3):
        look(his, thing)
        say(his, thing)
    assert thing.kept() == [("Fleur", [True, True, True])]
    with acting_as_system("tests"):
        before = thing.rows._default_manager.get()
    look(his, thing)
    say(his, thing)
    with acting_as_system("tests"):
        after = thing.rows._default_manager.get()
        assert AuditEntry.objects.filter(action="interest.shown").count() == 1
    assert (before.seen_at, before.working_since) == (after.seen_at, after.working_since)
    assert before.present_until is not None
    assert after.present_until is not None
    assert before.present_until < after.present_until
    say(his, thing, "no")
    assert thing.kept() == [("Fleur", [True, True, False])]


def test_seen_is_written_again_after_a_quarter_of_an_hour(thing: Thing, fleur: Officer, client_of: ClientOf) -> None:
    show(fleur.unit, "shows_seen")
    his = client_of(fleur)
    look(his, thing)
    old = timezone.now() - timedelta(minutes=16)
    with acting_as_system("tests"):
        thing.rows._default_manager.update(seen_at=old)
    look(his, thing)
    with acting_as_system("tests"):
        [row] = thing.rows._default_manager.all()
    assert row.seen_at is not None
    assert row.seen_at > old + timedelta(minutes=15)


def test_presence_ends_by_itself(thing: Thing, nora: Officer, fleur: Officer, client_of: ClientOf) -> None:
    show(fleur.unit, "shows_presence")
    look(client_of(fleur), thing)
    assert shown(client_of(nora), thing)["here"] == ["Unit FR"]
    with acting_as_system("tests"):
        [row] = thing.rows._default_manager.all()
        assert row.present_until is not None
        assert timedelta(0) < row.present_until - timezone.now() <= timedelta(seconds=90)
        thing.rows._default_manager.update(present_until=timezone.now() - timedelta(seconds=1))
    assert shown(client_of(nora), thing) == NOTHING


def test_only_the_day_is_told(thing: Thing, nora: Officer, fleur: Officer, client_of: ClientOf) -> None:
    show(fleur.unit, "shows_seen", "shows_work")
    look(client_of(fleur), thing)
    say(client_of(fleur), thing)
    moment = datetime(2026, 9, 3, 17, 42, tzinfo=UTC)
    with acting_as_system("tests"):
        thing.rows._default_manager.update(seen_at=moment, working_since=moment)
    part = client_of(nora).get(thing.part).content.decode()
    assert part.count("2026-09-03") == 2
    assert "17:42" not in part


def deactivate(who: Officer) -> None:
    with acting_as_system("operator"):
        acts.deactivate_officer(officer=who)


def lapse(who: Officer) -> None:
    with acting_as_system("operator"):
        acts.end_certificate(officer=who)


def suspend(who: Officer) -> None:
    with acting_as_system("operator"):
        acts.suspend_country(country=who.country)


def transfer(who: Officer) -> None:
    """To another unit of the country: what was shown in the old one's name is not the officer's any more."""
    with acting_as_system("tests"):
        other = Unit.objects.create(country=who.country, name="Second", group=Group.objects.create(name="second"))
        Officer.objects.filter(pk=who.pk).update(unit=other)


def take_the_grant(who: Officer) -> None:
    with acting_as_system("tests"):
        nora = Officer.objects.get(name="Nora")
        group = Audience.objects.get(kind="group")
    with acting_as(nora.pk):
        acts.change_audience(audience=group, changes=[GrantChange("country", "FR", "none")], by=nora)


@pytest.mark.parametrize("leave", [deactivate, lapse, suspend, transfer, take_the_grant])
def test_who_no_longer_sees_it_is_no_longer_shown(
    thing: Thing, leave: Callable[[Officer], None], nora: Officer, fleur: Officer, client_of: ClientOf
) -> None:
    show(fleur.unit, *SWITCHES)
    look(client_of(fleur), thing)
    say(client_of(fleur), thing)
    assert shown(client_of(nora), thing) == {name: ["Unit FR"] for name in NOTHING}
    leave(fleur)
    assert shown(client_of(nora), thing) == NOTHING


def test_interest_follows_the_audience_of_its_thing(
    thing: Thing, nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    for unit in (nora.unit, fleur.unit):
        show(unit, *SWITCHES)
    for who in (nora, fleur):
        look(client_of(who), thing)
    with acting_as_system("tests"):
        type(thing.row)._default_manager.filter(pk=thing.row.pk).update(audience=audiences["NL"])
        assert set(thing.rows._default_manager.values_list("audience", flat=True)) == {audiences["NL"].pk}
    assert client_of(fleur).get(thing.part).status_code == 404
    assert shown(client_of(nora), thing) == NOTHING
    with acting_as(fleur.pk), connection.cursor() as cursor:
        assert thing.rows._default_manager.count() == 0
        cursor.execute(f"SELECT count(*) FROM icse_{thing.rows.THING}_interest(%s)", [thing.row.pk])
        assert cursor.fetchone() == (0,)


def test_interest_ends_where_the_audience_changes(
    thing: Thing, nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    """Kept for the next audience, it would tell its maker who of the one is in the other."""
    show(fleur.unit, *SWITCHES)
    look(client_of(fleur), thing)
    assert shown(client_of(nora), thing) != NOTHING
    for name in ("members", "group"):
        with acting_as(nora.pk):
            type(thing.row)._default_manager.filter(pk=thing.row.pk).update(audience=audiences[name])
        assert shown(client_of(nora), thing) == NOTHING
    look(client_of(fleur), thing)
    assert shown(client_of(nora), thing) != NOTHING


def test_switching_off_forgets_at_once_in_all_rows(
    thing: Thing, niels: Officer, nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    for unit in (nora.unit, fleur.unit):
        show(unit, *SWITCHES)
    for who in (nora, niels, fleur):
        look(client_of(who), thing)
        say(client_of(who), thing)
    with acting_as(niels.pk):
        acts.change_unit_settings(shows_seen=True, shows_presence=False, shows_work=False, by=niels)
    kept = [("Fleur", [True, True, True]), ("Niels", [True, False, False]), ("Nora", [True, False, False])]
    assert thing.kept() == kept
    assert shown(client_of(fleur), thing) == {**NOTHING, "seen": ["Unit NL"]}
    assert thing.kept() == kept


def test_what_the_supervisor_cannot_see_is_forgotten_too(
    thing: Thing, niels: Officer, nora: Officer, client_of: ClientOf
) -> None:
    show(nora.unit, *SWITCHES)
    look(client_of(nora), thing)
    with acting_as(nora.pk):
        alone = acts.make_audience(name="Nora alone", named_only=True, by=nora)
    with acting_as_system("tests"):
        type(thing.row)._default_manager.filter(pk=thing.row.pk).update(audience=alone)
    with acting_as(niels.pk):
        assert thing.rows._default_manager.count() == 0
        acts.change_unit_settings(shows_seen=False, shows_presence=False, shows_work=False, by=niels)
    assert thing.kept() == [("Nora", [False, False, False])]


@pytest.mark.django_db(transaction=True)
def test_work_is_told_to_who_sees_the_thing(
    thing: Thing, nora: Officer, fleur: Officer, gregor: Officer, client_of: ClientOf
) -> None:
    show(fleur.unit, "shows_work")
    with acting_as_system("tests"):
        Event.objects.all().delete()
    say(client_of(fleur), thing)
    say(client_of(fleur), thing)
    say(client_of(fleur), thing, "no")
    for who, number in ((nora, 2), (gregor, 0)):
        with acting_as(who.pk):
            found = [(one.type, one.about) for one in Event.objects.all()]
        assert found == [(f"interest.{thing.rows.THING}", [thing.row.pk])] * number


def test_the_button_answers_with_the_part_where_a_script_asks(
    thing: Thing, fleur: Officer, client_of: ClientOf
) -> None:
    show(fleur.unit, "shows_work")
    his = client_of(fleur)
    assert "I am working on it" in look(his, thing)
    answer = his.post(thing.work, {"working": "yes"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "I no longer work on it" in answer.content.decode()
    assert say(his, thing, "no")["Location"] == thing.page


def test_who_does_not_see_it_finds_nothing(thing: Thing, gregor: Officer, cleo: Officer, client_of: ClientOf) -> None:
    stem = thing.page.replace(str(thing.row.pk), "{}")
    show(gregor.unit, *SWITCHES)
    for who in (gregor, cleo):
        assert_looks_absent(client_of(who), f"{stem}interest/", thing.row.pk)
        assert_looks_absent(client_of(who), f"{stem}interest/work", thing.row.pk, method="post")
    assert thing.kept() == []
    assert thing.row.pk != NOBODYS


def test_anonymous_is_sent_to_sign_in(thing: Thing, client: Client) -> None:
    assert client.get(thing.part)["Location"] == f"/sign-in/?next={thing.part}"
    assert client.post(thing.work)["Location"] == f"/sign-in/?next={thing.work}"


def test_other_methods_are_refused(thing: Thing, nora: Officer, client_of: ClientOf) -> None:
    assert client_of(nora).post(thing.part).status_code == 405
    assert client_of(nora).get(thing.work).status_code == 405


def test_nobody_writes_in_another_name(thing: Thing, nora: Officer, fleur: Officer, niels: Officer) -> None:
    """With raw SQL as the web's role: neither a row of another's, nor into another's; nor an audience not held."""
    key = {f"{thing.rows.THING}_id": thing.row.pk, "audience_id": thing.row.audience_id, "seen_at": timezone.now()}
    own = owner_fields(fleur)
    names = [owner_fields(nora), {**own, "officer_id": nora.pk}, {**own, "unit_id": nora.unit_id}]
    for invented in [*names, {**own, "country_id": "NL"}]:
        with pytest.raises(ProgrammingError, match="row-level security"), acting_as(fleur.pk):
            thing.rows._default_manager.bulk_create([thing.rows(**key, **invented)])
    with acting_as(nora.pk):
        thing.rows._default_manager.bulk_create([thing.rows(**key, **owner_fields(nora))])
    with acting_as(fleur.pk):
        assert thing.rows._default_manager.update(working_since=timezone.now()) == 0
    with pytest.raises(ProgrammingError, match="permission denied"), acting_as(nora.pk):
        thing.rows._default_manager.update(officer=niels)
    assert thing.kept() == [("Nora", [True, False, False])]


@pytest.mark.parametrize("number", [1, 3])
def test_it_asks_as_much_for_three_as_for_one(
    number: int,
    thing: Thing,
    nora: Officer,
    niels: Officer,
    fleur: Officer,
    felix: Officer,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for unit in (nora.unit, fleur.unit):
        show(unit, *SWITCHES)
    for who in (niels, fleur, felix)[:number]:
        look(client_of(who), thing)
    client = client_of(nora)
    look(client, thing)
    with django_assert_num_queries(QUERIES):
        assert client.get(thing.part).status_code == 200


QUERIES = 14


def test_old_interest_is_forgotten(thing: Thing, nora: Officer, fleur: Officer, felix: Officer) -> None:
    now = timezone.now()
    old, recent = now - timedelta(days=91), now - timedelta(days=89)
    key = {f"{thing.rows.THING}_id": thing.row.pk, "audience_id": thing.row.audience_id}
    with acting_as_system("tests"):
        for who, columns in (
            (nora, {"seen_at": old, "working_since": old}),
            (fleur, {"seen_at": old, "present_until": old}),
            (felix, {"seen_at": recent}),
        ):
            thing.rows._default_manager.create(**key, **owner_fields(who), **columns)
    assert tasks.forget_old_interest() == 1
    assert thing.kept() == [("Felix", [True, False, False]), ("Nora", [False, False, True])]


@pytest.fixture
def closing() -> Iterator[None]:
    yield
    connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_make_one_row(thing: Thing, fleur: Officer, client_of: ClientOf, closing: None) -> None:
    show(fleur.unit, *SWITCHES)
    clients = [client_of(fleur) for _ in range(4)]
    barrier, statuses = threading.Barrier(4), []

    def tab(client: Client) -> None:
        barrier.wait()
        statuses.append(client.get(thing.part).status_code)
        statuses.append(say(client, thing).status_code)
        connections.close_all()

    tabs = [threading.Thread(target=tab, args=(client,)) for client in clients]
    for one in tabs:
        one.start()
    for one in tabs:
        one.join()
    assert sorted(statuses) == [200] * 4 + [302] * 4
    assert thing.kept() == [("Fleur", [False, True, True])]


def test_a_viewer_whose_unit_shows_nothing_sees_what_others_show(
    thing: Thing, nora: Officer, fleur: Officer, client_of: ClientOf
) -> None:
    show(fleur.unit, "shows_seen")
    look(client_of(fleur), thing)
    assert shown(client_of(nora), thing) == {**NOTHING, "seen": ["Unit FR"]}
    assert "I am working on it" not in look(client_of(nora), thing)
    assert thing.kept() == [("Fleur", [True, False, False])]


def test_a_hidden_thing_and_none_are_the_same_to_the_function(thing: Thing, gregor: Officer, fleur: Officer) -> None:
    show(fleur.unit, *SWITCHES)
    with acting_as(gregor.pk), connection.cursor() as cursor:
        for key in (thing.row.pk, uuid4()):
            cursor.execute(f"SELECT count(*) FROM icse_{thing.rows.THING}_interest(%s)", [key])
            assert cursor.fetchone() == (0,)
