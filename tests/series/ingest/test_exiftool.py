"""exiftool as a process: what it reads, what it may not do, and what becomes of one that misbehaves.

Where it is not installed, a stand-in program shows how the others are treated.
"""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from django.conf import settings as the_settings

from accounts.models import Audience, Officer
from series.ingest.decoder import Decoder
from series.ingest.decoder.exiftool import ExifTool, find
from series.ingest.pipeline import ingest
from series.ingest.work import Tools
from series.matching.tail import Matcher
from tests import media
from tests.series.making import fresh, receive

installed = pytest.mark.skipif(
    find(the_settings.EXIFTOOL) is None, reason="exiftool is not installed (Debian: libimage-exiftool-perl)"
)

WELL = """while read line; do case "$line" in -execute*)
  echo '[{"EXIF:Make": "Standin"}]'; echo "{ready${line#-execute}}";; esac; done"""


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A picture as it is stored: for its owner alone, in a folder of its owner alone."""
    folder = tmp_path / "blobs"
    folder.mkdir(mode=0o700)
    path = folder / "picture"
    path.write_bytes(media.as_bytes(media.pattern(1), exif=media.exif_of()))
    path.chmod(0o600)
    return path


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    path = tmp_path / "scratch" / "one"
    path.mkdir(mode=0o700, parents=True)
    return path


@pytest.fixture
def exiftool() -> Iterator[ExifTool]:
    one = ExifTool(the_settings.EXIFTOOL, files=3)
    yield one
    one.close()


StandIn = Callable[[str], str]


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    """Write a program that answers as a script says, where nobody may begin it: not in a folder of pytest."""
    with TemporaryDirectory(dir="/tmp") as folder:
        path = Path(folder) / "standin"
        path.parent.chmod(0o755)

        def write(script: str) -> str:
            path.write_text(f"#!/bin/sh\n{script}\n")
            path.chmod(0o755)
            return str(path)

        yield write


@installed
def test_it_reads_a_picture(exiftool: ExifTool, picture: Path, scratch: Path) -> None:
    found = exiftool.read(picture, scratch)
    assert found is not None
    assert (found.maker, found.model, found.serial) == ("Exampla", "X100", "EX-0017")
    assert (found.taken_at, found.latitude, found.longitude) == ("2026-03-09T21:07:05+02:00", 52.0821, 4.2785)
    assert found.metadata["EXIF:Make"] == "Exampla"
    assert found.metadata["File:MIMEType"] == "image/jpeg"


@installed
def test_it_is_replaced_after_so_many_files_and_leaves_nothing(
    exiftool: ExifTool, picture: Path, scratch: Path
) -> None:
    pids = []
    for _ in range(7):
        assert exiftool.read(picture, scratch) is not None
        pids.append(exiftool.pid)
    assert [pids.count(pid) for pid in dict.fromkeys(pids)] == [3, 3, 1]
    exiftool.close()
    assert list(scratch.parent.iterdir()) == [scratch]
    assert picture.exists()


@installed
@pytest.mark.skipif(not Path("/proc/self/limits").exists(), reason="asks Linux what a process may do")
def test_it_may_write_nothing_and_begin_nothing(exiftool: ExifTool, picture: Path, scratch: Path) -> None:
    assert exiftool.read(picture, scratch) is not None
    about = Path(f"/proc/{exiftool.pid}")
    limits = {line[:26].strip(): line[26:].split()[0] for line in (about / "limits").read_text().splitlines()[1:]}
    assert limits["Max file size"] == limits["Max processes"] == limits["Max core file size"] == "0"
    assert limits["Max address space"] == str(512 << 20)
    status = dict(line.split(":\t", 1) for line in (about / "status").read_text().splitlines() if ":\t" in line)
    assert status["NoNewPrivs"] == "1"
    if os.geteuid() == 0:
        assert set(status["Uid"].split()) == {"65534"}
        assert (about / "cwd").readlink() == next(scratch.parent.glob("exiftool-*"))


@installed
@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff", b"<?xml version='1.0'?><svg/>", os.urandom(5000)])
def test_a_broken_file_does_not_harm_the_next(exiftool: ExifTool, picture: Path, scratch: Path, content: bytes) -> None:
    broken = picture.with_name("broken")
    broken.write_bytes(content)
    exiftool.read(broken, scratch)
    found = exiftool.read(picture, scratch)
    assert found is not None
    assert found.maker == "Exampla"


@installed
def test_an_item_has_what_it_says_and_what_the_decoder_found(
    nora: Officer, audiences: dict[str, Audience], tmp_path: Path, settings: Any, exiftool: ExifTool, decoder: Decoder
) -> None:
    settings.MEDIA_FOLDER = tmp_path
    item = receive(nora, audiences["NL"], media.as_bytes(media.pattern(1), exif=media.exif_of()))
    ingest(item.pk, Tools(decoder, Matcher(), exiftool))
    item = fresh(item)
    assert (item.state, item.maker, item.serial) == ("ready", "Exampla", "EX-0017")
    assert item.metadata["EXIF:Make"] == "Exampla"


def test_without_it_nothing_is_said(picture: Path, scratch: Path) -> None:
    for program in ("", "no-such-program-anywhere"):
        absent = ExifTool(program)
        assert not absent.is_installed
        assert absent.read(picture, scratch) is None


@pytest.mark.parametrize(
    "script",
    [
        "exit 1",
        "echo rubbish; while read line; do echo rubbish; done",
        "while read line; do case $line in -execute*) echo '[{}, {}]'; echo {ready1};; esac; done",
        "while read line; do case $line in -execute*) echo '[[]]'; echo {ready1};; esac; done",
        "while :; do echo " + "x" * 4000 + "; done",
        "while read line; do :; done; while :; do :; done",
    ],
    ids=["ends", "rubbish", "two", "no tags", "endless", "silent"],
)
def test_one_that_misbehaves_is_ended_and_the_file_goes_on_without(
    picture: Path, scratch: Path, stand_in: StandIn, script: str
) -> None:
    bad = ExifTool(stand_in(script), seconds=1.0)
    assert bad.read(picture, scratch) is None
    assert bad.pid is None
    assert list(scratch.parent.iterdir()) == [scratch]


def test_one_that_is_well_is_asked_again(picture: Path, scratch: Path, stand_in: StandIn) -> None:
    well = ExifTool(stand_in(WELL))
    try:
        assert [found.maker for _ in range(2) if (found := well.read(picture, scratch))] == ["Standin", "Standin"]
    finally:
        well.close()


def test_the_program_sees_the_file_only_in_its_own_folder(picture: Path, scratch: Path, stand_in: StandIn) -> None:
    """Nobody lists the folder, and the original keeps to its own one."""
    well = ExifTool(stand_in(WELL))
    try:
        assert well.read(picture, scratch) is not None
        [folder] = scratch.parent.glob("exiftool-*")
        assert list(folder.iterdir()) == []
        assert stat.S_IMODE(folder.stat().st_mode) == 0o711
        assert stat.S_IMODE(picture.parent.stat().st_mode) == 0o700
    finally:
        well.close()
