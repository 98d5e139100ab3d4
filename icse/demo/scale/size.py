"""How large the world is, and from what it is drawn."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icse.core.errors import IcseError

YEARS = 10
#: The largest series, and the longest thread.
MOST = 5000


class TooSmall(IcseError):
    """The sizes do not fit together."""


def midnight() -> datetime:
    """Return the beginning of this day (UTC)."""
    return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


@dataclass(frozen=True)
class Size:
    """The numbers of things. Equal sizes give equal worlds.

    :param until: the last moment of the world, which then is ten years old.
    :raises TooSmall: fewer officers, audiences or countries than the rules of the world need.
    """

    items: int
    series: int
    countries: int
    audiences: int
    officers: int
    threads: int
    seed: int
    until: datetime

    def __post_init__(self) -> None:
        if self.countries < 4:
            raise TooSmall("A world needs at least 4 countries.")
        if self.audiences < 2 * self.countries + 2:
            raise TooSmall("There must be at least twice as many audiences as countries, and 2 more.")
        if self.officers < 3 * self.countries:
            raise TooSmall("There must be at least 3 officers a country.")
        if self.items < 3 * self.series or self.series < 20 or self.threads < 10:
            raise TooSmall("There must be at least 20 series, 3 items a series, and 10 threads.")

    @property
    def end_ms(self) -> int:
        """The last moment, in milliseconds since 1970."""
        return int(self.until.timestamp() * 1000)

    @property
    def begin_ms(self) -> int:
        """The first moment."""
        return int((self.until - timedelta(days=365 * YEARS)).timestamp() * 1000)
