"""The page on which files and hashes are looked up."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import DjangoAssertNumQueries

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from series import blobs
from series.ingest.work import Tools
from series.matching.lookups import answer
from series.models import Item, Lookup
from series.views import lookups as views
from tests import media
from tests.forum.world import ClientOf, assert_looks_absent
from tests.series.grouping import make_items, make_series
from tests.series.listing import imported
from tests.series.looking_up import ask
from tests.series.making import ingested, receive

Audiences = dict[str, Audience]
PICTURE = media.as_bytes(media.pattern(1))


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


def only() -> Lookup:
    with acting_as_system("tests"):
        return Lookup.objects.get()


def unknown_in(page: str) -> list[tuple[str, str]]:
    """Return the hashes that the page calls unknown, each with its kind."""
    _, _, rest = page.partition('id="unknown-title"')
    return re.findall(r'<li>(\S+) <span class="mono">([0-9a-f]+)</span>', rest)


def test_a_file_is_answered_and_not_kept(
    client_of: ClientOf, nora: Officer, fleur: Officer, audiences: Audiences, tools: Tools
) -> None:
    [held] = ingested(tools, receive(fleur, audiences["members"], PICTURE, name="room.jpg"))
    client = client_of(nora)
    sent = client.post("/lookup/", {"file": SimpleUploadedFile("x.jpg", PICTURE)})
    made = only()
    assert (sent.status_code, sent["Location"]) == (302, f"/lookup/{made.pk}/")
    assert "A worker is comparing." in client.get(sent["Location"]).content.decode()
    answer(made.pk, tools)
    page = client.get(sent["Location"]).content.decode()
    assert page.count(f'href="/items/{held.pk}/"') == 1
    assert "Held by France" in page
    assert not blobs.aside_path(made.pk).exists()
    with acting_as_system("tests"):
        assert Item.objects.count() == 1


def test_hashes_are_answered_at_once(
    client_of: ClientOf, nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    shown, hidden = (make_items(1, by=fleur, audience=audiences[name])[0] for name in ("members", "group"))
    series = make_series(by=fleur, audience=audiences["members"], items=[shown])
    lines = f"{shown.md5}\n {hidden.sha1.upper()}, {'0' * 64}"
    pages = {}
    for who in (nora, gregor):
        client = client_of(who)
        sent = client.post("/lookup/", {"hashes": lines})
        pages[who.name] = client.get(sent["Location"]).content.decode()
    assert f'href="/items/{shown.pk}/"' in pages["Gregor"]
    assert str(hidden.pk) not in pages["Gregor"]
    assert "1 of 3 hashes is known, as far as you may see." in pages["Gregor"]
    assert unknown_in(pages["Gregor"]) == [("SHA-1", hidden.sha1), ("SHA-256", "0" * 64)]
    assert f'href="/items/{hidden.pk}/"' in pages["Nora"]
    assert "2 of 3 hashes are known, as far as you may see." in pages["Nora"]
    assert unknown_in(pages["Nora"]) == [("SHA-256", "0" * 64)]
    assert "A hash of 64 digits may be a SHA-256 or a PDQ hash." in pages["Nora"]
    assert f'in series <a href="/series/{series.pk}/">{series.reference}</a>, active' in pages["Nora"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "Choose a file, or paste hashes."),
        ({"hashes": "abc"}, "This has 3: abc"),
        ({"pdq": "ab" * 16}, "This is no pdq of 64 hex digits"),
        ({"pdq": "ab" * 32, "distance": "32"}, "less than or equal to 31"),
        ({"hashes": "ab" * 16, "file": True}, "Look up a file or hashes, not both at once."),
    ],
)
def test_what_is_refused_keeps_what_was_typed(
    client_of: ClientOf, nora: Officer, data: dict[str, Any], words: str
) -> None:
    file = {"file": SimpleUploadedFile("x.jpg", PICTURE)} if data.get("file") else {}
    answered = client_of(nora).post("/lookup/", {**data, **file})
    page = answered.content.decode()
    assert answered.status_code == 400
    assert words in page
    assert str(data.get("hashes", "")) in page
    with acting_as_system("tests"):
        assert not Lookup.objects.exists()
    assert list(blobs.incoming_folder().iterdir()) == []


def test_a_used_up_budget_says_when_it_renews(client_of: ClientOf, nora: Officer, settings: Any) -> None:
    settings.LOOKUPS_OF_AN_OFFICER = 0
    answered = client_of(nora).post("/lookup/", {"hashes": "ab" * 16})
    assert answered.status_code == 429
    assert 0 < int(answered["Retry-After"]) <= 24 * 60 * 60
    assert "This renews at 00:00 UTC." in answered.content.decode()


def test_others_find_nothing_there(client_of: ClientOf, nora: Officer, niels: Officer, fleur: Officer) -> None:
    made = ask(nora, ("md5", "ab" * 16))
    for who in (niels, fleur):
        assert_looks_absent(client_of(who), "/lookup/{}/", made.pk)
    assert client_of(nora).get(f"/lookup/{made.pk}/").status_code == 200


def test_roles(client_of: ClientOf, cleo: Officer, ada: Officer) -> None:
    for who in (cleo, ada):
        assert client_of(who).get("/lookup/").status_code == 403
        assert client_of(who).post("/lookup/", {"hashes": "ab" * 16}).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_queries(
    client_of: ClientOf,
    nora: Officer,
    fleur: Officer,
    audiences: Audiences,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    items = make_items(count, by=fleur, audience=audiences["members"])
    made = ask(nora, *(("md5", item.md5) for item in items))
    client = client_of(nora)
    with django_assert_num_queries(14):
        page = client.get(f"/lookup/{made.pk}/").content.decode()
    assert page.count("Held by France") == count
    with acting_as(nora.pk):
        assert Lookup.objects.count() == 1


def test_lists_are_named_where_nobody_holds_it(
    client_of: ClientOf, ada: Officer, niels: Officer, nora: Officer, fleur: Officer
) -> None:
    own = imported(niels, "ab" * 16, name="Ours", kind="known")
    weak = imported(ada, f"md5,sha1\n{'ab' * 16},{'cd' * 20}", name="For all")
    pages = {}
    for who in (nora, fleur):
        made = ask(who, ("md5", "ab" * 16), ("md5", "ac" * 16))
        pages[who.name] = client_of(who).get(f"/lookup/{made.pk}/").content.decode()
        assert pages[who.name].count(f'href="/lists/{weak.pk}/"') == 1
        assert pages[who.name].count("Not sure:") == 1
        assert "No item that you may see shows the same." in pages[who.name]
        assert unknown_in(pages[who.name]) == [("MD5", "ac" * 16)]
        assert "A hash of 64 digits" not in pages[who.name]
    assert f'href="/lists/{own.pk}/"' in pages["Nora"]
    assert "Ours" not in pages["Fleur"]


def test_many_answers_come_in_pages(
    client_of: ClientOf, nora: Officer, fleur: Officer, audiences: Audiences, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "_PAGE", 2)
    items = make_items(5, by=fleur, audience=audiences["members"])
    made = ask(nora, *(("md5", item.md5) for item in items), ("md5", "ab" * 16))
    client, address, seen = client_of(nora), f"/lookup/{made.pk}/", []
    while address:
        page = client.get(address)
        assert unknown_in(page.content.decode()) == [("MD5", "ab" * 16)]
        seen.append([match.other.pk for answer in page.context["answers"] for match in answer.matches])
        address = page.context["older"]
    keys = [item.pk for item in items]
    assert seen == [keys[:2], keys[2:4], keys[4:]]
    assert page.context["newest"] == f"/lookup/{made.pk}/"
    for odd in ("x", "-1", "99999999999", "9999"):
        assert client.get(f"/lookup/{made.pk}/?after={odd}").status_code == 200
