"""What one country may hold: counted as it comes and goes, checked on every way in, and of the own country alone."""

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Sum
from django.test import Client

from accounts.models import Audience, Officer
from forum.removal import remove_all
from icse.core.doors import acting_as, acting_as_system
from series import actions
from series.actions.limits import OverShare
from series.ingest import archives, upkeep
from series.ingest.work import Tools
from series.models import Archive, Holding, Item, Transfer
from series.receiving.partial import memory
from series.uploads import receive_bytes
from tests.personas import GROUP_AUDIENCE, address
from tests.series.ingest.zipping import packed
from tests.series.making import ingested, receive
from tests.series.receiving.sending import Sender, items, opened

Audiences = dict[str, Audience]
ClientOf = Callable[[Officer], Client]


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Any, own_cache: None) -> Path:
    settings.MEDIA_FOLDER = tmp_path
    settings.KEEP_FREE_BYTES = 0
    memory.clear()
    return tmp_path


def held() -> dict[str, int]:
    """What is counted; it must be what there is."""
    counted = """
        SELECT country_id, sum(size)::bigint FROM (
            SELECT country_id, size FROM (SELECT DISTINCT country_id, sha256, size FROM series_item) contents
            UNION ALL SELECT country_id, size FROM series_transfer WHERE state = 'open'
            UNION ALL SELECT country_id, size FROM series_archive WHERE state IN ('received', 'working')
        ) every GROUP BY country_id
    """
    with acting_as_system("tests"), connection.cursor() as cursor:
        cursor.execute(counted)
        there = dict(cursor.fetchall())
        found = dict(Holding.objects.values_list("country_id").annotate(bytes=Sum("bytes")))
    assert {country: size for country, size in found.items() if size} == {c: s for c, s in there.items() if s}
    return found


def delete(by: Officer, item: Item) -> None:
    with acting_as(by.pk):
        stone = actions.delete_item(item=Item.objects.get(pk=item.pk), reason="mistake", by=by)
    with acting_as_system("tests"):
        assert remove_all(stone.pk) is not None


def left_behind(store: Path) -> list[str]:
    return [path.name for path in store.rglob("*") if path.is_file()]


def test_each_content_of_a_country_counts_once(
    nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences, tools: Tools
) -> None:
    first, again, theirs = ingested(
        tools,
        receive(nora, audiences["NL"], b"0123456789"),
        receive(niels, audiences["group"], b"0123456789", case="C-2"),
        receive(fleur, audiences["FR"], b"0123456789"),
    )
    receive(nora, audiences["NL"], b"01234")
    assert held() == {"NL": 15, "FR": 10}
    delete(nora, first)
    assert held() == {"NL": 15, "FR": 10}
    delete(niels, again)
    assert held() == {"NL": 5, "FR": 10}
    delete(fleur, theirs)
    assert held() == {"NL": 5, "FR": 0}


def test_items_that_go_together_count_once(nora: Officer, audiences: Audiences) -> None:
    receive(nora, audiences["NL"], b"0123456789")
    receive(nora, audiences["group"], b"0123456789")
    assert held() == {"NL": 10}
    with acting_as_system("tests"):
        Item.objects.all().delete()
    assert held() == {"NL": 0}


