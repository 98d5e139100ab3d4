import json
import stat
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from io import StringIO
from typing import Any, TypeVar

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Model
from django.test import Client

from accounts.demo_lines import demo_lines_file
from accounts.models import Officer
from accounts.sign_in import OfficerBackend
from forum.models import Credit, Crop, Thread
from icse.coordination.models import Figure
from icse.core.doors import acting_as, acting_as_system
from icse.core.ids import first_uuid7
from icse.core.models import AuditEntry, Event
from icse.demo.desk_texts import DOUBLES
from icse.demo.world import loading, marked
from icse.demo.world.clue_views import CLUE_VIEWS
from icse.demo.world.desk_steps import STEPS
from icse.demo.world.drawing import file_of
from icse.demo.world.news import CARDS, FLOODED
from icse.demo.world.people import LIGHTHOUSE, MEMBERS, NATIONAL, NL_FR, holders, officers_of
from icse.demo.world.plan import build
from icse.demo.world.shapes import UNMARKED, Act, Picture, SeriesPlan
from icse.demo.world.sign_in import shared_password
from icse.demo.world.stories import SMALL, STORIES
from icse.embedded.supervisor import _OF_THE_DEMO
from series.models import (
    Hit,
    Identification,
    Indication,
    Item,
    Lead,
    LinkReason,
    NewMaterial,
    Placement,
    ProposalDecision,
    Referral,
    Reopening,
    SavedSearch,
    Series,
    SeriesLink,
    Subject,
    SubjectLink,
    Task,
)
from series.queries.material import material_of_country
from series.queries.standing import asides_to_review

T = TypeVar("T")
WHOLE = build()
#: Who sees which series of the small world, said in full.
SMALL_SEEN = {
    "nora@nl.example.invalid": {
        *DOUBLES,
        "Blue damask room",
        "Tartan bedspread",
        "Two rooms with trellis paper",
        "Moon bedspread",
        "Tulip room, evening",
    },
    "fleur@fr.example.invalid": {
        *DOUBLES,
        "Blue damask room",
        "Tartan bedspread",
        "Two rooms with trellis paper",
        "Moon bedspread",
    },
    "jordi@es.example.invalid": {*DOUBLES, "Blue damask room", "Tartan bedspread", "Moon bedspread"},
    "gregor@de.example.invalid": {*DOUBLES, "Blue damask room", "Tartan bedspread", "Panelled room with moons"},
    "kenta@jp.example.invalid": {*DOUBLES, "Blue damask room", "Tartan bedspread"},
    "cleo@xg.example.invalid": set(),
    "ada@nl.example.invalid": set(),
    "una@nl.example.invalid": set(),
    "ivo@nl.example.invalid": set(),
}


def acts_of(series: SeriesPlan) -> list[Act]:
    found = [one.finding for one in series.subjects if one.finding]
    acts = [series.made, *(one.act for one in series.additions), *(one.claim for one in series.subjects if one.claim)]
    acts += [act for one in found for act in (one.recorded, one.confirmed) if act]
    return acts + ([series.thread.asked, *series.thread.answers] if series.thread else [])


def country_of(act: Act) -> str:
    return next(person.country for person in WHOLE.people if person.email == act.email)


def load(*arguments: str) -> str:
    out = StringIO()
    call_command("load_demo", "--yes-this-is-a-demo", "--small", *arguments, stdout=out)
    return out.getvalue()


# The plan


def test_the_plan_is_the_same_every_time() -> None:
    assert build() == WHOLE
    assert build(small=True) == build(small=True)


def test_the_small_world_is_a_part_of_the_whole() -> None:
    small = build(small=True)

    assert {series.text.title for series in small.series} == SMALL
    assert [series for series in small.series if series not in WHOLE.series] == []
    assert [upload for upload in small.uploads if upload not in WHOLE.uploads] == []


def test_lists_of_uploads_begin_with_the_newest() -> None:
    by_key = sorted(WHOLE.uploads, key=lambda upload: upload.key, reverse=True)

    assert [upload.act.ago for upload in by_key] == sorted(upload.act.ago for upload in WHOLE.uploads)
    assert by_key[0].key < first_uuid7(datetime(2026, 1, 1, tzinfo=UTC))


def test_forty_series_mostly_for_all_members() -> None:
    audiences = Counter(series.audience for series in WHOLE.series)

    assert (audiences[MEMBERS], audiences[NATIONAL], audiences.total()) == (24, 6, 40)
    assert len(set(audiences) - {MEMBERS, NATIONAL}) == 5
    assert Counter(story.outcome for story in STORIES) == {
        "open": 18,
        "solved": 14,
        "claimed": 4,
        "recorded": 3,
        "partly": 1,
    }


