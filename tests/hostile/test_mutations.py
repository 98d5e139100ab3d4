"""Random changes of good files, some here, many in `make soak`."""

from hypothesis import HealthCheck, given, settings

from series.ingest.decoder import Decoder
from tests.hostile.mutations import check, mutated


@given(content=mutated())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None)
def test_any_change_ends_well(content: bytes, shared_decoder: Decoder) -> None:
    check(shared_decoder, content)
