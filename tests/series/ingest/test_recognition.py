"""A file is what its bytes say, whatever its name says."""

from pathlib import Path

import pytest

from series.ingest.recognition import ALLOWED_MEDIA_TYPES, SENTENCES, Recognised, Refusal, recognise, refusal
from tests import media


def recognised(folder: Path, content: bytes, name: str = "upload.jpg") -> Recognised | Refusal:
    path = folder / name
    path.write_bytes(content)
    return recognise(path)


@pytest.mark.parametrize(("media_type", "kind"), media.FORMATS.items())
def test_allowed_formats_are_recognised_under_any_name(tmp_path: Path, media_type: str, kind: str) -> None:
    found = recognised(tmp_path, media.as_bytes(media.pattern(1), kind), "notes.txt")

    assert isinstance(found, Recognised)
    assert found.media_type == media_type


def test_the_formats_made_here_are_all_that_are_allowed() -> None:
    assert set(media.FORMATS) == ALLOWED_MEDIA_TYPES


OTHERS = {
    "an empty file": (b"", "empty", "is empty"),
    "a text": (b"Meet me at the usual place.\n" * 400, "not_a_picture", "a text"),
    "a text in another script": (("Увидимся на обычном месте. " * 400).encode(), "not_a_picture", "a text"),
    "a text that begins like a bitmap": (b"BMW 320i, blue, seen twice", "not_a_picture", "a text"),
    "a program": (b"\x7fELF\x02\x01\x01" + bytes(100), "not_a_picture", "a program"),
    "a Windows program": (media.windows_program(), "not_a_picture", "a program"),
    "a script": (b"#!/bin/sh\necho\n", "not_a_picture", "a program"),
    "an archive": (media.zip_archive(), "not_a_picture", "a ZIP archive"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "not_a_picture", "a PDF document"),
    "a web page": (b"<!DOCTYPE html><html><img src=x></html>", "not_a_picture", "a web page"),
    "a drawing": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "not_allowed", "an SVG drawing"),
    "a bare drawing": (b"<svg onload=alert(1)>", "not_allowed", "an SVG drawing"),
    "a film": (b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(100), "not_allowed", "video"),
    "a film that may hold pictures": (b"\0\0\0\x18ftypmp42\0\0\0\0mp42avif" + bytes(100), "not_allowed", "video"),
    "Photoshop's own": (b"8BPS\0\1" + bytes(100), "not_allowed", "Photoshop"),
    "a Canon raw file": (b"II*\0\x10\0\0\0CR\2\0" + bytes(100), "not_allowed", "raw"),
    "noise": (bytes([0, 200, 7, 130]) * 50, "not_a_picture", "another or unknown type"),
    "one byte": (b"\xff", "not_a_picture", "another or unknown type"),
}


@pytest.mark.parametrize(("content", "code", "words"), OTHERS.values(), ids=OTHERS)
def test_anything_else_is_refused_in_words(tmp_path: Path, content: bytes, code: str, words: str) -> None:
    found = recognised(tmp_path, content)

    assert isinstance(found, Refusal)
    assert found.code == code
    assert words in found.sentence


def test_files_under_a_pictures_name_are_refused(tmp_path: Path) -> None:
    for path in (media.text_named_jpg(tmp_path), media.executable_named_jpg(tmp_path)):
        found = recognise(path)
        assert isinstance(found, Refusal)
        assert found.code == "not_a_picture"


def test_a_jpeg_with_an_archive_behind_it_is_a_jpeg(tmp_path: Path) -> None:
    assert recognised(tmp_path, media.jpeg_and_zip()) == Recognised("image/jpeg", ".jpg")


@pytest.mark.parametrize("code", SENTENCES)
def test_every_reason_says_what_to_do(code: str) -> None:
    sentence = refusal(code, kind="a text").sentence

    assert "{" not in sentence
    assert any(word in sentence for word in ("upload", "Upload", "Draw", "read as"))
