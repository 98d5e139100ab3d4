"""Sharing as two countries see it happen: one widens and narrows, the other's open pages follow without a reload."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Audience
from icse.core.doors import acting_as_system
from series.models import Series
from tests.browser.desks import Desks, was_never_reloaded
from tests.conftest import officer
from tests.forum.world import answer, ask
from tests.series.grouping import add, make_items, make_series

pytestmark = pytest.mark.browser
TITLE = "Attic with a round window"


# Before the browser is started: after that this thread asks no database.
@pytest.fixture(scope="module")
def attic(service: object) -> Series:
    """A series of the Netherlands for the Netherlands alone, with pictures and a request."""
    nora = officer("Nora")
    with acting_as_system("tests"):
        national = Audience.objects.get(kind="national", owner_id="NL")
    items = make_items(2, by=nora, audience=national, state="duplicate")
    series = make_series(by=nora, audience=national, title=TITLE, items=items)
    add(series, "victim", by=nora)
    answer(nora, ask(nora, national, series))
    return series


def test_widening_and_narrowing_are_seen_at_once(attic: Series, desks: Desks) -> None:
    nora, bea = desks.of("Nora"), desks.of("Bea", forgiven=(404,))
    board = bea.open_live("/")
    expect(board.get_by_text(TITLE)).to_have_count(0)
    share = nora.open(f"/series/{attic.pk}/")
    share.get_by_role("link", name="Sharing").click()
    share.get_by_label("Audience", exact=True).select_option(label="All members")
    share.get_by_label("2 files, shown to Netherlands only").check()
    _picture_of(share, "form")
    share.get_by_role("button", name="Go on").click()
    expect(share.get_by_role("heading", level=1)).to_contain_text("Confirm")
    for words in ("Belgium", "France", "Germany"):
        expect(share.get_by_role("main")).to_contain_text(words)
    _picture_of(share, "preview")
    expect(board.get_by_text(TITLE)).to_have_count(0)
    share.get_by_role("button", name="Confirm").click()
    expect(share.get_by_role("main")).to_contain_text("The sharing of the series is changed.")
    expect(board.get_by_text(TITLE)).to_be_visible()
    assert was_never_reloaded(board)

    page = bea.open_live(f"/series/{attic.pk}/")
    expect(page.get_by_role("main")).to_contain_text(TITLE)
    heard = len(bea.heard)
    _narrow(share, attic)
    expect(page.get_by_role("main")).to_have_text("This is no longer available to you.")
    assert TITLE not in page.content()
    expect(board.get_by_text(TITLE)).to_have_count(0)
    assert was_never_reloaded(board)
    assert was_never_reloaded(page)
    told = {(one.type, one.objects) for one in bea.heard[heard:] if one.event == "change"}
    assert ("sight.changed", ()) in told
    assert not any("gone" in type for type, _ in told)


def _narrow(page: Page, series: Series) -> None:
    page.goto(f"/series/{series.pk}/sharing/")
    page.get_by_label("Audience", exact=True).select_option(label="NL and FR")
    page.get_by_label("Handling note").fill("Only for the units that work on it.")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("main")).to_contain_text("Loses sight")
    _picture_of(page, "narrowing")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("main")).to_contain_text("The sharing of the series is changed.")


def _picture_of(page: Page, name: str) -> None:
    """For whoever looks at pages: ICSE_SCREENSHOTS names a folder."""
    folder = os.environ.get("ICSE_SCREENSHOTS")
    for width in (1440, 800) if folder else ():
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=Path(str(folder)) / f"sharing-{name}-{width}.png", full_page=True)
