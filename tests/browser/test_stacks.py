"""A picture that shows the same as one that was opened: said first, and opened only if that is wanted."""

import re
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
from tests import media
from tests.browser.conftest import THREE
from tests.browser.desks import Desks
from tests.conftest import officer
from tests.series.making import ingested, receive

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pair(database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[UUID]]:
    """Two near-duplicates in one case, and a third in another. Made before the browser starts."""
    shot = media.pattern(1, (1200, 900))
    with django_db_blocker.unblock(), Decoder() as decoder:
        with acting_as_system("tests"):
            three = Audience.objects.get(name=THREE)
        contents = (media.as_bytes(shot, exif=media.exif_of()), media.as_bytes(media.recompressed(shot)))
        items = [receive(officer("Nora"), three, content, name="room.jpg") for content in contents]
        items.append(receive(officer("Fleur"), three, contents[0], name="kamer.jpg"))
        made = [one.pk for one in ingested(Tools(decoder, Matcher()), *items)]
        connections.close_all()
        yield made


@pytest.fixture(scope="module")
def chromium(pair: list[UUID], chromium: Browser) -> Browser:
    return chromium


def test_a_near_duplicate_of_what_was_opened_is_said_first(pair: list[UUID], desks: Desks) -> None:
    page = desks.of("Nora", forgiven=(409,)).open("/items/")
    expect(page.get_by_text("×3")).to_be_visible()
    page.get_by_role("link", name="3 that show the same").click()
    first, second = (page.locator(f'[data-tile="{key}"]') for key in pair[:2])
    again = second.get_by_role("button", name="Open anyway")
    first.locator("[data-plain]").click()
    expect(first.locator("[data-plain]")).to_have_attribute("aria-pressed", "true")
    expect(again).to_be_hidden()
    second.locator("[data-plain]").click()
    expect(second.get_by_role("alert")).to_contain_text("You opened a near-duplicate on")
    expect(second.locator("[data-plain]")).to_have_attribute("aria-pressed", "false")
    expect(again).to_be_focused()
    again.press("Enter")
    expect(second.locator("[data-plain]")).to_have_attribute("aria-pressed", "true")
    expect(again).to_be_hidden()


def test_a_picture_that_has_gone_shows_a_sign(pair: list[UUID], desks: Desks) -> None:
    """A list that was read a moment before a deletion still asks for the picture."""
    desk = desks.of("Felix", forgiven=(404,))
    desk.context.route(f"**/items/{pair[1]}/concealed", lambda route: route.fulfill(status=404))
    page = desk.open(f"/items/{pair[0]}/stack/")
    gone, there = (page.locator(f'[data-tile="{key}"] img') for key in (pair[1], pair[2]))
    expect(gone).to_have_class("is-gone")
    expect(gone).to_have_css("content", re.compile(r"gone\.svg"))
    expect(there).to_have_js_property("complete", True)
    expect(there).not_to_have_class("is-gone")
