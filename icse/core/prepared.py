"""Statements that a worker repeats for each file: the database plans them once a connection, and not each time."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper

#: How often a statement is seen before it is kept. A first time says nothing of a second one.
_SEEN: Final = 1


@contextmanager
def prepared_cursor() -> Iterator[CursorWrapper]:
    """Open a cursor whose statements stay planned as long as the connection lives; values travel beside the text.

    For statements whose text is constant. Where a value's type does not follow from its place, cast it.
    """
    if connection.queries_logged:  # the log holds the values, which these do not
        with connection.cursor() as logged:
            yield logged
        return
    connection.ensure_connection()
    own: Any = connection.connection
    own.prepare_threshold = _SEEN
    cursor: Any
    with psycopg.Cursor(own) as cursor:
        yield connection.make_cursor(cursor)
