"""`manage.py fingerprint`: one line a picture, whatever the others are, and no database."""

import hashlib
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from series.management.commands.fingerprint import printable
from series.matching.fingerprints import fingerprint, hamming
from tests import media

PROJECT = Path(__file__).parents[3]


def run(*files: Path) -> tuple[list[list[str]], str, str]:
    """Give the printed columns, the error output, and the final error's words."""
    out, errors, failure = io.StringIO(), io.StringIO(), ""
    try:
        call_command("fingerprint", *map(str, files), stdout=out, stderr=errors)
    except CommandError as error:
        failure = str(error)
    return [line.split("\t") for line in out.getvalue().splitlines()], errors.getvalue(), failure


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    paths = [tmp_path / f"{seed}.jpg" for seed in range(3)]
    for seed, path in enumerate(paths):
        path.write_bytes(media.as_bytes(media.pattern(seed)))
    return paths


def test_it_prints_digests_pdq_quality_and_name(pictures: list[Path]) -> None:
    lines, errors, failure = run(*pictures)

    assert (errors, failure) == ("", "")
    assert [line[5] for line in lines] == [str(path) for path in pictures]
    for seed, (line, path) in enumerate(zip(lines, pictures, strict=True)):
        content = path.read_bytes()
        expected = [hashlib.new(name, content, usedforsecurity=False).hexdigest() for name in ("sha256", "md5", "sha1")]
        assert line[:3] == expected
        assert hamming(bytes.fromhex(line[3]), fingerprint(media.pattern(seed)).bits) <= 10
        assert int(line[4]) >= 80


def test_refused_and_missing_files_are_named_and_the_others_printed(pictures: list[Path], tmp_path: Path) -> None:
    text = media.text_named_jpg(tmp_path)
    lines, errors, failure = run(pictures[0], text, tmp_path / "missing.jpg", tmp_path, pictures[1])

    assert [line[5] for line in lines] == [str(path) for path in pictures[:2]]
    assert f"{text}: This is not a picture but a text." in errors
    assert f"{tmp_path / 'missing.jpg'}: the file cannot be opened" in errors
    assert f"{tmp_path}: the file cannot be opened" in errors
    assert failure == "3 of 5 files could not be fingerprinted."


def test_a_name_cannot_break_the_line(tmp_path: Path) -> None:
    path = tmp_path / "a\tb\nc\x1b[31m\\.jpg"
    path.write_bytes(media.as_bytes(media.pattern(1)))
    lines, _, _ = run(path)

    assert [len(line) for line in lines] == [6]
    assert lines[0][5] == str(tmp_path) + r"/a\tb\nc\x1b[31m\\.jpg"


def test_names_stay_readable_in_every_script() -> None:
    assert printable("кухня 厨房.jpg") == "кухня 厨房.jpg"
    assert printable("\u202egpj.exe") == r"\u202egpj.exe"
    assert printable(os.fsdecode(b"caf\xe9")) == r"caf\udce9"


def test_the_program_needs_no_database_and_fails_with_status_one(pictures: list[Path], tmp_path: Path) -> None:
    def status(*files: Path) -> tuple[int, int]:
        command = [sys.executable, "manage.py", "fingerprint", *map(str, files)]
        environment = os.environ | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nowhere"}
        done = subprocess.run(command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, len(done.stdout.splitlines())

    assert status(*pictures) == (0, 3)
    assert status(*pictures, media.executable_named_jpg(tmp_path)) == (1, 3)
