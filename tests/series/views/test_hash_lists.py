"""The pages of lists: all, one, importing, removing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import AuditEntry
from series import blobs, tasks
from series.models import HashList
from series.queries.lists import listed
from tests.series.listing import fresh_list, imported, requested

ClientOf = Callable[[Officer], Client]
SHA256, MD5 = "cd" * 32, "0e53c14a3e48d94ff596a2824307b492"


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


def send(browser: Client, content: str = SHA256, **more: str) -> Any:
    data = {"name": "Wallpapers", "kind": "harmless", "source": "A shop", **more}
    return browser.post("/lists/import/", {**data, "file": SimpleUploadedFile("list.txt", content.encode())})


def text_of(browser: Client, path: str) -> str:
    response = browser.get(path)
    assert response.status_code == 200
    return response.content.decode()


def test_an_administrator_imports_for_all(ada: Officer, nora: Officer, gregor: Officer, client_of: ClientOf) -> None:
    response = send(client_of(ada), f"{SHA256}\n\nrubbish\n")
    with acting_as_system("tests"):
        one = HashList.objects.get()
    assert (response.status_code, response["Location"]) == (302, f"/lists/{one.pk}/")
    assert (one.state, one.for_all, blobs.list_path(one.pk).is_file()) == ("waiting", True, True)
    assert "Reading the list" in text_of(client_of(ada), f"/lists/{one.pk}/")
    tasks.import_hash_list(str(one.pk))
    assert (fresh_list(one).state, blobs.list_path(one.pk).exists()) == ("current", False)
    page = text_of(client_of(ada), f"/lists/{one.pk}/")
    assert "holds something that is no hash of its kind" in page
    assert 'data-live-every="5"' not in page
    for who in (nora, gregor):
        assert "Wallpapers" in text_of(client_of(who), "/lists/")
        assert "An administrator" in text_of(client_of(who), f"/lists/{one.pk}/")
        with acting_as(who.pk):
            assert listed([SHA256]) == {SHA256: "harmless"}


def test_a_supervisor_imports_for_the_own_country(
    niels: Officer, nora: Officer, fleur: Officer, ada: Officer, client_of: ClientOf
) -> None:
    send(client_of(niels), kind="known", name="Our list")
    with acting_as_system("tests"):
        one = HashList.objects.get()
    tasks.import_hash_list(str(one.pk))
    assert "Our list" in text_of(client_of(nora), "/lists/")
    assert "Import a list" not in text_of(client_of(nora), "/lists/")
    for who in (fleur, ada):
        assert "Our list" not in text_of(client_of(who), "/lists/")
        hidden = client_of(who).get(f"/lists/{one.pk}/")
        unknown = client_of(who).get("/lists/01930000-0000-7000-8000-000000000000/")
        assert (hidden.status_code, hidden.content) == (404, unknown.content)


def test_others_do_not_import_nor_remove(ada: Officer, nora: Officer, niels: Officer, client_of: ClientOf) -> None:
    one = imported(ada, SHA256)
    assert send(client_of(nora)).status_code == 403
    for who in (nora, niels):
        assert client_of(who).post(f"/lists/{one.pk}/remove/").status_code == 403
        assert "Remove" not in text_of(client_of(who), f"/lists/{one.pk}/")
    assert fresh_list(one).removed_at is None
    assert list(blobs.incoming_folder().iterdir()) == []


def test_it_is_removed(ada: Officer, nora: Officer, client_of: ClientOf) -> None:
    one = imported(ada, SHA256)
    assert client_of(ada).post(f"/lists/{one.pk}/remove/").status_code == 302
    assert client_of(ada).post(f"/lists/{one.pk}/remove/").status_code == 409
    tasks.clear_hash_list(str(one.pk))
    tasks.close_tools()
    assert fresh_list(one).state == "removed"
    assert "Removed" in text_of(client_of(nora), f"/lists/{one.pk}/")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "x" * 81}, "at most 80 characters"),
        ({"kind": "evil"}, "Select a valid choice"),
    ],
)
def test_what_is_typed_wrong_is_kept(ada: Officer, client_of: ClientOf, data: dict[str, str], words: str) -> None:
    response = send(client_of(ada), **data)
    assert response.status_code == 400
    page = response.content.decode()
    assert words in page
    assert "A shop" in page


def test_without_a_file_or_with_too_much(ada: Officer, client_of: ClientOf, settings: Any) -> None:
    empty = client_of(ada).post("/lists/import/", {"name": "A", "kind": "known"})
    assert (empty.status_code, "Choose the file" in empty.content.decode()) == (400, True)
    settings.MAX_LIST_BYTES = 10
    large = send(client_of(ada))
    assert (large.status_code, "Ask the operator" in large.content.decode()) == (400, True)
    with acting_as_system("tests"):
        assert not HashList.objects.exists()


def test_a_name_of_the_other_kind_is_refused_in_words(ada: Officer, client_of: ClientOf) -> None:
    requested(ada)
    response = send(client_of(ada), kind="known")
    assert (response.status_code, "of the other kind" in response.content.decode()) == (400, True)


def test_lists_show_the_newest_version_of_each(ada: Officer, nora: Officer, client_of: ClientOf) -> None:
    first = imported(ada, SHA256)
    second = imported(ada, MD5)
    page = text_of(client_of(nora), "/lists/")
    assert f"/lists/{second.pk}/" in page
    assert f"/lists/{first.pk}/" not in page
    assert f"/lists/{first.pk}/" in text_of(client_of(nora), f"/lists/{second.pk}/")


def test_looking_is_recorded(ada: Officer, nora: Officer, client_of: ClientOf) -> None:
    one = imported(ada, SHA256)
    text_of(client_of(nora), f"/lists/{one.pk}/")
    text_of(client_of(nora), "/lists/")
    with acting_as(nora.pk):
        found = list(AuditEntry.objects.order_by("id").values_list("action", "facts"))
    assert found == [("hash_list.viewed", {}), ("list.viewed", {"list": "hash lists", "rows": 1})]


@pytest.mark.parametrize("number", [1, 3])
def test_queries(
    number: int,
    ada: Officer,
    nora: Officer,
    client_of: ClientOf,
    django_assert_num_queries: Callable[[int], Any],
) -> None:
    for n in range(number):
        imported(ada, SHA256, name=f"List {n}")
        one = imported(ada, SHA256, name="Versions")
    browser = client_of(nora)
    with django_assert_num_queries(QUERIES_OF_ALL):
        assert browser.get("/lists/").content.count(b'class="entry"') == number + 1
    with django_assert_num_queries(QUERIES_OF_ONE):
        assert browser.get(f"/lists/{one.pk}/").content.count(b'class="entry"') == number


QUERIES_OF_ALL = 8
QUERIES_OF_ONE = 9


def test_a_sweep_wakes_what_waits(ada: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[str, object]] = []

    def send_away(task: str, key: object) -> bool:
        sent.append((task, key))
        return True

    monkeypatch.setattr("icse.core.waking.wake", send_away)
    waiting, over, _ = requested(ada, name="A"), imported(ada, "rubbish", name="B"), imported(ada, SHA256, name="C")
    assert tasks.sweep_hash_lists() == 1, "the first one is younger than what a message takes"
    with acting_as_system("tests"):
        HashList.objects.filter(pk=waiting.pk).update(created_at="2026-01-01T00:00:00Z")
    assert tasks.sweep_hash_lists() == 2
    assert sent[1:] == [("series.tasks.import_hash_list", waiting.pk), ("series.tasks.clear_hash_list", over.pk)]
    assert {tasks.import_hash_list.name, tasks.clear_hash_list.name} == {task for task, _ in sent}
