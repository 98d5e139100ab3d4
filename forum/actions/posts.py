"""Answering, and saying which answer is the one."""

from accounts.models import Officer
from accounts.models.owned import owner_fields
from forum.actions.drafts import forget_draft
from forum.actions.marks import put_mark
from forum.actions.mentions import keys_of, write_mentions
from forum.actions.news import announce
from forum.actions.telling import tell_of_help, tell_of_post
from forum.models import Post, Thread
from forum.saying import LONGEST_POST as LONGEST_POST
from forum.saying import NOTHING, Saying, said_columns
from icse.core import audit
from icse.core.doors import action
from icse.core.errors import Conflict
from series.actions.rights import require_contribution, require_own


@action
def add_post(*, thread: Thread, body: str = "", says: Saying = NOTHING, by: Officer) -> Post:
    """Answer a clue request, in words or in a form that can be counted, or say something in between.

    :raises NotAllowed: the thread's audience may not be contributed to.
    :raises IcseError: nothing was said, or too much.
    :raises Conflict: the request is closed.
    """
    require_contribution(thread.audience_id)
    columns = said_columns(body, says)
    thread.refresh_from_db(fields=["status"])
    if thread.status == Thread.Status.CLOSED:
        raise Conflict("This request has been closed while you were writing. Your answer was not posted.")
    post = Post(thread=thread, audience_id=thread.audience_id, **columns, **owner_fields(by))
    post.save(force_insert=True)
    mentioned = write_mentions(post, thread, by)
    forget_draft(thread, by)
    audit.record("post.added", on=post, thread=str(thread.pk))
    announce(thread, "thread.posted", post)
    tell_of_post(post, by, **keys_of(mentioned))
    return post


@action
def accept_post(*, post: Post, by: Officer) -> Thread:
    """Say that this answer is the one; it helped, and the request is answered.

    :raises NotAllowed: another country asked.
    :raises Conflict: an answer has been accepted, the request was closed, or the answer redacted.
    """
    thread = Thread.objects.get(pk=post.thread_id)
    require_own(thread, by, "Only the country that asked may accept an answer.")
    require_contribution(thread.audience_id)
    if post.redacted_at is not None:
        raise Conflict("This answer has been redacted.")
    still_open = Thread.objects.filter(pk=thread.pk, status=Thread.Status.OPEN)
    if not still_open.update(status=Thread.Status.ANSWERED, accepted_post=post):
        raise Conflict("An answer has been accepted already, or the request was closed.")
    put_mark(post, by)
    audit.record("post.accepted", on=post, thread=str(thread.pk))
    announce(thread, "thread.changed", post)
    tell_of_help(post, by)
    thread.refresh_from_db()
    return thread
