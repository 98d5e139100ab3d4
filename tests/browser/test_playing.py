"""A video in Chromium: nothing is fetched before it is asked for, it plays muted, and it goes when it is concealed."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import connections
from playwright.sync_api import Browser, expect
from pytest_django import DjangoDbBlocker

from accounts.models import Audience
from icse.core.doors import acting_as_system
from series.ingest.decoder import Decoder
from series.ingest.work import Tools
from series.matching.tail import Matcher
from tests import recordings
from tests.browser.conftest import THREE
from tests.browser.desks import Desks
from tests.conftest import officer
from tests.series.making import ingested, receive

pytestmark = pytest.mark.browser

_STATE = "video => [video.muted, video.controls, video.duration > 2.5, video.currentTime > 0.2, video.videoWidth]"


@pytest.fixture(scope="module")
def films(database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[UUID]]:
    """The same film twice. Made before the browser starts: after that, Django refuses this thread the database."""
    content = recordings.video(recordings.scenes(1, 2, 3), "video/webm")
    with django_db_blocker.unblock():
        with acting_as_system("tests"):
            three = Audience.objects.get(name=THREE)
        with Decoder() as decoder:
            sent = [receive(officer("Nora"), three, content, name="room.webm", case=case) for case in ("C-1", "C-2")]
            items = ingested(Tools(decoder, Matcher()), *sent)
        assert [item.state for item in items] == ["ready", "ready"]
        connections.close_all()
        yield [item.pk for item in items]


@pytest.fixture(scope="module")
def film(films: list[UUID]) -> UUID:
    return films[0]


@pytest.fixture(scope="module")
def chromium(films: list[UUID], chromium: Browser) -> Browser:
    return chromium


def test_a_video_plays_after_asking_and_goes_again(film: UUID, desks: Desks) -> None:
    page = desks.of("Fleur").open(f"/items/{film}/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
    expect(page.get_by_role("heading", name="Video, 0:03")).to_be_visible()
    expect(page.locator("video")).to_have_count(0)
    assert "play" not in asked

    page.get_by_role("button", name="Play, muted").click()
    video = page.locator("video")
    page.wait_for_function("() => document.querySelector('video')?.currentTime > 0.2")
    assert video.evaluate(_STATE) == [True, True, True, True, recordings.SIZE[0]]
    assert "play" in asked
    video.evaluate("video => { video.currentTime = 2 }")
    page.wait_for_function("() => document.querySelector('video')?.currentTime >= 2")

    page.keyboard.press("Escape")
    expect(video).to_have_count(0)
    expect(page.get_by_role("button", name="Play, muted")).to_be_visible()


def test_the_pages_of_a_video_fit(film: UUID, desks: Desks) -> None:
    page = desks.of("Nora").open(f"/items/{film}/")
    page.get_by_text("What its sound looks like").click()
    expect(page.locator(".spectrogram img")).to_be_visible()
    page.wait_for_function("() => document.querySelector('.spectrogram img').naturalWidth === 1200")
    page.get_by_role("button", name="Play, muted").click()
    expect(page.locator("video")).to_be_visible()
    for width in (1440, 800):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")


def test_who_played_it_elsewhere_is_told_first(films: list[UUID], desks: Desks) -> None:
    for number, key in enumerate(films):
        page = desks.of("Felix", forgiven=(409,)).open(f"/items/{key}/")
        page.get_by_role("button", name="Play, muted").click()
        again = page.get_by_role("button", name="Play anyway")
        if number:
            expect(page.get_by_role("alert")).to_contain_text("You opened the same file elsewhere on")
            expect(page.locator("video")).to_have_count(0)
            expect(again).to_be_focused()
            again.press("Enter")
        page.wait_for_function("() => document.querySelector('video')?.currentTime > 0.2")
        expect(again).to_be_hidden()
        page.keyboard.press("Escape")
