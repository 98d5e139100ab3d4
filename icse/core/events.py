"""What is new: buffered while an officer or the system acts, written and announced when the outermost door closes.

So an event exists exactly when its change does, and ids follow the order of commits: the lock is taken last, after
the deferred constraints were checked (else it deadlocks with deferred foreign keys).
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from icse.core.actor import require_actor
from icse.core.models import Event

CHANNEL = "icse_events"

#: What officers of these units may see has changed; told to their country, whoever makes the change.
SIGHT_CHANGED = "sight.changed"
#: A request to an owner has changed; told to both sides, each about its own copy.
REQUEST_CHANGED = "request.changed"
#: Something changed of a subject, and so of all who are the same person; told as ``series.changed`` to who sees the
#: series of one of these, each by itself.
PERSON_CHANGED = "person.changed"
#: A referral has changed; told likewise.
REFERRAL_CHANGED = "referral.changed"
#: A unit is told what became of what it took part in; told to that unit, who acts is of another.
OUTCOME_TOLD = "outcome.told"
#: Of these the database knows whom to tell, since who acts does not hold all their audiences: what it is asked.
_TELLERS = {
    SIGHT_CHANGED: "SELECT icse_tell_sight_changed(%s::uuid[])",
    REQUEST_CHANGED: "SELECT icse_tell_request(%s::uuid[])",
    PERSON_CHANGED: "SELECT icse_tell_person(%s::uuid[])",
    REFERRAL_CHANGED: "SELECT icse_tell_referral(%s::uuid[])",
    OUTCOME_TOLD: "SELECT icse_tell_outcomes(%s::uuid[])",
}
#: Told as ``SIGHT_CHANGED``, without objects, to who no longer sees what went (``icse.core.live.looking``).
GONE = ".gone"
#: Names only such objects as the listener sees now.
APPEARED = ".appeared"
#: Every type there is, with the model of its first object (whose visibility decides whether it is delivered).
TYPES = {
    "item.progressed": "series.Item",
    "item.changed": "series.Item",
    # Another item that shows the same became ready; told to who sees both.
    "item.matched": "series.Item",
    # Files of it are being sent, need not be sent, are unpacked; it is cancelled, or tried again.
    "upload.progressed": "series.Upload",
    "series.created": "series.Series",
    "series.changed": "series.Series",
    "series.solved": "series.Series",
    # An identification of somebody in it waits for a second officer, or no more.
    "identification.changed": "series.Series",
    # Somebody in it is looked for again.
    "series.reopened": "series.Series",
    "thread.created": "forum.Thread",
    "thread.changed": "forum.Thread",
    "thread.posted": "forum.Thread",
    # A list of hashes comes on, becomes current, or goes.
    "hash_list.changed": "series.HashList",
    # Shown to another audience: told to who holds the new one, and to who holds the old one and sees it no more.
    "series.appeared": "series.Series",
    "series.gone": "series.Series",
    "item.appeared": "series.Item",
    "item.gone": "series.Item",
    "thread.appeared": "forum.Thread",
    "thread.gone": "forum.Thread",
    "lookup.answered": "series.Lookup",
    # A file that resembles one of a solved series; told to the country that identified the subject.
    "material.new": "series.NewMaterial",
    "material.changed": "series.NewMaterial",
    # A country has decided on a possible link; told to its own officers.
    "proposal.decided": "series.ProposalDecision",
    REQUEST_CHANGED: "forum.Request",
    REFERRAL_CHANGED: "series.Referral",
    # Ongoing abuse is suspected, or no more; a unit has answered, or nobody did in time.
    "alert.changed": "series.Alert",
    # A unit begins or ends to be on a series, for longer, in other hands, or offers it to another unit.
    "lead.changed": "series.Lead",
    "note.changed": "series.Note",
    "task.changed": "series.Task",
    OUTCOME_TOLD: "forum.Outcome",
    # Somebody begins or ends to work on it; a unit shows more or less of its interest than before.
    "interest.series": "series.Series",
    "interest.thread": "forum.Thread",
    "interest.unit": "accounts.Unit",
    SIGHT_CHANGED: "accounts.Unit",
    # A second officer is asked to look at a request before more see it, or has looked; told to the own country.
    "check.changed": "forum.ThreadCheck",
    # Officers are told of something: each hears of the own row. One has read some: told to that officer.
    "notification.appeared": "forum.Notification",
    "notification.read": "forum.Notification",
}


class UnknownEvent(LookupError):
    """The event's type is not in ``TYPES``."""


_WRITE = "INSERT INTO core_event (id, key, at, type, about, audiences) VALUES "
_ROW = "(0, %s, %s, %s, %s::uuid[], %s::int[])"


@dataclass(frozen=True)
class Pending:
    """An event that will be written if the door closes well; without audiences, the database knows whom to tell."""

    type: str
    objects: tuple[UUID, ...]
    audiences: tuple[int, ...] = ()


@dataclass
class _Buffer:
    pending: list[Pending] = field(default_factory=list)


_buffer: ContextVar[_Buffer | None] = ContextVar("icse_events", default=None)


