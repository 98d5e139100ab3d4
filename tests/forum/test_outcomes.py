"""What units are told: each that took part, once, within its rights; again only when it changes."""

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Audience, Officer
from forum import actions
from forum.models import Outcome
from forum.outcomes import our_outcomes, outcomes, unread_outcomes
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import Event
from series.actions import (
    confirm_identification,
    decline_reopening,
    propose_reopening_of,
    reopen_subject,
    say_of_subject,
    withdraw_subject_statement,
)
from series.models import Item, Series, Subject
from tests.forum.world import (
    NOBODYS,
    Audiences,
    ClientOf,
    answer,
    ask,
    make_item,
    make_series,
    make_subject,
    record,
    solve,
)

WHY = "The room is not the room of this child."
Told = set[tuple[str, str]]


def ways(officer: Officer) -> Told:
    """How the officer's unit took part and what it is told, as far as this officer sees it."""
    with acting_as(officer.pk):
        return {(row.way, row.state) for row in our_outcomes(officer)}


def unread(officer: Officer) -> int:
    with acting_as(officer.pk):
        return unread_outcomes(officer)


def reopen(officer: Officer, series: Series) -> None:
    with acting_as(officer.pk):
        reopen_subject(subject=Subject.objects.get(series=series), reason=WHY, by=officer)


@pytest.fixture
def series(nora: Officer, audiences: Audiences) -> Series:
    return make_series(nora, audiences["members"])


def test_everybody_who_took_part(
    series: Series, nora: Officer, fleur: Officer, felix: Officer, gregor: Officer, bea: Officer, audiences: Audiences
) -> None:
    make_item(gregor, audiences["members"], series)
    answer(bea, ask(nora, audiences["members"], series=series))
    solve(fleur, felix, series)
    assert ways(gregor) == {("uploaded", "identified")}
    assert ways(bea) == {("answered", "identified")}
    assert ways(nora) == {("made", "identified"), ("asked", "identified")}
    assert ways(fleur) == {("identified", "identified"), ("named", "identified")}
    assert [unread(one) for one in (gregor, bea, nora, fleur)] == [1, 1, 1, 0]


def test_who_says_something_of_the_person(
    series: Series, nora: Officer, fleur: Officer, felix: Officer, gregor: Officer, bea: Officer
) -> None:
    victim = make_subject(nora, series)
    for who in (gregor, bea):
        with acting_as(who.pk):
            said = say_of_subject(
                subject=victim, kind="sex", value="male", source_evaluation="A", information_evaluation=1, by=who
            )
    with acting_as(bea.pk):
        withdraw_subject_statement(statement=said, by=bea)
    identification = record(fleur, victim)
    with acting_as(felix.pk):
        confirm_identification(identification=identification, by=felix)
    assert (ways(gregor), ways(bea)) == ({("named", "identified")}, set())


def test_who_did_not_take_part_hears_nothing(
    series: Series, fleur: Officer, felix: Officer, gregor: Officer, ada: Officer
) -> None:
    solve(fleur, felix, series)
    assert (ways(gregor), ways(ada)) == (set(), set())


def test_told_again_only_as_changed(
    series: Series, nora: Officer, niels: Officer, fleur: Officer, felix: Officer, gregor: Officer, audiences: Audiences
) -> None:
    make_item(gregor, audiences["members"], series)
    solve(fleur, felix, series)
    with acting_as(gregor.pk):
        [first] = outcomes(gregor, before=None).told
        actions.read_outcomes(by=gregor)
    assert (first.state, first.is_change, first.is_read) == ("identified", False, False)
    assert unread(gregor) == 0
    reopen(nora, series)
    with acting_as(gregor.pk):
        [second] = outcomes(gregor, before=None).told
        actions.read_outcomes(by=gregor)
    assert (second.state, second.is_change, second.is_read) == ("reopened", True, False)
    assert unread(fleur) == 1
    with acting_as(nora.pk):
        from_nora = Subject.objects.get(series=series)
    identify_again(from_nora, nora, niels)
    with acting_as(gregor.pk):
        [third] = outcomes(gregor, before=None).told
    assert (third.state, third.is_change, third.is_read) == ("identified", True, False)
    with acting_as_system("tests"):
        assert Outcome.objects.filter(unit=gregor.unit_id).count() == 1


def narrow(series: Series, audience: Audience) -> None:
    """The series alone: its requests stay with who sees them."""
    with acting_as_system("tests"):
        Series.objects.filter(pk=series.pk).update(audience=audience)
    series.audience = audience


def identify_again(subject: Subject, first: Officer, second: Officer) -> None:
    from_first = record(first, subject)
    with acting_as(second.pk):
        confirm_identification(identification=from_first, by=second)


def test_an_item_that_is_hidden_tells_nothing_of_itself(
    nora: Officer, fleur: Officer, felix: Officer, audiences: Audiences
) -> None:
    series = make_series(fleur, audiences["group"])
    item = make_item(nora, audiences["group"], series)
    solve(fleur, felix, series)
    assert ways(nora) == {("uploaded", "identified")}
    with acting_as_system("tests"):
        row = Outcome.objects.get(unit=nora.unit_id)
        assert (row.item_id, row.item_audience_id) == (item.pk, audiences["group"].pk)
    with acting_as_system("tests"):
        Item.objects.filter(pk=item.pk).update(audience=audiences["NL"])
    with acting_as_system("tests"):
        assert Outcome.objects.get(pk=row.pk).item_audience_id == audiences["NL"].pk


