"""Fixtures of the tests of what is sent in pieces."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from accounts.models import Audience, Officer
from series.receiving.partial import memory
from tests.series.receiving.sending import Sender, opened


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Any, own_cache: None) -> Iterator[Path]:
    """An empty store of this test's own."""
    settings.MEDIA_FOLDER = tmp_path
    settings.KEEP_FREE_BYTES = 0
    yield tmp_path
    memory.clear()


@pytest.fixture
def sender(nora: Officer, audiences: dict[str, Audience], client_of: Callable[[Officer], Client]) -> Sender:
    """Nora, sending into an upload of hers for the group."""
    return Sender(client_of(nora), opened(nora, audiences["group"]))
