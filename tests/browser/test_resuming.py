"""An upload whose connection breaks in the middle of a file goes on after the page was closed, where it stopped."""

import hashlib
import random
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from icse.demo.pictures import jpeg_bytes, room
from tests.browser.desks import Desks
from tests.browser.service import Service
from tests.series.ingest.zipping import packed

pytestmark = pytest.mark.browser

PIECE = 64 << 20
#: The second piece of a file never leaves, and nothing can be asked about it. (A route would carry 64 MB.)
LOSE_ALL_BUT_THE_FIRST_PIECE = """() => {
  const { open, setRequestHeader, send } = XMLHttpRequest.prototype;
  Object.assign(XMLHttpRequest.prototype, {
    open(method, ...others) { this.isLost = method === "HEAD"; open.call(this, method, ...others); },
    setRequestHeader(name, value) {
      this.isLost ||= name === "Upload-Offset" && value !== "0";
      setRequestHeader.call(this, name, value);
    },
    send(body) { this.isLost ? this.dispatchEvent(new ProgressEvent("error")) : send.call(this, body); },
  });
}"""


_OPEN = "SELECT name FROM series_transfer WHERE state = 'open' AND name = %s"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A picture, an archive with another one, and a file that does not travel in one piece."""
    top = tmp_path / "seizure"
    (top / "DCIM").mkdir(parents=True)
    (top / "DCIM" / "room.jpg").write_bytes(jpeg_bytes(room(1, size=(320, 240))))
    (top / "phone.zip").write_bytes(packed([("inner/room.jpg", jpeg_bytes(room(2, size=(320, 240))))]))
    (top / "disk.img").write_bytes(random.Random(7).randbytes(PIECE + 5_000_000))
    return top


def test_it_goes_on_where_it_stopped(desks: Desks, service: Service, folder: Path) -> None:
    nora = desks.of("Nora")
    page = nora.open_live("/upload/")
    page.on("dialog", lambda dialog: dialog.accept())
    page.evaluate(LOSE_ALL_BUT_THE_FIRST_PIECE)
    page.get_by_label("Case").fill("NL-2026-0200")
    page.locator("input[webkitdirectory]").set_input_files(folder)
    expect(_row(page, "disk.img")).to_contain_text("The connection was lost. Going on in a moment.")
    expect(page.locator("[data-upload-words]")).to_contain_text("2 of 3 files received")
    [[received]] = service.rows("SELECT received FROM series_transfer WHERE state = 'open'")
    assert received == PIECE
    page.close(run_before_unload=False)
    assert {words for words in nora.complaints if "ERR_" not in words} == set()
    nora.complaints.clear()

    page = nora.open_live("/upload/")
    offsets: list[str] = []
    page.on("request", lambda request: offsets.append(_offset(request)))
    page.locator("#upload-recent .entry-title").first.click()
    expect(page.locator("#upload-more")).to_contain_text("1 of your files did not arrive whole")
    expect(page.locator("#upload-more")).to_contain_text("seizure/disk.img")
    expect(page.locator("#upload-progress")).to_contain_text("phone.zip")
    expect(page.locator("#upload-progress")).to_contain_text("1 taken")
    page.locator("input[webkitdirectory]").set_input_files(folder)
    expect(page.locator("[data-upload-list] > li").filter(has_text="Already in this case")).to_have_count(1)
    expect(page.locator("[data-upload-words]")).to_contain_text("2 of 2 files received")
    assert str(PIECE) in offsets
    digest = hashlib.sha256((folder / "disk.img").read_bytes()).hexdigest()
    assert service.rows("SELECT path, sha256 FROM series_item WHERE name = 'disk.img'") == [
        ("seizure/disk.img", digest)
    ]
    expect(page.locator("#upload-progress .badge", has_text="Expanded")).to_have_count(2)
    # This upload has it: a second line about it would count it twice.
    expect(page.locator("#upload-progress")).not_to_contain_text("not need to be sent")
    expect(page.get_by_role("button", name="Cancel this upload")).to_have_count(0)
    ready = service.rows("SELECT path, kind FROM series_item WHERE state = 'ready'")
    assert set(ready) == {
        ("seizure/DCIM/room.jpg", "picture"),
        ("seizure/phone.zip/inner/room.jpg", "picture"),
        ("seizure/disk.img", "other"),
    }


def test_a_file_cancelled_in_its_first_piece_is_forgotten(desks: Desks, service: Service, tmp_path: Path) -> None:
    (tmp_path / "phone.img").write_bytes(random.Random(8).randbytes(1_000_000))
    page = desks.of("Niels").open_live("/upload/")
    held: list[Route] = []
    page.route("**/api/v1/transfers/*", lambda route: _hold_pieces(route, held))
    page.get_by_label("Case").fill("NL-2026-0201")
    page.locator("input[type=file][multiple]").set_input_files([tmp_path / "phone.img"])
    expect(_row(page, "phone.img")).to_contain_text("of 1.0 MB sent")
    assert service.rows(_OPEN, "phone.img") == [("phone.img",)]
    with page.expect_response(lambda answer: answer.request.method == "DELETE") as answered:
        _row(page, "phone.img").get_by_role("button", name="Cancel").click()
    assert answered.value.status == 204
    expect(_row(page, "phone.img")).to_contain_text("Cancelled.")
    assert service.rows(_OPEN, "phone.img") == []


def _row(page: Page, name: str) -> Locator:
    return page.locator("[data-upload-list] > li").filter(has_text=name)


def _hold_pieces(route: Route, held: list[Route]) -> None:
    """A piece stays on its way."""
    held.append(route) if route.request.method == "PATCH" else route.continue_()


def _offset(request: Request) -> str:
    return request.headers.get("upload-offset", "") if request.method == "PATCH" else ""
