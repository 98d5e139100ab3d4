"""Named reads about officers: their tokens, their unit, what they looked at today."""

import uuid
from datetime import UTC, datetime, time

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import ApiToken, Officer
from icse.core.models import AuditEntry


def usable_tokens(officer: Officer) -> QuerySet[ApiToken]:
    """Return the officer's tokens that are neither revoked nor past their end, newest first."""
    mine = ApiToken.objects.filter(officer=officer, revoked_at=None, expires_at__gt=timezone.now())
    return mine.defer("digest").order_by("-id")


def unit_officers(officer: Officer) -> QuerySet[Officer]:
    """Return the officers of this officer's unit, by name."""
    return Officer.objects.filter(unit_id=officer.unit_id).order_by("name")


def supervisors(officer: Officer) -> QuerySet[Officer]:
    """Return who supervises this officer's unit now."""
    return unit_officers(officer).filter(role=Officer.Role.SUPERVISOR, is_active=True)


def exposures_today(officer: Officer) -> int:
    """Return how many times this officer opened a media unconcealed since midnight UTC."""
    mine = AuditEntry.objects.filter(officer_id=officer.pk, action="media.exposed")
    return mine.filter(id__gte=first_key_of_today()).count()


def first_key_of_today() -> uuid.UUID:
    """Return the least key that was made since midnight UTC.

    Keys hold their time, so an index that ends with them answers without reading older rows.
    """
    midnight = datetime.combine(timezone.now().astimezone(UTC).date(), time(), UTC)
    return uuid.UUID(int=int(midnight.timestamp() * 1000) << 80)