def test_a_hidden_series_tells_no_more_than_the_request(
    nora: Officer, niels: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    """Germany sees the request and not the series: it hears that it is solved, as everybody who sees the request."""
    series = make_series(nora, audiences["members"], title="Hidden room")
    thread = ask(nora, audiences["members"], series=series)
    answer(gregor, thread)
    answer(fleur, thread)
    narrow(series, audiences["group"])
    assert ways(gregor) == set()
    solve(nora, niels, series)
    assert ways(gregor) == {("answered", "identified")}
    assert ways(fleur) == {("answered", "identified")}
    with acting_as(gregor.pk):
        [told] = outcomes(gregor, before=None).told
    assert (told.subject, told.thread and told.thread.pk) == (None, thread.pk)
    page = client_of(gregor).get("/outcomes/").content.decode()
    assert "The series of this request is solved." in page
    assert not any(word in page for word in ("Hidden room", series.reference, str(series.pk), "Victim 1"))
    with acting_as(fleur.pk):
        [told] = outcomes(fleur, before=None).told
    assert told.subject is not None
    reopen(nora, series)
    assert ways(gregor) == {("answered", "reopened")}


def test_part_of_a_hidden_series_tells_nothing(
    nora: Officer, niels: Officer, gregor: Officer, audiences: Audiences
) -> None:
    series = make_series(nora, audiences["members"])
    answer(gregor, ask(nora, audiences["members"], series=series))
    narrow(series, audiences["group"])
    make_subject(nora, series)
    solve(nora, niels, series)
    assert ways(gregor) == set()


def test_who_proposed_is_told(series: Series, nora: Officer, fleur: Officer, felix: Officer, gregor: Officer) -> None:
    solve(fleur, felix, series)
    with acting_as(gregor.pk):
        one = propose_reopening_of(subject=Subject.objects.get(series=series), reason=WHY, by=gregor)
    assert ways(gregor) == set()
    with acting_as(nora.pk):
        decline_reopening(reopening=one, answer="It is the same window.", by=nora)
    assert (ways(gregor), unread(gregor)) == ({("proposed", "declined")}, 1)
    reopen(nora, series)
    assert (ways(gregor), unread(gregor)) == ({("proposed", "reopened")}, 1)


def test_events_go_to_the_units(
    series: Series, nora: Officer, fleur: Officer, felix: Officer, gregor: Officer, audiences: Audiences
) -> None:
    make_item(gregor, audiences["members"], series)
    solve(fleur, felix, series)
    with acting_as_system("tests"):
        found = {tuple(sorted(row.audiences)) for row in Event.objects.filter(type="outcome.told")}
    members = audiences["members"].pk
    assert found == {tuple(sorted((members, audiences[code].pk))) for code in ("NL", "DE")}


def test_the_listener_is_not_told_which_countries_took_part(
    series: Series, nora: Officer, fleur: Officer, felix: Officer, gregor: Officer, audiences: Audiences
) -> None:
    make_item(gregor, audiences["members"], series)
    solve(fleur, felix, series)
    with acting_as(nora.pk), connection.cursor() as cursor:
        cursor.execute("SELECT type, bool_or(cardinality(audiences) > 0) FROM icse_events_after(0, 1000) GROUP BY type")
        named = dict(cursor.fetchall())
    assert (named["outcome.told"], named["series.solved"]) == (False, True)


def test_pages(
    series: Series,
    fleur: Officer,
    felix: Officer,
    gregor: Officer,
    ada: Officer,
    audiences: Audiences,
    client_of: ClientOf,
    client: Client,
) -> None:
    make_item(gregor, audiences["members"], series)
    solve(fleur, felix, series)
    german = client_of(gregor)
    page = german.get("/outcomes/").content.decode()
    assert ("Identified by France." in page, "Your unit uploaded a file" in page, "Unread" in page) == (True,) * 3
    assert ">1<span" in german.get("/outcomes/unread/").content.decode()
    assert german.post("/outcomes/read/").status_code == 302
    assert ">1<span" not in german.get("/outcomes/unread/").content.decode()
    assert "Unread" not in german.get("/outcomes/").content.decode()
    for address in ("/outcomes/", "/outcomes/unread/"):
        assert client_of(ada).get(address).status_code == 403
        assert client.get(address)["Location"] == f"/sign-in/?next={address}"
    assert "Identified" in client_of(fleur).get("/outcomes/").content.decode()
    assert str(NOBODYS) not in page


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow(
    number: int,
    nora: Officer,
    niels: Officer,
    gregor: Officer,
    audiences: Audiences,
    client_of: ClientOf,
    django_assert_num_queries: object,
) -> None:
    for _ in range(number):
        one = make_series(nora, audiences["members"])
        make_item(gregor, audiences["members"], one)
        solve(nora, niels, one)
    client = client_of(gregor)
    with django_assert_num_queries(9):  # type: ignore[operator]
        page = client.get("/outcomes/").content.decode()
    assert page.count("Identified by ") == number
