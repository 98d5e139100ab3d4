"""The proof proved, second half: each fault in a query, a cache, a view or an event is caught by the suite's worlds."""

import pytest

from tests.partition.catching import until_caught
from tests.partition.faults import OF_CODE


@pytest.mark.parametrize("name", OF_CODE)
def test_it_is_caught(
    name: str,
    own_database: None,
    worlds: list[tuple[int, int]],
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],
) -> None:
    with OF_CODE[name]():
        number, noticed = until_caught(name, worlds)
    with capsys.disabled():
        request.config.get_terminal_writer().line(f" {name}: world {number} ({noticed.split(':')[0]})")
