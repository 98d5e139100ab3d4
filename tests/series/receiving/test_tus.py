"""The tus protocol, header by header."""

import base64
import hashlib
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import AuditEntry
from series import actions, blobs
from series.actions import note_received
from series.models import Archive, Item, Transfer, Upload
from series.receiving import taking
from series.receiving.partial import Partial, memory
from tests import media
from tests.api.test_access import token_of
from tests.series.receiving.sending import TYPE, Sender, items, metadata, opened, transfers

ClientOf = Callable[[Officer], Client]
CONTENT = bytes(range(256)) * 40


def left(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


def test_what_the_service_speaks(sender: Sender) -> None:
    for address in (f"/api/v1/uploads/{sender.upload.pk}/files", sender.begun(5)):
        answer = sender.client.options(address)
        assert (answer.status_code, answer.content) == (204, b"")
        assert answer["Tus-Version"] == answer["Tus-Resumable"] == "1.0.0"
        assert set(answer["Tus-Extension"].split(",")) == {
            "creation",
            "creation-with-upload",
            "termination",
            "expiration",
            "checksum",
        }
        assert answer["Tus-Max-Size"] == str(20 * 1024**3)
        assert answer["Tus-Checksum-Algorithm"] == "sha256,sha1,md5"


def test_a_file_in_three_pieces(sender: Sender, nora: Officer, store: Path) -> None:
    said = metadata(filename="kitchen.jpg", relativePath="phone/DCIM/kitchen.jpg")
    answer = sender.begin(len(CONTENT), Upload_Metadata=said)
    assert answer.status_code == 201
    address = answer["Location"]
    assert (answer["Upload-Offset"], sender.offset(address)) == ("0", 0)
    for start in (0, 4000, 8000):
        sent = sender.piece(address, start, CONTENT[start : start + 4000])
        assert (sent.status_code, sent["Tus-Resumable"]) == (204, "1.0.0")
        assert int(sent["Upload-Offset"]) == sender.offset(address) == min(start + 4000, len(CONTENT))
    [item] = items()
    assert (item.name, item.path, item.upload) == ("kitchen.jpg", "phone/DCIM/kitchen.jpg", sender.upload.pk)
    assert (item.case_id, item.audience_id, item.officer_id) == (
        sender.upload.case_id,
        sender.upload.files_audience_id,
        nora.pk,
    )
    assert (item.sha256, item.size) == (hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))
    assert (item.sha1, item.md5) == (hashlib.sha1(CONTENT).hexdigest(), hashlib.md5(CONTENT).hexdigest())  # noqa: S324
    assert blobs.blob_path(item.sha256).read_bytes() == CONTENT
    with acting_as(nora.pk):
        done = [entry.action for entry in AuditEntry.objects.order_by("id")]
    assert done == ["case.opened", "upload.opened", "transfer.begun", "item.received"]


def test_the_first_piece_may_come_with_the_creation(sender: Sender) -> None:
    answer = sender.begin(len(CONTENT), CONTENT[:100])
    assert (answer.status_code, answer["Upload-Offset"]) == (201, "100")
    assert sender.piece(answer["Location"], 100, CONTENT[100:]).status_code == 204
    whole = sender.begin(3, b"abc", name="b.jpg")
    assert (whole.status_code, whole["Upload-Offset"]) == (201, "3")
    assert [item.size for item in items()] == [len(CONTENT), 3]


def test_an_empty_file_is_whole_at_once(sender: Sender) -> None:
    answer = sender.begin(0)
    assert (answer.status_code, answer["Upload-Offset"]) == (201, "0")
    assert [(item.size, item.state) for item in items()] == [(0, "received")]
    assert [one.state for one in transfers()] == ["done"]


