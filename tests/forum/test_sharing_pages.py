"""The sharing pages: for whom they are there, the preview before every change, and what is confirmed."""

import re
from typing import Any
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.actions import change_audience, make_audience
from accounts.markings import Marking
from accounts.membership import GrantChange
from accounts.models import Audience, Officer
from forum.models import Thread
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import AuditEntry
from series.models import Item, Series
from tests.forum.world import NOBODYS, Audiences, ClientOf, ask, assert_looks_absent, make_item, make_series

PLACES = {"series": "/series/{}/sharing/", "item": "/items/{}/sharing/", "thread": "/threads/{}/sharing/"}
MODELS: dict[str, Any] = {"series": Series, "item": Item, "thread": Thread}
Things = dict[str, UUID]


@pytest.fixture
def shared(nora: Officer, audiences: Audiences) -> Things:
    """A series for the group, its picture and a request about it."""
    series = make_series(nora, audiences["group"])
    item, thread = make_item(nora, audiences["group"], series), ask(nora, audiences["group"], series)
    return {"series": series.pk, "item": item.pk, "thread": thread.pk}


def typed(audience: Audience, **more: object) -> dict[str, object]:
    return {"audience": str(audience.key), "tlp": "amber", "handling": ["H0"], "handling_note": "", **more}


