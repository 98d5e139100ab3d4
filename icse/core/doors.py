"""The doors: the only places where the database learns who is asking.

Four callers only (an architecture test says so): the HTTP middleware, background tasks, the live stream, and
management commands. Outside every door there is no actor, and no actor means no rows.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, OperationalError, connection, transaction

from icse.core import actor as actors
from icse.core import events
from icse.core.actor import Actor
from icse.core.errors import Conflict
from icse.core.facts import sign_fact

P = ParamSpec("P")
T = TypeVar("T")

#: A row was about to be tied to an audience that its parent had a moment ago (``icse.core.keys``).
_PARENT_IS_ELSEWHERE = "23503"
_MOVED = "How this is shared has just been changed. Nothing was saved; load the page again."
#: The parent is no longer what it was (``icse_series_is_live``).
_SERIES_IS_MERGED = "series_is_merged"
_MERGED = "This series has just been merged into another one. Nothing was saved; load the page again."
#: Somebody held a row for longer than a statement waits (``lock_timeout``).
_LOCKED = "55P03"
_HELD = "Somebody is changing the same at this moment. Nothing was saved; try again in a minute."


@contextmanager
def acting_as(officer_id: UUID) -> Iterator[Actor]:
    """Open a transaction in which the database shows what this officer may see.

    On leaving, buffered events are written and the transaction commits; on an exception everything is undone.
    """
    with _door(Actor(officer_id=officer_id)) as actor:
        yield actor


@contextmanager
def acting_as_system(reason: str) -> Iterator[Actor]:
    """Open a transaction that sees across countries. Only the worker's login can; the web's is refused by PostgreSQL.

    :param reason: a short word for the record, such as ``ingest``; never content.
    """
    with _door(Actor(reason=reason)) as actor:
        yield actor


def action(function: Callable[P, T]) -> Callable[P, T]:
    """Make a write atomic by itself: a refused action leaves neither rows nor events, whoever catches its error.

    What it adds to may go to another audience meanwhile, or be held by others; officers are told so in words.
    """

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> T:
        actors.require_actor()
        try:
            with transaction.atomic(), events.undone_on_error():
                return function(*args, **kwargs)
        except IntegrityError as error:
            if getattr(error.__cause__, "sqlstate", None) == _PARENT_IS_ELSEWHERE:
                diagnosis = getattr(error.__cause__, "diag", None)
                is_merged = getattr(diagnosis, "constraint_name", None) == _SERIES_IS_MERGED
                raise Conflict(_MERGED if is_merged else _MOVED) from error
            raise
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", None) == _LOCKED and not actors.require_actor().is_system:
                raise Conflict(_HELD) from error
            raise

    return wrapper


class _Rehearsed(Exception):
    """All went well, and is undone."""


def rehearse(act: Callable[[], object]) -> None:
    """Do something and undo it, rows and events, so that a preview is refused for all that the act would be."""
    try:
        with transaction.atomic(), events.undone_on_error():
            act()
            raise _Rehearsed
    except _Rehearsed:
        pass


@contextmanager
def _door(actor: Actor) -> Iterator[Actor]:
    outer = actors.current_actor()
    nested = connection.in_atomic_block
    with transaction.atomic(), events.undone_on_error():
        _state(actor)
        token = actors._current.set(actor)
        try:
            yield actor
            if not connection.needs_rollback:
                _tell(actor, outer)
        finally:
            actors._current.reset(token)
            if outer is None and connection.needs_rollback:
                events.discard()
        # A savepoint's release keeps SET LOCAL, so what was there is put back by hand. After an error the
        # rollback does it, and a statement here would only raise over the real error.
        if nested and not connection.needs_rollback:
            _state(outer)


def _tell(actor: Actor, outer: Actor | None) -> None:
    """Write and announce, last thing before the commit. What is asked of the database is asked by who did it."""
    if outer is None:
        events.flush()
    elif outer.is_system and not actor.is_system:
        events.ask_tellers()


def _state(actor: Actor | None) -> None:
    """Tell the database who is asking, until the end of the transaction."""
    role = "icse_system" if actor is not None and actor.is_system else "icse_app"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('role', %s, true), set_config('icse.fact', %s, true)", [role, _fact_for(actor)]
        )


def _fact_for(actor: Actor | None) -> str:
    if actor is None or actor.officer_id is None:
        return ""
    connection.ensure_connection()
    return sign_fact(
        actor.officer_id,
        backend_pid=connection.connection.info.backend_pid,
        key=settings.FACT_KEY,
    )
