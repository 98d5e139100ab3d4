"""What the database's triggers settle while people work, computed for a whole world at once.

Each act counts at its own time, as if every row had been written when it says it was.
"""

from dataclasses import dataclass

import numpy as np

from icse.demo.scale.draws import Flags, Ints
from icse.demo.scale.files import ItemPlan
from icse.demo.scale.series import CLAIMED, IDENTIFIED, ClaimPlan, IdentificationPlan, SeriesPlan, SubjectPlan
from icse.demo.scale.talk import PostPlan, ThreadPlan


@dataclass(frozen=True)
class SettledSeries:
    """The settled columns of series."""

    victims: Ints
    victims_identified: Ints
    offenders: Ints
    offenders_identified: Ints
    active_for_victims: Flags
    active_for_offenders: Flags
    being_verified: Flags
    last_activity: Ints

    @property
    def active(self) -> Flags:
        """Whether somebody is still to be found."""
        return self.active_for_victims | self.active_for_offenders


@dataclass(frozen=True)
class SettledSubjects:
    """Whose claim or identification the status comes from (-1: nobody's), and when it was confirmed (0: not)."""

    country: Ints
    identified: Ints


def settle_subjects(subjects: SubjectPlan, claims: ClaimPlan, identifications: IdentificationPlan) -> SettledSubjects:
    """Identified beats claimed beats unidentified."""
    country, identified = np.full(len(subjects.status), -1), np.zeros(len(subjects.status), dtype=np.int64)
    still = claims.ended == 0
    country[claims.subject[still]] = claims.country[still]
    done = identifications.confirmed > 0
    country[identifications.subject[done]] = identifications.country[done]
    identified[identifications.subject[done]] = identifications.confirmed[done]
    assert bool(np.all((country >= 0) == np.isin(subjects.status, (CLAIMED, IDENTIFIED))))  # noqa: S101
    return SettledSubjects(country, identified)


def settle_series(
    series: SeriesPlan,
    subjects: SubjectPlan,
    claims: ClaimPlan,
    identifications: IdentificationPlan,
    items: ItemPlan,
    placed_at: Ints,
    threads: ThreadPlan,
    posts: PostPlan,
) -> SettledSeries:
    """Count the subjects, and find each series' last activity that everyone who sees it can see."""
    number = len(series.sizes)
    found = subjects.status == IDENTIFIED
    counts = [
        np.bincount(subjects.series[which], minlength=number)
        for which in (~subjects.offender, ~subjects.offender & found, subjects.offender, subjects.offender & found)
    ]
    last = series.times.copy()
    np.maximum.at(last, subjects.series, subjects.times)
    for plan, times in (
        (claims, np.maximum(claims.times, claims.ended)),
        (identifications, _settled_at(identifications)),
    ):
        np.maximum.at(last, subjects.series[plan.subject], times)
    alike = np.flatnonzero(items.series >= 0)
    alike = alike[items.audience[alike] == series.audience[items.series[alike]]]
    np.maximum.at(last, items.series[alike], placed_at[alike])
    tied = (threads.series >= 0) & (threads.audience == series.audience[threads.series])
    np.maximum.at(last, threads.series[tied], threads.times[tied])
    told = tied[posts.thread]
    np.maximum.at(last, threads.series[posts.thread[told]], posts.times[told])
    victims, victims_identified, offenders, offenders_identified = counts
    return SettledSeries(
        *(victims, victims_identified, offenders, offenders_identified),
        active_for_victims=(victims == 0) | (victims_identified < victims),
        active_for_offenders=offenders_identified < offenders,
        being_verified=np.bincount(subjects.series[subjects.status == CLAIMED], minlength=number) > 0,
        last_activity=last,
    )


def settle_threads(threads: ThreadPlan, posts: PostPlan) -> Ints:
    """Return the last activity of each thread."""
    last = threads.times.copy()
    np.maximum.at(last, posts.thread, posts.times)
    return last


def _settled_at(plan: IdentificationPlan) -> Ints:
    return np.maximum(plan.times, plan.confirmed)
