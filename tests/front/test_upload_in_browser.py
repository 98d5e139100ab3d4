"""The upload page in Chromium, against a server that answers as the upload addresses do, and speaks tus."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page, expect

from tests.front.site import Answer, Asked, Site

pytestmark = pytest.mark.browser

LIMIT = 1000


class Receiver:
    """Takes files as the service does; by file name: ``broken`` answers 500, ``refused`` 400, ``known`` is known."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.opened: list[dict[str, str]] = []
        self.files: dict[str, dict[str, Any]] = {}
        self.asked: list[dict[str, Any]] = []
        self.more: list[dict[str, str]] = []
        self.dropped: list[str] = []
        self.broken: set[str] = set()
        self.refused: set[str] = set()
        self.known: set[str] = set()
        self.lost_after: dict[str, int] = {}
        self.begun = 0
        self.most = self._now = 0
        self._lock = threading.Lock()
        self.gate = threading.Event()
        self.gate.set()
        site.pages["/upload/open/"] = self.open

    @property
    def names(self) -> list[str]:
        """Names of what arrived whole."""
        return sorted(one["name"] for one in self.files.values() if len(one["body"]) == one["size"])

    def serve(self, key: str) -> str:
        """Answer at the addresses of an upload."""
        self.site.pages[f"/api/v1/uploads/{key}/files"] = self.create
        self.site.pages[f"/api/v1/uploads/{key}/known"] = self.compare
        self.site.pages[f"/upload/{key}/more/"] = self.add
        return key

    def open(self, asked: Asked) -> Answer:
        self.opened.append(fields_of(asked))
        key = self.serve(f"upload-{len(self.opened)}")
        return Answer(json.dumps({"id": key}), 201, "application/json")

    def add(self, asked: Asked) -> Answer:
        self.more.append(fields_of(asked))
        return Answer(json.dumps({"id": asked.path.split("/")[2]}), 200, "application/json")

    def compare(self, asked: Asked) -> Answer:
        files = json.loads(asked.body)["files"]
        self.asked += files
        known = [{"sha256": one["sha256"], "why": "in_case", "noted": 0} for one in files if one["name"] in self.known]
        return Answer(json.dumps({"known": known}), 200, "application/json")

    def create(self, asked: Asked) -> Answer:
        if asked.method == "GET":
            return Answer(json.dumps({"results": list(self.unfinished()), "next": None}), 200, "application/json")
        said = metadata_of(asked)
        if said["filename"] in self.refused:
            body = {"error": "This is not wanted here.", "field": None}
            return Answer(json.dumps(body), 400, "application/json")
        if said["filename"] in self.broken:
            return Answer("{}", 500, "application/json")
        with self._lock:
            self._now += 1
            self.begun += 1
            self.most = max(self.most, self._now)
            key = f"t{self.begun}"
        self.gate.wait()
        with self._lock:
            self._now -= 1
        size = int(asked.headers["Upload-Length"])
        self.files[key] = {"name": said["filename"], "path": said["relativePath"], "size": size, "body": b""}
        self.files[key]["sha256"] = said.get("sha256", "")
        self.site.pages[f"/api/v1/transfers/{key}"] = lambda one: self.transfer(key, one)
        self.site.pages[f"/items/{key}/row/"] = lambda one: Answer(f"<li data-row>{said['filename']} received</li>")
        self.write(key, asked.body)
        headers = {"Location": f"/api/v1/transfers/{key}", "Upload-Offset": str(len(self.files[key]["body"]))}
        return Answer("", 201, headers=headers)

    def transfer(self, key: str, asked: Asked) -> Answer:
        one = self.files[key]
        headers = {"Upload-Offset": str(len(one["body"])), "Upload-Length": str(one["size"])}
        if asked.method == "DELETE":
            self.dropped.append(one["name"])
            return Answer("", 204)
        if asked.method == "GET":
            return Answer(json.dumps({"item": key, "archive": None}), 200, "application/json", headers)
        if asked.method == "PATCH":
            assert int(asked.headers["Upload-Offset"]) == len(one["body"])
            self.write(key, asked.body)
            return Answer("", 204, headers={"Upload-Offset": str(len(one["body"]))})
        return Answer("", 200, headers=headers)

    def write(self, key: str, body: bytes) -> None:
        one = self.files[key]
        one["body"] += body[: self.lost_after.pop(one["name"], len(body))]

    def unfinished(self) -> Iterator[dict[str, Any]]:
        for key, one in self.files.items():
            if len(one["body"]) < one["size"]:
                yield {"id": key, "size": one["size"], "path": one["path"], "sha256": one["sha256"]}


