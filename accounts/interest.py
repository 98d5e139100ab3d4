"""Interest that units let others see: written in an officer's name, shown as country and unit.

Off until a unit switches it on (``accounts.actions.units``); whose unit has it off writes nothing. Who sees what of it
is the database's word (``icse_series_interest``, ``icse_thread_interest``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from accounts.models import Officer, Unit
from accounts.models.interest import Interest
from accounts.models.owned import owner_fields
from accounts.permissions import may, require
from icse.core import audit, events
from icse.core.errors import Conflict

#: An open page says every ``HERE_EVERY`` seconds that it is open; it counts as open for twice as long.
HERE_EVERY = 45
HERE_FOR = timedelta(seconds=2 * HERE_EVERY)


@dataclass(frozen=True)
class InterestIn:
    """One officer's interest in one thing, to be written."""

    rows: type[Interest]
    thing: Model
    audience_id: int
    by: Officer

    def note_seen(self) -> None:
        """Write that the officer opens it, once in ``audit.SAME_LOOK``; nothing if the unit does not show that."""
        now = timezone.now()
        if self._shows("shows_seen") and not self._mine().filter(seen_at__gt=now - audit.SAME_LOOK).exists():
            self._write(seen_at=now)

    def note_presence(self) -> None:
        """Write that the officer has it open; nothing if the unit does not show that."""
        if self._shows("shows_presence"):
            self._write(present_until=timezone.now() + HERE_FOR)

    def say_working(self, *, working: bool) -> None:
        """Write, record and tell that the officer works on it, or no more. Said twice, it counts once.

        :raises NotAllowed: the officer's role does not include it.
        :raises Conflict: the unit does not show what it works on.
        """
        require(self.by, "interest.show")
        if working and not self.by.unit.shows_work:
            raise Conflict("Your unit does not show what it works on. Its supervisor can switch that on.")
        if self._set_working(working=working):
            audit.record("interest.shown", on=self.thing, working=working)
            events.publish(f"interest.{self.rows.THING}", objects=[self.thing.pk], audiences=[self.audience_id])

    def _set_working(self, *, working: bool) -> bool:
        mine = self._mine().filter(working_since__isnull=False)
        if not working:
            return bool(mine.update(working_since=None))
        if mine.exists():
            return False
        self._write(working_since=timezone.now())
        return True

    def _shows(self, switch: str) -> bool:
        return bool(getattr(self.by.unit, switch)) and may(self.by, "interest.show")

    def _mine(self) -> "QuerySet[Interest]":
        return self.rows._default_manager.filter(**{self.rows.THING: self.thing}, officer=self.by)

    def _write(self, **columns: object) -> None:
        """Make the officer's one row, or change it: two tabs may come at once."""
        key = {f"{self.rows.THING}_id": self.thing.pk, "audience_id": self.audience_id}
        row = self.rows(**key, **owner_fields(self.by), **columns)
        try:
            with transaction.atomic():
                self.rows._default_manager.bulk_create(
                    [row],
                    update_conflicts=True,
                    unique_fields=[self.rows.THING, "officer"],
                    update_fields=list(columns),
                )
        except IntegrityError:
            return  # moved to another audience since it was read: the next look writes it


@dataclass(frozen=True)
class Line:
    """Who shows interest: an officer of the own country by name, of others the unit; since or on which day."""

    who: str
    country: str
    day: date | None = None


@dataclass(frozen=True)
class Shown:
    """What the officer who looks may know of others' interest, and whether the officer works on it too."""

    here: Sequence[Line]
    working: Sequence[Line]
    seen: Sequence[Line]
    is_mine: bool

    @property
    def number(self) -> int:
        """How many lines there are."""
        return len(self.here) + len(self.working) + len(self.seen)


@dataclass(frozen=True)
class _Row:
    unit: UUID
    country: str
    officer: UUID | None
    seen_on: date | None
    is_here: bool
    working_on: date | None


def shown_interest(rows: type[Interest], thing: Model, officer: Officer) -> Shown:
    """Return who shows interest in it, by name; the officer's own is left out. Three queries at most."""
    found = _read(rows, thing)
    names = _names([row for row in found if row.officer != officer.pk])
    called = [(names[row.officer or row.unit], row.country, row) for row in found if row.officer != officer.pk]
    others = sorted(called, key=itemgetter(0, 1))
    return Shown(
        here=[Line(who, country) for who, country, row in others if row.is_here],
        working=[Line(who, country, row.working_on) for who, country, row in others if row.working_on],
        seen=[Line(who, country, row.seen_on) for who, country, row in others if row.seen_on],
        is_mine=any(row.officer == officer.pk and row.working_on is not None for row in found),
    )


def forget_old(rows: type[Interest]) -> int:
    """Forget when things were opened past retention, and remove rows that say nothing more. As the system.

    :return: how many rows were removed.
    """
    now = timezone.now()
    before = now - timedelta(days=settings.INTEREST_RETENTION_DAYS)
    rows._default_manager.filter(seen_at__lt=before).update(seen_at=None)
    silent = rows._default_manager.filter(seen_at=None, working_since=None)
    return silent.exclude(present_until__gt=now).delete()[0]


def _read(rows: type[Interest], thing: Model) -> list[_Row]:
    query = f"SELECT unit, country, officer, seen_on, is_here, working_on FROM icse_{rows.THING}_interest(%s)"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(query, [thing.pk])
        return [_Row(*row) for row in cursor.fetchall()]


def _names(rows: Sequence[_Row]) -> dict[UUID, str]:
    """Return what to call each: the name of an officer of the own country, the unit's of others."""
    if not rows:
        return {}
    units = dict(Unit.objects.filter(pk__in={row.unit for row in rows}).values_list("pk", "name"))
    officers = Officer.objects.filter(pk__in={row.officer for row in rows if row.officer})
    return units | {one.pk: f"{one.name}, {units[one.unit_id]}" for one in officers.only("name", "unit")}
