"""Merging and splitting within one owner: what moves, what is one afterwards, and what undoing brings back."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection

from accounts.markings import Marking
from accounts.models import Audience, Officer
from accounts.models.owned import owner_fields
from forum import actions as forum_actions
from forum.models import Thread, ThreadSeries
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, IcseError, NotAllowed
from series import actions
from series.models import Identification, Item, Merge, Moved, Placement, Series, Subject
from series.queries.links import linked_series
from tests.series.grouping import add, confirm, make_items, make_series, record

#: Tables that refer to a series and do not move when it is merged, each with its reason.
STAYS = {
    "series_serieslink": "followed through what was merged (series.queries.links)",
    "series_merge": "what was merged and split stays told as it was",
    "series_series": "what was merged into the merged one leads on through it",
    "series_linkreason": "follows the placements that it is tied to; of texts it is written anew",
    "series_proposaldecision": "said of these two series; what they became is proposed once more",
    "series_seriesname": "what stands in its text",
    "series_change": "what was done to that series; of leads, tasks and people it is found by these",
    "series_permission": "given for what the series held; it comes back when the merge is undone",
    "series_seriesinterest": "an officer's interest in the page of that series",
    "forum_subscription": "an officer follows that series, and hears of the one that it went into",
    "forum_request": "was made about that series, and is answered for it",
}


@dataclass
class State:
    """What is where: the items and subjects and requests of each live series, and of what was merged."""

    items: dict[UUID, set[UUID]]
    subjects: dict[UUID, set[UUID]]
    threads: dict[UUID, set[UUID]]
    merged: dict[UUID, UUID | None]


def state() -> State:
    with acting_as_system("tests"):
        found = State({}, {}, {}, dict(Series.objects.values_list("pk", "merged_into")))
        for series, item in Placement.objects.values_list("series_id", "item_id"):
            found.items.setdefault(series, set()).add(item)
        for series, subject in Subject.objects.values_list("series_id", "pk"):
            found.subjects.setdefault(series, set()).add(subject)
        for series, thread in ThreadSeries.objects.values_list("series_id", "thread_id"):
            found.threads.setdefault(series, set()).add(thread)
        return found


def merge(into: Series, other: Series, *, by: Officer) -> Merge:
    with acting_as(by.pk):
        return actions.merge_series(into=reread(into), other=reread(other), by=by)


def undo(merge: Merge, *, by: Officer) -> None:
    with acting_as(by.pk):
        again = Merge.objects.select_related("into__merged_into", "other__merged_into").get(pk=merge.pk)
        actions.undo_merge(merge=again, by=by)


def split(series: Series, items: list[Item], subjects: list[Subject], *, by: Officer) -> Series:
    with acting_as(by.pk):
        chosen = actions.split_series(series=reread(series), items=items, subjects=subjects, title="Half", by=by)
        return reread(chosen)


def split_of(made: Series) -> Merge:
    with acting_as_system("tests"):
        return Merge.objects.get(other=made, kind="split")


def reread(series: Series) -> Series:
    return Series.objects.select_related("audience", "merged_into").get(pk=series.pk)


def settled(series: Series) -> tuple[bool, int, int]:
    with acting_as_system("tests"):
        one = Series.objects.get(pk=series.pk)
        return one.active_for_victims, one.victims, one.victims_identified


def place(series: Series, items: list[Item], *, by: Officer) -> None:
    with acting_as(by.pk):
        actions.place_items(series=series, items=items, by=by)


def ask(series: Series, *, by: Officer) -> Thread:
    with acting_as(by.pk):
        kind = apps.get_model("forum", "ClueKind").objects.order_by("pk")[0]
        return forum_actions.open_thread(
            audience=series.audience, kind=kind, question="Whose wall is this?", series=series, by=by
        )


@pytest.fixture
def group(audiences: dict[str, Audience]) -> Audience:
    return audiences["group"]


@pytest.fixture
def items(nora: Officer, group: Audience) -> list[Item]:
    return make_items(4, by=nora, audience=group)


@pytest.fixture
def into(nora: Officer, group: Audience, items: list[Item]) -> Series:
    return make_series(by=nora, audience=group, title="Stays", items=items[:2])


@pytest.fixture
def other(nora: Officer, group: Audience, items: list[Item]) -> Series:
    return make_series(by=nora, audience=group, title="Goes", items=items[1:])


def test_everything_moves_and_comes_back(
    into: Series, other: Series, items: list[Item], nora: Officer, niels: Officer, fleur: Officer, felix: Officer
) -> None:
    victim = add(other, "victim", by=fleur)
    claimed = add(other, "offender", by=nora)
    confirm(record(victim, by=fleur), by=felix)
    thread = ask(other, by=fleur)
    before = state()
    one = merge(into, other, by=niels)
    assert state() == State(
        items={into.pk: {item.pk for item in items}},
        subjects={into.pk: {victim.pk, claimed.pk}},
        threads={into.pk: {thread.pk}},
        merged={into.pk: None, other.pk: into.pk},
    )
    assert (settled(into), settled(other)) == ((False, 1, 1), (False, 0, 0))
    undo(one, by=nora)
    assert state() == before
    assert (settled(into), settled(other)) == ((True, 0, 0), (False, 1, 1))
    with acting_as_system("tests"):
        assert Identification.objects.get().subject_id == victim.pk
        assert not Moved.objects.exists()


def test_placements_of_one_item_become_one_and_come_back_as_they_were(
    into: Series, other: Series, items: list[Item], nora: Officer, fleur: Officer, group: Audience
) -> None:
    (french,) = make_items(1, by=fleur, audience=group, name="french")
    for series in (into, other):
        place(series, [french], by=fleur)
    with acting_as_system("tests"):
        before = {one.pk: (one.series_id, one.item_id, one.officer_id) for one in Placement.objects.all()}
    one = merge(into, other, by=nora)
    with acting_as_system("tests"):
        assert Placement.objects.filter(item=french).count() == 1
    undo(one, by=nora)
    with acting_as_system("tests"):
        after = {one.pk: (one.series_id, one.item_id, one.officer_id) for one in Placement.objects.all()}
    assert after == before


def test_what_was_taken_out_meanwhile_does_not_come_back(
    into: Series, other: Series, items: list[Item], nora: Officer
) -> None:
    one = merge(into, other, by=nora)
    with acting_as(nora.pk):
        for item in (items[1], items[3]):
            placed = Placement.objects.select_related("series", "item").get(item=item)
            actions.remove_placement(placement=placed, by=nora)
    undo(one, by=nora)
    assert state().items == {into.pk: {items[0].pk}, other.pk: {items[2].pk}}


def test_what_was_added_since_stays_where_it_was_added(
    into: Series, other: Series, nora: Officer, fleur: Officer, group: Audience
) -> None:
    before = state()
    one = merge(into, other, by=nora)
    (new,) = make_items(1, by=fleur, audience=group, name="new")
    place(into, [new], by=fleur)
    victim = add(into, "victim", by=fleur)
    undo(one, by=nora)
    assert state().items == before.items | {into.pk: before.items[into.pk] | {new.pk}}
    assert state().subjects == {into.pk: {victim.pk}}


def test_hidden_items_move_with_their_series(
    into: Series, other: Series, nora: Officer, fleur: Officer, gregor: Officer, audiences: dict[str, Audience]
) -> None:
    """What another country placed there, and shows to itself alone, is not left behind."""
    (secret,) = make_items(1, by=fleur, audience=audiences["FR"], name="secret")
    place(other, [secret], by=fleur)
    with acting_as(nora.pk):
        assert not Placement.objects.filter(item=secret).exists()
    one = merge(into, other, by=nora)
    assert secret.pk in state().items[into.pk]
    with acting_as(nora.pk):
        assert not Placement.objects.filter(item=secret).exists()
    undo(one, by=nora)
    assert secret.pk in state().items[other.pk]


def test_only_the_owner_of_both_merges(
    into: Series, nora: Officer, fleur: Officer, group: Audience, audiences: dict[str, Audience]
) -> None:
    french = make_series(by=fleur, audience=group)
    for by in (nora, fleur):
        with pytest.raises(NotAllowed, match="Propose a link instead"):
            merge(into, french, by=by)
        # Nor with the database's own function, as somebody would who can run SQL.
        with pytest.raises(DatabaseError, match=r"There is no such series\."), acting_as(by.pk):
            call("SELECT icse_merge_series(%s, %s, NULL)", into.pk, french.pk)
        with pytest.raises(DatabaseError, match=r"There is no such series\."), acting_as(by.pk):
            call("SELECT icse_split_series(%s, %s, '{}', '{}')", into.pk, french.pk)
    assert state().merged == {into.pk: None, french.pk: None}


def test_who_does_not_own_a_series_does_not_lock_it(nora: Officer, fleur: Officer, group: Audience) -> None:
    french, other = (make_series(by=fleur, audience=group) for _ in range(2))
    before = last_locks(french, other)
    with pytest.raises(DatabaseError, match=r"There is no such series\."), acting_as(nora.pk):
        call("SELECT icse_merge_series(%s, %s, NULL)", french.pk, other.pk)
    assert last_locks(french, other) == before
    with acting_as(fleur.pk):
        call("SELECT icse_merge_series(%s, %s, NULL)", french.pk, other.pk)
    assert last_locks(french, other) != before


def last_locks(*series: Series) -> list[str]:
    """Which transaction has locked or changed each of these last; it stays written when that was rolled back."""
    with acting_as_system("tests"), connection.cursor() as cursor:
        found = []
        for one in series:
            cursor.execute("SELECT xmax::text FROM series_series WHERE id = %s", [one.pk])
            found.append(cursor.fetchone()[0])
        return found


def call(statement: str, *values: UUID) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_other_audiences_are_linked_or_shared_first(
    into: Series, nora: Officer, audiences: dict[str, Audience]
) -> None:
    national = make_series(by=nora, audience=audiences["NL"])
    with pytest.raises(IcseError, match="different audiences"):
        merge(into, national, by=nora)
    with acting_as(nora.pk):
        actions.share_series(series=national, audience=into.audience, marking=Marking.of(national), by=nora)
    merge(into, national, by=nora)
    assert state().merged[national.pk] == into.pk


def test_a_marking_is_not_lost(into: Series, nora: Officer, group: Audience) -> None:
    strict = make_series(by=nora, audience=group, marking=Marking("amber+strict", ("H2",)))
    with pytest.raises(IcseError, match="marked more strictly"):
        merge(into, strict, by=nora)
    merge(strict, into, by=nora)
    assert state().merged[into.pk] == strict.pk


def test_what_was_merged_is_not_merged_again(into: Series, other: Series, nora: Officer, group: Audience) -> None:
    third = make_series(by=nora, audience=group)
    one = merge(into, other, by=nora)
    with pytest.raises(Conflict, match="has been merged into"):
        merge(third, other, by=nora)
    second = merge(third, into, by=nora)
    with pytest.raises(Conflict, match="Undo that merge first"):
        undo(one, by=nora)
    undo(second, by=nora)
    undo(one, by=nora)
    with pytest.raises(Conflict, match="just undone"):
        undo(one, by=nora)
    assert set(state().merged.values()) == {None}


def test_nothing_is_added_to_what_was_merged(into: Series, other: Series, items: list[Item], nora: Officer) -> None:
    merge(into, other, by=nora)
    with pytest.raises(Conflict, match="has just been merged into another one"):
        place(other, items, by=nora)
    with pytest.raises(IntegrityError, match="has been merged"), acting_as(nora.pk):
        Subject(series=other, audience_id=other.audience_id, role="victim", label="V", **owner_fields(nora)).save(
            force_insert=True
        )
    with pytest.raises(Conflict, match="has just been merged into another one"):
        ask(other, by=nora)


@pytest.mark.django_db(transaction=True)
def test_what_was_merged_goes_where_the_series_goes(
    into: Series, other: Series, nora: Officer, fleur: Officer, audiences: dict[str, Audience]
) -> None:
    one = merge(into, other, by=nora)
    with acting_as(nora.pk):
        actions.share_series(series=reread(into), audience=audiences["NL"], marking=Marking.of(into), by=nora)
    with acting_as(fleur.pk):
        assert not Series.objects.filter(pk__in=[into.pk, other.pk]).exists()
        assert not Merge.objects.exists()
    undo(one, by=nora)
    with acting_as_system("tests"):
        assert set(Series.objects.values_list("audience", flat=True)) == {audiences["NL"].pk}


def test_undoing_in_another_order_loses_no_item(
    into: Series, other: Series, items: list[Item], nora: Officer, group: Audience
) -> None:
    """The item stood in the middle one for that of a third series; it stays with that one."""
    third = make_series(by=nora, audience=group, items=[items[3]])
    before = state()
    first, second = merge(into, other, by=nora), merge(into, third, by=nora)
    undo(first, by=nora)
    assert state().items == {into.pk: {items[0].pk, items[1].pk, items[3].pk}, other.pk: before.items[other.pk]}
    undo(second, by=nora)
    assert state() == before


def test_a_split_moves_what_was_chosen_and_is_undone_by_a_merge(
    into: Series, items: list[Item], nora: Officer, niels: Officer, fleur: Officer
) -> None:
    victim, offender = add(into, "victim", by=nora), add(into, "offender", by=fleur)
    before = state()
    made = split(into, [items[0]], [victim], by=niels)
    assert (made.audience_id, made.country_id, made.title, Marking.of(made)) == (
        into.audience_id,
        "NL",
        "Half",
        Marking.of(into),
    )
    assert state().items == {into.pk: {items[1].pk}, made.pk: {items[0].pk}}
    assert state().subjects == {into.pk: {offender.pk}, made.pk: {victim.pk}}
    undo(split_of(made), by=nora)
    after = state()
    assert (after.items, after.subjects) == (before.items, before.subjects)
    assert after.merged == {into.pk: None, made.pk: into.pk}
    with pytest.raises(Conflict):
        undo(split_of(made), by=nora)


def test_a_split_needs_something_of_the_series(
    into: Series, other: Series, items: list[Item], nora: Officer, fleur: Officer
) -> None:
    with pytest.raises(IcseError, match="Choose the pictures"):
        split(into, [], [], by=nora)
    with pytest.raises(IcseError, match="only what is in this series"):
        split(into, [items[3]], [], by=nora)
    with pytest.raises(NotAllowed, match="owns the series"):
        split(into, [items[0]], [], by=fleur)
    assert set(state().merged) == {into.pk, other.pk}


def test_links_of_what_was_merged_are_followed(
    into: Series, other: Series, nora: Officer, fleur: Officer, audiences: dict[str, Audience]
) -> None:
    french = make_series(by=fleur, audience=audiences["members"])
    with acting_as(nora.pk):
        link = actions.propose_link(series=other, other=french, reason="place", by=nora)
    with acting_as(fleur.pk):
        actions.accept_link(link=link, by=fleur)
    one = merge(into, other, by=nora)
    with acting_as(nora.pk):
        assert linked_series(into) == [french.pk]
        assert linked_series(french) == [into.pk]
    undo(one, by=nora)
    with acting_as(nora.pk):
        assert linked_series(into) == []
        assert linked_series(french) == [other.pk]


def test_every_table_of_a_series_moves_or_says_why_not(db: None) -> None:
    refer = {
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if getattr(field, "concrete", False) and field.related_model is Series
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'icse_moved_with_series'")
        source = cursor.fetchone()[0]
    moves = {table for table in refer if f"'{table}'" in source}
    assert moves | set(STAYS) == refer
    assert not moves & set(STAYS)