def test_every_kind_of_marking_is_met() -> None:
    marks = [(series.text.title, series.mark) for series in WHOLE.series if series.mark != UNMARKED]
    files = [upload.mark for upload in WHOLE.uploads if upload.mark != UNMARKED]

    assert dict(marks) == marked.SERIES
    assert Counter(files) == Counter(marked.UPLOADS.values())
    assert [thread.mark for thread in WHOLE.threads if thread.mark] == list(marked.THREADS.values())
    all_of_them = [mark for _, mark in marks] + files
    assert {mark.tlp for mark in all_of_them} == {"amber+strict", "amber", "green"}
    assert {code for mark in all_of_them for code in mark.handling} == {"H0", "H1", "H2", "H3"}


def test_every_file_has_its_own_name_in_its_upload() -> None:
    names = [(upload.key, picture.name) for upload in WHOLE.uploads for picture in upload.pictures]

    assert len(names) == len(set(names)) >= 170


def test_the_cards_match_too_many_series_in_the_demo() -> None:
    flooded = [one for one in WHOLE.series if any(len(added.items) == len(CARDS) for added in one.additions)]

    assert {one.text.title for one in flooded} >= set(FLOODED)
    assert len(FLOODED) > int(_OF_THE_DEMO["ICSE_MOST_UNRELATED_SERIES"])


def test_whoever_acts_in_a_series_holds_its_audience_and_is_no_special_person() -> None:
    owners = {story.title: story.country for story in STORIES}
    outside = [
        (series.text.title, act.email)
        for series in WHOLE.series
        for act in acts_of(series)
        if country_of(act) not in holders(series.audience, owners[series.text.title])
    ]

    assert outside == []
    workers = {email for unit in owners.values() for email in officers_of(unit)}
    assert {act.email for series in WHOLE.series for act in acts_of(series)} - workers == set()


def test_a_second_officer_of_the_same_country_confirms() -> None:
    found = [one.finding for series in WHOLE.series for one in series.subjects if one.finding]
    confirmed = [(one.recorded, one.confirmed) for one in found if one.confirmed]

    assert len(confirmed) > 14
    assert [pair for pair in confirmed if pair[0].email == pair[1].email] == []
    assert [pair for pair in confirmed if country_of(pair[0]) != country_of(pair[1])] == []


def test_nothing_happens_before_it_can() -> None:
    sent = {upload.key: upload.act.ago for upload in WHOLE.uploads}
    for series in WHOLE.series:
        assert min(sent[item.upload] for item in series.items) > series.made.ago
        assert [one for one in series.additions if sent[one.items[0].upload] <= one.act.ago] == []
        assert [act for act in acts_of(series) if not 0 < act.ago <= series.made.ago] == []
        for one in series.subjects:
            steps = [one.claim, one.finding and one.finding.recorded, one.finding and one.finding.confirmed]
            agos = [step.ago for step in steps if isinstance(step, Act)]
            assert agos == sorted(agos, reverse=True)
        if series.thread:
            agos = [series.thread.asked.ago, *(act.ago for act in series.thread.answers)]
            assert agos == sorted(agos, reverse=True)


def test_whoever_is_named_at_a_desk_is_an_officer_who_sees_the_series() -> None:
    stories = {story.title: story for story in STORIES}
    lines = [one for step in STEPS for one in step.texts]
    named = {(title, one.who) for one in lines for title in (one.series, getattr(one, "other", one.series))}

    assert len(lines) > 50
    seen = {title: holders(story.audience, story.country) for title, story in stories.items()}
    assert [(title, who) for title, who in named if who.split("@")[1].upper() not in seen[title]] == []
    workers = {email for story in stories.values() for email in officers_of(story.country)}
    assert {f"{who}.example.invalid" for _, who in named} - workers == set()


def test_every_view_of_a_clue_is_used_and_lies_in_its_picture() -> None:
    asked = {series.text.title: series.thread for series in WHOLE.series if series.thread}
    crops = {title: thread.crop for title, thread in asked.items() if thread.crop}

    assert set(crops) == set(CLUE_VIEWS)
    assert set(asked) - set(crops) == {"Moon bedspread", "Gingham curtain, sea view", "Terracotta chevrons"}
    assert [one for one in crops.values() if one.x + one.width > 1 or one.y + one.height > 1] == []


