"""Pairs become rows: of items what their series are, of each pair and audiences a few.

Bounded for each combination of audiences by itself: whoever holds them sees all that was counted, so that a bound tells
nothing of what is hidden.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import connection

from series.matching.lists.marking import harmless_for_all
from series.models import LinkReason
from series.proposing.proposer import ItemPair, SeriesPair

#: Evidence of one pair for one reason, of the same audiences.
MOST_OF_A_PAIR: Final = 20
#: Items that are proposed for one series for one reason, of the same audiences; of pictures all are.
MOST_OF_A_SERIES: Final = 50
_BATCH: Final = 2000

#: An item that one country put into more series than so many, of one audience, proposes no pairs of these.
MOST_PLACES: Final = 20
#: Each pair stands both ways round, so that of two series the one with the smaller key comes first, and each item of a
#: pair is proposed for the other one's series. An item is the best evidence for itself only once.
_ITEMS: Final = f"""
    WITH given_pairs AS MATERIALIZED (
        SELECT * FROM unnest(%(items)s::uuid[], %(others)s::uuid[], %(scores)s::int[], %(of_series)s::bool[])
                      AS g(item, other, score, of_series)
    ), given AS MATERIALIZED (
        SELECT item, other, max(score) AS score, bool_or(of_series) AS of_series FROM (
            SELECT * FROM given_pairs
            UNION ALL
            SELECT other, item, score, of_series FROM given_pairs
        ) both_ways GROUP BY item, other
    ), named AS (SELECT item AS id FROM given UNION SELECT other FROM given),
    fine AS MATERIALIZED (
        SELECT i.id, i.audience_id FROM series_item i JOIN named ON named.id = i.id
        WHERE i.state = 'ready' AND NOT {harmless_for_all("i.id")}
    ), counted AS MATERIALIZED (
        SELECT p.item_id, p.item_audience_id, p.series_id, p.series_audience_id,
               count(*) OVER (PARTITION BY p.item_id, p.series_audience_id, p.country_id) AS many
        FROM series_placement p JOIN fine ON fine.id = p.item_id
    ), telling AS MATERIALIZED (
        SELECT * FROM counted WHERE many <= %(most_places)s
    ), gone AS (
        DELETE FROM series_linkreason r USING counted c
        WHERE c.many > %(most_places)s AND r.reason = %(reason)s AND r.other_id IS NOT NULL
          AND (r.item_id = c.item_id AND r.series_id = c.series_id
               OR r.other_item_id = c.item_id AND r.other_id = c.series_id)
    ), found AS (
        SELECT p.series_id, p.series_audience_id, p.item_id, p.item_audience_id,
               q.series_id AS other_id, q.series_audience_id AS other_audience_id,
               q.item_id AS other_item_id, q.item_audience_id AS other_item_audience_id, g.score
        FROM given g JOIN fine i ON i.id = g.item JOIN fine o ON o.id = g.other
        JOIN telling p ON p.item_id = g.item JOIN telling q ON q.item_id = g.other
        WHERE p.series_id < q.series_id AND g.of_series
        UNION ALL
        SELECT p.series_id, p.series_audience_id, p.item_id, p.item_audience_id, NULL, NULL, o.id, o.audience_id,
               g.score
        FROM given g JOIN fine i ON i.id = g.item JOIN fine o ON o.id = g.other
        JOIN series_placement p ON p.item_id = g.item
        WHERE g.item <> g.other AND NOT EXISTS (
            SELECT 1 FROM series_placement there WHERE there.item_id = o.id AND there.series_id = p.series_id
        )
    ), new AS (
        SELECT found.* FROM found WHERE NOT EXISTS (
            SELECT 1 FROM series_linkreason r
            WHERE r.reason = %(reason)s AND r.series_id = found.series_id AND r.item_id = found.item_id
              AND r.other_id IS NOT DISTINCT FROM found.other_id AND r.other_item_id = found.other_item_id
        )
    ), ranked AS (
        SELECT new.*, row_number() OVER (
            PARTITION BY series_id, other_id, CASE WHEN other_id IS NULL THEN other_item_id END,
                         item_audience_id, other_item_audience_id
            ORDER BY score DESC, item_id, other_item_id
        ) AS of_pair, row_number() OVER (
            PARTITION BY series_id, other_id, item_audience_id, other_item_audience_id
            ORDER BY score DESC, other_item_id, item_id
        ) AS of_series FROM new
    )
    INSERT INTO series_linkreason (id, created_at, reason, score, words, series_id, series_audience_id, item_id,
        item_audience_id, other_id, other_audience_id, other_item_id, other_item_audience_id)
    SELECT gen_random_uuid(), clock_timestamp(), %(reason)s, n.score, '', n.series_id, n.series_audience_id, n.item_id,
           n.item_audience_id, n.other_id, n.other_audience_id, n.other_item_id, n.other_item_audience_id
    FROM ranked n
    WHERE n.of_pair + (
        SELECT count(*) FROM series_linkreason r
        WHERE r.series_id = n.series_id AND r.reason = %(reason)s AND r.other_id IS NOT DISTINCT FROM n.other_id
          AND (n.other_id IS NOT NULL OR r.other_item_id = n.other_item_id)
          AND (r.item_audience_id, r.other_item_audience_id) = (n.item_audience_id, n.other_item_audience_id)
    ) <= CASE WHEN n.other_id IS NULL THEN 1 ELSE %(most)s END
    AND (n.other_id IS NOT NULL OR %(reason)s = 'pictures' OR n.of_series + (
        SELECT count(*) FROM series_linkreason r
        WHERE r.series_id = n.series_id AND r.reason = %(reason)s AND r.other_id IS NULL
          AND (r.item_audience_id, r.other_item_audience_id) = (n.item_audience_id, n.other_item_audience_id)
    ) <= %(most_items)s)
    ON CONFLICT DO NOTHING
