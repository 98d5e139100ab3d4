"""Requests that go to another audience: by themselves, and with the series that they are about."""

import pytest
from django.db import IntegrityError, transaction

from accounts.actions import make_audience
from accounts.markings import Marking
from accounts.models import Audience, Officer
from forum import actions
from forum.actions import CropRequest
from forum.actions.bounds import MarkedTooLow
from forum.models import Crop, Post, Thread, ThreadSeries
from forum.sharing import plan_series, plan_thread
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import IcseError, NotAllowed
from icse.core.models import Event
from series.models import Item, Series
from tests.forum.world import Audiences, answer, ask, make_item, make_series

AMBER, RED = Marking(), Marking("red")


def share(thread: Thread, audience: Audience, *, by: Officer, marking: Marking = AMBER) -> Thread:
    with acting_as(by.pk):
        fresh = Thread.objects.get(pk=thread.pk)
        return actions.share_thread(thread=fresh, audience=audience, marking=marking, by=by)


def share_series(series: Series, audience: Audience, *, by: Officer, marking: Marking = AMBER) -> Series:
    with acting_as(by.pk):
        fresh = Series.objects.get(pk=series.pk)
        return actions.share_series_and_threads(series=fresh, audience=audience, marking=marking, by=by)


def named(by: Officer, name: str = "Named") -> Audience:
    with acting_as(by.pk):
        return make_audience(name=name, named_only=True, by=by)


def where(*threads: Thread) -> list[int]:
    with acting_as_system("tests"):
        found = dict(Thread.objects.values_list("pk", "audience_id"))
    return [found[thread.pk] for thread in threads]


def cut_from(item: Item) -> CropRequest:
    return CropRequest(item=item, x=0.1, y=0.1, width=0.5, height=0.5)


def test_a_request_goes_with_its_answers(nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences) -> None:
    item = make_item(nora, audiences["members"])
    thread = ask(nora, audiences["group"], crops=(cut_from(item),))
    answer(fleur, thread)
    with acting_as(gregor.pk):
        assert Thread.objects.count() == 0
    share(thread, audiences["members"], by=nora)
    with acting_as(gregor.pk):
        assert (Thread.objects.count(), Post.objects.count(), Crop.objects.count()) == (1, 1, 1)
    share(thread, audiences["NL"], by=nora)
    with acting_as(fleur.pk):
        assert (Thread.objects.count(), Post.objects.count(), Crop.objects.count()) == (0, 0, 0)


