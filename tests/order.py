"""A plugin: which files begin first, so that all workers end at about the same time, and what memory is left alone."""

import gc

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

#: Folders whose files are one worker's, one after the other: they share what is dear to make.
TOGETHER = ("tests/plans",)
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
    "plans/test_search",
)
_PLACES = {f"tests/{name}.py": place for place, name in enumerate(LONG)}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the long files first; each file's tests stay together, in their order."""
    items.sort(key=lambda item: _PLACES.get(item.nodeid.partition("::")[0], len(LONG)))


def pytest_collection_finish() -> None:
    """Let the collector pass over what was imported and collected: it lives as long as the run."""
    gc.collect()
    gc.freeze()


class Sharing(LoadFileScheduling):
    """A file goes to one worker whole, and so do the folders of ``TOGETHER``."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((folder for folder in TOGETHER if file.startswith(f"{folder}/")), file)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    """Keep together what shares, where whole files are given out."""
    return Sharing(config, log) if config.getvalue("dist") == "loadfile" else None
