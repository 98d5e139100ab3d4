"""Who is in a group audience, and what changing that does. The database decides; this only speaks its language."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db import DatabaseError, connection

from accounts.models import Audience
from icse.core.errors import Conflict, IcseError, NotAllowed, TooOften

Kind = Literal["country", "unit", "officer"]
Level = Literal["none", "view", "contribute"]
#: Not the owning unit; nothing of the kind; no such country, unit or officer (``accounts/sql/sharing.sql``); and the
#: service's own codes: overtaken, and too often (``forum/sql/requests.sql``).
_REFUSALS = {"42501": NotAllowed, "22023": IcseError, "P0002": IcseError, "IC409": Conflict, "IC429": TooOften}


@dataclass(frozen=True)
class GrantChange:
    """What one country (its code), unit (its key) or officer (the exact address) is to have from now on."""

    kind: Kind
    member: str
    level: Level


@dataclass(frozen=True)
class Member:
    """One line of who is in a group. To who does not own it, an officer's ``member`` is the unit's key."""

    kind: Kind
    member: str
    unit: UUID | None
    country: str
    level: Level


@dataclass(frozen=True)
class Moved:
    """How many officers of one unit gain sight of an audience, and how many lose it."""

    unit: UUID
    country: str
    gained: int
    lost: int


def members_of(audience: Audience) -> list[Member]:
    """Return who is in it; nobody where the actor may not know, and for built-in audiences."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, member, unit, country, level FROM icse_audience_members(%s)", [audience.pk])
        return [Member(*row) for row in cursor.fetchall()]


def write_audience(name: str, *, named_only: bool, lists_members: bool) -> int:
    """Make a group in the name of the actor's unit and return its id.

    :raises NotAllowed: the actor is not entitled to anything.
    """
    with refusals_in_words(), connection.cursor() as cursor:
        cursor.execute("SELECT icse_make_audience(%s, %s, %s)", [name, named_only, lists_members])
        made: int = cursor.fetchone()[0]
        return made


def write_changes(audience: Audience, changes: Sequence[GrantChange]) -> list[Moved]:
    """Apply the changes, all or none, and return whose sight they change.

    :raises NotAllowed: the audience is not the actor's unit's.
    :raises IcseError: a change that cannot be, with the database's sentence.
    """
    columns: list[list[str]] = [[c.kind for c in changes], [c.member for c in changes], [c.level for c in changes]]
    with refusals_in_words(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT unit, country, gained, lost FROM icse_change_audience(%s, %s::text[], %s::text[], %s::text[])",
            [audience.pk, *columns],
        )
        return [Moved(*row) for row in cursor.fetchall()]


@contextmanager
def refusals_in_words() -> Iterator[None]:
    """Turn what the database refuses on purpose into the sentence that it gives.

    Of what is done too often its hint says in how many seconds it may be done again.
    """
    try:
        yield
    except DatabaseError as error:
        diagnosis = getattr(error.__cause__, "diag", None)
        refusal = _REFUSALS.get(getattr(diagnosis, "sqlstate", None) or "")
        if refusal is None or diagnosis is None:
            raise
        sentence = str(diagnosis.message_primary)
        if refusal is TooOften and diagnosis.message_hint:
            raise TooOften(sentence, retry_after=int(diagnosis.message_hint)) from error
        raise refusal(sentence) from error
