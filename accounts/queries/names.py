"""The countries and units of a page's rows, read once for all its lists instead of being joined to each of them.

Joined, they are sent again with each row, and a list of links has eight of them to plan: that takes longer than reading
it.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import Model

from accounts.models import Country, Unit


def name_places(rows: Iterable[Model], *, units: bool = True) -> None:
    """Give rows their countries and units. Two queries, however many rows and models; none where nothing is named.

    :param units: False for lists that name no units; one query then.
    """
    found = list(rows)
    wanted: dict[type[Model], set[Any]] = defaultdict(set)
    for row in found:
        for field in _places(type(row), units):
            wanted[field.related_model].add(getattr(row, field.attname))
    named = {model: model._default_manager.in_bulk(sorted(keys - {None})) for model, keys in wanted.items()}
    for row in found:
        for field in _places(type(row), units):
            key = getattr(row, field.attname)
            if key is not None and not field.is_cached(row):
                field.set_cached_value(row, named[field.related_model][key])


@cache
def _places(model: type[Model], units: bool) -> tuple[Any, ...]:
    named = (Country, Unit) if units else (Country,)
    return tuple(field for field in model._meta.concrete_fields if field.is_relation and field.related_model in named)