def test_the_bytes_under_way_go_when_they_are_whole(
    sender: Sender, store: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        sender.begun(3, body=b"abc")
    assert left(store) == [blobs.blob_path(items()[0].sha256)]


@pytest.mark.parametrize("offset", [0, 99, 101, 10240])
def test_a_piece_that_begins_elsewhere(sender: Sender, offset: int) -> None:
    address = sender.begun(len(CONTENT), body=CONTENT[:100])
    answer = sender.piece(address, offset, CONTENT[offset : offset + 10])
    assert (answer.status_code, answer.json()["field"]) == (409, "Upload-Offset")
    assert sender.offset(address) == 100
    assert sender.piece(address, 100, CONTENT[100:]).status_code == 204
    assert items()[0].sha256 == hashlib.sha256(CONTENT).hexdigest()


@pytest.mark.parametrize("version", ["", "0.2.2"])
def test_another_version_is_refused(sender: Sender, version: str) -> None:
    address = sender.begun(5)
    for answer in (
        sender.begin(5, Tus_Resumable=version),
        sender.piece(address, 0, b"12345", Tus_Resumable=version),
        sender.ask("HEAD", address, Tus_Resumable=version),
        sender.ask("DELETE", address, Tus_Resumable=version),
    ):
        assert (answer.status_code, answer["Tus-Version"]) == (412, "1.0.0")
    assert sender.offset(address) == 0
    assert (len(transfers()), items()) == (1, [])


@pytest.mark.parametrize("kind", ["application/octet-stream", "application/json", ""])
def test_a_piece_of_another_type_is_refused(sender: Sender, kind: str) -> None:
    address = sender.begun(5)
    assert sender.piece(address, 0, b"12345", kind=kind).status_code == 415
    assert sender.offset(address) == 0


@pytest.mark.parametrize("offset", ["", "-1", "1e3", "x", "9" * 16])
def test_an_offset_that_is_none(sender: Sender, offset: str) -> None:
    address = sender.begun(5)
    assert sender.piece(address, 0, b"12345", Upload_Offset=offset).status_code == 400
    assert sender.offset(address) == 0


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Upload_Length", ""),
        ("Upload_Length", "-1"),
        ("Upload_Length", "many"),
        ("Upload_Metadata", "filename not-base64!"),
        ("Upload_Metadata", "sha256 " + base64.b64encode(b"zz").decode()),
        ("Upload_Metadata", "x" * 9000),
        ("Upload_Checksum", "crc32 AAAA"),
        ("Upload_Checksum", "sha1 !"),
    ],
)
def test_headers_that_say_nothing(sender: Sender, header: str, value: str) -> None:
    body = b"12345" if header == "Upload_Checksum" else None
    answer = sender.begin(5, body, **{header: value})
    assert (answer.status_code, answer.json()["field"]) == (400, header.replace("_", "-"))
    assert transfers() == []


def checksum(algorithm: str, content: bytes) -> str:
    return f"{algorithm} {base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"


@pytest.mark.parametrize("algorithm", ["sha256", "sha1", "md5"])
def test_checksums(sender: Sender, algorithm: str) -> None:
    address = sender.begun(10, body=b"01234", Upload_Checksum=checksum(algorithm, b"01234"))
    wrong = sender.piece(address, 5, b"56789", Upload_Checksum=checksum(algorithm, b"56780"))
    assert wrong.status_code == 460
    assert (sender.offset(address), items()) == (5, [])
    right = sender.piece(address, 5, b"56789", Upload_Checksum=checksum(algorithm, b"56789"))
    assert right.status_code == 204
    assert items()[0].sha256 == hashlib.sha256(b"0123456789").hexdigest()


def test_more_than_was_said_is_refused(sender: Sender) -> None:
    address = sender.begun(10, body=b"01234")
    assert sender.piece(address, 5, b"567890").status_code == 413
    assert (sender.offset(address), items()) == (5, [])
    assert sender.piece(address, 5, b"56789").status_code == 204
    assert items()[0].sha256 == hashlib.sha256(b"0123456789").hexdigest()


def test_a_file_that_is_not_what_its_sender_read(sender: Sender) -> None:
    said = metadata(filename="a.jpg", sha256=hashlib.sha256(b"as it was").hexdigest())
    address = sender.begun(9, Upload_Metadata=said)
    assert sender.piece(address, 0, b"as it is!").status_code == 460
    assert (sender.offset(address), items()) == (0, [])
    assert sender.piece(address, 0, b"as it was").status_code == 204
    assert len(items()) == 1


def test_it_goes_on_when_the_process_has_forgotten_the_hashes(sender: Sender) -> None:
    address = sender.begun(len(CONTENT), body=CONTENT[:1000])
    memory.clear()
    assert sender.piece(address, 1000, CONTENT[1000:5000]).status_code == 204
    memory.clear()
    assert sender.piece(address, 5000, CONTENT[5000:]).status_code == 204
    [item] = items()
    assert (item.sha256, item.md5) == (hashlib.sha256(CONTENT).hexdigest(), hashlib.md5(CONTENT).hexdigest())  # noqa: S324


