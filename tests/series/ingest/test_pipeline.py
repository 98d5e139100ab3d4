"""A file's way through the stages: what it leaves in the rows, on the disk, in the record and in the news."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from PIL import Image

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from icse.core.models import AuditEntry, Event
from series import blobs
from series.ingest import leases, pipeline
from series.ingest.pipeline import STAGES, Stage, ingest
from series.ingest.work import Done, Outcome, Tools, Work
from series.models import Fingerprint, Hit, Item, Media
from tests import media
from tests.series.making import fresh, ingested, receive


def recorded(item: Item) -> list[str]:
    with acting_as_system("tests"):
        return list(AuditEntry.objects.filter(object_id=str(item.pk)).order_by("pk").values_list("action", flat=True))


def told(item: Item) -> list[list[int]]:
    with acting_as_system("tests"):
        return [event.audiences for event in Event.objects.filter(about__contains=[item.pk]).order_by("pk")]


def hits() -> set[tuple[UUID, UUID, str, int, str]]:
    with acting_as_system("tests"):
        return {(hit.item_id, hit.other_id, hit.kind, hit.distance, hit.orientation) for hit in Hit.objects.all()}


def test_a_picture_becomes_ready(
    nora: Officer, audiences: dict[str, Audience], tools: Tools, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_FOLDER = tmp_path
    content = media.as_bytes(media.pattern(1), exif=media.exif_of(orientation=6))
    item = receive(nora, audiences["group"], content, name="IMG_1.JPG")
    assert (item.state, item.attempt) == ("received", 0)

    [item] = ingested(tools, item)

    assert (item.state, item.stage, item.attempt, item.lease_until) == ("ready", "announce", 1, None)
    assert (item.media_type, item.width, item.height) == ("image/jpeg", 640, 480)
    assert (item.maker, item.model, item.serial) == ("Exampla", "X100", "EX-0017")
    assert item.taken_at == "2026-03-09T21:07:05+02:00"
    assert (round(item.latitude or 0, 4), round(item.longitude or 0, 4)) == (52.0821, 4.2785)
    assert blobs.blob_path(item.sha256).read_bytes() == content
    assert {path.name for path in blobs.preview_folder(item.sha256).iterdir()} == {
        "plain.jpg",
        "thumb.jpg",
        "concealed.jpg",
    }
    assert recorded(item) == ["item.received", "item.ready"]
    both = sorted([audiences["group"].pk, audiences["NL"].pk])
    assert told(item) == [both, both, both]  # received, recognised, ready
    with acting_as_system("tests"):
        assert list(Media.objects.values_list("sha256", flat=True)) == [item.sha256]
        assert len(bytes(Fingerprint.objects.get(media=item.media_id).orientations)) == 256
    assert list((tmp_path / "scratch").iterdir()) == []


def test_a_finished_item_is_not_done_again(nora: Officer, audiences: dict[str, Audience], tools: Tools) -> None:
    [item] = ingested(tools, receive(nora, audiences["NL"], media.as_bytes(media.pattern(1))))
    assert ingest(item.pk, tools) is None
    assert fresh(item).attempt == 1


def test_the_same_file_in_the_same_case_is_a_duplicate(
    nora: Officer, niels: Officer, audiences: dict[str, Audience], tools: Tools
) -> None:
    content = media.as_bytes(media.pattern(1))
    first = receive(nora, audiences["NL"], content)
    again = receive(niels, audiences["NL"], content)
    wider = receive(nora, audiences["group"], content)
    elsewhere = receive(nora, audiences["NL"], content, case="C-2")

    again, first, wider, elsewhere = ingested(tools, again, first, wider, elsewhere)

    assert [item.state for item in (first, again, wider, elsewhere)] == ["ready", "duplicate", "ready", "ready"]
    assert again.duplicate_of_id == first.pk
    assert recorded(again) == ["item.received", "item.duplicate"]
    assert hits() == {
        (wider.pk, first.pk, "exact", 0, ""),
        (elsewhere.pk, first.pk, "exact", 0, ""),
        (elsewhere.pk, wider.pk, "exact", 0, ""),
    }


def test_other_countries_files_hit_whether_seen_or_not(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: dict[str, Audience], tools: Tools
) -> None:
    content = media.as_bytes(media.pattern(1))
    held = receive(fleur, audiences["FR"], content)
    shared = receive(gregor, audiences["members"], content)
    mine = receive(nora, audiences["NL"], content)
    held, shared, mine = ingested(tools, held, shared, mine)
    assert {item.state for item in (held, shared, mine)} == {"ready"}
    assert hits() == {
        (shared.pk, held.pk, "exact", 0, ""),
        (mine.pk, held.pk, "exact", 0, ""),
        (mine.pk, shared.pk, "exact", 0, ""),
    }


@pytest.mark.parametrize(("quarters", "turn"), [(0, "original"), (1, "rotate270"), (3, "rotate90")])
def test_near_duplicates_are_found_turned_too(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], tools: Tools, quarters: int, turn: str
) -> None:
    picture = media.pattern(1)
    first = receive(fleur, audiences["members"], media.as_bytes(picture))
    other = receive(fleur, audiences["members"], media.as_bytes(media.pattern(2)))
    copy = media.rotated(media.recompressed(picture), quarters)
    late = receive(nora, audiences["NL"], media.as_bytes(copy))
    ingested(tools, first, other, late)
    [(item, found, kind, distance, orientation)] = hits()
    assert (item, found, kind) == (late.pk, first.pk, "near")
    assert distance <= 31
    assert orientation == turn


def test_order_of_ingest_does_not_matter(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], tools: Tools
) -> None:
    """The pair says of the later one how to turn it, whichever of the two was looked up."""
    turned = media.rotated(media.recompressed(media.pattern(1)))
    first = receive(fleur, audiences["members"], media.as_bytes(media.pattern(1)))
    late = receive(nora, audiences["NL"], media.as_bytes(turned))
    ingested(tools, late, first)
    [(item, found, kind, distance, orientation)] = hits()
    assert (item, found, kind, orientation) == (late.pk, first.pk, "near", "rotate270")
    assert distance <= 31


def test_a_blank_picture_matches_nothing(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], tools: Tools
) -> None:
    blank = Image.new("RGB", (400, 300), (90, 90, 90))
    first = receive(fleur, audiences["members"], media.as_bytes(blank))
    late = receive(nora, audiences["NL"], media.as_bytes(blank, "PNG"))
    assert [item.state for item in ingested(tools, first, late)] == ["ready", "ready"]
    assert hits() == set()


def test_a_failing_stage_costs_an_attempt_and_in_the_end_the_item(
    nora: Officer, audiences: dict[str, Audience], tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_for_one(work: Work) -> Outcome:
        if work.item.pk == bad.pk:
            raise RuntimeError("secret words")
        return STAGES[0].run(work)

    monkeypatch.setattr(pipeline, "STAGES", (Stage("recognise", fail_for_one, tells=True), *STAGES[1:]))
    bad = receive(nora, audiences["NL"], media.as_bytes(media.pattern(1)))
    good = receive(nora, audiences["NL"], media.as_bytes(media.pattern(2)))
    for attempt in range(1, 6):
        assert ingest(bad.pk, tools) is None
        assert (fresh(bad).state, fresh(bad).attempt) == ("working", attempt)
        assert ingest(bad.pk, tools) is None, "the lease still runs"
        let_the_lease_run_out(bad)
    ingest(bad.pk, tools)
    assert (fresh(bad).state, fresh(bad).reason_code, fresh(bad).attempt) == ("refused", "gave_up", 5)
    assert recorded(bad) == ["item.received", "item.refused"]
    [good] = ingested(tools, good)
    assert good.state == "ready"


def let_the_lease_run_out(item: Item) -> None:
    with acting_as_system("tests"):
        Item.objects.filter(pk=item.pk).update(lease_until=timezone.now() - timedelta(seconds=1))


def test_an_attempt_that_lost_its_lease_writes_nothing_more(
    nora: Officer, audiences: dict[str, Audience], tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    def overtaken(work: Work) -> Outcome:
        let_the_lease_run_out(work.item)
        assert leases.claim(work.item.pk) is not None
        return Done()

    item = receive(nora, audiences["NL"], media.as_bytes(media.pattern(1)))
    slow = tuple(Stage("preview", overtaken) if stage.name == "preview" else stage for stage in STAGES)
    monkeypatch.setattr(pipeline, "STAGES", slow)
    assert ingest(item.pk, tools) is None
    assert (fresh(item).state, fresh(item).attempt, fresh(item).stage) == ("working", 2, "find_known")
    assert recorded(item) == ["item.received"]
    monkeypatch.setattr(pipeline, "STAGES", STAGES)
    let_the_lease_run_out(item)
    [item] = ingested(tools, item)
    assert (item.state, item.attempt) == ("ready", 3)
    assert recorded(item) == ["item.received", "item.ready"]
    assert len(told(item)) == 3, "a second attempt does not tell again what was told"


def test_refusing_an_original_refuses_its_repetitions(
    nora: Officer, audiences: dict[str, Audience], tools: Tools
) -> None:
    content = media.truncated_jpeg()
    first = receive(nora, audiences["NL"], content)
    again = receive(nora, audiences["NL"], content)
    again, first = ingested(tools, again, first)
    assert (first.state, first.reason_code) == (again.state, again.reason_code) == ("refused", "truncated")
    assert again.reason == first.reason
