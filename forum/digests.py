"""Mail that says how much there is to read, and nothing of what it is. For workers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin
from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse

from accounts.models import Officer
from accounts.permissions import may
from forum.models import Cause, NotificationSettings
from forum.notifications import unread_by_cause
from icse.core import audit
from icse.core.doors import acting_as, acting_as_system

_AT_ONCE = 500
_WORDS: Mapping[str, tuple[str, str]] = {
    Cause.MENTION: ("mention of you, your unit or your country", "mentions of you, your unit or your country"),
    Cause.HELPED: ("answer of yours helped", "answers of yours helped"),
    Cause.ANSWER: ("new answer", "new answers"),
    Cause.NEW: ("new request", "new requests"),
    Cause.ENDED: ("request ended", "requests ended"),
}
_log = structlog.get_logger("icse.digests")


@dataclass(frozen=True)
class Letter:
    """What is mailed: counts and addresses."""

    subject: str
    body: str


def send_due(now: datetime) -> int:
    """Send every digest whose period has begun, once. Return how many mails were sent."""
    if not settings.MAIL_IS_SET_UP:
        return 0
    with acting_as_system("digest"):
        rows = NotificationSettings.objects.exclude(digest="off").order_by("mailed_until")
        keys = [one.pk for one in rows if is_due(one, now)][:_AT_ONCE]
    return sum(_send_to(key, now) for key in keys)


def is_due(one: NotificationSettings, now: datetime) -> bool:
    """Tell whether a period has begun since the last mail, and it is not quiet now."""
    is_on = one.digest != NotificationSettings.Digest.OFF
    return is_on and one.mailed_until < one.period_of(now) and not one.is_quiet(now)


def letter_of(counts: Mapping[str, int]) -> Letter:
    """Return the mail for these counts: no content, no title, no reference."""
    number = sum(counts.values())
    lines = [f"  {counts[cause]} {words[counts[cause] != 1]}" for cause, words in _WORDS.items() if counts.get(cause)]
    pages = [urljoin(settings.ADDRESS, reverse(name)) for name in ("notification-list", "notification-settings")]
    body = (
        "Since the last mail, and not read yet:\n\n" + "\n".join(lines) + f"\n\nRead them: {pages[0]}\n"
        f"When you get this mail: {pages[1]}\n\nThis mail says nothing of what is in them.\n"
    )
    return Letter(f"{number} unread notification{'' if number == 1 else 's'}", body)


def _send_to(officer_id: UUID, now: datetime) -> bool:
    """Send one officer's, while the row is locked: who comes second finds that it is sent.

    What is counted is what the officer may see at this moment. Where sending fails nothing is kept, and the next round
    tries again.
    """
    try:
        with acting_as_system("digest"):
            rows = NotificationSettings.objects.select_for_update(skip_locked=True, no_key=True, of=("self",))
            one = rows.select_related("officer").filter(pk=officer_id).first()
            if one is None or not is_due(one, now):
                return False
            counts = _counts(one.officer, one.mailed_until)
            NotificationSettings.objects.filter(pk=officer_id).update(mailed_until=now)
            if not counts:
                return False
            audit.record("digest.sent", on=one, number=sum(counts.values()))
            letter = letter_of(counts)
            send_mail(letter.subject, letter.body, settings.DEFAULT_FROM_EMAIL, [one.officer.email])
            return True
    except OSError as error:  # smtplib's errors are such
        _log.warning("digest.not_sent", officer=str(officer_id), error=type(error).__name__)
        return False


def _counts(officer: Officer, since: datetime) -> dict[str, int]:
    """Return what the officer has not read, under the officer's own rights; nothing for who may not sign in."""
    if not (officer.is_active and officer.is_certified and may(officer, "notification.read")):
        return {}
    with acting_as(officer.pk):
        return unread_by_cause(officer, since=since)
