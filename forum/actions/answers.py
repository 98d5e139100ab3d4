"""Writing another text of an answer, taking away what it says, and what becomes of it."""

from collections.abc import Sequence
from typing import Final

from django.db import connection
from django.utils import timezone

from accounts.membership import refusals_in_words
from accounts.models import Country, Officer
from accounts.models.owned import owner_fields
from forum.actions.mentions import write_mentions
from forum.actions.news import announce
from forum.models import IndicationCredit, Post, PostVersion, Thread, ThreadSeries
from forum.models.said import SAID
from forum.saying import NOTHING, Saying, said_columns
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError, NotAllowed
from icse.core.versions import Overtaken, save_version
from series.actions import indicate_country
from series.actions.rights import require_contribution
from series.models import Indication

#: Texts of one answer.
MOST_VERSIONS: Final = 100
_REDACTED: Final = "This answer has been redacted. Your text was not saved."


def require_writer(post: Post, by: Officer) -> None:
    """Go on only if this officer may write another text of the answer.

    :raises NotAllowed: another unit wrote it.
    """
    if post.unit_id != by.unit_id:
        raise NotAllowed("Only the unit that wrote this answer may change it.")


@action
def edit_post(*, post: Post, body: str = "", says: Saying = NOTHING, version: int, by: Officer) -> Post:
    """Write another text of an answer of the own unit; the one before is kept. ``version`` is the one that was read.

    :raises NotAllowed: another unit wrote it, or the thread's audience may not be contributed to.
    :raises Overtaken: somebody has saved another text since; nothing is overwritten.
    :raises Conflict: it has been redacted, or has had as many texts as it may.
    """
    require_writer(post, by)
    require_contribution(post.audience_id)
    columns = said_columns(body, says)
    if version >= MOST_VERSIONS:
        raise Conflict(f"This answer has had {MOST_VERSIONS} texts. Write another answer.")
    before = Post.objects.select_for_update(no_key=True, of=("self",)).filter(pk=post.pk).first()
    if before is None:  # what may not be edited cannot be locked either
        raise Conflict(_REDACTED)
    if before.version != version:
        raise Overtaken(before.version)
    _keep(before, by)
    save_version(post, Post.objects.all(), version, {**columns, "edited_at": timezone.now()})
    thread = Thread.objects.get(pk=post.thread_id)
    write_mentions(post, thread, by)
    audit.record("post.edited", on=post, thread=str(thread.pk), version=post.version)
    announce(thread, "thread.changed", post)
    return post


@action
def redact_post(*, post: Post, reason: str, by: Officer) -> None:
    """Take away all that an answer says, with its versions, mentions and translations; a stone with the reason stays.

    :raises NotAllowed: the officer neither wrote it nor supervises a unit of its country or of the one that asked.
    :raises Conflict: it has been redacted already.
    """
    words = " ".join(reason.split())
    if "\0" in words:
        raise IcseError("The text holds a null character. Type it again.", field="reason")
    with refusals_in_words(), connection.cursor() as cursor:
        cursor.execute("SELECT icse_redact_post(%s, %s)", [post.pk, words])
    audit.record("post.redacted", on=post, thread=str(post.thread_id))
    announce(Thread.objects.get(pk=post.thread_id), "thread.changed", post)


@action
def indicate_from_answer(
    *,
    post: Post,
    made_in: Country,
    kinds: Sequence[str],
    reason: str,
    source_evaluation: str,
    information_evaluation: int,
    by: Officer,
) -> Indication:
    """Say, after an answer, in which country the series of the request was probably made; its unit has the credit.

    :raises IcseError: the request is about no series that the officer sees.
    :raises NotAllowed, Conflict: as ``indicate_country``; or the answer has been redacted.
    """
    if post.redacted_at is not None:
        raise Conflict("This answer has been redacted.")
    about = ThreadSeries.objects.select_related("series").filter(thread=post.thread_id).first()
    if about is None:
        raise IcseError("This request is about no series.")
    indication = indicate_country(
        series=about.series,
        made_in=made_in,
        kinds=kinds,
        reason=reason,
        source_evaluation=source_evaluation,
        information_evaluation=information_evaluation,
        by=by,
    )
    audiences = {"series_audience_id": indication.audience_id, "thread_audience_id": post.audience_id}
    IndicationCredit(indication=indication, post=post, **audiences, **owner_fields(by)).save(force_insert=True)
    audit.record("indication.credited", on=post, indication=str(indication.pk))
    both = [indication.audience_id, post.audience_id]
    events.publish("thread.changed", objects=[post.thread_id, post.pk], audiences=both)
    return indication


def _keep(before: Post, by: Officer) -> None:
    said = {name: getattr(before, name) for name in ("body", "language", *SAID)}
    PostVersion(post=before, audience_id=before.audience_id, version=before.version, **said, **owner_fields(by)).save(
        force_insert=True
    )