def test_the_same_picture_is_the_same_file() -> None:
    pictures = [picture for upload in build(small=True).uploads for picture in upload.pictures][:6]

    assert [file_of(picture) for picture in pictures] == [file_of(picture) for picture in pictures]
    assert len({file_of(picture) for picture in pictures}) == len(pictures)
    assert not file_of(Picture("IMG_1.jpg", None)).endswith(b"\xff\xd9")


# The load


def test_outside_the_demo_nothing_is_loaded(db: None) -> None:
    with pytest.raises(CommandError, match="This is no demo"):
        call_command("load_demo", "--small")

    with acting_as_system("tests"):
        assert not Officer.objects.filter(email="nora@nl.example.invalid").exists()


@pytest.fixture
def no_lines() -> None:
    demo_lines_file().unlink(missing_ok=True)


@pytest.mark.django_db(transaction=True)
def test_the_world(no_lines: None, settings: Any) -> None:
    """One test, since loading takes a while: what is there, who sees it, and that a second load changes nothing."""
    settings.MOST_UNRELATED_SERIES = 0  # in the small world the cards are in one series only
    printed = load()

    _everything_was_ingested()
    _news_came_last()
    _desks_are_full()
    _exactly_these_see_exactly_that()
    _what_was_planned_happened()
    _sign_in_works(printed, settings)
    before = _counts()
    with acting_as_system("tests"):
        Series.objects.filter(title="Blue damask room").update(title="Edited by a person")
    assert load().endswith(printed[printed.index("\nThe demo's") :])
    assert _counts() == before
    with acting_as_system("tests"):
        assert Series.objects.filter(title="Edited by a person").count() == 1


class Interrupted(Exception):
    """Stands for Ctrl-C."""


def stops_at_the_third_series(things: Iterable[T], label: str, total: int) -> Iterator[T]:
    for number, thing in enumerate(things):
        if label == "Making series" and number == 2:
            raise Interrupted
        yield thing


@pytest.mark.django_db(transaction=True)
def test_an_interrupted_load_goes_on(no_lines: None) -> None:
    with pytest.raises(Interrupted):
        loading.load(build(small=True), shared_password(), stops_at_the_third_series)
    with acting_as_system("tests"):
        assert Series.objects.count() == 2
    assert not loading.is_loaded()

    load()

    assert loading.is_loaded()
    with acting_as_system("tests"):
        assert sorted(Series.objects.values_list("title", flat=True)) == sorted([*SMALL, *DOUBLES])
        assert Item.objects.count() == sum(len(upload.pictures) for upload in build(small=True).uploads)


def _everything_was_ingested() -> None:
    uploads = build(small=True).uploads
    names = {str(upload.key): [picture.name for picture in upload.pictures] for upload in uploads}
    with acting_as_system("tests"):
        items = list(Item.objects.order_by("pk"))
        assert {(str(item.upload), item.name) for item in items} == {
            (key, name) for key, files in names.items() for name in files
        }
        unfinished = {(item.name, item.state) for item in items if item.state != "ready"}
        assert unfinished == {
            ("IMG_20240611_201502.jpg", "refused"),
            ("IMG_20240611_201455 (1).jpg", "duplicate"),
        }
        assert {hit.kind for hit in Hit.objects.all()} == {"exact", "near", "video"}
        # The room of the film is the picture beside it.
        assert Hit.objects.filter(kind="near", second=0, item__kind="video").exists()
        assert set(Item.objects.values_list("kind", flat=True)) == {"picture", "video", "sound", "other"}
        assert Crop.objects.exclude(state="ready").count() == 0
        assert Item.objects.exclude(serial="").exists()
        assert Item.objects.exclude(latitude=None).exists()


def _exactly_these_see_exactly_that() -> None:
    plans = build(small=True).series
    assert {series.audience for series in plans} == {MEMBERS, NATIONAL, NL_FR, LIGHTHOUSE}
    for email, titles in SMALL_SEEN.items():
        with acting_as_system("tests"):
            officer = Officer.objects.get(email=email)
        with acting_as(officer.pk):
            assert set(Series.objects.values_list("title", flat=True)) == titles, email


def _what_was_planned_happened() -> None:
    plans = build(small=True).series
    with acting_as_system("tests"):
        solved = set(Series.objects.filter(active_for_victims=False, merged_into=None).values_list("title", flat=True))
        assert solved == {"Tartan bedspread"}
        expected = Counter(one.role for series in plans for one in series.subjects)
        assert Counter(Subject.objects.values_list("role", flat=True)) == expected
        assert Placement.objects.count() == sum(
            len(series.items) + sum(len(one.items) for one in series.additions) for series in plans
        ) + sum(len(upload.pictures) for upload in build(small=True).doubles)
        assert Credit.objects.count() == 2
        assert Thread.objects.filter(status="answered").count() == 3
        assert Identification.objects.exclude(confirmed_at=None).count() == 2
        assert Figure.objects.filter(measure="victims_identified").exists()
        ages = [series.last_activity_at - series.created_at for series in Series.objects.all()]
        assert [age for age in ages if age.total_seconds() < 0] == []


