"""``make soak``: random changes of good files, 20,000 unless ``ICSE_SOAK_FILES`` says otherwise, in parts."""

import os

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings

from series.ingest.decoder import Decoder
from tests.hostile.mutations import check, mutated

PART = 1000
FILES = int(os.environ.get("ICSE_SOAK_FILES", "20000"))
SEED = int.from_bytes(os.urandom(6))


@pytest.mark.parametrize("first", range(0, FILES, PART))
def test_files(first: int, shared_decoder: Decoder) -> None:
    @seed(SEED + first)
    @settings(
        max_examples=min(PART, FILES - first),
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(content=mutated())
    def any_change_ends_well(content: bytes) -> None:
        check(shared_decoder, content)

    any_change_ends_well()
