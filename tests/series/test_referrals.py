"""Referring a series: what goes, who sees which copy, and each step of both sides."""

import json
import zipfile
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.actions import choose_duty_unit, make_audience
from accounts.models import Audience, Country, Officer, Unit
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, IcseError, NotAllowed
from icse.core.models import AuditEntry, Event
from series import actions, blobs, tasks
from series.ingest.decoder.reports import PLAIN
from series.models import Item, Referral, ReferralStep, Series
from series.referring.escalation import escalate_referrals
from series.referring.packing import pack, remove_unnamed, to_pack, unpack
from tests.markings.world import H2, RED, make_item, mark, permit, place
from tests.series.grouping import add, confirm, record
from tests.series.referring import (
    country,
    duty,
    fresh,
    indicate,
    received_copy,
    refer,
    seen_referrals,
    series_of,
    states,
    step,
    steps_of,
    waiting,
)

Audiences = dict[str, Audience]
NO = "That is not a room of our country."


def sent_to_germany(nora: Officer, audiences: Audiences) -> Referral:
    """A referral of a Dutch series, shown to the group, to Germany, which does not see the series."""
    series, items = series_of(nora, audiences["group"], items=2)
    return refer(series, "DE", by=nora, items=items)


def test_each_side_sees_its_own_copy(
    nora: Officer, niels: Officer, fleur: Officer, gregor: Officer, bea: Officer, audiences: Audiences
) -> None:
    sent = sent_to_germany(nora, audiences)
    for who, seen in ((nora, {sent.pk}), (niels, {sent.pk}), (gregor, {sent.twin}), (fleur, set()), (bea, set())):
        assert seen_referrals(who) == seen
    with acting_as(gregor.pk):
        assert not Series.objects.filter(pk=str(sent.series_id)).exists()


