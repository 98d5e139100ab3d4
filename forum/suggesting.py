"""Before a question is asked: what was asked like it, and who may be hoped for."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connection

from accounts.models import Audience, Unit
from accounts.visibility import newest_ids
from forum.clues.languages import named
from forum.clues.words import asked_words
from forum.models import ClueKind, Thread
from forum.queries import listed

_SHOWN: Final = 5
_EACH: Final = 30
_MOST_WORDS: Final = 8
#: A detail that is the same says as much as two words.
_DETAIL: Final = 2
_ENOUGH: Final = 2
#: Too common to say that two clues are alike.
_COMMON_FIELDS: Final = frozenset({"seen_where", "colours", "season", "floor"})
_FIND: Final = """
    SELECT asked.word, found.key FROM unnest(%s::text[]) AS asked(word)
    CROSS JOIN LATERAL icse_find('thread', asked.word, false, %s::jsonb, NULL, NULL, %s) found
    WHERE found.key IS NOT NULL
"""


@dataclass(frozen=True)
class Reader:
    """A unit that may know: in which of the languages, and whether its country or its region is hoped for."""

    unit: Unit
    languages: list[str]
    tags: list[str]
    is_of_country: bool
    is_of_region: bool


def similar_threads(kind: ClueKind, question: str, details: Mapping[str, Any]) -> list[Thread]:
    """Return requests of the same kind that are like this one and that the actor may see, ended ones first."""
    counted = _by_words(kind, question)
    newest = newest_ids("forum_thread", "id", _EACH, where="t.kind_id = %s", params=[kind.pk])
    rows = Thread.objects.filter(pk__in=[*counted, *(newest if details else [])]).only("pk", "details", "status")
    for thread in rows:
        counted[thread.pk] += _DETAIL * _shared(thread.details, details)
    least = _ENOUGH if len(asked_words(question)) > 1 or details else 1
    best = sorted((key for key in counted if counted[key] >= least), key=lambda key: (-counted[key], key))
    threads = listed(best[: _SHOWN * 2])
    return sorted(threads, key=lambda one: one.status == Thread.Status.OPEN)[:_SHOWN]


def suggested_readers(audience: Audience, countries: Sequence[str], languages: Sequence[str]) -> list[Reader]:
    """Return units of other countries in this audience whose officers list a language, or whose place is hoped for."""
    if not (countries or languages):
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT unit, spoken, is_of_country, is_of_region FROM icse_readers_hoped(%s, %s, %s)",
            [audience.pk, list(countries), list(languages)],
        )
        found = cursor.fetchall()
    units = Unit.objects.select_related("country").in_bulk([row[0] for row in found])
    return [
        Reader(units[key], named(tags), tags, is_of_country, is_of_region)
        for key, tags, is_of_country, is_of_region in found
        if key in units
    ]


def _by_words(kind: ClueKind, question: str) -> Counter[UUID]:
    words = asked_words(question)[:_MOST_WORDS]
    if not words:
        return Counter()
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [words, json.dumps({"clue": kind.pk, "status": "all"}), _EACH])
        return Counter(key for _, key in cursor.fetchall())


def _shared(one: Mapping[str, Any], other: Mapping[str, Any]) -> int:
    return sum(_same(one.get(slug), value) for slug, value in other.items() if slug not in _COMMON_FIELDS)


def _same(one: Any, other: Any) -> bool:
    return one is not None and str(one).casefold() == str(other).casefold()