def test_only_who_asked_shares_it(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    thread = ask(nora, audiences["group"])
    with pytest.raises(NotAllowed):
        share(thread, audiences["members"], by=fleur)
    share(thread, audiences["members"], by=nora)
    assert where(thread) == [audiences["members"].pk]


def test_a_request_is_never_shown_to_more_than_its_series(nora: Officer, audiences: Audiences) -> None:
    series = make_series(nora, audiences["group"])
    thread = ask(nora, audiences["group"], series)
    with pytest.raises(IcseError) as refused:
        share(thread, audiences["members"], by=nora)
    assert refused.value.field == "audience"
    share(thread, audiences["NL"], by=nora)
    share(thread, audiences["group"], by=nora)
    assert where(thread) == [audiences["group"].pk]


def test_a_crop_of_another_countrys_picture_keeps_the_request_where_it_is(
    nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    """That country chose who sees the picture: a part of it goes nowhere else."""
    series = make_series(nora, audiences["members"])
    theirs, ours = make_item(fleur, audiences["group"], series), make_item(nora, audiences["members"], series)
    with_theirs = ask(nora, audiences["group"], series, crops=(cut_from(theirs),))
    with_ours = ask(nora, audiences["group"], series, crops=(cut_from(ours),))
    for audience in (audiences["members"], audiences["NL"]):
        with pytest.raises(NotAllowed):
            share(with_theirs, audience, by=nora)
        share(with_ours, audience, by=nora)
    share(with_theirs, audiences["group"], by=nora, marking=Marking("amber+strict"))
    with pytest.raises(MarkedTooLow):  # that country marked its picture TLP:AMBER
        share(with_theirs, audiences["group"], by=nora, marking=Marking("green"))
    share(with_ours, audiences["group"], by=nora, marking=Marking("green"))
    with acting_as_system("tests"):
        Item.objects.filter(pk=theirs.pk).update(audience=audiences["FR"])
    with pytest.raises(NotAllowed):  # hidden by now, it is still no picture of ours
        share(with_theirs, audiences["members"], by=nora)


def test_requests_follow_a_series_that_is_narrowed(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    series = make_series(nora, audiences["members"])
    wide, narrow = ask(nora, audiences["members"], series), ask(nora, audiences["NL"], series)
    unrelated, theirs = ask(nora, audiences["members"]), ask(fleur, audiences["members"], series)
    share_series(series, audiences["group"], by=nora)
    members, group, national = (audiences[key].pk for key in ("members", "group", "NL"))
    assert where(wide, narrow, unrelated, theirs) == [group, national, members, members]
    with acting_as(gregor.pk):
        assert set(Thread.objects.values_list("pk", flat=True)) == {unrelated.pk, theirs.pk}
        assert ThreadSeries.objects.count() == 0  # the French request shows him no series
    share_series(series, audiences["members"], by=nora)
    assert where(wide, narrow, theirs) == [group, national, members]


def test_a_request_that_cannot_follow_stays(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    series = make_series(nora, audiences["members"])
    thread = ask(nora, audiences["members"], series, crops=(cut_from(make_item(fleur, audiences["members"], series)),))
    share_series(series, audiences["group"], by=nora)
    assert where(thread) == [audiences["members"].pk]
    with acting_as(nora.pk):
        plan = plan_series(Series.objects.get(), audiences["NL"], AMBER, [])
    stays = "for named officers, with another country’s picture, or where you may only look."
    assert f"1 request about it stays shown as now: {stays}" in (plan.remarks)
    few = named(nora)
    with pytest.raises(IcseError) as refused:
        share_series(series, few, by=nora, marking=RED)
    assert refused.value.field == "audience"
    share_series(series, few, by=nora, marking=Marking("amber+strict"))


def test_requests_about_a_red_series_are_for_named_officers(nora: Officer, audiences: Audiences) -> None:
    few = named(nora)
    series = make_series(nora, few)
    share_series(series, few, by=nora, marking=RED)
    with acting_as(nora.pk):
        series = Series.objects.get(pk=series.pk)
    with pytest.raises(IcseError) as refused:
        ask(nora, audiences["NL"], series)
    assert refused.value.field == "audience"
    thread = ask(nora, few, series)
    with pytest.raises(IcseError) as refused:
        share(thread, audiences["NL"], by=nora)
    assert refused.value.field == "audience"
    share(thread, few, by=nora, marking=RED)


def test_requests_follow_into_red_and_not_out_of_it(nora: Officer, audiences: Audiences) -> None:
    few = named(nora)
    series = make_series(nora, audiences["members"])
    thread, national = ask(nora, audiences["members"], series), ask(nora, audiences["NL"], series)
    share_series(series, few, by=nora, marking=RED)
    assert where(thread, national) == [few.pk, few.pk]
    share_series(series, audiences["group"], by=nora)
    assert where(thread, national) == [few.pk, few.pk]  # what is for named officers goes nowhere by itself
    with acting_as(nora.pk):
        assert {Marking.of(one) for one in Thread.objects.all()} == {RED}


def test_the_database_keeps_red_requests_to_named_officers(nora: Officer, audiences: Audiences) -> None:
    """Whoever writes past the actions: from the side of the request, and from the side of the series."""
    few = named(nora)
    red = make_series(nora, few)
    thread = ask(nora, few, red)
    share_series(red, few, by=nora, marking=RED)
    other = make_series(nora, few)
    ask(nora, audiences["NL"], other)
    with acting_as(nora.pk):
        with pytest.raises(IntegrityError, match="named officers"), transaction.atomic():
            Thread.objects.filter(pk=thread.pk).update(audience=audiences["NL"])
        with pytest.raises(IntegrityError, match="named officers"), transaction.atomic():
            Series.objects.filter(pk=other.pk).update(tlp="red")
        Series.objects.filter(pk=other.pk).update(tlp="amber+strict")


def test_another_countrys_request_hinders_nobody(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    """An owner who narrows is not refused, and so does not learn of a request that is hidden; nor of the marking."""
    series = make_series(nora, audiences["members"])
    hidden, shown = ask(fleur, audiences["FR"], series), ask(fleur, audiences["members"], series)
    share_series(series, named(nora), by=nora, marking=RED)
    assert where(hidden, shown) == [audiences["FR"].pk, audiences["members"].pk]
    share(shown, audiences["group"], by=fleur)
    share(hidden, audiences["members"], by=fleur)
    assert where(hidden, shown) == [audiences["members"].pk, audiences["group"].pk]


def test_a_request_is_told_to_both_sides(nora: Officer, audiences: Audiences) -> None:
    series = make_series(nora, audiences["members"])
    thread = ask(nora, audiences["group"], series)
    with acting_as_system("tests"):
        last = Event.objects.order_by("-id")[0].id
    share(thread, audiences["members"], by=nora)
    share(thread, audiences["members"], by=nora, marking=Marking("green"))
    group, members = audiences["group"].pk, audiences["members"].pk
    with acting_as_system("tests"):
        told = [(one.type, one.about, one.audiences) for one in Event.objects.filter(id__gt=last).order_by("id")]
    assert told == [
        ("thread.gone", [thread.pk], [group]),
        ("thread.appeared", [thread.pk], [members]),
        ("series.changed", [series.pk], sorted([group, members])),
        ("series.changed", [series.pk], [members]),
        ("thread.changed", [thread.pk], [members]),
        ("series.changed", [series.pk], [members]),
    ]


def test_the_plan_says_what_others_lose(
    nora: Officer, fleur: Officer, gregor: Officer, bea: Officer, audiences: Audiences
) -> None:
    series = make_series(nora, audiences["members"])
    thread = ask(nora, audiences["members"], series)
    ask(gregor, audiences["members"], series)
    for officer in (fleur, gregor, bea):
        answer(officer, thread)
    for officer in (fleur, gregor):
        make_item(officer, audiences["members"], series)
    own = make_item(nora, audiences["group"], series)
    ask(nora, audiences["NL"], series, crops=(cut_from(own),))
    with acting_as(nora.pk):
        plan = plan_series(Series.objects.get(), audiences["group"], AMBER, [Item.objects.get(pk=own.pk)])
        alone = plan_thread(Thread.objects.select_related("audience").get(pk=thread.pk), audiences["NL"], AMBER)
        wider = plan_thread(Thread.objects.select_related("audience").get(pk=thread.pk), audiences["members"], AMBER)
    assert plan.remarks == (
        "Officers of one other country lose sight of what their country added to the series.",
        "Officers of 2 other countries lose sight of what their country added to the requests.",
        "1 request of another country stays shown as now. No request shows the series to whoever does not see it.",
        "Parts of the pictures are shown in 1 clue request, and stay there.",
    )
    assert [(one.step.what, one.step.moves) for one in plan.steps] == [
        ("The series", True),
        ("1 file", False),
        ("1 clue request with all answers", True),
    ]
    assert alone.remarks == ("Officers of 3 other countries lose sight of what their country added to the requests.",)
    assert (wider.remarks, wider.needs_confirmation) == ((), False)
