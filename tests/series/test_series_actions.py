"""Making, editing and filling a series: who may, what is kept, what is said."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError
from guardian.shortcuts import assign_perm

from accounts.models import Audience, Country, Officer
from accounts.reference import VIEW
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, IcseError, NotAllowed
from icse.core.models import AuditEntry, Event
from series import actions
from series.models import Item, Placement, Series, Subject
from tests.series.grouping import add, confirm, make_items, make_series, record, seen_series


def audited(who: Officer) -> list[str]:
    with acting_as(who.pk):
        return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def events() -> list[tuple[str, tuple[int, ...]]]:
    with acting_as_system("tests"):
        return [(event.type, tuple(event.audiences)) for event in Event.objects.order_by("id")]


def activity(series: Series) -> Any:
    with acting_as_system("tests"):
        return Series.objects.get(pk=series.pk).last_activity_at


def test_a_series_is_seen_by_its_audience_only(
    nora: Officer, niels: Officer, fleur: Officer, gregor: Officer, bea: Officer, audiences: dict[str, Audience]
) -> None:
    shared = make_series(by=nora, audience=audiences["group"])
    national = make_series(by=nora, audience=audiences["NL"])
    world = make_series(by=nora, audience=audiences["members"])
    assert seen_series(nora) == seen_series(niels) == {shared.pk, national.pk, world.pk}
    assert seen_series(fleur) == {shared.pk, world.pk}
    assert seen_series(gregor) == seen_series(bea) == {world.pk}


def test_creation_is_recorded_and_announced_once(nora: Officer, audiences: dict[str, Audience]) -> None:
    items = make_items(4, by=nora, audience=audiences["group"])
    before = audited(nora)
    series = make_series(
        by=nora,
        audience=audiences["group"],
        title="  Green room ",
        summary=" Curtains. ",
        items=items,
        subjects=[actions.NewSubject("victim"), actions.NewSubject("victim"), actions.NewSubject("offender", "Hand")],
    )
    assert (series.title, series.summary) == ("Green room", "Curtains.")
    added = ["series.created", *["subject.added"] * 3, "placement.added"]
    assert audited(nora)[len(before) :] == added
    group = audiences["group"].pk
    assert events() == [("series.created", (group,)), ("series.changed", (group,))]
    with acting_as(nora.pk):
        assert set(Subject.objects.values_list("label", "role")) == {
            ("Victim 1", "victim"),
            ("Victim 2", "victim"),
            ("Hand", "offender"),
        }
        placed = list(Placement.objects.order_by("pk").values_list("item_id", flat=True))
        assert placed == [item.pk for item in items]


def test_an_audience_that_is_not_held_is_refused(nora: Officer, audiences: dict[str, Audience]) -> None:
    with pytest.raises(NotAllowed):
        make_series(by=nora, audience=audiences["DE"])
    with acting_as_system("tests"):
        assert list(Series.objects.all()) == []
    assert events() == []


def test_an_audience_that_is_only_viewed_is_refused(
    nora: Officer, bea: Officer, audiences: dict[str, Audience]
) -> None:
    series = make_series(by=nora, audience=audiences["group"])
    with acting_as_system("tests"):
        assign_perm(VIEW, Country.objects.select_related("group").get(pk="BE").group, audiences["group"])
    assert seen_series(bea) == {series.pk}
    victim = add(series, "victim", by=nora)
    for act in refused_to_viewers(series, victim, bea):
        with acting_as(bea.pk), pytest.raises(NotAllowed, match="not add"):
            act()
    with acting_as_system("tests"):
        assert list(Subject.objects.all()) == [victim]


def refused_to_viewers(series: Series, victim: Subject, who: Officer) -> list[Callable[[], object]]:
    return [
        lambda: actions.add_subject(series=series, role="victim", by=who),
        lambda: actions.place_items(series=series, items=[], by=who),
        lambda: actions.claim_subject(subject=victim, by=who),
    ]


def test_no_title_no_series(nora: Officer, audiences: dict[str, Audience]) -> None:
    with pytest.raises(IcseError) as refusal:
        make_series(by=nora, audience=audiences["NL"], title="  ")
    assert refusal.value.field == "title"


def test_the_second_editor_is_told(nora: Officer, niels: Officer, audiences: dict[str, Audience]) -> None:
    series = make_series(by=nora, audience=audiences["group"])
    with acting_as(nora.pk):
        assert actions.edit_series(series=series, title="One", summary="First.", version=1, by=nora).version == 2
    with acting_as(niels.pk), pytest.raises(Conflict):
        actions.edit_series(series=series, title="Two", summary="Second.", version=1, by=niels)
    with acting_as(nora.pk):
        assert Series.objects.values_list("title", "summary", "version").get() == ("One", "First.", 2)


def test_another_country_edits_nothing(nora: Officer, fleur: Officer, audiences: dict[str, Audience]) -> None:
    series = make_series(by=nora, audience=audiences["group"])
    with acting_as(fleur.pk), pytest.raises(NotAllowed):
        actions.edit_series(series=series, title="Mine", summary="", version=1, by=fleur)
    with acting_as(fleur.pk):
        assert Series.objects.filter(pk=series.pk).update(title="Mine", version=2) == 0
    with acting_as(nora.pk):
        assert Series.objects.get().title == "Green room"


def test_only_text_and_version_can_be_edited(nora: Officer, audiences: dict[str, Audience]) -> None:
    series = make_series(by=nora, audience=audiences["group"])
    with pytest.raises(DatabaseError, match="permission denied"), acting_as(nora.pk):
        Series.objects.filter(pk=series.pk).update(active_for_victims=False)


def test_an_item_twice_is_kept_once(nora: Officer, audiences: dict[str, Audience]) -> None:
    series = make_series(by=nora, audience=audiences["group"])
    one, two = make_items(2, by=nora, audience=audiences["group"])
    with acting_as(nora.pk):
        first = actions.place_items(series=series, items=[one, one], by=nora)
        both = actions.place_items(series=series, items=[one, two], by=nora)
    assert {p.item_id for p in first} == {one.pk}
    assert {p.item_id for p in both} == {one.pk, two.pk}
    assert len(both) == 2
    assert audited(nora).count("placement.added") == 2


def test_another_country_places_into_a_shared_series(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: dict[str, Audience]
) -> None:
    series = make_series(by=nora, audience=audiences["group"])
    (item,) = make_items(1, by=fleur, audience=audiences["group"])
    with acting_as(fleur.pk):
        actions.place_items(series=series, items=[item], by=fleur)
    for who, expected in ((nora, {item.pk}), (fleur, {item.pk}), (gregor, set())):
        with acting_as(who.pk):
            assert set(Placement.objects.values_list("item_id", flat=True)) == expected


def test_a_hidden_placement_neither_shows_nor_moves_nor_announces(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience]
) -> None:
    series = make_series(by=nora, audience=audiences["group"])
    (hidden,) = make_items(1, by=nora, audience=audiences["NL"])
    (shown,) = make_items(1, by=nora, audience=audiences["group"])
    before, told = activity(series), len(events())
    with acting_as(nora.pk):
        actions.place_items(series=series, items=[hidden], by=nora)
    assert activity(series) == before
    both = tuple(sorted((audiences["group"].pk, audiences["NL"].pk)))
    assert events()[told:] == [("series.changed", both)]
    with acting_as(fleur.pk):
        assert list(Placement.objects.all()) == []
        assert Event.objects.count() == told
    with acting_as(nora.pk):
        actions.place_items(series=series, items=[shown], by=nora)
    assert activity(series) > before
    with acting_as(fleur.pk):
        assert set(Placement.objects.values_list("item_id", flat=True)) == {shown.pk}


def test_a_refused_file_is_not_placed_and_a_duplicate_means_its_original(
    nora: Officer, audiences: dict[str, Audience]
) -> None:
    series = make_series(by=nora, audience=audiences["group"])
    (original,) = make_items(1, by=nora, audience=audiences["group"])
    (copy,) = make_items(1, by=nora, audience=audiences["group"], state="duplicate")
    (refused,) = make_items(1, by=nora, audience=audiences["group"], state="refused")
    with acting_as_system("tests"):
        Item.objects.filter(pk=copy.pk).update(duplicate_of=original)
        copy.refresh_from_db()
    with acting_as(nora.pk):
        placed = actions.place_items(series=series, items=[copy, original], by=nora)
        with pytest.raises(IcseError, match="refused"):
            actions.place_items(series=series, items=[refused], by=nora)
    assert [p.item_id for p in placed] == [original.pk]


def test_a_solved_series_takes_further_pictures(
    nora: Officer, fleur: Officer, felix: Officer, audiences: dict[str, Audience]
) -> None:
    series = make_series(by=nora, audience=audiences["group"])
    confirm(record(add(series, "victim", by=nora), by=fleur), by=felix)
    (item,) = make_items(1, by=nora, audience=audiences["group"])
    with acting_as(nora.pk):
        assert not Series.objects.get().is_active
        actions.place_items(series=series, items=[item], by=nora)
        assert not Series.objects.get().is_active
