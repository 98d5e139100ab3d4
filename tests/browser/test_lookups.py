"""Looking a file up, and hearing of a later match, by people at their desks. Nothing is reloaded by hand."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import DjangoDbBlocker

from accounts.models import Audience
from icse.core.doors import acting_as_system
from tests.browser.conftest import THREE
from tests.browser.desks import Desks, was_never_reloaded
from tests.browser.pictures import Folder, make_folder
from tests.browser.service import Service

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return make_folder(tmp_path_factory.mktemp("seizure") / "files")


@pytest.fixture(scope="module")
def three(database: None, django_db_blocker: DjangoDbBlocker) -> str:
    """The audience that Nora and Fleur share; read before the browser starts."""
    with django_db_blocker.unblock(), acting_as_system("tests"):
        return str(Audience.objects.get(name=THREE).key)


@pytest.fixture(autouse=True)
def _made_first(three: str, folder: Folder, service: Service) -> None:
    """The order: rows, then the service, then the browser."""


def _upload(page: Page, audience: str, case: str, file: Path) -> None:
    page.goto("/upload/")
    page.get_by_label("Case").first.fill(case)
    page.get_by_label("Audience").select_option(audience)
    page.locator('input[type="file"]').first.set_input_files(file)
    expect(page.locator("[data-upload-list] .badge", has_text="New")).to_be_visible()


def _look_up(page: Page, file: Path) -> None:
    page.goto("/lookup/")
    page.get_by_label("Drop a file here, or choose it.").set_input_files(file)
    page.get_by_role("button", name="Look up", exact=True).click()


def test_a_file_that_is_not_kept_is_answered(three: str, folder: Folder, desks: Desks) -> None:
    nora, fleur, gregor = desks.of("Nora"), desks.of("Fleur"), desks.of("Gregor")
    _upload(nora.open("/upload/"), three, "NL-7", folder.rooms[0])

    answer = fleur.open("/lookup/")
    _look_up(answer, folder.rooms[0])
    expect(answer.get_by_role("link", name="Held by Netherlands")).to_be_visible()
    nothing = gregor.open("/lookup/")
    _look_up(nothing, folder.rooms[0])
    expect(nothing.get_by_text("Nothing that you may see shows the same, and it is on no list.")).to_be_visible()
    nothing.goto("/items/")
    expect(nothing.get_by_text("Nothing is here yet.", exact=False)).to_be_visible()


def test_an_open_page_hears_of_a_later_match(three: str, folder: Folder, desks: Desks) -> None:
    nora, fleur = desks.of("Nora"), desks.of("Fleur")
    _upload(nora.open("/upload/"), three, "NL-8", folder.rooms[1])
    lists = nora.open("/items/")
    lists.get_by_role("link", name="room-1.jpg").first.click()
    page = nora.open_live(lists.url)
    verdict = page.locator("#item-verdict")
    expect(verdict).to_contain_text("New: nothing that you may see shows the same.")

    uploads = fleur.open("/upload/")
    uploads.get_by_label("Case").first.fill("FR-8")
    uploads.get_by_label("Audience").select_option(three)
    uploads.locator('input[type="file"]').first.set_input_files(folder.rooms[1])
    expect(verdict).to_contain_text("Held by France")
    assert was_never_reloaded(page)
