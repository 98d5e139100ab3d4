"""Lists of hashes, votes and what was set aside, in Chromium: pages fit, an import ends before one's eyes."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.db import connections
from playwright.sync_api import Browser, FilePayload, expect
from pytest_django import DjangoDbBlocker

from accounts.models import Audience
from icse.core.doors import acting_as, acting_as_system
from icse.demo.pictures import jpeg_bytes, room
from series import actions
from series.ingest.decoder import Decoder
from series.ingest.work import Tools
from series.matching.tail import Matcher
from series.models import SetAside
from tests.browser.desks import Desks
from tests.browser.furnished import ARABIC, LONG
from tests.browser.test_pages import misfits
from tests.conftest import officer
from tests.series.listing import imported
from tests.series.making import ingested, receive

pytestmark = pytest.mark.browser


@dataclass(frozen=True)
class Listed:
    """Keys of what there is to look at."""

    list_for_all: UUID
    own_list: UUID
    harmless: UUID
    held: UUID
    plain: UUID


@pytest.fixture(scope="module")
def world(database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Listed]:
    """Made before the browser starts: after that, Django refuses this thread the database."""
    with django_db_blocker.unblock():
        yield _made()


def _made() -> Listed:
    nora, fleur = officer("Nora"), officer("Fleur")
    with acting_as_system("tests"):
        members = Audience.objects.get(kind="members")
    pictures = [jpeg_bytes(room(80 + n, size=(640, 480))) for n in range(3)]
    with Decoder() as decoder:
        tools = Tools(decoder, Matcher())
        harmless, held, plain = ingested(
            tools, *(receive(nora, members, one, name=f"{LONG}{n}.jpg") for n, one in enumerate(pictures))
        )
        ingested(tools, receive(fleur, members, pictures[1], name="copy.jpg"))
    rubbish = "rubbish\n" * 120
    for_all = imported(officer("Ada"), f"{harmless.sha256}\n{rubbish}", name=LONG[:80])
    own = imported(officer("Niels"), f"md5,sha1\n{harmless.md5},{harmless.sha1}\n", name=ARABIC, kind="known")
    imported(officer("Niels"), f"{harmless.sha1}\n", name="Holiday pictures")
    with acting_as_system("tests"):
        national = Audience.objects.get(kind="national", owner=nora.country_id)
        about = {"item": held, "item_audience_id": held.audience_id, "audience": national}
        assert held.media is not None
        SetAside.objects.create(media=held.media, country_id=nora.country_id, **about)
    with acting_as(fleur.pk):
        actions.vote_down(item=plain, reason="letterbox", by=fleur)
    connections.close_all()
    return Listed(for_all.pk, own.pk, harmless.pk, held.pk, plain.pk)


@pytest.fixture(scope="module")
def chromium(world: Listed, chromium: Browser) -> Browser:
    return chromium


def test_every_page_fits(world: Listed, desks: Desks) -> None:
    items = [f"/items/{key}/" for key in (world.harmless, world.held, world.plain)]
    lists = ["/lists/", f"/lists/{world.list_for_all}/", f"/lists/{world.own_list}/"]
    pages = {
        "Nora": ["/lists/", "/lists/aside/", "/items/", *lists, *items],
        "Niels": ["/lists/import/", *lists],
        "Ada": ["/lists/", "/lists/import/", f"/lists/{world.list_for_all}/"],
    }
    found = []
    for name, paths in pages.items():
        page = desks.of(name).open("/lists/")
        for path in paths:
            page.goto(path)
            found += [f"{name} {path}: {words}" for words in misfits(page)]
    assert found == []


def test_an_import_comes_to_its_end_while_one_looks(world: Listed, desks: Desks) -> None:
    """An administrator holds no audience and hears no events: the page looks again by itself."""
    page = desks.of("Ada").open("/lists/import/")
    page.get_by_label("Name").fill(f"Icons {uuid4()}")
    lines = b"0e53c14a3e48d94ff596a2824307b492\nrubbish\n"
    content: FilePayload = {"name": "icons.txt", "mimeType": "text/plain", "buffer": lines}
    page.get_by_label("The file").set_input_files(files=[content])
    page.get_by_role("button", name="Import").click()
    expect(page.locator("#hash-list").get_by_text("Current").first).to_be_visible()
    expect(page.get_by_text("It holds something that is no hash of its kind.")).to_be_visible()


def test_a_vote_folds_away_and_is_taken_back(world: Listed, desks: Desks) -> None:
    page = desks.of("Niels").open(f"/items/{world.plain}/")
    expect(page.get_by_text("Voted not distinctive by 1 country")).to_be_visible()
    page.get_by_text("Vote it down").click()
    page.get_by_label("Why it is not distinctive").select_option(label="Blank, or nearly")
    page.get_by_role("button", name="Vote", exact=True).click()
    expect(page.get_by_text("Voted not distinctive by 2 countries")).to_be_visible()
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_text("Voted not distinctive by 1 country")).to_be_visible()


def test_what_was_set_aside_is_reviewed(world: Listed, desks: Desks) -> None:
    desk = desks.of("Nora")
    item = desk.open_live(f"/items/{world.held}/")
    expect(item.get_by_text("1 match folded away: matches too many series")).to_be_visible()
    page = desk.open("/lists/aside/")
    page.locator("[data-row-link]").first.click()
    page.get_by_label("Release it").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your country released it")).to_be_visible()
    expect(page.get_by_text("match folded away")).to_have_count(0)
    expect(item.get_by_text("Your country released it")).to_be_visible()
