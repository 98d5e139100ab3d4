"""Lists in which the countries take turns, so that one country's many do not push off another's one."""

from typing import TypeVar, cast

from django.db.models import F, Model, QuerySet, Window
from django.db.models.functions import RowNumber

M = TypeVar("M", bound=Model)


def in_turns(rows: QuerySet[M], *order: str) -> QuerySet[M]:
    """Return the first row of each country, then the second of each, and so on; within a country in this order.

    :param rows: of a model with a column ``country``; to be cut afterwards.
    """
    first = [F(name[1:]).desc() if name.startswith("-") else F(name).asc() for name in order]
    numbered = rows.annotate(turn=Window(RowNumber(), partition_by=F("country_id"), order_by=first))
    return cast("QuerySet[M]", numbered.order_by("turn", *order))