def test_what_was_not_safe_is_cut_off(sender: Sender) -> None:
    """A killed process may have written more than it noted."""
    address = sender.begun(len(CONTENT), body=CONTENT[:1000])
    [transfer] = transfers()
    with blobs.transfer_path(transfer.pk).open("ab") as file:
        file.write(b"never noted")
    assert sender.offset(address) == 1000
    assert sender.piece(address, 1000, CONTENT[1000:]).status_code == 204
    assert items()[0].sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_what_the_disk_has_lost_is_sent_again(sender: Sender) -> None:
    address = sender.begun(len(CONTENT), body=CONTENT[:1000])
    blobs.transfer_path(transfers()[0].pk).write_bytes(CONTENT[:600])
    assert sender.piece(address, 1000, CONTENT[1000:]).status_code == 409
    assert sender.offset(address) == 600
    assert sender.piece(address, 600, CONTENT[600:]).status_code == 204
    assert items()[0].sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_long_pieces_are_noted_on_the_way(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a killed process would lose all of a piece of 20 GB."""
    noted: list[int] = []
    monkeypatch.setattr(taking, "NOTED_EVERY", 1 << 20)
    content = bytes(3 << 20) + b"end"
    address = sender.begun(len(content) + 1)

    def listen(**said: Any) -> bool:
        noted.append(said["received"])
        return note_received(**said)

    monkeypatch.setattr(taking, "note_received", listen)
    assert sender.piece(address, 0, content).status_code == 204
    assert noted == [1 << 20, 2 << 20, 3 << 20]
    assert sender.offset(address) == len(content)


def test_a_transfer_that_goes_meanwhile_is_not_gone_on_with(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking, "NOTED_EVERY", 1)
    address = sender.begun(10)

    def gone(**said: Any) -> bool:
        Transfer.objects.all().delete()
        return note_received(**said)

    monkeypatch.setattr(taking, "note_received", gone)
    assert sender.piece(address, 0, b"01234").status_code == 409
    assert items() == []


def test_termination(sender: Sender, store: Path, django_capture_on_commit_callbacks: Any) -> None:
    address = sender.begun(10, body=b"01234")
    with django_capture_on_commit_callbacks(execute=True):
        assert sender.ask("DELETE", address).status_code == 204
    assert sender.ask("HEAD", address).status_code == 404
    assert sender.piece(address, 5, b"56789").status_code == 404
    assert (left(store), items(), transfers()) == ([], [], [])


def test_expiration(sender: Sender, settings: Any) -> None:
    settings.TRANSFER_DAYS = 3
    answer = sender.begin(10, b"01234")
    address = answer["Location"]
    ends = transfers()[0].expires_at
    assert timedelta(days=2.9) < ends - timezone.now() < timedelta(days=3.1)
    assert answer["Upload-Expires"].endswith("GMT")
    with acting_as_system("tests"):
        Transfer.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    unknown = sender.ask("HEAD", f"/api/v1/transfers/{sender.upload.pk}")
    for answer in (sender.ask("HEAD", address), sender.piece(address, 5, b"56789")):
        assert answer.status_code == unknown.status_code == 404


def test_a_whole_file_is_still_there_to_be_asked_about(sender: Sender) -> None:
    """The answer to the last piece may have been lost on the way."""
    address = sender.begun(5, body=b"01234")
    assert sender.offset(address) == 5
    assert sender.piece(address, 5, b"").status_code == 204
    assert sender.piece(address, 0, b"01234").status_code == 409
    assert len(items()) == 1


def test_what_was_begun_in_vain_goes_with_the_whole_file(
    sender: Sender, store: Path, django_capture_on_commit_callbacks: Any
) -> None:
    """The connection broke before the answer to the first piece: the client begins again, and knows no address."""
    said = metadata(filename="a.jpg", relativePath="d/a.jpg", sha256=hashlib.sha256(b"0123456789").hexdigest())
    other = metadata(filename="a.jpg", relativePath="e/a.jpg", sha256=hashlib.sha256(b"0123456789").hexdigest())
    for words in (said, other, said):
        sender.begin(10, b"01234", Upload_Metadata=words)
    address = reverse("api-transfer", args=[transfers()[2].pk])
    with django_capture_on_commit_callbacks(execute=True):
        assert sender.piece(address, 5, b"56789").status_code == 204
    assert [(one.path, one.state) for one in transfers()] == [("e/a.jpg", "open"), ("d/a.jpg", "done")]
    assert len(list((store / "transfers").iterdir())) == 1


def test_clients_that_cannot_send_every_method(sender: Sender) -> None:
    address = sender.begun(5)
    said = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0", "X-HTTP-Method-Override": "PATCH"}
    assert sender.client.generic("POST", address, b"012", TYPE, headers=said).status_code == 204
    assert sender.offset(address) == 3
    assert sender.ask("POST", address, X_HTTP_Method_Override="DELETE").status_code == 204
    assert sender.ask("HEAD", address).status_code == 404
    assert sender.ask("POST", sender.begun(5)).status_code == 405


# Who may


def test_an_unfinished_file_is_its_senders_alone(
    sender: Sender, niels: Officer, fleur: Officer, client_of: ClientOf
) -> None:
    address = sender.begun(10, body=b"01234")
    unknown = f"/api/v1/transfers/{sender.upload.pk}"
    for who in (niels, fleur):
        other = Sender(client_of(who), sender.upload)
        for method in ("GET", "DELETE", "OPTIONS"):
            theirs, none = other.ask(method, address), other.ask(method, unknown)
            assert (theirs.status_code, theirs.content) == (404, none.content)
        assert other.ask("HEAD", address).status_code == 404
        theirs, none = other.piece(address, 5, b"56789"), other.piece(unknown, 5, b"56789")
        assert (theirs.status_code, theirs.content) == (404, none.content)
    assert sender.offset(address) == 5


def test_where_files_may_be_begun(
    sender: Sender, niels: Officer, fleur: Officer, cleo: Officer, client: Client, client_of: ClientOf, store: Path
) -> None:
    """The unit's: whoever of it may go on. Another country sees no upload; who is nobody, nothing."""
    statuses = {
        "Niels": Sender(client_of(niels), sender.upload).begin(3, b"abc").status_code,
        "Fleur": Sender(client_of(fleur), sender.upload).begin(3, b"abc").status_code,
        "Cleo": Sender(client_of(cleo), sender.upload).begin(3, b"abc").status_code,
        "nobody": Sender(client, sender.upload).begin(3, b"abc").status_code,
    }
    assert statuses == {"Niels": 201, "Fleur": 404, "Cleo": 404, "nobody": 401}
    assert [item.officer_id for item in items()] == [niels.pk]


def test_a_program_sends_with_its_token(nora: Officer, audiences: dict[str, Audience], client: Client) -> None:
    upload = opened(nora, audiences["NL"])
    said = {"Tus-Resumable": "1.0.0", "Upload-Length": "3", **token_of(nora)}
    answer = client.generic("POST", f"/api/v1/uploads/{upload.pk}/files", b"abc", TYPE, headers=said)
    assert answer.status_code == 201
    assert len(items()) == 1


def test_a_session_needs_the_pages_token(nora: Officer, audiences: dict[str, Audience]) -> None:
    upload = opened(nora, audiences["NL"])
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(nora, backend="accounts.sign_in.OfficerBackend")
    sender = Sender(strict, upload)
    assert sender.begin(3, b"abc").status_code == 403
    assert (items(), transfers()) == ([], [])
    strict.get("/account/")
    token = strict.cookies["csrftoken"].value
    assert sender.begin(3, b"abc", X_CSRFToken=token).status_code == 201


def test_a_cancelled_upload_takes_nothing_more(sender: Sender, nora: Officer) -> None:
    address = sender.begun(10, body=b"01234")
    with acting_as(nora.pk):
        actions.cancel_upload(upload=sender.upload, by=nora)
    assert sender.piece(address, 5, b"56789").status_code == 404
    assert sender.begin(3, b"abc").status_code == 409
    assert items() == []


def test_an_audience_that_was_taken_away(nora: Officer, audiences: dict[str, Audience], client_of: ClientOf) -> None:
    sender = Sender(client_of(nora), opened(nora, audiences["group"]))
    address = sender.begun(10, body=b"01234")
    with acting_as_system("tests"):
        Upload.objects.update(files_audience=audiences["DE"])
    assert sender.piece(address, 5, b"56789").status_code == 404
    assert items() == []


# Limits


def test_over_the_limit(sender: Sender, settings: Any) -> None:
    settings.MAX_TRANSFER_BYTES = 1024**3
    answer = sender.begin(1024**3 + 1)
    assert (answer.status_code, answer.json()["error"]) == (413, "The file is larger than the limit of 1 GB.")
    assert transfers() == []


def test_a_full_disk(sender: Sender, settings: Any) -> None:
    address = sender.begun(10, body=b"01234")
    settings.KEEP_FREE_BYTES = 2**60
    for answer in (sender.begin(5), sender.piece(address, 5, b"56789")):
        assert answer.status_code == 507
        assert answer.json()["error"].startswith("There is no room for this file on the service's disk.")
    settings.KEEP_FREE_BYTES = 0
    assert sender.piece(address, 5, b"56789").status_code == 204


def test_too_many_unfinished_files(sender: Sender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("series.actions.transfers.MOST_OPEN", 2)
    addresses = [sender.begun(5) for _ in range(2)]
    stopped = sender.begin(5)
    assert (stopped.status_code, stopped["Retry-After"]) == (429, "60")
    assert sender.piece(addresses[0], 0, b"12345").status_code == 204
    assert sender.begin(5).status_code == 201


def test_two_pieces_at_once(sender: Sender) -> None:
    """Whoever holds the file goes on; the other one is told to wait."""
    address = sender.begun(10, body=b"01234")
    held = Partial(transfers()[0].pk)
    assert sender.piece(address, 5, b"56789").status_code == 423
    assert sender.offset(address) == 5
    held.close()
    assert sender.piece(address, 5, b"56789").status_code == 204


def test_too_many_files_at_once(sender: Sender, nora: Officer) -> None:
    places = [taking._taken_place(nora) for _ in range(taking.MOST_AT_ONCE)]
    address = sender.begun(10)
    assert sender.piece(address, 0, b"01234").status_code == 503
    places.pop().release()
    assert sender.piece(address, 0, b"01234").status_code == 204
    assert len(transfers()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_pieces_at_the_same_moment(nora: Officer, audiences: dict[str, Audience], client_of: ClientOf) -> None:
    """Real commits: one of them writes the file; the other hears 423, or 409 when it came later."""
    upload = opened(nora, audiences["NL"])
    senders = [Sender(client_of(nora), upload) for _ in range(2)]
    content = media.as_bytes(media.pattern(1))
    address = senders[0].begun(len(content))
    start, answers = threading.Barrier(2), []

    def send(sender: Sender) -> None:
        start.wait()
        answers.append(sender.piece(address, 0, content).status_code)

    threads = [threading.Thread(target=send, args=(sender,)) for sender in senders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers)[0] == 204
    assert sorted(answers)[1] in (409, 423)
    assert [item.sha256 for item in items()] == [hashlib.sha256(content).hexdigest()]


def test_an_archive_is_no_item(sender: Sender) -> None:
    sender.begun(22, body=b"PK\x05\x06" + bytes(18), name="empty.zip")
    with acting_as_system("tests"):
        archive = Archive.objects.get()
    assert (archive.name, archive.state, archive.upload_id) == ("empty.zip", "received", sender.upload.pk)
    assert blobs.archive_path(archive.pk).stat().st_size == 22
    assert (items(), Item.objects.count()) == ([], 0)


def test_room_is_counted_in_gigabytes(sender: Sender, settings: Any) -> None:
    """Else whoever tries sizes reads from the refusals how much others send."""
    settings.KEEP_FREE_BYTES = blobs.free_bytes() // 1024**3 * 1024**3 - 100
    assert [sender.begin(size).status_code for size in (100, 101, 1000)] == [201, 507, 507]


def test_a_refused_request_does_not_make_the_file_be_read_again(sender: Sender) -> None:
    address = sender.begun(15, body=b"01234")
    key = UUID(address.rsplit("/", 1)[-1])
    assert sender.piece(address, 5, b"56789", Accept="text/x-other").status_code == 406
    assert sender.offset(address) == 5
    noted = memory.take(key, 5)
    assert noted is not None
    assert noted.digests().sha256 == hashlib.sha256(b"01234").hexdigest()
    memory.keep(key, noted)
    assert sender.piece(address, 5, b"56789").status_code == 204
    assert sender.piece(address, 10, b"abcde").status_code == 204
    [item] = items()
    assert item.sha256 == hashlib.sha256(b"0123456789abcde").hexdigest()
