"""Being told, by people: the count agrees on every open page, and what is read on one is read on all."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from accounts.models import Audience, Officer
from forum.models import Thread
from icse.core.doors import acting_as_system
from tests.browser.desks import Desks, was_never_reloaded
from tests.browser.service import Service
from tests.conftest import officer
from tests.forum.world import ask

pytestmark = pytest.mark.browser
QUESTION = "Who sells this striped wallpaper?"
NEWER = "Which socket is this?"


@pytest.fixture(scope="module")
def thread(database: None, django_db_blocker: DjangoDbBlocker) -> Thread:
    """A request of the Netherlands; made before the browser starts."""
    with django_db_blocker.unblock():
        nora: Officer = officer("Nora")
        with acting_as_system("tests"):
            members = Audience.objects.get(kind="members")
        made = ask(nora, members, question=QUESTION)
        ask(nora, members, question=NEWER)
        return made


@pytest.fixture(autouse=True)
def _made_first(thread: Thread, service: Service) -> None:
    """The order: rows, then the service, then the browser."""


def post(page: Page, words: str) -> None:
    page.locator("#answer textarea").first.fill(words)
    page.get_by_role("button", name="Post the answer").click()
    expect(page.get_by_text(words)).to_be_visible()


def test_told_and_read_on_every_page(thread: Thread, desks: Desks) -> None:
    nora, fleur = desks.of("Nora"), desks.of("Fleur")
    board, listed = nora.open_live("/"), nora.open_live("/notifications/")
    bells = [page.locator("#notifications-unread") for page in (board, listed)]
    answering = fleur.open_live(f"/threads/{thread.pk}/")
    post(answering, "A shop in Lyon.")
    post(answering, "Or one in Nice.")
    for bell in bells:
        expect(bell).to_contain_text("1")
    entry = listed.locator(".entry", has_text=QUESTION)
    expect(entry).to_contain_text("2 new answers")
    expect(entry).to_contain_text("Unread")

    board.keyboard.press("g")
    board.keyboard.press("i")
    expect(board.get_by_role("heading", name="Notifications")).to_be_visible()
    board.keyboard.press("j")
    board.keyboard.press("Enter")
    expect(board.get_by_text("Or one in Nice.")).to_be_visible()
    expect(listed.locator("#notifications-unread")).to_have_text("")
    expect(entry.get_by_text("Unread")).to_have_count(0)
    assert was_never_reloaded(listed)

    post(answering, "Or in Brest.")
    expect(board.get_by_text("Or in Brest.")).to_be_visible()
    expect(listed.locator(".entry", has_text="3 new answers")).to_have_count(1)
    expect(listed.locator("#notifications-unread")).to_have_text("")


def test_skimming_by_keys(thread: Thread, desks: Desks) -> None:
    page = desks.of("Gregor").open_live("/threads/")
    titles = page.locator(".entry-title").all_inner_texts()
    assert sorted(titles) == sorted([QUESTION, NEWER])
    page.keyboard.press("j")
    expect(page.locator(".entry-title:focus")).to_have_text(titles[0])
    page.keyboard.press("Enter")
    for key, place in (("n", 1), ("p", 0)):
        expect(page.locator("[data-neighbour-place]")).to_have_text(f"{2 - place} of 2")
        page.keyboard.press(key)
        expect(page.get_by_text(titles[place])).to_be_visible()


def test_following(thread: Thread, desks: Desks) -> None:
    page = desks.of("Felix").open("/settings/notifications/")
    page.get_by_label("Follow", exact=True).select_option("region")
    page.locator("#id_region").select_option("155")
    page.get_by_role("button", name="Follow", exact=True).click()
    expect(page.get_by_text("A region: Western Europe")).to_be_visible()
    page.get_by_role("button", name="Remove A region Western Europe").click()
    expect(page.get_by_text("You follow it no more.")).to_be_visible()
