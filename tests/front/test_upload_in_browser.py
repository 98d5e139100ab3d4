"""The upload page in Chromium, against a server that answers as the upload address does."""

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import Page, expect

from tests.front.site import Answer, Asked, Site

pytestmark = pytest.mark.browser

LIMIT = 1000


class Receiver:
    """Takes files as the service does; ``broken`` answers 500, ``refused`` 422, both by file name."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.broken: set[str] = set()
        self.refused: set[str] = set()
        self.fields: list[dict[str, str]] = []
        self.most = self._now = 0
        self._lock = threading.Lock()
        self.gate = threading.Event()
        self.gate.set()

    def __call__(self, asked: Asked) -> Answer:
        name = re.findall(r'name="file"; filename="([^"]+)"', asked.body.decode("latin-1"))[0]
        with self._lock:
            self.names.append(name)
            self.fields.append(dict(re.findall(r'name="(\w+)"\r\n\r\n(.*?)\r\n', asked.body.decode("latin-1"))))
            self._now += 1
            self.most = max(self.most, self._now)
        self.gate.wait()
        with self._lock:
            self._now -= 1
        return self._answer(name)

    def _answer(self, name: str) -> Answer:
        if name in self.broken:
            return Answer("{}", 500, "application/json")
        if name in self.refused:
            body = {"error": "This is not a picture.", "fields": {"file": ["It is a program."]}}
            return Answer(json.dumps(body), 422, "application/json")
        return Answer(json.dumps({"id": name, "row": f"<li data-row>{name} received</li>"}), 201, "application/json")


@pytest.fixture
def receiver(site: Site) -> Iterator[Receiver]:
    taken = Receiver()
    site.pages["/upload/files/"] = taken
    yield taken
    taken.gate.set()


@pytest.fixture
def upload(site: Site, receiver: Receiver, page: Page) -> Page:
    """The upload page, its case not yet named."""
    area = render_to_string("components/upload_area.html", {"limit": "1 kB"})
    addresses = 'data-upload-url="/upload/files/" data-upload-next="/upload/"'
    attributes = f'method="post" data-upload {addresses} data-max-bytes="{LIMIT}"'
    token = '<input type="hidden" name="csrfmiddlewaretoken" value="token">'
    case = '<input name="case_reference" aria-label="Case" required>'
    site.page("/", f"<form {attributes}>{token}{case}{area}</form>")
    page.goto("/")
    return page


def _files(folder: Path, *names: str, size: int = 10) -> list[Path]:
    for name in names:
        (folder / name).write_bytes(b"x" * size)
    return [folder / name for name in names]


def _choose(page: Page, files: list[Path]) -> None:
    page.locator("input[type=file][multiple]").set_input_files(files)


def _name_case(page: Page) -> None:
    page.locator("[name=case_reference]").fill("NL-2026-1")


def test_each_file_is_sent_with_the_fields_and_its_row_is_replaced(
    upload: Page, receiver: Receiver, tmp_path: Path
) -> None:
    _name_case(upload)
    _choose(upload, _files(tmp_path, "a.jpg", "b.jpg", "c.jpg"))
    expect(upload.locator("[data-row]")).to_have_text(["a.jpg received", "b.jpg received", "c.jpg received"])
    assert sorted(receiver.names) == ["a.jpg", "b.jpg", "c.jpg"]
    assert {fields["case_reference"] for fields in receiver.fields} == {"NL-2026-1"}
    assert {fields["csrfmiddlewaretoken"] for fields in receiver.fields} == {"token"}
    assert {fields["path"] for fields in receiver.fields} == {"a.jpg", "b.jpg", "c.jpg"}
    assert len({fields["upload"] for fields in receiver.fields}) == 1
    expect(upload.locator("[data-upload-words]")).to_contain_text("3 of 3 files received")


def test_files_wait_until_the_form_is_filled_in(upload: Page, receiver: Receiver, tmp_path: Path) -> None:
    _choose(upload, _files(tmp_path, "a.jpg"))
    expect(upload.locator("[data-upload-note]")).to_have_text("1 file waits until the marked fields are filled in.")
    assert receiver.names == []
    _name_case(upload)
    upload.keyboard.press("Tab")
    upload.wait_for_timeout(200)
    assert receiver.names == [], "sent while the officer was still filling in the form"
    upload.get_by_role("button", name="Send 1 file").click()
    expect(upload.locator("[data-row]")).to_have_count(1)
    expect(upload.locator("[data-upload-plain]")).to_be_hidden()
    [fields] = receiver.fields
    expect(upload.locator("a[data-upload-next]")).to_have_attribute("href", f"/upload/{fields['upload']}/")


def test_at_most_three_files_are_sent_at_once(upload: Page, receiver: Receiver, tmp_path: Path) -> None:
    receiver.gate.clear()
    _name_case(upload)
    _choose(upload, _files(tmp_path, *(f"{n}.jpg" for n in range(8))))
    while len(receiver.names) < 3:
        upload.wait_for_timeout(20)
    receiver.gate.set()
    expect(upload.locator("[data-row]")).to_have_count(8)
    assert receiver.most == 3


def test_too_large_a_file_is_refused_here_and_stops_no_other(upload: Page, receiver: Receiver, tmp_path: Path) -> None:
    _name_case(upload)
    _choose(upload, _files(tmp_path, "large.jpg", size=LIMIT + 1) + _files(tmp_path, "small.jpg", size=LIMIT))
    expect(upload.locator("[data-row]")).to_have_text(["small.jpg received"])
    expect(upload.locator(".upload-words.is-wrong")).to_contain_text("Larger than the limit")
    assert receiver.names == ["small.jpg"]


def test_refusal_shows_the_services_sentence(upload: Page, receiver: Receiver, tmp_path: Path) -> None:
    receiver.refused = {"a.jpg"}
    _name_case(upload)
    _choose(upload, _files(tmp_path, "a.jpg", "b.jpg"))
    expect(upload.locator(".upload-words.is-wrong")).to_have_text("This is not a picture. It is a program.")
    expect(upload.locator("[data-row]")).to_have_text(["b.jpg received"])


def test_failed_file_can_be_sent_again(upload: Page, receiver: Receiver, tmp_path: Path) -> None:
    receiver.broken = {"a.jpg"}
    _name_case(upload)
    _choose(upload, _files(tmp_path, "a.jpg"))
    expect(upload.locator(".upload-words.is-wrong")).to_contain_text("you can retry")
    receiver.broken = set()
    upload.locator("[data-upload-retry]").click()
    expect(upload.locator("[data-row]")).to_have_text(["a.jpg received"])
    assert receiver.names == ["a.jpg", "a.jpg"]


def test_cancelling_all_stops_what_waits_and_what_runs(upload: Page, receiver: Receiver, tmp_path: Path) -> None:
    receiver.gate.clear()
    _name_case(upload)
    _choose(upload, _files(tmp_path, *(f"{n}.jpg" for n in range(5))))
    while len(receiver.names) < 3:
        upload.wait_for_timeout(20)
    upload.locator("[data-upload-cancel]").click()
    expect(upload.locator(".upload-words")).to_have_text(["Cancelled."] * 5)
    assert len(receiver.names) == 3


def test_dropped_files_are_taken(upload: Page, receiver: Receiver) -> None:
    _name_case(upload)
    upload.locator("[data-upload-drop]").evaluate(
        """area => {
          const carried = new DataTransfer();
          carried.items.add(new File(["x"], "dropped.jpg", { type: "image/jpeg" }));
          area.dispatchEvent(new DragEvent("drop", { dataTransfer: carried, bubbles: true, cancelable: true }));
        }"""
    )
    expect(upload.locator("[data-row]")).to_have_text(["dropped.jpg received"])


def test_whole_folder_keeps_its_paths(upload: Page, receiver: Receiver, tmp_path: Path) -> None:
    folder = tmp_path / "seizure"
    (folder / "inner").mkdir(parents=True)
    _files(folder, "a.jpg")
    _files(folder / "inner", "b.jpg")
    _name_case(upload)
    upload.locator("input[webkitdirectory]").set_input_files(folder)
    expect(upload.locator("[data-row]")).to_have_count(2)
    assert {fields["path"] for fields in receiver.fields} == {"seizure/a.jpg", "seizure/inner/b.jpg"}
