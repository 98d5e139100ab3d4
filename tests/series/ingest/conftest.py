"""Fixtures of the tests that handle files."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from series.ingest.decoder import Decoder

Upload = Callable[[bytes], Path]


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    """A decoder with the limits of production; files follow each other through it as they do there."""
    with Decoder() as one:
        yield one


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """An empty folder for what the decoder writes."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    return folder


@pytest.fixture
def upload(tmp_path: Path) -> Upload:
    """Write a file as it was received: its name tells nothing."""

    def write(content: bytes) -> Path:
        path = tmp_path / "received"
        path.write_bytes(content)
        return path

    return write
