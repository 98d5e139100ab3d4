"""Whatever is linked, merged, split and undone: items, subjects, references and the record are conserved."""

from collections import Counter
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import IcseError
from icse.core.models import AuditEntry
from series import actions
from series.models import Item, Merge, Moved, Placement, Series, SeriesLink, Subject, SubjectLink
from series.models.link import Link
from series.queries.series import live_key
from tests.series.grouping import add, confirm, make_items, make_series, record

NUMBER = st.integers(min_value=0, max_value=30)
STEPS = st.lists(
    st.tuples(st.sampled_from(["merge", "split", "undo", "link", "part", "same"]), NUMBER, NUMBER), max_size=12
)


class World:
    """What there is, and how to do one drawn step; a step that is refused changes nothing."""

    def __init__(self, nora: Officer, niels: Officer, audience: Audience) -> None:
        self.by = nora
        items = make_items(6, by=nora, audience=audience)
        self.series = [
            make_series(by=nora, audience=audience, title=f"Room {n}", items=items[n : n + 3]) for n in range(4)
        ]
        self.subjects = [add(one, "victim", by=nora) for one in self.series]
        confirm(record(self.subjects[0], by=nora), by=niels)
        self.did = 0
        self.in_order = True

    def step(self, what: str, one: int, other: int) -> None:
        with acting_as(self.by.pk):
            try:
                getattr(self, what)(one, other)
            except IcseError:
                return
        self.did += 1

    def pick(self, number: int) -> Series:
        keys = list(Series.objects.order_by("pk").values_list("pk", flat=True))
        return Series.objects.select_related("merged_into", "audience").get(pk=keys[number % len(keys)])

    def merge(self, one: int, other: int) -> None:
        actions.merge_series(into=self.pick(one), other=self.pick(other), by=self.by)

    def split(self, one: int, other: int) -> None:
        series = self.pick(one)
        items = list(Item.objects.filter(placements__series=series).order_by("pk")[: other % 3])
        subjects = list(Subject.objects.filter(series=series).order_by("pk")[: other % 2])
        actions.split_series(series=series, items=items, subjects=subjects, title="Half", by=self.by)

    def undo(self, one: int, other: int) -> None:
        """The last that stands; now and then any, and then nobody says that all comes back where it was."""
        rows = Merge.objects.select_related("into__merged_into", "other__merged_into")
        if other % 3:
            found = self.standing()[:1]
        else:
            found, self.in_order = list(rows.order_by("pk")), False
        actions.undo_merge(merge=found[one % self.some(found)], by=self.by)

    def link(self, one: int, other: int) -> None:
        actions.propose_link(series=self.pick(one), other=self.pick(other), reason="place", by=self.by)

    def same(self, one: int, other: int) -> None:
        people = list(Subject.objects.select_related("series").order_by("pk"))
        first, second = people[one % len(people)], people[other % len(people)]
        actions.propose_same_person(subject=first, other=second, reason="looks", by=self.by)

    def part(self, one: int, other: int) -> None:
        links: list[Link] = [*SeriesLink.objects.order_by("pk"), *SubjectLink.objects.order_by("pk")]
        actions.undo_link(link=links[one % self.some(links)], reason="Not so, after all.", by=self.by)

    def some(self, rows: list[Any]) -> int:
        if not rows:
            raise IcseError("There is nothing to undo.")
        return len(rows)

    def undo_everything(self) -> None:
        """The last first, merges and splits alike."""
        with acting_as(self.by.pk):
            for link in [*SeriesLink.objects.filter(state="accepted"), *SubjectLink.objects.filter(state="accepted")]:
                actions.undo_link(link=link, reason="Not so, after all.", by=self.by)
            while left := self.standing():
                actions.undo_merge(merge=left[0], by=self.by)

    def standing(self) -> list[Merge]:
        """What can be undone, the last first; not the merges by which splits were undone: they stay."""
        rows = Merge.objects.filter(undone_at=None).select_related("into__merged_into", "other__merged_into")
        return [one for one in rows.order_by("-pk") if one.pk not in self.splits_undone()]

    def splits_undone(self) -> set[UUID]:
        """Merges by which splits were undone: they stay."""
        undone = Merge.objects.filter(kind="split").exclude(undone_at=None).values_list("into_id", "other_id")
        pairs = set(undone)
        return {one.pk for one in Merge.objects.filter(kind="merge") if (one.into_id, one.other_id) in pairs}


