"""Newest-first lists: the top of each audience that is held, merged."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection

#: How many rows of each audience are read, at least, before it is known which audiences fill the page.
_FEW = 4
#: Who holds so many audiences or more is told at once which rows are too old for the page.
_AUDIENCES = 20
_TOP = """
    SELECT t.id, t.{order} AS at FROM {table} t WHERE t.audience_id = one.audience AND {where}
    ORDER BY t.{order} DESC, t.id DESC LIMIT {limit}
"""


def newest_query(table: str, order: str, limit: int, where: str) -> str:
    """Return what ``newest_ids`` asks; the values of ``where`` are needed twice."""
    whole = int(limit)
    few = min(max(_FEW, whole // _AUDIENCES), whole)
    oldest = "'00000000-0000-0000-0000-000000000000'::uuid" if order == "id" else "'-infinity'::timestamptz"
    reached = f"{where} AND t.{order} >= (SELECT at FROM least_new)"  # noqa: S608 - as below
    return f"""
        WITH front AS MATERIALIZED (
            SELECT one.audience, found.id, found.at FROM unnest((SELECT icse_audiences())) AS one(audience)
            CROSS JOIN LATERAL ({_TOP.format(table=table, order=order, where=where, limit=few)}) found
            ORDER BY found.at DESC, found.id DESC LIMIT {whole}
        ), least_new AS MATERIALIZED (
            SELECT coalesce((SELECT at FROM front ORDER BY at DESC, id DESC LIMIT 1 OFFSET {whole - 1}), {oldest}) AS at
        ), more AS MATERIALIZED (SELECT audience FROM front GROUP BY audience HAVING count(*) >= {few})
        SELECT id FROM (
            SELECT id, at FROM front WHERE audience NOT IN (SELECT audience FROM more)
            UNION ALL
            SELECT found.id, found.at FROM more AS one
            CROSS JOIN LATERAL ({_TOP.format(table=table, order=order, where=reached, limit=whole)}) found
        ) newest ORDER BY at DESC, id DESC LIMIT {whole}
    """  # noqa: S608 - table, order and where come from code, values through params


def newest_ids(table: str, order: str, limit: int, *, where: str = "true", params: Iterable[Any] = ()) -> list[UUID]:
    """Return the keys of the newest rows that the actor may see: the top of each held audience, merged.

    A few of each audience first; then, of those alone whose few are all among the newest of these, what is not older
    than the last of a page of these. (Only they can have more in it: what others give is in the first few.) So the
    time depends little on how many audiences are held, and not on how many rows are seen.

    :param table: a table with ``audience_id`` and an index on (audience_id, order DESC); it must be the only one that
        begins with ``audience_id``, or the planner may read all of an audience and sort.
    :param order: the column, newest first; trusted text, as ``where`` is.
    """
    with connection.cursor() as cursor:
        cursor.execute(newest_query(table, order, limit, where), list(params) * 2)
        return [row[0] for row in cursor.fetchall()]
