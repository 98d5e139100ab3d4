"""Writing down whom a post mentions."""

from accounts.models import Officer
from forum.mentioning import Mentioned, mentioned_in
from forum.models import Post, PostMention, Thread


def write_mentions(post: Post, thread: Thread, by: Officer) -> list[Mentioned]:
    """Write down who of those who may see the thread is mentioned; instead of who was, where another text is written.

    Whoever is to be told of a post by name is told from these rows.
    """
    found = mentioned_in(post.body, thread, by)
    if post.version > 1:
        PostMention.objects.filter(post=post).delete()
    PostMention.objects.bulk_create(
        PostMention(
            post=post,
            audience_id=post.audience_id,
            typed=one.typed,
            country_id=one.country,
            unit_id=one.unit,
            officer_id=one.officer,
        )
        for one in found
    )
    return found
