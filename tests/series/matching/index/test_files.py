"""Files that are damaged, missing, old, somebody else's: what is used, and what is removed."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from series.matching.index import build, files
from series.matching.index.files import NoFolder
from series.matching.index.generation import Generation
from series.matching.index.layout import PAGE, Damaged, Unusable
from tests.series.matching.index.making import DATABASE, as_array, random_hashes, rows, told

HASHES = random_hashes(50, seed=1)


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> Path:
    settings.INDEX_FOLDER = tmp_path / "index"
    return tmp_path / "index"


def made(generation: int, *, database: bytes = DATABASE) -> Path:
    path = files.path_of(generation)
    build.write(path, build.Name(generation, generation, database), rows(HASHES))
    return path


def truncated(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1)


def cut_in_the_header(path: Path) -> None:
    os.truncate(path, 100)


def emptied(path: Path) -> None:
    os.truncate(path, 0)


def longer(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"\0")


def changed_at(place: int) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[place] ^= 1
        path.write_bytes(content)

    return change


DAMAGES: dict[str, Callable[[Path], None]] = {
    "truncated": truncated,
    "cut in the header": cut_in_the_header,
    "emptied": emptied,
    "longer": longer,
    "a bit of the magic number": changed_at(0),
    "a bit of the count": changed_at(24),
    "a bit of the ids": changed_at(PAGE),
    "a bit of the hashes": changed_at(2 * PAGE),
    "a bit of the positions": changed_at(3 * PAGE),
    "a bit of the last page": changed_at(-1),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_damage_is_noticed_and_the_older_file_used(damage: Callable[[Path], None]) -> None:
    old, new = made(1), made(2)
    damage(new)
    with pytest.raises(Damaged):
        Generation(new, DATABASE)
    used = files.newest(DATABASE)
    assert used is not None
    assert used.path == old
    assert [path for _, path in files.generations()] == [old], "the damaged one is gone, so that all learn of it"


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_damage_under_a_mapped_file_is_noticed(damage: Callable[[Path], None]) -> None:
    path = made(1)
    used = files.newest(DATABASE)
    assert files.newest(DATABASE, used) is used
    damage(path)
    assert files.newest(DATABASE, used) is None


def test_a_file_that_is_removed_stays_whole_for_who_has_it() -> None:
    path = made(1)
    used = files.newest(DATABASE)
    path.unlink()
    assert files.newest(DATABASE) is None
    assert files.newest(DATABASE, used) is used
    assert used is not None
    assert told(used.search(as_array(HASHES[:1]))) == [(0, 0, 0)]


def test_a_newer_file_is_taken_up_and_the_old_one_removed_when_nobody_has_it() -> None:
    old = made(1)
    used = files.newest(DATABASE)
    new = made(2)
    assert files.remove_old(2) == 0, "it is mapped"
    assert old.exists()
    used = files.newest(DATABASE, used)
    assert used is not None
    assert used.path == new
    assert files.remove_old(2) == 1
    assert [path for _, path in files.generations()] == [new]


def test_what_is_not_meant_for_here_is_left_alone() -> None:
    other = made(3, database=b"o" * 32)
    version = made(2)
    mine = made(1)
    shared = files.path_of(4)
    shared.write_bytes(mine.read_bytes())
    shared.chmod(0o666)
    (files.folder() / "near-x.pdq").write_bytes(b"")
    for path in (other, shared):
        with pytest.raises(Unusable):
            Generation(path, DATABASE)
    used = files.newest(DATABASE)
    assert used is not None
    assert used.path == version
    assert {path for _, path in files.generations()} == {shared, other, version, mine}


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    made(1).rename(tmp_path / "elsewhere")
    files.path_of(1).symlink_to(tmp_path / "elsewhere")
    assert files.newest(DATABASE) is None
    assert Generation(tmp_path / "elsewhere", DATABASE).header.count == 50


def test_a_folder_in_which_others_write_is_not_used(own_folder: Path) -> None:
    own_folder.mkdir(mode=0o777)
    own_folder.chmod(0o777)
    with pytest.raises(NoFolder, match="closed to others"):
        files.folder()
    own_folder.chmod(0o700)
    assert files.folder() == own_folder


def test_files_are_closed_to_others(own_folder: Path) -> None:
    path = made(1)
    assert (own_folder.stat().st_mode & 0o777, path.stat().st_mode & 0o777) == (0o700, 0o600)


def test_what_killed_builders_left_is_removed() -> None:
    kept = made(1)
    left = kept.with_name(f"{kept.name}.0{build.PART}")
    left.write_bytes(b"half")
    files.remove_drafts()
    assert list(files.folder().iterdir()) == [kept]


def test_a_full_disk_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        made(1)
    assert list(files.folder().iterdir()) == []
