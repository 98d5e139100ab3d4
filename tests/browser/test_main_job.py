"""The main job, end to end, by people: upload, group, ask, answer, identify; and who sees nothing of it."""

import re
import uuid
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.browser.conftest import THREE
from tests.browser.desks import Desk, Desks, Form, Heard, mark, was_never_reloaded
from tests.browser.pictures import POSITION, SERIAL, SIZE, Folder, difference, make_folder
from tests.browser.service import Service

pytestmark = pytest.mark.browser

NAMES = ("Nora", "Fleur", "Felix", "Bea", "Gregor")
TITLE = "Green room with a striped sofa"
KNOWN = "Four rooms of one flat. A radio speaks Dutch."
QUESTION = "Who knows this wallpaper? It is behind the sofa."
ANSWER = "It was sold in the north of France until 2019."
RECTANGLE = (0.25, 0.20, 0.50, 0.40)
GREETINGS = [Heard("hello", "", ()), Heard("reload", "", ())]
#: A file's bar is there only while the file is being sent.
_COUNT_BARS = """() => {
  window.bars = new Set();
  const count = () => document.querySelectorAll("[data-upload-list] progress").forEach((bar) => window.bars.add(bar));
  new MutationObserver(count).observe(document, { subtree: true, childList: true });
}"""
_EXPOSURES = """SELECT item.name, officer.name FROM core_auditentry entry
    JOIN series_item item ON item.id::text = entry.object_id
    JOIN accounts_officer officer ON officer.id = entry.officer_id
    WHERE entry.action = 'media.exposed' ORDER BY entry.id"""
_KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True)
class Made:
    """Keys of what the test has made, for whoever tries addresses."""

    series: str
    reference: str
    thread: str


@dataclass(frozen=True)
class Job:
    """Who takes part, and what is uploaded."""

    service: Service
    folder: Folder
    nora: Desk
    fleur: Desk
    felix: Desk
    bea: Desk
    gregor: Desk


@pytest.fixture
def job(desks: Desks, service: Service, tmp_path: Path) -> Job:
    """Everybody has signed in."""
    folder = make_folder(tmp_path / "seizure")
    return Job(service, folder, *(desks.of(name, forgiven=(409,) if name == "Nora" else ()) for name in NAMES))


def test_main_job_from_upload_to_identification(job: Job, desks: Desks) -> None:
    boards = {desk.name: desk.open_live("/") for desk in (job.nora, job.fleur, job.felix, job.bea, job.gregor)}
    feeds = {desk.name: desk.open_live("/threads/?status=any") for desk in (job.fleur, job.bea, job.gregor)}

    _upload_a_folder(job)
    hers = _make_a_series(job)
    series = _key_of(hers)
    _open_one_picture_at_a_time(job, hers)
    for insider in ("Nora", "Fleur", "Felix", "Bea"):
        _see_row(boards[insider], TITLE)

    asked = _ask_about_a_clue(job, hers)
    thread = _key_of(asked)
    _see_row(feeds["Fleur"], QUESTION)
    expect(_row(boards["Fleur"], TITLE)).to_contain_text("1 open clue request")
    answered = _answer_and_accept(job, feeds["Fleur"], asked)
    assert was_never_reloaded(boards["Fleur"])
    expect(_row(feeds["Bea"], QUESTION)).to_contain_text("Answered")

    [[reference]] = job.service.rows("SELECT reference FROM series_series WHERE id = %s", series)
    made = Made(series, reference, thread)
    _see_that_nothing_is_there(job, made)
    _identify(job, answered, made)
    for insider in ("Nora", "Fleur", "Felix", "Bea"):
        _see_no_row(boards[insider], TITLE)
    _see_no_row(feeds["Bea"], QUESTION)
    _hear_that_it_is_solved(job, made)

    _see_that_nothing_is_there(job, made)
    _upload_the_same_and_hear_nothing(job)
    _heard_nothing(job, boards["Gregor"], feeds["Gregor"])
    _see_progress(job.service, desks.of("Cleo"))


# a. upload


def _upload_a_folder(job: Job) -> None:
    page = job.nora.open_live("/upload/")
    page.get_by_label("Case").fill("NL-2026-0147")
    page.get_by_label("Audience").select_option(label=THREE)
    page.evaluate(_COUNT_BARS)
    page.locator("input[webkitdirectory]").set_input_files(job.folder.path)
    total = page.locator("[data-upload-total]")
    expect(total).to_contain_text(f"{job.folder.files} of {job.folder.files} files received")
    expect(total.locator("progress")).to_be_visible()
    assert total.locator("progress").evaluate("bar => bar.value === bar.max")
    assert page.evaluate("() => window.bars.size") == job.folder.files
    for words, number in (("New", 5), ("Duplicate", 1), ("Refused", 1)):
        expect(_files(page).filter(has=page.locator(".badge", has_text=words))).to_have_count(number)
    expect(_file(page, "broken.jpg")).to_contain_text("The picture breaks off before its end.")
    expect(page.locator(".upload-recent, #upload-recent")).to_contain_text("5 ready")
    assert was_never_reloaded(page)
    page.close()


