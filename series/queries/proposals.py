"""The queue of proposed links: pairs, put together of what the actor sees, and of nothing else.

A pair is there while both series are active, nothing joins them yet, and the actor's country has not decided on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Q

from accounts.models import Officer
from series.models import Item, LinkReason, ProposalDecision, Series
from series.queries.series import all_series

PAGE: Final = 50
#: The best of so many reasons make the queue of one officer, picked from as many of pairs, and as many of items for
#: series; who has more decides on these first.
MOST_READ: Final = 150
#: Of each audience and reason this part of them is read first.
_OF_EACH: Final = 5
#: What lies between the same two owners is this part of them, before others' are read.
_OF_TWO_OWNERS: Final = 4
#: Where what was decided already leaves less than a page, so many times as many are looked at, and again.
_WIDER: Final = 10
_WIDEST: Final = 15_000
#: Of items for series, of which each line is one or two; what others do to them may leave many out.
_WIDEST_OF_ITEMS: Final = 5_000
#: So often two owners who fill a list are left out of it, to see what others have.
_TURNS: Final = 4
#: In the panel on the page of a series.
FEW: Final = 3
#: On the page of one line.
MOST_EVIDENCE: Final = 12

#: Held back for a country is what it voted down, what matches too much, and what it is about to delete; harmless is
#: what a list that counts says. Only what may be shown is counted, so that nothing decided takes the place of what is
#: open; of two owners' series a part is read before all that others have, however much it is.
_LINES: Final = """
    WITH voted AS MATERIALIZED (
        SELECT i.id FROM series_hashvote v JOIN series_item n ON n.id = v.item_id
        JOIN series_item i ON i.sha256 = n.sha256 WHERE v.country_id = %(country)s AND v.withdrawn_at IS NULL
        UNION ALL
        SELECT i.id FROM series_setaside a JOIN series_item i ON i.media_id = a.media_id
        WHERE a.country_id = %(country)s AND a.decision <> 'released'
        UNION ALL
        SELECT t.item_key FROM series_stone t WHERE t.removed_at IS NULL
    ), seen AS MATERIALIZED (
        SELECT r.id, r.reason, r.score, r.words, n.*, r.owner, r.other_owner
        FROM {source} r CROSS JOIN LATERAL (
            SELECT CASE WHEN r.other_id < r.series_id THEN r.other_id ELSE r.series_id END AS one,
                   CASE WHEN r.other_id < r.series_id THEN r.series_id ELSE r.other_id END AS two,
                   CASE WHEN r.other_id < r.series_id THEN r.other_item_id ELSE r.item_id END AS of_one,
                   CASE WHEN r.other_id < r.series_id THEN r.item_id ELSE r.other_item_id END AS of_two,
                   CASE WHEN r.other_id IS NULL THEN r.other_item_id END AS proposed
        ) n
        JOIN series_series s ON s.id = r.series_id LEFT JOIN series_series o ON o.id = r.other_id
        WHERE r.series_id IS DISTINCT FROM r.other_id
          AND s.merged_into_id IS NULL AND (s.active_for_victims OR s.active_for_offenders)
          AND (r.other_id IS NULL
               OR o.merged_into_id IS NULL AND (o.active_for_victims OR o.active_for_offenders))
          AND (%(own)s = false OR %(country)s IN (s.country_id, o.country_id))
          AND NOT EXISTS (SELECT 1 FROM voted v WHERE v.id = n.of_one)
          AND NOT EXISTS (SELECT 1 FROM voted v WHERE v.id = n.of_two)
          AND (n.proposed IS NULL OR NOT EXISTS (
              SELECT 1 FROM series_placement p WHERE p.item_id = n.proposed))
          AND NOT EXISTS (
              SELECT 1 FROM series_serieslink l
              WHERE (l.series_id, l.other_id) IN ((n.one, n.two), (n.two, n.one))
                AND (l.state IN ('proposed', 'accepted')
                     OR l.state IN ('declined', 'undone')
                        AND l.reason = CASE r.reason WHEN 'outside' THEN 'other' ELSE r.reason END))
          AND NOT EXISTS (
              SELECT 1 FROM series_proposaldecision d
              WHERE d.country_id = %(country)s AND d.reason = r.reason
                AND (d.series_id = n.one AND d.other_id IS NOT DISTINCT FROM n.two
                     OR d.series_id = n.two AND d.other_id = n.one)
                AND d.item_id IS NOT DISTINCT FROM n.proposed)
    ), harmless AS MATERIALIZED (
        SELECT l.item_id AS id FROM series_listing l JOIN series_hashlist h ON h.id = l.hash_list_id
        WHERE l.item_id IN (SELECT of_one FROM seen UNION SELECT of_two FROM seen)
          AND h.state = 'current' AND h.removed_at IS NULL
        GROUP BY l.item_id HAVING bool_and(l.kind = 'harmless')
    ), shared_out AS (
        SELECT seen.*, row_number() OVER (PARTITION BY owner, other_owner ORDER BY score DESC, id DESC) AS of_owners
        FROM seen
        WHERE NOT EXISTS (SELECT 1 FROM harmless h WHERE h.id = seen.of_one)
          AND NOT EXISTS (SELECT 1 FROM harmless h WHERE h.id = seen.of_two)
    ), open AS (
        SELECT * FROM shared_out
        ORDER BY of_owners > %(of_owners)s, score DESC, id DESC LIMIT %(read)s
    ), whys AS (
        SELECT one, two, proposed, reason, max(score) AS score, count(*) AS many,
               (array_agg(id ORDER BY score DESC, id))[1] AS id,
               (array_agg(of_one ORDER BY score DESC, id))[1] AS of_one,
               (array_agg(of_two ORDER BY score DESC, id))[1] AS of_two,
               CASE reason WHEN 'pictures' THEN least(count(DISTINCT of_one), count(DISTINCT of_two)) ELSE 0
               END AS saves,
               coalesce(string_agg(DISTINCT words, ' ') FILTER (WHERE words <> ''), '') AS words
        FROM open
        GROUP BY one, two, proposed, reason
    ), lines AS (
        SELECT one, two, proposed, max(saves)::int AS saves, max(score) AS score,
               (array_agg(id ORDER BY score DESC, reason))[1] AS id,
               (array_agg(of_one ORDER BY score DESC, reason) FILTER (WHERE of_one IS NOT NULL))[1] AS of_one,
               (array_agg(of_two ORDER BY score DESC, reason) FILTER (WHERE of_one IS NOT NULL))[1] AS of_two,
               array_agg(ARRAY[reason, score::text, words, many::text] ORDER BY score DESC, reason) AS whys
        FROM whys GROUP BY one, two, proposed
        HAVING %(reason)s = '' OR bool_or(reason = %(reason)s)
    ), ordered AS (
        SELECT lines.*, row_number() OVER (ORDER BY saves DESC, score DESC, id) AS place FROM lines
    )
    SELECT n.id, n.one, n.two, n.proposed, n.of_one, n.of_two, n.saves, n.whys
    FROM ordered n
    WHERE n.place > coalesce((SELECT last.place FROM ordered last WHERE last.id = %(after)s::uuid), 0)
    ORDER BY n.place LIMIT %(rows)s
