"""What is known of a person: said by two units, seen live, disagreed on; and two colleagues who edit at once."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series.models import Subject
from tests.browser.desks import Desks, was_never_reloaded
from tests.browser.service import Service
from tests.browser.test_pages import misfits
from tests.conftest import officer
from tests.series.grouping import add
from tests.series.referring import series_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def victim(database: None, django_db_blocker: DjangoDbBlocker) -> Subject:
    """A victim in a Dutch series, shown to the Netherlands and France."""
    with django_db_blocker.unblock():
        nora: Officer = officer("Nora")
        with acting_as_system("tests"):
            group = Audience.objects.get(name="NL and FR")
        return add(series_of(nora, group, title="Room with a red lamp")[0], "victim", by=nora)


@pytest.fixture(autouse=True)
def _made_first(victim: Subject, service: Service) -> None:
    """The order: rows, then the service, then the browser."""


def _say_age(page: Page, age: str) -> None:
    page.locator("#say-age").select_option(label=age)
    page.get_by_label("Source").select_option("B")
    page.get_by_label("Information").select_option("2")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator("#said-age + .list")).to_contain_text(age)


def test_two_units_disagree_in_the_open(victim: Subject, desks: Desks) -> None:
    nora, fleur, gregor = desks.of("Nora"), desks.of("Fleur"), desks.of("Gregor")
    address = f"/subjects/{victim.pk}/"
    watching = nora.open_live(address)
    series = nora.open_live(f"/series/{victim.series_id}/")
    _say_age(nora.open(address), "6 to 9")
    expect(watching.locator("#said-age + .list")).to_contain_text("6 to 9")

    theirs = fleur.open_live(address)
    _say_age(theirs, "10 to 13")
    expect(watching.get_by_text("Units disagree")).to_be_visible()
    expect(series.locator("#series-body")).to_contain_text("6 to 9")
    expect(series.locator("#series-body")).to_contain_text("10 to 13")
    assert misfits(theirs) == []
    assert was_never_reloaded(watching)
    assert was_never_reloaded(series)
    assert gregor.status_and_body(address)[0] == 404


def test_the_second_of_two_editors_sees_both_texts(victim: Subject, desks: Desks) -> None:
    nora, niels = desks.of("Nora"), desks.of("Niels", forgiven=(409,))
    address = f"/subjects/{victim.pk}/edit/"
    first, second = nora.open(address), niels.open(address)
    known = "What is known"
    first.get_by_label(known).fill("Wears a blue coat with a hood.")
    first.get_by_role("button", name="Save").click()
    expect(first.get_by_text("The text has been saved.")).to_be_visible()

    second.get_by_label(known).fill("Wears a green coat with a hood.")
    second.get_by_role("button", name="Save").click()
    both = second.locator(".both-texts-pair")
    expect(both).to_contain_text("Wears a blue coat with a hood.")
    expect(both).to_contain_text("Wears a green coat with a hood.")
    expect(both.locator("mark.only-here")).to_have_text(["blue", "green"])
    expect(second.get_by_label(known)).to_have_value("Wears a green coat with a hood.")
    assert misfits(second) == []
    expect(nora.open(f"/subjects/{victim.pk}/").get_by_text("Wears a blue coat with a hood.")).to_be_visible()

    second.get_by_label(known).fill("Wears a blue-green coat with a hood.")
    second.get_by_role("button", name="Save my text").click()
    expect(second.get_by_text("Wears a blue-green coat with a hood.")).to_be_visible()
