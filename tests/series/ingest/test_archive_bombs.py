"""Archives that cost more than they hold, and that keep workers from others."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from accounts.models import Audience, AudienceGroupGrant, Officer
from icse.core.doors import acting_as_system
from series import blobs
from series.actions.uploads import EXPAND
from series.ingest import archives, zips
from series.models import Archive, Upload
from tests.series.ingest.test_archives import codes, expanded, fresh, sent
from tests.series.ingest.zipping import Entry, forged, packed, repeated
from tests.series.receiving.sending import items, opened


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_FOLDER = tmp_path
    return tmp_path


@pytest.fixture
def upload(nora: Officer, audiences: dict[str, Audience]) -> Upload:
    return opened(nora, audiences["group"])


def test_bytes_of_archives_in_it_count(upload: Upload, settings: Any) -> None:
    inner = packed([("a.jpg", bytes(range(256)))])
    settings.MAX_ARCHIVE_BYTES = 3 * len(inner)
    archive = sent(upload, repeated(inner, 10))
    archives.expand(archive.pk)
    archive = fresh(archive)
    assert (archive.reason_code, archive.taken) == ("archive_too_large", 3)
    with acting_as_system("tests"):
        assert Archive.objects.filter(parent=archive).count() == 3


def test_bytes_of_refused_members_count(upload: Upload, settings: Any) -> None:
    settings.MAX_ARCHIVE_BYTES = 3000
    archive = expanded(upload, repeated(bytes(1000), 10, crc=1))
    assert (archive.reason_code, codes(archive)) == ("archive_too_large", ["damaged"] * 3)
    assert (items(), list(blobs.incoming_folder().iterdir())) == ([], [])


def test_what_follows_the_end_of_a_member_is_not_read(upload: Upload) -> None:
    content = forged(Entry(b"a.jpg", b"content"))
    data = content[30 + 5 : content.rfind(b"PK\x01\x02")]
    file = io.BytesIO(data + bytes(8 << 20))
    member = zips.Member(0, "a.jpg", 0, 8, 0, 8 << 20, 0, 0)
    assert b"".join(zips._inflated(file, member)) == b"content"
    assert file.tell() <= 1 << 20


@pytest.mark.parametrize(("blocks", "is_read"), [(1000, True), (1_000_000, False)])
def test_blocks_without_content_end_early(blocks: int, is_read: bool) -> None:
    file = io.BytesIO(b"\0\0\0\xff\xff" * blocks + b"\x01\0\0\xff\xff")
    member = zips.Member(0, "a", 0, 8, 0, len(file.getvalue()), 0, 0)
    if is_read:
        assert b"".join(zips._inflated(file, member)) == b""
        return
    with pytest.raises(ValueError, match="nothing in it"):
        list(zips._inflated(file, member))
    assert file.tell() < 2 << 20


def test_a_full_disk_stops_it_before_it_is_full(upload: Upload, settings: Any) -> None:
    archive = sent(upload, packed([("a.jpg", b"one")]))
    usual, settings.KEEP_FREE_BYTES = settings.KEEP_FREE_BYTES, 1 << 62
    assert not archives.expand(archive.pk)
    assert (items(), list(blobs.incoming_folder().iterdir()), fresh(archive).state) == ([], [], "working")
    settings.KEEP_FREE_BYTES = usual
    with acting_as_system("tests"):
        Archive.objects.filter(pk=archive.pk).update(lease_until=None)
    assert archives.expand(archive.pk)
    assert [item.name for item in items()] == ["a.jpg"]


def test_a_long_archive_is_expanded_in_slices(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_SLICE", 0.0)
    archive = sent(upload, packed([(f"{n}.jpg", b"%d" % n) for n in range(7)]))
    for number in range(1, 8):
        assert archives.expand(archive.pk)
        assert [item.name for item in items()] == [f"{n}.jpg" for n in range(number)]
        assert (fresh(archive).state, fresh(archive).attempt, fresh(archive).lease_until) == ("received", 0, None)
    assert archives.expand(archive.pk)
    assert (fresh(archive).state, fresh(archive).taken, len(items())) == ("ready", 7, 7)


def test_a_worker_that_lost_an_archive_takes_nothing_of_a_later_slice(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = sent(upload, packed([(f"{n}.jpg", b"%d" % n) for n in range(3)]))
    stale = archives._claim(archive.pk)
    assert stale is not None
    with acting_as_system("tests"):
        Archive.objects.filter(pk=archive.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    monkeypatch.setattr(archives, "_SLICE", 0.0)
    assert archives.expand(archive.pk)
    with pytest.raises(archives.Lost), archives._held(stale):
        pass
    assert archives._claim(archive.pk) is not None
    with pytest.raises(archives.Lost), archives._held(stale):
        pass


def test_one_archive_of_a_country_at_a_time(
    upload: Upload, nora: Officer, fleur: Officer, audiences: dict[str, Audience]
) -> None:
    content = packed([("a.jpg", b"one")])
    first, second = sent(upload, content), sent(opened(nora, audiences["NL"], case="C-2"), content)
    other = sent(opened(fleur, audiences["FR"]), content)
    assert archives._claim(first.pk) is not None
    assert not archives.expand(second.pk)
    assert archives.expand(other.pk)
    with acting_as_system("tests"):
        Archive.objects.filter(pk=first.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert archives.expand(second.pk)
    assert fresh(second).state == "ready"


@pytest.mark.parametrize("name", ["a.jpg", "mimetype"])
def test_who_left_an_audience_adds_nothing_to_it(
    upload: Upload, nora: Officer, audiences: dict[str, Audience], name: str
) -> None:
    taken = sent(upload, packed([(name, b"two")]))
    kept = sent(opened(nora, audiences["NL"], case="C-2"), packed([(name, b"one")]))
    with acting_as_system("tests"):
        AudienceGroupGrant.objects.filter(content_object=audiences["group"], group=nora.country.group).delete()
    assert archives.expand(taken.pk)
    assert (fresh(taken).state, fresh(taken).reason_code) == ("refused", "not_allowed")
    assert archives.expand(kept.pk)
    assert [item.audience_id for item in items()] == [audiences["NL"].pk]


def test_the_sweep_names_the_first_of_each_country(
    upload: Upload, fleur: Officer, audiences: dict[str, Audience], monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[tuple[str, UUID]] = []
    monkeypatch.setattr(archives, "wake", lambda task, key: woken.append((task, key)))
    content = packed([("a.jpg", b"one")])
    first, second = sent(upload, content), sent(upload, content)
    other = sent(opened(fleur, audiences["FR"]), content)
    with acting_as_system("tests"):
        Archive.objects.update(created_at=timezone.now() - timedelta(minutes=1))
        assert set(archives.lost_or_waiting(5)) == {first.pk, other.pk}
    assert archives.expand(first.pk)
    assert woken == [(EXPAND, second.pk)]
