"""Two units and one series: who is on it is seen live, offered, taken over; a task is given and done."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series.models import Series
from tests.browser.desks import Desks, was_never_reloaded
from tests.browser.service import Service
from tests.conftest import officer
from tests.series.leading import PLAN, day
from tests.series.referring import series_of

pytestmark = pytest.mark.browser
TITLE = "Room with a green shelf"


@pytest.fixture(scope="module")
def series(database: None, django_db_blocker: DjangoDbBlocker) -> Series:
    """A Dutch series, shown to the Netherlands and France."""
    with django_db_blocker.unblock():
        nora: Officer = officer("Nora")
        with acting_as_system("tests"):
            group = Audience.objects.get(name="NL and FR")
        return series_of(nora, group, title=TITLE)[0]


@pytest.fixture(autouse=True)
def _made_first(series: Series, service: Service) -> None:
    """The order: rows, then the service, then the browser."""


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_a_lead_is_seen_live_taken_over_and_a_task_done(series: Series, desks: Desks) -> None:
    nora, fleur = desks.of("Nora"), desks.of("Fleur")
    theirs = fleur.open_live(f"/series/{series.pk}/")
    board = fleur.open_live("/")
    hers = nora.open_live(f"/series/{series.pk}/")
    hers.get_by_role("link", name="Work on it").click()
    hers.get_by_text("We are on it…").click()
    hers.get_by_label("In a sentence").fill(PLAN)
    hers.get_by_label("Until").fill(day(9).isoformat())
    _press(hers, "We are on it")
    expect(hers.get_by_text("Your unit is on it now.")).to_be_visible()

    expect(theirs.get_by_text("On it already")).to_be_visible()
    expect(theirs.locator("#series-body")).to_contain_text(PLAN)
    expect(board.locator(".entry", has_text=TITLE)).to_contain_text("identifying the place")
    assert was_never_reloaded(theirs)
    assert was_never_reloaded(board)

    hers.get_by_text("Offer to another unit").first.click()
    hers.locator("details[id^=offer] select").select_option(label="Unit FR (FR)")
    _press(hers, "Offer to another unit")
    theirs.goto("/work/")
    expect(theirs.get_by_text("Offered to your unit")).to_be_visible()
    theirs.get_by_role("link", name=TITLE).first.click()
    _press(theirs, "Take over")
    expect(theirs.get_by_text("Your unit is on it now.")).to_be_visible()
    expect(hers.locator("#series-work")).to_contain_text("Unit FR")

    theirs.get_by_text("Give a task…").click()
    theirs.get_by_label("What has to be done").fill("Ask the maker of the shelf")
    theirs.get_by_label("Due on").fill(day(3).isoformat())
    _press(theirs, "Write it down")
    expect(theirs.locator("#series-work")).to_contain_text("Ask the maker of the shelf")
    expect(hers.locator("#series-work")).not_to_contain_text("Ask the maker of the shelf")
    theirs.locator("li.entry", has_text="Ask the maker of the shelf").get_by_role("button").click()
    expect(theirs.get_by_text("Done (1)")).to_be_visible()
