"""The cache while its server is away: limits hold, and what an officer does succeeds."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axes.handlers.proxy import AxesProxyHandler
from django.core.cache import cache, caches
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Audience, Officer
from icse.core.limits import how_often
from icse.core.steadycache import SteadyCache
from tests import media
from tests.personas import PASSWORD


@pytest.fixture
def server_away(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the cache at a socket that nobody listens on."""
    place = tmp_path / "nobody.sock"
    settings.CACHES = {"default": {"BACKEND": "icse.core.steadycache.SteadyCache", "LOCATION": f"unix://{place}"}}
    monkeypatch.setattr(AxesProxyHandler, "implementation", None)  # it holds the cache that it was made with


@pytest.mark.usefixtures("server_away")
def test_each_process_counts_for_itself() -> None:
    assert [how_often("tests", "one", 1000) for _ in range(3)] == [1, 2, 3]
    assert how_often("tests", "one", 1000, count=False) == 3
    assert how_often("tests", "other", 1000) == 1


@pytest.mark.usefixtures("server_away")
def test_all_that_is_used_answers() -> None:
    assert cache.add("key", 1) is True
    assert cache.add("key", 2) is False
    assert (cache.get("key"), cache.touch("key"), cache.delete("key"), cache.get("key", 7)) == (1, True, True, 7)
    cache.set("key", [1])
    assert cache.get("key") == [1]


def test_the_server_dies_between_the_two_words_of_a_count(monkeypatch: pytest.MonkeyPatch) -> None:
    assert isinstance(caches["default"], SteadyCache)
    monkeypatch.setattr(SteadyCache, "add", lambda *args, **options: True)
    assert how_often("tests", os.urandom(8).hex(), 1000) == 1


@pytest.mark.usefixtures("server_away")
def test_files_are_taken(
    nora: Officer, audiences: dict[str, Audience], client_of: Callable[[Officer], Client], tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_FOLDER = tmp_path
    data = {"national_reference": "C-1", "audience": audiences["NL"].key, "nature": "content"}
    file = SimpleUploadedFile("a.jpg", media.as_bytes(media.pattern(1)), "image/jpeg")
    answer = client_of(nora).post(reverse("upload"), {**data, "files": file})
    assert answer.status_code == 302, answer.content


@pytest.mark.usefixtures("server_away")
def test_who_guesses_passwords_is_locked_out(nora: Officer, client: Client) -> None:
    def sign_in(password: str) -> int:
        answer = client.post(reverse("sign-in"), {"email": nora.email, "password": password})
        return answer.status_code

    assert sign_in(PASSWORD) == 302
    client.logout()
    refused = [sign_in("a wrong one") for _ in range(9)]
    assert (refused[0], refused[-1], sign_in(PASSWORD)) == (400, 429, 429)