def body(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


def text(answer: object) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", body(answer)).split())


def hidden(answer: object) -> dict[str, object]:
    """What the preview sends again when it is confirmed."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', body(answer)):
        if name != "csrfmiddlewaretoken":
            found.setdefault(name, []).append(value)
    return {**found}


def audience_of(what: str, key: UUID) -> int:
    with acting_as_system("tests"):
        return MODELS[what].objects.values_list("audience_id", flat=True).get(pk=key)  # type: ignore[no-any-return]


def records() -> int:
    with acting_as_system("tests"):
        return AuditEntry.objects.filter(action__endswith=".shared").count()


@pytest.mark.parametrize("what", PLACES)
def test_widening_is_shown_first_and_done_when_confirmed(
    what: str, shared: Things, nora: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    client, address = client_of(nora), PLACES[what].format(shared[what])
    if what == "thread":  # shown to its series' audience at most
        client.post(PLACES["series"].format(shared["series"]), typed(audiences["members"]))
        confirm = client.post(PLACES["series"].format(shared["series"]), typed(audiences["members"]))
        assert client.post(PLACES["series"].format(shared["series"]), hidden(confirm)).status_code == 302
    assert client.get(address).status_code == 200
    before = records()
    preview = client.post(address, typed(audiences["members"]))
    assert preview.status_code == 200
    assert "Gains sight BE Belgium Unit BE : 1 officer DE Germany Unit DE : 1 officer Loses sight Nobody." in text(
        preview
    )
    assert (audience_of(what, shared[what]), records()) == (audiences["group"].pk, before)
    done = client.post(address, hidden(preview))
    assert (done.status_code, audience_of(what, shared[what])) == (302, audiences["members"].pk)
    assert records() == before + 1
    assert client.get(done["Location"]).status_code == 200


@pytest.mark.parametrize("what", PLACES)
def test_a_marking_alone_needs_no_confirmation(
    what: str, shared: Things, nora: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    address = PLACES[what].format(shared[what])
    change = typed(audiences["group"], tlp="amber+strict", handling=["H1", "H3"], handling_note="Ask  first.")
    assert client_of(nora).post(address, change).status_code == 302
    with acting_as_system("tests"):
        assert Marking.of(MODELS[what].objects.get(pk=shared[what])) == Marking(
            "amber+strict", ("H1", "H3"), "Ask first."
        )


@pytest.mark.parametrize("what", PLACES)
def test_what_is_hidden_looks_absent(
    what: str, shared: Things, gregor: Officer, ada: Officer, client_of: ClientOf
) -> None:
    for officer in (gregor, ada):
        for method in ("get", "post"):
            assert_looks_absent(client_of(officer), PLACES[what], shared[what], method)


@pytest.mark.parametrize("what", PLACES)
def test_other_countries_may_not(
    what: str, shared: Things, fleur: Officer, nora: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    address = PLACES[what].format(shared[what])
    client = client_of(fleur)
    assert client.get(address).status_code == 403
    assert client.post(address, typed(audiences["group"], tlp="clear")).status_code == 403
    place = address.replace("sharing/", "")
    assert "/sharing/" not in body(client.get(place))
    assert address in body(client_of(nora).get(place))


@pytest.mark.parametrize("address", [*(place.format(NOBODYS) for place in PLACES.values()), "/items/sharing/"])
def test_the_anonymous_sign_in(address: str, client_of: ClientOf, client: object, db: object) -> None:
    answer = client.post(address)  # type: ignore[attr-defined]
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/sign-in/")


def test_refusals_are_shown_at_the_form_and_keep_what_was_typed(
    shared: Things, nora: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    client, address = client_of(nora), PLACES["series"].format(shared["series"])
    cases = [
        (typed(audiences["members"], tlp="red"), "TLP:RED needs an audience of named officers."),
        (typed(audiences["members"], handling=["H3"]), "Write what restriction H3 stands for."),
        (typed(audiences["members"], handling=[]), "This field is required."),
        (typed(audiences["FR"]), "Select a valid choice."),
        (typed(audiences["members"], follow=[str(audiences["FR"].key)]), "Select a valid choice."),
    ]
    for change, sentence in cases:
        answer = client.post(address, change)
        assert (answer.status_code, sentence in text(answer)) == (400, True), sentence
    assert audience_of("series", shared["series"]) == audiences["group"].pk
    thread = client.post(PLACES["thread"].format(shared["thread"]), typed(audiences["members"]))
    assert (thread.status_code, "Choose a narrower audience" in text(thread)) == (400, True)


def test_pictures_follow_when_ticked(
    shared: Things, nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    with acting_as(nora.pk):
        series = Series.objects.get(pk=shared["series"])
    narrow, theirs = make_item(nora, audiences["NL"], series), make_item(fleur, audiences["group"], series)
    client, address = client_of(nora), PLACES["series"].format(series.pk)
    form = body(client.get(address))
    ticked = re.findall(r'name="follow" value="([\w-]+)"[^>]*?(checked)?>', form)
    assert dict(ticked) == {str(audiences["group"].key): "checked", str(audiences["NL"].key): ""}
    preview = client.post(address, typed(audiences["members"], follow=[str(audiences["group"].key)]))
    assert "1 file" in text(preview)
    client.post(address, hidden(preview))
    assert audience_of("item", shared["item"]) == audiences["members"].pk
    assert audience_of("item", narrow.pk) == audiences["NL"].pk
    assert audience_of("item", theirs.pk) == audiences["group"].pk


def test_several_pictures_at_once(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    mine = [make_item(nora, audiences[key]) for key in ("NL", "group", "group")]
    theirs = make_item(fleur, audiences["group"])
    client = client_of(nora)
    chosen = {"items": [str(item.pk) for item in mine]}
    assert client.post("/items/sharing/").status_code == 400
    assert client.post("/items/sharing/", {"items": [*chosen["items"], str(theirs.pk)]}).status_code == 403
    unknown, unseen = (client_of(gregor).post("/items/sharing/", {"items": [key]}) for key in (NOBODYS, mine[0].pk))
    assert (unknown.status_code, unknown.content) == (404, unseen.content)
    assert client.post("/items/sharing/", chosen).status_code == 200
    preview = client.post("/items/sharing/", {**chosen, **typed(audiences["members"])})
    assert text(preview).count("Gains sight") == 2
    assert client.post("/items/sharing/", hidden(preview)).status_code == 302
    assert {audience_of("item", item.pk) for item in mine} == {audiences["members"].pk}
    assert audience_of("item", theirs.pk) == audiences["group"].pk


def test_a_preview_that_is_overtaken_is_shown_again(
    shared: Things, nora: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    client, address = client_of(nora), PLACES["series"].format(shared["series"])
    with acting_as(nora.pk):
        ours = make_audience(name="Ours", by=nora)
    preview = client.post(address, typed(ours))
    with acting_as(nora.pk):
        change_audience(audience=ours, changes=[GrantChange("country", "BE", "view")], by=nora)
    again = client.post(address, hidden(preview))
    assert (again.status_code, "BE Belgium Unit BE : 1 officer" in text(again)) == (409, True)
    assert audience_of("series", shared["series"]) == audiences["group"].pk
    assert client.post(address, hidden(again)).status_code == 302
    assert audience_of("series", shared["series"]) == ours.pk


def test_a_colleagues_change_is_not_overwritten(
    shared: Things, nora: Officer, niels: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    address = PLACES["item"].format(shared["item"])
    [was] = re.findall(r'name="was" value="(\w+)"', body(client_of(nora).get(address)))
    client_of(niels).post(address, typed(audiences["group"], tlp="clear"))
    answer = client_of(nora).post(address, typed(audiences["group"], tlp="green", was=was))
    assert (answer.status_code, "A colleague has changed" in text(answer)) == (409, True)
    [now] = re.findall(r'name="was" value="(\w+)"', body(answer))
    assert client_of(nora).post(address, typed(audiences["group"], tlp="green", was=now)).status_code == 302


def test_an_unlisted_audience_is_given_to_knowingly(
    shared: Things, nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    with acting_as(gregor.pk):
        theirs = make_audience(name="Harbour", by=gregor)
        grants = [GrantChange("country", "NL", "contribute"), GrantChange("country", "BE", "view")]
        change_audience(audience=theirs, changes=grants, by=gregor)
    client, address = client_of(nora), PLACES["series"].format(shared["series"])
    preview = client.post(address, typed(theirs))
    words = text(preview)
    assert "Germany does not list who is in « Harbour »." in words
    assert "Whoever is in « Harbour » and not in « NL and FR ». That is not listed." in words
    assert "Belgium" not in words
    unticked = client.post(address, hidden(preview))
    assert (unticked.status_code, "Tick that you know it" in text(unticked)) == (400, True)
    assert audience_of("series", shared["series"]) == audiences["group"].pk
    assert client.post(address, {**hidden(preview), "knows": "on"}).status_code == 302
    assert audience_of("series", shared["series"]) == theirs.pk
    # Back out of it: who else was in it is not told either.
    back = text(client.post(address, typed(audiences["group"])))
    assert "Whoever is in « Harbour » and not in « NL and FR ». That is not listed." in back
    assert "Also these, unless they are in « Harbour », which is not listed: FR France Unit FR" in back
    assert "Belgium" not in back
    assert "Germany" not in back


@pytest.mark.parametrize("number", [1, 3])
def test_the_form_asks_as_often_for_many_pictures_as_for_one(
    number: int,
    nora: Officer,
    audiences: Audiences,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    series = make_series(nora, audiences["group"])
    items = [make_item(nora, audiences["group"], series) for _ in range(number)]
    client = client_of(nora)
    with django_assert_num_queries(12):
        client.get(PLACES["series"].format(series.pk))
    with django_assert_num_queries(10):
        client.post("/items/sharing/", {"items": [str(item.pk) for item in items]})
