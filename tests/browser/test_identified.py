"""A country that contributes identifies: a third country's open board empties, and fills when it is opened again."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import connections
from playwright.sync_api import Browser, Dialog, expect
from pytest_django import DjangoDbBlocker

from accounts.models import Audience
from icse.core.doors import acting_as, acting_as_system
from series import actions
from tests.browser.desks import Desks, was_never_reloaded
from tests.browser.test_pages import misfits
from tests.conftest import officer
from tests.series.grouping import add, make_series, record

pytestmark = pytest.mark.browser

TITLE = "Room with a yellow door"
WHY = "The door is of another house."


@pytest.fixture(scope="module")
def series(database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[UUID]:
    """A Dutch series for all, in which Germany verifies and France has recorded. Made before the browser starts."""
    with django_db_blocker.unblock():
        yield _made()


def _made() -> UUID:
    nora, fleur, gregor = officer("Nora"), officer("Fleur"), officer("Gregor")
    with acting_as_system("tests"):
        members = Audience.objects.get(kind="members")
    made = make_series(by=nora, audience=members, title=TITLE)
    victim = add(made, "victim", by=nora)
    with acting_as(gregor.pk):
        actions.claim_subject(subject=victim, by=gregor)
    record(victim, by=fleur)
    connections.close_all()
    return made.pk


@pytest.fixture(scope="module")
def chromium(series: UUID, chromium: Browser) -> Browser:
    return chromium


def test_an_open_board_empties_and_fills(series: UUID, desks: Desks) -> None:
    felix, gregor, nora = (desks.of(name) for name in ("Felix", "Gregor", "Nora"))
    board, told = gregor.open_live("/"), gregor.open_live("/outcomes/")
    row = board.get_by_text(TITLE)
    expect(row).to_be_visible()

    page = felix.open(f"/series/{series}/")
    page.on("dialog", Dialog.accept)
    page.get_by_role("button", name="Confirm").click()
    expect(row).to_have_count(0)
    expect(told.get_by_text("Identified by France.")).to_be_visible()
    expect(board.locator("#outcomes-unread")).to_contain_text("1")

    page.get_by_role("link", name="Safeguarded").click()
    page.get_by_label("On which day").fill("2026-11-20")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#series-body").get_by_text("on 20 November 2026")).to_be_visible()

    owner = nora.open(f"/series/{series}/")
    assert misfits(owner) == []
    owner.get_by_role("link", name="Open again").click()
    owner.get_by_label("Why").fill(WHY)
    owner.get_by_role("button", name="Open again").click()
    expect(row).to_be_visible()
    expect(told.get_by_text("Looked for again.")).to_be_visible()
    assert misfits(told) == []
    assert was_never_reloaded(board)
    assert was_never_reloaded(told)
