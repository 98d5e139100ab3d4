"""What is to be told of a request is written with what happened; a worker tells it (``forum.tasks``)."""

from collections.abc import Iterable
from functools import partial
from uuid import UUID

from django.db import transaction

from accounts.models import Officer
from accounts.models.owned import owner_fields
from forum.models import Cause, News, Post, Thread
from icse.core.waking import wake

#: The task that tells; a web process does not import it.
TELL = "forum.tasks.tell_news"


def tell_of_thread(thread: Thread, by: Officer) -> None:
    """Have it told that this was asked."""
    _note(News(thread=thread, cause=Cause.NEW), by)


def tell_of_post(
    post: Post,
    by: Officer,
    *,
    countries: Iterable[str] = (),
    units: Iterable[UUID] = (),
    officers: Iterable[UUID] = (),
) -> None:
    """Have it told that this was answered, and to those whom it mentions that they are. Called by what adds the post.

    :param countries: codes of those mentioned; told are their officers who see the thread, and so with the others.
    :param units: keys of the units mentioned.
    :param officers: keys of the officers mentioned.
    """
    mentioned = {"countries": list(countries), "units": list(units), "officers": list(officers)}
    _note(News(thread_id=post.thread_id, post=post, cause=Cause.ANSWER, **mentioned), by, audience=post.audience_id)


def tell_of_help(post: Post, by: Officer) -> None:
    """Have it told that this answer helped: to who wrote it; to the others that the request has its answer."""
    _note(News(thread_id=post.thread_id, post=post, cause=Cause.HELPED), by, audience=post.audience_id)


def tell_of_end(thread: Thread, by: Officer) -> None:
    """Have it told that the request takes no more answers."""
    _note(News(thread=thread, cause=Cause.ENDED), by)


def _note(news: News, by: Officer, audience: int | None = None) -> None:
    news.audience_id = news.thread.audience_id if audience is None else audience
    for name, value in owner_fields(by).items():
        setattr(news, name, value)
    news.save(force_insert=True)
    transaction.on_commit(partial(wake, TELL, news.pk))
