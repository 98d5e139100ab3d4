"""The upload page, what its script asks, the list of uploads, and the page of one."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Audience, Officer
from forum.tasks import remove_deleted
from icse.core import waking
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import IcseError, NotAllowed
from icse.core.models import AuditEntry
from series import actions, blobs
from series.ingest import upkeep
from series.ingest.work import Tools
from series.models import Case, Item, Upload
from series.uploads import IncomingFile, receive_bytes
from tests import media
from tests.series.ingest.zipping import packed
from tests.series.making import ingested, receive
from tests.series.receiving.sending import opened

ClientOf = Callable[[Officer], Client]
UPLOAD, OPEN = "/upload/", "/upload/open/"
QUERIES_OF_UPLOAD = 23
QUERIES_OF_LIST = 10


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


def jpeg(seed: int = 1, name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, media.as_bytes(media.pattern(seed)), "image/jpeg")


def typed(audience: Audience, **more: Any) -> dict[str, Any]:
    return {"national_reference": "C-2026-1", "audience": str(audience.key), "nature": "content", **more}


def items() -> list[Item]:
    with acting_as_system("tests"):
        return list(Item.objects.select_related("case", "audience").order_by("pk"))


def left_behind() -> list[Path]:
    return [path for path in settings.MEDIA_FOLDER.rglob("*") if path.is_file()]


def test_one_file_is_received(nora: Officer, audiences: dict[str, Audience], client_of: ClientOf) -> None:
    answer = client_of(nora).post(UPLOAD, typed(audiences["group"], files=[jpeg()]))
    [item] = items()
    assert (answer.status_code, answer["Location"]) == (302, f"/upload/{item.upload}/")
    assert (item.name, item.state, item.audience.name) == ("a.jpg", "received", "NL and FR")
    assert (item.case.national_reference, item.case.country_id, item.officer_id) == ("C-2026-1", "NL", nora.pk)
    assert left_behind() == [blobs.blob_path(item.sha256)]
    with acting_as_system("tests"):
        upload = Upload.objects.get()
    assert upload.pk == item.upload
    assert (upload.expected_files, upload.expected_bytes, upload.case_id) == (1, item.size, item.case_id)


def test_the_script_opens_an_upload(nora: Officer, audiences: dict[str, Audience], client_of: ClientOf) -> None:
    client = client_of(nora)
    answer = client.post(OPEN, typed(audiences["group"], number="3", size="1000"))
    assert answer.status_code == 201
    with acting_as_system("tests"):
        upload = Upload.objects.select_related("case", "files_audience").get()
    assert answer.json() == {"id": str(upload.pk)}
    assert (upload.case.national_reference, upload.files_audience.name) == ("C-2026-1", "NL and FR")
    assert (upload.expected_files, upload.expected_bytes, upload.unit_id) == (3, 1000, nora.unit_id)
    assert client.post(f"/upload/{upload.pk}/more/", {"number": "2", "size": "5"}).status_code == 200
    with acting_as_system("tests"):
        upload.refresh_from_db()
    assert (upload.expected_files, upload.expected_bytes) == (5, 1005)


def test_an_archive_without_scripts(nora: Officer, audiences: dict[str, Audience], client_of: ClientOf) -> None:
    archive = SimpleUploadedFile("phone.zip", packed([("a.jpg", b"a")]), "application/zip")
    client = client_of(nora)
    answer = client.post(UPLOAD, typed(audiences["NL"], files=[archive, jpeg()]), follow=True)
    page = answer.content.decode()
    assert "phone.zip" in page
    assert "Being expanded" in page
    assert [item.name for item in items()] == ["a.jpg"]


def test_a_worker_is_woken_and_its_absence_is_no_harm(
    nora: Officer,
    audiences: dict[str, Audience],
    client_of: ClientOf,
    django_capture_on_commit_callbacks: Any,
    capfd: pytest.CaptureFixture[str],
    settings: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        assert client_of(nora).post(UPLOAD, typed(audiences["NL"], files=[jpeg(1)])).status_code == 302
    assert (len(callbacks), capfd.readouterr().out) == (1, "")
    waking._sender.cache_clear()
    settings.CELERY_BROKER_URL = "redis+socket:///nowhere/valkey.sock"
    with django_capture_on_commit_callbacks(execute=True):
        assert client_of(nora).post(UPLOAD, typed(audiences["NL"], files=[jpeg(2)])).status_code == 302
    waking._sender.cache_clear()
    assert "task.not_sent" in capfd.readouterr().out
    assert [item.state for item in items()] == ["received", "received"]


def test_all_files_at_once_without_scripts(nora: Officer, audiences: dict[str, Audience], client_of: ClientOf) -> None:
    client = client_of(nora)
    files = [jpeg(1, "a.jpg"), jpeg(2, "b.jpg"), jpeg(1, "c.jpg")]
    answer = client.post(UPLOAD, typed(audiences["NL"], exhibit="E 1", seized_on="2026-03-01", files=files))
    received = items()
    assert answer.status_code == 302
    assert answer["Location"] == f"/upload/{received[0].upload}/"
    assert [item.name for item in received] == ["a.jpg", "b.jpg", "c.jpg"]
    assert {(item.upload, item.case_id) for item in received} == {(received[0].upload, received[0].case_id)}
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert page.content.count(b'class="entry"') == 3


def test_what_was_typed_is_kept(nora: Officer, audiences: dict[str, Audience], client_of: ClientOf) -> None:
    data = typed(audiences["group"], exhibit="E-77", seized_on="2999-01-01", source="A <phone>", files=[jpeg()])
    answer = client_of(nora).post(UPLOAD, data)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "This day has not come yet." in page
    assert 'value="C-2026-1"' in page
    assert 'value="E-77"' in page
    assert 'value="A &lt;phone&gt;"' in page
    assert re.search(rf'value="{audiences["group"].key}"\s+selected', page)
    assert (items(), left_behind()) == ([], [])


def test_wrong_fields_are_told_to_the_script(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    answer = client_of(nora).post(OPEN, typed(audiences["DE"], national_reference=" "))
    assert answer.status_code == 400
    assert set(answer.json()["fields"]) == {"national_reference", "audience"}
    assert (items(), left_behind()) == ([], [])


def test_audiences_are_offered_narrowest_first(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    page = client_of(nora).get(UPLOAD).content.decode()
    offered = re.findall(r'<option value="([0-9a-f-]{36})"', page)
    assert offered == [str(audiences[name].key) for name in ("NL", "group", "members")]


def test_recent_cases_are_the_own_countrys(
    nora: Officer, niels: Officer, fleur: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    receive(niels, audiences["members"], b"1", case="NL-1")
    receive(fleur, audiences["members"], b"2", case="FR-1")
    page = client_of(nora).get(UPLOAD).content.decode()
    assert re.findall(r'<option value="(\w\w-1)"', page) == ["NL-1"]


def test_the_same_case_is_opened_once(nora: Officer, audiences: dict[str, Audience], client_of: ClientOf) -> None:
    client = client_of(nora)
    for seed in (1, 2):
        assert client.post(UPLOAD, typed(audiences["NL"], files=[jpeg(seed)])).status_code == 302
    with acting_as_system("tests"):
        assert Case.objects.count() == 1
        assert AuditEntry.objects.filter(action="case.opened").count() == 1
        assert AuditEntry.objects.filter(action="item.received").count() == 2


@pytest.mark.parametrize("address", [UPLOAD, OPEN])
def test_who_may_not_upload(cleo: Officer, audiences: dict[str, Audience], client_of: ClientOf, address: str) -> None:
    answer = client_of(cleo).post(address, typed(audiences["members"], files=[jpeg()], file=jpeg(2)))
    assert answer.status_code == 403
    assert (items(), left_behind()) == ([], [])


@pytest.mark.parametrize("address", [UPLOAD, OPEN])
def test_nothing_is_written_for_the_anonymous(audiences: dict[str, Audience], client: Client, address: str) -> None:
    answer = client.post(address, typed(audiences["members"], files=[jpeg()], file=jpeg(2)))
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={address}")
    assert left_behind() == []


def test_files_are_not_written_at_other_addresses(nora: Officer, client_of: ClientOf) -> None:
    client_of(nora).post("/series/new/", {"title": "x", "files": [jpeg()]})
    assert left_behind() == []


def opened_page(client: Client, upload: Upload) -> Any:
    return client.get(f"/upload/{upload.pk}/")


def test_an_upload_is_its_countrys(
    nora: Officer, niels: Officer, fleur: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    """Its files are shown to France too; the upload is not."""
    upload = opened(nora, audiences["group"])
    receive(nora, audiences["group"], b"1", upload=upload.pk)
    for part in ("", "progress/"):
        for who in (nora, niels):
            assert client_of(who).get(f"/upload/{upload.pk}/{part}").status_code == 200
        theirs, none = (client_of(fleur).get(f"/upload/{key}/{part}") for key in (upload.pk, uuid4()))
        assert (theirs.status_code, theirs.content) == (404, none.content)


def test_a_key_alone_is_no_part_of_an_upload(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    """Whoever knew another country's key could else show up in its upload."""
    upload = opened(nora, audiences["group"])
    receive(fleur, audiences["group"], b"1", upload=upload.pk)
    page = opened_page(client_of(nora), upload)
    assert "No file has arrived yet." in page.content.decode()
    assert page.context["progress"].items == 0


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_page_of_an_upload(
    nora: Officer,
    audiences: dict[str, Audience],
    client_of: ClientOf,
    tools: Tools,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    upload = opened(nora, audiences["NL"])
    contents = [media.as_bytes(media.pattern(seed)) for seed in range(count)]
    ingested(tools, *(receive(nora, audiences["NL"], content, upload=upload.pk) for content in contents))
    client = client_of(nora)
    with django_assert_num_queries(QUERIES_OF_UPLOAD):
        page = opened_page(client, upload)
    assert page.content.count(b'name="items"') == count


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_the_list_of_uploads(
    nora: Officer,
    niels: Officer,
    audiences: dict[str, Audience],
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    for number in range(count):
        upload = opened(niels, audiences["NL"])
        receive(niels, audiences["NL"], b"%d" % number, upload=upload.pk)
    client = client_of(nora)
    with django_assert_num_queries(QUERIES_OF_LIST):
        page = client.get("/uploads/")
    assert page.content.count(b'class="entry"') == count


def test_the_list_is_the_units(
    nora: Officer, niels: Officer, fleur: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    upload = opened(niels, audiences["members"])
    assert str(upload.pk) in client_of(nora).get("/uploads/").content.decode()
    assert str(upload.pk) not in client_of(fleur).get("/uploads/").content.decode()


def test_recent_uploads(
    nora: Officer, niels: Officer, audiences: dict[str, Audience], client_of: ClientOf, tools: Tools
) -> None:
    upload = opened(nora, audiences["NL"])
    good = receive(nora, audiences["NL"], media.as_bytes(media.pattern(1)), upload=upload.pk)
    bad = receive(nora, audiences["NL"], media.truncated_jpeg(), upload=upload.pk)
    receive(nora, audiences["NL"], b"waiting", upload=upload.pk)
    opened(niels, audiences["NL"])
    with acting_as(nora.pk):
        actions.begin_transfer(upload=upload, name="a", size=10, by=nora)
    ingested(tools, good, bad)
    page = client_of(nora).get(reverse("upload-recent")).content.decode()
    assert re.findall(r'href="/upload/([0-9a-f-]+)/"', page) == [str(upload.pk)]
    assert re.findall(r"<span>(\d [a-z ]+)</span>", page) == ["1 ready", "1 refused", "1 waiting", "1 not whole yet"]


def test_cancelling_and_trying_again(
    nora: Officer, niels: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    upload = opened(nora, audiences["NL"])
    item = receive(nora, audiences["NL"], b"1", upload=upload.pk)
    with acting_as_system("tests"):
        Item.objects.filter(pk=item.pk).update(state="refused", reason_code="gave_up", reason="Sorry.")
    page = opened_page(client_of(niels), upload).content.decode()
    assert "Try 1 failed file again" in page
    assert "Cancel this upload" not in page
    assert client_of(niels).post(f"/upload/{upload.pk}/retry/").status_code == 302
    assert upkeep.settle(upload.pk) == 1
    assert "Cancel this upload" in opened_page(client_of(niels), upload).content.decode()
    assert client_of(niels).post(f"/upload/{upload.pk}/cancel/").status_code == 302
    assert upkeep.settle(upload.pk) == 1
    page = opened_page(client_of(nora), upload).content.decode()
    assert "This upload was cancelled. Nothing of it stays." in page
    assert "Cancel this upload" not in page
    assert client_of(nora).post(f"/upload/{upload.pk}/cancel/").status_code == 409


def test_unfinished_files_are_offered_to_go_on_with(
    nora: Officer, niels: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    upload = opened(nora, audiences["NL"])
    with acting_as(nora.pk):
        actions.begin_transfer(upload=upload, name="a.jpg", path="d/a.jpg", size=10, by=nora)
    assert "1 of your files did not arrive whole" in opened_page(client_of(nora), upload).content.decode()
    assert "did not arrive whole" not in opened_page(client_of(niels), upload).content.decode()


def test_what_the_sender_named_counts_while_a_file_is_not_whole(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    """A cancelled file was named as well, and would be waited for without an end."""
    upload = opened(nora, audiences["NL"])
    with acting_as(nora.pk):
        actions.expect_more(upload=upload, files=1, size=2048, by=nora)
        transfer = actions.begin_transfer(upload=upload, name="a.jpg", size=2048, by=nora)
    page = opened_page(client_of(nora), upload).content.decode()
    assert ("2.0\xa0KB that the sender named" in page, "<span>removed " in page) == (True, True)
    with acting_as(nora.pk):
        actions.drop_transfer(transfer=transfer, by=nora)
    page = opened_page(client_of(nora), upload).content.decode()
    assert ("0\xa0bytes arrived" in page, "that the sender named" in page) == (True, False)


def not_sent(client: Client, upload: Upload) -> list[str]:
    """Return what the page and its live part say of files that were never begun: twice, in the same words."""
    pages = [opened_page(client, upload), client.get(f"/upload/{upload.pk}/unsent/")]
    found = [re.findall(r"<summary>(\d+ of \d+ not sent yet: [^<]+)", page.content.decode()) for page in pages]
    assert found[0] == found[1]
    return found[0]


def take(upload: Upload, by: Officer, number: int, path: str = "") -> None:
    with acting_as(by.pk):
        received = receive_bytes(str(number).encode(), "a.jpg")
        actions.take_file(received=received, upload=upload, name="a.jpg", path=path, by=by)


def test_files_that_were_never_begun_are_counted(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    upload, client = opened(nora, audiences["NL"], files=5, size=50), client_of(nora)
    take(upload, nora, 1)
    take(upload, nora, 2)
    with acting_as(nora.pk):
        transfer = actions.begin_transfer(upload=upload, name="b.jpg", size=10, by=nora)
        harmless = actions.OfferedFile(items()[0].sha256, "copy.jpg", "copies/copy.jpg", 1)
        actions.skip_known(upload=upload, offered=[harmless], by=nora)
    assert not_sent(client, upload) == ["1 of 5 not sent yet: choose the files again"]
    assert 'data-upload-owed="1"' in client.get(f"/upload/{upload.pk}/unsent/").content.decode()
    assert "Cancel this upload" in opened_page(client, upload).content.decode()
    take(upload, nora, 3)
    assert not_sent(client, upload) == []
    with acting_as(nora.pk):
        actions.drop_transfer(transfer=transfer, by=nora)
    assert not_sent(client, upload) == ["1 of 5 not sent yet: choose the files again"]
    client.post(f"/upload/{upload.pk}/cancel/")
    assert "not sent yet" not in opened_page(client, upload).content.decode()


def test_the_folder_to_choose_is_named(nora: Officer, audiences: dict[str, Audience], client_of: ClientOf) -> None:
    upload, client = opened(nora, audiences["NL"], files=4), client_of(nora)
    take(upload, nora, 1, path="seizure/a.jpg")
    assert not_sent(client, upload) == ["3 of 4 not sent yet: choose the folder "]
    assert "<bdi>seizure</bdi> again" in opened_page(client, upload).content.decode()
    take(upload, nora, 2, path="phone/a.jpg")
    assert not_sent(client, upload) == ["2 of 4 not sent yet: choose the folders again"]
    assert "The folders: <bdi>phone</bdi>, <bdi>seizure</bdi>." in opened_page(client, upload).content.decode()


def test_the_same_folder_chosen_again_counts_nothing_twice(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    upload, client = opened(nora, audiences["NL"], files=3), client_of(nora)
    take(upload, nora, 1, path="d/a.jpg")
    [item] = items()
    for _ in range(2):
        with acting_as(nora.pk):
            again = [actions.OfferedFile(item.sha256, "a.jpg", path, 1) for path in ("d/a.jpg", "d/copy.jpg")]
            told = actions.skip_known(upload=upload, offered=again, by=nora)
        assert {one.why for one in told.values()} == {"in_case"}
    assert {one.noted for one in told.values()} == {0}
    assert not_sent(client, upload) == ["1 of 3 not sent yet: choose the folder "]


def test_a_file_that_was_deleted_is_not_missing(
    nora: Officer, niels: Officer, audiences: dict[str, Audience], client_of: ClientOf, tools: Tools
) -> None:
    upload, client = opened(nora, audiences["NL"], files=2, size=12), client_of(nora)
    take(upload, nora, 1)
    take(upload, nora, 2)
    [first, _] = ingested(tools, *items())
    with acting_as(niels.pk):
        stone = actions.delete_item(item=first, reason="mistake", note="", by=niels)
    remove_deleted(str(stone.pk))
    assert len(items()) == 1
    assert not_sent(client, upload) == []
    with acting_as_system("tests"):
        upload.refresh_from_db()
    assert (upload.expected_files, upload.expected_bytes) == (1, 11)


def test_the_live_part_is_empty_for_who_may_not_add(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    upload, client = opened(nora, audiences["NL"], files=2), client_of(nora)
    client.post(f"/upload/{upload.pk}/cancel/")
    part = client.get(f"/upload/{upload.pk}/unsent/").content.decode()
    assert (part.count("<section"), "data-upload-key" in part) == (1, False)


def test_the_path_of_a_file_is_shown_inside_the_country_only(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    upload = opened(nora, audiences["group"])
    with acting_as(nora.pk):
        received = receive_bytes(b"1", "a.jpg")
        item = actions.take_file(received=received, upload=upload, name="a.jpg", path="Users/J/a.jpg", by=nora)
    own, other = (client_of(who).get(f"/items/{item.pk}/").content.decode() for who in (nora, fleur))
    assert "Users/J/a.jpg" in own
    assert "a.jpg" in other
    assert "Users/J" not in other


# What can be wrong with a request


def test_a_file_over_the_limit_is_skipped_and_the_others_go_on(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf, settings: Any
) -> None:
    settings.MAX_FILE_BYTES = 200_000
    large = SimpleUploadedFile("large.jpg", bytes(300_000), "image/jpeg")
    answer = client_of(nora).post(UPLOAD, typed(audiences["NL"], files=[jpeg(1), large, jpeg(2)]), follow=True)
    assert answer.status_code == 200
    assert [item.name for item in items()] == ["a.jpg", "a.jpg"]
    assert "large.jpg: The file is larger than the limit of 0.190735 MB and was not received." in str(
        answer.content.decode()
    )
    assert sorted(left_behind()) == sorted(blobs.blob_path(item.sha256) for item in items())


def test_a_single_file_over_the_limit(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf, settings: Any
) -> None:
    settings.MAX_FILE_BYTES = 1000
    answer = client_of(nora).post(UPLOAD, typed(audiences["NL"], files=[jpeg()]))
    assert answer.status_code == 400
    assert "The file is larger than the limit" in answer.content.decode()
    assert (items(), left_behind()) == ([], [])


def test_no_file(nora: Officer, audiences: dict[str, Audience], client_of: ClientOf) -> None:
    answer = client_of(nora).post(UPLOAD, typed(audiences["NL"]))
    assert answer.status_code == 400
    assert "No file arrived" in answer.content.decode()
    assert items() == []


def multipart(audience: Audience, *files: tuple[str, bytes], field: str = "files") -> bytes:
    parts = [
        f'--XX\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in typed(audience).items()
    ]
    parts += [
        f'--XX\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
        f"Content-Type: image/jpeg\r\n\r\n".encode()
        + content
        + b"\r\n"
        for name, content in files
    ]
    return b"".join(parts) + b"--XX--\r\n"


def send(client: Client, address: str, body: bytes) -> Any:
    return client.generic("POST", address, body, "multipart/form-data; boundary=XX")


def test_a_body_that_breaks_off_leaves_nothing(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    client = client_of(nora)
    content = media.as_bytes(media.pattern(1))
    whole = multipart(audiences["NL"], ("a.jpg", content), ("b.jpg", content), field="files")
    answer = send(client, UPLOAD, whole[: len(whole) - len(content) // 2])
    assert answer.status_code == 400
    assert "The upload broke off before its end." in answer.content.decode()
    assert (items(), left_behind()) == ([], [])
    assert send(client, UPLOAD, whole).status_code == 302


def test_too_many_files_leave_nothing(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2
    answer = client_of(nora).post(UPLOAD, typed(audiences["NL"], files=[jpeg(1), jpeg(2), jpeg(3)]))
    assert answer.status_code == 400
    assert (items(), left_behind()) == ([], [])


def test_a_file_that_is_forgotten_halfway_is_removed(db: object) -> None:
    incoming = IncomingFile("a.jpg")
    incoming.write(b"half")
    assert left_behind() == [incoming.path]
    del incoming
    assert left_behind() == []


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\Users\\x\\b.jpg", "b.jpg"),
        ("line\tbreak\x07.jpg", "linebreak.jpg"),
        ("x" * 5000 + ".jpg", "x" * 251 + ".jpg"),
        ("\u05ea\u05de\u05d5\u05e0\u05d4\u202egpj.exe", "\u05ea\u05de\u05d5\u05e0\u05d4gpj.exe"),
    ],
)
def test_names_are_cleaned(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf, sent: str, kept: str
) -> None:
    answer = send(client_of(nora), UPLOAD, multipart(audiences["NL"], (sent, b"some bytes")))
    assert answer.status_code == 302, answer.content
    [item] = items()
    assert item.name == kept
    assert left_behind() == [blobs.blob_path(item.sha256)]


def test_the_same_file_twice_in_one_upload(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf, tools: Tools
) -> None:
    client_of(nora).post(UPLOAD, typed(audiences["NL"], files=[jpeg(1, "a.jpg"), jpeg(1, "b.jpg")]))
    first, second = ingested(tools, *items())
    assert (first.state, second.state, second.duplicate_of_id) == ("ready", "duplicate", first.pk)
    page = client_of(nora).get(f"/upload/{first.upload}/").content.decode()
    assert "The same file is already in this case" in page


def test_the_action_itself_refuses_what_may_not_be(nora: Officer, audiences: dict[str, Audience]) -> None:
    with pytest.raises(NotAllowed):
        receive(nora, audiences["DE"], b"1")
    with pytest.raises(IcseError):
        receive(nora, audiences["NL"], b"1", case="   ")
    assert items() == []
