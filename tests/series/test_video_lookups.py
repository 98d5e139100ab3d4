"""Looking up a video: by its frames as at upload, within limits, and from what the officer sees and nothing else."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series import blobs
from series.ingest.decoder import Limits
from series.ingest.work import Tools
from series.matching import claiming, lookups
from series.models import Item, Lookup
from tests import media, recordings
from tests.personas import address
from tests.series.looking_up import answers, ask_file, found
from tests.series.making import ingested, receive, statements_of

Audiences = dict[str, Audience]
ClientOf = Callable[[Officer], Client]
SHORT = recordings.video(recordings.scenes(1, 2), with_sound=False)
LONG = recordings.video(recordings.scenes(1, 2, 3, 4, 5), "video/x-msvideo", with_sound=False)
OTHER = recordings.video(recordings.scenes(11, 12), with_sound=False)
FRAME = media.as_bytes(recordings.scenes(2)[0])
WORDS = "Similar video (100 % of this one is in it, 40 % of it in this one), held by France"


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path / "media"


@pytest.fixture
def held(fleur: Officer, audiences: Audiences, tools: Tools) -> list[Item]:
    """A longer video and a frame of it: France's, for the group."""
    return ingested(tools, *(receive(fleur, audiences["group"], content) for content in (LONG, FRAME)))


def settled(made: Lookup) -> tuple[str, str]:
    with acting_as_system("tests"):
        made.refresh_from_db()
    return made.state, made.note


def test_the_page_tells_videos_and_pictures_to_who_sees_them(
    nora: Officer, gregor: Officer, held: list[Item], tools: Tools, client_of: ClientOf
) -> None:
    pages = {}
    for who in (nora, gregor):
        sent = client_of(who).post("/lookup/", {"file": SimpleUploadedFile("x.mp4", SHORT)})
        with acting_as_system("tests"):
            made = Lookup.objects.get(officer=who)
        lookups.answer(made.pk, tools)
        pages[who.name] = client_of(who).get(sent["Location"]).content.decode()
        assert settled(made) == ("done", "")
    assert WORDS in pages["Nora"]
    assert "Near-duplicate of a frame of this video, at 0:01 (distance " in pages["Nora"]
    assert [pages["Nora"].count(f'href="/items/{one.pk}/"') for one in held] == [1, 1]
    assert [str(one.pk) in pages["Gregor"] for one in held] == [False, False]
    assert "Nothing that you may see shows the same, and it is on no list." in pages["Gregor"]


def test_the_command_says_the_same(nora: Officer, held: list[Item], tmp_path: Path) -> None:
    file, out = tmp_path / "seized.mp4", StringIO()
    file.write_bytes(SHORT)
    call_command("lookup", str(file), officer=address("Nora"), stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0].endswith(": 2 matches")
    assert lines[1] == f"  {WORDS}, item {held[0].pk}"
    assert lines[2].startswith("  Near-duplicate of a frame of this video, at 0:01 (distance ")
    assert lines[2].endswith(f"), held by France, item {held[1].pk}")


def test_a_hidden_video_leaves_no_trace(gregor: Officer, held: list[Item], tools: Tools) -> None:
    """The worker asks the database the same of a video that is hidden and of one that nobody holds."""
    asked = []
    for content in (SHORT, OTHER):
        made = ask_file(gregor, content)
        with CaptureQueriesContext(connection) as worker:
            lookups.answer(made.pk, tools)
        asked.append((statements_of(worker.captured_queries), settled(made), found(answers(gregor, made))))
    assert asked[0] == asked[1]
    assert asked[0][1:] == (("done", ""), [])


def test_what_was_left_out_is_told_and_the_rest_compared(
    nora: Officer, held: list[Item], tools: Tools, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "MOST_FRAMES", 1)
    first = ask_file(nora, SHORT)
    [alike] = answers(nora, first, tools)[0].matches
    assert (alike.other.pk, alike.kind, alike.share, alike.other_share) == (held[0].pk, "video", 100, 20)
    note = lookups.FIRST_PART.format(read="0:01", whole="0:02")
    assert settled(first) == ("done", note)
    page = client_of(nora).get(f"/lookup/{first.pk}/").content.decode()
    assert note in page
    assert "by its bytes only" not in page
    monkeypatch.setattr(lookups, "MOST_FRAMES", 100)
    monkeypatch.setattr(lookups, "LIMITS", Limits(memory_bytes=3 << 30, whole_pixels=1))
    second = ask_file(nora, SHORT)
    assert held[0].pk in {match.other.pk for match in answers(nora, second, tools)[0].matches}
    assert settled(second) == ("done", lookups.KEY_FRAMES)


def test_a_video_that_takes_too_long_is_looked_for_by_its_bytes(
    nora: Officer, held: list[Item], tools: Tools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookups, "LIMITS", Limits(wall_seconds=0.001, memory_bytes=3 << 30))
    made = ask_file(nora, LONG)
    assert found(answers(nora, made, tools)) == [("file", "exact", held[0].pk, 0)]
    state, note = settled(made)
    assert (state, note.startswith("Reading the video or sound took too long.")) == ("refused", True)


def test_one_worker_at_a_time_reads_a_file(nora: Officer, held: list[Item], tools: Tools) -> None:
    made = ask_file(nora, SHORT)
    other = claiming.claim(made.pk)
    assert other
    lookups.answer(made.pk, tools)
    assert settled(made) == ("waiting", "")
    assert blobs.aside_path(made.pk).exists()
    claiming.give_back(other)
    assert {match.other.pk for match in answers(nora, made, tools)[0].matches} == {one.pk for one in held}
