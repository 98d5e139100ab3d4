"""The word of the country that asked: which answers helped."""

from accounts.models import Officer
from accounts.models.owned import owner_fields
from forum.actions.news import announce
from forum.actions.telling import tell_of_help
from forum.models import Post, PostMark, Thread
from icse.core import audit
from icse.core.doors import action
from icse.core.errors import Conflict
from series.actions.rights import require_contribution, require_own
from series.actions.turns import in_turn


@action
def mark_post(*, post: Post, helped: bool, by: Officer) -> None:
    """Say that an answer helped, or that it did not after all. Several may; what is said already is said once.

    :raises NotAllowed: another country asked.
    :raises Conflict: the answer has been redacted.
    """
    thread = Thread.objects.get(pk=post.thread_id)
    require_own(thread, by, "Only the country that asked may say which answers helped.")
    require_contribution(thread.audience_id)
    if helped and post.redacted_at is not None:
        raise Conflict("This answer has been redacted.")
    changed = put_mark(post, by) if helped else bool(PostMark.objects.filter(post=post).delete()[0])
    if changed:
        audit.record("post.marked" if helped else "post.unmarked", on=post, thread=str(thread.pk))
        announce(thread, "thread.changed", post)
        if helped:
            tell_of_help(post, by)


def put_mark(post: Post, by: Officer) -> bool:
    """Mark a post of a request of the officer's country, unless it is marked. Return whether it was not."""
    in_turn(f"mark of {post.pk}")
    if PostMark.objects.filter(post=post).exists():
        return False
    about = {"thread_id": post.thread_id, "audience_id": post.audience_id}
    PostMark(post=post, **about, **owner_fields(by)).save(force_insert=True)
    return True
