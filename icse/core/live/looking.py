"""What one officer may know of the newest events, asked of the database under that officer's present rights."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from django.apps import apps
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from icse.core.doors import acting_as
from icse.core.events import APPEARED, GONE, SIGHT_CHANGED, TYPES
from icse.core.models import Event
from icse.core.sessions import SessionStore

#: More new events than this at once are not told one by one: the page reads itself afresh.
MOST = 200
#: A cursor older than this is answered with "reload"; it depends on the cursor's own age and on nothing else.
CURSOR_LIFETIME = timedelta(hours=1)


@dataclass(frozen=True)
class Listener:
    """Who listens, and by which session."""

    officer_id: UUID
    session_key: str

    @classmethod
    def of(cls, request: HttpRequest) -> "Listener":
        """Return who sent the request; behind the sign-in only."""
        return cls(UUID(str(request.user.pk)), str(request.session.session_key))


class Told(NamedTuple):
    """What a look reads of an event."""

    key: UUID
    type: str
    about: list[UUID]


@dataclass(frozen=True)
class News:
    """What one look found. ``over``: the officer may no longer listen. ``reload``: too much to be told singly."""

    messages: tuple[str, ...] = ()
    held: frozenset[int] = frozenset()
    reload: bool = False
    over: bool = False


def look(listener: Listener, after: int, upto: int) -> News:
    """Return what the officer may see now of the events after one and up to another.

    An event counts if all its audiences are held (the policy of its table) and its first object is visible now; one of
    what went to another audience, only if one of its objects is hidden now, and then without a name. The session is
    checked with the same look: who signed out, was deactivated or lost the certificate hears nothing more.
    """
    try:
        with acting_as(listener.officer_id):
            news = _news(_newer(after, upto))
            # Last, so that who is deactivated meanwhile is cut off and not told that something has changed.
            return news if _still_signed_in(listener) else News(over=True)
    finally:
        connection.close()


def find_cursor(listener: Listener, key: UUID) -> int | None:
    """Return the id of the event that the officer saw last; None where it is invented, hidden by now, or too old."""
    try:
        with acting_as(listener.officer_id):
            recent = Event.objects.filter(key=key, at__gt=timezone.now() - CURSOR_LIFETIME)
            return recent.values_list("id", flat=True).first()
    finally:
        connection.close()


def _newer(after: int, upto: int) -> list[Told]:
    new = Event.objects.filter(id__gt=after, id__lte=upto).order_by("id")
    return [Told(*row) for row in new.values_list("key", "type", "about")[: MOST + 1]]


def _news(rows: Sequence[Told]) -> News:
    held = _held()
    if len(rows) > MOST:
        return News(held=held, reload=True)
    visible = _visible_objects(rows)
    told = [(event, _told(event, visible)) for event in rows]
    return News(tuple(_message(event, *what) for event, what in told if what), held)


def _told(event: Told, visible: set[UUID]) -> tuple[str, list[UUID]] | None:
    """Return the type and the objects by which this listener hears of the event, or None: it is not for it.

    Nothing that is hidden is named: of what went away the page hears only that it should look again, and of what
    appeared together only what is still there.
    """
    if event.type.endswith(GONE):
        return None if visible.issuperset(event.about) else (SIGHT_CHANGED, [])
    if event.type.endswith(APPEARED):
        shown = [key for key in event.about if key in visible]
        return (event.type, shown) if shown else None
    return (event.type, event.about) if event.about[0] in visible else None


def _visible_objects(rows: Sequence[Told]) -> set[UUID]:
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for event in rows:
        if event.type in TYPES:
            moved = event.type.endswith((GONE, APPEARED))
            wanted[TYPES[event.type]].update(event.about if moved else event.about[:1])
    found: set[UUID] = set()
    for label, keys in wanted.items():
        found.update(apps.get_model(label)._default_manager.filter(pk__in=keys).values_list("pk", flat=True))
    return found


def _message(event: Told, type: str, objects: list[UUID]) -> str:
    data = json.dumps({"type": type, "objects": [str(key) for key in objects]})
    return f"id: {event.key}\nevent: change\ndata: {data}\n\n"


def _held() -> frozenset[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT icse_audiences()")
        return frozenset(cursor.fetchone()[0])


def _still_signed_in(listener: Listener) -> bool:
    officer = get_user_model().objects.filter(pk=listener.officer_id, is_active=True).first()
    if officer is None or not officer.is_certified:
        return False
    session = SessionStore(listener.session_key)
    return session.get(SESSION_KEY) == str(officer.pk) and constant_time_compare(
        session.get(HASH_SESSION_KEY, ""), officer.get_session_auth_hash()
    )
