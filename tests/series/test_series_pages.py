"""The pages of a series: what they show, what they refuse, and that they tell nothing of what is hidden."""

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import AuditEntry
from series.models import Placement, Series, Subject
from tests.series.grouping import add, confirm, make_items, make_series, record, seen_series

ClientOf = Callable[[Officer], Client]
ROWS = {"form-TOTAL_FORMS": "3", "form-INITIAL_FORMS": "0"}


def views_of(series: Series) -> int:
    with acting_as_system("tests"):
        return AuditEntry.objects.filter(action="series.viewed", object_id=str(series.pk)).count()


def words(response: Any) -> str:
    return " ".join(response.content.decode().split())


@pytest.fixture
def series(nora: Officer, audiences: dict[str, Audience]) -> Series:
    return make_series(by=nora, audience=audiences["group"], title="Green <room>", summary="Curtains.\nمرحبا")


@pytest.mark.parametrize("name", ["series", "series-body", "series-edit", "series-place", "subject-add"])
def test_hidden_and_missing_answer_alike(
    name: str, series: Series, nora: Officer, gregor: Officer, client_of: ClientOf
) -> None:
    assert client_of(nora).get(reverse(name, args=[series.pk])).status_code == 200
    client = client_of(gregor)
    for method in (client.get, client.post):
        hidden, missing = (method(reverse(name, args=[key])) for key in (series.pk, uuid4()))
        assert hidden.status_code == missing.status_code
        assert (hidden.content, hidden.headers.items()) == (missing.content, missing.headers.items())
    assert client.get(reverse(name, args=[series.pk])).status_code == 404
    with acting_as_system("tests"):
        assert AuditEntry.objects.filter(officer_id=gregor.pk).count() == 0


@pytest.mark.parametrize("name", ["series", "series-edit", "series-place", "subject-add"])
def test_the_anonymous_are_sent_to_sign_in(name: str, series: Series, client: Client) -> None:
    response = client.get(reverse(name, args=[series.pk]))
    assert (response.status_code, response["Location"].split("?")[0]) == (302, reverse("sign-in"))


def test_the_page_is_recorded_and_its_refreshes_are_not(series: Series, fleur: Officer, client_of: ClientOf) -> None:
    client = client_of(fleur)
    page = client.get(reverse("series", args=[series.pk]))
    assert "Green &lt;room&gt;" in words(page)
    assert "مرحبا" in words(page)
    assert views_of(series) == 1
    body = client.get(reverse("series-body", args=[series.pk]))
    assert body.content.decode().strip() in page.content.decode()
    assert views_of(series) == 1