def _files(page: Page) -> Locator:
    return page.locator("[data-upload-list] > li")


def _file(page: Page, name: str) -> Locator:
    return _files(page).filter(has_text=name)


# b. a series


def _make_a_series(job: Job) -> Page:
    page = job.nora.open("/upload/")
    page.locator("#upload-recent .entry-title").first.click()
    _arrive(page, "Upload for case NL-2026-0147")
    expect(page.locator(".tile")).to_have_count(4)
    for box in page.locator(".tile input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Make a series of 4").click()
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("What is known").first.fill(KNOWN)
    page.get_by_label("Audience").select_option(label=THREE)
    page.locator("[name=form-0-role]").select_option("victim")
    page.locator("[name=form-0-known]").fill("A girl of about nine. Speaks Dutch.")
    page.get_by_role("button", name="Make the series").click()
    _arrive(page, TITLE)
    expect(page.locator("#series-body")).to_contain_text("0 of 1 victim")
    return page


def _open_one_picture_at_a_time(job: Job, page: Page) -> None:
    first, second = (page.locator(".tile").filter(has_text=f"room-{number}.jpg") for number in (1, 2))
    file = job.folder.rooms[1]
    expect(first).to_be_visible()
    first.locator("img").evaluate("image => image.decode()")
    assert difference(first.locator("img"), file) > 12
    assert _exposures(job) == []
    first.get_by_role("button").click()
    expect(first).to_have_class(re.compile("is-open"))
    first.locator("img").evaluate("image => image.decode()")
    assert difference(first.locator("img"), file) < 6
    second.get_by_role("button").click()
    expect(second).to_have_class(re.compile("is-open"))
    expect(first).not_to_have_class(re.compile("is-open"))
    assert difference(first.locator("img"), file) > 12
    page.keyboard.press("Escape")
    expect(page.locator(".tile.is-open")).to_have_count(0)
    assert _exposures(job) == [("room-1.jpg", "Nora"), ("room-2.jpg", "Nora")]
    page.get_by_text("What the files say").click()
    facts = page.locator("#series-metadata")
    expect(facts.get_by_text(SERIAL)).to_have_count(4)
    expect(facts.get_by_text(f"{POSITION[0]:.5f}, {POSITION[1]:.5f}")).to_have_count(4)


def _exposures(job: Job) -> list[tuple[str, str]]:
    return [(str(item), str(officer)) for item, officer in job.service.rows(_EXPOSURES)]


# c. a clue request


def _ask_about_a_clue(job: Job, page: Page) -> Page:
    page.get_by_role("link", name="Ask about a clue").click()
    _arrive(page, "Ask about a clue")
    page.get_by_label("Kind of clue").select_option(label="Wallpaper")
    page.get_by_label("Question").fill(QUESTION)
    tile = page.locator(".tile").filter(has_text="room-2.jpg")
    tile.get_by_role("button").click()
    tile.get_by_role("button", name="Open anyway").click()  # it was opened on the page of the series
    stage = page.locator("[data-crop-stage]")
    expect(stage).to_be_visible()
    stage.locator("img").evaluate("image => image.decode()")
    _draw(page, stage.locator("img"))
    expect(page.locator("[data-crop-words]")).to_contain_text("50 % wide, 40 % high")
    page.get_by_role("button", name="Ask").click()
    crop = page.get_by_role("img", name="Crop of the clue")
    expect(crop).to_be_visible()
    width, height = crop.evaluate(
        "async image => { await image.decode(); return [image.naturalWidth, image.naturalHeight]; }"
    )
    assert abs(width - RECTANGLE[2] * SIZE[0]) <= 4
    assert abs(height - RECTANGLE[3] * SIZE[1]) <= 4
    return page


def _draw(page: Page, picture: Locator) -> None:
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box
    x, y, width, height = RECTANGLE
    page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + (x + width) * box["width"], box["y"] + (y + height) * box["height"], steps=6)
    page.mouse.up()


# d. an answer


