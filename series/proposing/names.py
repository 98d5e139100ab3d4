"""The same name or text: a user name, an address, a number or a reference that stands in the texts of both series.

Only what hardly stands there by chance: a word with a digit, an underscore or an at sign in it. Compared exactly, but
for case. What stands in many series of one audience says nothing; counted by audience, as devices are, and of one owner
up to a part: what one country writes into many series silences these alone.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import connection

from series.models import LinkReason, Series, SeriesName, Subject
from series.proposing.proposer import ItemPair, SeriesPair, most_of_one_owner

MOST_SERIES: Final = 5
#: Of one series so many are kept, in the order in which they stand there.
MOST_NAMES: Final = 50
_SCORE, _REFERENCE_SCORE = 70, 90
_WORD: Final = re.compile(r"[\w@][\w@.+-]{2,58}[\w@]")
_TELLING: Final = re.compile(r"[0-9_@]")
_REFERENCE: Final = re.compile(r"(?:se|cr)-\d{4}-[0-9a-z]{5,16}(?![0-9a-z])")
#: What the column holds. A word may have more letters when it is written small.
_LONGEST: Final = 80
#: Dates, times, sizes and numbers with a unit stand in many texts.
_ORDINARY: Final = re.compile(r"[\d.:-]{1,10}|\d{1,5}\D{1,3}|\d{1,4}(?:st|nd|rd|th)|(?:19|20)\d\d-?\d\d-?\d\d")
_SHARED: Final = """
    WITH mine AS MATERIALIZED (
        SELECT n.name, n.series_id, s.reference FROM series_seriesname n JOIN series_series s ON s.id = n.series_id
        WHERE n.series_id = ANY(%(series)s::uuid[]) AND s.merged_into_id IS NULL
    ), owned AS (
        SELECT n.name, n.series_id, lower(s.reference) = n.name AS is_reference, s.audience_id, s.country_id,
               count(*) OVER (PARTITION BY n.name, s.audience_id, s.country_id) AS of_owner,
               row_number() OVER (PARTITION BY n.name, s.audience_id, s.country_id) AS place
        FROM series_seriesname n JOIN series_series s ON s.id = n.series_id
        WHERE n.name IN (SELECT name FROM mine) AND s.merged_into_id IS NULL
    ), standing AS MATERIALIZED (
        SELECT owned.*, greatest(of_owner, count(*) FILTER (WHERE place <= %(of_one)s)
                                           OVER (PARTITION BY name, audience_id)) AS many
        FROM owned
    )
    SELECT m.series_id, o.series_id, o.name, o.is_reference OR lower(m.reference) = o.name
    FROM mine m
    JOIN standing own ON own.name = m.name AND own.series_id = m.series_id
    JOIN standing o ON o.name = m.name AND o.series_id <> m.series_id
    WHERE own.many <= %(most)s AND o.many <= %(most)s
"""
#: What stands there no more, or in too many, speaks for nothing.
_TAKE_BACK: Final = """
    DELETE FROM series_linkreason r
    WHERE r.reason = 'name' AND (r.series_id = ANY(%(series)s::uuid[]) OR r.other_id = ANY(%(series)s::uuid[]))
      AND NOT EXISTS (
          SELECT 1 FROM unnest(%(ones)s::uuid[], %(others)s::uuid[], %(words)s::text[]) AS kept(one, other, words)
          WHERE kept.words = r.words
            AND (kept.one, kept.other) IN ((r.series_id, r.other_id), (r.other_id, r.series_id))
      )
"""
_FLOODED: Final = """
    WITH owned AS (
        SELECT n.name, s.audience_id, s.country_id, count(*) AS of_owner
        FROM series_seriesname n JOIN series_series s ON s.id = n.series_id
        WHERE s.merged_into_id IS NULL
          AND n.name IN (SELECT name FROM series_seriesname WHERE series_id = ANY(%(series)s::uuid[]))
        GROUP BY n.name, s.audience_id, s.country_id
    ), flooded AS MATERIALIZED (
        SELECT name, audience_id, country_id FROM (
            SELECT owned.*, sum(least(of_owner, %(of_one)s)) OVER (PARTITION BY name, audience_id) AS many FROM owned
        ) counted WHERE greatest(of_owner, many) > %(most)s
    )
    DELETE FROM series_linkreason r USING flooded f, series_series s
    WHERE r.reason = 'name' AND r.words = f.name AND s.id IN (r.series_id, r.other_id)
      AND (s.audience_id, s.country_id) = (f.audience_id, f.country_id)
"""


class Names:
    """Series whose texts, or whose subjects' texts, have a name in common."""

    reason = LinkReason.Reason.NAME.value

    def of_items(self, items: Sequence[UUID]) -> Iterable[ItemPair]:
        """Names of files are not compared: cameras number them."""
        return ()

    def of_series(self, series: Sequence[UUID]) -> Iterable[SeriesPair]:
        """Write down the names of these series; yield who else has one of them; take back what is no more so."""
        _write_names(series)
        limits: dict[str, Any] = {"series": list(series), "most": MOST_SERIES, "of_one": most_of_one_owner(MOST_SERIES)}
        with connection.cursor() as cursor:
            cursor.execute(_SHARED, limits)
            rows = cursor.fetchall()
            ones, others, words = ([row[place] for row in rows] for place in range(3))
            cursor.execute(_TAKE_BACK, {"series": list(series), "ones": ones, "others": others, "words": words})
            cursor.execute(_FLOODED, limits)
        return [SeriesPair(row[0], row[1], _REFERENCE_SCORE if row[3] else _SCORE, row[2]) for row in rows]


def names_in(text: str) -> list[str]:
    """Return the names in a text, in small letters, each once."""
    found = [word.lower().strip(".-+") for word in _WORD.findall(text)]
    telling = [word for word in found if len(word) >= 4 and _TELLING.search(word) and not _ORDINARY.fullmatch(word)]
    names = dict.fromkeys([*_REFERENCE.findall(text.lower()), *telling])
    return [name for name in names if len(name) <= _LONGEST][:MOST_NAMES]


def _write_names(series: Sequence[UUID]) -> None:
    rows = Series.objects.filter(pk__in=list(series), merged_into=None)
    texts = {one.pk: f"{one.reference}\n{one.title}\n{one.summary}" for one in rows}
    for key, label, known in Subject.objects.filter(series__in=list(texts)).values_list("series", "label", "known"):
        texts[key] += f"\n{label}\n{known}"
    SeriesName.objects.filter(series__in=list(series)).delete()
    made = [SeriesName(series_id=key, name=name) for key, text in texts.items() for name in names_in(text)]
    SeriesName.objects.bulk_create(made)
