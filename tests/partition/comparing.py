"""What a surface showed, against what the oracle says."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import TypeVar
from unittest.mock import patch

import accounts.api.rest
import forum.api.posts
import forum.queries
import icse.coordination.board
import series.api.items
import series.api.series
import series.queries.cases
import series.queries.items
import series.queries.proposals
import series.queries.series

#: Rows on one page while worlds are compared, so that small worlds have several pages.
PAGE = 3
#: More than any world has; pages that lead back to themselves end here.
MOST_PAGES = 50
_PAGED = (
    accounts.api.rest,
    forum.api.posts,
    forum.queries,
    icse.coordination.board,
    series.api.items,
    series.api.series,
    series.queries.cases,
    series.queries.items,
    series.queries.proposals,
    series.queries.series,
)

T = TypeVar("T")
C = TypeVar("C")


class Leak(AssertionError):
    """A surface and the oracle disagree: something is shown that must not be, or the other way round."""


def compare(surface: str, shown: object, expected: object) -> None:
    """Go on only if the surface showed exactly what the oracle expects.

    :raises Leak: it did not.
    """
    if shown == expected:
        return
    if isinstance(shown, set) and isinstance(expected, set):
        raise Leak(f"{surface}: too much {sorted(map(str, shown - expected))}, missing {_some(expected - shown)}")
    raise Leak(f"{surface}: shown {shown!r}, expected {expected!r}")


def require(surface: str, holds: bool, what: str) -> None:
    """Go on only if this holds.

    :raises Leak: it does not.
    """
    if not holds:
        raise Leak(f"{surface}: {what}")


def all_pages(surface: str, page: Callable[[C | None], tuple[Sequence[T], C | None]]) -> list[T]:
    """Return the rows of all pages; each but the last must be full, or it tells of rows that were left out."""
    found: list[T] = []
    place: C | None = None
    for _ in range(MOST_PAGES):
        rows, following = page(place)
        found += rows
        if following is None:
            require(surface, bool(rows) or place is None, "the last page is empty")
            return found
        require(surface, len(rows) == PAGE, f"a page of {len(rows)} rows before the last")
        place = following
    raise Leak(f"{surface}: its pages do not end")


@contextmanager
def small_pages() -> Iterator[None]:
    """Cut every list at ``PAGE`` rows."""
    with ExitStack() as patches:
        for module in _PAGED:
            patches.enter_context(patch.object(module, "PAGE", PAGE))
        yield


def _some(values: set[object]) -> list[str]:
    return sorted(map(str, values))[:10]
