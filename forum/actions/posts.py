"""Answering, and saying which answer helped."""

from accounts.models import Officer
from accounts.models.owned import owner_fields
from forum.actions.news import announce
from forum.actions.telling import tell_of_help, tell_of_post
from forum.actions.texts import typed_text
from forum.models import Post, Thread
from icse.core import audit
from icse.core.doors import action
from icse.core.errors import Conflict
from series.actions.rights import require_contribution, require_own

LONGEST_POST = 10_000


@action
def add_post(*, thread: Thread, body: str, by: Officer) -> Post:
    """Answer a clue request, or say something in between.

    :raises NotAllowed: the thread's audience may not be contributed to.
    :raises IcseError: nothing was written, or too much.
    :raises Conflict: the request is closed.
    """
    require_contribution(thread.audience_id)
    text = typed_text(body, most=LONGEST_POST, field="body", missing="Write an answer first.")
    thread.refresh_from_db(fields=["status"])
    if thread.status == Thread.Status.CLOSED:
        raise Conflict("This request has been closed while you were writing. Your answer was not posted.")
    post = Post(thread=thread, audience_id=thread.audience_id, body=text, **owner_fields(by))
    post.save(force_insert=True)
    audit.record("post.added", on=post, thread=str(thread.pk))
    announce(thread, "thread.posted", post)
    tell_of_post(post, by)
    return post


@action
def accept_post(*, post: Post, by: Officer) -> Thread:
    """Say that this answer is the one; the request is answered.

    :raises NotAllowed: another country asked.
    :raises Conflict: an answer has been accepted, or the request was closed.
    """
    thread = Thread.objects.get(pk=post.thread_id)
    require_own(thread, by, "Only the country that asked may accept an answer.")
    require_contribution(thread.audience_id)
    still_open = Thread.objects.filter(pk=thread.pk, status=Thread.Status.OPEN)
    if not still_open.update(status=Thread.Status.ANSWERED, accepted_post=post):
        raise Conflict("An answer has been accepted already, or the request was closed.")
    audit.record("post.accepted", on=post, thread=str(thread.pk))
    announce(thread, "thread.changed", post)
    tell_of_help(post, by)
    thread.refresh_from_db()
    return thread
