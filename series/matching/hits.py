"""Writing down which items show the same. Each pair once, the later item first; who sees a pair is the policy's matter.

Bounded, so that a picture which everybody holds does not fill the table: of each audience at most MOST_OF_AN_AUDIENCE
others (near ones: for each thousand media). Whoever holds an audience thus always hears of its items. Each country in
turn gives its nearest, then those in a series: what one has sent many times hides nobody else's. What everybody knows
to be harmless (a list for all members) is not paired as similar; what one country alone holds to be so is, and folded
away where that country looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from icse.core.prepared import prepared_cursor
from series.matching.lists.marking import harmless_for_all
from series.matching.tail import Near

MOST_OF_AN_AUDIENCE: Final = 50
_BATCH: Final = 1000

#: How the later picture is turned, where it is the stored one that came later.
_INVERSE: Final = {"rotate90": "rotate270", "rotate270": "rotate90"}

# ``found`` gives others with distance and both orientations; keys are time-ordered, so the greater one is the later.
# It keeps few of them before anything is joined: a content may have been sent by thousands.
# An owner may share an item with others at any moment: its row is held, and its audience is the one that it then has.
_INSERT: Final = """
    WITH found AS MATERIALIZED (SELECT * FROM ({others}) every WHERE rank <= %(most)s),
    held AS MATERIALIZED (
        SELECT i.id, i.audience_id FROM series_item i
        WHERE i.id IN (SELECT id FROM found) ORDER BY i.id FOR KEY SHARE
    ), o AS (
        SELECT held.id, held.audience_id, found.distance, found.turned, found.inverse,
               found.second, found.share, found.other_share
        FROM held JOIN found ON found.id = held.id
    )
    INSERT INTO series_hit (id, kind, item_id, item_audience_id, other_id, other_audience_id,
                            distance, orientation, second, share, other_share, created_at)
    SELECT gen_random_uuid(), %(kind)s::text,
           CASE WHEN mine.id > o.id THEN mine.id ELSE o.id END,
           CASE WHEN mine.id > o.id THEN mine.audience_id ELSE o.audience_id END,
           CASE WHEN mine.id > o.id THEN o.id ELSE mine.id END,
           CASE WHEN mine.id > o.id THEN o.audience_id ELSE mine.audience_id END,
           o.distance, CASE WHEN mine.id > o.id THEN o.turned ELSE o.inverse END, o.second,
           CASE WHEN mine.id > o.id THEN o.share ELSE o.other_share END,
           CASE WHEN mine.id > o.id THEN o.other_share ELSE o.share END, clock_timestamp()
    FROM series_item mine CROSS JOIN o
    WHERE mine.id = %(item)s
    ON CONFLICT (item_id, other_id) DO NOTHING
"""
_RANKED: Final = """
    SELECT id, distance, turned, inverse, second, share, other_share, row_number() OVER (
        PARTITION BY audience_id ORDER BY turn, distance, is_placed DESC, id
    ) AS rank
    FROM (
        SELECT placed.*, row_number() OVER (
            PARTITION BY audience_id, country_id ORDER BY distance, is_placed DESC, id
        ) AS turn
        FROM ({items}) placed
    ) one
"""
_ITEM: Final = """
    i.id, i.audience_id, i.country_id, EXISTS (SELECT 1 FROM series_placement p WHERE p.item_id = i.id) AS is_placed
"""
_SAME: Final = f"""
    SELECT {_ITEM}, 0 AS distance, '' AS turned, '' AS inverse,
           NULL::int AS second, NULL::int AS share, NULL::int AS other_share
    FROM series_item i
    WHERE i.sha256 = %(sha256)s AND i.id <> %(item)s
      AND i.state IN ('working', 'ready') AND i.stage NOT IN ('', 'recognise')
"""  # noqa: S608 - made of constants
_NEAR: Final = f"""
    SELECT {_ITEM}, f.distance, f.turned, f.inverse, f.second, f.share, f.other_share
    FROM unnest(%(media)s::uuid[], %(distances)s::int[], %(turned)s::text[], %(inverse)s::text[],
                %(seconds)s::int[], %(shares)s::int[], %(other_shares)s::int[])
         AS f(media, distance, turned, inverse, second, share, other_share)
    JOIN series_item i ON i.media_id = f.media
    WHERE i.id <> %(item)s AND i.state IN ('working', 'ready') AND NOT {harmless_for_all("i.id")}
"""  # noqa: S608 - made of constants
_INSERT_SAME: Final = _INSERT.format(others=_RANKED.format(items=_SAME))
_INSERT_NEAR: Final = _INSERT.format(others=_RANKED.format(items=_NEAR))


@dataclass(frozen=True)
class Match:
    """A media that matches, and of videos how many percent of the frames of one are in the other, both ways."""

    near: Near
    share: int | None = None
    other_share: int | None = None


def write_exact_hits(item_id: UUID, sha256: str) -> None:
    """Pair an item with those of the same content that have come as far. The caller holds the content's lock."""
    values: dict[str, Any] = {"kind": "exact", "item": item_id, "sha256": sha256, "most": MOST_OF_AN_AUDIENCE}
    with prepared_cursor() as cursor:
        cursor.execute(_INSERT_SAME, values)


def write_near_hits(item_id: UUID, found: Sequence[Near]) -> None:
    """Pair an item with those of every media that it resembles, nearest first."""
    _write(item_id, "near", [Match(near) for near in found])


def write_video_hits(item_id: UUID, found: Sequence[Match]) -> None:
    """Pair a video with those of every video that it shares enough with, nearest first."""
    _write(item_id, "video", found)


def _write(item_id: UUID, kind: str, found: Sequence[Match]) -> None:
    with prepared_cursor() as cursor:
        for start in range(0, len(found), _BATCH):
            batch = found[start : start + _BATCH]
            turned = [match.near.orientation for match in batch]
            values: dict[str, Any] = {
                "kind": kind,
                "item": item_id,
                "most": MOST_OF_AN_AUDIENCE,
                "media": [match.near.media_id for match in batch],
                "distances": [match.near.distance for match in batch],
                "turned": turned,
                "inverse": [_INVERSE.get(one, one) for one in turned],
                "seconds": [match.near.second for match in batch],
                "shares": [match.share for match in batch],
                "other_shares": [match.other_share for match in batch],
            }
            cursor.execute(_INSERT_NEAR, values)
