"""Those who act on one thing, in order."""

from django.db import connection


def in_turn(what: str) -> None:
    """Wait for all who act on this, and let the next ones wait until the transaction ends.

    An advisory lock, since a row may only be locked by officers of the country that made it.

    :param what: a word for the kind of thing, and keys.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])
