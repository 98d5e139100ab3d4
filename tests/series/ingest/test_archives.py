"""Archives: what is taken of them, what is refused and why, bombs, lies, and a worker that dies in the middle."""

import io
import stat
import zipfile
from pathlib import Path
from typing import Any

import pytest

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import AuditEntry
from series import actions, blobs
from series.ingest import archives
from series.models import Archive, Item, Upload
from series.uploads import clean_path, receive_bytes
from tests.series.ingest.zipping import Entry, forged, packed
from tests.series.receiving.sending import items, opened


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_FOLDER = tmp_path
    return tmp_path


@pytest.fixture
def upload(nora: Officer, audiences: dict[str, Audience]) -> Upload:
    return opened(nora, audiences["group"])


def sent(upload: Upload, content: bytes, name: str = "phone.zip", path: str = "") -> Archive:
    with acting_as(upload.officer_id):
        by = Officer.objects.select_related("unit", "country").get(pk=upload.officer_id)
        received = receive_bytes(content, name)
        taken = actions.take_file(received=received, upload=upload, name=name, path=path, by=by)
    assert isinstance(taken, Archive)
    return taken


def fresh(archive: Archive) -> Archive:
    with acting_as_system("tests"):
        return Archive.objects.get(pk=archive.pk)


def expanded(upload: Upload, content: bytes, **more: str) -> Archive:
    """Return an archive once it, and all in it, are expanded."""
    archive = sent(upload, content, **more)
    while True:
        with acting_as_system("tests"):
            waiting = list(Archive.objects.filter(state="received").order_by("pk").values_list("pk", flat=True))
        if not waiting:
            return fresh(archive)
        for key in waiting:
            archives.expand(key)


def names() -> list[str]:
    return [item.name for item in items()]


def codes(archive: Archive) -> list[str]:
    return [code for code, _ in archive.refusals]


def test_each_member_becomes_an_item(
    upload: Upload, nora: Officer, store: Path, django_capture_on_commit_callbacks: Any
) -> None:
    content = packed([("DCIM/", b""), ("DCIM/a.jpg", b"one"), ("DCIM/sub/b.jpg", b"two"), ("c.txt", b"three")])
    with django_capture_on_commit_callbacks(execute=True):
        archive = expanded(upload, content, path="seizure/phone.zip")
    assert (archive.state, archive.taken, archive.refused, archive.unpacked) == ("ready", 3, 0, 11)
    found = items()
    assert [(item.name, item.path) for item in found] == [
        ("a.jpg", "seizure/phone.zip/DCIM/a.jpg"),
        ("b.jpg", "seizure/phone.zip/DCIM/sub/b.jpg"),
        ("c.txt", "seizure/phone.zip/c.txt"),
    ]
    for item in found:
        assert (item.upload, item.case_id, item.audience_id) == (upload.pk, upload.case_id, upload.files_audience_id)
        assert (item.officer_id, item.archive_id, item.state) == (nora.pk, archive.pk, "received")
    assert {path for path in store.rglob("*") if path.is_file()} == {blobs.blob_path(item.sha256) for item in found}
    with acting_as_system("tests"):
        recorded = AuditEntry.objects.filter(reason="archives").values_list("action", flat=True)
        assert sorted(recorded) == ["archive.expanded", *["item.received"] * 3]


@pytest.mark.parametrize(
    ("name", "kept", "path"),
    [
        (b"../../etc/passwd", "passwd", "phone.zip/etc/passwd"),
        (b"/etc/passwd", "passwd", "phone.zip/etc/passwd"),
        (b"C:\\Users\\x\\a.jpg", "a.jpg", "phone.zip/C:/Users/x/a.jpg"),
        (b"..\\..\\a.jpg", "a.jpg", "phone.zip/a.jpg"),
        (b"a\x00b\n.jpg", "ab .jpg", "phone.zip/ab .jpg"),
        (b"", "unnamed", "phone.zip"),
        (b"..", "unnamed", "phone.zip"),
        ("küche.jpg".encode(), "küche.jpg", "phone.zip/küche.jpg"),
        ("küche.jpg".encode("cp437"), "küche.jpg", "phone.zip/küche.jpg"),
        (b"x" * 60_000, "x" * 255, "phone.zip/" + "x" * 255),
    ],
)
def test_names_are_text_and_never_a_path(upload: Upload, store: Path, name: bytes, kept: str, path: str) -> None:
    archive = expanded(upload, forged(Entry(name)))
    assert (archive.state, archive.taken) == ("ready", 1)
    [item] = items()
    assert (item.name, item.path) == (kept, path)
    assert {one.parent.name for one in store.iterdir()} == {store.name}
    assert not (store.parent / "etc").exists()


