"""What officers do in a world, through the actions of the pages; and whether its events say it to too many."""

from random import Random
from uuid import UUID

from accounts.models import Audience, Officer
from accounts.visibility import contributable_audiences
from forum.actions import add_post, open_thread
from forum.models import ClueKind
from forum.models import Thread as ThreadRow
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import IcseError
from icse.core.models import AuditEntry
from icse.core.models import Event as EventRow
from series.actions import create_series, place_items
from series.models import Item as ItemRow
from series.models import Placement as PlacementRow
from series.models import Series as SeriesRow
from tests.partition.acts_of_sharing import check_places, share_a_series, share_a_thread, share_an_item
from tests.partition.comparing import require
from tests.partition.loading import Loader, set_times
from tests.partition.making import KINDS
from tests.partition.oracle import holds_content, needed
from tests.partition.world import Audit, Event, Person, Placement, Post, Series, Thread, World


def act(loader: Loader, random: Random, number: int) -> None:
    """Let officers act so many times; then see what it moved, and what was announced."""
    with acting_as_system("tests"):
        set_times(loader.world)  # a change of audience may have moved a series; that is no secret's doing
    for _ in range(number):
        workers = [who for who in loader.world.people.values() if holds_content(loader.world, who)]
        if workers:
            who = random.choice(workers)
            one = random.choice(ACTS)
            try:
                with acting_as(who.key):
                    one(loader, random, who, Officer.objects.get(pk=who.key))
            except IcseError:
                continue  # the officer may not, and is told so
            _look_after(loader)
    _look_after(loader)


def _look_after(loader: Loader) -> None:
    """At once, since what was told must fit where things were then."""
    with acting_as_system("tests"):
        check_places(loader)
        _read_times(loader.world)
        _read_record(loader)


def _place(loader: Loader, random: Random, who: Person, by: Officer) -> None:
    items = list(ItemRow.objects.filter(state="ready").order_by("pk"))
    series = list(SeriesRow.objects.filter(audience__in=contributable_audiences()).order_by("pk"))
    if not (items and series):
        return
    chosen, item = random.choice(series), random.choice(items)
    for placed in place_items(series=chosen, items=[item], by=by):
        _placed(loader.world, placed)


def _placed(world: World, row: PlacementRow) -> None:
    for key, one in list(world.placements.items()):  # what an owner places, it takes over from who placed it before
        if key != row.pk and (one.series, one.item) == (row.series_id, row.item_id):
            require("placements", world.items[one.item].country == row.country_id, f"{key} went to another")
            world.drop_placement(key)
    if row.pk not in world.placements:
        world.placements[row.pk] = Placement(row.pk, row.officer_id, 0, row.series_id, row.item_id)


def _ask(loader: Loader, random: Random, who: Person, by: Officer) -> None:
    audiences = list(Audience.objects.filter(pk__in=contributable_audiences()).order_by("pk"))
    series = list(SeriesRow.objects.select_related("audience").order_by("pk"))
    if not audiences:
        return
    about = random.choice(series) if series else None
    kind = ClueKind.objects.get(pk=random.choice(KINDS))
    question = f"question zq{''.join(random.choices('abcdefgh', k=8))}"
    row = open_thread(kind=kind, question=question, audience=random.choice(audiences), series=about, by=by)
    audience, key = loader.names[row.audience_id], about.pk if about else None
    loader.world.threads[row.pk] = Thread(
        row.pk, who.key, 0, who.country, audience, row.reference, kind.pk, question, "open", key, row.last_activity_at
    )


def _answer(loader: Loader, random: Random, who: Person, by: Officer) -> None:
    threads = list(ThreadRow.objects.order_by("pk"))
    if threads:
        body = f"answer zq{''.join(random.choices('ijklmnop', k=8))}"
        row = add_post(thread=random.choice(threads), body=body, by=by)
        loader.world.posts[row.pk] = Post(row.pk, who.key, 0, row.thread_id, body)


def _make(loader: Loader, random: Random, who: Person, by: Officer) -> None:
    audiences = list(Audience.objects.filter(pk__in=contributable_audiences()).order_by("pk"))
    items = list(ItemRow.objects.filter(state="ready").order_by("pk"))
    if not audiences:
        return
    title = f"room zq{''.join(random.choices('qrstuvwx', k=8))}"
    chosen = random.sample(items, min(2, len(items)))
    row = create_series(title=title, audience=random.choice(audiences), items=chosen, by=by)
    loader.world.series[row.pk] = Series(
        row.pk, who.key, 0, who.country, loader.names[row.audience_id], row.reference, title, "", row.last_activity_at
    )
    for placed in PlacementRow.objects.filter(series=row):
        _placed(loader.world, placed)


ACTS = (
    *(_place, _place, _ask, _ask, _answer, _answer, _make),
    *(share_a_series, share_a_series, share_an_item, share_an_item, share_a_thread),
)


def _read_times(world: World) -> None:
    """Take over when series and requests last moved; what moves a series must be shown to all who see it.

    Otherwise the order of the board would tell of a hidden item, request or answer.
    """
    needs = needed(world)
    for key, at in SeriesRow.objects.filter(pk__in=world.series).values_list("pk", "last_activity_at"):
        if world.series[key].active_at != at:
            mine, causes = needs["series_series"][key], _causes(world, key)
            shown = any(needs[table][cause] <= mine for table, cause in causes)
            require("order of the board", shown, f"series {key} moved by something that not all may see")
        world.series[key].active_at = at
    for key, at in ThreadRow.objects.filter(pk__in=world.threads).values_list("pk", "last_activity_at"):
        world.threads[key].active_at = at


def _causes(world: World, series: UUID) -> list[tuple[str, UUID]]:
    """What officers did to this series: minute 0 marks what they made."""
    threads = [one.key for one in world.threads.values() if one.series == series]
    placed = [("series_placement", p.key) for p in world.placements.values() if p.series == series and not p.minute]
    asked = [("forum_threadseries", key) for key in threads if not world.threads[key].minute]
    posts = [("forum_threadseries", p.thread) for p in world.posts.values() if p.thread in threads and not p.minute]
    made = [("series_series", series)] if not world.series[series].minute else []
    return [*placed, *asked, *posts, *made]


def _read_record(loader: Loader) -> None:
    """Take over the new audit entries and events; each event must need every audience of what it names."""
    world, tables = loader.world, needed(loader.world)
    needs = {key: audiences for rows in tables.values() for key, audiences in rows.items()}
    needs |= tables["forum_thread"]  # a link to a series has its thread's key
    for audit in AuditEntry.objects.exclude(pk__in=world.audits):
        world.audits[audit.pk] = Audit(audit.pk, audit.officer_id)
    for key, number in EventRow.objects.filter(key__in=world.events).values_list("key", "id"):
        world.events[key].number = number  # whoever numbers them: the order is the database's
    for row in EventRow.objects.exclude(key__in=world.events).order_by("id"):
        audiences = [loader.names[number] for number in row.audiences]
        for key in () if row.type.endswith(".gone") else row.about:  # told without a name where it is hidden
            missing = needs[key] - set(audiences)
            require("events", not missing, f"{row.type} names {key} without {sorted(missing)}")
        if row.type in ("series.changed", "series.created"):
            told = (row.about[0], frozenset(audiences)) in world.told_of_moves
            told |= any(tables[table][cause] <= set(audiences) for table, cause in _causes(world, row.about[0]))
            require("events", told, f"{row.type} for {audiences} tells of something that not all of them may see")
        world.events[row.key] = Event(row.key, row.id, row.type, list(row.about), audiences)
