"""The series of the world and their subjects: who is to be found, who verifies, who is identified."""

from dataclasses import dataclass

import numpy as np

from icse.demo.scale.draws import Bytes, Flags, Ints, Rng, heavy_tail, keys, later, rising, spread, stream
from icse.demo.scale.people import MEMBERS, People
from icse.demo.scale.size import MOST, Size

UNSOLVED_SHARE = 0.4
#: To all members, national; the rest goes to groups.
KINDS = (0.60, 0.85)
#: Of the items, so many are in a series.
PLACED_SHARE = 0.8
UNIDENTIFIED, CLAIMED, IDENTIFIED = range(3)


@dataclass(frozen=True)
class SeriesPlan:
    """Series by place; ``sizes`` says how many items each has."""

    sizes: Ints
    times: Ints
    keys: Bytes
    country: Ints
    officer: Ints
    audience: Ints
    unsolved: Flags


@dataclass(frozen=True)
class SubjectPlan:
    """Victims, then offenders. ``status`` is what the claims and identifications come to."""

    series: Ints
    offender: Flags
    status: Ints
    times: Ints
    keys: Bytes
    country: Ints
    officer: Ints


@dataclass(frozen=True)
class ClaimPlan:
    """Claims of subjects; ``ended`` is 0 while the country still verifies."""

    subject: Ints
    country: Ints
    officer: Ints
    times: Ints
    ended: Ints
    keys: Bytes


@dataclass(frozen=True)
class IdentificationPlan:
    """Identifications; ``confirmed`` is 0 where nobody confirmed yet."""

    subject: Ints
    country: Ints
    officer: Ints
    confirmer: Ints
    times: Ints
    confirmed: Ints
    keys: Bytes


def audiences_by_kind(
    rng: Rng, people: People, country: Ints, dice: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]"
) -> Ints:
    """Return an audience that each country may contribute to: 60 % all members, a quarter national, the rest groups."""
    found = np.where(dice < KINDS[0], MEMBERS, people.national(country))
    grouped = np.flatnonzero(dice >= KINDS[1])
    found[grouped] = people.group_of(rng, country[grouped])
    return found


def plan_series(size: Size, people: People) -> SeriesPlan:
    """Return the series. The largest is shown to all members and unsolved."""
    rng = stream(size.seed, "series")
    most = min(MOST, size.items // 10)
    sizes = heavy_tail(rng, size.series, int(size.items * PLACED_SHARE), most)
    by_size = np.empty(size.series, dtype=np.int64)
    by_size[np.argsort(-sizes, kind="stable")] = np.arange(size.series)
    country = people.country(rng, size.series)
    audience = audiences_by_kind(rng, people, country, spread(size.series, 0.5)[by_size])
    unsolved = spread(size.series, 0.31)[rng.permutation(size.series)] < UNSOLVED_SHARE
    largest = int(np.argmax(sizes))
    audience[largest], unsolved[largest] = MEMBERS, True
    times = rising(
        size.begin_ms + ((size.end_ms - size.begin_ms - 3_600_000) * rng.random(size.series) ** 0.6).astype(np.int64)
    )
    return SeriesPlan(sizes, times, keys(rng, times), country, people.officer_of(rng, country), audience, unsolved)


def plan_subjects(size: Size, people: People, series: SeriesPlan) -> SubjectPlan:
    """Return the subjects. In a solved series all victims are identified; in an unsolved one not, or there are none."""
    rng = stream(size.seed, "subjects")
    number = len(series.sizes)
    victims = np.where(series.unsolved & (rng.random(number) < 0.15), 0, rng.geometric(0.6, number))
    offenders = np.where(rng.random(number) < 0.3, rng.geometric(0.8, number), 0)
    where = np.concatenate([np.repeat(np.arange(number), victims), np.repeat(np.arange(number), offenders)])
    offender = np.arange(len(where)) >= victims.sum()
    first = np.concatenate([[True], where[1:] != where[:-1]]) & ~offender
    dice = rng.random(len(where))
    free = np.where(dice < 0.15, IDENTIFIED, np.where(dice < 0.28, CLAIMED, UNIDENTIFIED))
    still = np.where(dice < 0.13, CLAIMED, UNIDENTIFIED)
    open_series = series.unsolved[where] | (offender & (dice > 0.9))
    status = np.where(open_series, np.where(first | offender, still, free), IDENTIFIED)
    times = later(rng, series.times[where], 3, size.end_ms)
    country = series.country[where]
    return SubjectPlan(where, offender, status, times, keys(rng, times), country, people.officer_of(rng, country))


def plan_claims(size: Size, people: People, series: SeriesPlan, subjects: SubjectPlan) -> ClaimPlan:
    """Return an open claim of each claimed subject, of half the identified ones, and some that were withdrawn."""
    rng = stream(size.seed, "claims")
    dice = rng.random(len(subjects.status))
    is_open = (subjects.status == CLAIMED) | ((subjects.status == IDENTIFIED) & (dice < 0.5))
    withdrawn = (subjects.status == UNIDENTIFIED) & (dice < 0.05)
    subject = np.flatnonzero(is_open | withdrawn)
    country = people.contributor(rng, series.audience[subjects.series[subject]], subjects.country[subject])
    times = later(rng, subjects.times[subject], 20, size.end_ms)
    ended = np.where(withdrawn[subject], later(rng, times, 15, size.end_ms), 0)
    return ClaimPlan(subject, country, people.officer_of(rng, country), times, ended, keys(rng, times))


def plan_identifications(
    size: Size, people: People, series: SeriesPlan, subjects: SubjectPlan, claims: ClaimPlan
) -> IdentificationPlan:
    """Return a confirmed identification of each identified subject; and some that wait for a second officer."""
    rng = stream(size.seed, "identifications")
    waiting = (subjects.status != IDENTIFIED) & (rng.random(len(subjects.status)) < 0.01)
    subject = np.flatnonzero((subjects.status == IDENTIFIED) | waiting)
    country = people.contributor(rng, series.audience[subjects.series[subject]], subjects.country[subject])
    claimed = np.full(len(subjects.status), -1)
    claimed[claims.subject] = claims.country
    country = np.where(claimed[subject] >= 0, claimed[subject], country)
    begun = subjects.times.copy()
    np.maximum.at(begun, claims.subject, claims.times)
    times = later(rng, begun[subject], 60, size.end_ms)
    confirmed = np.where(waiting[subject], 0, later(rng, times, 2, size.end_ms))
    officer = people.officer_of(rng, country)
    return IdentificationPlan(subject, country, officer, people.another(officer), times, confirmed, keys(rng, times))