def _answer_and_accept(job: Job, feed: Page, asked: Page) -> Page:
    mark(asked)
    feed.get_by_role("link", name=QUESTION).click()
    feed.get_by_label("Your answer").fill(ANSWER)
    feed.get_by_role("button", name="Post the answer").click()
    post = feed.locator("article.post").filter(has_text=ANSWER)
    expect(post).to_be_visible()
    mark(feed)
    arrived = asked.locator("article.post").filter(has_text=ANSWER)
    expect(arrived).to_be_visible()
    assert was_never_reloaded(asked)
    arrived.get_by_role("button", name="Accept this answer").click()
    expect(asked.locator("article.post-accepted")).to_contain_text(ANSWER)
    expect(feed.locator("article.post-accepted")).to_contain_text(ANSWER)
    assert was_never_reloaded(feed)
    return feed


# e. an identification


def _identify(job: Job, page: Page, made: Made) -> None:
    other = job.felix.open_live(f"/series/{made.series}/")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("button", name="Claim").click()
    expect(page.locator("#series-body")).to_contain_text("France is verifying")
    page.get_by_role("link", name="Record identification").click()
    page.get_by_label("How it came about").select_option(index=1)
    page.get_by_label("Evaluation of the source").select_option(index=1)
    page.get_by_label("Evaluation of the information").select_option(index=1)
    page.get_by_label("Reference").fill("FR-2026-88")
    page.get_by_label("Which answer helped").select_option(index=1)
    page.get_by_role("button", name="Record").click()
    expect(page.locator("#series-body")).to_contain_text("Recorded by France, waits for a second officer")
    _fail_to_confirm_herself(job, page)
    _let_felix_confirm(other)
    expect(page.locator("#series-body")).to_contain_text("Identified by France")


def _fail_to_confirm_herself(job: Job, page: Page) -> None:
    expect(page.get_by_role("button", name="Confirm")).to_have_count(0)
    [[identification]] = job.service.rows("SELECT id FROM series_identification")
    form: Form = {"csrfmiddlewaretoken": job.fleur.token()}
    status, body = job.fleur.status_and_body(f"/identifications/{identification}/confirm/", form)
    assert status == 403
    assert "second officer" in body
    assert job.service.rows("SELECT count(*) FROM series_subject WHERE status = 'identified'") == [(0,)]


def _let_felix_confirm(page: Page) -> None:
    questions: list[str] = []

    def agree(dialog: Dialog) -> None:
        questions.append(dialog.message)
        dialog.accept()

    page.on("dialog", agree)
    button = page.get_by_role("button", name="Confirm")
    expect(button).to_be_visible()
    assert was_never_reloaded(page)
    button.click()
    expect(page.locator("#series-body")).to_contain_text("Identified by France")
    assert len(questions) == 1


def _hear_that_it_is_solved(job: Job, made: Made) -> None:
    page = job.bea.open_live("/upload/")
    page.get_by_label("Case").fill("BE-2026-5")
    page.locator("input[type=file]:not([webkitdirectory])").set_input_files(job.folder.rooms[3])
    expect(_file(page, "room-3.jpg")).to_contain_text("Already identified, by France, in another country's series.")
    expect(_file(page, "room-3.jpg")).to_contain_text(made.reference)
    assert was_never_reloaded(page)


# f. the outsider


def _see_that_nothing_is_there(job: Job, made: Made) -> None:
    for real, invented in _addresses(job, made):
        seen = job.gregor.status_and_body(real)
        assert seen == job.gregor.status_and_body(invented), real
        assert seen[0] == 404, real
        assert job.nora.status_and_body(real)[0] in (200, 405, 409), real  # 409: she opened it before
    form: Form = {"csrfmiddlewaretoken": job.gregor.token()}
    for real, invented in _doors(job, made):
        seen = job.gregor.status_and_body(real, form)
        assert seen == job.gregor.status_and_body(invented, form), real
        assert seen[0] == 404, real
    for words in (made.reference, TITLE, "striped"):
        for status in ("", "solved", "all"):
            body = job.gregor.status_and_body(f"/board/rows/?status={status}&words={quote(words)}")[1]
            assert "No series that you may see fits these filters." in body
    shown = job.nora.status_and_body(f"/board/rows/?status=all&words={quote(made.reference)}")[1]
    assert TITLE in shown
    for path in ("/", "/?status=all", "/threads/", "/threads/?status=any", "/items/", "/cases/", "/upload/", "/unit/"):
        code, body = job.gregor.status_and_body(path)
        assert code == 200, path
        assert _secrets(job, made) & set(_words(body)) == set(), path


def _words(body: str) -> list[str]:
    return [*_KEY.findall(body), *(words for words in (TITLE, QUESTION, KNOWN, ANSWER, THREE) if words in body)]


