"""Links and splits in a world: drawn, written, and what each officer may follow of them, told a second time."""

from collections.abc import Iterable
from itertools import combinations
from uuid import UUID

from icse.core.doors import acting_as
from series.models import Merge, Series, SeriesLink, SubjectLink
from series.queries.links import linked_series, same_people
from tests.partition.comparing import compare
from tests.partition.loading import Loader, set_times
from tests.partition.making import Maker
from tests.partition.oracle import Sight
from tests.partition.world import Link, Split

_STATES = ("accepted", "accepted", "accepted", "proposed", "declined", "undone")


def draw_links(maker: Maker) -> None:
    """Add links between any two series, and between any two subjects of one role; and splits within a country."""
    world = maker.world
    pairs = [("series", a.key, b.key) for a, b in combinations(world.series.values(), 2)]
    subjects = list(world.subjects.values())
    people = [("subject", a.key, b.key) for a, b in combinations(subjects, 2) if a.role == b.role]
    for kind, one, other in [*maker.some(pairs, maker.size), *maker.some(people, maker.size // 2)]:
        by, state = maker.someone().key, maker.random.choice(_STATES)
        link = Link(maker.key(), by, maker.minute(), kind, one, other, state, maker.words("link"))
        world.links[link.key] = link
    own = [(a.key, b.key) for a, b in combinations(world.series.values(), 2) if a.country == b.country]
    for one, other in maker.some(own, 2):
        split = Split(maker.key(), maker.someone().key, maker.minute(), one, other)
        world.splits[split.key] = split


def load_links(loader: Loader) -> None:
    """Write them, as the system; what people joined settles with it."""
    world = loader.world
    for link in world.links.values():
        series = [link.one, link.other]
        if link.kind == "subject":
            series = [world.subjects[key].series for key in series]
        audiences = [loader.series_audience(key) for key in series]
        said = {"state": link.state, "reason": "other", "note": link.note, **loader.made(link)}
        said |= {"other_country_id": world.series[series[1]].country, "other_audience_id": audiences[1]}
        if link.kind == "series":
            sides = {"series_id": link.one, "other_id": link.other, "series_audience_id": audiences[0]}
            SeriesLink.objects.bulk_create([SeriesLink(**sides, **said)])
        else:
            sides = {"subject_id": link.one, "other_id": link.other, "audience_id": audiences[0]}
            SubjectLink.objects.bulk_create([SubjectLink(**sides, **said)])
    for split in world.splits.values():
        one, other = loader.series_audience(split.one), loader.series_audience(split.other)
        sides = {"into_id": split.one, "audience_id": one, "other_id": split.other, "other_audience_id": other}
        Merge.objects.bulk_create([Merge(kind="split", **sides, **loader.made(split))])
    set_times(world)


def check_links(sight: Sight) -> None:
    """Compare, for every visible series and subject, what is followed from it."""
    with acting_as(sight.who.key):
        for key in sight.world.series:
            if sight.sees("series_series", key):
                found = set(linked_series(Series(pk=key)))
                compare(f"what {sight.who.key} follows from series {key}", found, _followed(sight, "series", key))
        subjects = [key for key in sight.world.subjects if sight.sees("series_subject", key)]
        found_people = same_people(subjects)
    for key in subjects:
        expected = _followed(sight, "subject", key)
        compare(f"who {sight.who.key} sees to be subject {key}", found_people.get(key, set()), expected)


def _followed(sight: Sight, kind: str, start: UUID) -> set[UUID]:
    table = "series_serieslink" if kind == "series" else "series_subjectlink"
    seen = [one for one in sight.world.links.values() if one.kind == kind and sight.sees(table, one.key)]
    return joined(((one.one, one.other) for one in seen if one.state == "accepted"), start) - {start}


def joined(pairs: Iterable[tuple[UUID, UUID]], start: UUID) -> set[UUID]:
    """Return all that these pairs join to one, itself included."""
    edges, reached = list(pairs), {start}
    while more := {key for pair in edges for key in pair if reached & set(pair)} - reached:
        reached |= more
    return reached
