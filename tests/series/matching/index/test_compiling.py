"""Processes that start at once, and with damage in what was compiled before."""

import os
import subprocess
import sys
from pathlib import Path

from series.matching.index.compiling import private_folder

ROOT = Path(__file__).resolve().parents[4]
LOOK = """
import numpy as np
from series.matching.index.flat import Flat
from series.matching.index.arrays import Rows
flat = Flat()
flat.add(Rows(np.zeros((1, 16), np.uint8), np.zeros((1, 4), np.uint64)))
print(len(flat.search(np.zeros((1, 32), np.uint8))))
"""


def started(folder: Path) -> "subprocess.Popen[str]":
    environment = {**os.environ, "ICSE_INDEX_FOLDER": str(folder), "DJANGO_SETTINGS_MODULE": "icse.settings"}
    return subprocess.Popen([sys.executable, "-c", LOOK], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


def answers(*processes: "subprocess.Popen[str]") -> list[tuple[int, str]]:
    said = [process.communicate(timeout=120)[0].splitlines() for process in processes]
    return [(process.returncode, lines[-1]) for process, lines in zip(processes, said, strict=True)]


def test_two_at_once_and_after_damage(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    assert answers(started(folder), started(folder)) == [(0, "1")] * 2
    kept = sorted((folder / f"compiled-{os.geteuid()}").rglob("*.nb?"))
    assert {path.suffix for path in kept} == {".nbi", ".nbc"}
    for path in kept:
        path.write_bytes(b"" if path.suffix == ".nbi" else path.read_bytes()[:100])
    assert answers(started(folder)) == [(0, "1")]
    assert all(path.stat().st_size > 100 for path in kept if path.suffix == ".nbi")


def test_without_a_folder_each_compiles_for_itself(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    folder.write_bytes(b"not a folder")
    assert answers(started(folder)) == [(0, "1")]
    assert folder.read_bytes() == b"not a folder"


def test_a_folder_that_others_may_write_is_not_private(tmp_path: Path) -> None:
    assert private_folder(tmp_path / "new") == tmp_path / "new"
    tmp_path.chmod(0o770)
    assert private_folder(tmp_path) is None
