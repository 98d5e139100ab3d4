"""Fixtures of the tests of files."""

from collections.abc import Iterator

import pytest

from series.ingest.decoder import Decoder
from series.ingest.work import Tools
from series.matching.tail import Matcher


@pytest.fixture(scope="session")
def shared_decoder() -> Iterator[Decoder]:
    """One decoder for all tests of the run: it starts its child once."""
    with Decoder() as one:
        yield one


@pytest.fixture
def tools(shared_decoder: Decoder) -> Tools:
    """What a worker process keeps, with an index of this test's own."""
    return Tools(shared_decoder, Matcher())
