"""Marking what is made: uploads, series, requests; by pages and by programs."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.markings import RED_NEEDS, UNMARKED, Marking, marking_fits
from accounts.models import Audience, Officer
from accounts.sharing import RED_SERIES_NEEDS_NAMES
from forum.actions.bounds import MarkedTooLow
from forum.models import Thread
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import IcseError
from series.models import Item, Series, Upload
from tests.api.conftest import ApiClient
from tests.api.making import case, made, refused
from tests.markings.world import H2, RED, ask, crop, make_item, make_series, named_audience

Audiences = dict[str, Audience]
ClientOf = Callable[[Officer], Client]
STRICT = {"tlp": "amber+strict", "handling": ["H1", "H3"], "handling_note": "  Not by\npost. "}
AS_KEPT = Marking("amber+strict", ("H1", "H3"), "Not by post.")


def kept(model: type[Item] | type[Series] | type[Thread] | type[Upload]) -> list[Marking]:
    """Return the markings of all rows, in the order in which they were made."""
    with acting_as_system("tests"):
        return [Marking.of(row) for row in model.objects.order_by("pk")]


def upload(client: Client, audience: Audience, *contents: bytes, **typed: Any) -> Any:
    files = [SimpleUploadedFile(f"{number}.txt", content) for number, content in enumerate(contents)]
    fields = {"national_reference": "NL-1", "audience": str(audience.key), "nature": "content"}
    return client.post("/upload/", {**fields, **typed, "files": files})


def series_typed(audience: Audience, **typed: Any) -> dict[str, Any]:
    management = {"form-TOTAL_FORMS": "0", "form-INITIAL_FORMS": "0"}
    return {"save": "1", "title": "Room", "audience": audience.key, **management, **typed}


def test_a_batch_gets_one_marking(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    client = client_of(nora)
    page = client.get("/upload/").content.decode()
    assert "Marking (without a change: TLP:AMBER H0)" in page
    assert upload(client, audiences["group"], b"a", b"b", **STRICT).status_code == 302
    assert kept(Item) == [AS_KEPT, AS_KEPT]
    assert upload(client, audiences["group"], b"c").status_code == 302
    assert kept(Item)[2:] == [UNMARKED]


def test_an_upload_of_the_pages_script_is_marked(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    fields = {"national_reference": "NL-1", "audience": str(audiences["group"].key), "nature": "content", **STRICT}
    amount = {"number": "1", "size": "1"}
    assert client_of(nora).post("/upload/open/", {**fields, **amount}).status_code == 201
    assert kept(Upload) == [AS_KEPT]
    answer = client_of(nora).post("/upload/open/", {**fields, **amount, "tlp": "red"})
    assert (answer.status_code, answer.json()["fields"]) == (400, {"tlp": [RED_NEEDS]})


def test_a_series_is_marked(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    assert client_of(nora).post("/series/new/", series_typed(audiences["group"], **STRICT)).status_code == 302
    assert client_of(nora).post("/series/new/", series_typed(audiences["group"])).status_code == 302
    assert kept(Series) == [AS_KEPT, UNMARKED]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"tlp": "red"}, RED_NEEDS),
        ({"tlp": "pink"}, "Select a valid choice"),
        ({"handling": ["H9"]}, "Select a valid choice"),
        ({"handling": ["H3"], "handling_note": " "}, "Write what restriction H3 stands for."),
        ({"handling_note": "x" * 501}, "at most 500 characters"),
    ],
)
def test_what_cannot_be_is_a_form_error(
    wrong: dict[str, Any], sentence: str, nora: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    client, typed = client_of(nora), {**STRICT, **wrong}
    thread = {"kind": "wallpaper", "question": "Who sells it?", "audience": audiences["group"].key, **typed}
    for response in (
        upload(client, audiences["group"], b"a", **typed),
        client.post("/series/new/", series_typed(audiences["group"], **typed)),
        client.post("/threads/new/", thread),
    ):
        assert response.status_code == 400
        page = response.content.decode()
        assert sentence in page
        assert '<details class="panel" id="marking-fields" open>' in page
    assert kept(Item) + kept(Series) + kept(Thread) == []


def test_red_goes_to_named_officers(nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    named, client = named_audience(nora, fleur), client_of(nora)
    assert upload(client, named, b"a", tlp="red", handling=["H0"]).status_code == 302
    assert client.post("/series/new/", series_typed(named, tlp="red", handling=["H0"])).status_code == 302
    thread = {"kind": "wallpaper", "question": "?", "audience": named.key, "tlp": "red", "handling": ["H0"]}
    assert client.post("/threads/new/", thread).status_code == 302
    assert kept(Item) + kept(Series) + kept(Thread) == [RED] * 3


@pytest.mark.parametrize("model", [Item, Series, Thread])
def test_the_database_refuses_red_for_all(model: Any, nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    made_of = {Item: make_item, Series: make_series, Thread: ask}[model](nora, audiences["group"])  # type: ignore[operator]
    rows, named = model.objects.filter(pk=made_of.pk), named_audience(nora, fleur)
    with acting_as(nora.pk):
        with pytest.raises(IntegrityError, match="named officers"), transaction.atomic():
            rows.update(tlp="red")
        with pytest.raises(IcseError) as refusal, marking_fits():
            rows.update(tlp="red")
        assert (refusal.value.message, refusal.value.field) == (RED_NEEDS, "tlp")
        with pytest.raises(IntegrityError, match="h3_says_what"), marking_fits():
            rows.update(handling=["H3"])
        rows.update(audience=named, tlp="red")


# A request is marked no less than what it shows of others.


def asked(client: Client, series: Series | None, audience: Audience, **typed: Any) -> Any:
    fields = {"kind": "wallpaper", "question": "Who sells it?", "audience": audience.key, **typed}
    return client.post("/threads/new/" + (f"?series={series.pk}" if series else ""), fields)


def test_a_request_is_offered_the_marking_of_its_series(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series = make_series(nora, audiences["group"], AS_KEPT)
    page = client_of(fleur).get(f"/threads/new/?series={series.pk}").content.decode()
    assert "Not by post." in page
    assert '<option value="amber+strict" selected>' in page
    assert set(re.findall(r'name="handling" value="(H\d)"[^>]*checked', page)) == {"H1", "H3"}
    assert asked(client_of(fleur), series, audiences["group"]).status_code == 302
    assert kept(Thread) == [AS_KEPT]


LOWER = [
    {"tlp": "amber", "handling": ["H1", "H3"], "handling_note": "Not by post."},
    {"tlp": "amber+strict", "handling": ["H3"], "handling_note": "Not by post."},
    {"tlp": "amber+strict", "handling": ["H0"], "handling_note": ""},
    {"tlp": "amber+strict", "handling": ["H1", "H3"], "handling_note": "Something else."},
]


@pytest.mark.parametrize("typed", LOWER)
def test_a_lower_marking_is_refused_for_what_is_anothers(
    typed: dict[str, Any], nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series = make_series(nora, audiences["group"], AS_KEPT)
    response = asked(client_of(fleur), series, audiences["group"], **typed)
    assert response.status_code == 400
    page = response.content.decode()
    assert "(TLP:AMBER+STRICT H1 H3 Not by post.). Mark the request at least so." in page
    assert '<option value="amber+strict" selected>' in page
    assert kept(Thread) == []
    assert asked(client_of(nora), series, audiences["group"], **typed).status_code == 302


def test_a_picture_counts_as_its_series_does(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    item = make_item(nora, audiences["group"], AS_KEPT)
    with pytest.raises(MarkedTooLow):
        ask(fleur, audiences["group"], crops=[crop(item)], marking=UNMARKED)
    ask(fleur, audiences["group"], crops=[crop(item)])
    ask(nora, audiences["group"], crops=[crop(item)], marking=UNMARKED)
    stricter = Marking("amber+strict", ("H1", "H2", "H3"), "Ask first. / Not by post.")
    ask(fleur, audiences["group"], crops=[crop(item)], marking=stricter)
    assert kept(Thread) == [AS_KEPT, UNMARKED, stricter]


def test_a_request_about_red_asks_named_officers(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    named = named_audience(nora, fleur)
    series = make_series(nora, named, RED)
    for who in (nora, fleur):
        response = asked(client_of(who), series, audiences[who.country_id], tlp="amber", handling=["H0"])
        assert response.status_code == 400
        assert RED_SERIES_NEEDS_NAMES in response.content.decode()
    assert kept(Thread) == []
    assert asked(client_of(fleur), series, named).status_code == 302
    assert kept(Thread) == [RED]


# Programs.


def test_programs_mark_what_they_make(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    api, group = ApiClient(client_of(nora)), audiences["group"]
    sent = {"case": case(api)["id"], "audience": str(group.key), "file": SimpleUploadedFile("a.txt", b"a"), **STRICT}
    item = made(api.send("items", sent))
    series = made(api.post("series", {"title": "Room", "audience": str(group.key), **STRICT}))
    body = {"kind": "wallpaper", "question": "?", "audience": str(group.key), "series": series["id"]}
    thread = made(api.post("threads", body))
    told = {"tlp": "amber+strict", "handling": ["H1", "H3"], "handling_note": "Not by post."}
    for one in (item, series, thread, thread["marking"]):
        assert {name: one[name] for name in told} == told
    for path in (f"items/{item['id']}", f"threads/{thread['id']}"):
        read = api.get(path).json()
        assert {name: read[name] for name in told} == told
    read = api.get(f"series/{series['id']}").json()["series"]
    assert {name: read[name] for name in told} == told


def test_programs_are_refused_with_the_field(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    api, group = ApiClient(client_of(fleur)), str(audiences["group"].key)
    for wrong, field in (
        ({"tlp": "red"}, "tlp"),
        ({"tlp": "pink"}, "tlp"),
        ({"handling": ["H0", "H2"]}, "handling"),
        ({"handling": []}, "handling"),
        ({"handling": ["H3"]}, "handling_note"),
    ):
        assert refused(api.post("series", {"title": "Room", "audience": group, **wrong})) == (400, field)
    series = make_series(nora, audiences["group"], H2)
    body = {"kind": "wallpaper", "question": "?", "audience": group, "series": str(series.pk)}
    assert refused(api.post("threads", {**body, "handling": ["H0"]})) == (400, "tlp")
    assert made(api.post("threads", body))["handling"] == ["H2"]


def test_programs_read_what_applies_inside(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    item = make_item(nora, audiences["group"], Marking("green", ("H2",), "One."))
    series = make_series(nora, audiences["group"], Marking("amber", ("H1",), "Two."), item)
    thread = ask(
        nora, audiences["group"], series=series, crops=[crop(item)], marking=Marking("clear", ("H0",), "Three.")
    )
    api = ApiClient(client_of(nora))
    [placement] = api.results(f"series/{series.pk}/placements")
    assert placement["marking"] == {"tlp": "amber", "handling": ["H1", "H2"], "handling_note": "One. / Two."}
    read = api.get(f"threads/{thread.pk}").json()
    assert read["marking"] == {"tlp": "amber", "handling": ["H1", "H2"], "handling_note": "Three. / Two. / One."}
    assert read["crops"][0]["marking"] == {"tlp": "green", "handling": ["H2"], "handling_note": "Three. / One."}
    assert api.results("threads") == [read]
