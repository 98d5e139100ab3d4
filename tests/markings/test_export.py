"""The export of a series: what goes into the file, what owners withhold, and what is recorded."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from accounts.markings import UNMARKED, Marking
from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from icse.core.models import AuditEntry
from series.exchange import contents
from series.models import Series
from tests.api.conftest import ApiClient
from tests.forum.world import NOBODYS, assert_looks_absent
from tests.markings.world import BOTH, H1, H2, RED, ask, make_item, make_series, named_audience, permit, place

Audiences = dict[str, Audience]
ClientOf = Callable[[Officer], Client]
PURPOSES = ("police", "judicial")


def export(client: Client, series: Series, purpose: str) -> Any:
    return client.post(f"/series/{series.pk}/export/", {"purpose": purpose})


def exported(client: Client, series: Series, purpose: str) -> dict[str, Any]:
    response = export(client, series, purpose)
    assert response.status_code == 200, response.content
    document: dict[str, Any] = json.loads(response.content)
    return document


def recorded(action: str) -> list[dict[str, Any]]:
    with acting_as_system("tests"):
        return list(AuditEntry.objects.filter(action=action).order_by("pk").values_list("facts", flat=True))


def test_the_file_tells_what_the_officer_sees(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    own = make_item(nora, audiences["group"], Marking("green", ("H3",), "Not by post"))
    hidden, theirs = make_item(nora, audiences["NL"]), make_item(fleur, audiences["group"])
    series = make_series(nora, audiences["group"], Marking("amber+strict"), own, hidden)
    place(series, theirs, fleur)
    ask(nora, audiences["NL"], series=series)
    seen = ask(fleur, audiences["group"], series=series)
    response = export(client_of(fleur), series, "police")
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"] == f'attachment; filename="{series.reference}.json"'
    assert response["Cache-Control"] == "no-store"
    told = json.loads(response.content)
    assert (told["format"], told["version"], told["purpose"]) == ("icse-series", 1, "police")
    assert told["made_by"] == {"country": "FR", "unit": "Unit FR"}
    assert told["marking"] == {"tlp": "amber+strict", "handling": ["H3"], "handling_note": "Not by post"}
    assert [(one["id"], one["name"]) for one in told["items"]] == [
        (str(own.pk), None),
        (str(theirs.pk), theirs.name),
    ]
    assert told["items"][0]["marking"] == {"tlp": "amber+strict", "handling": ["H3"], "handling_note": "Not by post"}
    assert (told["items"][0]["sha256"], told["items"][0]["md5"]) == (own.sha256, own.md5)
    assert [one["reference"] for one in told["threads"]] == [seen.reference]
    assert told["withheld"] == []
    assert recorded("series.exported") == [{"purpose": "police", "version": 1, "items": 2, "threads": 1, "withheld": 0}]


#: marking of the item, permissions of its owner, and the reason for which each purpose withholds it.
RULES = [
    (UNMARKED, (), "", ""),
    (H1, (), "", "H1"),
    (H1, ("judicial",), "", ""),
    (H1, ("dissemination",), "", "H1"),
    (H2, (), "H2", "H2"),
    (H2, ("dissemination",), "", ""),
    (H2, ("judicial",), "H2", "H2"),
    (BOTH, ("judicial",), "H2", "H2"),
    (BOTH, ("dissemination",), "", "H1"),
    (BOTH, ("judicial", "dissemination"), "", ""),
]


@pytest.mark.parametrize(("marking", "given", "police", "judicial"), RULES)
@pytest.mark.parametrize("about", ["item", "series of the owner"])
def test_an_owner_withholds_an_item(
    about: str,
    marking: Marking,
    given: tuple[str, ...],
    police: str,
    judicial: str,
    nora: Officer,
    fleur: Officer,
    audiences: Audiences,
    client_of: ClientOf,
) -> None:
    """Nora exports her own series, which holds a French item; France sees no bar in its own item."""
    item = make_item(fleur, audiences["members"], marking)
    series = make_series(nora, audiences["members"], UNMARKED, item)
    french = make_series(fleur, audiences["members"], UNMARKED, item)
    for purpose in given:
        permit(fleur, "NL", purpose, **({"item": item} if about == "item" else {"series": french}))
    for purpose, reason in (("police", police), ("judicial", judicial)):
        told = exported(client_of(nora), series, purpose)
        withheld = [{"country": "FR", "what": "items", "reason": reason, "number": 1}] if reason else []
        assert told["withheld"] == withheld
        assert [one["id"] for one in told["items"]] == ([] if reason else [str(item.pk)])
        assert [one["id"] for one in exported(client_of(fleur), series, purpose)["items"]] == [str(item.pk)]


@pytest.mark.parametrize(("marking", "given", "police", "judicial"), RULES)
def test_an_owner_refuses_a_series(
    marking: Marking,
    given: tuple[str, ...],
    police: str,
    judicial: str,
    nora: Officer,
    fleur: Officer,
    audiences: Audiences,
    client_of: ClientOf,
) -> None:
    series = make_series(fleur, audiences["members"], marking, make_item(fleur, audiences["members"]))
    for purpose in given:
        permit(fleur, "NL", purpose, series=series)
    for purpose, reason in (("police", police), ("judicial", judicial)):
        assert export(client_of(fleur), series, purpose).status_code == 200
        response = export(client_of(nora), series, purpose)
        assert response.status_code == (403 if reason else 200)
        if reason:
            assert f"marked it {reason}" in response.content.decode()
    refused = [{"purpose": one, "code": why} for one, why in (("police", police), ("judicial", judicial)) if why]
    assert recorded("export.refused") == refused


def test_a_permission_that_was_withdrawn_counts_no_more(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series = make_series(fleur, audiences["members"], H2)
    permission = permit(fleur, "NL", "dissemination", series=series)
    assert export(client_of(nora), series, "police").status_code == 200
    client_of(fleur).post(f"/permissions/{permission.pk}/withdraw/")
    assert export(client_of(nora), series, "police").status_code == 403


def test_a_permission_is_for_one_country(
    nora: Officer, fleur: Officer, bea: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series = make_series(fleur, audiences["members"], H2)
    permit(fleur, "NL", "dissemination", series=series)
    assert export(client_of(bea), series, "police").status_code == 403
    assert export(client_of(nora), series, "police").status_code == 200


def test_the_owners_series_covers_its_items_in_others(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    """An unmarked French item of a French H2 series stays so in a Dutch series; of a Dutch H2 series it is Dutch's."""
    item = make_item(fleur, audiences["members"])
    make_series(fleur, audiences["members"], H2, item)
    series = make_series(nora, audiences["members"], UNMARKED, item)
    assert exported(client_of(nora), series, "police")["items"] == []
    other = make_item(fleur, audiences["members"])
    own = make_series(nora, audiences["members"], H2, other)
    assert len(exported(client_of(nora), own, "police")["items"]) == 1


