"""The pages of what is said of subjects and items, and of which files show whom."""

import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from icse.core.models import AuditEntry
from series.models import ItemStatement, Subject, SubjectStatement
from tests.series.describing import depict, depictions, described, say, say_of_item
from tests.series.grouping import add, confirm, make_items, record

Audiences = dict[str, Audience]
ClientOf = Callable[[Officer], Client]
UNKNOWN = UUID("01930000-0000-7000-8000-000000000000")
SURE = {"source_evaluation": "B", "information_evaluation": "3"}


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_several_things_are_said_at_once(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    _, victim, _ = described(nora, audiences["group"])
    typed = {"sex": "female", "age": "6-9", "language": "fr", "mark": "A scar on the hand", **SURE}
    done = client_of(fleur).post(reverse("subject-say", args=[victim.pk]), typed)
    assert (done.status_code, done["Location"]) == (302, reverse("subject", args=[victim.pk]))
    say(victim, "age", "3-5", by=nora)
    shown = text(client_of(nora).get(reverse("subject", args=[victim.pk])))
    for words in ("Female", "6 to 9", "3 to 5", "French (fr)", "A scar on the hand", "Unit FR", "B3", "Units disagree"):
        assert words in shown
    assert "Fleur" not in shown
    line = text(client_of(nora).get(reverse("series", args=[victim.series_id])))
    assert "3 to 5 B3 or 6 to 9 B3" in line
    history = text(client_of(nora).get(reverse("series-history", args=[victim.series_id])))
    assert "Victim 1: age described" in history


def test_one_wrong_thing_keeps_all_from_being_said(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    _, victim, _ = described(nora, audiences["group"])
    answer = client_of(nora).post(
        reverse("subject-say", args=[victim.pk]), {"sex": "male", "language": "French", "mark": "A star", **SURE}
    )
    assert answer.status_code == 400
    assert "Write a language tag" in text(answer)
    assert "A star" in answer.content.decode()
    empty = client_of(nora).post(reverse("subject-say", args=[victim.pk]), SURE)
    assert (empty.status_code, "Say at least one thing." in text(empty)) == (400, True)
    with acting_as_system("tests"):
        assert not SubjectStatement.objects.exists()


def test_what_was_said_meanwhile_is_refused_in_words(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    _, victim, _ = described(nora, audiences["group"])
    say(victim, "sex", "male", by=nora)
    answer = client_of(nora).post(reverse("subject-say", args=[victim.pk]), {"sex": "male", **SURE})
    assert (answer.status_code, "Your unit says this already." in text(answer)) == (409, True)


def test_of_who_is_identified_no_form_is_shown(
    nora: Officer, niels: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    _, victim, _ = described(nora, audiences["group"])
    page = reverse("subject", args=[victim.pk])
    assert client_of(nora).get(page).context["form"] is not None
    confirm(record(victim, by=nora), by=niels)
    assert client_of(nora).get(page).context["form"] is None


def test_withdrawing(nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    _, victim, [item] = described(nora, audiences["group"], items=1)
    one, other = say(victim, "sex", "female", by=fleur), say_of_item(item, "distributed", "yes", by=fleur)
    for name, row in (("subject-statement-withdraw", one), ("item-statement-withdraw", other)):
        address = reverse(name, args=[row.pk])
        assert client_of(nora).post(address).status_code == 403
        assert client_of(fleur).post(address).status_code == 302
        assert client_of(fleur).post(address).status_code == 409
    with acting_as_system("tests"):
        assert not SubjectStatement.objects.filter(withdrawn_at=None).exists()
        assert not ItemStatement.objects.filter(withdrawn_at=None).exists()


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("subject", "get"),
        ("subject-body", "get"),
        ("subject-edit", "get"),
        ("subject-edit", "post"),
        ("subject-say", "post"),
        ("subject-files", "get"),
        ("subject-files", "post"),
        ("subject-statement-withdraw", "post"),
        ("item-statements", "get"),
        ("item-statements", "post"),
        ("item-statement-withdraw", "post"),
    ],
)
def test_hidden_and_missing_answer_alike(
    name: str, method: str, nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    _, victim, [item] = described(nora, audiences["group"], items=1)
    keys = {
        "subject-statement-withdraw": say(victim, "sex", "female", by=nora).pk,
        "item-statements": item.pk,
        "item-statement-withdraw": say_of_item(item, "distributed", "yes", by=nora).pk,
    }
    ask = getattr(client_of(gregor), method)
    hidden = ask(reverse(name, args=[keys.get(name, victim.pk)]))
    missing = ask(reverse(name, args=[UNKNOWN]))
    assert (hidden.status_code, hidden.content) == (404, missing.content)


def test_who_is_not_signed_in_is_sent_there(nora: Officer, audiences: Audiences) -> None:
    _, victim, _ = described(nora, audiences["group"])
    answer = Client().get(reverse("subject", args=[victim.pk]))
    assert (answer.status_code, answer["Location"].startswith("/sign-in/")) == (302, True)


def test_looking_is_recorded(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    _, victim, _ = described(nora, audiences["group"])
    client_of(nora).get(reverse("subject", args=[victim.pk]))
    with acting_as_system("tests"):
        assert AuditEntry.objects.filter(action="subject.viewed", object_id=str(victim.pk)).count() == 1


@pytest.mark.parametrize(("number", "queries"), [(1, 14), (3, 14)])
def test_a_subject_asks_as_much_for_three_as_for_one(
    nora: Officer,
    fleur: Officer,
    audiences: Audiences,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
    queries: int,
) -> None:
    _, victim, items = described(nora, audiences["group"], items=number)
    depict(victim, *items, by=nora)
    for kind, value in (("sex", "male"), ("age", "6-9"), ("hair", "red"))[:number]:
        say(victim, kind, value, by=fleur)
    browser = client_of(nora)
    with django_assert_num_queries(queries):
        browser.get(reverse("subject", args=[victim.pk]))


@pytest.mark.parametrize(("number", "queries"), [(1, 11), (3, 11)])
def test_what_is_said_of_an_item_asks_as_much_for_three_as_for_one(
    nora: Officer,
    audiences: Audiences,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
    queries: int,
) -> None:
    series, victim, [item] = described(nora, audiences["group"], items=1)
    for subject in [victim, add(series, "offender", by=nora), add(series, "victim", by=nora)][:number]:
        depict(subject, item, by=nora)
    for kind, value in (("nature", "context"), ("distributed", "yes"), ("authenticity", "real"))[:number]:
        say_of_item(item, kind, value, by=nora)
    browser = client_of(nora)
    with django_assert_num_queries(queries):
        browser.get(reverse("item-statements", args=[item.pk]))


def test_an_item_is_described(nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    _, victim, [item] = described(nora, audiences["group"], items=1)
    depict(victim, item, by=nora)
    address = reverse("item-statements", args=[item.pk])
    done = client_of(fleur).post(address, {"nature": "context", "taken_by": "child", **SURE})
    assert (done.status_code, done["Location"]) == (302, reverse("item", args=[item.pk]))
    shown = text(client_of(nora).get(address))
    for words in ("At upload: Content", "Context", "The child, whatever the pressure or deceit", "Unit FR", "Victim 1"):
        assert words in shown
    assert client_of(nora).post(address, {"nature": "room", **SURE}).status_code == 400


def test_files_are_chosen_many_at_a_time_and_taken_back(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    _, victim, [first, second, third] = described(nora, audiences["group"], items=3)
    address, hers = reverse("subject-files", args=[victim.pk]), client_of(fleur)
    # A stack is sent as one value.
    chosen = {"items": [f"{first.pk} {second.pk}", str(third.pk)]}
    assert hers.post(address, chosen).status_code == 302
    assert depictions() == {(victim.pk, one.pk) for one in (first, second, third)}
    assert hers.get(address).content.decode().count("Shows this person") == 3
    assert hers.post(address, {"items": [str(third.pk)], "remove": "1"}).status_code == 302
    assert depictions() == {(victim.pk, one.pk) for one in (first, second)}
    assert hers.post(address, {}).status_code == 400
    [elsewhere] = make_items(1, by=fleur, audience=audiences["group"])
    assert hers.post(address, {"items": [str(elsewhere.pk)]}).status_code == 400
    assert hers.post(address, {"items": [str(UNKNOWN)]}).status_code == 404


def test_a_series_is_narrowed_by_whom_its_files_show(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series, victim, [first, second] = described(nora, audiences["group"], items=2)
    depict(victim, first, by=nora)
    say_of_item(second, "authenticity", "generated", by=nora)
    address = reverse("series", args=[series.pk])

    def shown(query: str) -> set[UUID]:
        page = client_of(fleur).get(f"{address}?{query}")
        return {one.item_id for one in page.context["pictures"].placements}

    assert shown("") == {first.pk, second.pk}
    assert shown(f"subject={victim.pk}") == {first.pk}
    assert shown("authenticity=generated") == {second.pk}
    assert shown(f"subject={victim.pk}&authenticity=generated") == set()
    assert shown("authenticity=nonsense") == {first.pk, second.pk}
    _, other, _ = described(gregor, audiences["DE"])
    hidden = client_of(fleur).get(f"{address}?subject={other.pk}")
    missing = client_of(fleur).get(f"{address}?subject={UNKNOWN}")
    assert (hidden.status_code, hidden.content) == (404, missing.content)


def test_editing_and_being_overtaken(
    nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    _, victim, _ = described(nora, audiences["group"])
    address = reverse("subject-edit", args=[victim.pk])
    assert client_of(fleur).get(address).status_code == 403
    assert client_of(nora).get(address).status_code == 200
    hers = {"label": "The girl in green", "known": "She speaks Dutch.", "version": "1"}
    assert client_of(nora).post(address, hers).status_code == 302
    his = client_of(niels).post(
        address, {"label": "The child in green", "known": "She speaks Frisian.", "version": "1"}
    )
    page = his.content.decode()
    assert his.status_code == 409
    assert 'name="version" value="2"' in page
    for marked in ("girl", "child", "Dutch", "Frisian"):
        assert f'<mark class="only-here">{marked}</mark>' in page
    assert 'value="The child in green"' in page
    again = client_of(niels).post(address, {"label": "The child", "known": "Dutch or Frisian.", "version": "2"})
    assert again.status_code == 302
    wrong = client_of(niels).post(address, {"label": "", "known": "Lost?", "version": "3"})
    assert (wrong.status_code, "Lost?" in wrong.content.decode()) == (400, True)
    with acting_as_system("tests"):
        found = Subject.objects.get(pk=victim.pk)
    assert (found.label, found.known, found.version) == ("The child", "Dutch or Frisian.", 3)
