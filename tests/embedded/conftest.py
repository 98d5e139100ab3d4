"""A short folder for each test, reachable for the servers' user, and gone afterwards."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from icse.embedded.account import remove_tree
from icse.embedded.keeper import make_short_folder
from icse.embedded.postgres import UNSAFE_BUT_FAST, Cluster


@pytest.fixture
def folder() -> Iterator[Path]:
    made = make_short_folder("icse-test-embedded-")
    yield made
    remove_tree(made)


@pytest.fixture
def cluster(folder: Path) -> Iterator[Cluster]:
    """A cluster that is not started yet, and is stopped at the end."""
    made = Cluster(folder / "pg" / "data", folder / "run", UNSAFE_BUT_FAST)
    yield made
    made.stop()


@pytest.fixture
def outside(folder: Path) -> dict[str, str]:
    """The environment of somebody who starts the demo in the folder, without what the test run sets for itself."""
    ours = {"DATABASE_URL", "BROKER_URL", "MEDIA_STORAGE", "DJANGO_SETTINGS_MODULE"}
    kept = {name: value for name, value in os.environ.items() if name not in ours and not name.startswith("ICSE_")}
    return {**kept, "ICSE_DATA": str(folder)}
