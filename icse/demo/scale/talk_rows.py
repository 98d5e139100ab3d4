"""The rows of clue requests and answers, of what is recorded, and of what is new."""

from collections.abc import Sequence
from datetime import timedelta

import numpy as np

from icse.demo.scale.copying import Column, Table, flags, keys_or_null, moments, uuids, words
from icse.demo.scale.draws import Bytes, keys, stream
from icse.demo.scale.files import visible_to_all
from icse.demo.scale.people_rows import Reference
from icse.demo.scale.rows import Rows
from icse.demo.scale.talk import is_in_feed

_OWNED = ("country_id", "unit_id", "officer_id")
_STATUSES = ("open", "answered", "closed")
_WEEK_MS = int(timedelta(days=7).total_seconds() * 1000)
_ACTIONS = ("item.viewed", "media.exposed", "series.viewed", "list.viewed")
_OBJECTS = ("series.item", "series.item", "series.series", "")
_FACTS = ("{}", "{}", "{}", '{"list": "items", "rows": 50}')


class TalkRows:
    """Makes the tables of threads, posts, the record and events."""

    def __init__(self, rows: Rows, reference: Reference) -> None:
        self.rows, self.plan, self.kinds = rows, rows.plan, reference.clue_kinds

    def threads(self) -> Table:
        plan, posts, number = self.plan.threads, self.plan.posts, self.plan.size.threads
        rng = stream(self.rows.seed, "questions")
        questions, references = self.rows.pool.questions(rng, number), self.rows.references("CR", plan.times)
        kinds = words(self.kinds, rng.integers(0, len(self.kinds), number))
        in_feed = is_in_feed(plan, self.plan.settled_series.active)

        def piece(begin: int, end: int) -> Sequence[Column]:
            some = slice(begin, end)
            return [
                *(uuids(plan.keys[some]), moments(plan.times[some]), *self.rows.owned(plan.officer[some])),
                *(self.rows.shown(plan.audience[some]), references[some], kinds[some], questions[some]),
                *(words(_STATUSES, plan.status[some]), keys_or_null(posts.keys, plan.accepted[some])),
                *(flags(in_feed[some]), moments(self.plan.last_posted[some])),
                *self.rows.marked("threads", begin, end),
            ]

        return Table("forum_thread", _THREAD, number, piece)

    def ties(self) -> Table:
        plan, series, people = self.plan.threads, self.plan.series, self.plan.people
        which = np.flatnonzero(plan.series >= 0)

        def piece(begin: int, end: int) -> Sequence[Column]:
            some = which[begin:end]
            about = plan.series[some]
            return [
                *(uuids(plan.keys[some]), self.rows.shown(plan.audience[some])),
                *(uuids(series.keys[about]), self.rows.shown(series.audience[about])),
                *(words(self.rows.codes, plan.country[some]), uuids(people.officer_keys[plan.officer[some]])),
            ]

        columns = ("thread_id", "thread_audience_id", "series_id", "series_audience_id", "country_id", "officer_id")
        return Table("forum_threadseries", columns, len(which), piece)

    def posts(self) -> Table:
        plan, threads = self.plan.posts, self.plan.threads
        order = plan.by_time()
        bodies = self.rows.pool.questions(stream(self.rows.seed, "answers"), len(order))

        def piece(begin: int, end: int) -> Sequence[Column]:
            some = order[begin:end]
            where = plan.thread[some]
            return [
                *(uuids(plan.keys[some]), moments(plan.times[some]), *self.rows.owned(plan.officer[some])),
                *(uuids(threads.keys[where]), self.rows.shown(threads.audience[where]), bodies[begin:end]),
            ]

        return Table("forum_post", ("id", "created_at", *_OWNED, "thread_id", "audience_id", "body"), len(order), piece)

    def record(self) -> Table:
        """Half as many looks as there are items, of the last year, each at what all members see."""
        size, people, rng = self.plan.size, self.plan.people, stream(self.rows.seed, "record")
        number = size.items // 2
        at = np.sort(rng.integers(size.end_ms - 365 * 86_400_000, size.end_ms, number))
        own = keys(rng, at)
        lookers = np.flatnonzero(people.able)
        who = lookers[(len(lookers) * rng.random(number) ** 2).astype(np.int64)]
        what = rng.choice(len(_ACTIONS), number, p=[0.35, 0.2, 0.3, 0.15])
        seen = visible_to_all(self.plan.items)
        series = np.flatnonzero(self.plan.series.audience == 0)
        item, one = seen[rng.integers(0, len(seen), number)], series[rng.integers(0, len(series), number)]

        def piece(begin: int, end: int) -> Sequence[Column]:
            some = slice(begin, end)
            is_item = (what[some] < 2)[:, None]
            about = _dashed(np.where(is_item, self.plan.items.keys[item[some]], self.plan.series.keys[one[some]]))
            objects = ["" if nothing else key for nothing, key in zip((what[some] == 3).tolist(), about, strict=True)]
            return [
                *(uuids(own[some]), moments(at[some]), words(_ACTIONS, what[some])),
                *(uuids(people.officer_keys[who[some]]), "", words(_OBJECTS, what[some]), objects),
                words(_FACTS, what[some]),
            ]

        columns = ("id", "at", "action", "officer_id", "reason", "object_type", "object_id", "facts")
        return Table("core_auditentry", columns, number, piece)

    def events(self) -> Table:
        """What happened in the last week: items that became ready, answers."""
        items, posts, threads = self.plan.items, self.plan.posts, self.plan.threads
        since = self.plan.size.end_ms - _WEEK_MS
        ready = np.flatnonzero((items.times > since) & ~items.refused)
        told = np.flatnonzero(posts.times > since)
        at = np.concatenate([items.times[ready], posts.times[told]])
        order = np.argsort(at, kind="stable")
        kind = np.concatenate([np.zeros(len(ready), dtype=np.int64), np.ones(len(told), dtype=np.int64)])[order]
        about = np.concatenate([items.keys[ready], threads.keys[posts.thread[told]]])[order]
        shown = np.concatenate([items.audience[ready], threads.audience[posts.thread[told]]])[order]
        at = at[order]
        cursors = keys(stream(self.rows.seed, "events"), at)
        cursors[:, :6] = cursors[:, 10:]  # tells no time: a cursor is opaque
        cursors[:, 6] = cursors[:, 6] & 0x0F | 0x40

        def piece(begin: int, end: int) -> Sequence[Column]:
            some = slice(begin, end)
            numbers = [str(number) for number in range(begin + 1, end + 1)]
            return [
                *(
                    numbers,
                    uuids(cursors[some]),
                    moments(at[some]),
                    words(("item.progressed", "thread.posted"), kind[some]),
                ),
                *([f"{{{one}}}" for one in uuids(about[some])], [f"{{{one}}}" for one in self.rows.shown(shown[some])]),
            ]

        return Table("core_event", ("id", "key", "at", "type", "about", "audiences"), len(at), piece)


def _dashed(key_bytes: Bytes) -> list[str]:
    """Return keys as text holds them."""
    return [f"{k[:8]}-{k[8:12]}-{k[12:16]}-{k[16:20]}-{k[20:]}" for k in uuids(key_bytes)]


_THREAD = (
    *("id", "created_at", *_OWNED, "audience_id", "reference", "kind_id", "question", "status"),
    *("accepted_post_id", "is_active", "last_activity_at", "tlp", "handling", "handling_note"),
)