"""  # noqa: S608 - made of constants
_TEXTS: Final = """
    WITH given AS (
        SELECT DISTINCT least(one, other) AS one, greatest(one, other) AS other, score, words
        FROM unnest(%(ones)s::uuid[], %(others)s::uuid[], %(scores)s::int[], %(words)s::text[])
             AS g(one, other, score, words)
    ), ranked AS (
        SELECT given.*, s.audience_id, o.audience_id AS other_audience_id,
               row_number() OVER (PARTITION BY given.one, given.other ORDER BY given.score DESC, given.words) AS rank
        FROM given JOIN series_series s ON s.id = given.one JOIN series_series o ON o.id = given.other
        WHERE given.one <> given.other
    )
    INSERT INTO series_linkreason (id, created_at, reason, score, words, series_id, series_audience_id, other_id,
                                   other_audience_id)
    SELECT gen_random_uuid(), clock_timestamp(), %(reason)s, score, words, one, audience_id, other, other_audience_id
    FROM ranked WHERE rank <= %(most)s
    ON CONFLICT DO NOTHING
"""

#: A series is solved, merged, opened again or shown to others; an item is put into a series or taken out. An item that
#: lies in a series which all see who see the item is not proposed for another one. So many rows at a time.
_SETTLE_AT_ONCE: Final = 5000
_SETTLE: Final = f"""
    WITH about AS (
        SELECT id FROM series_linkreason WHERE series_id = ANY(%(series)s::uuid[])
        UNION
        SELECT id FROM series_linkreason WHERE other_id = ANY(%(series)s::uuid[])
        UNION
        SELECT id FROM series_linkreason WHERE item_id = ANY(%(items)s::uuid[])
        UNION
        SELECT id FROM series_linkreason WHERE other_item_id = ANY(%(items)s::uuid[])
        UNION
        SELECT r.id FROM series_placement p
        JOIN series_linkreason r ON r.other_item_id = p.item_id AND r.other_id IS NULL
        WHERE p.series_id = ANY(%(series)s::uuid[])
    ), told AS (
        SELECT r.id, s.merged_into_id IS NULL AND (s.active_for_victims OR s.active_for_offenders)
            AND CASE WHEN r.other_id IS NULL THEN NOT EXISTS (
                SELECT 1 FROM series_placement p
                WHERE p.item_id = r.other_item_id AND p.series_audience_id = p.item_audience_id
            ) ELSE o.merged_into_id IS NULL AND (o.active_for_victims OR o.active_for_offenders) END AS is_open
        FROM about JOIN series_linkreason r ON r.id = about.id
        JOIN series_series s ON s.id = r.series_id LEFT JOIN series_series o ON o.id = r.other_id
    )
    UPDATE series_linkreason r SET is_open = t.is_open
    FROM (
        SELECT told.id, told.is_open FROM told JOIN series_linkreason w ON w.id = told.id
        WHERE w.is_open <> told.is_open LIMIT {_SETTLE_AT_ONCE}
    ) t
    WHERE r.id = t.id
"""  # noqa: S608 - made of constants


def settle_open(series: Sequence[UUID], items: Sequence[UUID] = ()) -> None:
    """Write down again which reasons of these are open."""
    written = _SETTLE_AT_ONCE
    with connection.cursor() as cursor:
        while written == _SETTLE_AT_ONCE:
            cursor.execute(_SETTLE, {"series": list(series), "items": list(items)})
            written = cursor.rowcount


def write_item_pairs(reason: str, pairs: Iterable[ItemPair]) -> int:
    """Write down what these pairs speak for, where it is not written yet. Return how many rows are new."""
    found = list(pairs)
    limits = {"most": MOST_OF_A_PAIR, "most_items": MOST_OF_A_SERIES, "most_places": MOST_PLACES}
    return sum(_write_items(reason, found[at : at + _BATCH], limits) for at in range(0, len(found), _BATCH))


def write_series_pairs(reason: str, pairs: Iterable[SeriesPair]) -> int:
    """Write down which series have a name in common. Return how many rows are new."""
    found = list(pairs)
    values: dict[str, Any] = {
        "reason": LinkReason.Reason(reason).value,
        "most": MOST_OF_A_PAIR,
        "ones": [pair.series for pair in found],
        "others": [pair.other for pair in found],
        "scores": [_bounded(pair.score) for pair in found],
        "words": [pair.words for pair in found],
    }
    with connection.cursor() as cursor:
        cursor.execute(_TEXTS, values)
        return int(cursor.rowcount)


def _write_items(reason: str, pairs: Sequence[ItemPair], limits: dict[str, int]) -> int:
    values: dict[str, Any] = {
        **limits,
        "reason": LinkReason.Reason(reason).value,
        "items": [pair.item for pair in pairs],
        "others": [pair.other for pair in pairs],
        "scores": [_bounded(pair.score) for pair in pairs],
        "of_series": [pair.of_series for pair in pairs],
    }
    with connection.cursor() as cursor:
        cursor.execute(_ITEMS, values)
        return int(cursor.rowcount)


def _bounded(score: int) -> int:
    return min(100, max(0, score))
