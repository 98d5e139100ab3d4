"""What officers have typed and not posted: kept as they type, and gone when it is posted."""

import json
from collections.abc import Mapping
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Officer
from forum.models import Draft, Thread
from icse.core.errors import IcseError

#: Of the text with all that is beside it; the longest post fits in any script.
MOST: Final = 60_000


def save_draft(*, thread: Thread | None, fields: Mapping[str, str], by: Officer) -> None:
    """Keep what is typed, instead of what was; nothing typed is nothing kept. Without a thread: a new request.

    Not recorded: nobody but the officer sees it, and it is written while somebody types.

    :raises IcseError: it is too much.
    """
    typed = {name: text for name, text in fields.items() if text.strip()}
    if len(json.dumps(typed)) > MOST or any("\0" in text for text in typed.values()):
        raise IcseError("This is too long to be kept.", field="body")
    if not typed:
        forget_draft(thread, by)
        return
    if _write(thread, typed, by):
        return
    draft = Draft(thread=thread, audience_id=thread.audience_id if thread else None, fields=typed, officer=by)
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:  # another page of the officer was first
        _write(thread, typed, by)


def forget_draft(thread: Thread | None, by: Officer) -> None:
    """Forget what the officer has typed there."""
    Draft.objects.filter(thread=thread, officer=by).delete()


def discard_draft(*, draft: Draft, by: Officer) -> None:
    """Take one away, wherever it belongs."""
    Draft.objects.filter(pk=draft.pk, officer=by).delete()


def _write(thread: Thread | None, typed: dict[str, str], by: Officer) -> int:
    return Draft.objects.filter(thread=thread, officer=by).update(fields=typed, saved_at=timezone.now())
