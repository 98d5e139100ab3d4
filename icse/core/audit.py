"""The record of every act: a closed registry of actions, written in the act's own transaction."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.utils import timezone

from icse.core.actor import require_actor
from icse.core.ids import first_uuid7, uuid7
from icse.core.models import AuditEntry
from icse.core.prepared import prepared_cursor

#: An open page reads its parts anew; within this time that is the same look.
SAME_LOOK = timedelta(minutes=15)
_RECORD = """
    INSERT INTO core_auditentry (id, at, action, officer_id, reason, object_type, object_id, facts)
    VALUES (%(id)s, %(at)s, %(action)s, %(officer)s, %(reason)s, %(type)s, %(object)s, %(facts)s::jsonb)
"""
#: Reads the officer's own newest entries only, by the index on officer and key.
_RECORD_VIEW = """
    INSERT INTO core_auditentry (id, at, action, officer_id, reason, object_type, object_id, facts)
    SELECT %(id)s, %(at)s, %(action)s, %(officer)s, '', %(type)s, %(object)s, %(facts)s::jsonb
    WHERE NOT EXISTS (
        SELECT 1 FROM core_auditentry e WHERE e.officer_id = %(officer)s AND e.id > %(since)s
        AND e.action = %(action)s AND e.object_type = %(type)s AND e.object_id = %(object)s
        AND e.facts ->> 'list' IS NOT DISTINCT FROM %(list)s
    )