"""
#: Read in the order of the index that says what is open, of each audience and reason by itself (who sees little reads
#: little); or of each side that is the country's own. Pairs of series and items for series by themselves: most items
#: are in a series that is seen, and would take the place of all others. Also told is which two owners fill a
#: list, so that it is read again without them.
_BEST: Final = """
    WITH best AS MATERIALIZED (
        {source}
    ), chosen AS MATERIALIZED (
        SELECT one.* FROM (VALUES (false, %(most)s), (true, %(most_of_items)s)) AS i(of_item, most) CROSS JOIN LATERAL (
            SELECT id FROM best WHERE best.of_item = i.of_item
            ORDER BY score DESC, id DESC LIMIT i.most
        ) one
    )
    SELECT (SELECT coalesce(array_agg(id), '{{}}') FROM chosen), more.are_left, much.owners, much.lists
    FROM (
        SELECT coalesce(array_agg(DISTINCT owners), '{{}}') AS owners,
               coalesce(array_agg(DISTINCT list), '{{}}') AS lists
        FROM (
            SELECT list, owners FROM best WHERE cut
            GROUP BY list, of_item, reason, owners HAVING count(*) > max(of_each) * 3 / 4
        ) filled
    ) much, (
        SELECT coalesce(bool_or(cut), false) OR count(*) > (SELECT count(*) FROM chosen) AS are_left FROM best
    ) more
"""
_ROW: Final = """
    SELECT {list} AS list, why.*, id, score, owners, cut FROM (
        SELECT r.id, r.score, r.owner || r.other_owner AS owners, count(*) OVER () = why.of_each AS cut FROM (
            SELECT r.id, r.score, r.owner, r.other_owner FROM series_linkreason r
            WHERE r.is_open AND {where} AND r.of_item = why.of_item AND r.reason = why.reason
              AND (r.owner || r.other_owner) <> ALL (%(without)s::text[])
            ORDER BY r.score DESC, r.id DESC LIMIT why.of_each
        ) r
    ) one