def test_unfinished_files_and_archives_count(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    sender = Sender(client_of(nora), opened(nora, audiences["group"]))
    address = sender.begun(10, body=b"01234")
    given_up = sender.begun(7)
    assert held() == {"NL": 17}
    assert sender.ask("DELETE", given_up).status_code == 204
    assert held() == {"NL": 10}
    assert sender.piece(address, 5, b"56789").status_code == 204
    assert held() == {"NL": 10}
    content = packed([("a.txt", b"one"), ("b.txt", b"0123456789")])
    sender.begun(len(content), body=content, name="phone.zip")
    assert held() == {"NL": 10 + len(content)}
    with acting_as_system("tests"):
        [archive] = Archive.objects.all()
    archives.expand(archive.pk)
    assert held() == {"NL": 13}


def test_a_transfer_that_is_forgotten_counts_no_more(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    sender = Sender(client_of(nora), opened(nora, audiences["group"]))
    sender.begun(10, body=b"01234")
    with acting_as_system("tests"):
        Transfer.objects.update(expires_at="2020-01-01T00:00Z")
    upkeep.forget_old()
    assert held() == {"NL": 0}


def test_no_file_is_begun_over_the_share(
    nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf, settings: Any
) -> None:
    settings.COUNTRY_BYTES = 100
    hers, his, theirs = (Sender(client_of(who), opened(who, audiences["group"])) for who in (nora, niels, fleur))
    address = hers.begun(60, body=b"0" * 30)
    assert (his.begin(40).status_code, his.begin(1).status_code) == (201, 507)
    answer = his.begin(1, body=b"x")
    assert (answer.status_code, answer.json()["error"].startswith("Your country may hold")) == (507, True)
    assert "Delete what is not needed, cancel unfinished uploads" in answer.json()["error"]
    # Another country has a share of its own, and hears nothing.
    assert theirs.begin(100).status_code == 201
    # What was begun was within it, and is finished.
    assert hers.piece(address, 30, b"0" * 30).status_code == 204
    assert (held(), len(items())) == ({"NL": 100, "FR": 100}, 1)


def test_no_page_and_no_program_takes_a_file_over_it(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf, settings: Any, store: Path
) -> None:
    settings.COUNTRY_BYTES = 10
    form = {"national_reference": "C-2", "audience": str(audiences["group"].key), "nature": "content"}
    files = [SimpleUploadedFile(name, name.encode() * 2) for name in ("a.jpg", "b.jpg")]
    client = client_of(nora)
    refused = client.post("/upload/", {**form, "files": files})
    assert (refused.status_code, "Your country may hold" in refused.content.decode()) == (507, True)
    with acting_as(nora.pk):
        case = actions.open_case(national_reference="C-1", by=nora)
    body = {"case": str(case.pk), "audience": str(audiences["group"].key)}
    sent = client.post("/api/v1/items", {**body, "file": SimpleUploadedFile("a.jpg", b"0123456789+")})
    assert (sent.status_code, sent.json()["error"].startswith("Your country may hold")) == (507, True)
    assert (items(), held(), left_behind(store)) == ([], {}, [])
    for content, status in ((b"0123456789", 201), (b"x", 507)):
        sent = client.post("/api/v1/items", {**body, "file": SimpleUploadedFile("a.jpg", content)})
        assert sent.status_code == status


def test_what_is_held_already_is_taken_again(
    nora: Officer, fleur: Officer, audiences: Audiences, settings: Any, client_of: ClientOf
) -> None:
    """In another case, though the share is used up; what only another country holds is new."""
    settings.COUNTRY_BYTES = 10
    receive(nora, audiences["NL"], b"0123456789")
    receive(fleur, audiences["members"], b"hers")
    receive(nora, audiences["group"], b"0123456789", case="C-2")
    form = {"national_reference": "C-3", "audience": str(audiences["group"].key), "nature": "content"}
    again = client_of(nora).post("/upload/", {**form, "files": [SimpleUploadedFile("a.jpg", b"0123456789")]})
    assert again.status_code == 302
    with pytest.raises(OverShare):
        receive(nora, audiences["NL"], b"hers")
    assert held() == {"NL": 10, "FR": 4}


def test_members_of_an_archive_over_it_are_refused(nora: Officer, audiences: Audiences, settings: Any) -> None:
    content = packed([("a.txt", b"one"), ("b.txt", b"0" * 5000), ("c.zip", packed([("d.txt", b"1" * 5000)]))])
    settings.COUNTRY_BYTES = len(content) + 200
    upload = opened(nora, audiences["group"])
    with acting_as(nora.pk):
        taken = actions.take_file(received=receive_bytes(content, "p.zip"), upload=upload, name="p.zip", by=nora)
    archives.expand(taken.pk)
    with acting_as_system("tests"):
        waiting = list(Archive.objects.filter(state="received").values_list("pk", flat=True))
    for key in waiting:
        archives.expand(key)
    with acting_as_system("tests"):
        found = {one.name: (one.state, one.refusals) for one in Archive.objects.all()}
    assert found == {
        "p.zip": ("ready", [("over_share", "b.txt")]),
        "c.zip": ("ready", [("over_share", "d.txt")]),
    }
    assert (held(), [one.name for one in items()]) == ({"NL": 3}, ["a.txt"])


def test_an_archive_over_it_is_not_taken(nora: Officer, audiences: Audiences, settings: Any, store: Path) -> None:
    settings.COUNTRY_BYTES = 10
    content, upload = packed([("a.txt", b"one")]), opened(nora, audiences["group"])
    with closing(receive_bytes(content, "p.zip")) as received, pytest.raises(OverShare), acting_as(nora.pk):
        actions.take_file(received=received, upload=upload, name="p.zip", by=nora)
    assert (held(), left_behind(store)) == ({}, [])


def test_one_file_that_is_packed_as_an_archive_is_not_counted_twice(
    nora: Officer, audiences: Audiences, settings: Any
) -> None:
    content = packed([("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")])
    settings.COUNTRY_BYTES = len(content)
    upload = opened(nora, audiences["group"])
    with acting_as(nora.pk):
        taken = actions.take_file(received=receive_bytes(content, "a.docx"), upload=upload, name="a.docx", by=nora)
    archives.expand(taken.pk)
    assert ([one.name for one in items()], held()) == (["a.docx"], {"NL": len(content)})


def test_the_command_names_what_was_not_taken(
    nora: Officer, tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.MEDIA_FOLDER = tmp_path / "store"
    settings.COUNTRY_BYTES = 10
    folder = tmp_path / "folder"
    folder.mkdir()
    for name in ("a.txt", "b.txt"):
        (folder / name).write_bytes(name.encode() * 2)
    with pytest.raises(CommandError, match="1 of 2 files could not be taken"):
        call_command("upload", str(folder), officer=address("Nora"), case="C-9", audience=GROUP_AUDIENCE, inline=True)
    assert "b.txt: Your country may hold" in capsys.readouterr().err
    assert [one.name for one in items()] == ["a.txt"]


def test_an_officer_reads_the_own_country_s_alone(
    nora: Officer, fleur: Officer, gregor: Officer, ada: Officer, audiences: Audiences
) -> None:
    receive(nora, audiences["group"], b"0123456789")
    receive(fleur, audiences["members"], b"01234")
    found = {}
    for who in (nora, fleur, gregor, ada):
        with acting_as(who.pk):
            found[who.name] = list(Holding.objects.values_list("country_id", "bytes"))
    assert found == {"Nora": [("NL", 10)], "Fleur": [("FR", 5)], "Gregor": [], "Ada": []}
