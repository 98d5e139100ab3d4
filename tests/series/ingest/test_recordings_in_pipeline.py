"""Videos, sounds and other evidence through every stage, and what matches of them."""

from collections.abc import Iterator

import pytest

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series import blobs
from series.ingest.decoder import Decoder
from series.ingest.decoder.recordings import SPECTROGRAM
from series.ingest.work import Tools
from series.matching.tail import Matcher
from series.models import Frame, Hit, Item, Media
from tests import media, recordings
from tests.series.making import ingested, receive

pytestmark = pytest.mark.django_db(transaction=True)
Audiences = dict[str, Audience]
USUAL = ["concealed.jpg", "plain.jpg", "thumb.jpg"]


@pytest.fixture
def tools() -> Iterator[Tools]:
    with Decoder() as decoder:
        yield Tools(decoder, Matcher())


def previews(item: Item) -> list[str]:
    folder = blobs.preview_folder(item.sha256)
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def hits() -> list[Hit]:
    with acting_as_system("tests"):
        return list(Hit.objects.order_by("kind"))


def test_a_video_becomes_ready_with_its_storyboard_and_frames(
    nora: Officer, audiences: Audiences, tools: Tools
) -> None:
    content = recordings.video(recordings.scenes(1, 2, 2, 3))
    [item] = ingested(tools, receive(nora, audiences["members"], content, name="holiday.jpg"))

    assert (item.state, item.kind, item.media_type, item.width, item.height) == (
        "ready",
        "video",
        "video/mp4",
        320,
        240,
    )
    assert item.duration == pytest.approx(4, abs=0.1)
    assert [(one["kind"], one["codec"]) for one in item.streams] == [("video", "h264"), ("sound", "aac")]
    assert previews(item) == sorted([*USUAL, SPECTROGRAM])
    with acting_as_system("tests"):
        stored = Media.objects.get(sha256=item.sha256)
        assert (stored.width, stored.duration) == (320, item.duration)
        assert not hasattr(stored, "fingerprint")
        # The second that repeats the one before it may say nothing new.
        seconds = set(Frame.objects.filter(media=stored).values_list("second", flat=True))
        assert {0, 1, 3} <= seconds <= {0, 1, 2, 3}


def test_a_sound_becomes_ready_with_its_spectrogram(nora: Officer, audiences: Audiences, tools: Tools) -> None:
    [item] = ingested(tools, receive(nora, audiences["members"], recordings.sound(2)))

    assert (item.state, item.kind, item.media_type, item.width) == ("ready", "sound", "audio/wav", None)
    assert item.duration == pytest.approx(2, abs=0.1)
    assert previews(item) == USUAL
    with acting_as_system("tests"):
        assert not Frame.objects.exists()


EVIDENCE = {
    "a drawing": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "image/svg+xml"),
    "a web page": (b"<!DOCTYPE html><script>alert(1)</script>", "text/html"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "application/pdf"),
    "a script": (b"#!/bin/sh\necho\n", "application/x-executable"),
    "an archive": (media.zip_archive(), "application/zip"),
    "a text": (b"Meet me at the usual place.\n", "text/plain"),
    "a raw file": (b"II*\0\x10\0\0\0CR\2\0" + bytes(100), "image/x-raw"),
}


@pytest.mark.parametrize(("content", "media_type"), EVIDENCE.values(), ids=EVIDENCE)
def test_other_files_are_kept_without_pictures(
    nora: Officer, audiences: Audiences, tools: Tools, content: bytes, media_type: str
) -> None:
    [item] = ingested(tools, receive(nora, audiences["members"], content))

    assert (item.state, item.kind, item.media_type) == ("ready", "other", media_type)
    assert previews(item) == []
    assert (item.is_ready, item.has_pictures) == (True, False)


def test_what_is_broken_is_refused(nora: Officer, audiences: Audiences, tools: Tools) -> None:
    whole = recordings.video(recordings.scenes(1))
    contents = [b"", media.truncated_jpeg(), whole[:200], b"RIFF\x40\0\0\0WAVEfmt " + bytes(40)]
    items = ingested(tools, *(receive(nora, audiences["members"], content) for content in contents))

    assert [(item.state, item.reason_code) for item in items] == [
        ("refused", "empty"),
        ("refused", "truncated"),
        ("refused", "damaged"),
        ("refused", "damaged"),
    ]


def test_a_video_and_its_longer_copy_are_alike_whoever_comes_first(
    nora: Officer, fleur: Officer, audiences: Audiences, tools: Tools
) -> None:
    short = recordings.video(recordings.scenes(1, 2))
    long = recordings.video(recordings.scenes(1, 2, 3, 4, 5), "video/x-msvideo")
    first = receive(nora, audiences["members"], long)
    second = receive(fleur, audiences["members"], short)
    ingested(tools, second, first)

    [hit] = hits()
    assert (hit.kind, hit.item_id, hit.other_id) == ("video", second.pk, first.pk)
    assert (hit.share, hit.other_share) == (100, 40)


def test_videos_that_share_less_are_not_told(nora: Officer, audiences: Audiences, tools: Tools) -> None:
    one, other = recordings.scenes(1, 2, 3, 4, 5), recordings.scenes(1, 2, 13, 14, 15)
    ingested(tools, *(receive(nora, audiences["members"], recordings.video(each)) for each in (one, other)))

    assert hits() == []


def test_a_mirrored_video_is_alike(nora: Officer, audiences: Audiences, tools: Tools) -> None:
    pictures = recordings.scenes(1, 2)
    contents = [recordings.video(pictures), recordings.video([media.mirrored(one) for one in pictures])]
    ingested(tools, *(receive(nora, audiences["members"], content) for content in contents))

    [hit] = hits()
    assert (hit.kind, hit.share, hit.other_share, hit.orientation) == ("video", 100, 100, "flipy")


@pytest.mark.parametrize("is_video_first", [True, False])
def test_a_picture_that_is_a_frame_of_a_video_is_near_and_says_where(
    nora: Officer, audiences: Audiences, tools: Tools, is_video_first: bool
) -> None:
    pictures = recordings.scenes(1, 2, 3)
    contents = [recordings.video(pictures), media.as_bytes(pictures[2])]
    items = [receive(nora, audiences["members"], content) for content in contents]
    ingested(tools, *(items if is_video_first else reversed(items)))

    [hit] = hits()
    assert (hit.kind, hit.item_id, hit.other_id) == ("near", items[1].pk, items[0].pk)
    assert (hit.second, hit.share) == (2, None)
    assert hit.distance <= 31