"""
_REASONS: Final = """(
    SELECT * FROM unnest(%(reasons)s::text[]) r(reason),
                  (VALUES (false, %(of_each)s), (true, %(of_each_of_items)s)) i(of_item, of_each)
) AS why"""
_BEST_OF_ALL: Final = _BEST.format(
    source="SELECT one.* FROM unnest(coalesce(%(lists)s::int[], (SELECT icse_audiences())::int[])) AS a(id) "  # noqa: S608 - made of constants
    f"CROSS JOIN {_REASONS} CROSS JOIN LATERAL ({_ROW.format(list='a.id', where='r.series_audience_id = a.id')}) one"
)
_BEST_OF_OWN: Final = _BEST.format(
    source=" UNION ALL ".join(
        f"SELECT one.* FROM {_REASONS} CROSS JOIN LATERAL ({_ROW.format(list=0, where=where)}) one"  # noqa: S608
        for where in ("r.owner = %(country)s", "r.other_owner = %(country)s AND r.owner <> %(country)s")
    )
)
_CHOSEN: Final = "(SELECT l.* FROM unnest(%(chosen)s::uuid[]) AS w(id) JOIN series_linkreason l ON l.id = w.id)"
_OF_SERIES: Final = """(
    SELECT * FROM series_linkreason WHERE series_id = %(series)s
    UNION ALL
    SELECT * FROM series_linkreason WHERE other_id = %(series)s
)"""
#: The same pair, whichever of its reasons named it.
_OF_PAIR: Final = """(
    SELECT * FROM series_linkreason WHERE series_id = %(one)s::uuid AND other_id = %(two)s::uuid
    UNION ALL
    SELECT * FROM series_linkreason WHERE series_id = %(two)s::uuid AND other_id = %(one)s::uuid
)"""
_OF_ITEM: Final = """(
    SELECT * FROM series_linkreason
    WHERE series_id = %(one)s::uuid AND other_id IS NULL AND other_item_id = %(proposed)s::uuid
)"""


@dataclass(frozen=True)
class Why:
    """One reason of a line: which, how much it says at most, the words in common, and of how many pairs of items."""

    reason: str
    score: int
    words: str
    pairs: int

    @property
    def label(self) -> str:
        """The reason in words."""
        return LinkReason.Reason(self.reason).label


@dataclass(frozen=True)
class Line:
    """One proposed link: two series, or a series and an item; ``key`` is the best of its reasons that is seen.

    ``saves``: so many pictures fold together, or need no second look.
    """

    key: UUID
    one: Series
    two: Series | None
    item: Item | None
    of_one: Item | None
    of_two: Item | None
    saves: int
    reasons: tuple[Why, ...]

    @property
    def link_reason(self) -> str:
        """The reason that a link is proposed with: the first, since it says the most."""
        return self.reasons[0].reason

    def owner_words(self, country_id: str) -> str:
        """Return who decides on a link between the two: nobody else, the other country, or others alone.

        :return: ``own``, ``other`` or nothing.
        """
        owners = [one.country_id for one in (self.one, self.two) if one is not None]
        if country_id not in owners:
            return ""
        return "own" if set(owners) == {country_id} else "other"


@dataclass(frozen=True)
class Evidence:
    """Two items that speak for a line, and the series that each is seen in; a proposed item is in none."""

    item: Item
    series: Series
    other_item: Item
    other: Series | None


@dataclass(frozen=True)
class Queue:
    """One page; ``older`` is the key after which the next one begins, or None."""

    lines: list[Line] = field(default_factory=list)
    older: UUID | None = None


@dataclass(frozen=True)
class Narrow:
    """What of the queue is wanted: one reason, own series on one side, one series."""

    reason: str = ""
    own: bool = False
    series: UUID | None = None


def queue_of(officer: Officer, narrow: Narrow, *, after: UUID | None = None, rows: int | None = None) -> Queue:
    """Return one page of the queue: what saves the most work first. Four queries, more where little is left of much."""
    size = PAGE if rows is None else rows
    values = {"after": after, "rows": size + 1, "reason": narrow.reason, "own": narrow.own, "series": narrow.series}
    found = _read(officer, _OF_SERIES, values) if narrow.series else _read_best(officer, narrow, values)
    lines = _filled(found[:size])
    return Queue(lines, found[size - 1][0] if len(found) > size else None)


def line_of(row: LinkReason, officer: Officer) -> Line | None:
    """Return the line of a reason that the actor sees, if it is still proposed to the officer's country."""
    is_pair = row.other_id is not None
    pair = {"one": row.series_id, "two": row.other_id, "proposed": None if is_pair else row.other_item_id}
    values = {"after": None, "rows": 1, "reason": "", "own": False, **pair}
    lines = _filled(_read(officer, _OF_PAIR if is_pair else _OF_ITEM, values))
    return lines[0] if lines else None


