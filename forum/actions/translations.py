"""Asking for an answer in another language. A worker translates (``forum.tasks``): engines may be slow."""

from functools import partial
from typing import Final

from django.db import IntegrityError, transaction

from accounts.models import Officer
from accounts.models.owned import owner_fields
from forum.models import Post, PostTranslation
from forum.words.translation import offered
from icse.core import audit
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError
from icse.core.waking import wake

#: The task that translates; a web process does not run the engine.
TRANSLATE: Final = "forum.tasks.translate_post"
NO_ENGINE: Final = "There is no translator for these two languages."


@action
def ask_translation(*, post: Post, target: str, by: Officer) -> PostTranslation:
    """Have the answer as it stands translated, for all who see it; what is there already is not made again.

    :raises IcseError: no engine translates its language into this one.
    :raises Conflict: there is no text.
    """
    if not post.body:
        raise Conflict("There is no text to translate.")
    if target not in offered(post.language):
        raise IcseError(NO_ENGINE, field="target")
    wanted = {"post": post, "version": post.version, "target": target}
    found = PostTranslation.objects.filter(**wanted).first() or _add(wanted, by)
    if found.state != PostTranslation.State.READY:
        audit.record("post.translation_asked", on=post, target=target)
        transaction.on_commit(partial(wake, TRANSLATE, found.pk))
    return found


def _add(wanted: dict[str, object], by: Officer) -> PostTranslation:
    post = wanted["post"]
    assert isinstance(post, Post)  # noqa: S101 - tells the type checker
    row = PostTranslation(**wanted, source=post.language, audience_id=post.audience_id, **owner_fields(by))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # somebody else asked first
        return PostTranslation.objects.get(**wanted)
    return row
