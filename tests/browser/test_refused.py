"""A form that is refused keeps its errors and what was typed, although the part that it stands in refreshes itself."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series.models import Series
from tests.browser.desks import Desks, Form
from tests.browser.service import Service
from tests.conftest import officer
from tests.series.leading import PLAN, day
from tests.series.referring import series_of

pytestmark = pytest.mark.browser
WHY = "Sockets of that kind are sold there only."
NOTHING = "Nothing was saved. What you typed is kept; mend the marked fields."


@pytest.fixture(scope="module")
def series(database: None, django_db_blocker: DjangoDbBlocker) -> Series:
    """A Dutch series, shown to the Netherlands and France."""
    with django_db_blocker.unblock():
        nora: Officer = officer("Nora")
        with acting_as_system("tests"):
            group = Audience.objects.get(name="NL and FR")
        return series_of(nora, group, title="Room with a green socket")[0]


@pytest.fixture(autouse=True)
def _made_first(series: Series, service: Service) -> None:
    """The order: rows, then the service, then the browser."""


def _send(page: Page, name: str) -> None:
    """Send a form whose errors only the server is to find."""
    page.evaluate("() => { for (const form of document.forms) form.noValidate = true; }")
    page.get_by_role("button", name=name, exact=True).click()


def test_a_refused_indication_stays_as_it_was_typed(series: Series, desks: Desks) -> None:
    fleur, nora = desks.of("Fleur", forgiven=(400, 404)), desks.of("Nora")
    page = fleur.open_live(f"/series/{series.pk}/")
    page.get_by_text("Indicate a country").click()
    form = page.locator("#indicate")
    form.get_by_label("Probably made in").select_option("DE")
    form.get_by_label("Why").fill(WHY)
    _send(page, "Indicate")
    expect(form.get_by_text(NOTHING)).to_be_visible()
    expect(page.locator("[data-live-status]")).to_have_attribute("data-live-status", "connected")

    said: Form = {"made_in": "BE", "kinds": "socket", "reason": "The switch is Belgian.", "source_evaluation": "B"}
    sent: Form = {**said, "information_evaluation": "3", "csrfmiddlewaretoken": nora.token()}
    assert nora.status_and_body(f"/series/{series.pk}/indications/", sent)[0] == 302
    expect(page.get_by_text("The switch is Belgian.")).to_be_attached()
    expect(form.get_by_text(NOTHING)).to_be_visible()
    expect(form.get_by_label("Why")).to_have_value(WHY)
    expect(form.get_by_label("Probably made in")).to_have_value("DE")


def test_a_refused_step_of_a_lead_stays_explained(series: Series, desks: Desks) -> None:
    fleur = desks.of("Fleur", forgiven=(400,))
    page = fleur.open_live(f"/series/{series.pk}/work/")
    page.get_by_text("We are on it…").click()
    page.get_by_label("In a sentence").fill(PLAN)
    page.get_by_label("Until").fill(day(9).isoformat())
    _send(page, "We are on it")
    expect(page.get_by_text("Your unit is on it now.")).to_be_visible()
    page.locator("details[id^=renew] summary").click()
    page.locator("details[id^=renew] input[type=date]").fill(day(-3).isoformat())
    page.evaluate("() => { for (const form of document.forms) form.noValidate = true; }")
    page.locator("details[id^=renew] button").click()
    expect(page.get_by_text(NOTHING)).to_be_visible()
    expect(page.locator("[data-live-status]")).to_have_attribute("data-live-status", "connected")

    note: Form = {"text": "A colleague looks at the socket.", "csrfmiddlewaretoken": fleur.token()}
    assert fleur.status_and_body(f"/series/{series.pk}/notes/", note)[0] == 302
    expect(page.get_by_text("A colleague looks at the socket.")).to_be_visible()
    expect(page.get_by_text(NOTHING)).to_be_visible()
