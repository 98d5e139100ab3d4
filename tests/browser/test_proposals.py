"""The queue of possible links by keys alone: one is accepted, one rejected; the other owner sees the first one go."""

import pytest
from playwright.sync_api import expect
from pytest_django import DjangoDbBlocker

from accounts.models import Audience
from icse.core.doors import acting_as_system
from tests.browser.desks import Desks, was_never_reloaded
from tests.browser.service import Service
from tests.conftest import officer
from tests.series.proposing.making import hit, proposed, series_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def pairs(database: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Two Dutch series, one of which resembles a French one by three pictures, and the other by one."""
    with django_db_blocker.unblock():
        nora, fleur = officer("Nora"), officer("Fleur")
        with acting_as_system("tests"):
            group = Audience.objects.get(name="NL and FR")
        for number, title in ((3, "Green wallpaper"), (1, "Blue tiles")):
            _, mine = series_of(number, by=nora, audience=group, title=title)
            _, theirs = series_of(number, by=fleur, audience=group, title=f"{title}, once more")
            for one, other in zip(mine, theirs, strict=True):
                hit(other, one)
        proposed()


@pytest.fixture(autouse=True)
def _made_first(pairs: None, service: Service) -> None:
    """The order: rows, then the service, then the browser."""


def test_accepting_and_rejecting_by_keys(desks: Desks) -> None:
    # The previews of these files were never made, so that the pages' pictures are not there.
    nora, fleur = desks.of("Nora", forgiven=(404,)), desks.of("Fleur", forgiven=(404,))
    other = fleur.open_live("/proposals/")
    expect(other.locator("#proposals .entry")).to_have_count(2)
    page = nora.open_live("/proposals/")
    entries = page.locator("#proposals .entry")
    expect(entries).to_have_count(2)
    expect(entries.first).to_contain_text("Saves 3 looks")
    expect(entries.first).to_contain_text("Green wallpaper")
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.get_by_role("button", name="Ask France to link").first).to_be_focused()
    expect(entries).to_have_count(2)
    page.keyboard.press("Enter")
    expect(page.get_by_text("France has been asked.")).to_be_visible()
    expect(entries).to_have_count(1)
    expect(other.locator("#proposals .entry")).to_have_count(1)
    assert was_never_reloaded(other)
    page.keyboard.press("j")
    page.keyboard.press("r")
    reason = entries.get_by_label("Why not")
    expect(reason).to_be_focused()
    expect(reason).to_have_value("")
    page.keyboard.press("Enter")
    expect(entries).to_have_count(1)
    reason.select_option("different")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Rejected. It is not shown to your country again for this reason.")).to_be_visible()
    expect(page.get_by_text("Nothing that you may see speaks for a link just now.")).to_be_visible()
    expect(other.locator("#proposals .entry")).to_have_count(1)
    page.goto("/proposals/decided/")
    expect(page.locator(".entry")).to_have_count(2)