@pytest.mark.parametrize(
    ("name", "flags", "kept"),
    [("слон.jpg".encode(), 0x800, "слон.jpg"), (b"bad\xff\xfe.jpg", 0x800, "bad\ufffd\ufffd.jpg")],
)
def test_names_that_say_they_are_utf8(upload: Upload, name: bytes, flags: int, kept: str) -> None:
    expanded(upload, forged(Entry(name, flags=flags)))
    assert names() == [kept]


def test_the_same_name_twice_is_two_files(upload: Upload) -> None:
    archive = expanded(upload, forged(Entry(b"a.jpg", b"one"), Entry(b"a.jpg", b"two")))
    assert (names(), archive.taken) == (["a.jpg", "a.jpg"], 2)
    assert len({item.sha256 for item in items()}) == 2


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        (Entry(b"bad", flags=0x1), "encrypted"),
        (Entry(b"bad", method=12), "other_compression"),
        (Entry(b"bad", method=9), "other_compression"),
        (Entry(b"bad", crc=1), "damaged"),
        (Entry(b"bad", method=0, crc=1), "damaged"),
        (Entry(b"bad", mode=stat.S_IFLNK | 0o777), "not_a_file"),
        (Entry(b"bad", mode=stat.S_IFIFO), "not_a_file"),
    ],
)
def test_a_member_that_is_refused_stops_no_other(upload: Upload, store: Path, entry: Entry, code: str) -> None:
    archive = expanded(upload, forged(Entry(b"a.jpg"), entry, Entry(b"b.jpg", b"more")))
    assert (archive.state, archive.taken, archive.refused) == ("ready", 2, 1)
    assert archive.refusals == [(code, "bad")]
    assert names() == ["a.jpg", "b.jpg"]
    assert list(blobs.incoming_folder().iterdir()) == []


def test_a_claimed_size_is_not_believed(upload: Upload) -> None:
    expanded(upload, forged(Entry(b"a.jpg", b"content", size=1), Entry(b"b.jpg", b"other", size=2**31)))
    assert [item.size for item in items()] == [7, 5]


def test_a_bomb_is_stopped_while_it_grows(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "GROWN", 1 << 20)
    archive = expanded(upload, forged(Entry(b"bomb", bytes(8 << 20)), Entry(b"a.jpg")))
    assert (archive.refusals, names()) == ([("grows_too_much", "bomb")], ["a.jpg"])
    assert list(blobs.incoming_folder().iterdir()) == []


def test_what_grows_usually_is_taken(upload: Upload) -> None:
    assert expanded(upload, forged(Entry(b"black.bmp", bytes(8 << 20)))).taken == 1


def test_too_large_in_all(upload: Upload, settings: Any) -> None:
    settings.MAX_ARCHIVE_BYTES = 20
    archive = expanded(upload, packed([(f"{n}.jpg", b"12345678") for n in range(5)]))
    assert (archive.state, archive.reason_code, archive.taken) == ("refused", "archive_too_large", 2)
    assert len(items()) == 2


def test_one_file_over_the_limit(upload: Upload, settings: Any) -> None:
    settings.MAX_TRANSFER_BYTES = 10
    archive = expanded(upload, packed([("large", bytes(11)), ("small", bytes(10))]))
    assert (archive.refusals, names()) == ([("too_large", "large")], ["small"])


