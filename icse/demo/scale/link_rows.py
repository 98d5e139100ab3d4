"""The rows of proposed links, what countries said to them, and the links that came of it."""

from collections.abc import Sequence

import numpy as np

from icse.demo.scale.copying import NULL, Column, Table, flags, keys_or_null, moments, numbers, uuids, words
from icse.demo.scale.draws import Ints, keys, later, stream
from icse.demo.scale.links import NAME, REASONS, ReasonPlan, plan_reasons
from icse.demo.scale.rows import Rows

_OWNED = ("country_id", "unit_id", "officer_id")
_PAIR = ("series_id", "series_audience_id", "other_id", "other_audience_id")
_WHYS = ("different", "common", "unrelated", "other", "")
#: Of what was proposed so much is decided; of so many series one is linked.
_DECIDED_SHARE, _SERIES_A_LINK = 0.06, 8
_STATES = ("proposed", "accepted", "declined", "withdrawn", "undone")
_PROPOSED, _ACCEPTED, _, _WITHDRAWN, _UNDONE = range(len(_STATES))


class LinkRows:
    """Makes the tables of proposed and decided links."""

    def __init__(self, rows: Rows) -> None:
        self.rows, self.plan = rows, rows.plan
        self.found: ReasonPlan = plan_reasons(self.plan.size, self.plan.series, self.plan.items, self.plan.hits)

    def reasons(self) -> Table:
        found, items, series = self.found, self.plan.items, self.plan.series

        def piece(begin: int, end: int) -> Sequence[Column]:
            some = slice(begin, end)
            of, item, other, other_item = (
                found.series[some],
                found.item[some],
                found.other[some],
                found.other_item[some],
            )
            named = [f"user_{n}" if is_name else "" for n, is_name in enumerate(found.reason[some] == NAME, begin)]
            return [
                *(uuids(found.keys[some]), moments(found.times[some]), words(REASONS, found.reason[some])),
                *(numbers(found.score[some]), named, uuids(series.keys[of]), self.rows.shown(series.audience[of])),
                *(keys_or_null(series.keys, other), self._shown_if_any(series.audience, other)),
                *(keys_or_null(items.keys, item), self._shown_if_any(items.audience, item)),
                *(keys_or_null(items.keys, other_item), self._shown_if_any(items.audience, other_item)),
                *self._settled(of, other, other_item),
            ]

        both = ("item_id", "item_audience_id", "other_item_id", "other_item_audience_id")
        settled = ("owner", "other_owner", "of_item", "is_open")
        columns = ("id", "created_at", "reason", "score", "words", *_PAIR, *both, *settled)
        return Table("series_linkreason", columns, len(found.reason), piece)

    def decisions(self) -> Table:
        """What the owner of one side said, mostly that it is not so."""
        found, series, items, rng = self.found, self.plan.series, self.plan.items, stream(self.rows.seed, "decisions")
        which = np.flatnonzero(rng.random(len(found.reason)) < max(_DECIDED_SHARE, 20 / len(found.reason)))
        item = np.where(found.other[which] < 0, found.other_item[which], -1)
        theirs = np.where(item < 0, series.country[found.other[which]], items.country[found.other_item[which]])
        country = np.where(rng.random(len(which)) < 0.7, series.country[found.series[which]], theirs)
        same = np.stack([found.series[which], found.other[which], item, country, found.reason[which]])
        _, first = np.unique(same, axis=1, return_index=True)
        which, item, country = which[first], item[first], country[first]
        times = later(rng, found.times[which], 40, self.plan.size.end_ms)
        own, officer = keys(rng, times), self.plan.people.officer_of(rng, country)
        rejected = (rng.random(len(which)) < 0.85).astype(np.int64)
        why = np.where(rejected > 0, rng.integers(0, len(_WHYS) - 1, len(which)), -1)

        def piece(begin: int, end: int) -> Sequence[Column]:
            some = slice(begin, end)
            of, other, proposed = found.series[which[some]], found.other[which[some]], item[some]
            return [
                *(uuids(own[some]), moments(times[some]), *self.rows.owned(officer[some])),
                *(self.rows.shown(country[some] + 1), words(("accepted", "rejected"), rejected[some])),
                *(words(REASONS, found.reason[which[some]]), words(_WHYS, why[some]), ""),
                *(uuids(series.keys[of]), self.rows.shown(series.audience[of])),
                *(keys_or_null(series.keys, other), self._shown_if_any(series.audience, other)),
                *(keys_or_null(items.keys, proposed), self._shown_if_any(items.audience, proposed)),
            ]

        head = ("id", "created_at", *_OWNED, "audience_id", "outcome", "reason", "why", "note")
        columns = (*head, *_PAIR, "item_id", "item_audience_id")
        return Table("series_proposaldecision", columns, len(which), piece)

    def links(self) -> Table:
        """Links between series for which something speaks; of each pair one."""
        found, series, people = self.found, self.plan.series, self.plan.people
        rng, end_ms = stream(self.rows.seed, "links"), self.plan.size.end_ms
        which = self._some_pairs(max(10, self.plan.size.series // _SERIES_A_LINK))
        one, other = found.series[which], found.other[which]
        state = rng.choice(len(_STATES), len(which), p=[0.1, 0.6, 0.15, 0.1, 0.05])
        state = np.where(series.country[one] == series.country[other], _ACCEPTED, state)
        times = later(rng, found.times[which], 30, end_ms)
        decided = np.where(state == _PROPOSED, 0, later(rng, times, 10, end_ms))
        undone = np.where(state == _UNDONE, later(rng, times, 100, end_ms), 0)
        officer, decider = (people.officer_of(rng, series.country[side]) for side in (one, other))
        decider = np.where(state == _WITHDRAWN, officer, decider)
        own, undoer = keys(rng, times), np.where(state == _UNDONE, officer, -1)

        def piece(begin: int, end: int) -> Sequence[Column]:
            some = slice(begin, end)
            decider_now = np.where(state[some] == _PROPOSED, -1, decider[some])
            left = np.where(undoer[some] < 0, -1, series.country[one[some]])
            return [
                *(uuids(own[some]), moments(times[some]), *self.rows.owned(officer[some])),
                *(words(self.rows.codes, series.country[other[some]]), words(_STATES, state[some])),
                *(words(REASONS, found.reason[which[some]]), "", keys_or_null(people.officer_keys, decider_now)),
                *(moments(decided[some]), keys_or_null(people.officer_keys, undoer[some])),
                *(words(self.rows.codes, left), moments(undone[some]), ""),
                *(uuids(series.keys[one[some]]), self.rows.shown(series.audience[one[some]])),
                *(uuids(series.keys[other[some]]), self.rows.shown(series.audience[other[some]])),
            ]

        decision = ("decided_by_id", "decided_at", "undone_by_id", "undone_country_id", "undone_at", "undone_reason")
        columns = ("id", "created_at", *_OWNED, "other_country_id", "state", "reason", "note", *decision, *_PAIR)
        return Table("series_serieslink", columns, len(which), piece)

    def _settled(self, of: Ints, other: Ints, other_item: Ints) -> list[Column]:
        """Return what the database writes of a reason: whose the sides are, and whether both are looked for."""
        series, active = self.plan.series, self.plan.settled_series.active
        countries = np.where(other < 0, self.plan.items.country[other_item], series.country[other])
        sides = np.sort(
            np.stack([words(self.rows.codes, series.country[of]), words(self.rows.codes, countries)]), axis=0
        )
        return [*sides.tolist(), flags(other < 0), flags(active[of] & ((other < 0) | active[other]))]

    def _some_pairs(self, number: int) -> Ints:
        """Return the places of so many reasons of two series each, of no two the same series."""
        between = np.flatnonzero(self.found.other >= 0)
        pairs = self.found.series[between] * self.plan.size.series + self.found.other[between]
        _, first = np.unique(pairs, return_index=True)
        some = stream(self.rows.seed, "linked").permutation(first)[:number]
        return between[np.sort(some)]

    def _shown_if_any(self, audiences: Ints, places: Ints) -> list[str]:
        shown = self.rows.shown(audiences[places])
        for place in np.flatnonzero(places < 0):
            shown[place] = NULL
        return shown