def test_pictures_that_are_hidden_are_not_counted(
    series: Series, nora: Officer, fleur: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    shown = make_items(2, by=nora, audience=audiences["group"])
    hidden = make_items(1, by=nora, audience=audiences["NL"], name="secret")
    response = client_of(nora).post(
        reverse("series-place", args=[series.pk]), {"items": [item.pk for item in [*shown, *hidden]]}, follow=True
    )
    assert "3 shown to you" in words(response)
    assert "1 of 3 files stay visible to Netherlands only." in words(response).replace("(Kingdom of the) ", "")
    seen = words(client_of(fleur).get(reverse("series", args=[series.pk])))
    assert "2 shown to you" in seen
    history = client_of(fleur).get(reverse("series-history", args=[series.pk]), headers={"HX-Request": "true"})
    assert "2 files added" in words(history)
    assert "3 files" not in words(history)
    assert "secret" not in seen
    assert {str(item.pk) in seen for item in shown} == {True}


def test_queries_do_not_grow(
    nora: Officer,
    audiences: dict[str, Audience],
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_of(nora)
    for number in (1, 3):
        series = make_series(
            by=nora, audience=audiences["group"], items=make_items(number, by=nora, audience=audiences["group"])
        )
        for _ in range(number):
            add(series, "victim", by=nora)
        with django_assert_num_queries(18):
            assert client.get(reverse("series", args=[series.pk])).status_code == 200


def test_pictures_come_in_pages(
    series: Series, nora: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    items = make_items(26, by=nora, audience=audiences["group"])
    client = client_of(nora)
    client.post(reverse("series-place", args=[series.pk]), {"items": [item.pk for item in items]})
    first = client.get(reverse("series", args=[series.pk]))
    second = client.get(first.context["older"])
    on = [{p.item_id for p in page.context["pictures"].placements} for page in (first, second)]
    assert [len(keys) for keys in on] == [24, 2]
    assert on[0] | on[1] == {item.pk for item in items}
    assert (first.context["newest"], second.context["older"]) == (None, None)


def test_a_series_is_made_of_a_selection(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    items = make_items(2, by=nora, audience=audiences["group"]) + make_items(1, by=nora, audience=audiences["NL"])
    keys = [str(item.pk) for item in items]
    client = client_of(nora)
    asked = client.post(reverse("series-new"), {"items": keys})
    assert asked.status_code == 200
    assert "3 files selected" in words(asked)
    assert seen_series(nora) == set()
    form = {
        **ROWS,
        "save": "1",
        "items": keys,
        "title": "Chambre verte",
        "summary": "Rideaux.",
        "audience": audiences["group"].key,
        "form-0-role": "victim",
        "form-2-role": "offender",
        "form-2-label": "La main",
    }
    made = client.post(reverse("series-new"), form)
    with acting_as(nora.pk):
        series = Series.objects.get()
        assert (series.title, series.summary) == ("Chambre verte", "Rideaux.")
        assert {str(p.item_id) for p in Placement.objects.all()} == set(keys)
        assert set(Subject.objects.values_list("label", flat=True)) == {"Victim 1", "La main"}
    assert (made.status_code, made["Location"]) == (302, reverse("series", args=[series.pk]))
    assert [seen_series(who) for who in (nora, fleur, gregor)] == [{series.pk}, {series.pk}, set()]


@pytest.mark.parametrize(
    "wrong",
    [{"title": " "}, {"audience": "0"}, {"audience": ""}, {"form-1-label": "Somebody"}, {"form-TOTAL_FORMS": "9"}],
)
def test_a_refused_form_keeps_what_was_typed(
    wrong: dict[str, str], nora: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    (item,) = make_items(1, by=nora, audience=audiences["NL"])
    right = {**ROWS, "save": "1", "items": [str(item.pk)], "title": "T", "audience": str(audiences["NL"].key)}
    kept = {**right, "summary": "Une longue histoire", "form-0-known": "Twelve", "form-0-role": "victim"}
    response = client_of(nora).post(reverse("series-new"), {**kept, **wrong})
    assert response.status_code == 400
    assert seen_series(nora) == set()
    assert "Une longue histoire" in words(response)
    assert "Twelve" in words(response)
    assert f'name="items" value="{item.pk}"' in words(response)
    assert client_of(nora).post(reverse("series-new"), right).status_code == 302


def test_another_countrys_audience_is_no_choice(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    answers = [
        client_of(nora).post(reverse("series-new"), {**ROWS, "save": "1", "title": "T", "audience": str(key)})
        for key in (audiences["DE"].key, uuid4(), audiences["NL"].pk)
    ]
    assert [response.status_code for response in answers] == [400] * 3
    errors = [response.context["form"].errors for response in answers]
    assert errors[0] == errors[1] != {}


def test_audiences_are_told_apart_by_their_keys(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    """Their numbers would tell how many there are that nobody here sees."""
    (item,) = make_items(1, by=nora, audience=audiences["group"])
    page = client_of(nora).post(reverse("series-new"), {"items": [str(item.pk)]}).content.decode()
    choices = re.search(r'<select name="audience".*?</select>', page, re.DOTALL)
    assert choices
    values = re.findall(r'<option value="([^"]*)"( selected)?', choices[0])
    held = {(str(audiences[name].key), "") for name in ("members", "NL")}
    assert set(values) == {("", ""), *held, (str(audiences["group"].key), " selected")}


def test_a_hidden_item_is_as_one_that_is_not_there(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    (hidden,) = make_items(1, by=fleur, audience=audiences["FR"])
    (shown,) = make_items(1, by=fleur, audience=audiences["group"])
    series = make_series(by=nora, audience=audiences["group"])
    client = client_of(nora)
    for address in (reverse("series-new"), reverse("series-place", args=[series.pk])):
        answers = [client.post(address, {"items": [str(shown.pk), str(key)]}) for key in (hidden.pk, uuid4(), "x")]
        assert [answer.status_code for answer in answers] == [404, 404, 404]
        assert len({answer.content for answer in answers}) == 1
    with acting_as(nora.pk):
        assert list(Placement.objects.all()) == []
    placed = client.post(reverse("series-place", args=[series.pk]), {"items": [str(shown.pk)]})
    assert placed.status_code == 302


def test_roles_without_content_make_no_series(nora: Officer, cleo: Officer, ada: Officer, client_of: ClientOf) -> None:
    assert [client_of(who).get(reverse("series-new")).status_code for who in (nora, cleo, ada)] == [200, 403, 403]


def test_pictures_to_choose_from_are_the_countrys_own(
    series: Series, nora: Officer, niels: Officer, fleur: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    mine = make_items(1, by=nora, audience=audiences["NL"]) + make_items(1, by=niels, audience=audiences["group"])
    make_items(1, by=fleur, audience=audiences["group"])
    make_items(1, by=nora, audience=audiences["NL"], state="received")
    address = reverse("series-place", args=[series.pk])
    client = client_of(nora)
    assert {item.pk for item in client.get(address).context["items"]} == {item.pk for item in mine}
    client.post(address, {"items": [str(mine[0].pk)]})
    assert {item.pk for item in client.get(address).context["items"]} == {mine[1].pk}


def test_nothing_selected_is_said(series: Series, nora: Officer, client_of: ClientOf) -> None:
    response = client_of(nora).post(reverse("series-place", args=[series.pk]), {})
    assert response.status_code == 400
    assert "Select at least one file first." in words(response)


def test_editing(series: Series, nora: Officer, fleur: Officer, client_of: ClientOf) -> None:
    address = reverse("series-edit", args=[series.pk])
    typed = {"title": "Blue room", "summary": "Now known.", "version": "1"}
    assert client_of(fleur).get(address).status_code == 403
    assert client_of(fleur).post(address, typed).status_code == 403
    empty = client_of(nora).post(address, {**typed, "title": ""})
    assert (empty.status_code, "Now known." in words(empty)) == (400, True)
    assert client_of(nora).post(address, typed).status_code == 302
    with acting_as(nora.pk):
        assert Series.objects.values_list("title", "summary", "version").get() == ("Blue room", "Now known.", 2)


def test_the_second_editor_sees_both_texts(series: Series, nora: Officer, niels: Officer, client_of: ClientOf) -> None:
    address = reverse("series-edit", args=[series.pk])
    client_of(nora).post(address, {"title": "Hers", "summary": "Her text.", "version": "1"})
    theirs = client_of(niels).post(address, {"title": "His", "summary": "His text.", "version": "1"})
    assert theirs.status_code == 409
    for one, other in (("Hers", "His"), ("Her", "His")):
        assert f'<mark class="only-here">{one}</mark>' in words(theirs)
        assert f'<mark class="only-here">{other}</mark>' in words(theirs)
    for typed in ('value="His"', "His text.</textarea>"):
        assert typed in words(theirs)
    assert 'name="version" value="2"' in words(theirs)
    again = client_of(niels).post(address, {"title": "His", "summary": "His text.", "version": "2"})
    assert again.status_code == 302
    with acting_as(nora.pk):
        assert Series.objects.values_list("title", "version").get() == ("His", 3)


def test_the_pictures_of_a_solved_series_are_folded_away(
    nora: Officer, fleur: Officer, felix: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    items = make_items(2, by=nora, audience=audiences["group"])
    series = make_series(by=nora, audience=audiences["group"], items=items)
    recorded = record(add(series, "victim", by=nora), by=fleur)
    folded = "2 files of a solved series; open only if needed"
    page = reverse("series", args=[series.pk])
    before = words(client_of(nora).get(page))
    assert folded not in before
    confirm(recorded, by=felix)
    after = words(client_of(nora).get(page))
    assert folded in after
    assert before.count("data-plain") == after.count("data-plain") == 2
    history = words(client_of(nora).get(reverse("series-history", args=[series.pk])))
    confirmed = history.split("Victim 1: identification confirmed", 1)[1]
    assert '<p class="timeline-meta"><bdi>France</bdi>' in confirmed.split("</li>", 1)[0]
