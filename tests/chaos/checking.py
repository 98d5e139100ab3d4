"""What is wrong afterwards, in words; nothing, if all is well. Read past every policy, compared with what was sent."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, Final, NamedTuple
from uuid import UUID

import numpy as np
import numpy.typing as npt
import psycopg
from psycopg.rows import namedtuple_row

from series.ingest.decoder import CONCEALED, PLAIN, THUMB
from series.matching.fingerprints import MATCH_DISTANCE, MIN_QUALITY
from tests.chaos.sending import Sent

Connection = psycopg.Connection[Any]
ENDS: Final = {"ready", "duplicate", "refused"}
#: Why files that are sent here may be refused. One that was given up, or crashed a decoder, is the service's fault.
REASONS: Final = {"empty", "truncated", "too_many_pixels"}
PREVIEWS: Final = {PLAIN, THUMB, CONCEALED}
_ITEMS: Final = """
    SELECT id, name, country_id AS country, sha256, size, state, stage, reason_code, duplicate_of_id, case_id,
           audience_id, media_id, lease_until, attempt
    FROM series_item
"""


class Look(NamedTuple):
    """One media as the brute force sees it: its bits, and the eight orientations that it asks with."""

    key: UUID
    bits: npt.NDArray[np.uint8]
    orientations: npt.NDArray[np.uint8]


@dataclass
class Facts:
    """What the database holds."""

    items: dict[UUID, Any]
    looks: list[Look]
    hits: dict[tuple[UUID, UUID], Any]

    @property
    def ready(self) -> list[Any]:
        """The items that became ready."""
        return [item for item in self.items.values() if item.state == "ready"]


def complaints(
    connection: Connection, media: Path, sent: Sequence[Sent], extras: Mapping[str, bytes] | None = None
) -> list[str]:
    """Return everything that is wrong.

    :param extras: what came in other ways, by name, each once.
    """
    facts = _facts(connection)
    return [
        *_wrong_rows(facts, sent, extras or {}),
        *_wrong_ends(facts),
        *_wrong_records(connection, facts),
        *_wrong_hits(facts, sent),
        *_wrong_blind_hits(connection, facts),
        *_wrong_files(facts, media),
    ]


def _facts(connection: Connection) -> Facts:
    with connection.cursor(row_factory=namedtuple_row) as named:
        cursor: Any = named  # the rows' types are made at run time
        items = {row.id: row for row in cursor.execute(_ITEMS)}
        looks = [
            Look(row.media_id, _bits(row.bits)[0], _bits(row.orientations))
            for row in cursor.execute(
                "SELECT media_id, bits, orientations FROM series_fingerprint WHERE quality >= %s", [MIN_QUALITY]
            )
        ]
        hits = {
            (row.item_id, row.other_id): row
            for row in cursor.execute("SELECT item_id, other_id, kind, distance FROM series_hit")
        }
    return Facts(items, looks, hits)


def _bits(data: bytes) -> npt.NDArray[np.uint8]:
    return np.frombuffer(data, np.uint8).reshape(-1, 32)


def _wrong_rows(facts: Facts, sent: Sequence[Sent], extras: Mapping[str, bytes]) -> Iterator[str]:
    """One row a file; more only where a request got no answer and was sent again."""
    by_name = Counter(item.name for item in facts.items.values())
    ready = Counter((item.name, item.sha256) for item in facts.ready)
    for name, content in extras.items():
        rows, good = by_name.pop(name, 0), ready[name, hashlib.sha256(content).hexdigest()]
        if (rows, good) != (1, 1):
            yield f"{name} has {rows} rows, {good} of them ready and whole"
    for one in sent:
        rows = by_name.pop(one.file.name, 0)
        if not 1 <= rows <= 1 + one.unanswered:
            yield f"{one.file.name} has {rows} rows, {one.unanswered} of its requests got no answer"
        item = facts.items.get(UUID(one.key)) if one.key else None
        if item is None:
            yield f"{one.file.name} was taken as {one.key!r}, which is not there"
        elif (item.sha256, item.country) != (hashlib.sha256(one.file.content).hexdigest(), one.file.country):
            yield f"{one.file.name} became another file"
    yield from (f"{name} was never sent" for name in by_name)


def _wrong_ends(facts: Facts) -> Iterator[str]:
    """Everything has ended; of the same content for the same audience of one case exactly one is ready."""
    ready: Counter[tuple[object, ...]] = Counter()
    for item in facts.items.values():
        if item.state not in ENDS or item.lease_until is not None:
            yield f"{item.name} is {item.state} at {item.stage!r}, attempt {item.attempt}, until {item.lease_until}"
        if item.state == "refused" and item.reason_code not in REASONS:
            yield f"{item.name} was refused as {item.reason_code}, attempt {item.attempt}"
        if item.state == "duplicate":
            yield from _wrong_duplicate(item, facts.items.get(item.duplicate_of_id))
        ready[_content(item)] += item.state == "ready"
    refused = {_content(item) for item in facts.items.values() if item.state == "refused"}
    for content, times in ready.items():
        if times != (content not in refused):
            yield f"{content} is ready {times} times"


def _content(item: Any) -> tuple[object, ...]:
    return item.sha256, item.case_id, item.audience_id


def _wrong_duplicate(item: Any, original: Any) -> Iterator[str]:
    if original is None or original.state != "ready" or _content(original) != _content(item):
        yield f"{item.name} repeats what is not the same"


def _wrong_records(connection: Connection, facts: Facts) -> Iterator[str]:
    """One entry for each receipt and each end; one event for each step that pages are told."""
    entries = Counter(
        connection.execute("SELECT object_id, action FROM core_auditentry WHERE object_type = 'series.item'").fetchall()
    )
    told = Counter(
        row[0] for row in connection.execute("SELECT about[1] FROM core_event WHERE type = 'item.progressed'")
    )
    for item in facts.items.values():
        key = str(item.id)
        received, ended = entries[key, "item.received"], entries[key, f"item.{item.state}"]
        other = sum(entries[key, f"item.{end}"] for end in ENDS - {item.state})
        # What repeats a file that is then refused was a duplicate first.
        changed = int(item.state == "refused" and item.duplicate_of_id is not None)
        if (received, ended, other) != (1, 1, changed):
            yield f"{item.name} ({item.state}) has records {received} received, {ended} ended, {other} ended otherwise"
        # Between receipt and end pages hear once that it is no repetition, unless it ends before.
        went_on = item.duplicate_of_id is None and item.reason_code != "empty"
        steps = 2 + went_on + changed
        if told[item.id] != steps:
            yield f"{item.name} ({item.state}, {item.reason_code}) was told {told[item.id]} times, not {steps}"


def _wrong_hits(facts: Facts, sent: Sequence[Sent]) -> Iterator[str]:
    """Exact hits by content, near ones by comparing every fingerprint with every other; and all that was planted."""
    must, may = _expected(facts)
    ready = {item.id for item in facts.ready}
    found = {frozenset(pair): hit for pair, hit in facts.hits.items() if ready.issuperset(pair)}
    if len(found) != sum(ready.issuperset(pair) for pair in facts.hits):
        yield "a pair is told in both directions"
    for pair in must.keys() - found.keys():
        yield f"{_names(facts, pair)} were not matched: {must[pair]}"
    for pair, hit in found.items():
        if (hit.kind, hit.distance) not in may.get(pair, ()):
            yield f"{_names(facts, pair)} were matched as {hit.kind} {hit.distance}, not {may.get(pair)}"
    yield from _planted_and_missed(facts, sent, found.keys())


def _expected(facts: Facts) -> tuple[dict[frozenset[UUID], object], dict[frozenset[UUID], set[tuple[str, int]]]]:
    """Return what has to be matched, and how what is matched may be told.

    Either of two may have asked, and at the edge of 31 bits one direction may find what the other does not.
    """
    must: dict[frozenset[UUID], object] = {}
    may: dict[frozenset[UUID], set[tuple[str, int]]] = {}
    near = _near(facts.looks)
    for one, other in combinations(facts.ready, 2):
        pair = frozenset((one.id, other.id))
        if one.sha256 == other.sha256:
            must[pair], may[pair] = "exact", {("exact", 0)}
            continue
        distances = near.get(frozenset((one.media_id, other.media_id)), ())
        within = {("near", distance) for distance in distances if distance <= MATCH_DISTANCE}
        if within:
            may[pair] = within
        if distances and max(distances) <= MATCH_DISTANCE:
            must[pair] = within
    return must, may


def _near(looks: list[Look]) -> dict[frozenset[UUID], tuple[int, int]]:
    pairs = combinations(looks, 2)
    return {frozenset((one.key, other.key)): (_apart(one, other), _apart(other, one)) for one, other in pairs}


def _apart(asking: Look, held: Look) -> int:
    return int(np.bitwise_count(asking.orientations ^ held.bits).sum(axis=1).min())


def _planted_and_missed(facts: Facts, sent: Sequence[Sent], found: Any) -> Iterator[str]:
    scene = {one.file.name: one.file.scene for one in sent}
    for one, other in combinations(facts.ready, 2):
        planted = scene.get(one.name)
        if planted is not None and planted == scene.get(other.name) and frozenset((one.id, other.id)) not in found:
            yield f"{one.name} and {other.name} show the same and were not matched"


def _wrong_blind_hits(connection: Connection, facts: Facts) -> Iterator[str]:
    """Both sides of each match between two countries, once."""
    rows = connection.execute(
        "SELECT b.item_id, o.item_id FROM series_blindhit b JOIN series_blindhitother o ON o.blind_hit_id = b.id"
    ).fetchall()
    there = Counter(rows)
    expected = Counter(
        pair
        for hit in facts.hits
        for pair in (hit, hit[::-1])
        if facts.items[hit[0]].country != facts.items[hit[1]].country
    )
    if there != expected:
        yield f"blind hits: {len(expected - there)} sides are missing, {len(there - expected)} are too many"


def _wrong_files(facts: Facts, media: Path) -> Iterator[str]:
    """Every row has its content, whole; everything stored belongs to a row; nothing else is there."""
    rows = {item.sha256 for item in facts.items.values()}
    blobs = {path.name: path for path in media.glob("blobs/*/*/*")}
    yield from (f"the content {name} of a row is gone" for name in rows - blobs.keys())
    yield from (f"the content {name} is stored and nobody's" for name in blobs.keys() - rows)
    for name, path in blobs.items():
        if hashlib.sha256(path.read_bytes()).hexdigest() != name:
            yield f"the content {name} is not what its name says"
    ready = {item.sha256 for item in facts.ready}
    shown = {path.name: {one.name for one in path.iterdir()} for path in media.glob("previews/*/*/*")}
    yield from (f"the previews of {name} are {shown.get(name)}" for name in ready if shown.get(name) != PREVIEWS)
    yield from (f"the previews {name} are nobody's" for name in shown.keys() - rows)
    known = {*blobs.values(), *media.glob("previews/*/*/*/*")}
    left = [path for path in media.rglob("*") if path.is_file() and path not in known]
    yield from (f"{path.relative_to(media)} was left behind" for path in left)


def _names(facts: Facts, pair: frozenset[UUID]) -> str:
    return " and ".join(sorted(facts.items[key].name for key in pair))
