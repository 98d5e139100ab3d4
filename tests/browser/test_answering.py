"""Answering, with two desks: what is typed is kept, what is said is counted live, edited, translated and redacted."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, expect
from pytest_django import DjangoDbBlocker

from accounts.models import Audience, Country
from forum import actions
from forum.saying import Saying
from icse.core.doors import acting_as, acting_as_system
from tests.browser.conftest import THREE
from tests.browser.desks import Desks, was_never_reloaded
from tests.browser.furnished import ARABIC, LONG
from tests.browser.service import Service
from tests.browser.test_pages import WIDTHS, misfits
from tests.conftest import officer
from tests.forum.world import ask, make_series, make_subject

pytestmark = pytest.mark.browser

PORTUGUESE = "O papel de parede foi vendido numa loja em Lisboa nos anos noventa.\n\n* azul\n* **verde**"


@pytest.fixture(scope="module")
def thread(database: None, django_db_blocker: DjangoDbBlocker) -> Iterator[UUID]:
    """Made before the browser starts: after that, Django refuses this thread the database."""
    with django_db_blocker.unblock():
        nora, fleur, bea = officer("Nora"), officer("Fleur"), officer("Bea")
        with acting_as_system("tests"):
            three = Audience.objects.get(name=THREE)
        series = make_series(nora, three)
        make_subject(nora, series)
        made = ask(nora, three, series=series)
        with acting_as(fleur.pk):
            portugal = Country.objects.get(pk="PT")
            says = Saying(said_country=portugal, said_product=LONG, confidence="high", said_source=ARABIC)
            actions.add_post(thread=made, body=PORTUGUESE, says=says, by=fleur)
            edited = actions.add_post(thread=made, body=f"{ARABIC} @NL/unit-nl", by=fleur)
            actions.edit_post(post=edited, body=f"{ARABIC}, {LONG} @NL/unit-nl", version=1, by=fleur)
            gone = actions.add_post(thread=made, body="A name", by=fleur)
            actions.redact_post(post=gone, reason="It names a person.", by=fleur)
        with acting_as(bea.pk):
            actions.add_post(thread=made, says=Saying(too_common=True), by=bea)
        connections.close_all()
        yield made.pk


@pytest.fixture(scope="module")
def chromium(thread: UUID, chromium: Browser) -> Browser:
    return chromium


def kept(page: Page) -> None:
    expect(page.locator("[data-draft-status]")).to_have_text("Kept.")


def test_the_pages_fit(thread: UUID, service: Service, desks: Desks) -> None:
    [[post]] = service.rows("SELECT id FROM forum_post WHERE said_country_id = 'PT'")
    fleur, nora = desks.of("Fleur"), desks.of("Nora")
    hers, theirs = fleur.open("/drafts/"), nora.open(f"/threads/{thread}/close/")
    found = [*misfits(hers), *misfits(theirs)]
    for page, path in (
        *((hers, f"/posts/{post}/{part}/") for part in ("edit", "versions", "redact", "indicate")),
        *((theirs, path) for path in (f"/threads/{thread}/", f"/posts/{post}/indicate/")),
    ):
        page.goto(path)
        found += [f"{path}: {words}" for words in misfits(page)]
    assert found == []
    assert WIDTHS == (1440, 800)


def test_what_is_typed_is_kept_and_goes_with_posting(thread: UUID, desks: Desks) -> None:
    fleur = desks.of("Fleur")
    page = fleur.open(f"/threads/{thread}/")
    page.get_by_label("Your answer").fill("I think it is")
    kept(page)
    page.get_by_text("Say it so that it can be counted").click()
    page.get_by_label("Country", exact=False).first.select_option("ES")
    page.get_by_label("Your answer").press_sequentially(" Spanish")
    expect(page.locator("[data-draft-status]")).to_have_text("")
    kept(page)
    page.close()
    again = fleur.open(f"/threads/{thread}/")
    expect(again.get_by_label("Your answer")).to_have_value("I think it is Spanish")
    expect(again.locator("#answer [name=said_country]")).to_have_value("ES")
    again.get_by_role("button", name="Post the answer").click()
    expect(again.get_by_text("I think it is Spanish")).to_be_visible()
    expect(again.get_by_label("Your answer")).to_have_value("")
    again.goto("/drafts/")
    expect(again.get_by_text("Nothing is unfinished.")).to_be_visible()


def test_what_is_said_is_counted_and_marked_while_the_other_looks(thread: UUID, desks: Desks) -> None:
    nora, fleur = desks.of("Nora"), desks.of("Fleur")
    theirs = fleur.open_live(f"/threads/{thread}/")
    hers = nora.open(f"/threads/{thread}/")
    expect(theirs.locator(".voices")).to_contain_text("Portugal")
    hers.get_by_text("Say it so that it can be counted").click()
    hers.locator("#answer [name=said_country]").select_option("PT")
    hers.get_by_role("button", name="Post the answer").click()
    expect(theirs.locator(".voice", has_text="Portugal")).to_contain_text("2 say")
    hers.get_by_role("button", name="This helped").first.click()
    expect(theirs.locator("article").filter(has_text="azul").get_by_text("Helped", exact=True)).to_be_visible()
    assert was_never_reloaded(theirs)


def test_a_translation_arrives_beside_the_original(thread: UUID, desks: Desks) -> None:
    page = desks.of("Nora").open(f"/threads/{thread}/")
    article = page.locator("article").filter(has_text="azul")
    article.get_by_role("button", name="Translate from Portuguese into English").click()
    expect(article.locator(".translation")).to_contain_text("Lisbon", timeout=60_000)
    expect(article.locator(".prose")).to_contain_text("numa loja em Lisboa")


def test_a_redacted_answer_goes_from_the_page_that_is_open(thread: UUID, service: Service, desks: Desks) -> None:
    nora, fleur = desks.of("Nora"), desks.of("Fleur")
    hers = nora.open_live(f"/threads/{thread}/")
    expect(hers.get_by_text("numa loja em Lisboa")).to_be_visible()
    [[post]] = service.rows("SELECT id FROM forum_post WHERE starts_with(body, 'O papel')")
    theirs = fleur.open(f"/posts/{post}/redact/")
    theirs.get_by_label("Why").fill("It names the shop's owner.")
    theirs.get_by_role("button", name="Redact the answer").click()
    expect(hers.get_by_text("It names the shop's owner.")).to_be_visible()
    assert [words in hers.content() for words in ("numa loja em Lisboa", "Lisbon")] == [False, False]
    assert was_never_reloaded(hers)
