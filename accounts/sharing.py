"""Who gains and who loses when something goes to another audience, as far as who asks may know that."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass, field
from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import Model, QuerySet

from accounts.markings import RED_NEEDS, RED_RULE, Marking
from accounts.models import Audience
from icse.core.errors import Conflict, IcseError

M = TypeVar("M", bound=Model)

#: As ``icse_change_audience`` takes it, so that nobody changes a group between what is shown and what is done.
_MEMBERS_LOCK = 7243003

RED_SERIES_NEEDS_NAMES = "The series is marked TLP:RED. Its requests are shown to named officers only."
OVERTAKEN = "A colleague has changed how this is shared while you were looking. Nothing was saved; look again."
#: What the database refuses by name, as a sentence and the field that it is about.
_CONSTRAINTS = {
    RED_RULE: (RED_NEEDS, "tlp"),
    "h2_crop_stays_with_its_picture": (
        "It shows a part of a picture that its owner does not let pass on (H2). Ask that country first.",
        "audience",
    ),
    "red_requests_are_for_named_officers": (RED_SERIES_NEEDS_NAMES, "audience"),
    "tlp_is_known": ("Choose one of the TLP markings.", "tlp"),
    "handling_is_known": ("Choose H0 alone, or one or more of the others.", "handling"),
    "h3_says_what": ("Write what restriction H3 stands for.", "handling_note"),
}


@dataclass(frozen=True)
class Sight:
    """How many officers of one unit gain and lose sight. None stands for some, who are not for the asker to count."""

    unit: UUID
    country: str
    gained: int | None
    lost: int | None


@dataclass(frozen=True)
class Step:
    """Things that go together from one audience to another (or stay, and change their marking)."""

    what: str
    keys: tuple[str, ...]
    before: Audience
    after: Audience
    remarked: int = 0

    @property
    def moves(self) -> bool:
        """True if the audience changes."""
        return self.before.pk != self.after.pk


@dataclass(frozen=True)
class Told:
    """What who asks may know of a step. Where an audience is unlisted, only the own country's officers are told.

    ``at_most`` are then those of other countries who may gain or lose, as far as the other audience tells.
    """

    step: Step
    sights: tuple[Sight, ...]
    at_most: tuple[Sight, ...] = ()
    before_unlisted: bool = False
    after_unlisted: bool = False


@dataclass(frozen=True)
class Plan:
    """All that one change of sharing does. What is confirmed is what was shown: ``digest`` stands for it."""

    marking: Marking
    steps: tuple[Told, ...]
    remarks: tuple[str, ...] = field(default=())

    @property
    def moving(self) -> tuple[Told, ...]:
        """Return the steps that change an audience."""
        return tuple(one for one in self.steps if one.step.moves)

    @property
    def needs_confirmation(self) -> bool:
        """True if an audience changes; a marking alone does not."""
        return bool(self.moving)

    @property
    def unlisted(self) -> list[Audience]:
        """Return the audiences to which something goes whose members the asker may not know."""
        return list({one.step.after.pk: one.step.after for one in self.moving if one.after_unlisted}.values())

    @property
    def digest(self) -> str:
        """Return what stands for exactly this plan. Audiences by key: a number could be guessed from it."""
        steps = [
            (
                (one.step.keys, one.step.before.key, one.step.after.key, one.step.remarked),
                [astuple(sight) for sight in one.sights],
                [astuple(sight) for sight in one.at_most],
                (one.before_unlisted, one.after_unlisted),
            )
            for one in self.steps
        ]
        shown = [astuple(self.marking), steps, self.remarks]
        return hashlib.sha256(json.dumps(shown, default=str).encode()).hexdigest()


def plan_of(marking: Marking, steps: Sequence[Step], remarks: Sequence[str] = ()) -> Plan:
    """Return the plan with what the actor may know of who gains and loses."""
    lock_members({audience.pk for step in steps for audience in (step.before, step.after)})
    return Plan(marking, tuple(_told(step) for step in steps if step.keys), tuple(remarks))


def lock_members(audience_ids: set[int]) -> None:
    """Let nobody change who is in these audiences until the transaction ends."""
    with connection.cursor() as cursor:
        for key in sorted(audience_ids):
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, %s)", [_MEMBERS_LOCK, key])


def members_known(audience: Audience) -> bool:
    """Tell whether the actor may know who is in it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT icse_members_known(%s)", [audience.pk])
        known: bool = cursor.fetchone()[0]
        return known


def sight_between(before: int, after: int) -> tuple[Sight, ...]:
    """Return who gains and loses, by unit; of an audience that is unlisted only the own country's officers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT unit, country, gained, lost FROM icse_sight_between(%s, %s)", [before, after])
        return tuple(Sight(*row) for row in cursor.fetchall())


@contextmanager
def marking_refusals() -> Iterator[None]:
    """Turn what the database refuses of a marking into a sentence; what was written inside is undone.

    :raises IcseError: it refuses.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
        for constraint, (sentence, about) in _CONSTRAINTS.items():
            if name == constraint or name.endswith(f"_{constraint}"):
                raise IcseError(sentence, field=about) from error
        raise


def share_rows(rows: QuerySet[M], before: int, audience: Audience, marking: Marking) -> int:
    """Give these rows their audience and marking, where they still have the audience that was read. Return how many.

    :raises IcseError: the database refuses the marking.
    """
    with marking_refusals():
        return rows.filter(audience_id=before).update(audience=audience, **marking.columns)


def overtaken() -> Conflict:
    """Return the refusal of who shares what somebody has just shared otherwise."""
    return Conflict(OVERTAKEN)


def _told(step: Step) -> Told:
    if not step.moves:
        return Told(step, ())
    before, after = members_known(step.before), members_known(step.after)
    sights = sight_between(step.before.pk, step.after.pk)
    return Told(step, sights, _at_most(step, before, after), not before, not after)


def _at_most(step: Step, before: bool, after: bool) -> tuple[Sight, ...]:
    """Where one side is unlisted, say who is on the other beyond the own country: no more than that side tells."""
    if before == after:
        return ()
    national = Audience.objects.filter(kind=Audience.Kind.NATIONAL).first()
    if national is None:
        return ()
    found = sight_between(national.pk, step.after.pk) if after else sight_between(step.before.pk, national.pk)
    return tuple(one for one in found if one.country != national.owner_id)