"""

#: Every action there is. An act that is not listed cannot be recorded, and what cannot be recorded does not happen.
ACTIONS = frozenset(
    {
        "officer.signed_in",
        "officer.signed_out",
        "officer.sign_in_refused",
        "officer.languages_changed",
        "officer.password_changed",
        "token.created",
        "token.revoked",
        "request.refused",
        "list.viewed",
        "case.opened",
        "upload.opened",
        "upload.viewed",
        "upload.compared",
        "upload.cancelled",
        "upload.retried",
        "transfer.begun",
        "transfer.dropped",
        "archive.received",
        "archive.expanded",
        "archive.refused",
        "item.withdrawn",
        "item.received",
        "item.ready",
        "item.duplicate",
        "item.refused",
        "item.original_downloaded",
        "item.deleted",
        "item.removed",
        "media.exposed",
        "series.created",
        "series.edited",
        "series.viewed",
        "series.merged",
        "series.split",
        "merge.undone",
        "proposal.accepted",
        "proposal.rejected",
        "series_link.proposed",
        "series_link.accepted",
        "series_link.declined",
        "series_link.withdrawn",
        "series_link.undone",
        "subject_link.proposed",
        "subject_link.accepted",
        "subject_link.declined",
        "subject_link.withdrawn",
        "subject_link.undone",
        "subject.added",
        "subject.edited",
        "subject.viewed",
        "subject.claimed",
        "subject_statement.made",
        "subject_statement.withdrawn",
        "item_statement.made",
        "item_statement.withdrawn",
        "depiction.added",
        "depiction.removed",
        "claim.withdrawn",
        "identification.recorded",
        "identification.confirmed",
        "subject.reopened",
        "reopening.asked",
        "reopening.declined",
        "fact.recorded",
        "fact.withdrawn",
        "outcome.read",
        "placement.added",
        "placement.removed",
        "thread.created",
        "thread.viewed",
        "thread.closed",
        "crop.cut",
        "crop.refused",
        "post.added",
        "post.accepted",
        "answer.credited",
        "audience.made",
        "audience.changed",
        "audience.member_changed",
        "country.default_changed",
        "series.shared",
        "item.shared",
        "thread.shared",
        "permission.recorded",
        "permission.withdrawn",
        "series.exported",
        "export.refused",
        "request.sent",
        "request.answered",
        "request.replied",
        "request.withdrawn",
        "request.viewed",
        "disclosure.changed",
        "unit.interest_changed",
        "interest.shown",
        "country.suspended",
        "country.readmitted",
        "country.removed",
        "officer.deactivated",
        "officer.reactivated",
        "officer.certificate_ended",
        "case.viewed",
        "item.viewed",
        "lookup.asked",
        "lookup.viewed",
        "reopening.proposed",
        "blind.probing",
        "figures.published",
        "blob.removed",
        "hash_list.requested",
        "hash_list.current",
        "hash_list.refused",
        "hash_list.removed",
        "hash_list.viewed",
        "content.set_aside",
        "content.released",
        "content.kept_aside",
        "vote.cast",
        "vote.withdrawn",
        "country.duty_changed",
        "indication.made",
        "indication.withdrawn",
        "withholding.made",
        "withholding.ended",
        "referral.sent",
        "referral.stepped",
        "referral.viewed",
        "referral.downloaded",
        "referral.packed",
        "referral.escalated",
        "lead.begun",
        "lead.renewed",
        "lead.ended",
        "lead.expired",
        "lead.handed_over",
        "lead.offered",
        "lead.offer_withdrawn",
        "lead.offer_declined",
        "lead.taken_over",
        "lead.returned",
        "note.written",
        "note.edited",
        "note.removed",
        "task.given",
        "task.changed",
        "task.done",
        "task.reopened",
        "task.returned",
        "alert.raised",
        "alert.withdrawn",
        "alert.acknowledged",
        "alert.escalated",
        "search.saved",
        "search.changed",
        "search.removed",
        "world.loaded",
        "check.asked",
        "check.confirmed",
        "check.refused",
        "crop.viewed",
        "crops.added",
        "post.edited",
        "post.redacted",
        "post.marked",
        "post.unmarked",
        "post.translation_asked",
        "post.translated",
        "post.translation_refused",
        "indication.credited",
        "notification.read",
        "notification.settings_changed",
        "subscription.made",
        "subscription.removed",
        "digest.sent",
    }
)

#: What says that somebody looked, and changes nothing.
LOOKS: Final = frozenset(action for action in ACTIONS if action.endswith(".viewed"))

Look = Callable[[], None]
_looks: ContextVar[list[Look] | None] = ContextVar("looks", default=None)


class UnknownAction(LookupError):
    """The action is not in the registry: add it there, with thought, before recording it."""


def record(action: str, *, on: Any = None, **facts: str | int | float | bool | None) -> None:
    """Write that the current actor does this, to this object.

    :param on: a model instance, or None.
    :param facts: keys, codes and numbers only; nothing that somebody typed, no names of files.
    :raises UnknownAction: the action is not in ``ACTIONS``.
    :raises icse.core.actor.NoActor: nobody is acting.
    """
    if action not in ACTIONS:
        raise UnknownAction(action)
    if action in LOOKS:
        _keep(partial(record, action, on=on, **facts))
    actor = require_actor()
    values: dict[str, Any] = {
        "id": uuid7(),
        "at": timezone.now(),
        "action": action,
        "officer": actor.officer_id,
        "reason": actor.reason,
        "type": on._meta.label_lower if on is not None else "",
        "object": str(on.pk) if on is not None else "",
        "facts": json.dumps(facts),
    }
    with prepared_cursor() if actor.is_system else connection.cursor() as cursor:
        cursor.execute(_RECORD, values)


def record_view(action: str, *, on: Any = None, within: timedelta | None = None, **facts: str | int) -> None:
    """Write that the officer looks at this, unless that stands in the record since ``within`` (``SAME_LOOK``).

    For the parts of pages that refresh themselves, and of what is fetched in parts; a page that is opened is recorded
    each time.

    :raises UnknownAction: the action is not in ``ACTIONS``.
    :raises icse.core.actor.NoActor: nobody is acting.
    """
    if action not in ACTIONS:
        raise UnknownAction(action)
    _keep(partial(record_view, action, on=on, within=within, **facts))
    now = timezone.now()
    values = {
        "id": uuid7(),
        "at": now,
        "since": first_uuid7(now - (SAME_LOOK if within is None else within)),
        "action": action,
        "officer": require_actor().officer_id,
        "type": on._meta.label_lower if on is not None else "",
        "object": str(on.pk) if on is not None else "",
        "facts": json.dumps(facts),
        "list": facts.get("list"),
    }
    with connection.cursor() as cursor:
        cursor.execute(_RECORD_VIEW, values)


def record_list(name: str, rows: int, *, on: Any = None) -> None:
    """Write that the officer looks at a list on a page, once in ``SAME_LOOK``.

    :param name: which list; a word of the code's, never what was searched for.
    :param on: what the list belongs to or is narrowed to, such as a case.
    """
    record_view("list.viewed", on=on, list=name, rows=rows)


@contextmanager
def keeping_looks() -> Iterator[list[Look]]:
    """Keep what is recorded of looking in this block: what is shown though all is undone is to be recorded again."""
    kept: list[Look] = []
    token = _looks.set(kept)
    try:
        yield kept
    finally:
        _looks.reset(token)


def forget_looks() -> None:
    """Keep nothing of what was recorded so far: an error answers, and shows nothing of it."""
    kept = _looks.get()
    if kept is not None:
        kept.clear()


def _keep(look: Look) -> None:
    kept = _looks.get()
    if kept is not None:
        kept.append(look)


def count_exposures(officer_id: UUID, item_ids: list[UUID]) -> int:
    """Return how often this officer opened these items unconcealed. Officers see their own entries only."""
    return AuditEntry.objects.filter(
        officer_id=officer_id, action="media.exposed", object_id__in=[str(key) for key in item_ids]
    ).count()
