"""The audiences pages: for whom they are there, and the preview before every change."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.actions import change_audience, make_audience
from accounts.membership import GrantChange
from accounts.models import Audience, Country, Officer
from accounts.visibility import officers_who_see
from icse.core.doors import acting_as, acting_as_system
from tests.personas import GROUP_AUDIENCE, address

ClientOf = Callable[[Officer], Client]
Audiences = dict[str, Audience]
LIST = "/audiences/"


def url(audience: Audience) -> str:
    return f"{LIST}{audience.key}/"


def make(by: Officer, *countries: str, name: str = "Wallpapers", **more: bool) -> Audience:
    with acting_as(by.pk):
        made = make_audience(name=name, by=by, **more)
        changes = [GrantChange("country", code, "view") for code in countries]
        change_audience(audience=made, changes=changes, by=by)
    return made


def seers(audience: Audience) -> set[str]:
    with acting_as_system("tests"):
        return set(Officer.objects.filter(pk__in=officers_who_see(audience.pk)).values_list("name", flat=True))


def text(answer: object) -> str:
    body: bytes = answer.content  # type: ignore[attr-defined]
    return re.sub(r"<[^>]+>", "", body.decode())


def typed(name: str = GROUP_AUDIENCE, **more: str) -> dict[str, str]:
    return {"name": name, "level": "view", "version": "1", **more}


def seen(answer: object) -> str:
    [value] = re.findall(r'name="seen" value="(\w+)"', answer.content.decode())  # type: ignore[attr-defined]
    return str(value)


def shown(answer: object) -> list[str]:
    body: bytes = answer.content  # type: ignore[attr-defined]
    return re.findall(r'entry-title" href="/audiences/([0-9a-f-]+)/"', body.decode())


def keys(*audiences: Audience) -> list[str]:
    return [str(one.key) for one in audiences]


def test_the_list_shows_what_is_held(
    nora: Officer,
    niels: Officer,
    fleur: Officer,
    gregor: Officer,
    bea: Officer,
    audiences: Audiences,
    client_of: ClientOf,
) -> None:
    made = make(gregor, "BE")
    group = audiences["group"]
    members = audiences["members"]
    expected = {
        nora: keys(members, audiences["NL"], group),
        niels: keys(members, audiences["NL"], group),
        fleur: keys(members, audiences["FR"], group),
        gregor: keys(members, audiences["DE"], made),
        bea: keys(members, audiences["BE"], made),
    }
    for who, held in expected.items():
        assert shown(client_of(who).get(LIST)) == held, who.name


@pytest.mark.parametrize("name", ["cleo", "ada"])
def test_who_holds_nothing_is_shown_nothing(
    name: str, request: pytest.FixtureRequest, audiences: Audiences, client_of: ClientOf
) -> None:
    client = client_of(request.getfixturevalue(name))
    page = client.get(LIST)
    assert page.status_code == 200
    assert shown(page) == []
    assert 'href="/audiences/new/"' not in page.content.decode()
    assert client.get(f"{LIST}new/").status_code == 403
    assert client.post(f"{LIST}new/", {"name": "x", "named_only": "open"}).status_code == 403
    assert client.post(f"{LIST}default/", {"audience": ""}).status_code == 403
    for one in audiences.values():
        assert client.get(url(one)).status_code == 404


def test_anonymous_is_sent_to_sign_in(client: Client, audiences: Audiences) -> None:
    for path in (LIST, f"{LIST}new/", f"{LIST}default/", url(audiences["group"])):
        assert client.get(path)["Location"] == f"/sign-in/?next={path}"


def test_hidden_is_as_if_it_were_not_there(gregor: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    client = client_of(gregor)
    for ask in (client.get, lambda path: client.post(path, typed(country="DE"))):
        hidden, unknown = ask(url(audiences["group"])), ask(f"{LIST}{uuid4()}/")
        assert (hidden.status_code, hidden.content) == (404, unknown.content)
        assert dict(hidden.headers) == dict(unknown.headers)
    assert client.get(url(audiences["members"])).status_code == 200


def test_only_the_owning_unit_is_offered_the_form(
    nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    path = url(audiences["group"])
    for who, owns in ((nora, True), (niels, True), (fleur, False)):
        page = client_of(who).get(path).content.decode()
        assert ('name="officer"' in page) is owns
        assert ("Its owner does not show" in page) is not owns
        assert ("Change<" in client_of(who).get(LIST).content.decode()) is owns
    refused = client_of(fleur).post(path, typed(country="DE"))
    assert refused.status_code == 403
    assert seers(audiences["group"]) == {"Nora", "Niels", "Fleur", "Felix"}


def test_members_see_each_other_only_if_the_owner_lets_them(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    group, client = audiences["group"], client_of(fleur)
    with acting_as(nora.pk):
        bea = GrantChange("officer", address("Bea"), "view")
        change_audience(audience=group, changes=[bea], lists_members=False, by=nora)
    assert "Belgium" not in text(client.get(url(group)))
    with acting_as(nora.pk):
        change_audience(audience=group, changes=[], lists_members=True, by=nora)
    listed = text(client.get(url(group)))
    assert "Officers named one by one: Unit BE" in listed
    assert address("Bea") not in listed
    assert address("Bea") in text(client_of(nora).get(url(group)))


def test_a_unit_makes_an_audience(niels: Officer, client_of: ClientOf) -> None:
    client = client_of(niels)
    refused = client.post(f"{LIST}new/", {"name": "All members", "named_only": "named", "lists_members": "on"})
    assert refused.status_code == 400
    assert 'value="All members"' in refused.content.decode()
    assert 'value="named" aria-invalid' in refused.content.decode() or "checked" in refused.content.decode()
    made = client.post(f"{LIST}new/", {"name": "Wallpapers", "named_only": "open"})
    with acting_as_system("tests"):
        one = Audience.objects.get(name="Wallpapers")
    assert made["Location"] == url(one)
    assert (one.unit_id, one.named_only, one.lists_members) == (niels.unit_id, False, False)


def test_the_first_post_shows_and_the_second_does(
    nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    group, client = audiences["group"], client_of(nora)
    sent = typed(country="DE", **{"member-country-FR": "none"})
    preview = client.post(url(group), sent)
    told = {key: [(unit.name, number) for unit, number in preview.context[key]] for key in ("gaining", "losing")}
    assert told == {"gaining": [("Unit DE", 1)], "losing": [("Unit FR", 2)]}
    assert "<bdi>Unit FR</bdi>: 2 officers</li>" in preview.content.decode()
    assert seers(group) == {"Nora", "Niels", "Fleur", "Felix"}
    assert client_of(gregor).get(url(group)).status_code == 404
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', preview.content.decode()))
    done = client.post(url(group), {**again, "seen": seen(preview)})
    assert (done.status_code, done["Location"]) == (302, url(group))
    assert seers(group) == {"Nora", "Niels", "Gregor"}
    assert client_of(gregor).get(url(group)).status_code == 200


def test_who_is_overtaken_sees_both_names_and_loses_nothing(
    nora: Officer, niels: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    group, client = audiences["group"], client_of(nora)
    stale = seen(client.post(url(group), typed("Rooms", country="DE")))
    his = client_of(niels)
    assert his.post(url(group), typed("Walls", seen=seen(his.post(url(group), typed("Walls"))))).status_code == 302
    overtaken = client.post(url(group), typed("Rooms", country="DE", seen=stale))
    assert overtaken.status_code == 409
    saved, mine = (
        f'<mark class="only-here">{name}</mark>' in overtaken.content.decode() for name in ("Walls", "Rooms")
    )
    assert (saved, mine) == (True, True)
    assert 'name="version" value="2"' in overtaken.content.decode()
    assert seers(group) == {"Nora", "Niels", "Fleur", "Felix"}
    again = typed("Rooms", country="DE", version="2")
    assert client.post(url(group), {**again, "seen": seen(client.post(url(group), again))}).status_code == 302
    with acting_as(nora.pk):
        assert Audience.objects.get(pk=group.pk).name == "Rooms"


def test_what_was_not_shown_is_not_done(
    nora: Officer, niels: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    group, client = audiences["group"], client_of(nora)
    stale = seen(client.post(url(group), typed(country="DE")))
    assert client.post(url(group), typed(country="BE", seen=stale)).status_code == 409
    with acting_as(niels.pk):
        change_audience(audience=group, changes=[GrantChange("officer", address("Gregor"), "view")], by=niels)
    overtaken = client.post(url(group), typed(country="DE", seen=stale))
    assert overtaken.status_code == 409
    assert "Something has changed" in text(overtaken)
    assert "Gregor" in seers(group)
    assert client.post(url(group), typed(country="DE", seen=seen(overtaken))).status_code == 302


def test_what_was_typed_is_kept_when_it_is_refused(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    sent = typed("Two countries", officer="nobody@example.invalid", **{"member-country-FR": "view"})
    refused = client_of(nora).post(url(audiences["group"]), sent)
    page = refused.content.decode()
    assert refused.status_code == 400
    assert "No officer has this address." in page
    assert 'value="nobody@example.invalid"' in page
    assert 'value="Two countries"' in page
    assert '<option value="view" selected>Viewer' in page


def test_the_own_country_cannot_be_taken_out(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    refused = client_of(nora).post(url(audiences["group"]), typed(**{"member-country-NL": "none"}))
    assert refused.status_code == 400
    assert "Nora" in seers(audiences["group"])


def test_named_officers_have_an_audience_to_themselves(
    nora: Officer, niels: Officer, client_of: ClientOf, gregor: Officer
) -> None:
    made = make(nora, name="Three people", named_only=True)
    client = client_of(nora)
    page = client.get(url(made)).content.decode()
    assert 'name="country"' not in page
    assert client_of(niels).get(url(made)).status_code == 404
    sent = typed("Three people", officer=address("Gregor"), country="FR")
    client.post(url(made), {**sent, "seen": seen(client.post(url(made), sent))})
    assert seers(made) == {"Nora", "Gregor"}


def test_the_default_is_set_by_the_supervisor_and_offered_first(
    nora: Officer, niels: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    group, path = audiences["group"], f"{LIST}default/"
    assert client_of(nora).post(path, {"audience": str(group.key)}).status_code == 403
    client = client_of(niels)
    assert client.post(path, {"audience": str(audiences["DE"].key)}).status_code == 400
    assert client.post(path, {"audience": str(group.key)}).status_code == 302
    hers = client_of(nora)
    assert f'<option value="{group.key}" selected>' in hers.get("/upload/").content.decode()
    assert f'<option value="{group.key}" selected>' in hers.get("/series/new/").content.decode()
    assert GROUP_AUDIENCE in text(hers.get(LIST))
    assert client.post(path, {"audience": ""}).status_code == 302
    assert f'<option value="{audiences["NL"].key}" selected>' in hers.get("/upload/").content.decode()
    with acting_as_system("tests"):
        assert Country.objects.get(pk="NL").default_audience is None


def test_the_list_has_pages(nora: Officer, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.views.audiences.PER_PAGE", 2)
    one, two = make(nora, name="A"), make(nora, name="B")
    client = client_of(nora)
    first = client.get(LIST)
    assert shown(first)[2:] == keys(one, two)
    [more] = re.findall(r'href="(/audiences/\?after=[^"]+)"', first.content.decode())
    with acting_as(nora.pk):
        group = Audience.objects.get(name=GROUP_AUDIENCE)
    assert shown(client.get(more))[2:] == keys(group)


@pytest.mark.parametrize("count", [1, 3])
def test_queries(
    nora: Officer, fleur: Officer, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    made = [make(nora, *("FR", "DE", "BE")[:count], name=f"{n}") for n in range(count)]
    client = client_of(nora)
    with django_assert_num_queries(11):
        client.get(LIST)
    with django_assert_num_queries(13):
        client.get(url(made[0]))
    with django_assert_num_queries(15):
        client.post(url(made[0]), typed("0", **{f"member-country-{code}": "none" for code in ("FR", "DE", "BE")}))


def test_an_open_page_asks_for_its_live_part_alone(fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    for path, part in ((LIST, "audience-list"), (url(audiences["group"]), "audience")):
        answer = client_of(fleur).get(path, headers={"X-Requested-With": "live"})
        assert answer.content.decode().strip().startswith(f'<div class="stack" id="{part}"')
