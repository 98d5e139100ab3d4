"""Tokens for programs: shown once, kept as a hash, ended at once, and nobody else's business."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from accounts.actions import MAX_TOKENS, create_token
from accounts.models import ApiToken, Officer
from accounts.sign_in import token_digest
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import IcseError
from icse.core.models import AuditEntry
from tests.personas import PASSWORD

ClientOf = Callable[[Officer], Client]
UNKNOWN = UUID("01930000-0000-7000-8000-000000000000")


@pytest.fixture(autouse=True)
def _attempts_start_at_none(own_cache: None) -> None:
    """Every test counts its own attempts."""


def make(who: Officer, days: int = 30) -> tuple[ApiToken, str]:
    with acting_as(who.pk):
        return create_token(name="nightly upload", days=days, by=who)


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_the_secret_is_shown_once_and_not_kept(client_of: ClientOf, nora: Officer) -> None:
    client = client_of(nora)
    made = client.post("/account/tokens/", {"name": "nightly upload", "days": "90", "password": PASSWORD})
    assert made.status_code == 201
    secret = made.context["secret"]
    assert secret in made.content.decode()
    assert secret not in client.get("/account/").content.decode()
    with acting_as(nora.pk):
        token = ApiToken.objects.get()
        assert token.digest == token_digest(secret)
        assert timedelta(days=89) < token.expires_at - timezone.now() <= timedelta(days=90)
        assert [e.action for e in AuditEntry.objects.all()] == ["token.created"]


@pytest.mark.parametrize("typed", ["wrong", ""])
def test_a_session_alone_makes_no_token(client_of: ClientOf, nora: Officer, typed: str) -> None:
    answer = client_of(nora).post("/account/tokens/", {"name": "nightly upload", "days": "90", "password": typed})
    assert (answer.status_code, answer.context["secret"]) == (400, "")
    assert set(answer.context["forms"]["token"].errors) == {"password"}
    with acting_as(nora.pk):
        assert ApiToken.objects.count() == 0


def test_guessing_the_password_there_is_stopped(client_of: ClientOf, nora: Officer) -> None:
    here, form = client_of(nora), {"name": "nightly upload", "days": "90"}
    for _ in range(8):
        here.post("/account/tokens/", {**form, "password": "wrong"})
    assert here.post("/account/tokens/", {**form, "password": PASSWORD}).status_code == 429
    with acting_as(nora.pk):
        assert ApiToken.objects.count() == 0


def test_a_new_password_revokes_every_token_of_mine(
    client_of: ClientOf, client: Client, nora: Officer, niels: Officer
) -> None:
    secrets = [make(nora)[1] for _ in range(2)]
    kept = make(niels)[1]
    new = "three new words and a number 7"
    typed = {"current": PASSWORD, "new": new, "again": new}
    assert client_of(nora).post("/account/password/", typed).status_code == 302
    answers = [client.get("/api/v1/me", headers=bearer(secret)).status_code for secret in [*secrets, kept]]
    assert answers == [401, 401, 200]
    with acting_as(nora.pk):
        actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["token.created"] * 2 + ["officer.password_changed"] + ["token.revoked"] * 2


def test_a_secret_has_256_random_bits(nora: Officer) -> None:
    _, one = make(nora)
    _, other = make(nora)
    assert one != other
    assert len(one.removeprefix("icse_")) == 43  # 32 bytes in base64 without padding


@pytest.mark.parametrize("days", ["366", "0", "-1", "x", ""])
def test_a_year_at_most(client_of: ClientOf, nora: Officer, days: str) -> None:
    answer = client_of(nora).post("/account/tokens/", {"name": "nightly upload", "days": days, "password": PASSWORD})
    assert answer.status_code == 400
    assert answer.context["forms"]["token"]["name"].value() == "nightly upload"
    with acting_as(nora.pk):
        assert ApiToken.objects.count() == 0


def test_the_action_itself_refuses_more_than_a_year(nora: Officer) -> None:
    with acting_as(nora.pk), pytest.raises(IcseError, match="one year"):
        create_token(name="long", days=366, by=nora)


def test_there_is_a_limit_for_tokens(client_of: ClientOf, nora: Officer) -> None:
    for _ in range(MAX_TOKENS):
        make(nora)
    answer = client_of(nora).post("/account/tokens/", {"name": "one more", "days": "30", "password": PASSWORD})
    assert answer.status_code == 400
    assert f"You have {MAX_TOKENS} tokens already" in answer.content.decode()


def test_a_token_opens_the_api_and_nothing_else(client: Client, nora: Officer) -> None:
    _, secret = make(nora)
    assert client.get("/api/v1/me", headers=bearer(secret)).json()["email"] == nora.email
    assert client.get("/account/", headers=bearer(secret)).status_code == 302


def test_a_revoked_token_is_refused_at_once(client_of: ClientOf, client: Client, nora: Officer) -> None:
    token, secret = make(nora)
    assert client.get("/api/v1/me", headers=bearer(secret)).status_code == 200
    assert client_of(nora).post(f"/account/tokens/{token.pk}/revoke/").status_code == 302
    assert client.get("/api/v1/me", headers=bearer(secret)).status_code == 401
    assert list(client_of(nora).get("/account/").context["tokens"]) == []
    with acting_as(nora.pk):
        assert [e.action for e in AuditEntry.objects.order_by("id")] == ["token.created", "token.revoked"]


def test_a_token_that_has_ended_is_refused(client: Client, nora: Officer) -> None:
    token, secret = make(nora)
    with acting_as_system("tests"):
        ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now())
    assert client.get("/api/v1/me", headers=bearer(secret)).status_code == 401


def test_the_token_of_an_officer_who_leaves_is_refused(client: Client, nora: Officer) -> None:
    _, secret = make(nora)
    with acting_as_system("tests"):
        Officer.objects.filter(pk=nora.pk).update(is_active=False)
    assert client.get("/api/v1/me", headers=bearer(secret)).status_code == 401


@pytest.mark.parametrize("header", ["Bearer wrong", "Bearer ", "Basic bm9yYTp4", "Bearer a\0b", "wrong"])
def test_a_wrong_token_is_nobody_even_beside_a_session(client_of: ClientOf, nora: Officer, header: str) -> None:
    client = client_of(nora)
    assert client.get("/api/v1/me").status_code == 200
    assert client.get("/api/v1/me", headers={"Authorization": header}).status_code == 401


def test_a_colleagues_token_looks_like_none(client_of: ClientOf, nora: Officer, niels: Officer) -> None:
    token, secret = make(nora)
    hers = client_of(niels).post(f"/account/tokens/{token.pk}/revoke/")
    none = client_of(niels).post(f"/account/tokens/{UNKNOWN}/revoke/")
    assert (hers.status_code, hers.content) == (404, none.content)
    with acting_as(nora.pk):
        assert ApiToken.objects.get().revoked_at is None
    with acting_as(niels.pk):
        assert list(ApiToken.objects.all()) == []
    assert secret


def test_the_page_asks_as_much_for_three_tokens_as_for_one(
    client_of: ClientOf, nora: Officer, django_assert_num_queries: Callable[[int], object]
) -> None:
    client = client_of(nora)
    for _ in range(2):
        make(nora)
        with django_assert_num_queries(8):  # type: ignore[attr-defined]
            assert client.get("/account/").status_code == 200
        make(nora)
