"""A request from one country to another, by people: ask, ask back, reply, accept, open. Nothing is reloaded by hand."""

import re

import pytest
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from accounts.models import Officer
from series.models import Series
from tests.browser.desks import Desks, was_never_reloaded
from tests.browser.service import Service
from tests.conftest import officer
from tests.forum.requesting import group_of
from tests.forum.world import make_series

pytestmark = pytest.mark.browser
TITLE = "Green wallpaper"


@pytest.fixture(scope="module")
def series(database: None, django_db_blocker: DjangoDbBlocker) -> Series:
    """A series that the Netherlands shows to a group of their own; made before the browser starts."""
    with django_db_blocker.unblock():
        nora: Officer = officer("Nora")
        return make_series(nora, group_of(nora), title=TITLE)


@pytest.fixture(autouse=True)
def _made_first(series: Series, service: Service) -> None:
    """The order: rows, then the service, then the browser."""


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_request_from_a_reference_to_its_answer(series: Series, desks: Desks) -> None:
    nora, gregor = desks.of("Nora"), desks.of("Gregor")
    board = nora.open_live("/")
    lists = nora.open_live("/requests/")

    asking = gregor.open_live("/requests/new/")
    asking.get_by_label("Reference").fill(series.reference.lower())
    asking.get_by_label("Why you ask").fill("We have a seizure with the same wallpaper.")
    _press(asking, "Send")
    expect(asking.get_by_text("Waiting for the owner")).to_be_visible()
    expect(asking.get_by_text(TITLE)).to_have_count(0)

    expect(board.locator("#requests-waiting")).to_contain_text("1")
    entry = lists.locator(".entry", has_text=series.reference)
    expect(entry).to_contain_text("Unit DE")
    assert was_never_reloaded(board)
    assert was_never_reloaded(lists)
    entry.get_by_role("link").first.click()

    lists.get_by_text("Ask back", exact=True).first.click()
    lists.get_by_label("Your question").fill("Which seizure?")
    _press(lists, "Ask back")
    expect(asking.get_by_text("Which seizure?")).to_be_visible()
    asking.get_by_label("Your answer").fill("DE-7, of last week.")
    _press(asking, "Answer the owner")
    expect(lists.get_by_text("DE-7, of last week.")).to_be_visible()

    lists.get_by_role("link", name="Accept…").click()
    lists.get_by_label("Add the requester to the group that sees this now").check()
    _press(lists, "Next: who gains sight")
    expect(lists.locator("li", has_text="Unit DE")).to_contain_text("1 officer")
    _press(lists, "Confirm")
    expect(lists.get_by_text("The request is accepted.")).to_be_visible()

    asking.get_by_role("link", name="Open what you were given").click()
    expect(asking.get_by_role("heading", name=TITLE)).to_be_visible()
    assert re.search(str(series.pk), asking.url)
