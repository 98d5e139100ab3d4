"""The record of every act: a closed registry of actions, written in the act's own transaction."""

from typing import Any
from uuid import UUID

from icse.core.actor import require_actor
from icse.core.models import AuditEntry

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
        "case.opened",
        "item.received",
        "item.ready",
        "item.duplicate",
        "item.refused",
        "item.original_downloaded",
        "media.exposed",
        "series.created",
        "series.edited",
        "series.viewed",
        "subject.added",
        "subject.claimed",
        "claim.withdrawn",
        "identification.recorded",
        "identification.confirmed",
        "placement.added",
        "thread.created",
        "thread.viewed",
        "thread.closed",
        "crop.cut",
        "crop.refused",
        "post.added",
        "post.accepted",
        "answer.credited",
        "case.viewed",
        "item.viewed",
        "figures.published",
        "blob.removed",
        "world.loaded",
    }
)


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
    actor = require_actor()
    AuditEntry.objects.bulk_create(
        [
            AuditEntry(
                action=action,
                officer_id=actor.officer_id,
                reason=actor.reason,
                object_type=on._meta.label_lower if on is not None else "",
                object_id=str(on.pk) if on is not None else "",
                facts=dict(facts),
            )
        ]
    )


def count_exposures(officer_id: UUID, item_ids: list[UUID]) -> int:
    """Return how often this officer opened these items unconcealed. Officers see their own entries only."""
    return AuditEntry.objects.filter(
        officer_id=officer_id, action="media.exposed", object_id__in=[str(key) for key in item_ids]
    ).count()
