"""The rows of items, series and all that hangs on them, out of the plan."""

from collections.abc import Sequence

import numpy as np

from icse.core.ids import ALPHABET
from icse.demo.scale.copying import (
    NULL,
    Column,
    Table,
    byteas,
    flags,
    hexes,
    keys_or_null,
    moments,
    numbers,
    uuids,
    words,
)
from icse.demo.scale.draws import Bytes, Ints, keys, stream
from icse.demo.scale.people_rows import Reference
from icse.demo.scale.plan import Plan
from icse.demo.scale.words import Pool
from series.matching.fingerprints import MIN_QUALITY

#: Shares of what is shared further, and how it may be used; for tlp and handling with its note.
_TLP = ("amber",) * 80 + ("amber+strict",) * 8 + ("green",) * 8 + ("clear",) * 4
_HANDLING = ("{H0}",) * 85 + ("{H1}",) * 6 + ("{H2}",) * 4 + ("{H1,H2}",) * 3 + ("{H3}",) * 2
_STATUSES = ("unidentified", "claimed", "identified")
_METHODS = ("clue", "device", "place", "person", "report", "other")
_OWNED = ("country_id", "unit_id", "officer_id")
_MARKED = ("tlp", "handling", "handling_note")
_CAMERAS = (("", "", ""), ("Exampla", "X100", ""), ("Exampla", "Mini 3", ""), ("Fictor", "Z5", "F{}"))
#: Items that say where they were made, and how many towns there are; most are of the first one.
_PLACED_SHARE, _TOWNS, TOWN = 0.05, 2000, (52.37, 4.89)
#: How the bytes of the eight orientations are made of the first one's, keeping every distance.
_TURNS = [(np.roll(np.arange(32), turn * 5), turn * 29) for turn in range(8)]


