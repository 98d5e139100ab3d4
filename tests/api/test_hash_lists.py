"""Lists of hashes through the API: the same permissions as the pages."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import DjangoAssertNumQueries

from accounts.models import Officer
from series import blobs
from series.models import HashList
from tests.api.conftest import ApiOf
from tests.api.making import UNKNOWN, made, refused
from tests.series.listing import attempted, fresh_list, imported

MD5, SHA1 = "0e53c14a3e48d94ff596a2824307b492", "ab" * 20


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


def fields(content: str = MD5, **more: str) -> dict[str, object]:
    file = SimpleUploadedFile("list.txt", content.encode())
    return {"name": "Wallpapers", "kind": "harmless", "source": "A shop", "file": file, **more}


def test_a_list_is_sent_read_and_told(api_of: ApiOf, ada: Officer, nora: Officer) -> None:
    told = made(api_of(ada).send("lists", fields(f"{MD5}\nrubbish\n")))
    assert (told["state"], told["version"], told["for_all"], told["is_current"]) == ("waiting", 1, True, False)
    listed = fresh_list(HashList(pk=told["id"]))
    attempted(listed, blobs.list_path(listed.pk).read_bytes())
    whole = made(api_of(nora).get(f"lists/{told['id']}"), 200)
    assert (whole["state"], whole["is_current"], whole["entries"], whole["bad"]) == ("current", True, 1, 1)
    assert (whole["algorithms"], whole["bad_lines"]) == (["md5"], [{"line": 2, "code": "wrong_hash"}])
    assert (whole["name"], whole["kind"], whole["source"]) == ("Wallpapers", "harmless", "A shop")


def test_versions_and_removal(api_of: ApiOf, niels: Officer, nora: Officer) -> None:
    imported(niels, MD5)
    later = imported(niels, SHA1)
    assert [(one["version"], one["state"]) for one in api_of(nora).results("lists")] == [(2, "current")]
    versions = api_of(nora).results(f"lists/{later.pk}/versions")
    assert [(one["version"], one["state"]) for one in versions] == [(2, "current"), (1, "superseded")]
    assert refused(api_of(nora).post(f"lists/{later.pk}/removal")) == (403, None)
    ended = made(api_of(niels).post(f"lists/{later.pk}/removal"), 200)
    assert (ended["is_current"], ended["removed_at"] is not None) == (False, True)
    assert refused(api_of(niels).post(f"lists/{later.pk}/removal")) == (409, None)


def test_a_countrys_own_list_is_not_there_for_others(
    api_of: ApiOf, ada: Officer, niels: Officer, nora: Officer, fleur: Officer
) -> None:
    own, for_all = imported(niels, MD5), imported(ada, SHA1, name="For all")
    assert {one["id"] for one in api_of(nora).results("lists")} == {str(own.pk), str(for_all.pk)}
    for who in (fleur, ada):
        assert {one["id"] for one in api_of(who).results("lists")} == {str(for_all.pk)}
        for address in ("lists/{}", "lists/{}/versions"):
            hidden, never = (api_of(who).get(address.format(key)) for key in (own.pk, UNKNOWN))
            assert (hidden.status_code, hidden.content) == (404, never.content)
        hidden, never = (api_of(who).post(f"lists/{key}/removal") for key in (own.pk, UNKNOWN))
        assert (hidden.status_code, hidden.content) == (404, never.content)
    assert refused(api_of(niels).post(f"lists/{for_all.pk}/removal")) == (403, None)


def test_who_may_not(api_of: ApiOf, nora: Officer, cleo: Officer) -> None:
    assert refused(api_of(nora).send("lists", fields())) == (403, None)
    assert refused(api_of(cleo).get("lists")) == (403, None)


@pytest.mark.parametrize(
    ("more", "field"), [({"name": ""}, "name"), ({"kind": "good"}, "kind"), ({"file": ""}, "file")]
)
def test_what_is_refused(api_of: ApiOf, ada: Officer, more: dict[str, str], field: str) -> None:
    assert refused(api_of(ada).send("lists", fields(**more))) == (400, field)


def test_a_list_that_is_too_large(api_of: ApiOf, ada: Officer, settings: Any) -> None:
    settings.MAX_LIST_BYTES = 10
    assert refused(api_of(ada).send("lists", fields())) == (400, "file")
    settings.MAX_LIST_BYTES = 100
    made(api_of(ada).send("lists", fields()))


@pytest.mark.parametrize("count", [1, 3])
def test_queries(
    api_of: ApiOf, ada: Officer, nora: Officer, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        imported(ada, MD5, name=f"List {number}")
    client = api_of(nora)
    with django_assert_num_queries(8):
        assert len(client.results("lists")) == count
