"""Makes the pictures of docs/walkthrough.md: ``make walkthrough``. The suite does not run it.

Officers do what the page tells, in Chromium, from an empty service to a solved series. All rooms are drawn at run time.
"""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Dialog, Locator, Page, expect

from icse.demo.pictures import jpeg_bytes, room
from tests.browser.conftest import THREE
from tests.browser.desks import Desk, Desks
from tests.browser.pictures import Folder, make_folder

pytestmark = pytest.mark.browser

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images" / "walkthrough"
LARGEST = 150_000
TITLE, OTHER = "Flat with patterned wallpaper", "The same flat, another day"
QUESTION = "Who knows this wallpaper? It is behind the desk."
ANSWER = "It was sold in the north of France until 2019."
ASKED = "Please ask the shops in the north for their orders of this paper."
WILL_DO = "We ask the two shops that had it."
TYPO = "paterned walpaper"
_COLOURS = (96, 64, 48, 32, 16)
_LOADED = """() => Promise.all([...document.images]
  .filter((one) => one.checkVisibility() && one.getBoundingClientRect().top < innerHeight)
  .map((one) => one.decode().catch(() => null)))"""


def _take(page: Page, name: str, seen: Locator | None = None) -> None:
    """Write what the window shows; as few colours as make it small."""
    page.set_viewport_size({"width": 1280, "height": 800})
    expect(page.get_by_text("being loaded")).to_have_count(0)
    if seen is not None:
        seen.evaluate("one => one.scrollIntoView({ block: 'center', behavior: 'instant' })")
    page.evaluate(_LOADED)
    shot = page.screenshot(animations="disabled")
    small = next(one for one in (_fewer(shot, colours) for colours in _COLOURS) if len(one) < LARGEST)
    (FOLDER / f"{name}.png").write_bytes(small)


def _fewer(shot: bytes, colours: int) -> bytes:
    out = BytesIO()
    with Image.open(BytesIO(shot)) as picture:
        few = picture.convert("RGB").quantize(colours, dither=Image.Dither.NONE)
    few.save(out, "PNG", optimize=True)
    return out.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """What Nora seized; France has one of its rooms, smaller."""
    made = make_folder(tmp_path / "seizure")
    (tmp_path / "found.jpg").write_bytes(jpeg_bytes(room(42, size=(480, 360))))
    return made


def test_walkthrough(folder: Folder, desks: Desks, tmp_path: Path) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    nora, fleur, felix, bea = (desks.of(name, forgiven=(409,)) for name in ("Nora", "Fleur", "Felix", "Bea"))
    _france_has_something(fleur, tmp_path / "found.jpg")
    _upload(nora, folder)
    page = _group(nora)
    _board(nora)
    asked = _ask(nora, page)
    _answer(fleur, asked)
    _indicate(fleur, page)
    _refer(nora, felix, page)
    _merge(nora, folder, page)
    _search(nora)
    _identify(fleur, felix, page)
    _told(nora, bea, folder)


def _send(desk: Desk, case: str, files: Path | list[Path], number: int, ready: int) -> Page:
    page = desk.open_live("/upload/")
    page.get_by_label("Case").fill(case)
    page.get_by_label("Audience").select_option(label=THREE)
    many = isinstance(files, Path) and files.is_dir()
    page.locator("input[webkitdirectory]" if many else "input[type=file]:not([webkitdirectory])").set_input_files(files)
    expect(page.locator("[data-upload-total]")).to_contain_text(f"{number} of {number} files received")
    expect(page.locator("#upload-recent .entry").first).to_contain_text(f"{ready} ready")
    expect(page.locator("[data-upload-list] > li").filter(has_text="Being read")).to_have_count(0)
    return page


