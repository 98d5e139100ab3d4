"""Hidden matches: told a line an item, as far as the other country says now, and only where the match is not shown."""

from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from accounts.actions import choose_disclosure
from accounts.models import Audience, Disclosure, Officer
from icse.core.doors import acting_as, acting_as_system
from series.ingest.work import Tools
from series.models import BlindHit, BlindHitOther, Item
from series.queries.blind import blind_line, blind_lines
from tests import media
from tests.api.conftest import ApiClient
from tests.api.making import UNKNOWN
from tests.forum.requesting import hit, lines, matching
from tests.forum.world import ClientOf, assert_looks_absent
from tests.series.making import ingested, receive

Audiences = dict[str, Audience]
PICTURE = media.as_bytes(media.pattern(1))
NEAR = media.as_bytes(media.recompressed(media.pattern(1)))
EXISTS = "Another country holds a matching file that is not shown to you"


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


def words(officer: Officer, item: Item) -> list[str]:
    return [line.words for line in lines(officer, item)]


def say(country: str, told: str) -> None:
    """Let a supervisor of the country choose what is told; the personas have one in the Netherlands only."""
    with acting_as_system("tests"):
        one = Officer.objects.filter(country_id=country, role__in=("analyst", "supervisor"), is_active=True).first()
        assert one is not None
        Officer.objects.filter(pk=one.pk).update(role="supervisor")
        one.refresh_from_db(fields=["role"])
    with acting_as(one.pk):
        version = Disclosure.objects.values_list("version", flat=True).first() or 0
        choose_disclosure(told=told, reason="A trial runs.", review_on=date(2099, 1, 1), version=version, by=one)


@pytest.mark.parametrize("content", [PICTURE, NEAR], ids=["exact", "near"])
def test_ingest_writes_both_sides(
    nora: Officer, gregor: Officer, audiences: Audiences, tools: Tools, content: bytes
) -> None:
    hidden = receive(nora, audiences["group"], PICTURE)
    mine = receive(gregor, audiences["DE"], content)
    ingested(tools, hidden, mine)
    assert words(gregor, mine) == words(nora, hidden) == [EXISTS]
    with acting_as_system("tests"):
        pairs = set(BlindHitOther.objects.values_list("blind_hit__item", "item", "country"))
        assert BlindHit.objects.count() == 2
    assert pairs == {(mine.pk, hidden.pk, "NL"), (hidden.pk, mine.pk, "DE")}


def test_a_match_within_a_country_is_none(nora: Officer, niels: Officer, audiences: Audiences, tools: Tools) -> None:
    ingested(tools, receive(nora, audiences["NL"], PICTURE), receive(niels, audiences["NL"], NEAR, case="C-2"))
    with acting_as_system("tests"):
        assert BlindHit.objects.count() == 0


def test_where_the_match_is_shown_nothing_more_is_told(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    hers, his = matching(nora, audiences["group"], gregor, audiences["members"])
    assert words(nora, hers) == []
    assert words(gregor, his) == [EXISTS]
    assert words(fleur, hers) == words(fleur, his) == []


def test_several_are_told_as_one(nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences) -> None:
    _, mine = matching(nora, audiences["NL"], gregor, audiences["DE"])
    for other in matching(nora, audiences["group"], fleur, audiences["FR"]):
        hit(mine, other)
    assert words(gregor, mine) == [EXISTS]
    say("NL", "whom")
    assert words(gregor, mine) == ["Netherlands holds a matching file that is not shown to you", EXISTS]
    say("FR", "nothing")
    assert words(gregor, mine) == ["Netherlands holds a matching file that is not shown to you"]


def test_two_silences_are_kept_and_told_when_either_ends(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    say("NL", "nothing")
    say("DE", "nothing")
    hers, his = matching(nora, audiences["NL"], gregor, audiences["DE"])
    assert (words(nora, hers), words(gregor, his)) == ([], [])
    say("DE", "exists")
    assert (words(nora, hers), words(gregor, his)) == ([EXISTS], [])
    say("NL", "whom")
    assert (words(nora, hers), words(gregor, his)) == (
        [EXISTS],
        ["Netherlands holds a matching file that is not shown to you"],
    )
    say("DE", "nothing")
    assert words(nora, hers) == []


def test_a_line_ends_when_the_match_is_shown(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    hers, his = matching(nora, audiences["NL"], gregor, audiences["DE"])
    [line] = lines(gregor, his)
    with acting_as_system("tests"):
        Item.objects.filter(pk=hers.pk).update(audience=audiences["members"])
    with acting_as(gregor.pk):
        assert (blind_lines([his.pk])[his.pk], blind_line(line.key)) == ([], None)


def test_who_does_not_see_the_item_is_told_nothing(
    nora: Officer, niels: Officer, fleur: Officer, gregor: Officer, ada: Officer, una: Officer, audiences: Audiences
) -> None:
    hers, _ = matching(nora, audiences["NL"], gregor, audiences["DE"])
    told = {who.name: words(who, hers) for who in (nora, niels, fleur, gregor, ada, una)}
    assert told == {"Nora": [EXISTS], "Niels": [EXISTS], "Fleur": [], "Gregor": [], "Ada": [], "Una": []}


def test_the_command_writes_what_is_missing_once(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    hers, his = matching(nora, audiences["NL"], gregor, audiences["DE"])
    with acting_as_system("tests"):
        BlindHitOther.objects.all().delete()
        BlindHit.objects.all().delete()
    for written in ("2 sides", "0 sides"):
        out = StringIO()
        call_command("write_blind_hits", stdout=out)
        assert out.getvalue() == f"{written} of matches were written.\n"
    assert words(nora, hers) == words(gregor, his) == [EXISTS]


def test_pages_say_so_and_lead_to_the_owner(
    nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    hers, his = matching(nora, audiences["NL"], gregor, audiences["DE"])
    [line] = lines(gregor, his)
    client = client_of(gregor)
    for path in (f"/items/{his.pk}/", f"/items/{his.pk}/row/", f"/items/{his.pk}/blind/"):
        page = client.get(path).content.decode()
        assert page.count(EXISTS) == 1, path
        assert f'href="/requests/new/?blind={line.key}"' in page
        assert str(hers.pk) not in page
    assert "Hidden match" in client.get("/items/").content.decode()
    assert_looks_absent(client, "/items/{}/blind/", hers.pk)
    assert client_of(nora).get(f"/items/{hers.pk}/blind/").content.decode().count(EXISTS) == 1


def test_the_api_says_as_much(client_of: ClientOf, nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    hers, his = matching(nora, audiences["NL"], gregor, audiences["DE"])
    [line] = lines(gregor, his)
    assert ApiClient(client_of(gregor)).results(f"items/{his.pk}/blind-hits") == [{"id": str(line.key), "country": ""}]
    hidden, missing = (ApiClient(client_of(gregor)).get(f"items/{key}/blind-hits") for key in (hers.pk, UNKNOWN))
    assert (hidden.status_code, hidden.content) == (404, missing.content)