def _news_came_last() -> None:
    """What came once a series was solved is new material of its child; the cards are set aside for who sent them."""
    with acting_as_system("tests"):
        material = NewMaterial.objects.select_related("item", "series")
        told = {(one.item.country_id, one.series.title, one.country_id, one.is_urgent) for one in material}
        assert told == {("JP", "Tartan bedspread", "ES", True), ("NL", "Tartan bedspread", "ES", False)}
        [jordi, nora] = [Officer.objects.get(email=f"{one}.example.invalid") for one in ("jordi@es", "nora@nl")]
    with acting_as(jordi.pk):
        assert len(material_of_country(jordi).rows) == 3
    with acting_as(nora.pk):
        cards = [one for one in asides_to_review().rows if one.country_id == "NL"]
        assert {one.item.sha256 for one in cards} >= {sha256(file_of(one)).hexdigest() for one in CARDS}


def _desks_are_full() -> None:
    """What the texts say of series of the small world is there, and a worker has made of it what it makes."""
    with acting_as_system("tests"):
        sent = Referral.objects.filter(side="sent")
        assert set(sent.values_list("series__title", "to_country", "state", "outcome")) == {
            ("Two rooms with trellis paper", "NL", "sent", ""),
            ("Blue damask room", "DE", "reported", "not_found"),
            ("Blue damask room", "CH", "prepared", ""),
        }
        assert set(Referral.objects.values_list("package_state", flat=True)) == {"ready"}
        indicated = Indication.objects.values_list("series__title", "country", "made_in")
        assert set(indicated) == {
            ("Blue damask room", "DE", "DE"),
            ("Blue damask room", "FR", "FR"),
            ("Blue damask room", "PL", "FR"),
            ("Two rooms with trellis paper", "NL", "NL"),
        }
        states = {(one.series.title, one.other.title, one.state) for one in SeriesLink.objects.all()}
        assert states == {("Two rooms with trellis paper", "Blue damask room", "accepted")}
        assert SubjectLink.objects.get().state == "proposed"
        [merged] = Series.objects.exclude(merged_into=None)
        assert (merged.title, merged.merged_into and merged.merged_into.title) == (DOUBLES[0], "Blue damask room")
        assert {(one.country_id, one.series.title) for one in Lead.objects.all()} == {
            ("DE", "Blue damask room"),
            ("NL", "Blue damask room"),
            ("FR", "Two rooms with trellis paper"),
        }
        assert (Task.objects.count(), Task.objects.exclude(done_at=None).count()) == (6, 1)
        assert set(SavedSearch.objects.values_list("country", "is_shared")) == {
            (one, True) for one in ("NL", "FR", "DE", "ES")
        }
        assert Reopening.objects.get().state == "proposed"
        rejected = ProposalDecision.objects.values_list("country", "outcome").distinct()
        assert set(rejected) == {(one, "rejected") for one in ("NL", "FR", "DE", "ES")}
        reasons = set(LinkReason.objects.values_list("reason", flat=True))
        assert reasons >= {"pictures", "device"}


def _sign_in_works(printed: str, settings: Any) -> None:
    stored = json.loads(demo_lines_file().read_text(encoding="utf-8"))
    assert stored["password"] in printed
    assert stat.S_IMODE(demo_lines_file().stat().st_mode) == 0o600
    assert {line["email"] for line in stored["officers"]} == {*SMALL_SEEN} - {"kenta@jp.example.invalid"} | {
        "yanis@fr.example.invalid",
        "niels@nl.example.invalid",
    }
    found = {
        line["email"]: OfficerBackend().authenticate(None, email=line["email"], password=stored["password"])
        for line in stored["officers"]
    }
    assert {email for email, officer in found.items() if officer is None} == {"ivo@nl.example.invalid"}
    assert OfficerBackend().authenticate(None, email="nora@nl.example.invalid", password="guessed") is None
    settings.DEMO = True
    assert "nora@nl.example.invalid" in Client().get("/sign-in/").content.decode()


def _counts() -> dict[str, int]:
    models: list[type[Model]] = [Item, Series, Placement, Subject, Identification, Thread, Officer, Hit]
    models += [AuditEntry, Event]
    with acting_as_system("tests"):
        return {model.__name__: model._default_manager.count() for model in models}