def _make(desk: Desk, title: str, *, victim: str = "") -> Page:
    """Fill in a series of all that was uploaded last."""
    page = desk.open("/upload/")
    page.locator("#upload-recent .entry-title").first.click()
    expect(page.locator(".tile").first).to_be_visible()
    page.keyboard.press("a")
    page.keyboard.press("c")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Audience").select_option(label=THREE)
    if victim:
        page.locator("[name=form-0-role]").select_option("victim")
        page.locator("[name=form-0-known]").fill(victim)
    return page


def _france_has_something(fleur: Desk, file: Path) -> None:
    _send(fleur, "FR-2026-31", [file], 1, 1).close()
    page = _make(fleur, "Room with a window")
    page.get_by_role("button", name="Make the series").click()
    page.close()


def _upload(nora: Desk, folder: Folder) -> None:
    page = _send(nora, "NL-2026-0147", folder.path, folder.files, 5)
    _take(page, "01-upload", page.locator("[data-upload-list]"))
    page.locator("[data-upload-list] a", has_text="room-2.jpg").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("room-2.jpg")
    _take(page, "02-findings")
    page.close()


def _group(nora: Desk) -> Page:
    page = _make(nora, TITLE, victim="A girl of about nine. Speaks Dutch.")
    _take(page, "03-group")
    page.get_by_role("button", name="Make the series").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    page.keyboard.press("j")
    page.keyboard.press("Space")
    expect(page.locator(".tile.is-open")).to_have_count(1)
    _take(page, "04-series", page.locator(".tile.is-open"))
    page.keyboard.press("Escape")
    return page


def _board(nora: Desk) -> None:
    page = nora.open_live("/")
    page.keyboard.press("j")
    page.keyboard.press("?")
    _take(page, "05-keys")
    page.close()


def _ask(nora: Desk, page: Page) -> Page:
    asked = nora.open(page.url)
    asked.keyboard.press("n")
    asked.get_by_label("Kind of clue").select_option(label="Wallpaper")
    asked.get_by_label("Question").fill(QUESTION)
    asked.locator(".tile").filter(has_text="room-3.jpg").get_by_role("button").first.click()
    again = asked.locator(".tile").filter(has_text="room-3.jpg").get_by_role("button", name="Open anyway")
    stage = asked.locator("[data-crop-stage]")
    expect(stage.or_(again).first).to_be_visible()
    if again.is_visible():
        again.click()
    expect(stage).to_be_visible()
    stage.press("Enter")
    _take(asked, "06-ask", stage)
    asked.get_by_role("button", name="Ask").click()
    expect(asked.get_by_role("img", name="Crop of the clue")).to_be_visible()
    return asked


def _answer(fleur: Desk, asked: Page) -> None:
    page = fleur.open_live(asked.url)
    page.get_by_label("Your answer").fill(ANSWER)
    page.get_by_role("button", name="Post the answer").click()
    arrived = asked.locator("article.post").filter(has_text=ANSWER)
    arrived.get_by_role("button", name="Accept this answer").click()
    expect(asked.locator("article.post-accepted")).to_contain_text(ANSWER)
    _take(asked, "07-answer")
    page.close()


def _indicate(fleur: Desk, page: Page) -> None:
    other = fleur.open_live(page.url)
    other.get_by_text("Indicate a country").click()
    other.get_by_label("Probably made in").select_option("FR")
    other.get_by_label("Plug or socket").check()
    other.locator("#indicate").get_by_label("Why").fill("Sold in the north of France only.")
    other.locator("#indicate").get_by_label("Source").select_option("B")
    other.locator("#indicate").get_by_label("Information").select_option("2")
    other.get_by_role("button", name="Indicate", exact=True).click()
    expect(other.get_by_text("Your indication is shown with the series.")).to_be_visible()
    other.close()
    page.reload()
    _take(page, "08-country", page.get_by_text("Sold in the north of France only."))