def evidence_of(line: Line) -> list[Evidence]:
    """Return what speaks for a line, as far as the actor sees it: the most telling first, each pair once. One query."""
    between = Q(series=line.one, other=line.two) | Q(series=line.two, other=line.one)
    if line.two is None:
        between = Q(series=line.one, other=None, other_item=line.item)
    rows = LinkReason.objects.filter(between).select_related("item", "other_item")
    found = rows.defer("item__metadata", "other_item__metadata").order_by("-score", "pk")[:MOST_EVIDENCE]
    series = {one.pk: one for one in (line.one, line.two) if one is not None}
    pairs: dict[frozenset[UUID], Evidence] = {}
    for row in found:
        if row.item is not None and row.other_item is not None:
            of = (series[row.series_id], series[row.other_id] if row.other_id else None)
            pairs.setdefault(
                frozenset((row.item.pk, row.other_item.pk)), Evidence(row.item, of[0], row.other_item, of[1])
            )
    return list(pairs.values())


def decisions_of(officer: Officer, *, after: UUID | None = None) -> tuple[list[ProposalDecision], UUID | None]:
    """Return one page of what the officer's country decided, newest first."""
    rows = ProposalDecision.objects.select_related("series", "other", "item", "officer", "unit")
    rows = rows.defer("officer__password", "item__metadata")
    rows = rows.filter(Q(pk__lt=after) if after else Q(), country=officer.country_id).order_by("-pk")
    found = list(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


def _read_best(officer: Officer, narrow: Narrow, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """Read a page out of the best reasons; out of more of them, where most of these are decided already."""
    most = MOST_READ
    while True:
        chosen, is_cut = _best(officer, narrow, most)
        found = _read(officer, _CHOSEN, {**values, "chosen": chosen})
        if not is_cut or len(found) == values["rows"] or most >= _WIDEST:
            return found
        most *= _WIDER


def _best(officer: Officer, narrow: Narrow, most: int) -> tuple[list[UUID], bool]:
    """Return the best open reasons, and whether there are more; who fills a list hides nothing of others."""
    query = _BEST_OF_OWN if narrow.own else _BEST_OF_ALL
    reasons = [narrow.reason] if narrow.reason else LinkReason.Reason.values
    of_items = min(most, _WIDEST_OF_ITEMS)
    values: dict[str, Any] = {
        "reasons": reasons,
        "country": officer.country_id,
        "most": most,
        "most_of_items": of_items,
        "of_each": max(1, most // _OF_EACH),
        "of_each_of_items": max(1, of_items // _OF_EACH),
    }
    chosen: list[UUID] = []
    without: list[str] = []
    lists: list[int] | None = None
    is_cut = False
    with connection.cursor() as cursor:
        for _ in range(_TURNS):
            cursor.execute(query, {**values, "without": without, "lists": lists})
            [(some, cut, much, lists)] = cursor.fetchall()
            chosen, is_cut = chosen + some, is_cut or cut
            if not much:
                break
            without += much
    return list(dict.fromkeys(chosen)), is_cut


def _read(officer: Officer, source: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    limits = {"read": MOST_READ, "of_owners": max(1, MOST_READ // _OF_TWO_OWNERS)}
    with connection.cursor() as cursor:
        cursor.execute(_LINES.format(source=source), {**values, **limits, "country": officer.country_id})
        return list(cursor.fetchall())


def _filled(rows: Iterable[tuple[Any, ...]]) -> list[Line]:
    """Read the series and items that these name; what went meanwhile is left out."""
    found = list(rows)
    if not found:
        return []
    series = all_series().in_bulk({key for row in found for key in row[1:3] if key is not None})
    items = _items({key for row in found for key in row[3:6] if key is not None})
    lines = []
    for key, one, two, proposed, of_one, of_two, saves, whys in found:
        if one in series and (two is None or two in series) and (proposed is None or proposed in items):
            reasons = tuple(Why(why[0], int(why[1]), why[2] or "", int(why[3])) for why in whys)
            sides = items.get(proposed), items.get(of_one), items.get(of_two)
            lines.append(Line(key, series[one], series.get(two), *sides, saves, reasons))
    return lines


def _items(keys: Iterable[UUID]) -> dict[UUID, Item]:
    """Return these items with what is shown of them beside a series."""
    shown = ("name", "country", "state", "kind", "duration", "tlp", "handling", "handling_note", "audience")
    return Item.objects.only(*shown).in_bulk(list(keys))
