"""Who is told of what: each reason, nobody who does not see the request, nothing twice."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Officer
from forum import actions
from forum.actions.telling import tell_of_post
from forum.models import ClueKind, News, Notification, Subscription, Thread
from forum.notifications import notifications, told_to, unread_threads
from forum.telling import forget_old, tell, untold
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict
from icse.core.models import Event
from series.actions import merge_series
from series.models import Series
from tests.forum.world import Audiences, answer, ask, make_series, solve

Said = set[tuple[str, str]]


def tell_all() -> int:
    """Tell everything that waits, as a worker does. Return how many rows were written."""
    told = 0
    with acting_as_system("tests"):
        keys = list(News.objects.order_by("created_at").values_list("pk", flat=True))
    for key in keys:
        with acting_as_system("tests"):
            told += tell(key) or 0
    return told


def said(officer: Officer) -> Said:
    """What the officer is told, and why, as far as the officer sees it."""
    with acting_as(officer.pk):
        return set(told_to(officer).values_list("cause", "why"))


def unread(officer: Officer) -> int:
    with acting_as(officer.pk):
        return unread_threads(officer)


def follow(officer: Officer, what: str, **target: object) -> Subscription:
    with acting_as(officer.pk):
        return actions.subscribe(what=what, by=officer, **target)  # type: ignore[arg-type]


def move(thread: Thread, audience: object) -> None:
    with acting_as_system("tests"):
        Thread.objects.filter(pk=thread.pk).update(audience=audience)


def test_a_newcomer_hears_of_answers_to_the_unit_and_nothing_else(
    nora: Officer, niels: Officer, fleur: Officer, gregor: Officer, ada: Officer, audiences: Audiences
) -> None:
    thread = ask(nora, audiences["members"])
    assert tell_all() == 0
    answer(fleur, thread)
    assert tell_all() == 2
    assert (said(nora), said(niels)) == ({("answer", "asked")}, {("answer", "asked")})
    assert (said(fleur), said(gregor), said(ada)) == (set(), set(), set())


def test_who_answered_hears_what_follows(nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences) -> None:
    thread = ask(nora, audiences["members"])
    post = answer(fleur, thread)
    answer(gregor, thread)
    tell_all()
    assert said(fleur) == {("answer", "posted")}
    with acting_as(nora.pk):
        actions.accept_post(post=post, by=nora)
    tell_all()
    assert said(fleur) == {("answer", "posted"), ("helped", "wrote")}
    assert said(gregor) == {("ended", "posted")}
    with acting_as(nora.pk):
        actions.close_thread(thread=thread, by=nora)
    tell_all()
    assert said(fleur) == {("answer", "posted"), ("helped", "wrote"), ("ended", "posted")}


@pytest.mark.parametrize(
    ("what", "target"),
    [
        ("kind", {"kind_id": "wallpaper"}),
        ("country", {"of_country_id": "NL"}),
        ("region", {"region": "155"}),
        ("all", {}),
    ],
)
def test_who_follows_hears_of_new_requests(
    what: str, target: dict[str, str], nora: Officer, fleur: Officer, felix: Officer, audiences: Audiences
) -> None:
    follow(fleur, what, **target)
    thread = ask(nora, audiences["members"])
    assert tell_all() == 1
    assert (said(fleur), said(felix)) == ({("new", what)}, set())
    answer(nora, thread)
    tell_all()
    assert said(fleur) == {("new", what)}


@pytest.mark.parametrize(
    ("what", "target"),
    [("kind", {"kind_id": "bedding"}), ("country", {"of_country_id": "DE"}), ("region", {"region": "154"})],
)
def test_who_follows_something_else_does_not(
    what: str, target: dict[str, str], nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    follow(fleur, what, **target)
    ask(nora, audiences["members"])
    assert tell_all() == 0


def test_who_follows_a_unit(nora: Officer, gregor: Officer, fleur: Officer, audiences: Audiences) -> None:
    follow(fleur, "unit", of_unit=nora.unit)
    ask(gregor, audiences["members"])
    assert tell_all() == 0
    ask(nora, audiences["members"])
    assert tell_all() == 1
    assert said(fleur) == {("new", "unit")}


def test_who_follows_a_series_hears_all_of_it(
    nora: Officer, fleur: Officer, felix: Officer, audiences: Audiences
) -> None:
    series = make_series(nora, audiences["members"])
    follow(fleur, "series", series=series)
    thread = ask(nora, audiences["members"], series=series)
    answer(felix, thread)
    tell_all()
    assert said(fleur) == {("new", "series"), ("answer", "series")}


def test_who_follows_a_series_follows_it_into_another(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    into, other = make_series(nora, audiences["members"]), make_series(nora, audiences["members"])
    follow(fleur, "series", series=other)
    with acting_as(nora.pk):
        merge_series(into=into, other=other, by=nora)
        into = Series.objects.select_related("audience").get(pk=into.pk)
    ask(nora, audiences["members"], series=into)
    tell_all()
    assert said(fleur) == {("new", "series")}


def test_a_series_that_is_hidden_is_not_told_by_its_request(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    """France and Germany follow a series; when only France sees it, only France hears of a request about it."""
    series = make_series(nora, audiences["members"])
    for who in (fleur, gregor):
        follow(who, "series", series=series)
    told = ask(nora, audiences["members"], series=series)
    tell_all()
    assert (said(fleur), said(gregor)) == ({("new", "series")}, {("new", "series")})
    with acting_as_system("tests"):
        Series.objects.filter(pk=series.pk).update(audience=audiences["group"])
    assert (said(fleur), said(gregor)) == ({("new", "series")}, set())
    answer(nora, told)
    tell_all()
    assert (said(fleur), said(gregor)) == ({("new", "series"), ("answer", "series")}, set())
    with acting_as(gregor.pk):
        assert not Subscription.objects.exists()


def test_mentions(
    nora: Officer, fleur: Officer, felix: Officer, gregor: Officer, bea: Officer, audiences: Audiences
) -> None:
    thread = ask(nora, audiences["members"])
    tell_all()
    post = answer(nora, thread)
    with acting_as_system("tests"):
        News.objects.all().delete()
    with acting_as(nora.pk):
        tell_of_post(post, nora, countries=["BE"], units=[gregor.unit_id], officers=[fleur.pk])
    tell_all()
    told = {one.name: said(one) for one in (nora, fleur, felix, gregor, bea)}
    mentioned = {("mention", "mentioned")}
    assert told == {"Nora": set(), "Fleur": mentioned, "Felix": set(), "Gregor": mentioned, "Bea": mentioned}


def test_who_does_not_see_the_request_is_told_nothing(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    follow(gregor, "all")
    thread = ask(nora, audiences["group"])
    post = answer(nora, thread)
    with acting_as(nora.pk):
        tell_of_post(post, nora, officers=[gregor.pk])
    tell_all()
    with acting_as_system("tests"):
        assert not Notification.objects.filter(officer=gregor).exists()


def test_what_is_taken_away_is_neither_listed_nor_counted(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    for who in (fleur, gregor):
        follow(who, "all")
    thread = ask(nora, audiences["members"])
    tell_all()
    assert (unread(fleur), unread(gregor)) == (1, 1)
    move(thread, audiences["group"])
    assert (unread(fleur), unread(gregor)) == (1, 0)
    assert (said(fleur), said(gregor)) == ({("new", "all")}, set())
    with acting_as(gregor.pk):
        assert notifications(gregor).lines == []
    move(thread, audiences["members"])
    assert unread(gregor) == 1


def test_a_solved_request_is_new_to_nobody(
    nora: Officer, fleur: Officer, felix: Officer, gregor: Officer, audiences: Audiences
) -> None:
    follow(gregor, "all")
    series = make_series(nora, audiences["members"])
    ask(nora, audiences["members"], series=series)
    tell_all()
    assert unread(gregor) == 1
    solve(fleur, felix, series)
    assert (unread(gregor), said(gregor)) == (0, set())
    ask(nora, audiences["members"], series=series)
    assert tell_all() == 0


def test_each_thing_is_told_once(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    follow(fleur, "all")
    follow(fleur, "kind", kind_id="wallpaper")
    ask(nora, audiences["members"])
    with acting_as_system("tests"), connection.cursor() as cursor:
        news = News.objects.get()
        for expected in (1, 0):
            cursor.execute("SELECT icse_tell_news(%s, '{}', '{}', '{}')", [news.pk])
            assert len(cursor.fetchall()) == expected
        assert tell(news.pk) == 0
        assert tell(news.pk) is None
    assert said(fleur) == {("new", "kind")}


def test_what_is_switched_off_is_not_told(nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences) -> None:
    quiet = {"tells_asked": False, "tells_posted": True, "tells_hoped": True, "tells_mentioned": False}
    with acting_as(niels.pk):
        actions.change_settings(**quiet, digest="off", by=niels)
    thread = ask(nora, audiences["members"])
    post = answer(fleur, thread)
    with acting_as(fleur.pk):
        tell_of_post(post, fleur, officers=[niels.pk])
    tell_all()
    assert (said(nora), said(niels)) == ({("answer", "asked")}, set())


def test_reading_is_told_to_the_own_pages_alone(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    thread = ask(nora, audiences["members"])
    answer(fleur, thread)
    answer(fleur, ask(nora, audiences["members"]))
    tell_all()
    assert unread(nora) == 2
    with acting_as(nora.pk):
        assert actions.read_notifications(thread=thread, by=nora) == 1
        assert actions.read_notifications(thread=thread, by=nora) == 0
    assert unread(nora) == 1
    with acting_as_system("tests"):
        [event] = Event.objects.filter(type="notification.read")
    for who, sees in ((nora, True), (fleur, False)):
        with acting_as(who.pk):
            assert Notification.objects.filter(pk=event.about[0]).exists() is sees
    with acting_as(nora.pk):
        assert actions.read_notifications(by=nora) == 1
    assert unread(nora) == 0


def test_one_event_for_all_who_are_told(nora: Officer, fleur: Officer, felix: Officer, audiences: Audiences) -> None:
    for who in (fleur, felix):
        follow(who, "all")
    ask(nora, audiences["group"])
    tell_all()
    with acting_as_system("tests"):
        [event] = Event.objects.filter(type="notification.appeared")
        keys = set(Notification.objects.values_list("pk", flat=True))
    assert (set(event.about), event.audiences) == (keys, [audiences["group"].pk])
    assert len(keys) == 2


def test_the_unread_of_one_thread_are_one_line(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    first, second = (
        ask(nora, audiences["members"], question="first"),
        ask(nora, audiences["members"], question="second"),
    )
    for thread in (first, first, second, first):
        answer(fleur, thread)
    tell_all()
    with acting_as(nora.pk):
        lines = notifications(nora).lines
    assert [(one.thread.question, one.number, one.words) for one in lines] == [
        ("first", 3, "3 new answers"),
        ("second", 1, "1 new answer"),
    ]
    with acting_as(nora.pk):
        actions.read_notifications(thread=first, by=nora)
    answer(fleur, first)
    tell_all()
    with acting_as(nora.pk):
        lines = notifications(nora).lines
    assert [(one.thread.question, one.number, one.is_read) for one in lines] == [
        ("first", 1, False),
        ("second", 1, False),
        ("first", 3, True),
    ]


def test_what_waits_is_found_again(nora: Officer, audiences: Audiences) -> None:
    thread = ask(nora, audiences["members"])
    with acting_as_system("tests"):
        news = News.objects.get(thread=thread)
        assert untold(news.created_at, 10) == []
        assert untold(news.created_at.replace(year=2099), 10) == [news.pk]


def test_nobody_follows_the_same_twice(fleur: Officer, audiences: Audiences) -> None:
    kind = ClueKind.objects.first()
    follow(fleur, "kind", kind=kind)
    with pytest.raises(Conflict):
        follow(fleur, "kind", kind=kind)
    follow(fleur, "all")


def test_who_is_hoped_for(nora: Officer, fleur: Officer, gregor: Officer, bea: Officer, audiences: Audiences) -> None:
    """As a worker asks for a request that hopes for France and for Dutch, near Northern Europe."""
    with acting_as_system("tests"):
        Officer.objects.filter(pk=gregor.pk).update(languages=["de", "nl"])
    follow(bea, "language", language="nl")
    ask(nora, audiences["members"])
    with acting_as_system("tests"), connection.cursor() as cursor:
        news = News.objects.get()
        cursor.execute("SELECT icse_tell_news(%s, %s, %s, %s)", [news.pk, ["FR"], ["nl"], ["154"]])
    told = {one.name: said(one) for one in (nora, fleur, gregor, bea)}
    hoped = {("new", "hoped")}
    assert told == {"Nora": set(), "Fleur": hoped, "Gregor": hoped, "Bea": {("new", "language")}}


def test_what_is_old_is_forgotten(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    answer(fleur, ask(nora, audiences["members"]))
    tell_all()
    now = timezone.now()
    with acting_as_system("tests"):
        number = Notification.objects.count()
        assert number > 0
        assert forget_old(now, 1) == 0
        assert forget_old(now + timedelta(days=2), 1) == number
