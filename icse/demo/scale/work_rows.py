"""The rows of work on series: leads, notes, tasks, where they were made, and referrals to these countries."""

import json
from collections.abc import Sequence

import numpy as np

from icse.demo.scale.copying import NULL, Column, Table, flags, keys_or_null, moments, uuids, words
from icse.demo.scale.draws import Bytes, Ints, Rng, keys, later, stream
from icse.demo.scale.rows import Rows

_OWNED = ("country_id", "unit_id", "officer_id")
_DAY_MS = 86_400_000
#: Of so many series one has each of these.
_LEADS, _NOTES, _TASKS, _INDICATIONS, _REFERRALS = 10, 5, 8, 4, 20
_LEAD_KINDS, _INDICATION_KINDS = (
    ("place", "product", "person", "technical"),
    ("language", "product", "socket", "device"),
)
_STATES = ("received", "accepted", "reported", "declined", "withdrawn", "sent")
_SENT = len(_STATES) - 1
_STEP_KINDS = ("sent", "acknowledged", "accepted", "reported", "declined", "withdrawn")
#: The steps, by their places in ``_STEP_KINDS``, that led to each state.
_STEPS = ((0, 1), (0, 1, 2), (0, 1, 2, 3), (0, 1, 4), (0, 5), (0,))


