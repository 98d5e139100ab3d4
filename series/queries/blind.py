"""Matches that the actor may not see, as far as their owners let it be known: a line, never a number."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

_COLUMNS = "SELECT item, line, country FROM icse_blind_hits(%s::uuid[], %s::uuid)"


@dataclass(frozen=True)
class BlindLine:
    """What may be said of an item's hidden matches: that there is one, or in which country."""

    item: UUID
    key: UUID
    country: str = ""

    @property
    def words(self) -> str:
        """Say it in a sentence's words."""
        return f"{self.country or 'Another country'} holds a matching file that is not shown to you"


def blind_lines(items: Iterable[UUID]) -> dict[UUID, list[BlindLine]]:
    """Return the lines of each of these items; of another country's items there are none."""
    lines: dict[UUID, list[BlindLine]] = defaultdict(list)
    for line in _read(list(items), None):
        lines[line.item].append(line)
    return lines


def blind_line(key: UUID) -> BlindLine | None:
    """Return this line, if the actor is told it now; hidden, gone and invented ones look alike."""
    return next(iter(_read([], key)), None)


def _read(items: list[UUID], key: UUID | None) -> list[BlindLine]:
    with connection.cursor() as cursor:
        cursor.execute(_COLUMNS, [items, key])
        return [BlindLine(*row) for row in cursor.fetchall()]
