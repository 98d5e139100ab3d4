"""A plugin: which files begin first, so that all workers end at about the same time, and what memory is left alone."""

import gc

import pytest

#: Files of over 25 seconds, longest first. Without a place here a file begins after them; the proof is the same.
LONG = (
    "partition/test_worlds",
    "hostile/test_corpus",
    "browser/test_pages",
    "embedded/test_demo",
    "partition/test_http_attacks",
    "partition/test_not_there",
    "series/test_members_leave",
    "chaos/test_chaos",
    "browser/test_main_job",
    "browser/test_lists",
    "partition/test_urls",
    "demo/scale/test_loading",
    "front/test_live_in_browser",
    "demo/test_world",
    "core/test_stream",
    "browser/test_lookups",
    "browser/test_interest",
    "browser/test_resuming",
    "front/test_pictures_in_browser",
    "plans/test_hot_queries",
)
_PLACES = {f"tests/{name}.py": place for place, name in enumerate(LONG)}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long files first; each file's tests stay together, in their order."""
    items.sort(key=lambda item: _PLACES.get(item.nodeid.partition("::")[0], len(LONG)))


def pytest_collection_finish() -> None:
    """Let the collector pass over what was imported and collected: it lives as long as the run."""
    gc.collect()
    gc.freeze()
