"""Which files show whom: said by who may add to the series, shown to who sees both."""

import pytest

from accounts.markings import Marking
from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import IcseError, NotAllowed
from icse.core.models import AuditEntry, Event
from series import actions
from series.models import Depiction, ItemStatement, Merge, Placement
from series.queries.depictions import Narrowing, shown_in
from series.queries.places import Place, stacked_pictures
from tests.series.describing import depict, depictions, described, say_of_item, undepict
from tests.series.grouping import add, make_items, make_series

Audiences = dict[str, Audience]


def narrowed(series: object, only: Narrowing, by: Officer) -> tuple[set[object], int]:
    with acting_as(by.pk):
        page = stacked_pictures(Place(by, series=series, only=only))  # type: ignore[arg-type]
        return {one.item_id for one in page.placements}, page.total


def test_who_sees_both_sees_it(nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences) -> None:
    _, victim, [item] = described(nora, audiences["members"], items=1, files=audiences["group"])
    assert depict(victim, item, by=fleur) == 1
    assert depict(victim, item, by=nora) == 0
    for who, number in ((nora, 1), (fleur, 1), (gregor, 0)):
        with acting_as(who.pk):
            assert Depiction.objects.count() == number


def test_it_is_told_to_who_sees_the_file(nora: Officer, audiences: Audiences) -> None:
    group, own = (make_items(1, by=nora, audience=audiences[name])[0] for name in ("group", "NL"))
    series = make_series(by=nora, audience=audiences["group"], items=[group, own])
    victim = add(series, "victim", by=nora)
    assert depict(victim, group, own, by=nora) == 2
    with acting_as_system("tests"):
        last = Event.objects.order_by("-id")[:2]
        told = {(tuple(one.about), tuple(one.audiences)) for one in last}
        entry = AuditEntry.objects.get(action="depiction.added")
    both = tuple(sorted([audiences["group"].pk, audiences["NL"].pk]))
    assert told == {
        ((series.pk, victim.pk, group.pk), (audiences["group"].pk,)),
        ((series.pk, victim.pk, own.pk), both),
    }
    assert set(entry.facts["items"].split()) == {str(group.pk), str(own.pk)}


def test_only_files_of_the_series_show_its_people(nora: Officer, audiences: Audiences) -> None:
    _, victim, _ = described(nora, audiences["group"])
    [elsewhere] = make_items(1, by=nora, audience=audiences["group"])
    with pytest.raises(IcseError) as refused:
        depict(victim, elsewhere, by=nora)
    assert refused.value.field == "items"


def test_a_file_in_two_series_shows_people_of_each(nora: Officer, audiences: Audiences) -> None:
    first, one, [item] = described(nora, audiences["group"], items=1)
    second = make_series(by=nora, audience=audiences["group"], items=[item])
    other = add(second, "offender", by=nora)
    depict(one, item, by=nora)
    depict(other, item, by=nora)
    with acting_as(nora.pk):
        assert {(row.subject_id, row.subject.series_id) for row in shown_in(item)} == {
            (one.pk, first.pk),
            (other.pk, second.pk),
        }


def test_who_takes_it_back(nora: Officer, fleur: Officer, bea: Officer, audiences: Audiences) -> None:
    series, victim, [dutch] = described(nora, audiences["members"], items=1)
    [french] = make_items(1, by=fleur, audience=audiences["members"])
    with acting_as(fleur.pk):
        actions.place_items(series=series, items=[french], by=fleur)
    depict(victim, dutch, french, by=fleur)
    with pytest.raises(NotAllowed):
        undepict(victim, french, by=bea)
    assert undepict(victim, french, by=nora) == 1  # the owner of the series
    assert undepict(victim, dutch, by=fleur) == 1  # who said so
    depict(victim, dutch, french, by=bea)
    assert undepict(victim, french, by=fleur) == 1  # whose file it is
    assert undepict(victim, french, by=fleur) == 0
    assert depictions() == {(victim.pk, dutch.pk)}


def test_what_leaves_the_series_shows_nobody_there(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    _, victim, [item, kept] = described(nora, audiences["group"], items=2)
    depict(victim, item, kept, by=fleur)
    with acting_as(nora.pk):
        actions.remove_placement(placement=Placement.objects.get(item=item), by=nora)
    assert depictions() == {(victim.pk, kept.pk)}


def test_a_narrower_file_takes_what_is_said_with_it(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    _, victim, [item] = described(nora, audiences["group"], items=1)
    depict(victim, item, by=fleur)
    say_of_item(item, "distributed", "yes", by=fleur)
    with acting_as(nora.pk):
        actions.share_item(item=item, audience=audiences["NL"], marking=Marking.of(item), by=nora)
    for who, number in ((nora, 1), (fleur, 0)):
        with acting_as(who.pk):
            assert (Depiction.objects.count(), ItemStatement.objects.count()) == (number, number)


def test_files_are_narrowed_by_who_is_shown_and_what_is_said(
    nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    series, victim, [first, second, third] = described(nora, audiences["group"], items=3)
    depict(victim, first, second, by=fleur)
    say_of_item(second, "authenticity", "altered", by=fleur)
    say_of_item(third, "authenticity", "altered", by=nora)
    say_of_item(third, "nature", "context", by=nora)
    withdrawn = say_of_item(first, "distributed", "yes", by=nora)
    with acting_as(nora.pk):
        actions.withdraw_item_statement(statement=withdrawn, by=nora)
    for only, shown in (
        (Narrowing(victim), {first.pk, second.pk}),
        (Narrowing(None, {"authenticity": "altered"}), {second.pk, third.pk}),
        (Narrowing(victim, {"authenticity": "altered"}), {second.pk}),
        (Narrowing(None, {"nature": "context"}), {third.pk}),
        (Narrowing(None, {"nature": "content"}), {first.pk, second.pk, third.pk}),
        (Narrowing(None, {"distributed": "yes"}), set()),
        (Narrowing(), {first.pk, second.pk, third.pk}),
    ):
        assert narrowed(series, only, fleur) == (shown, len(shown))


def test_a_split_parts_them_and_undoing_it_brings_it_back(nora: Officer, audiences: Audiences) -> None:
    series, victim, [item, kept] = described(nora, audiences["group"], items=2)
    depict(victim, item, kept, by=nora)
    with acting_as(nora.pk):
        actions.split_series(series=series, items=[item], subjects=[], title="Half", by=nora)
        assert shown_in(item) == []
        actions.undo_merge(merge=Merge.objects.get(), by=nora)
        assert [row.subject_id for row in shown_in(item)] == [victim.pk]
