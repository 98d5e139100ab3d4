"""A referral from one country to another, by people: indicate, refer, answer, report. Nothing is reloaded by hand."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series.models import Series
from tests.browser.desks import Desks, was_never_reloaded
from tests.browser.service import Service
from tests.conftest import officer
from tests.series.referring import series_of

pytestmark = pytest.mark.browser
TITLE = "Room with a blue socket"


@pytest.fixture(scope="module")
def series(database: None, django_db_blocker: DjangoDbBlocker) -> Series:
    """A Dutch series, shown to the Netherlands and France, with three files; Germany does not see it."""
    with django_db_blocker.unblock():
        nora: Officer = officer("Nora")
        with acting_as_system("tests"):
            group = Audience.objects.get(name="NL and FR")
        made, _ = series_of(nora, group, items=3, title=TITLE)
        return made


@pytest.fixture(autouse=True)
def _made_first(series: Series, service: Service) -> None:
    """The order: rows, then the service, then the browser."""


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def test_from_an_indication_to_the_outcome(series: Series, desks: Desks) -> None:
    # The previews of these files were never made, so that the pages' pictures are not there.
    nora, fleur = desks.of("Nora", forgiven=(404,)), desks.of("Fleur", forgiven=(404,))
    gregor = desks.of("Gregor")
    owner = nora.open_live(f"/series/{series.pk}/")
    duty = gregor.open_live("/duty/")
    expect(duty.get_by_text("Nothing waits for your unit.")).to_be_visible()

    other = fleur.open_live(f"/series/{series.pk}/")
    other.get_by_text("Indicate a country").click()
    other.get_by_label("Probably made in").select_option("DE")
    other.get_by_label("Plug or socket").check()
    other.locator("#indicate").get_by_label("Why").fill("Sockets of that kind are sold there only.")
    other.locator("#indicate").get_by_label("Source").select_option("B")
    other.locator("#indicate").get_by_label("Information").select_option("3")
    _press(other, "Indicate")
    expect(other.get_by_text("Your indication is shown with the series.")).to_be_visible()

    expect(owner.get_by_text("Sockets of that kind are sold there only.")).to_be_visible()
    assert was_never_reloaded(owner)
    owner.get_by_role("link", name="Refer to Germany…").click()
    boxes = owner.locator(".tile input[type=checkbox]")
    expect(boxes).to_have_count(3)
    boxes.nth(0).check()
    boxes.nth(1).check()
    owner.get_by_label("Note to the country").fill("Please look at the sockets.")
    _press(owner, "Refer")
    expect(owner.get_by_text("Not acknowledged yet")).to_be_visible()

    entry = duty.locator(".entry", has_text=TITLE)
    expect(entry).to_contain_text("To be acknowledged")
    expect(duty.locator("#duty-waiting")).to_contain_text("1")
    assert was_never_reloaded(duty)
    entry.get_by_role("link").first.click()
    expect(duty.get_by_text("Please look at the sockets.")).to_be_visible()
    expect(duty.locator("tbody tr")).to_have_count(2)
    expect(duty.get_by_role("link", name="Download the package")).to_be_visible()
    _press(duty, "Confirm receipt")
    expect(owner.get_by_text("Acknowledged", exact=True)).to_be_visible()

    duty.get_by_text("Accept", exact=True).first.click()
    _press(duty, "Accept")
    expect(owner.locator("#referral .badge", has_text="Accepted")).to_be_visible()

    duty.get_by_text("Report the outcome", exact=True).first.click()
    duty.get_by_label("Outcome").select_option("victim")
    _press(duty, "Report the outcome")
    expect(owner.locator("#referral .badge", has_text="Victim identified")).to_be_visible()
    expect(duty.locator("#duty-waiting")).to_be_empty()
    assert gregor.status_and_body(f"/series/{series.pk}/")[0] == 404