def test_the_received_copy_names_nothing_that_is_hidden(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    series, items = series_of(nora, audiences["group"], items=2)
    theirs = indicate(series, "DE", by=fleur)
    subject = add(series, "victim", by=nora)
    sent = refer(
        series, "DE", by=nora, items=items, subjects=[subject], indications=[theirs], note="Please look at the sockets."
    )
    with acting_as(gregor.pk):
        copy = Referral.objects.get()
        text = json.dumps([copy.document, copy.note])
    assert (copy.pk, copy.series_id, copy.officer_id, copy.earlier_id) == (sent.twin, None, None, None)
    hidden = [series.pk, subject.pk, theirs.pk, nora.pk, fleur.pk, *(one.pk for one in items)]
    assert not any(str(key) in text for key in hidden)
    for word in ("Nora", "Fleur", "FR", items[0].name, theirs.reason, "NAT-1"):
        assert word not in text
    told = copy.document
    assert (told["series"]["title"], told["series"]["summary"], told["to"]) == ("Green room", "", "DE")
    assert [(one["number"], one["sha256"]) for one in told["items"]] == [
        (number, one.sha256) for number, one in enumerate(items, 1)
    ]
    assert [one["label"] for one in told["subjects"]] == ["Victim 1"]
    assert [(one["country"], one["by_owner"], one["reason"]) for one in told["indications"]] == [("DE", False, "")]


def test_only_what_was_chosen_goes(nora: Officer, audiences: Audiences) -> None:
    series, items = series_of(nora, audiences["group"], items=3, summary="A green room.")
    own = indicate(series, "DE", by=nora)
    add(series, "victim", by=nora)
    sent = refer(series, "DE", by=nora, items=items[:1], with_summary=True, indications=[own])
    told = received_copy(sent).document
    assert [one["sha256"] for one in told["items"]] == [items[0].sha256]
    assert (told["subjects"], told["series"]["summary"]) == ([], "A green room.")
    assert [one["reason"] for one in told["indications"]] == [own.reason]


def test_both_sides_hear_of_each_step_about_their_own_copy(
    nora: Officer, gregor: Officer, audiences: Audiences
) -> None:
    sent = sent_to_germany(nora, audiences)
    step(Referral(pk=sent.twin), "acknowledged", by=gregor)
    with acting_as_system("tests"):
        heard = [
            (one.about, set(one.audiences)) for one in Event.objects.filter(type="referral.changed").order_by("id")
        ]
    ours, theirs = {audiences["NL"].pk, audiences["group"].pk}, {audiences["DE"].pk}
    assert heard == [([sent.pk], ours), ([sent.twin], theirs)] * 2


def test_from_sent_to_its_outcome(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    sent = sent_to_germany(nora, audiences)
    copy = received_copy(sent)
    assert states(sent) == ("sent", "sent")
    for what, code, then in (
        ("acknowledged", "", "received"),
        ("accepted", "", "accepted"),
        ("reported", "not_found", "reported"),
        ("reported", "victim", "reported"),
    ):
        step(copy, what, by=gregor, code=code)
        assert states(sent) == (then, then)
    assert (fresh(sent).outcome, received_copy(sent).outcome) == ("victim", "victim")
    kinds = ["sent", "acknowledged", "accepted", "reported", "reported"]
    assert steps_of(sent) == [
        (kind, "NL" if kind == "sent" else "DE", "Nora" if kind == "sent" else None) for kind in kinds
    ]
    assert steps_of(copy) == [
        (kind, "NL" if kind == "sent" else "DE", None if kind == "sent" else "Gregor") for kind in kinds
    ]
    with acting_as_system("tests"):
        recorded = list(AuditEntry.objects.filter(action="referral.stepped").order_by("pk").values_list("facts"))
    assert recorded[-1] == ({"step": "reported", "code": "victim"},)


def test_declining_takes_a_reason(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    sent = sent_to_germany(nora, audiences)
    copy = received_copy(sent)
    with pytest.raises(IcseError):
        step(copy, "declined", by=gregor, body="no")
    step(copy, "declined", by=gregor, body=NO)
    assert states(sent) == ("declined", "declined")
    with pytest.raises(Conflict):
        step(copy, "accepted", by=gregor)
    with pytest.raises(Conflict):
        step(sent, "withdrawn", by=nora)


def test_another_country_is_proposed_and_nothing_goes_there_by_itself(
    nora: Officer, gregor: Officer, bea: Officer, audiences: Audiences
) -> None:
    sent = sent_to_germany(nora, audiences)
    copy = received_copy(sent)
    for code in ("NL", "DE", "XG", "??"):
        with pytest.raises(IcseError):
            step(copy, "passed_on", by=gregor, body=NO, code=code)
    step(copy, "passed_on", by=gregor, body=NO, code="BE")
    assert states(sent) == ("passed_on", "passed_on")
    assert seen_referrals(bea) == set()
    assert [one.pk for one in duty(nora).ours] == [sent.pk]
    with acting_as(nora.pk):
        series = Series.objects.get(pk=str(sent.series_id))
        with pytest.raises(IcseError):
            actions.refer_series(
                series=series, to_country=country("FR"), chosen=actions.Chosen(), earlier=sent, by=nora
            )
        on = actions.refer_series(
            series=series, to_country=country("BE"), chosen=actions.Chosen(), earlier=sent, by=nora
        )
    assert seen_referrals(bea) == {on.twin}
    assert (on.earlier_id, received_copy(on).earlier_id) == (sent.pk, None)
    assert duty(nora).ours == []


def test_withdrawing_is_the_owners(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    sent = sent_to_germany(nora, audiences)
    copy = received_copy(sent)
    with pytest.raises(NotAllowed):
        step(copy, "withdrawn", by=gregor)
    with pytest.raises(NotAllowed):
        step(sent, "accepted", by=nora)
    step(sent, "withdrawn", by=nora)
    assert states(sent) == ("withdrawn", "withdrawn")
    with pytest.raises(Conflict):
        step(copy, "accepted", by=gregor)


def test_whose_it_is_not_hears_what_who_invents_a_key_hears(
    nora: Officer, fleur: Officer, gregor: Officer, bea: Officer, audiences: Audiences
) -> None:
    sent = sent_to_germany(nora, audiences)
    heard = set()
    for who, key in ((bea, sent.twin), (gregor, sent.pk), (fleur, sent.pk), (bea, nora.pk)):
        with pytest.raises(IcseError) as refused:
            step(Referral(pk=key), "accepted", by=who)
        heard.add((type(refused.value), refused.value.message))
    assert heard == {(IcseError, "There is no such referral.")}


def test_the_duty_unit_answers_and_any_unit_reports(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    sent = sent_to_germany(nora, audiences)
    copy = received_copy(sent)
    other = _other_unit(gregor)
    with pytest.raises(NotAllowed):
        step(copy, "accepted", by=gregor)
    _set_duty("DE", None)
    step(copy, "accepted", by=gregor)
    _set_duty("DE", other)
    step(copy, "reported", by=gregor, code="not_ours")
    assert states(sent) == ("reported", "reported")


def test_only_the_owner_refers(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    with pytest.raises(NotAllowed):
        refer(series, "DE", by=fleur)
    with pytest.raises(IcseError):
        refer(series, "NL", by=nora)


def test_no_country_is_referred_to_twice_at_a_time(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    sent = refer(series, "DE", by=nora)
    with pytest.raises(Conflict):
        refer(series, "DE", by=nora)
    refer(series, "BE", by=nora)
    step(received_copy(sent), "declined", by=gregor, body=NO)
    refer(series, "DE", by=nora)


def test_a_solved_series_is_not_referred_and_its_referrals_leave_duty_pages(
    nora: Officer, niels: Officer, gregor: Officer, audiences: Audiences
) -> None:
    series, _ = series_of(nora, audiences["group"])
    sent = refer(series, "DE", by=nora)
    assert (waiting(gregor), [one.pk for one in duty(gregor).to_answer]) == (1, [sent.twin])
    confirm(record(add(series, "victim", by=nora), by=nora), by=niels)
    assert (waiting(gregor), duty(gregor).to_answer) == (0, [])
    assert (fresh(sent).is_active, received_copy(sent).is_active) == (False, False)
    with pytest.raises(Conflict):
        refer(series, "BE", by=nora)
    add(series, "victim", by=nora)
    assert waiting(gregor) == 1
    step(received_copy(sent), "accepted", by=gregor)


def test_another_countrys_h2_never_goes(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    series, own = series_of(nora, audiences["group"], items=1)
    free, kept = make_item(fleur, audiences["group"]), make_item(fleur, audiences["group"], H2)
    for item in (free, kept):
        place(series, item, fleur)
    mark_own = make_item(nora, audiences["group"], H2)
    place(series, mark_own, nora)
    permit(fleur, "NL", "dissemination", item=kept)
    with pytest.raises(IcseError):
        refer(series, "DE", by=nora, items=[kept])
    sent = refer(series, "DE", by=nora, items=[*own, free, mark_own])
    told = received_copy(sent).document
    assert [one["sha256"] for one in told["items"]] == [own[0].sha256, free.sha256, mark_own.sha256]
    assert told["marking"]["handling"] == ["H2"]


def test_a_series_goes_to_one_country_ten_times_at_most(nora: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    for _ in range(10):
        step(refer(series, "DE", by=nora), "withdrawn", by=nora)
    with pytest.raises(Conflict, match="ten times"):
        refer(series, "DE", by=nora)
    refer(series, "BE", by=nora)


def test_the_database_refuses_it_too(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"], items=1)
    kept, loose = make_item(fleur, audiences["group"], H2), make_item(nora, audiences["group"])
    place(series, kept, fleur)
    call = "SELECT icse_refer(%s, 'DE', 'RF-1', '', '{}', %s::uuid[], false, NULL, 24)"
    for item, sentence in ((kept, "does not let it"), (loose, "not in the series")):
        with acting_as(nora.pk), pytest.raises(DatabaseError, match=sentence), transaction.atomic():
            connection.cursor().execute(call, [series.pk, [item.pk]])


def test_what_is_for_named_officers_only_is_not_referred(nora: Officer, audiences: Audiences) -> None:
    with acting_as(nora.pk):
        named = make_audience(name="Named", named_only=True, by=nora)
    series, items = series_of(nora, named, items=1)
    mark(items[0], RED)
    with pytest.raises(IcseError):
        refer(series, "DE", by=nora, items=items)
    mark(series, RED)
    with pytest.raises(IcseError, match="TLP:RED"):
        refer(series, "DE", by=nora)


def test_a_country_that_takes_no_part_gets_a_package_by_hand(nora: Officer, audiences: Audiences) -> None:
    series, items = series_of(nora, audiences["group"], items=1)
    sent = refer(series, "BR", by=nora, items=items)
    assert (sent.by_hand, sent.state, sent.due_at) == (True, "prepared", None)
    with acting_as_system("tests"):
        assert not Referral.objects.filter(pk=sent.twin).exists()
    assert [one.pk for one in duty(nora).ours] == [sent.pk]
    for wrong in ("accepted", "acknowledged", "passed_on"):
        with pytest.raises(IcseError):
            step(sent, wrong, by=nora, code="DE", body=NO)
    ahead = (timezone.localdate() + timedelta(days=2)).isoformat()
    with pytest.raises(IcseError):
        step(sent, "handed_over", by=nora, code=ahead)
    today = timezone.localdate()
    step(sent, "handed_over", by=nora, code=today.isoformat(), body="By courier, to the bureau.")
    assert (fresh(sent).state, fresh(sent).handed_over_on) == ("handed_over", today)
    step(sent, "reported", by=nora, code="not_found")
    assert (fresh(sent).state, fresh(sent).outcome) == ("reported", "not_found")


@pytest.mark.parametrize("code", ["", "x", "infinity", "-infinity", "today", "2026-02-30", "10000-01-1"])
def test_the_day_of_handing_over_is_a_day(nora: Officer, audiences: Audiences, code: str) -> None:
    series, _ = series_of(nora, audiences["group"])
    sent = refer(series, "BR", by=nora)
    with pytest.raises(IcseError, match="like this: 2026-01-31") as refused:
        step(sent, "handed_over", by=nora, code=code)
    assert (refused.value.field, refused.value.status) == ("code", 400)
    # Nor with the database's own function, as somebody would who can run SQL.
    with acting_as(nora.pk), pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute("SELECT icse_step_referral(%s, 'handed_over', '', %s)", [sent.pk, code])
    assert (fresh(sent).state, fresh(sent).handed_over_on) == ("prepared", None)
    step(sent, "handed_over", by=nora, code="20260131")
    assert (fresh(sent).handed_over_on, last_code(sent)) == (date(2026, 1, 31), "2026-01-31")


def test_a_step_takes_its_own_codes_only(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    sent = sent_to_germany(nora, audiences)
    copy = received_copy(sent)
    call = "SELECT icse_step_referral(%s, 'accepted', '', 'victim')"
    for what, code in (("acknowledged", "DE"), ("accepted", "victim"), ("declined", "x")):
        with pytest.raises(IcseError, match="takes no code"):
            step(copy, what, by=gregor, code=code, body=NO)
    with acting_as(gregor.pk), pytest.raises(DatabaseError, match="takes no code"), transaction.atomic():
        connection.cursor().execute(call, [copy.pk])
    step(copy, "accepted", by=gregor)
    for code in ("", "nobody", "DE"):
        with pytest.raises(IcseError, match="what became of it"):
            step(copy, "reported", by=gregor, code=code)
    step(copy, "reported", by=gregor, code="victim")
    assert states(sent) == ("reported", "reported")


def test_the_interface_refuses_a_wrong_day_in_words(
    nora: Officer, audiences: Audiences, client_of: Callable[[Officer], Client]
) -> None:
    series, _ = series_of(nora, audiences["group"])
    sent = refer(series, "BR", by=nora)
    steps = f"/api/v1/referrals/{sent.pk}/steps"
    said = {"step": "handed_over", "code": "-infinity"}
    assert client_of(nora).post(steps, said, content_type="application/json").status_code == 400
    said["code"] = "2026-01-31"
    assert client_of(nora).post(steps, said, content_type="application/json").status_code == 200


def last_code(referral: Referral) -> str:
    with acting_as_system("tests"):
        return ReferralStep.objects.filter(referral=referral).latest("pk").code


def test_what_is_not_acknowledged_goes_to_supervisors_and_then_to_the_owner(
    nora: Officer, niels: Officer, gregor: Officer, fleur: Officer, audiences: Audiences, settings: LazySettings
) -> None:
    settings.REFERRAL_HOURS = 2
    series, _ = series_of(gregor, audiences["members"])
    sent = refer(series, "NL", by=gregor)
    other = _other_unit(nora)
    assert (waiting(nora), waiting(niels)) == (0, 0)
    now = timezone.now()
    assert escalate_referrals(now + timedelta(hours=1)) == 0
    assert escalate_referrals(now + timedelta(hours=2, minutes=1)) == 1
    assert escalate_referrals(now + timedelta(hours=2, minutes=1)) == 0
    assert (waiting(nora), waiting(niels), waiting(gregor)) == (0, 1, 0)
    assert escalate_referrals(now + timedelta(hours=5)) == 1
    assert (waiting(niels), waiting(gregor)) == (1, 1)
    assert escalate_referrals(now + timedelta(days=9)) == 0
    assert [kind for kind, *_ in steps_of(sent)] == ["sent", "supervisors", "owner"]
    step(received_copy(sent), "acknowledged", by=niels)
    assert (waiting(niels), waiting(gregor)) == (0, 0)
    assert other.country_id == "NL"


def test_what_was_acknowledged_does_not_escalate(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    sent = sent_to_germany(nora, audiences)
    step(received_copy(sent), "acknowledged", by=gregor)
    assert escalate_referrals(timezone.now() + timedelta(days=30)) == 0


def test_the_package_holds_the_document_and_the_files(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    series, items = series_of(nora, audiences["group"], items=2)
    preview = blobs.preview_folder(items[0].sha256) / PLAIN
    preview.parent.mkdir(parents=True, exist_ok=True)
    preview.write_bytes(b"a room, made smaller")
    sent = refer(series, "DE", by=nora, items=items)
    assert not fresh(sent).is_packed
    assert pack(sent.pk)
    assert not pack(sent.pk)
    ours, theirs = fresh(sent), received_copy(sent)
    assert (ours.package_state, theirs.package_state, ours.package) == ("ready", "ready", theirs.package)
    with zipfile.ZipFile(blobs.package_path(ours.package)) as package:
        names, told = package.namelist(), json.loads(package.read("referral.json"))
        assert package.read("files/001.jpg") == b"a room, made smaller"
    assert names == ["files/001.jpg", "referral.json"]
    assert told == theirs.document == ours.document
    assert [one["file"] for one in told["items"]] == ["files/001.jpg", None]


def test_the_worker_packs_what_it_is_told(nora: Officer, audiences: Audiences) -> None:
    series, items = series_of(nora, audiences["group"], items=1)
    sent = refer(series, "DE", by=nora, items=items)
    assert tasks.pack_referral(str(sent.pk))
    assert received_copy(sent).is_packed
    assert not tasks.pack_referral(str(sent.pk))


def test_originals_go_as_they_are(nora: Officer, audiences: Audiences) -> None:
    series, items = series_of(nora, audiences["group"], items=1)
    with acting_as_system("tests"):
        Item.objects.filter(pk=items[0].pk).update(media_type="image/png")
    original = blobs.blob_path(items[0].sha256)
    original.parent.mkdir(parents=True, exist_ok=True)
    original.write_bytes(b"a room")
    with acting_as(nora.pk):
        items = list(Item.objects.filter(pk=items[0].pk))
    sent = refer(series, "DE", by=nora, items=items, originals=True)
    assert pack(sent.pk)
    with zipfile.ZipFile(blobs.package_path(fresh(sent).package)) as package:
        assert package.read("files/001.png") == b"a room"


def test_a_deleted_file_leaves_every_package(nora: Officer, audiences: Audiences) -> None:
    series, items = series_of(nora, audiences["group"], items=2)
    sent = refer(series, "DE", by=nora, items=items)
    pack(sent.pk)
    before = fresh(sent).package
    with acting_as_system("tests"):
        assert unpack([items[0].pk]) == [sent.pk]
        assert list(to_pack()) == [sent]
    assert fresh(sent).package == received_copy(sent).package != before
    assert [one["number"] for one in received_copy(sent).document["items"]] == [2]
    assert remove_unnamed(-60) > 0
    assert not blobs.package_path(before).exists()


def test_only_a_supervisor_says_which_unit_is_on_duty(
    nora: Officer, niels: Officer, gregor: Officer, audiences: Audiences
) -> None:
    for who, unit, ok in ((nora, nora.unit, False), (niels, gregor.unit, False), (niels, niels.unit, True)):
        with acting_as(who.pk):
            if ok:
                choose_duty_unit(unit=unit, by=who)
            else:
                with pytest.raises(NotAllowed):
                    choose_duty_unit(unit=unit, by=who)
    with acting_as_system("tests"):
        assert Country.objects.get(pk="NL").duty_unit_id == niels.unit_id


def test_a_unit_of_another_country_cannot_be_on_duty(nora: Officer, gregor: Officer) -> None:
    with acting_as_system("tests"), pytest.raises(DatabaseError), transaction.atomic():  # noqa: PT012 - when it is checked
        Country.objects.filter(pk="NL").update(duty_unit=gregor.unit)
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


def _other_unit(officer: Officer) -> Unit:
    """Another unit of the country, which is on duty now."""
    with acting_as_system("tests"):
        group = type(officer.unit.group).objects.create(name=f"other unit {officer.country_id}")
        unit = Unit.objects.create(country_id=officer.country_id, name="Duty desk", group=group)
    _set_duty(officer.country_id, unit)
    return unit


def _set_duty(code: str, unit: Unit | None) -> None:
    with acting_as_system("tests"):
        Country.objects.filter(pk=code).update(duty_unit=unit)
