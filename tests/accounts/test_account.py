"""The account page: what it tells, and what an officer may change about the own account."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Officer
from accounts.permissions import MAY
from accounts.role_words import WORDS, allowed_words
from icse.core import audit
from icse.core.doors import acting_as
from icse.core.models import AuditEntry
from tests.conftest import officer
from tests.personas import PASSWORD, address

ClientOf = Callable[[Officer], Client]
NEW = "three new words and a number 7"


@pytest.fixture(autouse=True)
def _attempts_start_at_none(own_cache: None) -> None:
    """Every test counts its own attempts."""


def acts(who: Officer) -> list[str]:
    with acting_as(who.pk):
        return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def change(client: Client, current: str = PASSWORD, new: str = NEW, again: str = NEW) -> int:
    return client.post("/account/password/", {"current": current, "new": new, "again": again}).status_code


def test_it_says_who_i_am(client_of: ClientOf, nora: Officer) -> None:
    page = client_of(nora).get("/account/")
    assert page.status_code == 200
    assert dict(page.context["facts"]) == {
        "Name": "Nora",
        "E-mail address": address("Nora"),
        "Unit": "Unit NL",
        "Country": "Netherlands",
        "Role": "Analyst",
        "Certificate until": "2099-01-01",
        "Languages": "English",
        "Pictures opened today": 0,
    }


def test_exposures_of_today_are_my_own(client_of: ClientOf, nora: Officer, niels: Officer) -> None:
    for who, times in ((nora, 2), (niels, 1)):
        with acting_as(who.pk):
            for _ in range(times):
                audit.record("media.exposed", on=who)
    assert dict(client_of(nora).get("/account/").context["facts"])["Pictures opened today"] == 2


def test_anonymous_is_sent_to_sign_in(client: Client, db: object) -> None:
    assert client.get("/account/").headers["Location"] == "/sign-in/?next=/account/"
    assert client.post("/account/languages/", {"languages": "fr"}).status_code == 302


def test_every_action_has_words_and_a_role_shows_its_own() -> None:
    assert set(WORDS) == set().union(*MAY.values())
    assert allowed_words(Officer(role="coordinator")) == ["See progress against the target"]
    assert allowed_words(Officer(role="administrator")) == ["See lists of hashes", "Import and remove lists of hashes"]


def test_languages_are_saved_in_order(client_of: ClientOf, nora: Officer) -> None:
    answer = client_of(nora).post("/account/languages/", {"languages": "NL, en ,nl, pt-br"})
    assert answer.status_code == 302
    assert officer("Nora").languages == ["nl", "en", "pt-br"]
    assert acts(nora) == ["officer.languages_changed"]


@pytest.mark.parametrize("typed", ["english", "en fr", "e", "<b>"])
def test_wrong_languages_are_refused_and_kept(client_of: ClientOf, nora: Officer, typed: str) -> None:
    answer = client_of(nora).post("/account/languages/", {"languages": typed})
    assert answer.status_code == 400
    assert answer.context["forms"]["languages"]["languages"].value() == typed
    assert officer("Nora").languages == ["en"]
    assert acts(nora) == []


def test_a_new_password_ends_the_other_sessions(client_of: ClientOf, client: Client, nora: Officer) -> None:
    here, elsewhere = client_of(nora), client_of(nora)
    assert elsewhere.get("/account/").status_code == 200
    assert change(here) == 302
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    old = client.post("/sign-in/", {"email": address("Nora"), "password": PASSWORD})
    new = client.post("/sign-in/", {"email": address("Nora"), "password": NEW})
    assert (old.status_code, new.status_code) == (400, 302)
    assert acts(nora) == ["officer.password_changed", "officer.signed_in"]


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"current": "wrong"}, "current"),
        ({"new": "short", "again": "short"}, "new"),
        ({"new": "qwerty123456", "again": "qwerty123456"}, "new"),
        ({"again": "something else entirely"}, "again"),
    ],
)
def test_a_password_that_is_refused_changes_nothing(
    client_of: ClientOf, nora: Officer, typed: dict[str, str], field: str
) -> None:
    here, elsewhere = client_of(nora), client_of(nora)
    answer = here.post("/account/password/", {"current": PASSWORD, "new": NEW, "again": NEW, **typed})
    assert answer.status_code == 400
    assert set(answer.context["forms"]["password"].errors) == {field}
    assert NEW not in answer.content.decode()
    assert elsewhere.get("/account/").status_code == 200
    assert acts(nora) == []


def test_guessing_the_present_password_is_stopped(client_of: ClientOf, nora: Officer) -> None:
    here = client_of(nora)
    assert {change(here, current="wrong") for _ in range(7)} == {400}
    change(here, current="wrong")
    assert change(here) == 429
    assert acts(nora) == []


@pytest.mark.parametrize("path", ["/account/languages/", "/account/password/", "/account/tokens/"])
def test_changes_are_posts(client_of: ClientOf, nora: Officer, path: str) -> None:
    assert client_of(nora).get(path).status_code == 405


def test_an_expired_certificate_changes_nothing(client_of: ClientOf, una: Officer) -> None:
    answer = client_of(una).post("/account/languages/", {"languages": "fr"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/account/")
    assert officer("Una").languages == ["en"]