@pytest.mark.parametrize("number", [3, 4])
def test_too_many_members(upload: Upload, settings: Any, number: int) -> None:
    settings.MAX_ARCHIVE_ENTRIES = 3
    archive = expanded(upload, packed([(f"{n}.jpg", b"%d" % n) for n in range(number)]))
    assert (archive.reason_code, archive.taken) == (("", 3) if number == 3 else ("too_many_entries", 0))


def test_members_of_archives_in_it_count(upload: Upload, settings: Any) -> None:
    settings.MAX_ARCHIVE_ENTRIES = 4
    inner = [packed([(f"{n}{m}.jpg", b"%d%d" % (n, m)) for m in range(3)]) for n in range(2)]
    expanded(upload, packed([("0.zip", inner[0]), ("1.zip", inner[1])]))
    with acting_as_system("tests"):
        ends = dict(Archive.objects.values_list("name", "reason_code"))
    assert len(items()) == 2
    assert ends == {"phone.zip": "", "0.zip": "too_many_entries", "1.zip": "too_many_entries"}


def test_archives_in_archives(upload: Upload) -> None:
    third = packed([("deep.jpg", b"deep")])
    second = packed([("third.zip", third), ("b.jpg", b"b")])
    archive = expanded(upload, packed([("second.zip", second), ("a.jpg", b"a")]))
    assert sorted(names()) == ["a.jpg", "b.jpg"]
    with acting_as_system("tests"):
        inner = Archive.objects.get(name="second.zip")
    assert (inner.parent_id, inner.root_id, inner.depth) == (archive.pk, archive.pk, 2)
    assert (inner.taken, codes(inner), archive.taken) == (1, ["nested_too_deep"], 2)
    assert {item.path for item in items()} == {"phone.zip/a.jpg", "phone.zip/second.zip/b.jpg"}


def test_a_quine_ends(upload: Upload) -> None:
    """An archive that holds itself, as far as one can be made here: the same bytes on every level."""
    content = packed([("a", b"x")])
    for _ in range(6):
        content = packed([("again.zip", content)])
    expanded(upload, content)
    with acting_as_system("tests"):
        assert Archive.objects.count() == 2
    assert items() == []


@pytest.mark.parametrize("name", ["[Content_Types].xml", "META-INF/MANIFEST.MF", "mimetype"])
def test_documents_and_programs_stay_one_file(upload: Upload, name: str) -> None:
    content = packed([(name, b"x"), ("word/media/a.jpg", b"a")])
    archive = expanded(upload, content, name="letter.docx", path="d/letter.docx")
    assert (archive.state, archive.reason_code) == ("ready", "one_file")
    assert [(item.name, item.path, item.size) for item in items()] == [("letter.docx", "d/letter.docx", len(content))]
    expanded(upload, packed([("in/letter.docx", content)]))
    assert names() == ["letter.docx", "letter.docx"]


def test_an_empty_archive(upload: Upload) -> None:
    archive = expanded(upload, forged())
    assert (archive.state, archive.taken, archive.refused) == ("ready", 0, 0)


WHOLE = packed([("a.jpg", b"one"), ("b.jpg", b"two")])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"PK\x03\x04" + bytes(100), "damaged"),
        (WHOLE[:-22], "damaged"),
        (WHOLE[:40], "damaged"),
        (WHOLE.replace(b"PK\x01\x02", b"PK\x09\x09"), "damaged"),
        (forged(Entry(b"a.jpg"), count=2), "damaged"),
        (forged(Entry(b"a.jpg")).replace(b"PK\x05\x06\0\0\0\0", b"PK\x05\x06\1\0\1\0"), "in_parts"),
        (forged(Entry(b"a.jpg"))[:-6] + b"\xff\xff\xff\x7f\0\0", "damaged"),
        (forged(count=60_000), "too_many_entries"),
    ],
)
def test_a_broken_list_of_members(upload: Upload, content: bytes, code: str) -> None:
    archive = expanded(upload, content)
    assert (archive.state, archive.reason_code, items()) == ("refused", code, [])
    assert archive.reason