def _refer(nora: Desk, felix: Desk, page: Page) -> None:
    hers = nora.open_live(page.url)
    hers.get_by_role("link", name="Refer to France…").click()
    for number in range(2):
        hers.locator(".tile input[type=checkbox]").nth(number).check()
    hers.get_by_label("Note to the country").fill(ASKED)
    _take(hers, "09-refer")
    hers.get_by_role("button", name="Refer", exact=True).click()
    expect(hers.get_by_text("Not acknowledged yet")).to_be_visible()
    duty = felix.open_live("/duty/")
    entry = duty.locator(".entry", has_text="To be acknowledged")
    expect(entry).to_contain_text(TITLE)
    _take(duty, "10-duty")
    entry.get_by_role("link").first.click()
    duty.get_by_role("button", name="Confirm receipt").click()
    duty.get_by_text("Accept", exact=True).first.click()
    duty.get_by_label("What you will do").fill(WILL_DO)
    duty.get_by_role("button", name="Accept", exact=True).click()
    expect(hers.locator("#referral .badge", has_text="Accepted")).to_be_visible()
    _take(hers, "11-referral")
    duty.close()
    hers.close()


def _search(nora: Desk) -> None:
    page = nora.open("/search/")
    page.get_by_label("Words, reference, hash or place").fill(TYPO)
    page.get_by_role("button", name="Search", exact=True).click()
    expect(page.get_by_text("Similar spellings are shown too.")).to_be_visible()
    page.get_by_label("Name").fill("Patterned wallpaper")
    page.get_by_label("Share inside my unit").check()
    _take(page, "14-search", page.get_by_role("heading", name="Search", exact=True))
    page.close()


def _merge(nora: Desk, folder: Folder, page: Page) -> None:
    file = folder.path.parent / "later.jpg"
    file.write_bytes(jpeg_bytes(room(77, size=(640, 480))))
    _send(nora, "NL-2026-0151", [file], 1, 1).close()
    made = _make(nora, OTHER)
    made.get_by_role("button", name="Make the series").click()
    expect(made.get_by_role("heading", level=1)).to_have_text(OTHER)
    made.goto("/")
    for title in (TITLE, OTHER):
        made.locator(".entry", has_text=title).get_by_role("checkbox").check()
    _take(made, "12-board")
    made.keyboard.press("m")
    expect(made.get_by_role("heading", level=1)).to_contain_text("Confirm: merge")
    _take(made, "13-merge")
    made.get_by_role("button", name="Merge", exact=True).click()
    expect(made.get_by_text("has been merged into")).to_be_visible()
    made.close()


def _identify(fleur: Desk, felix: Desk, page: Page) -> None:
    hers = fleur.open(page.url)
    hers.get_by_role("button", name="Claim").click()
    hers.get_by_role("link", name="Record identification").click()
    hers.get_by_label("How it came about").select_option(index=1)
    hers.get_by_label("Evaluation of the source").select_option(index=1)
    hers.get_by_label("Evaluation of the information").select_option(index=1)
    hers.get_by_label("Reference").fill("FR-2026-88")
    hers.get_by_label("Which answer helped").select_option(index=1)
    _take(hers, "15-identify")
    hers.get_by_role("button", name="Record").click()
    expect(hers.locator("#series-body")).to_contain_text("Recorded by France, waits for a second officer")
    confirm = felix.open(page.url)
    confirm.on("dialog", Dialog.accept)
    _take(confirm, "16-confirm", confirm.get_by_role("button", name="Confirm"))
    confirm.get_by_role("button", name="Confirm").click()
    expect(confirm.locator("#series-body")).to_contain_text("Identified by France")


def _told(nora: Desk, bea: Desk, folder: Folder) -> None:
    told = nora.open_live("/outcomes/")
    expect(told.get_by_text("Identified by France.").first).to_be_visible()
    _take(told, "17-outcome")
    page = bea.open_live("/upload/")
    page.get_by_label("Case").fill("BE-2026-5")
    page.locator("input[type=file]:not([webkitdirectory])").set_input_files(folder.rooms[3])
    heard = page.locator("[data-upload-list] > li").filter(has_text="Already identified, by France")
    expect(heard).to_be_visible()
    _take(page, "18-known", heard)
