"""Fingerprints that are removed: the proof stays right, and the next file does not have them."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command

from icse.core.doors import acting_as_system
from series import tasks
from series.matching.index import files, keeping, proving, stored
from series.matching.index.arrays import Bytes
from series.matching.index.proving import Match
from series.matching.tail import Matcher
from series.models import Fingerprint, Media
from tests.series.matching.storing import bits, committed, found

pytestmark = [pytest.mark.commits, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> Iterator[None]:
    settings.INDEX_FOLDER = tmp_path / "index"
    yield
    tasks.close_tools()


def remove(*keys: UUID) -> None:
    with acting_as_system("tests"):
        Fingerprint.objects.filter(pk__in=keys).delete()
        Media.objects.filter(pk__in=keys).delete()


def rebuilt() -> int:
    with acting_as_system("tests"):
        return keeping.rebuild().count


def verified() -> str:
    out = io.StringIO()
    call_command("index", "verify", "--sample", "50", stdout=out)
    return out.getvalue()


def told(matcher: Matcher, seed: int) -> list[UUID]:
    with acting_as_system("tests"):
        return [key for key, _, _ in found(matcher, seed)]


def test_from_the_file_from_memory_and_from_the_tail() -> None:
    """Alike but for some bits, so that each is asked for with the others: what is gone would be told each time."""
    [kept], [in_file] = committed(1), committed(1, flipped=2)
    assert rebuilt() == 2
    [in_memory] = committed(1, flipped=4)
    matcher = Matcher()
    assert told(matcher, 1) == [kept, in_file, in_memory]
    assert len(matcher) == 3
    [in_tail] = committed(1, flipped=6)
    remove(in_tail)
    assert told(matcher, 1) == [kept, in_file, in_memory]
    remove(in_file, in_memory)
    assert verified().startswith("1 asked, 1 matches: 0 missed, 0 wrong, 1 of media")
    assert rebuilt() == 1
    assert verified() == "1 asked, 1 matches: 0 missed, 0 wrong, 0 of media that were removed since.\n"
    assert told(matcher, 1) == told(Matcher(), 1) == [kept]


def test_all_of_them() -> None:
    keys = committed(1, 2, 3)
    rebuilt()
    remove(*keys)
    assert verified() == "0 asked, 0 matches: 0 missed, 0 wrong, 0 of media that were removed since.\n"
    assert rebuilt() == 0
    assert told(Matcher(), 1) == []


def test_the_same_content_comes_again() -> None:
    """A new media with the same fingerprint: both are told until the next file, and only the old one is gone."""
    [old], [kept] = committed(1), committed(1, flipped=3)
    rebuilt()
    remove(old)
    [new] = committed(1)
    assert set(told(Matcher(), 1)) == {old, new, kept}
    assert verified().startswith("2 asked, 4 matches: 0 missed, 0 wrong, 2 of media")
    assert rebuilt() == 2
    assert told(Matcher(), 1) == [new, kept]


@pytest.mark.parametrize("when", ["before", "after"])
def test_while_the_proof_is_made(when: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever removes something between the two comparisons raises no alarm."""
    committed(1)
    rebuilt()
    [gone] = committed(1, flipped=5)
    plain = proving._by_plain_comparison

    def with_a_removal(queries: Bytes, horizon: int) -> Iterator[Match]:
        if when == "before":
            Fingerprint.objects.filter(pk=gone).delete()
        found = list(plain(queries, horizon))
        Fingerprint.objects.filter(pk=gone).delete()
        yield from found

    monkeypatch.setattr(proving, "_by_plain_comparison", with_a_removal)
    with acting_as_system("tests"):
        file = files.newest(stored.now().database)
        assert file is not None
        verdict = proving.verify(file, 50)
        assert not Fingerprint.objects.filter(pk=gone).exists()
    assert (verdict.asked, verdict.missed, verdict.wrong) == (2, 0, 0)
    assert (verdict.gone > 0) is (when == "before")


def test_it_leaves_the_disk_within_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    [kept, gone] = committed(1, 2)
    assert tasks.refresh_index() is True
    remove(gone)
    [(_, path)] = files.generations()
    assert bits(2)[0].tobytes() in path.read_bytes()
    assert tasks.refresh_index() is False
    monkeypatch.setattr(keeping, "OLDEST_SECONDS", -1.0)
    assert tasks.refresh_index() is True
    monkeypatch.undo()
    assert tasks.refresh_index() is False, "this process takes up the new one"
    assert tasks.refresh_index() is False, "and lets go of the old one"
    [(_, path)] = files.generations()
    assert bits(2)[0].tobytes() not in path.read_bytes()
    assert bits(1)[0].tobytes() in path.read_bytes()
    assert told(Matcher(), 1) == [kept]