def fields_of(asked: Asked) -> dict[str, str]:
    """Return the fields of a form, however it was sent."""
    if "multipart" not in asked.headers["Content-Type"]:
        return {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
    found = {}
    for part in asked.body.decode().split('name="')[1:]:
        name, _, rest = part.partition('"\r\n\r\n')
        found[name] = rest.split("\r\n--")[0]
    return found


def metadata_of(asked: Asked) -> dict[str, str]:
    """Return what tus says of a file."""
    pairs = (pair.split(" ") for pair in asked.headers["Upload-Metadata"].split(","))
    return {name: base64.b64decode(value).decode() for name, value in pairs}


@pytest.fixture
def receiver(site: Site) -> Iterator[Receiver]:
    taken = Receiver(site)
    yield taken
    taken.gate.set()


def shown(site: Site, page: Page, *, more: str = "", case: bool = True) -> Page:
    """Open a page with the upload area, its case not yet named."""
    area = render_to_string("components/upload_area.html", {"limit": "1 kB"})
    addresses = 'data-upload-open="/upload/open/" data-upload-api="/api/v1/" data-upload-next="/upload/"'
    attributes = f'method="post" data-upload {addresses} data-max-bytes="{LIMIT}" {more}'
    token = '<input type="hidden" name="csrfmiddlewaretoken" value="token">'
    field = '<input name="case_reference" aria-label="Case" required>' if case else ""
    script = '<script src="/static/vendor/tus-js-client/tus.min.js" defer></script>'
    site.page("/", f"{script}<form {attributes}>{token}{field}{area}</form>")
    page.goto("/")
    return page


@pytest.fixture
def upload(site: Site, receiver: Receiver, page: Page) -> Page:
    """The upload page."""
    return shown(site, page)


def _files(folder: Path, *names: str, size: int = 10) -> list[Path]:
    for name in names:
        (folder / name).write_bytes(b"x" * size + name.encode())
    return [folder / name for name in names]


def _choose(page: Page, files: list[Path]) -> None:
    page.locator("input[type=file][multiple]").set_input_files(files)


def _name_case(page: Page) -> None:
    page.locator("[name=case_reference]").fill("NL-2026-1")


def _rows(page: Page, *names: str) -> None:
    expect(page.locator("[data-row]")).to_have_text([f"{name} received" for name in names])


def test_each_file_is_hashed_compared_sent_and_its_row_replaced(
    upload: Page, receiver: Receiver, site: Site, tmp_path: Path
) -> None:
    _name_case(upload)
    files = _files(tmp_path, "a.jpg", "b.jpg", "c.jpg")
    _choose(upload, files)
    _rows(upload, "a.jpg", "b.jpg", "c.jpg")
    assert receiver.names == ["a.jpg", "b.jpg", "c.jpg"]
    [opened] = receiver.opened
    assert (opened["case_reference"], opened["number"], opened["size"]) == ("NL-2026-1", "3", "45")
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
    assert {one["name"]: one["sha256"] for one in receiver.asked} == hashes
    assert {*receiver.asked[0]} == {"sha256", "name", "path", "size"}
    assert {one["name"]: one["sha256"] for one in receiver.files.values()} == hashes
    sent = [asked for asked in site.asked if asked.method == "POST"]
    assert {asked.headers["X-CSRFToken"] for asked in sent} == {"token"}
    expect(upload.locator("[data-upload-words]")).to_contain_text("3 of 3 files received")
    expect(upload.locator("a[data-upload-next]")).to_have_attribute("href", "/upload/upload-1/")


def test_a_known_file_does_not_travel(upload: Page, receiver: Receiver, tmp_path: Path) -> None:
    receiver.known = {"b.jpg"}
    _name_case(upload)
    _choose(upload, _files(tmp_path, "a.jpg", "b.jpg"))
    _rows(upload, "a.jpg")
    expect(upload.locator(".upload-words")).to_have_text(["Already in this case: not sent."])
    expect(upload.locator("[data-upload-words]")).to_contain_text("1 did not need to be sent")
    assert receiver.begun == 1


def test_hashes_that_lists_give_are_computed_too(site: Site, receiver: Receiver, page: Page, tmp_path: Path) -> None:
    shown(site, page, more='data-upload-hashes="sha1 md5"')
    _name_case(page)
    [file] = _files(tmp_path, "a.jpg", size=200)
    _choose(page, [file])
    _rows(page, "a.jpg")
    content = file.read_bytes()
    [asked] = receiver.asked
    for name in ("sha256", "sha1", "md5"):
        assert asked[name] == hashlib.new(name, content, usedforsecurity=False).hexdigest()


def test_files_wait_until_the_form_is_filled_in(upload: Page, receiver: Receiver, tmp_path: Path) -> None:
    _choose(upload, _files(tmp_path, "a.jpg"))
    expect(upload.locator("[data-upload-note]")).to_have_text("1 file waits until the marked fields are filled in.")
    _name_case(upload)
    upload.keyboard.press("Tab")
    upload.wait_for_timeout(200)
    assert receiver.opened == [], "sent while the officer was still filling in the form"
    upload.get_by_role("button", name="Send 1 file").click()
    expect(upload.locator("[data-row]")).to_have_count(1)
    expect(upload.locator("[data-upload-plain]")).to_be_hidden()


def test_files_of_the_same_fields_are_one_upload(upload: Page, receiver: Receiver, tmp_path: Path) -> None:
    _name_case(upload)
    _choose(upload, _files(tmp_path, "a.jpg"))
    _rows(upload, "a.jpg")
    _choose(upload, _files(tmp_path, "b.jpg"))
    _rows(upload, "a.jpg", "b.jpg")
    assert (len(receiver.opened), [one["number"] for one in receiver.more]) == (1, ["1"])
    upload.locator("[name=case_reference]").fill("NL-2026-2")
    _choose(upload, _files(tmp_path, "c.jpg"))
    _rows(upload, "a.jpg", "b.jpg", "c.jpg")
    assert [one["case_reference"] for one in receiver.opened] == ["NL-2026-1", "NL-2026-2"]


def test_at_most_three_files_are_sent_at_once(upload: Page, receiver: Receiver, tmp_path: Path) -> None:
    receiver.gate.clear()
    _name_case(upload)
    _choose(upload, _files(tmp_path, *(f"{n}.jpg" for n in range(8))))
    while receiver.begun < 3:
        upload.wait_for_timeout(20)
    receiver.gate.set()
    expect(upload.locator("[data-row]")).to_have_count(8)
    assert receiver.most == 3


def test_too_large_a_file_is_refused_here_and_stops_no_other(upload: Page, receiver: Receiver, tmp_path: Path) -> None:
    _name_case(upload)
    _choose(upload, _files(tmp_path, "large.jpg", size=LIMIT + 1) + _files(tmp_path, "small.jpg"))
    _rows(upload, "small.jpg")
    expect(upload.locator(".upload-words.is-wrong")).to_contain_text("Larger than the limit")
    assert receiver.names == ["small.jpg"]


def test_refusal_shows_the_services_sentence(upload: Page, receiver: Receiver, tmp_path: Path) -> None:
    receiver.refused = {"a.jpg"}
    _name_case(upload)
    _choose(upload, _files(tmp_path, "a.jpg", "b.jpg"))
    expect(upload.locator(".upload-words.is-wrong")).to_have_text("This is not wanted here.")
    _rows(upload, "b.jpg")


def test_fields_that_are_refused_are_said_at_the_file(
    upload: Page, receiver: Receiver, site: Site, tmp_path: Path
) -> None:
    body = {"error": "Nothing was saved.", "fields": {"case_reference": ["There is no such case."]}}
    site.pages["/upload/open/"] = lambda asked: Answer(json.dumps(body), 400, "application/json")
    _name_case(upload)
    _choose(upload, _files(tmp_path, "a.jpg"))
    expect(upload.locator(".upload-words.is-wrong")).to_have_text("Nothing was saved. There is no such case.")
    site.pages["/upload/open/"] = receiver.open
    upload.locator("[data-upload-retry]").click()
    _rows(upload, "a.jpg")


def test_a_file_that_arrived_in_part_goes_on_by_itself(upload: Page, receiver: Receiver, tmp_path: Path) -> None:
    receiver.lost_after = {"a.jpg": 4}
    _name_case(upload)
    _choose(upload, _files(tmp_path, "a.jpg"))
    _rows(upload, "a.jpg")
    assert (receiver.names, receiver.begun) == (["a.jpg"], 1)


def test_a_failure_of_the_service_is_tried_again_by_itself(upload: Page, receiver: Receiver, tmp_path: Path) -> None:
    receiver.broken = {"a.jpg"}
    _name_case(upload)
    _choose(upload, _files(tmp_path, "a.jpg"))
    expect(upload.locator(".upload-words")).to_contain_text("Going on in a moment")
    receiver.broken = set()
    _rows(upload, "a.jpg")


def test_cancelling_all_stops_what_waits_and_what_runs(upload: Page, receiver: Receiver, tmp_path: Path) -> None:
    receiver.gate.clear()
    _name_case(upload)
    _choose(upload, _files(tmp_path, *(f"{n}.jpg" for n in range(5))))
    while receiver.begun < 3:
        upload.wait_for_timeout(20)
    upload.locator("[data-upload-cancel]").click()
    expect(upload.locator(".upload-words")).to_have_text(["Cancelled."] * 5)
    assert receiver.begun == 3


def test_dropped_files_are_taken(upload: Page, receiver: Receiver) -> None:
    _name_case(upload)
    upload.locator("[data-upload-drop]").evaluate(
        """area => {
          const carried = new DataTransfer();
          carried.items.add(new File(["x"], "dropped.jpg", { type: "image/jpeg" }));
          area.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
        }"""
    )
    _rows(upload, "dropped.jpg")


def test_whole_folder_keeps_its_paths(upload: Page, receiver: Receiver, tmp_path: Path) -> None:
    folder = tmp_path / "seizure"
    (folder / "inner").mkdir(parents=True)
    _files(folder, "a.jpg")
    _files(folder / "inner", "b.jpg")
    _name_case(upload)
    upload.locator("input[webkitdirectory]").set_input_files(folder)
    expect(upload.locator("[data-row]")).to_have_count(2)
    assert {one["path"] for one in receiver.files.values()} == {"seizure/a.jpg", "seizure/inner/b.jpg"}


def test_a_file_that_is_chosen_again_goes_on_where_it_stopped(
    site: Site, receiver: Receiver, page: Page, tmp_path: Path
) -> None:
    """On the upload's own page, after another day: the service knows what is missing, and by which content."""
    files = _files(tmp_path, "a.jpg", "b.jpg", "c.jpg")
    key = receiver.serve("kept")
    for number, path in enumerate(files[:2]):
        content = path.read_bytes() if number == 0 else b"another content"
        one = {"name": path.name, "path": path.name, "size": 15, "body": content[:4]}
        receiver.files[f"old{number}"] = {**one, "sha256": hashlib.sha256(content).hexdigest()}
        site.pages[f"/api/v1/transfers/old{number}"] = lambda asked, n=number: receiver.transfer(f"old{n}", asked)  # type: ignore[misc]
        site.pages[f"/items/old{number}/row/"] = lambda asked: Answer("<li data-row>a.jpg received</li>")
    opened = shown(site, page, more=f'data-upload-key="{key}"', case=False)
    _choose(opened, files)
    expect(opened.locator("[data-row]")).to_have_count(3)
    assert receiver.files["old0"]["body"] == files[0].read_bytes()
    assert receiver.files["old1"]["body"] == b"anot", "the other one has another content: it is sent anew"
    assert (receiver.begun, receiver.opened) == (2, [])
    assert [(one["number"], one["size"]) for one in receiver.more] == [("1", "15")], "the others were announced before"


def test_files_that_were_never_begun_are_not_announced_again(
    site: Site, receiver: Receiver, page: Page, tmp_path: Path
) -> None:
    """Two of the folder were never begun, one is there already, and one is new."""
    files = _files(tmp_path, "a.jpg", "b.jpg", "c.jpg", "d.jpg")
    receiver.known = {"a.jpg"}
    key = receiver.serve("kept")
    opened = shown(site, page, more=f'data-upload-key="{key}" data-upload-owed="2"', case=False)
    _choose(opened, files)
    expect(opened.locator("[data-row]")).to_have_count(3)
    assert sum(int(one["number"]) for one in receiver.more) == 1