class Rows:
    """Makes tables of a plan; equal plans give equal rows."""

    def __init__(self, plan: Plan, reference: Reference) -> None:
        self.plan = plan
        self.seed = plan.size.seed
        self.codes = (*plan.people.codes, NULL)
        self.audiences = np.array([reference.audience(place) for place in range(plan.size.audiences)])
        self.pool = Pool.drawn(stream(self.seed, "words"))
        self.towns = stream(self.seed, "towns").uniform((-50, -120), (65, 140), (_TOWNS, 2))
        self.towns[0] = TOWN

    def owned(self, officers: Ints) -> list[Column]:
        """Return country, unit and officer."""
        people = self.plan.people
        units, who = people.unit_keys[people.officer_unit[officers]], people.officer_keys[officers]
        return [words(self.codes, people.officer_country[officers]), uuids(units), uuids(who)]

    def shown(self, audiences: Ints) -> list[str]:
        """Return the numbers of audiences."""
        return numbers(self.audiences[audiences])

    def marked(self, purpose: str, begin: int, end: int) -> list[Column]:
        """Return markings in their shares."""
        dice = stream(self.seed, f"{purpose} marks {begin}").integers(0, 100, (2, end - begin))
        handling = words(_HANDLING, dice[1])
        return [words(_TLP, dice[0]), handling, ["Ask first." if one == "{H3}" else "" for one in handling]]

    def references(self, prefix: str, times: Ints) -> list[str]:
        """Return references as ``icse.core.ids.new_reference`` makes them, of each row's year."""
        letters = stream(self.seed, prefix).integers(0, len(ALPHABET), (len(times), 8), dtype=np.uint8)
        alphabet = np.frombuffer(ALPHABET.encode(), dtype=np.uint8)
        text = alphabet[letters].tobytes().decode()
        years = times.astype("datetime64[ms]").astype("datetime64[Y]").astype(np.int64) + 1970
        return [f"{prefix}-{year}-{text[8 * n : 8 * n + 8]}" for n, year in enumerate(years.tolist())]

    def cases(self) -> Table:
        plan = self.plan.cases

        def piece(begin: int, end: int) -> Sequence[Column]:
            some = slice(begin, end)
            return [
                *(uuids(plan.keys[some]), moments(plan.times[some])),
                *([f"REF-{number:07}" for number in range(begin, end)], "", "Seizure"),
                *(self.shown(plan.country[some] + 1), *self.owned(plan.officer[some])),
            ]

        head = ("id", "created_at", "national_reference", "exhibit", "source", "audience_id")
        return Table("series_case", (*head, *_OWNED), len(plan.times), piece)

    def media(self) -> Table:
        plan, which = self.plan.contents, np.flatnonzero(self.plan.contents.readable)

        def piece(begin: int, end: int) -> Sequence[Column]:
            some = which[begin:end]
            sha256, sha1, md5 = _digests(plan.digests[some])
            return [
                *(uuids(plan.keys[some]), sha256, sha1, md5, _sizes(plan.digests[some]), "image/jpeg", "1600", "1200"),
                moments(plan.times[some]),
            ]

        columns = ("id", "sha256", "sha1", "md5", "size", "media_type", "width", "height", "created_at")
        return Table("series_media", columns, len(which), piece)

    def fingerprints(self) -> Table:
        plan, which = self.plan.contents, np.flatnonzero(self.plan.contents.readable)

        def piece(begin: int, end: int) -> Sequence[Column]:
            some = which[begin:end]
            rng = stream(self.seed, f"fingerprints {begin}")
            bits = rng.integers(0, 256, (len(some), 32), dtype=np.uint8)
            family = plan.family[some]
            alike = np.flatnonzero(family >= 0)
            turned = plan.orders[family[alike]] < plan.flips[some[alike]][:, None]
            bits[alike] = plan.ancestors[family[alike]] ^ np.packbits(turned, axis=1)
            quality = np.where(
                (family < 0) & (rng.random(len(some)) < 0.04), 20, rng.integers(MIN_QUALITY, 101, len(some))
            )
            orientations = np.concatenate([bits[:, order] ^ np.uint8(mask) for order, mask in _TURNS], axis=1)
            return [uuids(plan.keys[some]), byteas(bits), byteas(orientations), numbers(quality)]

        return Table("series_fingerprint", ("media_id", "bits", "orientations", "quality"), len(which), piece)

    def items(self) -> Table:
        plan, contents, cases = self.plan.items, self.plan.contents, self.plan.cases

        def piece(begin: int, end: int) -> Sequence[Column]:
            some = slice(begin, end)
            content, refused = plan.content[some], plan.refused[some]
            sha256, sha1, md5 = _digests(contents.digests[content])
            rng = stream(self.seed, f"items {begin}")
            titles = self.pool.titles[rng.integers(0, len(self.pool.titles), end - begin)].tolist()
            camera = rng.integers(0, len(_CAMERAS), end - begin)
            serial = [_CAMERAS[one][2].format(number % 9000) for number, one in enumerate(camera.tolist(), begin)]
            tlp, handling, note = self.marked("items", begin, end)
            tlp = ["red" if red else one for red, one in zip(plan.named[some].tolist(), tlp, strict=True)]
            side = np.where(refused, 1, 0)
            return [
                *(uuids(plan.keys[some]), moments(plan.times[some]), *self.owned(plan.officer[some])),
                *(self.shown(plan.audience[some]), uuids(cases.keys[plan.case[some]])),
                *(
                    [f"{title}.jpg" for title in titles],
                    "content",
                    sha256,
                    sha1,
                    md5,
                    _sizes(contents.digests[content]),
                ),
                *(words(("ready", "refused"), side), words(("announce", "recognise"), side)),
                *(words(("", "unreadable"), side), words(("", "This is no picture."), side), "1"),
                *(keys_or_null(contents.keys, np.where(refused, -1, content)), words(("image/jpeg", ""), side)),
                *(words(("1600", NULL), side), words(("1200", NULL), side)),
                *(words([one[0] for one in _CAMERAS], camera), words([one[1] for one in _CAMERAS], camera), serial),
                *(*self._places(begin, end), "", "", "", "", "", "", "{}", tlp, handling, note),
            ]

        return Table("series_item", _ITEM, len(plan.times), piece)

    def hits(self) -> Table:
        plan, items = self.plan.hits, self.plan.items
        made = items.times[plan.item] + 60_000
        own = keys(stream(self.seed, "hits"), made)

        def piece(begin: int, end: int) -> Sequence[Column]:
            item, other, same = plan.item[begin:end], plan.other[begin:end], plan.same[begin:end].astype(np.int64)
            return [
                *(uuids(own[begin:end]), words(("near", "exact"), same), words(("original", ""), same)),
                *(uuids(items.keys[item]), self.shown(items.audience[item]), uuids(items.keys[other])),
                *(self.shown(items.audience[other]), numbers(plan.distance[begin:end]), moments(made[begin:end])),
            ]

        pair = ("item_id", "item_audience_id", "other_id", "other_audience_id")
        return Table("series_hit", ("id", "kind", "orientation", *pair, "distance", "created_at"), len(made), piece)

    def series(self) -> Table:
        plan, settled, number = self.plan.series, self.plan.settled_series, self.plan.size.series
        rng = stream(self.seed, "series words")
        titles = self.pool.titles[rng.integers(0, len(self.pool.titles), number)].tolist()
        summaries, references = self.pool.summaries(rng, number), self.references("SE", plan.times)

        def piece(begin: int, end: int) -> Sequence[Column]:
            some = slice(begin, end)
            counts = (settled.victims, settled.victims_identified, settled.offenders, settled.offenders_identified)
            return [
                *(uuids(plan.keys[some]), moments(plan.times[some]), *self.owned(plan.officer[some])),
                *(self.shown(plan.audience[some]), references[some], titles[some], summaries[some], "1"),
                *(flags(settled.active_for_victims[some]), flags(settled.active_for_offenders[some])),
                flags(settled.being_verified[some]),
                *(*(numbers(one[some]) for one in counts), moments(settled.last_activity[some])),
                *self.marked("series", begin, end),
            ]

        return Table("series_series", _SERIES, number, piece)

    def placements(self) -> Table:
        items, series = self.plan.items, self.plan.series
        which = np.flatnonzero(items.series >= 0)
        which = which[np.argsort(self.plan.placed_at[which], kind="stable")]
        own = keys(stream(self.seed, "placements"), self.plan.placed_at[which])

        def piece(begin: int, end: int) -> Sequence[Column]:
            some = which[begin:end]
            where = items.series[some]
            return [
                *(uuids(own[begin:end]), moments(self.plan.placed_at[some]), *self.owned(items.officer[some])),
                *(uuids(series.keys[where]), self.shown(series.audience[where])),
                *(uuids(items.keys[some]), self.shown(items.audience[some])),
            ]

        both = ("series_id", "series_audience_id", "item_id", "item_audience_id")
        return Table("series_placement", ("id", "created_at", *_OWNED, *both), len(which), piece)

    def subjects(self) -> Table:
        plan, settled, series = self.plan.subjects, self.plan.settled_subjects, self.plan.series
        labels = [f"{'Offender' if one else 'Victim'} {place + 1}" for place, one in enumerate(plan.offender.tolist())]

        def piece(begin: int, end: int) -> Sequence[Column]:
            some = slice(begin, end)
            where = plan.series[some]
            return [
                *(uuids(plan.keys[some]), moments(plan.times[some]), *self.owned(plan.officer[some])),
                *(uuids(series.keys[where]), self.shown(series.audience[where])),
                *(words(("victim", "offender"), plan.offender[some].astype(np.int64)), labels[some], ""),
                *(words(_STATUSES, plan.status[some]), words(self.codes, settled.country[some])),
                moments(settled.identified[some]),
            ]

        tail = ("role", "label", "known", "status", "status_country_id", "identified_at")
        columns = ("id", "created_at", *_OWNED, "series_id", "audience_id", *tail)
        return Table("series_subject", columns, len(plan.series), piece)

    def claims(self) -> Table:
        plan = self.plan.claims

        def piece(begin: int, end: int) -> Sequence[Column]:
            some = slice(begin, end)
            return [
                *(uuids(plan.keys[some]), moments(plan.times[some]), *self.owned(plan.officer[some])),
                *(*self._subject(plan.subject[some]), moments(plan.ended[some])),
            ]

        columns = ("id", "created_at", *_OWNED, "subject_id", "audience_id", "withdrawn_at")
        return Table("series_claim", columns, len(plan.subject), piece)

    def identifications(self) -> Table:
        plan, cases, people = self.plan.identifications, self.plan.cases, self.plan.people

        def piece(begin: int, end: int) -> Sequence[Column]:
            some = slice(begin, end)
            confirmer = np.where(plan.confirmed[some] > 0, plan.confirmer[some], -1)
            method = stream(self.seed, f"methods {begin}").integers(0, len(_METHODS), end - begin)
            return [
                *(uuids(plan.keys[some]), moments(plan.times[some]), *self.owned(plan.officer[some])),
                *(*self._subject(plan.subject[some]), uuids(cases.keys[plan.country[some]]), words(_METHODS, method)),
                *([one[:10] for one in moments(plan.times[some])], "A", "1"),
                *(keys_or_null(people.officer_keys, confirmer), moments(plan.confirmed[some])),
            ]

        return Table("series_identification", _IDENTIFICATION, len(plan.subject), piece)

    def _places(self, begin: int, end: int) -> list[Column]:
        """Return where items say that they were made: one of twenty does, most of them in a few towns."""
        rng, number = stream(self.seed, f"places {begin}"), end - begin
        town = (len(self.towns) * rng.random(number) ** 2).astype(np.int64)
        around = self.towns[town] + rng.normal(0, 0.03, (number, 2))
        told = rng.random(number) < _PLACED_SHARE
        return [
            [f"{one:.5f}" if is_told else NULL for one, is_told in zip(side, told.tolist(), strict=True)]
            for side in around.T.tolist()
        ]

    def _subject(self, places: Ints) -> list[Column]:
        subjects, series = self.plan.subjects, self.plan.series
        return [uuids(subjects.keys[places]), self.shown(series.audience[subjects.series[places]])]


