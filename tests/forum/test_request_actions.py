"""Requests to owners: what each side gets, and who may do what."""

from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import Officer
from forum import actions
from forum.models import Request, RequestWord
from forum.opening import Opening
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, IcseError, NotAllowed, TooOften
from icse.core.models import AuditEntry, Event
from tests.forum.requesting import (
    WHY,
    ask,
    fresh_copy,
    group_of,
    hit,
    lines,
    matching,
    received_copy,
    said,
    seen_requests,
)
from tests.forum.world import NOBODYS, Audiences, make_series
from tests.forum.world import ask as open_thread


def test_each_side_gets_its_own_copy(nora: Officer, niels: Officer, gregor: Officer, audiences: Audiences) -> None:
    series = make_series(nora, audiences["group"])
    sent = ask(gregor, " " + series.reference.lower().replace("-", "") + " ")
    got = received_copy(sent)
    assert (sent.side, sent.state, sent.reference, sent.officer_id) == ("sent", "waiting", series.reference, gregor.pk)
    assert (sent.series_id, sent.item_id, sent.thread_id, sent.object_audience_id) == (None, None, None, None)
    assert (got.side, got.reference, got.officer_id, got.series_id) == ("received", "", None, series.pk)
    assert (got.audience_id, got.object_audience_id) == (audiences["NL"].pk, audiences["group"].pk)
    assert (got.country_id, got.unit_id) == ("DE", gregor.unit_id)
    assert said(sent) == said(got) == [(False, WHY)]


def test_a_copy_is_seen_by_its_own_side_only(
    nora: Officer, niels: Officer, fleur: Officer, gregor: Officer, bea: Officer, ada: Officer, audiences: Audiences
) -> None:
    sent = ask(gregor, make_series(nora, audiences["group"]).reference)
    assert {who.name: seen_requests(who) for who in (nora, niels, gregor, fleur, bea, ada)} == {
        "Nora": {sent.twin},
        "Niels": {sent.twin},
        "Gregor": {sent.pk},
        "Fleur": set(),
        "Bea": set(),
        "Ada": set(),
    }


def test_a_received_copy_follows_what_it_is_about(
    nora: Officer, niels: Officer, gregor: Officer, audiences: Audiences
) -> None:
    named = group_of(nora)
    series = make_series(nora, audiences["group"])
    sent = ask(gregor, series.reference)
    with acting_as_system("tests"):
        type(series).objects.filter(pk=series.pk).update(audience=named)
    assert received_copy(sent).object_audience_id == named.pk
    with acting_as_system("tests"):
        assert set(RequestWord.objects.filter(request=sent.twin).values_list("object_audience_id", flat=True)) == {
            named.pk
        }


