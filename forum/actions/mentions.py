"""Writing down whom a post mentions."""

from collections.abc import Iterable
from typing import TypedDict
from uuid import UUID

from accounts.models import Officer
from forum.mentioning import Mentioned, mentioned_in
from forum.models import Post, PostMention, Thread


class MentionedKeys(TypedDict):
    """Who is to be told of a post by name: whole countries, units, officers."""

    countries: list[str]
    units: list[UUID]
    officers: list[UUID]


def keys_of(mentioned: Iterable[Mentioned]) -> MentionedKeys:
    """Return whom a post mentions, as ``forum.actions.telling`` is given it: each by what is named most closely."""
    found = list(mentioned)
    return {
        "countries": [one.country for one in found if one.unit is None and one.officer is None],
        "units": [one.unit for one in found if one.unit is not None and one.officer is None],
        "officers": [one.officer for one in found if one.officer is not None],
    }


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