@pytest.mark.parametrize("cut", range(4, len(WHOLE), 9))
def test_cut_anywhere_it_ends_in_words(upload: Upload, cut: int) -> None:
    archive = expanded(upload, WHOLE[:cut])
    assert (archive.state, archive.reason_code) == ("refused", "damaged")


@pytest.mark.parametrize("at", range(4, len(WHOLE), 7))
def test_one_wrong_byte_ends_in_a_stated_outcome(upload: Upload, at: int) -> None:
    content = bytearray(WHOLE)
    content[at] ^= 0xFF
    archive = expanded(upload, bytes(content))
    assert archive.is_settled
    assert archive.state == "ready" or archive.reason_code in {"damaged", "too_many_entries", "in_parts"}
    assert archive.taken + archive.refused <= 2


def test_large_archives_have_a_larger_end(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zipfile, "ZIP_FILECOUNT_LIMIT", 1)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for number in range(3):
            with archive.open(f"{number}.jpg", "w", force_zip64=True) as member:
                member.write(b"%d" % number)
    assert b"PK\x06\x06" in file.getvalue()
    assert expanded(upload, file.getvalue()).taken == 3


def test_a_worker_that_dies_leaves_no_doubles(upload: Upload, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed after any of its commits: the next attempt goes on behind the last one."""
    archive = sent(upload, packed([(f"{n}.jpg", b"%d" % n) for n in range(6)] + [("in.zip", WHOLE)]))
    note, left = archives._note, [2]

    def dying(*args: Any, **columns: Any) -> None:
        note(*args, **columns)
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt

    monkeypatch.setattr(archives, "_note", dying)
    for _ in range(2):
        left[0] = 3
        with pytest.raises(KeyboardInterrupt):
            archives.expand(archive.pk)
        with acting_as_system("tests"):
            Archive.objects.update(lease_until="2020-01-01T00:00:00Z")
    monkeypatch.setattr(archives, "_note", note)
    assert archives.expand(archive.pk)
    found = fresh(archive)
    assert (found.state, found.taken, found.attempt) == ("ready", 7, 3)
    assert names() == [f"{n}.jpg" for n in range(6)]
    with acting_as_system("tests"):
        assert Archive.objects.filter(parent=archive).count() == 1


def test_after_three_lost_attempts_it_is_refused(upload: Upload) -> None:
    archive = sent(upload, WHOLE)
    with acting_as_system("tests"):
        Archive.objects.update(attempt=3, state="working", lease_until="2020-01-01T00:00:00Z")
        assert archives.lost_or_waiting(5) == [archive.pk]
    assert not archives.expand(archive.pk)
    assert (fresh(archive).state, fresh(archive).reason_code) == ("refused", "gave_up")


def test_nobody_takes_what_another_worker_holds(upload: Upload) -> None:
    archive = sent(upload, WHOLE)
    with acting_as_system("tests"):
        Archive.objects.update(state="working", attempt=1, lease_until="2099-01-01T00:00:00Z")
        assert archives.lost_or_waiting(5) == []
    assert not archives.expand(archive.pk)
    assert items() == []


def test_a_cancelled_upload_is_not_expanded(upload: Upload, nora: Officer) -> None:
    archive = sent(upload, WHOLE)
    with acting_as(nora.pk):
        actions.cancel_upload(upload=upload, by=nora)
    assert not archives.expand(archive.pk)
    assert (fresh(archive).reason_code, items()) == ("cancelled", [])


def test_a_path_is_cleaned() -> None:
    assert clean_path("a/./../b\\c/\u202e/ d\n.jpg") == "a/b/c/d .jpg"
    assert len(clean_path("/".join(["folder"] * 500))) == 1000


def test_items_are_seen_by_whom_the_upload_is_for(upload: Upload, fleur: Officer, gregor: Officer) -> None:
    expanded(upload, WHOLE)
    with acting_as(fleur.pk):
        assert (Item.objects.count(), Archive.objects.count(), Upload.objects.count()) == (2, 0, 0)
    with acting_as(gregor.pk):
        assert (Item.objects.count(), Archive.objects.count(), Upload.objects.count()) == (0, 0, 0)
