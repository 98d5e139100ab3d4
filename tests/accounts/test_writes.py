"""How fast an officer may write on pages, and where what was typed is not kept."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts import pace
from accounts.models import Officer
from icse.core.limits import how_often

ClientOf = Callable[[Officer], Client]


def test_a_program_on_the_pages_is_slowed(
    nora: Officer, niels: Officer, client_of: ClientOf, own_cache: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "MOST_WRITES", 2)
    monkeypatch.setattr("accounts.pace.how_often", _in_one_window)
    hers, his = client_of(nora), client_of(niels)
    languages = "/account/languages/"
    assert [hers.post(languages, {"languages": tag}).status_code for tag in ("nl", "fr", "de")] == [302, 302, 429]
    stopped = hers.post(languages, {"languages": "de"})
    assert (pace.SLOW_DOWN in stopped.content.decode(), stopped["Retry-After"]) == (True, "60")
    assert hers.get("/account/").context["officer"].languages == ["fr"]
    assert hers.get("/api/v1/me").status_code == 200
    assert his.post(languages, {"languages": "nl"}).status_code == 302


def _in_one_window(what: str, key: object, seconds: int) -> int:
    return how_often(what, key, 10**9)


def test_messages_are_not_in_a_cookie(nora: Officer, client_of: ClientOf) -> None:
    client = client_of(nora)
    client.post("/account/languages/", {"languages": "nl"})
    assert set(client.cookies) <= {"sessionid", "csrftoken"}
    assert "Your languages are saved." in client.get("/account/").content.decode()
    assert "Your languages are saved." not in client.get("/account/").content.decode()
