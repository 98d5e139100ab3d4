"""Every file of the corpus through the whole of ingest: a stated outcome, and no harm to what comes after."""

from pathlib import Path
from typing import Any

import pytest

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series import blobs
from series.ingest import kinds
from series.ingest.recognition import SENTENCES
from series.ingest.work import Tools
from series.models import Fingerprint, Item, Media
from series.uploads import LONGEST_NAME
from tests import media
from tests.hostile.corpus import CORPUS, NAMES
from tests.hostile.shaping import Hostile
from tests.hostile.streams import STREAMS
from tests.series.making import ingested, receive


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


ALL = (*CORPUS, *STREAMS)


def outcome(item: Item) -> str:
    if item.state == Item.State.REFUSED:
        return item.reason_code
    return "kept" if item.kind == kinds.OTHER else str(item.state)


@pytest.mark.parametrize("hostile", ALL, ids=[one.name for one in ALL])
def test_it_ends_as_stated(
    hostile: Hostile, nora: Officer, audiences: dict[str, Audience], tools: Tools, tmp_path: Path
) -> None:
    bad = receive(nora, audiences["NL"], hostile.make(), name=hostile.name)
    good = receive(nora, audiences["NL"], media.as_bytes(media.pattern(3)))
    bad, good = ingested(tools, bad, good)

    assert outcome(bad) in hostile.outcomes
    assert (bad.attempt, bad.lease_until) == (1, None)
    assert (good.state, good.attempt) == ("ready", 1)
    if bad.state == Item.State.REFUSED:
        assert bad.reason.endswith(".")
        assert bad.media_id is None
        assert not blobs.preview_folder(bad.sha256).exists()
    assert list((tmp_path / "scratch").iterdir()) == []
    with acting_as_system("tests"):
        assert Media.objects.count() == 1 + (bad.state == Item.State.READY)
        assert Fingerprint.objects.count() == 1 + (bad.state == Item.State.READY and bad.kind == kinds.PICTURE)


def test_the_corpus_is_large_enough_and_no_file_is_there_twice() -> None:
    assert len(ALL) >= 60
    assert len({one.name for one in ALL}) == len(ALL)
    assert all(one.outcomes <= {*SENTENCES, "ready", "kept"} for one in ALL)


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_no_name_keeps_a_file_from_being_taken(
    name: str, nora: Officer, audiences: dict[str, Audience], tools: Tools, tmp_path: Path
) -> None:
    [item] = ingested(tools, receive(nora, audiences["NL"], media.as_bytes(media.pattern(1)), name=name))

    assert item.state == "ready"
    assert 0 < len(item.name) <= LONGEST_NAME
    assert item.name == item.name.strip()
    assert not set(item.name) & set("/\\\0\n\r\x1b\u202e\u200b\u2066")
    item.name.encode()
    places = {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*")}
    assert places <= {"blobs", "previews", "incoming", "scratch"}
