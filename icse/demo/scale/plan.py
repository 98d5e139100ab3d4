"""The whole plan: what there is, who sees it, and what is settled. About 1 GB for 6 million items."""

from dataclasses import dataclass

import numpy as np

from icse.demo.scale.draws import Ints, stream
from icse.demo.scale.files import CasePlan, ContentPlan, HitPlan, ItemPlan, plan_hits, plan_items
from icse.demo.scale.people import People, plan_people
from icse.demo.scale.series import (
    ClaimPlan,
    IdentificationPlan,
    SeriesPlan,
    SubjectPlan,
    plan_claims,
    plan_identifications,
    plan_series,
    plan_subjects,
)
from icse.demo.scale.settled import SettledSeries, SettledSubjects, settle_series, settle_subjects, settle_threads
from icse.demo.scale.size import Size
from icse.demo.scale.talk import PostPlan, ThreadPlan, plan_talk


@dataclass(frozen=True)
class Plan:
    """A world, before a row of it is written."""

    size: Size
    people: People
    series: SeriesPlan
    items: ItemPlan
    placed_at: Ints
    cases: CasePlan
    contents: ContentPlan
    hits: HitPlan
    subjects: SubjectPlan
    claims: ClaimPlan
    identifications: IdentificationPlan
    threads: ThreadPlan
    posts: PostPlan
    settled_series: SettledSeries
    settled_subjects: SettledSubjects
    last_posted: Ints


def plan_world(size: Size) -> Plan:
    """Draw a world of this size."""
    people = plan_people(size)
    series = plan_series(size, people)
    items, cases, contents = plan_items(size, people, series)
    subjects = plan_subjects(size, people, series)
    claims = plan_claims(size, people, series, subjects)
    identifications = plan_identifications(size, people, series, subjects, claims)
    threads, posts = plan_talk(size, people, series)
    placed_at = _placing(size, series, items)
    return Plan(
        *(size, people, series, items, placed_at, cases, contents, plan_hits(items, contents)),
        *(subjects, claims, identifications, threads, posts),
        settled_series=settle_series(series, subjects, claims, identifications, items, placed_at, threads, posts),
        settled_subjects=settle_subjects(subjects, claims, identifications),
        last_posted=settle_threads(threads, posts),
    )


def _placing(size: Size, series: SeriesPlan, items: ItemPlan) -> Ints:
    """Return when each item was placed: minutes after it was there, and after the series was made."""
    waited = stream(size.seed, "placing").integers(1000, 600_000, size.items)
    made = np.where(items.series >= 0, series.times[items.series], 0)
    placed: Ints = np.maximum(items.times, made) + waited
    return placed