def _digests(digests: Bytes) -> tuple[list[str], list[str], list[str]]:
    """Return invented digests of each kind, out of 16 random bytes."""
    sha256 = hexes(np.concatenate([digests, digests ^ np.uint8(0x5A)], axis=1))
    return sha256, [one[:40] for one in sha256], [one[:32] for one in sha256]


def _sizes(digests: Bytes) -> list[str]:
    return numbers(50_000 + digests[:, 0].astype(np.int64) * 9000 + digests[:, 1])


_ITEM = (
    *("id", "created_at", *_OWNED, "audience_id", "case_id", "name", "nature", "sha256", "sha1", "md5", "size"),
    *("state", "stage", "reason_code", "reason", "attempt", "media_id", "media_type", "width", "height"),
    *(
        "maker",
        "model",
        "serial",
        "latitude",
        "longitude",
        "taken_at",
        "modified_at",
        "gps_at",
        "lens",
        "software",
        "path",
        "metadata",
        *_MARKED,
    ),
)
_SERIES = (
    *("id", "created_at", *_OWNED, "audience_id", "reference", "title", "summary", "version"),
    *("active_for_victims", "active_for_offenders", "being_verified", "victims", "victims_identified"),
    *("offenders", "offenders_identified", "last_activity_at", *_MARKED),
)
_IDENTIFICATION = (
    *("id", "created_at", *_OWNED, "subject_id", "audience_id", "case_id", "method", "identified_on"),
    *("source_evaluation", "information_evaluation", "confirmed_by_id", "confirmed_at"),
)