def test_red_of_another_country_is_never_exported(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    named = named_audience(fleur, nora)
    item = make_item(fleur, named, RED)
    red = make_series(fleur, named, RED, item)
    for purpose in ("judicial", "dissemination"):
        permit(fleur, "NL", purpose, series=red)
        permit(fleur, "NL", purpose, item=item)
    own = make_series(nora, audiences["members"], UNMARKED, item)
    for purpose in PURPOSES:
        assert export(client_of(nora), red, purpose).status_code == 403
        assert export(client_of(fleur), red, purpose).status_code == 200
        assert exported(client_of(nora), own, purpose)["withheld"] == [
            {"country": "FR", "what": "items", "reason": "TLP:RED", "number": 1}
        ]


def test_requests_of_others_are_withheld_too(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series = make_series(nora, audiences["members"])
    ask(fleur, audiences["members"], series=series, marking=H2)
    open_one = ask(fleur, audiences["members"], series=series)
    told = exported(client_of(nora), series, "police")
    assert [one["reference"] for one in told["threads"]] == [open_one.reference]
    assert told["withheld"] == [{"country": "FR", "what": "threads", "reason": "H2", "number": 1}]
    assert len(exported(client_of(fleur), series, "police")["threads"]) == 2


def test_the_page_shows_what_each_file_would_hold(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    items = [make_item(fleur, audiences["members"], H1), make_item(gregor, audiences["members"], H2)]
    series = make_series(nora, audiences["members"], UNMARKED, make_item(nora, audiences["members"]), *items)
    page = " ".join(client_of(nora).get(f"/series/{series.pk}/export/").content.decode().split())
    police, judicial = page.split('id="export-police"')[1].split('id="export-judicial"')
    assert "2 files: 1 of FR, 1 of NL." in police
    assert "1 file: 1 of NL." in judicial
    assert Counter({"H1": judicial.count("H1: not in"), "H2": judicial.count("H2: not to")}) == {"H1": 1, "H2": 1}
    french = make_series(fleur, audiences["members"], H1)
    page = client_of(nora).get(f"/series/{french.pk}/export/").content.decode()
    assert "France owns this series and marked it H1" in page
    assert 'value="police"' in page
    assert 'value="judicial"' not in page
    assert recorded("series.exported") == recorded("export.refused") == []


def test_too_many_items_are_refused_in_words(
    nora: Officer, audiences: Audiences, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    series = make_series(nora, audiences["group"], UNMARKED, *(make_item(nora, audiences["group"]) for _ in range(3)))
    monkeypatch.setattr(contents, "MOST_ITEMS", 3)
    assert len(exported(client_of(nora), series, "police")["items"]) == 3
    monkeypatch.setattr(contents, "MOST_ITEMS", 2)
    response = export(client_of(nora), series, "police")
    assert response.status_code == 400
    assert "more than 2 items" in response.content.decode()
    assert "more than 2 items" in client_of(nora).get(f"/series/{series.pk}/export/").content.decode()


def test_a_hidden_series_looks_absent(
    nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series = make_series(nora, audiences["group"])
    for method in ("get", "post"):
        assert_looks_absent(client_of(gregor), "/series/{}/export/", series.pk, method)


def test_an_unknown_purpose_is_refused(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    series = make_series(nora, audiences["group"])
    assert export(client_of(nora), series, "curiosity").status_code == 400
    assert recorded("series.exported") == []


def test_anonymous_is_sent_to_sign_in(client: Client, db: object) -> None:
    path = f"/series/{NOBODYS}/export/"
    assert client.get(path)["Location"] == f"/sign-in/?next={path}"


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow(
    number: int,
    nora: Officer,
    fleur: Officer,
    audiences: Audiences,
    client_of: ClientOf,
    django_assert_num_queries: Any,
) -> None:
    items = [make_item(fleur, audiences["members"], H2) for _ in range(number)]
    series = make_series(nora, audiences["members"], UNMARKED, *items)
    for _ in range(number):
        ask(fleur, audiences["members"], series=series)
    client = client_of(nora)
    with django_assert_num_queries(20):
        export(client, series, "judicial")


def test_programs_get_the_same(nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    series = make_series(fleur, audiences["members"], H1, make_item(fleur, audiences["members"]))
    ask(fleur, audiences["members"], series=series)
    api, path = ApiClient(client_of(nora)), f"series/{series.pk}/export"
    answer = api.post(path, {"purpose": "police"})
    assert answer["Content-Disposition"].endswith(f'"{series.reference}.json"')
    assert answer["Cache-Control"] == "no-store"
    page = exported(client_of(nora), series, "police")
    assert {**answer.json(), "made_at": None} == {**page, "made_at": None}
    refused = api.post(path, {"purpose": "judicial"})
    assert refused.status_code == 403
    assert "marked it H1" in refused.json()["error"]
    assert recorded("export.refused") == [{"purpose": "judicial", "code": "H1"}]
    assert api.post(path, {"purpose": "x"}).status_code == 400


def test_programs_that_may_not(
    nora: Officer, gregor: Officer, cleo: Officer, client: Client, audiences: Audiences, client_of: ClientOf
) -> None:
    series = make_series(nora, audiences["group"])
    body = {"purpose": "police"}
    for who in (gregor, cleo):
        answers = [ApiClient(client_of(who)).post(f"series/{key}/export", body) for key in (series.pk, NOBODYS)]
        assert [one.status_code for one in answers] == [404, 404]
        assert answers[0].content == answers[1].content
    assert client.post(f"/api/v1/series/{series.pk}/export", body).status_code == 401
