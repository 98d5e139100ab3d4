"""Looking up: the same answer for hashes and files, from what the officer sees and from nothing else."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import IcseError, TooOften
from icse.core.models import AuditEntry, Event
from series import blobs
from series.ingest.work import Tools
from series.matching import lookups
from series.models import Item, Lookup
from series.queries.lookups import all_lookups, answers_of
from tests import media
from tests.series.grouping import make_items, make_series
from tests.series.looking_up import answers, ask, ask_file, found, pdq_of
from tests.series.making import ingested, receive, statements_of
from tests.series.test_findings import solve

Audiences = dict[str, Audience]
PICTURE = media.as_bytes(media.pattern(1))
NEAR = media.as_bytes(media.recompressed(media.pattern(1)))
OTHER = media.as_bytes(media.pattern(2))


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


@pytest.fixture
def held(fleur: Officer, nora: Officer, audiences: Audiences, tools: Tools) -> dict[str, Item]:
    """France's for all and for the group, the Netherlands' own, all of the same picture."""
    items = {
        "all": receive(fleur, audiences["members"], PICTURE),
        "group": receive(fleur, audiences["group"], NEAR),
        "own": receive(nora, audiences["NL"], PICTURE, case="C-2"),
        "another": receive(fleur, audiences["members"], OTHER),
    }
    return dict(zip(items, ingested(tools, *items.values()), strict=True))


def test_every_kind_of_digest_finds_the_same(nora: Officer, gregor: Officer, held: dict[str, Item]) -> None:
    one = held["all"]
    for kind in ("md5", "sha1", "sha256"):
        value = getattr(one, kind)
        told = found(answers(nora, ask(nora, (kind, value.upper()))))
        assert sorted(told, key=str) == sorted(
            [(kind, "exact", one.pk, 0), (kind, "exact", held["own"].pk, 0)], key=str
        )
        assert found(answers(gregor, ask(gregor, (kind, value)))) == [(kind, "exact", one.pk, 0)]


def test_a_pdq_finds_what_is_near_and_a_file_both(
    nora: Officer, gregor: Officer, held: dict[str, Item], tools: Tools
) -> None:
    pdq = pdq_of(held["all"])
    changed = f"{int(pdq, 16) ^ 0b11111:064x}"
    shown = {held[name].pk for name in ("all", "group", "own")}
    by_pdq = found(answers(nora, ask(nora, ("pdq", changed)), tools))
    assert {(item, kind) for _, kind, item, _ in by_pdq} == {(key, "near") for key in shown}
    assert {number for _, _, item, number in by_pdq if item == held["all"].pk} == {5}
    assert found(answers(nora, ask(nora, ("pdq", changed, 4)), tools)) == []
    exact = answers(nora, ask(nora, ("pdq", changed, 31), ("pdq", pdq, 0)), tools)[1].matches
    assert {one.other.pk for one in exact if one.distance == 0} >= {held["all"].pk}
    by_file = answers(nora, ask_file(nora, PICTURE), tools)
    assert {(asked, kind, item) for asked, kind, item, _ in found(by_file)} == {
        ("file", "exact", held["all"].pk),
        ("file", "exact", held["own"].pk),
        ("file", "near", held["group"].pk),
    }
    assert set(found(answers(gregor, ask_file(gregor, PICTURE), tools))) == {("file", "exact", held["all"].pk, 0)}


def test_a_turned_file_is_found_and_the_turn_told(nora: Officer, held: dict[str, Item], tools: Tools) -> None:
    turned = media.as_bytes(media.rotated(media.pattern(1)))
    [one] = answers(nora, ask_file(nora, turned), tools)
    assert {match.other.pk for match in one.matches} == {held[name].pk for name in ("all", "group", "own")}
    assert {match.orientation for match in one.matches} == {"rotate270"}


def test_what_is_told_of_a_match(
    nora: Officer, niels: Officer, fleur: Officer, felix: Officer, held: dict[str, Item], audiences: Audiences
) -> None:
    shown = make_series(by=fleur, audience=audiences["members"], items=[held["all"]])
    make_series(by=fleur, audience=audiences["FR"], items=[held["all"]], title="Hidden")
    solve(shown, by=fleur, confirmed_by=felix)
    [one] = answers(nora, ask(nora, ("md5", held["all"].md5)))
    told = {match.other.pk: match for match in one.matches}
    theirs, ours = told[held["all"].pk], told[held["own"].pk]
    assert (theirs.words, theirs.case, theirs.is_own) == ("Held by France", None, False)
    assert ([each.pk for each in theirs.series], theirs.identified_by) == ([shown.pk], "France")
    assert theirs.identified_at is not None
    assert (ours.words, ours.is_own, ours.series) == ("Yours already, in case C-2", True, ())


def test_it_is_its_officers_alone(nora: Officer, niels: Officer, fleur: Officer, held: dict[str, Item]) -> None:
    made = ask(nora, ("md5", held["all"].md5))
    shown = {}
    for who in (nora, niels, fleur):
        with acting_as(who.pk):
            shown[who.name] = all_lookups().filter(pk=made.pk).count()
    assert shown == {"Nora": 1, "Niels": 0, "Fleur": 0}


def test_an_answer_shrinks_with_what_is_shown(nora: Officer, held: dict[str, Item], tools: Tools) -> None:
    made = ask_file(nora, OTHER)
    assert {item for _, _, item, _ in found(answers(nora, made, tools))} == {held["another"].pk}
    near = ask(nora, ("pdq", pdq_of(held["group"])))
    assert held["group"].pk in {item for _, _, item, _ in found(answers(nora, near, tools))}
    with acting_as_system("tests"):
        national = Audience.objects.get(kind="national", owner_id="FR")
        Item.objects.filter(pk__in=[held["another"].pk, held["group"].pk]).update(audience=national)
    assert found(answers(nora, made)) == []
    assert held["group"].pk not in {item for _, _, item, _ in found(answers(nora, near))}


def test_hidden_matches_leave_no_trace(
    nora: Officer, gregor: Officer, held: dict[str, Item], audiences: Audiences, tools: Tools
) -> None:
    """Not in the answer, and not in what the database is asked, neither by the page nor by the worker."""
    hidden, never = pdq_of(held["group"]), "5a" * 32
    with acting_as_system("tests"):
        national = Audience.objects.get(kind="national", owner_id="FR")
        Item.objects.update(audience=national, case=held["group"].case, country_id="FR")
    asked = []
    for pdq, md5 in ((hidden, held["group"].md5), (never, "5a" * 16)):
        made = ask(gregor, ("pdq", pdq), ("md5", md5))
        with CaptureQueriesContext(connection) as worker:
            lookups.answer(made.pk, tools)
        with acting_as(gregor.pk), CaptureQueriesContext(connection) as page:
            told = answers_of(all_lookups().get(pk=made.pk))
        asked.append((statements_of(worker.captured_queries), len(page), found(told)))
        with acting_as_system("tests"):
            assert Lookup.objects.get(pk=made.pk).found == []
    assert asked[0] == asked[1]
    assert asked[0][2] == []


def test_a_files_bytes_are_gone_with_the_answer(nora: Officer, held: dict[str, Item], tools: Tools) -> None:
    made = ask_file(nora, PICTURE)
    assert blobs.aside_path(made.pk).read_bytes() == PICTURE
    answers(nora, made, tools)
    assert list(blobs.aside_path(made.pk).parent.iterdir()) == []
    with acting_as_system("tests"):
        assert not Item.objects.filter(sha256=made.asked[0][1]).exclude(pk__in=[held["all"].pk, held["own"].pk])
        [event] = Event.objects.filter(type="lookup.answered")
    assert event.about == [made.pk]


@pytest.mark.parametrize(
    ("content", "note"),
    [(b"not a picture", "This is not a picture"), (media.as_bytes(media.pattern(1).resize((600, 400)), "PNG"), "")],
)
def test_what_cannot_be_compared_says_so(nora: Officer, tools: Tools, content: bytes, note: str) -> None:
    made = ask_file(nora, content)
    assert found(answers(nora, made, tools)) == []
    with acting_as_system("tests"):
        made.refresh_from_db()
    assert (made.state, made.note[: len(note)], bool(made.note)) == ("refused" if note else "done", note, bool(note))


def test_a_file_that_is_gone_is_answered_after_minutes(nora: Officer, held: dict[str, Item], tools: Tools) -> None:
    made = ask_file(nora, PICTURE)
    blobs.aside_path(made.pk).unlink()
    lookups.answer(made.pk, tools)
    assert lookups.waiting() == []
    with acting_as_system("tests"):
        Lookup.objects.filter(pk=made.pk).update(created_at=timezone.now() - timedelta(minutes=11))
    assert lookups.waiting() == [made.pk]
    assert {item for _, _, item, _ in found(answers(nora, made, tools))} == {held["all"].pk, held["own"].pk}
    with acting_as_system("tests"):
        made.refresh_from_db()
    assert (made.state, made.note) == ("refused", lookups.NOT_ANSWERED)


def test_old_ones_and_what_was_left_aside_go(nora: Officer, held: dict[str, Item]) -> None:
    old, new = ask(nora, ("md5", "ab" * 16)), ask(nora, ("md5", "ac" * 16))
    left, fresh = blobs.aside_path(old.pk), blobs.aside_path(new.pk)
    left.write_bytes(b"x")
    fresh.write_bytes(b"x")
    with acting_as_system("tests"):
        Lookup.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=1, seconds=1))
    assert lookups.forget_old() == 1
    with acting_as_system("tests"):
        assert set(Lookup.objects.values_list("pk", flat=True)) == {new.pk}
    assert left.exists()  # touched within minutes
    assert blobs.remove_aside(-1) == 2
    assert list(left.parent.iterdir()) == []


def test_the_record_says_how_much_and_not_what(nora: Officer, held: dict[str, Item]) -> None:
    made = ask(nora, ("md5", held["all"].md5), ("pdq", "ab" * 32), ("pdq", "ac" * 32), ("pdq", "AC" * 32))
    with acting_as(nora.pk):
        [entry] = AuditEntry.objects.filter(action="lookup.asked")
    assert (entry.object_id, entry.facts) == (str(made.pk), {"md5": 1, "pdq": 2})


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ([], "hashes"),
        ([("crc", "00")], "hashes"),
        ([("md5", "xyz")], "md5"),
        ([("sha1", "ab" * 16)], "sha1"),
        ([("pdq", "ab" * 32, 32)], "distance"),
        ([("md5", "d41d8cd98f00b204e9800998ecf8427e")], "md5"),
        ([("md5", f"{number:032x}") for number in range(1, 1002)], "hashes"),
    ],
)
def test_what_is_refused(nora: Officer, asked: list[Any], field: str) -> None:
    with pytest.raises(IcseError) as refusal:
        ask(nora, *asked)
    assert refusal.value.field == field
    with acting_as_system("tests"):
        assert not Lookup.objects.exists()


def test_an_empty_file_is_refused(nora: Officer) -> None:
    with pytest.raises(IcseError, match="empty"):
        ask_file(nora, b"")


def test_budgets_of_officer_and_country(nora: Officer, niels: Officer, fleur: Officer, settings: Any) -> None:
    settings.LOOKUPS_OF_AN_OFFICER, settings.LOOKUPS_OF_A_COUNTRY = 3, 4
    ask(nora, ("md5", "ab" * 16), ("md5", "ac" * 16))
    with pytest.raises(TooOften, match=r"you have 1 left\. This renews at 00:00 UTC"):
        ask(nora, ("md5", "ab" * 16), ("md5", "ac" * 16))
    ask(nora, ("md5", "ab" * 16))
    with pytest.raises(TooOften, match="yours has 1 left"):
        ask(niels, ("md5", "ab" * 16), ("md5", "ac" * 16))
    ask(niels, ("md5", "ab" * 16))
    ask(fleur, ("md5", "ab" * 16), ("md5", "ac" * 16), ("md5", "ad" * 16))
    with acting_as_system("tests"):
        Lookup.objects.update(created_at=timezone.now() - timedelta(days=1))
    ask(nora, ("md5", "ab" * 16), ("md5", "ac" * 16), ("md5", "ad" * 16))


@pytest.mark.parametrize("count", [1, 3])
def test_queries(
    nora: Officer,
    fleur: Officer,
    felix: Officer,
    audiences: Audiences,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    theirs = make_items(count, by=fleur, audience=audiences["members"])
    ours = make_items(count, by=nora, audience=audiences["NL"])
    solve(make_series(by=fleur, audience=audiences["members"], items=theirs), fleur, felix)
    digests = [(kind, getattr(item, kind)) for item in (*theirs, *ours) for kind in ("md5", "sha1", "sha256")]
    made = ask(nora, *digests)
    with acting_as(nora.pk), django_assert_num_queries(10):
        told = answers_of(made)
    assert {item for _, _, item, _ in found(told)} == {item.pk for item in (*theirs, *ours)}