class WorkRows:
    """Makes the tables of what units do about series."""

    def __init__(self, rows: Rows) -> None:
        self.rows, self.plan = rows, rows.plan
        self.end_ms = self.plan.size.end_ms

    def leads(self) -> Table:
        rng, series = stream(self.rows.seed, "leads"), self.plan.series
        of, country, times = self._some(rng, _LEADS)
        last = times + rng.integers(5, 60, len(of)) * _DAY_MS
        ended = np.where(last < self.end_ms, last, 0)
        done = np.where(ended > 0, (rng.random(len(of)) < 0.5).astype(np.int64), 2)
        own, officer = keys(rng, times), self.plan.people.officer_of(rng, country)
        keeper, plans = np.where(rng.random(len(of)) < 0.8, officer, -1), self.rows.pool.questions(rng, len(of))

        def piece(begin: int, end: int) -> Sequence[Column]:
            some = slice(begin, end)
            return [
                *(uuids(own[some]), moments(times[some]), *self.rows.owned(officer[some])),
                *(uuids(series.keys[of[some]]), self.rows.shown(series.audience[of[some]])),
                *(words(_LEAD_KINDS, of[some] % len(_LEAD_KINDS)), plans[begin:end], _days(last[some])),
                *(keys_or_null(self.plan.people.officer_keys, keeper[some]), moments(ended[some])),
                words(("expired", "done", ""), done[some]),
            ]

        tail = ("kind", "plan", "ends_on", "keeper_id", "ended_at", "end_code")
        return Table("series_lead", ("id", "created_at", *_OWNED, "series_id", "audience_id", *tail), len(of), piece)

    def notes(self) -> tuple[Table, Table]:
        """Notes, and the one text that each has had."""
        rng, series = stream(self.rows.seed, "notes"), self.plan.series
        of, country, times = self._some(rng, _NOTES)
        own, officer = keys(rng, times), self.plan.people.officer_of(rng, country)
        texts, alone = self.rows.pool.questions(rng, len(of)), rng.random(len(of)) < 0.3
        text_keys = keys(rng, times)

        def piece(begin: int, end: int, *, of_text: bool) -> Sequence[Column]:
            some = slice(begin, end)
            own_audience = self.rows.shown(country[some] + 1)
            only = [one if is_own else NULL for one, is_own in zip(own_audience, alone[some].tolist(), strict=True)]
            about = [uuids(own[some])] if of_text else [uuids(series.keys[of[some]])]
            return [
                *(uuids((text_keys if of_text else own)[some]), moments(times[some]), *self.rows.owned(officer[some])),
                *(*about, self.rows.shown(series.audience[of[some]]), only, texts[begin:end], "1"),
            ]

        head, tail = ("id", "created_at", *_OWNED), ("audience_id", "country_audience_id", "text", "version")
        return (
            Table("series_note", (*head, "series_id", *tail), len(of), lambda a, b: piece(a, b, of_text=False)),
            Table("series_notetext", (*head, "note_id", *tail), len(of), lambda a, b: piece(a, b, of_text=True)),
        )

    def tasks(self) -> Table:
        rng, series, people = stream(self.rows.seed, "tasks"), self.plan.series, self.plan.people
        of, country, times = self._some(rng, _TASKS)
        due = times + rng.integers(3, 90, len(of)) * _DAY_MS
        own, officer = keys(rng, times), people.officer_of(rng, country)
        is_done = (rng.random(len(of)) < 0.9) | (due < self.end_ms - 30 * _DAY_MS)
        done = np.where(is_done, later(rng, times, 20, self.end_ms), 0)

        def piece(begin: int, end: int) -> Sequence[Column]:
            some = slice(begin, end)
            unit = uuids(people.unit_keys[people.officer_unit[officer[some]]])
            return [
                *(uuids(own[some]), moments(times[some]), *self.rows.owned(officer[some])),
                *(uuids(series.keys[of[some]]), self.rows.shown(series.audience[of[some]])),
                *(self.rows.shown(country[some] + 1), "Look at the wallpaper again", _days(due[some]), unit),
                *(moments(done[some]), keys_or_null(people.officer_keys, np.where(done[some] > 0, officer[some], -1))),
                "1",
            ]

        tail = ("country_audience_id", "title", "due_on", "for_unit_id", "done_at", "done_by_id", "version")
        return Table("series_task", ("id", "created_at", *_OWNED, "series_id", "audience_id", *tail), len(of), piece)

    def indications(self) -> Table:
        rng, series = stream(self.rows.seed, "indications"), self.plan.series
        of, country, times = self._some(rng, _INDICATIONS)
        own, officer = keys(rng, times), self.plan.people.officer_of(rng, country)
        made_in, reasons = self.plan.people.country(rng, len(of)), self.rows.pool.questions(rng, len(of))
        withdrawn = np.where(rng.random(len(of)) < 0.05, later(rng, times, 30, self.end_ms), 0)

        def piece(begin: int, end: int) -> Sequence[Column]:
            some = slice(begin, end)
            kinds = [f"{{{one}}}" for one in words(_INDICATION_KINDS, of[some] % len(_INDICATION_KINDS))]
            return [
                *(uuids(own[some]), moments(times[some]), *self.rows.owned(officer[some])),
                *(uuids(series.keys[of[some]]), self.rows.shown(series.audience[of[some]])),
                *(words(self.rows.codes, made_in[some]), kinds, reasons[begin:end], "B", "2", moments(withdrawn[some])),
            ]

        tail = ("made_in_id", "kinds", "reason", "source_evaluation", "information_evaluation", "withdrawn_at")
        columns = ("id", "created_at", *_OWNED, "series_id", "audience_id", *tail)
        return Table("series_indication", columns, len(of), piece)

    def referrals(self) -> tuple[Table, Table]:
        """Both sides' copies of referrals by owners, and the steps of each copy."""
        rng, series, people = stream(self.rows.seed, "referrals"), self.plan.series, self.plan.people
        of, _, times = self._some(rng, _REFERRALS)
        country = series.country[of]
        to = (country + rng.integers(1, people.newcomer, len(of))) % people.newcomer
        state = np.where(self._is_active(of), rng.choice(5, len(of), p=[0.2, 0.5, 0.2, 0.05, 0.05]), 2)
        state = np.where((times > self.end_ms - 20 * _DAY_MS) & self._is_active(of), _SENT, state)
        made = _Referrals(of, country, to, state, times, later(rng, times, 10, self.end_ms), rng)
        return self._copies(made), self._steps(made)

    def _copies(self, made: "_Referrals") -> Table:
        series, people = self.plan.series, self.plan.people
        officer = people.officer_of(made.rng, made.country)
        references = self.rows.references("RF", made.times)
        active, titles = self._is_active(made.of), self.rows.pool.titles
        packages = made.rng.integers(0, 256, (len(made.of), 16), dtype=np.uint8)

        def piece(begin: int, end: int) -> Sequence[Column]:
            some = np.arange(begin, end) // 2
            sent = np.arange(begin, end) % 2 == 0
            of = np.where(sent, made.of[some], -1)
            documents = [
                json.dumps({"format": "icse-referral", "version": 1, "series": {"title": title, "summary": ""}})
                for title in titles[some % len(titles)].tolist()
            ]
            shown = [
                one if is_sent else NULL
                for one, is_sent in zip(self.rows.shown(series.audience[of]), sent, strict=True)
            ]
            due = np.where(made.state[some] == _SENT, made.times[some] + 2 * _DAY_MS, 0)
            return [
                *(uuids(made.keys[begin:end]), words(("received", "sent"), sent.astype(np.int64))),
                *(uuids(made.keys[np.arange(begin, end) ^ 1]), [references[place] for place in some.tolist()]),
                *(
                    self.rows.shown(np.where(sent, made.country[some], made.to[some]) + 1),
                    keys_or_null(series.keys, of),
                ),
                *(shown, words(_STATES, made.state[some]), words(self.rows.codes, made.country[some])),
                uuids(people.unit_keys[people.officer_unit[officer[some]]]),
                keys_or_null(people.officer_keys, np.where(sent, officer[some], -1)),
                *(words(self.rows.codes, made.to[some]), "f", "", documents, uuids(packages[some]), "ready", "1000"),
                *(words(("", "not_found"), (made.state[some] == 2).astype(np.int64)), moments(due), "0"),
                *(flags(active[some]), moments(made.times[some]), moments(made.last[some])),
            ]

        return Table("series_referral", _REFERRAL, 2 * len(made.of), piece)

    def _steps(self, made: "_Referrals") -> Table:
        place, kind = made.steps()
        people = self.plan.people
        times = np.where(kind == 0, made.times[place // 2], made.last[place // 2])
        own = keys(made.rng, times)
        by = np.where(np.isin(kind, (0, 5)), made.country[place // 2], made.to[place // 2])
        unit = people.officer_unit[people.first_officer[by]]

        def piece(begin: int, end: int) -> Sequence[Column]:
            some = slice(begin, end)
            copy, about = place[some], place[some] // 2
            sent = copy % 2 == 0
            audience = self.rows.shown(np.where(sent, made.country[about], made.to[about]) + 1)
            shown = self.rows.shown(self.plan.series.audience[made.of[about]])
            return [
                *(uuids(own[some]), moments(times[some]), uuids(made.keys[copy]), audience),
                *([one if is_sent else NULL for one, is_sent in zip(shown, sent, strict=True)],),
                *(words(_STEP_KINDS, kind[some]), words(("", "not_found"), (kind[some] == 3).astype(np.int64)), ""),
                *(words(self.rows.codes, by[some]), uuids(people.unit_keys[unit[some]])),
            ]

        columns = ("id", "created_at", "referral_id", "audience_id", "series_audience_id", "kind", "code", "body")
        return Table("series_referralstep", (*columns, "country_id", "unit_id"), len(place), piece)

    def _some(self, rng: Rng, every: int) -> tuple[Ints, Ints, Ints]:
        """Return series, mostly those that are worked on, by which country and when."""
        series = self.plan.series
        of = rng.integers(0, len(series.sizes), max(10, len(series.sizes) // every))
        unsolved = np.flatnonzero(series.unsolved)
        of = np.where(rng.random(len(of)) < 0.6, unsolved[rng.integers(0, len(unsolved), len(of))], of)
        country = self.plan.people.contributor(rng, series.audience[of], series.country[of])
        return of, country, later(rng, series.times[of], 300, self.end_ms)

    def _is_active(self, of: Ints) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
        return self.plan.settled_series.active[of]


class _Referrals:
    """Referrals: the sent copy of each stands before the received one."""

    def __init__(self, of: Ints, country: Ints, to: Ints, state: Ints, times: Ints, last: Ints, rng: Rng) -> None:
        self.of, self.country, self.to, self.state, self.times, self.last, self.rng = (
            of,
            country,
            to,
            state,
            times,
            last,
            rng,
        )
        self.keys: Bytes = keys(rng, np.repeat(times, 2))

    def steps(self) -> tuple[Ints, Ints]:
        """Return the place of a copy and the kind of each step."""
        found = [
            (copy, kind)
            for one, state in enumerate(self.state.tolist())
            for copy in (2 * one, 2 * one + 1)
            for kind in _STEPS[state]
        ]
        place, kind = np.array(found, dtype=np.int64).T
        return place, kind


def _days(times: Ints) -> list[str]:
    return [one[:10] for one in moments(times)]


_REFERRAL = (
    *("id", "side", "twin", "reference", "audience_id", "series_id", "series_audience_id", "state", "country_id"),
    *("unit_id", "officer_id", "to_country_id", "by_hand", "note", "document", "package", "package_state"),
    *("package_size", "outcome", "due_at", "escalations", "is_active", "created_at", "last_activity_at"),
)
