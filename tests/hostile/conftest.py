"""The same worker's tools as the tests of files use."""

from tests.series.conftest import shared_decoder, tools

__all__ = ["shared_decoder", "tools"]
