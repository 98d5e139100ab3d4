"""Nobody gains sight by linking, merging, splitting or undoing: every officer reads the same rows before and after.

Rows that say what was done are read by who saw both sides, and by nobody else.
"""

from collections.abc import Callable
from random import Random
from uuid import UUID

import pytest
from django.db import transaction
from django.db.models import Model

from accounts.models import Officer
from forum.models import Outcome
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import IcseError
from series import actions
from series.models import Item, Merge, Moved, Placement, Series, SeriesLink, Subject, SubjectLink
from tests.partition.dealings import deal
from tests.partition.linking import draw_links, load_links
from tests.partition.loading import Loader, load
from tests.partition.loading_dealings import load_dealings
from tests.partition.making import Maker
from tests.partition.oracle import holds_content
from tests.partition.tables import read_all
from tests.partition.world import Person

#: What says that something was done, comes back or is told: read by who saw all that these columns name.
TOLD: dict[str, tuple[type[Model], dict[str, str]]] = {
    "series_serieslink": (SeriesLink, {"series_id": "series_series", "other_id": "series_series"}),
    "series_subjectlink": (SubjectLink, {"subject_id": "series_subject", "other_id": "series_subject"}),
    "series_merge": (Merge, {"into_id": "series_series", "other_id": "series_series"}),
    "series_placement": (Placement, {"series_id": "series_series", "item_id": "series_item"}),
    "forum_outcome": (Outcome, {"subject_id": "series_subject", "item_id": "series_item", "thread_id": "forum_thread"}),
}
#: One's own record of one's own acts, and news, whose readers are compared elsewhere.
LEFT_OUT = ("core_auditentry", "core_event")
WORLDS = 25

Rows = dict[str, set[str]]


@pytest.mark.django_db
def test_nobody_gains_or_loses_sight() -> None:
    random = Random("joining")
    did: dict[str, int] = dict.fromkeys((act.__name__ for act in ACTS), 0)
    for seed in range(WORLDS):
        with transaction.atomic():
            _try(seed, random, did)
            transaction.set_rollback(True)
    assert min(did.values()) >= 3, f"hardly tried: {did}"


def _try(seed: int, random: Random, did: dict[str, int]) -> None:
    maker = Maker(seed, 6)
    world = maker.make()
    deal(maker)
    draw_links(maker)
    _join_audiences(maker)
    with acting_as_system("tests"):
        loader = load(world)
        load_dealings(loader)
        load_links(loader)
    workers = [who for who in world.people.values() if holds_content(world, who)]
    before = _seen_by_all(loader)
    for _ in range(8):
        if not workers:
            return
        who, act = random.choice(workers), random.choice(ACTS)
        try:
            with acting_as(who.key):
                act(random, Officer.objects.select_related("country").get(pk=who.key))
        except (IcseError, IndexError):
            continue  # the officer may not, or there is nothing to do it to
        did[act.__name__] += 1
        after = _seen_by_all(loader)
        for key in world.people:
            _compare(before[key], after[key], f"{act.__name__} in world {seed}")
        before = after


def _join_audiences(maker: Maker) -> None:
    """Show half of each country's series to whom its first is shown: only such are merged."""
    first: dict[str, str] = {}
    for one in maker.world.series.values():
        audience = first.setdefault(one.country, one.audience)
        one.audience = audience if maker.random.random() < 0.7 else one.audience


def _seen_by_all(loader: Loader) -> dict[UUID, Rows]:
    return {key: _seen_by(who) for key, who in loader.world.people.items()}


def _seen_by(who: Person) -> Rows:
    found: Rows = {}
    with acting_as(who.key):
        for table, key in read_all():
            found.setdefault(table, set()).add(key)
    return found


def _compare(before: Rows, after: Rows, where: str) -> None:
    with acting_as_system("tests"):
        folded = {str(key) for key in Moved.objects.exclude(was=None).values_list("key", flat=True)}
        made = _made_by_splits()
    for table in {*before, *after} - {*LEFT_OUT}:
        gained = after.get(table, set()) - before.get(table, set())
        lost = before.get(table, set()) - after.get(table, set())
        if table == "series_placement":
            lost -= folded
        if table == "series_series":
            gained = {key for key in gained if made.get(key) not in before[table]}
        if table in TOLD:
            gained = {key for key in gained if not _all_seen(table, key, before)}
        assert (gained, lost) == (set(), set()), f"{where}: {table}"


def _made_by_splits() -> dict[str, str]:
    """Return what each series that a split made was split from: it is shown to the same audience."""
    rows = Merge.objects.filter(kind="split").values_list("other_id", "into_id")
    return {str(new): str(old) for new, old in rows}


def _all_seen(table: str, key: str, before: Rows) -> bool:
    model, columns = TOLD[table]
    with acting_as_system("tests"):
        named = model._default_manager.values(*columns).get(pk=key)
        made = _made_by_splits()
    wanted = [(of, str(named[column])) for column, of in columns.items() if named[column]]
    return all({one, made.get(one)} & before.get(of, set()) for of, one in wanted)


def _some_series(random: Random) -> Series:
    rows = Series.objects.select_related("merged_into", "audience", "country").order_by("pk")
    return random.choice(list(rows))


def link(random: Random, by: Officer) -> None:
    own = list(Series.objects.select_related("audience").filter(country=by.country_id).order_by("pk"))
    actions.propose_link(series=random.choice(own), other=_some_series(random), reason="place", by=by)


def accept(random: Random, by: Officer) -> None:
    waiting = SeriesLink.objects.filter(state="proposed").order_by("pk")
    actions.accept_link(link=random.choice(list(waiting)), by=by)


def merge(random: Random, by: Officer) -> None:
    rows = Series.objects.select_related("audience", "merged_into")
    own = list(rows.filter(country=by.country_id, merged_into=None).order_by("pk"))
    into = random.choice(own)
    actions.merge_series(into=into, other=random.choice([one for one in own if one != into]), by=by)


def split(random: Random, by: Officer) -> None:
    rows = Series.objects.select_related("audience").filter(country=by.country_id, merged_into=None)
    series = random.choice(list(rows.order_by("pk")))
    items = Item.objects.filter(placements__series=series).order_by("pk")[:2]
    subjects = Subject.objects.filter(series=series).order_by("pk")[:1]
    actions.split_series(series=series, items=list(items), subjects=list(subjects), title="Half", by=by)


def part(random: Random, by: Officer) -> None:
    # A world's splits are drawn in anybody's name; what pages offer is the owner's.
    standing = Merge.objects.filter(undone_at=None, into__country=by.country_id)
    standing = standing.select_related("into__merged_into", "other__merged_into")
    actions.undo_merge(merge=random.choice(list(standing.order_by("pk"))), by=by)


ACTS: list[Callable[[Random, Officer], None]] = [link, accept, accept, accept, merge, split, part]
