"""Cutting a crop in the background, and showing it."""

import hashlib

import pytest
from django.conf import settings
from PIL import Image

from accounts.models import Officer
from forum import tasks
from forum.actions import CropRequest
from forum.crops import crop_path
from forum.models import Crop, Thread
from icse.core.doors import acting_as_system
from icse.core.models import AuditEntry, Event
from series.blobs import blob_path
from series.ingest.recognition import Refusal
from tests.forum.world import NOBODYS, Audiences, ClientOf, ask, assert_looks_absent, crop_of, make_item, make_series
from tests.media import as_bytes, exif_of, pattern


def store(content: bytes) -> str:
    sha256 = hashlib.sha256(content).hexdigest()
    path = blob_path(sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return sha256


def ask_with_crop(by: Officer, audiences: Audiences, content: bytes, box: tuple[float, float, float, float]) -> Thread:
    series = make_series(by, audiences["group"])
    item = make_item(by, audiences["group"], series, sha256=store(content))
    x, y, width, height = box
    wanted = CropRequest(item=item, x=x, y=y, width=width, height=height)
    return ask(by, audiences["group"], series=series, crops=(wanted,))


@pytest.fixture
def thread(nora: Officer, audiences: Audiences) -> Thread:
    return ask_with_crop(nora, audiences, as_bytes(pattern(7), exif=exif_of()), (0.25, 0.5, 0.5, 0.25))


def test_it_is_cut_and_shown(thread: Thread, fleur: Officer, client_of: ClientOf) -> None:
    client = client_of(fleur)
    assert "The crop is being cut." in client.get(f"/threads/{thread.pk}/posts/").content.decode()
    assert client.get(f"/crops/{crop_of(thread).pk}").status_code == 404
    tasks.cut_crop(str(crop_of(thread).pk))
    crop = crop_of(thread)
    assert (crop.state, crop.width, crop.height) == ("ready", 320, 120)
    response = client.get(f"/crops/{crop.pk}")
    assert (response["Content-Type"], response["Cache-Control"]) == ("image/webp", "no-store")
    assert hashlib.sha256(response.content).hexdigest() == crop.sha256
    with Image.open(crop_path(crop.sha256)) as picture:
        assert (picture.format, picture.size, dict(picture.getexif())) == ("WEBP", (320, 120), {})
    assert f"/crops/{crop.pk}" in client.get(f"/threads/{thread.pk}/posts/").content.decode()
    assert f"/crops/{crop.pk}" in client.get("/threads/rows/").content.decode()


def test_hidden_looks_absent(thread: Thread, gregor: Officer, client_of: ClientOf) -> None:
    tasks.cut_crop(str(crop_of(thread).pk))
    assert_looks_absent(client_of(gregor), "/crops/{}", crop_of(thread).pk)


def test_anonymous_is_sent_to_sign_in(client: object, db: object) -> None:
    path = f"/crops/{NOBODYS}"
    assert client.get(path)["Location"] == f"/sign-in/?next={path}"  # type: ignore[attr-defined]


def test_it_is_cut_once_and_told_once(thread: Thread) -> None:
    with acting_as_system("tests"):
        Event.objects.all().delete()
    for _ in range(2):
        tasks.cut_crop(str(crop_of(thread).pk))
    crop = crop_of(thread)
    with acting_as_system("tests"):
        told = [event for event in Event.objects.all() if event.type == "thread.changed"]
        assert [(event.about, event.audiences) for event in told] == [([thread.pk, crop.pk], [thread.audience_id])]
        assert AuditEntry.objects.filter(action="crop.cut", object_id=str(crop.pk)).count() == 1


def test_the_slower_of_two_workers_changes_nothing(thread: Thread) -> None:
    slower = crop_of(thread)
    tasks.cut_crop(str(slower.pk))
    done = crop_of(thread)
    with acting_as_system("tests"):
        tasks._settle(slower, Refusal("not_cut", "Too late."))
    assert (crop_of(thread).state, crop_of(thread).sha256) == ("ready", done.sha256)


@pytest.mark.parametrize(
    ("content", "box", "words"),
    [
        (as_bytes(pattern(1)), (0, 0, 0.01, 0.01), "too small"),
        (b"no picture at all", (0, 0, 1, 1), "."),
    ],
)
def test_what_cannot_be_cut_is_refused_in_words(
    content: bytes,
    box: tuple[float, float, float, float],
    words: str,
    nora: Officer,
    audiences: Audiences,
    client_of: ClientOf,
) -> None:
    thread = ask_with_crop(nora, audiences, content, box)
    tasks.cut_crop(str(crop_of(thread).pk))
    crop = crop_of(thread)
    assert crop.state == "refused"
    assert words in crop.reason
    assert crop.reason in client_of(nora).get(f"/threads/{thread.pk}/").content.decode()
    assert client_of(nora).get(f"/crops/{crop.pk}").status_code == 404


def test_without_its_original_it_waits_and_is_refused_in_the_end(thread: Thread, nora: Officer) -> None:
    crop = crop_of(thread)
    with acting_as_system("tests"):
        blob_path(crop.source.item.sha256).unlink()
    tasks.cut_crop(str(crop.pk))
    assert crop_of(thread).state == "waiting"
    with acting_as_system("tests"):
        Crop.objects.filter(pk=crop.pk).update(created_at=crop.created_at - tasks._GIVEN_UP_AFTER)
    tasks.cut_crop(str(crop.pk))
    assert (crop_of(thread).state, crop_of(thread).reason) == ("refused", tasks._NOT_CUT)


def test_the_sweep_sends_what_waits_too_long(thread: Thread) -> None:
    crop = crop_of(thread)
    assert tasks.sweep_crops() == 0
    with acting_as_system("tests"):
        Crop.objects.filter(pk=crop.pk).update(created_at=crop.created_at - tasks._WAITS_AFTER)
    assert tasks.sweep_crops() == 1
    tasks.cut_crop(str(crop.pk))
    assert tasks.sweep_crops() == 0


def test_the_sweep_is_on_the_schedule() -> None:
    assert tasks.sweep_crops.name in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63])
def test_only_a_hash_becomes_a_path(name: str) -> None:
    with pytest.raises(ValueError, match="64"):
        crop_path(name)