def placed() -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = {}
    for series, item in Placement.objects.values_list("series_id", "item_id"):
        found.setdefault(series, set()).add(item)
    return found


def check_conserved(world: World, items: set[UUID], entries: int) -> None:
    with acting_as_system("tests"):
        folded = Moved.objects.exclude(kept=None).count()
        rows = list(Placement.objects.values_list("series_id", "item_id"))
        assert len(rows) + folded == 12, "a placement was lost or invented"
        assert max(Counter(rows).values()) == 1
        assert {item for _, item in rows} == items
        assert not Placement.objects.exclude(series__merged_into=None).exists()
        assert not Subject.objects.exclude(series__merged_into=None).exists()
        assert set(Subject.objects.values_list("pk", flat=True)) == {one.pk for one in world.subjects}
        assert AuditEntry.objects.count() >= entries + world.did
        for series in Series.objects.all():
            people = list(Subject.objects.filter(series=series))
            solved = bool(people) and all(one.status == "identified" for one in people)
            assert series.active_for_victims == (series.merged_into_id is None and not solved)
        check_people()
    with acting_as(world.by.pk):
        for series in Series.objects.exclude(merged_into=None):
            assert Series.objects.get(pk=live_key(series)).merged_into_id is None


def check_people() -> None:
    """Who is joined to somebody with a confirmed identification is identified, and nobody else: by hand."""
    joined = {key: {key} for key in Subject.objects.values_list("pk", flat=True)}
    for one, other in SubjectLink.objects.filter(state="accepted").values_list("subject_id", "other_id"):
        both = joined[one] | joined[other]
        joined |= dict.fromkeys(both, both)
    known = set(Subject.objects.exclude(identifications__confirmed_at=None).values_list("pk", flat=True))
    expected = {key for key, those in joined.items() if those & known}
    assert set(Subject.objects.filter(status="identified").values_list("pk", flat=True)) == expected


class _Undone(Exception):
    """The end of one example."""


@pytest.mark.django_db
@settings(
    max_examples=40,
    phases=[Phase.generate],  # an example takes half a second: shrinking would take minutes
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_any_sequence_conserves_and_undoing_everything_gives_the_first_state(
    nora: Officer, niels: Officer, audiences: dict[str, Audience], steps: list[tuple[str, int, int]]
) -> None:
    try:
        with transaction.atomic():
            run(World(nora, niels, audiences["group"]), steps)
            raise _Undone
    except _Undone:
        pass


def run(world: World, steps: list[tuple[str, int, int]]) -> None:
    with acting_as_system("tests"):
        before, entries = placed(), AuditEntry.objects.count()
        people = dict(Subject.objects.values_list("pk", "series_id"))
        settled = set(Subject.objects.values_list("pk", "status", "status_country_id"))
    items = set().union(*before.values())
    for step in steps:
        world.step(*step)
        check_conserved(world, items, entries)
    world.undo_everything()
    check_conserved(world, items, entries)
    with acting_as_system("tests"):
        assert set(Subject.objects.values_list("pk", "status", "status_country_id")) == settled
        made = {one.other_id for one in Merge.objects.filter(kind="split")}
        if not world.in_order:
            return
        assert set(Series.objects.filter(merged_into=None).values_list("pk", flat=True)) == set(before) - made
        assert dict(Subject.objects.values_list("pk", "series_id")) == people
        assert placed() == before
