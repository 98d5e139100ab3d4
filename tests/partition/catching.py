"""In which world a fault is noticed. That which noticed it last is tried first: it saves time and proves the same.

``caught.json`` notes those worlds by their numbers, where it is not the first. A note that is no longer right, because
worlds are made or compared otherwise now, costs time only: all worlds are tried then, in their order, and the printed
number is the new note. ``ICSE_NOTE_CAUGHT=1`` writes it down; do so when worlds or comparisons have changed.
"""

import fcntl
import json
import os
from pathlib import Path

import pytest
from django.db import IntegrityError

from tests.partition.comparing import Leak
from tests.partition.trial import check_world

_NOTES = Path(__file__).with_name("caught.json")
_NOTED: dict[str, int] = json.loads(_NOTES.read_text())


def until_caught(name: str, worlds: list[tuple[int, int]]) -> tuple[int, str]:
    """Return the number of a world in which this fault is noticed, and what was noticed."""
    numbers = range(1, len(worlds) + 1)
    noted = _NOTED.get(name, 1)
    for number in (noted, *(number for number in numbers if number != noted)):
        try:
            check_world(*worlds[number - 1])
        except Leak as leak:
            if number != noted and os.environ.get("ICSE_NOTE_CAUGHT") == "1":
                _note(name, number)
            return number, str(leak)
        except IntegrityError:
            continue  # the database itself does not let it come to that, in this world
    pytest.fail(f"not caught by {len(worlds)} worlds")


def _note(name: str, number: int) -> None:
    """Write the note. Several workers may do so at once, each for other faults."""
    with _NOTES.open("r+") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        notes: dict[str, int] = json.load(file) | {name: number}
        file.seek(0)
        file.truncate()
        json.dump({one: notes[one] for one in sorted(notes) if notes[one] != 1}, file, indent=2)
        file.write("\n")