def test_a_request_about_a_clue(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    thread = open_thread(nora, audiences["group"])
    assert received_copy(ask(gregor, thread.reference)).thread_id == thread.pk


def test_a_conversation_to_acceptance(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    group = group_of(nora)
    series = make_series(nora, group)
    sent = ask(gregor, series.reference)
    got = received_copy(sent)
    with acting_as(nora.pk):
        actions.ask_back(request=got, body="Which seizure?", by=nora)
    assert (fresh_copy(sent).state, fresh_copy(got).state) == ("asked_back", "asked_back")
    with acting_as(gregor.pk):
        actions.reply_to_owner(request=sent, body="DE-7", by=gregor)
    assert (fresh_copy(sent).state, fresh_copy(got).state) == ("waiting", "waiting")
    with acting_as(nora.pk):
        opening = Opening(thing=series, how="add", who="unit", level="contribute")
        actions.accept_request(request=fresh_copy(got), opening=opening, body="Welcome.", by=nora)
    told = fresh_copy(sent)
    assert (told.state, told.opened_type, told.opened_key) == ("accepted", "series", series.pk)
    assert said(sent) == said(got) == [(False, WHY), (True, "Which seizure?"), (False, "DE-7"), (True, "Welcome.")]
    with acting_as(gregor.pk):
        assert type(series).objects.filter(pk=series.pk).exists()
        recorded = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
        assert list(recorded) == ["request.sent", "request.replied"]
    with acting_as(nora.pk):
        answered = AuditEntry.objects.filter(object_type="forum.request").order_by("pk")
        assert [entry.facts["outcome"] for entry in answered] == ["asked_back", "accepted"]


def test_declining_may_be_silent(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    sent = ask(gregor, make_series(nora, audiences["group"]).reference)
    with acting_as(nora.pk):
        actions.decline_request(request=received_copy(sent), by=nora)
    assert (fresh_copy(sent).state, said(sent)) == ("declined", [(False, WHY)])


def test_what_is_decided_stays_decided(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    sent = ask(gregor, make_series(nora, audiences["group"]).reference)
    got = received_copy(sent)
    with acting_as(gregor.pk):
        with pytest.raises(Conflict, match="has not asked back"):
            actions.reply_to_owner(request=sent, body="Hello?", by=gregor)
        actions.withdraw_request(request=sent, by=gregor)
        with pytest.raises(Conflict):
            actions.withdraw_request(request=sent, by=gregor)
    with acting_as(nora.pk), pytest.raises(Conflict, match="decided or withdrawn"):
        actions.decline_request(request=got, by=nora)
    assert (fresh_copy(got).state, said(got)) == ("withdrawn", [(False, WHY)])


def test_who_may_only_look_does_not_answer(
    nora: Officer, niels: Officer, gregor: Officer, audiences: Audiences
) -> None:
    with acting_as_system("tests"):
        theirs = audiences["group"]
    series = make_series(nora, theirs)
    got = received_copy(ask(gregor, series.reference))
    with acting_as(niels.pk):
        actions.ask_back(request=got, body="Which seizure?", by=niels)
    with acting_as(gregor.pk), pytest.raises(IcseError, match="no such request"):
        actions.ask_back(request=got, body="Which seizure?", by=gregor)


def test_only_the_asking_unit_replies_and_withdraws(
    nora: Officer, gregor: Officer, fleur: Officer, audiences: Audiences
) -> None:
    sent = ask(gregor, make_series(nora, audiences["group"]).reference)
    with acting_as(fleur.pk), pytest.raises(IcseError, match="no such request"):
        actions.withdraw_request(request=sent, by=fleur)
    with acting_as_system("tests"):
        Request.objects.filter(pk=sent.pk).update(unit=fleur.unit_id)
    with acting_as(gregor.pk), pytest.raises(NotAllowed, match="Only the unit that asked"):
        actions.withdraw_request(request=sent, by=gregor)


def test_each_side_does_its_own_part(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    sent = ask(gregor, make_series(nora, audiences["group"]).reference)
    got = received_copy(sent)
    with acting_as(nora.pk):
        with pytest.raises(NotAllowed, match="Only the unit that asked"):
            actions.reply_to_owner(request=got, body="Which seizure?", by=nora)
        actions.ask_back(request=got, body="Which seizure?", by=nora)
        with pytest.raises(NotAllowed, match="Only the unit that asked"):
            actions.withdraw_request(request=got, by=nora)
    with acting_as(gregor.pk), pytest.raises(NotAllowed, match="Only the owner"):
        actions.decline_request(request=sent, by=gregor)
    assert fresh_copy(sent).state == "asked_back"


@pytest.mark.parametrize("name", ["ada", "cleo"])
def test_other_roles_ask_and_answer_nothing(
    name: str, request: pytest.FixtureRequest, nora: Officer, gregor: Officer, audiences: Audiences
) -> None:
    who: Officer = request.getfixturevalue(name)
    got = received_copy(ask(gregor, make_series(nora, audiences["group"]).reference))
    with acting_as(who.pk):
        for act in (
            lambda: actions.ask_owner(purpose="sight", reference="SE-2026-AAAAAAAA", reason=WHY, by=who),
            lambda: actions.decline_request(request=got, by=who),
            lambda: actions.withdraw_request(request=got, by=who),
        ):
            with pytest.raises(NotAllowed):
                act()


@pytest.mark.parametrize(
    ("reference", "why", "field"),
    [
        ("", WHY, "reference"),
        ("SE-" * 9, WHY, "reference"),
        ("SOMETHING-ELSE-9", WHY, "reference"),
        ("SE-26-AAAAAAAA", WHY, "reference"),
        ("SE-2026-AAAAAAAA", "please", "reason"),
    ],
)
def test_what_is_typed_is_checked(gregor: Officer, reference: str, why: str, field: str) -> None:
    with pytest.raises(IcseError) as refused:
        ask(gregor, reference, why=why)
    assert refused.value.field == field
    assert seen_requests(gregor) == set()


def test_what_is_seen_is_not_asked_for(fleur: Officer, nora: Officer, audiences: Audiences) -> None:
    series = make_series(nora, audiences["group"])
    with pytest.raises(Conflict, match="shown to you already"):
        ask(fleur, series.reference)
    assert received_copy(ask(fleur, series.reference, purpose="judicial")).purpose == "judicial"


def test_permissions_are_asked_of_what_is_seen_only(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    hidden = make_series(nora, audiences["group"]).reference
    refusals = []
    for reference in (hidden, "SE-2026-ZZZZZZZZ"):
        with pytest.raises(IcseError) as refused:
            ask(gregor, reference, purpose="dissemination")
        refusals.append(refused.value.message)
    assert refusals == ["You may ask this about a series that is shown to you."] * 2


def test_one_open_request_for_the_same(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    for reference in (make_series(nora, audiences["group"]).reference, "SE-2026-ZZZZZZZZ"):
        sent = ask(gregor, reference)
        with pytest.raises(Conflict, match="asked for this already"):
            ask(gregor, reference)
        with acting_as(gregor.pk):
            actions.withdraw_request(request=sent, by=gregor)
        ask(gregor, reference)


def test_requests_of_a_day_are_counted(gregor: Officer) -> None:
    for number in range(20):
        ask(gregor, f"SE-2026-{number:08}")
    with pytest.raises(TooOften, match="20 requests a day") as stopped:
        ask(gregor, "SE-2026-MOREMORE")
    day = 24 * 60 * 60
    assert day - 600 < int(stopped.value.headers["Retry-After"]) <= day
    assert len(seen_requests(gregor)) == 20


def test_a_unit_has_a_budget_of_its_own(nora: Officer, niels: Officer) -> None:
    for number in range(20):
        ask(nora, f"SE-2026-{number:08}")
    with acting_as_system("tests"):
        Request.objects.filter(side="sent").update(officer=None)
        for row in list(Request.objects.filter(side="sent")):
            for _ in range(2):
                Request.objects.bulk_create([_again(row)])
    with pytest.raises(TooOften):
        ask(niels, "SE-2026-MOREMORE")


def _again(row: Request) -> Request:
    names = ("audience_id", "purpose", "country_id", "unit_id", "reference")
    made = Request(side="sent", state="declined", **{name: getattr(row, name) for name in names})
    made.twin = Request().pk
    return made


def test_a_blind_hit_leads_to_its_owner(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    hidden, mine = matching(nora, audiences["group"], gregor, audiences["DE"])
    [line] = lines(gregor, mine)
    sent = ask(gregor, blind=line.key)
    got = received_copy(sent)
    assert (sent.reference, sent.blind_hit_id, sent.item_id) == ("", line.key, None)
    assert (got.blind_hit_id, got.item_id, got.object_audience_id) == (None, hidden.pk, audiences["group"].pk)
    assert seen_requests(nora) == {got.pk}


def test_a_line_of_several_owners_asks_one_after_the_other(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    hidden, mine = matching(nora, audiences["NL"], gregor, audiences["DE"])
    also_hidden, _ = matching(fleur, audiences["FR"], gregor, audiences["DE"])
    hit(mine, also_hidden)
    [line] = lines(gregor, mine)
    sent = ask(gregor, blind=line.key)
    with acting_as(gregor.pk):
        actions.withdraw_request(request=sent, by=gregor)
    again = ask(gregor, blind=line.key)
    assert {received_copy(one).item_id for one in (sent, again)} == {hidden.pk, also_hidden.pk}
    assert (sent.blind_hit_id, again.blind_hit_id) == (line.key, line.key)


def test_someone_elses_blind_hit_is_as_unknown(
    nora: Officer, gregor: Officer, bea: Officer, audiences: Audiences
) -> None:
    _, mine = matching(nora, audiences["group"], gregor, audiences["DE"])
    [line] = lines(gregor, mine)
    refusals = []
    for key in (line.key, NOBODYS):
        with pytest.raises(IcseError) as refused:
            ask(bea, blind=key)
        refusals.append(refused.value.message)
    assert refusals == ["There is no such match."] * 2


def test_each_side_is_told_of_its_own_copy(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    sent = ask(gregor, make_series(nora, audiences["group"]).reference)
    lost = ask(gregor, "SE-2026-ZZZZZZZZ")
    with acting_as_system("tests"):
        told = {event.about[0]: event.audiences for event in Event.objects.filter(type="request.changed")}
    assert told == {
        sent.pk: [audiences["DE"].pk],
        sent.twin: sorted([audiences["NL"].pk, audiences["group"].pk]),
        lost.pk: [audiences["DE"].pk],
        lost.twin: [0],
    }
    with acting_as(nora.pk):
        heard = Event.objects.filter(type="request.changed")
        assert [event.about for event in heard] == [[sent.twin]]


RAW = {
    "answer": "SELECT icse_answer_request(%s, 'declined', '', '', NULL)",
    "reply": "SELECT icse_reply_request(%s, 'hello')",
    "withdraw": "SELECT icse_withdraw_request(%s)",
    "tell": "SELECT icse_tell_request(ARRAY[%s]::uuid[])",
}


@pytest.mark.parametrize("name", sorted(RAW))
def test_someone_elses_request_is_as_unknown(
    name: str, nora: Officer, gregor: Officer, bea: Officer, audiences: Audiences
) -> None:
    sent = ask(gregor, make_series(nora, audiences["group"]).reference)
    lost = ask(gregor, "SE-2026-ZZZZZZZZ")
    said_no = {
        who.name: {_refusal(who, RAW[name], key) for key in keys}
        for who, keys in (
            (bea, (sent.pk, sent.twin, lost.pk, lost.twin, NOBODYS)),
            (gregor, (sent.twin, lost.twin, NOBODYS)),
            (nora, (sent.pk, lost.pk, lost.twin, NOBODYS)),
        )
    }
    assert said_no == {name: {"There is no such request."} for name in ("Bea", "Gregor", "Nora")}


def _refusal(who: Officer, query: str, key: UUID) -> str:
    with acting_as(who.pk), connection.cursor() as cursor:
        with pytest.raises(DatabaseError) as refused, transaction.atomic():
            cursor.execute(query, [key])
        return str(getattr(refused.value.__cause__, "diag", None).message_primary)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "query",
    [
        "INSERT INTO forum_request SELECT * FROM forum_request",
        "INSERT INTO forum_requestword SELECT * FROM forum_requestword",
        "UPDATE forum_request SET state = 'accepted'",
        "UPDATE forum_requestword SET body = 'yes'",
        "DELETE FROM forum_request",
        "SELECT * FROM series_blindhit",
        "SELECT * FROM series_blindhitother",
        "SELECT icse_hidden_matches('{}', NULL)",
        "SELECT icse_own_request(gen_random_uuid(), 'sent')",
        "SELECT icse_add_word(gen_random_uuid(), true, 'yes')",
    ],
)
def test_nobody_writes_past_the_functions(nora: Officer, gregor: Officer, audiences: Audiences, query: str) -> None:
    ask(gregor, make_series(nora, audiences["group"]).reference)
    with acting_as(gregor.pk), connection.cursor() as cursor:
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            cursor.execute(query)
        cursor.execute("SELECT count(*), max(state) FROM forum_request")
        assert cursor.fetchone() == (1, "waiting")
