"""In which world a fault is noticed. That which noticed it last is tried first: it saves time and proves the same.

``caught.json`` notes those worlds by their numbers, where it is not the first. A note that is no longer right, because
worlds are made or compared otherwise now, costs time only: all worlds are tried then, in their order, and the printed
number is the new note.
"""

import json
from pathlib import Path

import pytest
from django.db import IntegrityError

from tests.partition.comparing import Leak
from tests.partition.trial import check_world

_NOTED: dict[str, int] = json.loads(Path(__file__).with_name("caught.json").read_text())


def until_caught(name: str, worlds: list[tuple[int, int]]) -> tuple[int, str]:
    """Return the number of a world in which this fault is noticed, and what was noticed."""
    numbers = range(1, len(worlds) + 1)
    noted = _NOTED.get(name, 1)
    for number in (noted, *(number for number in numbers if number != noted)):
        try:
            check_world(*worlds[number - 1])
        except Leak as leak:
            return number, str(leak)
        except IntegrityError:
            continue  # the database itself does not let it come to that, in this world
    pytest.fail(f"not caught by {len(worlds)} worlds")
