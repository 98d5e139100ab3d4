"""What a worker does about translations, in this order: reads, asks the engine, writes."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from forum.models import PostTranslation
from forum.words.translation import Translation, translate
from forum.words.translator import TranslationError
from icse.core import audit, events

_WAITS_AFTER: Final = timedelta(seconds=45)
_GIVEN_UP_AFTER: Final = timedelta(hours=1)
_REASON = PostTranslation._meta.get_field("reason").max_length or 0


def undone(key: UUID) -> PostTranslation | None:
    """Return what is to be translated, unless it is done, or the text was edited or redacted since it was asked for."""
    row = _undone().select_related("post").filter(pk=key).first()
    if row is None or row.post.redacted_at is not None or row.post.version != row.version:
        return None
    return row


def outcome_of(row: PostTranslation) -> Translation | str:
    """Return what the engine makes of it, or why it cannot. Slow: outside any transaction."""
    try:
        return translate(row.post.body, row.source, row.target)
    except TranslationError as error:
        return error.message


def still_waiting() -> QuerySet[PostTranslation]:
    """Return those whose message was lost, as long as it makes sense to try."""
    now = timezone.now()
    rows = PostTranslation.objects.filter(state=PostTranslation.State.WAITING, post__redacted_at=None)
    return rows.filter(created_at__lt=now - _WAITS_AFTER, created_at__gt=now - _GIVEN_UP_AFTER).order_by("pk")


def _undone() -> QuerySet[PostTranslation]:
    return PostTranslation.objects.exclude(state=PostTranslation.State.READY)


def settle(row: PostTranslation, outcome: Translation | str) -> None:
    """Write what came of it, if the post still says what was translated; only then is it told."""
    current = _undone().filter(pk=row.pk, post__redacted_at=None, post__version=row.version)
    if isinstance(outcome, str):
        done = {"state": PostTranslation.State.REFUSED, "reason": outcome[:_REASON]}
    else:
        done = {
            "state": PostTranslation.State.READY,
            "text": outcome.text,
            "engine": outcome.engine[:120],
            "reason": "",
        }
    if current.update(**done):
        said = "post.translation_refused" if isinstance(outcome, str) else "post.translated"
        audit.record(said, on=row.post, target=row.target)
        objects = [row.post.thread_id, row.post_id]
        events.publish("thread.changed", objects=objects, audiences=[row.audience_id])
