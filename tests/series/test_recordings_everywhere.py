"""Videos, sounds and other evidence where everything else is told of: lists, stacks, verdicts, look-ups, deletion."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import Audience, Officer
from forum import tasks
from icse.core.doors import acting_as, acting_as_system
from series import actions, blobs
from series.ingest.decoder.recordings import SPECTROGRAM
from series.ingest.work import Tools
from series.matching.lookups import NO_PICTURES
from series.models import Frame, Hit, Item, Media
from series.queries.items import verdicts
from series.queries.places import Place, stacked_items
from series.queries.stacks import earliest_matches
from tests import media, recordings
from tests.series.listing import imported, marks, removed
from tests.series.looking_up import answers, ask_file
from tests.series.making import ingested, receive

Audiences = dict[str, Audience]
ClientOf = Callable[[Officer], Client]
SHORT = recordings.video(recordings.scenes(1, 2))
LONG = recordings.video(recordings.scenes(1, 2, 3, 4, 5), "video/x-msvideo")
COPY = recordings.video(recordings.scenes(1, 2), "video/x-msvideo")
FRAME = media.as_bytes(recordings.scenes(2)[0])
SOUND = recordings.sound(2)
TEXT = b"Meet me at the usual place.\n"


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


def held(tools: Tools, by: Officer, audience: Audience, *contents: bytes) -> list[Item]:
    return ingested(tools, *(receive(by, audience, content) for content in contents))


def kinds(*items: Item) -> Sequence[str]:
    """Return of which kinds the hits among these items are."""
    with acting_as_system("tests"):
        return sorted(Hit.objects.filter(item__in=items, other__in=items).values_list("kind", flat=True))


def test_only_what_repeats_most_of_it_folds_under_a_video(
    tools: Tools, nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    video, part_of_it, copy, frame = held(tools, nora, audiences["NL"], SHORT, LONG, COPY, FRAME)
    assert kinds(video, part_of_it, copy, frame) == ["near"] * 3 + ["video"] * 3
    with acting_as(nora.pk):
        assert earliest_matches([video.pk, part_of_it.pk, copy.pk, frame.pk]) == {copy.pk: video.pk}


def test_other_evidence_stands_alone(tools: Tools, nora: Officer, audiences: Audiences) -> None:
    items = [receive(nora, audiences[at], TEXT) for at in ("NL", "members")]
    pictures = [receive(nora, audiences[at], FRAME) for at in ("NL", "members")]
    ingested(tools, *items, *pictures)
    assert (kinds(*items), kinds(*pictures)) == (["exact"], ["exact"])
    with acting_as(nora.pk):
        page = stacked_items(Place(nora))
    assert [(row.item.pk, row.stack.count if row.stack else 0) for row in page.rows] == [
        (pictures[0].pk, 2),
        (items[1].pk, 1),
        (items[0].pk, 1),
    ]
    assert [row.item.pk for row in page.others] == [items[1].pk, items[0].pk]


def test_a_similar_video_is_told_as_a_near_duplicate(
    tools: Tools, nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    [theirs] = held(tools, fleur, audiences["members"], LONG)
    [mine] = held(tools, nora, audiences["NL"], SHORT)
    with acting_as(nora.pk):
        [part] = verdicts([Item.objects.get(pk=mine.pk)])[mine.pk].parts
    assert (part.said, part.item) == ("near", theirs)
    assert part.words == "Similar video (100 % of this one is in it, 40 % of it in this one), held by France"


def test_a_harmless_video_is_not_compared_until_the_list_goes(
    tools: Tools, ada: Officer, nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    mirrored = recordings.video([media.mirrored(one) for one in recordings.scenes(1, 2)])
    sent = receive(nora, audiences["members"], SHORT)
    listed = imported(ada, sent.sha256)
    [mine] = ingested(tools, sent)
    turned, frame = held(tools, fleur, audiences["members"], mirrored, FRAME)
    assert marks(mine) == {("picture.jpg", "Wallpapers", 1)}
    assert (mine.state, kinds(mine, turned), kinds(mine, frame)) == ("ready", [], [])
    removed(listed, ada, tools)
    assert (kinds(mine, turned), kinds(mine, frame)) == (["video"], ["near"])
    assert list(blobs.scratch_folder().iterdir()) == []


def test_a_video_that_is_looked_up_is_compared_and_not_kept(
    tools: Tools, nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    shown, frame = held(tools, fleur, audiences["members"], LONG, FRAME)
    held(tools, gregor, audiences["DE"], COPY)
    made = ask_file(nora, SHORT)
    [answer] = answers(nora, made, tools)
    told = {match.other.pk: match for match in answer.matches}
    assert set(told) == {shown.pk, frame.pk}
    alike, near = told[shown.pk], told[frame.pk]
    assert (alike.kind, alike.share, alike.other_share) == ("video", 100, 40)
    assert (near.kind, near.second, near.share) == ("near", 1, None)
    assert near.words.startswith("Near-duplicate of a frame of this video, at 0:01 (")
    assert not blobs.aside_path(made.pk).exists()
    assert list(blobs.scratch_folder().iterdir()) == []


def test_a_picture_that_is_looked_up_finds_the_video_and_says_where(
    tools: Tools, nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    [video] = held(tools, fleur, audiences["members"], SHORT)
    [answer] = answers(nora, ask_file(nora, FRAME), tools)
    [match] = answer.matches
    assert (match.other.pk, match.kind, match.second) == (video.pk, "near", 1)
    assert match.words.startswith("Near-duplicate of a frame of a video, at 0:01 (")


def test_a_sound_that_is_looked_up_is_found_by_its_bytes(
    tools: Tools, nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    [sound] = held(tools, fleur, audiences["members"], SOUND)
    made = ask_file(nora, SOUND)
    [answer] = answers(nora, made, tools)
    assert [(match.other.pk, match.kind) for match in answer.matches] == [(sound.pk, "exact")]
    with acting_as(nora.pk):
        made.refresh_from_db()
    assert (made.state, made.note) == ("refused", NO_PICTURES)


def test_a_deleted_videos_frames_and_sound_go_with_it(tools: Tools, nora: Officer, audiences: Audiences) -> None:
    [video] = held(tools, nora, audiences["NL"], SHORT)
    drawn = blobs.preview_folder(video.sha256) / SPECTROGRAM
    with acting_as_system("tests"):
        assert (drawn.exists(), Frame.objects.filter(media=video.media_id).exists()) == (True, True)
    with acting_as(nora.pk):
        stone = actions.delete_item(item=Item.objects.get(pk=video.pk), reason="mistake", note="", by=nora)
    tasks.remove_deleted(str(stone.pk))
    with acting_as_system("tests"):
        assert (drawn.exists(), Frame.objects.exists(), Media.objects.exists()) == (False, False, False)


def test_pages_show_no_picture_of_what_has_none(
    tools: Tools, nora: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    text, video = held(tools, nora, audiences["NL"], TEXT, SHORT)
    with acting_as(nora.pk):
        series = actions.create_series(title="Room", audience=audiences["NL"], items=[], by=nora)
    for address in ("/items/", f"/series/{series.pk}/place/"):
        page = client_of(nora).get(address).content.decode()
        assert f"/items/{video.pk}/concealed" in page
        assert f"/items/{text.pk}/concealed" not in page
        assert str(text.pk) in page
        assert '<span class="length"><span class="visually-hidden">Lasts </span>0:02</span>' in page
