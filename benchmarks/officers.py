"""The three who ask in every benchmark of a large world: who sees most, some, and almost nothing."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

_ABLE = """
    SELECT o.id, o.country_id, icse_audiences_of(o.id, 'view_audience') AS held FROM accounts_officer o
    WHERE cardinality(icse_audiences_of(o.id, 'view_audience')) > 0
    ORDER BY cardinality(icse_audiences_of(o.id, 'view_audience')), o.id
"""


@dataclass(frozen=True)
class Asker:
    """An officer, with country and audiences."""

    key: UUID
    country: str
    audiences: tuple[int, ...]


def three(connection: psycopg.Connection[Any]) -> dict[str, Asker]:
    """Return them by what they see; they hold most, the median number, and fewest audiences."""

    found = [Asker(row[0], row[1], tuple(row[2])) for row in connection.execute(_ABLE).fetchall()]
    return {"sees most": found[-1], "sees some": found[len(found) // 2], "sees almost nothing": found[0]}