def _secrets(job: Job, made: Made) -> set[str]:
    keys = job.service.rows("SELECT id FROM series_item WHERE country_id = 'NL' UNION SELECT id FROM forum_crop")
    return {TITLE, QUESTION, KNOWN, ANSWER, THREE, made.series, made.thread, *(str(key) for [key] in keys)}


def _addresses(job: Job, made: Made) -> list[tuple[str, str]]:
    """Addresses of what there is, each with the same address of what there is not."""
    [[item, upload]] = job.service.rows(
        "SELECT id, upload FROM series_item WHERE name = 'room-2.jpg' AND country_id = 'NL'"
    )
    [[crop]] = job.service.rows("SELECT id FROM forum_crop")
    [[case]] = job.service.rows("SELECT id FROM series_case WHERE country_id = 'NL'")
    [[subject]] = job.service.rows("SELECT id FROM series_subject")
    series = [f"/series/{made.series}/{part}" for part in ("", "body/", "threads/", "edit/", "place/", "subjects/")]
    items = [f"/items/{item}{part}" for part in ("/", "/row/", "/concealed", "/plain", "/original")]
    threads = [f"/threads/{made.thread}/", f"/threads/{made.thread}/posts/", f"/threads/new/?series={made.series}"]
    others = [f"/crops/{crop}", f"/cases/{case}/", f"/upload/{upload}/", f"/subjects/{subject}/identify/"]
    return [(path, _invented(path)) for path in series + items + threads + others]


def _doors(job: Job, made: Made) -> list[tuple[str, str]]:
    """The same of addresses that only take forms."""
    [[subject]] = job.service.rows("SELECT id FROM series_subject")
    [[post]] = job.service.rows("SELECT id FROM forum_post")
    paths = [
        f"/subjects/{subject}/claim/",
        f"/subjects/{subject}/identify/",
        f"/series/{made.series}/place/",
        f"/posts/{post}/accept/",
        f"/threads/{made.thread}/posts/",
        f"/threads/{made.thread}/close/",
    ]
    return [(path, _invented(path)) for path in paths]


def _invented(path: str) -> str:
    return _KEY.sub(lambda _: str(uuid.uuid4()), path)


def _upload_the_same_and_hear_nothing(job: Job) -> None:
    page = job.gregor.open_live("/upload/")
    page.get_by_label("Case").fill("DE-2026-9")
    page.locator("input[type=file]:not([webkitdirectory])").set_input_files(job.folder.rooms[3])
    expect(_file(page, "room-3.jpg")).to_contain_text("New: nothing that you may see shows the same.")
    page.close()


def _heard_nothing(job: Job, board: Page, feed: Page) -> None:
    """His streams were open all the time, and live: what concerns him, his own upload, did come."""
    [[item, upload]] = job.service.rows("SELECT id, upload FROM series_item WHERE country_id = 'DE'")
    changes = [heard for heard in job.gregor.heard if heard.event == "change"]
    assert {heard.objects for heard in changes} == {(str(item), str(upload)), (str(upload),)}
    assert {heard.type for heard in changes} == {"item.progressed", "upload.progressed"}
    assert {heard.type for heard in job.fleur.heard} >= {
        "series.created",
        "thread.created",
        "thread.changed",
        "series.solved",
    }
    for page in (board, feed):
        assert was_never_reloaded(page)
    expect(board.locator("#board-rows")).to_contain_text("No active series is shown to your country.")
    expect(feed.locator("#thread-rows")).to_contain_text("No request fits these filters.")


# g. progress


def _see_progress(service: Service, cleo: Desk) -> None:
    service.send("icse.coordination.tasks.publish_figures")
    page = cleo.open("/progress/")
    for _ in range(20):
        if page.locator("svg.chart").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.locator("svg.chart").first).to_be_visible()
    expect(page.get_by_text("100,000").first).to_be_visible()
    points = page.locator("polyline.line").last.get_attribute("points") or ""
    assert len(points.split()) > 1


# common


def _arrive(page: Page, heading: str) -> None:
    """Wait for a page that a click leads to, and for its scripts: a click that comes before them is lost."""
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    page.wait_for_load_state()


def _key_of(page: Page) -> str:
    found = _KEY.search(page.url)
    assert found
    return found[0]


def _row(page: Page, words: str) -> Locator:
    return page.locator("li.entry").filter(has_text=words)


def _see_row(page: Page, words: str) -> None:
    """It is there, and nobody pressed anything."""
    expect(_row(page, words)).to_be_visible()
    assert was_never_reloaded(page)


def _see_no_row(page: Page, words: str) -> None:
    """It has gone, and nobody pressed anything."""
    expect(_row(page, words)).to_have_count(0)
    assert was_never_reloaded(page)
