"""What a proposer is: it yields pairs with a score. Who sees a pair, how many are kept, is not its matter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol
from uuid import UUID

#: One owner's series count up to this part of the limit of too many: nobody silences a thing for others.
_OF_ONE_OWNER: Final = 4


def most_of_one_owner(most: int) -> int:
    """Return how many series of one owner count towards this limit. More than the limit silence its own series only."""
    return max(1, most // _OF_ONE_OWNER)


@dataclass(frozen=True)
class ItemPair:
    """Two items that have something in common, or one that is in two series; ``score`` from 0 to 100.

    ``of_series`` False: each may belong in the other's series, but their series are not proposed for each other.
    """

    item: UUID
    other: UUID
    score: int
    of_series: bool = True


@dataclass(frozen=True)
class SeriesPair:
    """Two series whose texts have a name in common."""

    series: UUID
    other: UUID
    score: int
    words: str


class Proposer(Protocol):
    """Runs in workers, as the system, which sees all countries' rows.

    What it does must be repeatable: the same rows are asked about whenever something changes near them. What a pair
    depends on must lie in rows that everybody sees who sees the pair: its being there or not tells of them.
    """

    #: One of ``LinkReason.Reason``; of one reason there is one proposer.
    reason: str

    def of_items(self, items: Sequence[UUID]) -> Iterable[ItemPair]:
        """Yield what these items, which are ready, have in common with any others."""

    def of_series(self, series: Sequence[UUID]) -> Iterable[SeriesPair]:
        """Yield what the texts of these series have in common with others'."""
