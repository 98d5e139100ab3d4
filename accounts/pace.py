"""How fast an officer may send: what writes, and what tries a write to show what it would do."""

from uuid import UUID

from icse.core.errors import TooOften
from icse.core.limits import how_often

#: What one officer may send to pages in a minute.
MOST_WRITES = 600
SLOW_DOWN = "This account sends more than a person can. Wait a minute, and go on."


class TooManyWrites(TooOften):
    """Something sends in the officer's name as fast as it can."""

    retry_after = 60


def count_write(officer_id: UUID) -> None:
    """Count one write of the officer.

    :raises TooManyWrites: they are more in this minute than a person can type.
    """
    if how_often("writes", officer_id, 60) > MOST_WRITES:
        raise TooManyWrites(SLOW_DOWN)