def publish(type: str, *, objects: Iterable[UUID], audiences: Iterable[int]) -> None:
    """Say that something is new to whoever holds all these audiences.

    :param objects: keys; the first is of the model that ``TYPES`` names.
    :param audiences: every audience that is needed to see the object; at least one.
    :raises UnknownEvent: the type is not in ``TYPES``.
    :raises ValueError: no object or no audience (an event for everybody does not exist).
    """
    if type not in TYPES:
        raise UnknownEvent(type)
    require_actor()
    event = Pending(type, tuple(objects), tuple(sorted(set(audiences))))
    if not event.objects or not event.audiences:
        raise ValueError("An event names at least one object and one audience.")
    _add(event)


def publish_moved(noun: str, *, keys: Iterable[UUID], before: int, after: int) -> None:
    """Say that these went from one audience to another: to who may have lost them, and to who may have gained them.

    :param noun: ``series``, ``item`` or ``thread``.
    """
    objects = tuple(keys)
    publish(noun + GONE, objects=objects, audiences=[before])
    publish(noun + APPEARED, objects=objects, audiences=[after])


def publish_sight_changed(units: Iterable[UUID]) -> None:
    """Say to the officers of one country that what they may see has changed; the actor need not hold their audience.

    :param units: keys of the units whose officers gain or lose, all of one country; at least one.
    :raises ValueError: no unit.
    """
    _publish_to_whom_it_concerns(SIGHT_CHANGED, units)


def publish_request_changed(request: UUID) -> None:
    """Say to both sides that their copies have changed; the actor need not hold the other side's audiences.

    :param request: the key of the copy that the actor sees.
    """
    _publish_to_whom_it_concerns(REQUEST_CHANGED, [request])


def publish_person_changed(subjects: Iterable[UUID]) -> None:
    """Say that something changed of all who are the same person as these, who are told of otherwise.

    The actor need not see all of them.

    :param subjects: keys of subjects that the actor sees; at least one.
    """
    _publish_to_whom_it_concerns(PERSON_CHANGED, subjects)


def publish_referral_changed(referral: UUID) -> None:
    """Say to both sides that their copies have changed; the actor need not hold the other side's audiences.

    :param referral: the key of the copy that the actor sees.
    """
    _publish_to_whom_it_concerns(REFERRAL_CHANGED, [referral])


def publish_outcomes_told(subjects: Iterable[UUID]) -> None:
    """Say to each unit that was told something of these subjects in this transaction that there is news for it.

    And to both sides of each referral whose series was solved by it, or is looked at again.

    :param subjects: keys of subjects that became identified, or are looked for again; at least one.
    """
    _publish_to_whom_it_concerns(OUTCOME_TOLD, subjects)


def _publish_to_whom_it_concerns(type: str, objects: Iterable[UUID]) -> None:
    require_actor()
    event = Pending(type, tuple(objects))
    if not event.objects:
        raise ValueError("Nobody is affected: there is nothing to tell.")
    _add(event)


def _add(event: Pending) -> None:
    pending = _current().pending
    if event not in pending:
        pending.append(event)


@contextmanager
def undone_on_error() -> Iterator[None]:
    """Forget what was published inside when the block fails, as the database forgets its rows."""
    buffer = _current()
    length = len(buffer.pending)
    try:
        yield
    except BaseException:
        del buffer.pending[length:]
        raise


def discard() -> None:
    """Forget everything that waits: the transaction is being rolled back."""
    _current().pending.clear()


def flush() -> None:
    """Write and announce what waits. Called by the outermost door, last thing before the commit."""
    pending = _current().pending[:]
    _current().pending.clear()
    if not pending:
        return
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _write([event for event in pending if event.audiences], cursor)
        _ask([event for event in pending if not event.audiences], cursor)
        cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def ask_tellers() -> None:
    """Let the database write now what only it can address. Called where an officer's door ends inside the system's,
    whose role may not ask."""
    buffer = _current()
    asked = [event for event in buffer.pending if not event.audiences]
    if asked:
        buffer.pending[:] = [event for event in buffer.pending if event.audiences]
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            _ask(asked, cursor)
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def _ask(events: Iterable[Pending], cursor: CursorWrapper) -> None:
    for event in events:
        cursor.execute(_TELLERS[event.type], [list(event.objects)])


def _write(pending: list[Pending], cursor: CursorWrapper) -> None:
    """Write the rows in one statement. The table's triggers take the lock and give the numbers."""
    if pending:
        values = [(uuid4(), timezone.now(), one.type, list(one.objects), list(one.audiences)) for one in pending]
        cursor.execute(
            _WRITE + ", ".join([_ROW] * len(pending)),
            [value for row in values for value in row],
        )


def forget_old() -> int:
    """Delete events past their retention; a stream that resumes from one is told to reload. Return how many."""
    before = timezone.now() - timedelta(days=settings.EVENT_RETENTION_DAYS)
    return Event.objects.filter(at__lt=before).delete()[0]


def _current() -> _Buffer:
    buffer = _buffer.get()
    if buffer is None:
        buffer = _Buffer()
        _buffer.set(buffer)
    return buffer
