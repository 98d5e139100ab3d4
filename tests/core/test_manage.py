"""`manage.py` while the database is stopped."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.parametrize(
    "arguments",
    [
        ("country", "suspend", "FR", "--yes"),
        ("officer", "deactivate", "fleur@example.invalid", "--yes"),
        ("upload", ".", "--officer", "nora@example.invalid", "--case", "C-1", "--audience", "All members"),
    ],
)
def test_a_stopped_database_is_said_in_one_sentence(arguments: tuple[str, ...], tmp_path: Path) -> None:
    environment = {**os.environ, "DATABASE_URL": f"postgresql:///nowhere?host={tmp_path}", "ICSE_LOGIN": "worker"}
    command = [sys.executable, "manage.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        "The database does not answer. Start it (`make demo` on one machine), or mend DATABASE_URL.\n"
    )
