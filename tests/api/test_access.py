"""Who may ask the API at all, and how it refuses."""

from typing import Any

import pytest
from django.test import Client

from accounts.actions import create_token
from accounts.api.rest import OfficerThrottle
from accounts.models import Officer
from icse.core.doors import acting_as
from icse.core.models import AuditEntry
from series.models import Case
from tests.api.conftest import ApiOf
from tests.api.schema import published, validate

KEY = "01930000-0000-7000-8000-000000000000"


def token_of(who: Officer) -> dict[str, str]:
    with acting_as(who.pk):
        _, secret = create_token(name="tests", days=1, by=who)
    return {"Authorization": f"Bearer {secret}"}


def operations() -> list[tuple[str, str]]:
    paths = published()["paths"].items()
    return [(method, path.replace("{id}", KEY)) for path, found in paths for method in found]


@pytest.mark.parametrize(("method", "path"), operations())
def test_anonymous_is_refused_everywhere(client: Client, db: object, method: str, path: str) -> None:
    answer = getattr(client, method)(path)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    validate("#/components/schemas/Error", answer.json())


def test_me_tells_who_asks(api_of: ApiOf, nora: Officer) -> None:
    me = api_of(nora).get("me").json()
    assert (me["name"], me["unit"], me["country"], me["role"]) == ("Nora", "Unit NL", "NL", "analyst")
    assert "item.upload" in me["may"]
    assert "progress.view" not in me["may"]


def test_audiences_are_the_officers_own(api_of: ApiOf, nora: Officer, gregor: Officer, cleo: Officer) -> None:
    def names(who: Officer) -> set[tuple[str, str | None, bool]]:
        return {(a["kind"], a["owner"], a["may_contribute"]) for a in api_of(who).results("audiences")}

    assert names(nora) == {("members", None, True), ("national", "NL", True), ("group", "NL", True)}
    assert names(gregor) == {("members", None, True), ("national", "DE", True)}
    assert names(cleo) == set()


@pytest.mark.parametrize("header", ["X-CSRFToken", None])
def test_a_session_needs_the_csrf_token(nora: Officer, header: str | None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(nora, backend="accounts.sign_in.OfficerBackend")
    client.get("/sign-in/")
    client.get("/account/")
    headers = {header: client.cookies["csrftoken"].value} if header else {}
    body = {"national_reference": "NL-1"}
    answer = client.post("/api/v1/cases", body, content_type="application/json", headers=headers)
    assert answer.status_code == (200 if header else 403)
    validate(f"#/components/schemas/{'Case' if header else 'Error'}", answer.json())
    with acting_as(nora.pk):
        assert Case.objects.count() == (1 if header else 0)


def test_a_token_needs_no_csrf_token(nora: Officer) -> None:
    client = Client(enforce_csrf_checks=True)
    body = {"national_reference": "NL-1"}
    answer = client.post("/api/v1/cases", body, content_type="application/json", headers=token_of(nora))
    assert answer.status_code == 200


def test_a_token_of_an_expired_officer_is_refused_in_words(client: Client, una: Officer) -> None:
    answer = client.get("/api/v1/me", headers=token_of(una))
    assert answer.status_code == 403
    assert "certificate has ended" in answer.json()["error"]


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_undeclared_methods_are_refused(client: Client, nora: Officer, method: str) -> None:
    for path in ("me", "cases", *([] if method == "delete" else [f"items/{KEY}"])):
        answer = getattr(client, method)(f"/api/v1/{path}", headers=token_of(nora))
        assert answer.status_code == 405


def test_a_post_where_there_is_none_is_refused(api_of: ApiOf, nora: Officer) -> None:
    assert api_of(nora).post("me").status_code == 405


WRONG: list[tuple[bytes, str, int]] = [
    (b"{", "application/json", 400),
    (b"[]", "application/json", 400),
    (b'{"national_reference": 7, "seized_on": "yesterday"}', "application/json", 400),
    (b'{"national_reference": "a\\u0000b"}', "application/json", 400),
    (b"national_reference=1", "application/x-www-form-urlencoded", 415),
    (b'{"national_reference": "' + b"x" * 1024 * 1024 + b'"}', "application/json", 413),
]


@pytest.mark.parametrize(("body", "kind", "status"), WRONG)
def test_what_cannot_be_read_is_refused(client: Client, nora: Officer, body: bytes, kind: str, status: int) -> None:
    answer = client.generic("POST", "/api/v1/cases", body, content_type=kind, headers=token_of(nora))
    assert answer.status_code == status
    validate("#/components/schemas/Error", answer.json())
    with acting_as(nora.pk):
        assert Case.objects.count() == 0


def test_an_error_names_its_field(api_of: ApiOf, nora: Officer) -> None:
    answer = api_of(nora).post("cases", {"national_reference": "NL-1", "seized_on": "yesterday"})
    assert (answer.status_code, answer.json()["field"]) == (400, "seized_on")


def test_a_refused_role_is_recorded(api_of: ApiOf, ada: Officer) -> None:
    assert api_of(ada).post("cases", {"national_reference": "NL-1"}).status_code == 403
    with acting_as(ada.pk):
        assert [(e.action, e.facts) for e in AuditEntry.objects.all()] == [
            ("request.refused", {"view": "api-cases", "method": "POST"})
        ]


def test_a_program_that_goes_wrong_is_slowed(
    api_of: ApiOf, nora: Officer, monkeypatch: pytest.MonkeyPatch, own_cache: None
) -> None:
    monkeypatch.setattr(OfficerThrottle, "rate", "2/min")
    api = api_of(nora)
    answers: list[Any] = [api.get("me") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[2].headers["Retry-After"]) <= 61
