"""Who solves a series waits for no reason of a possible link, whoever holds it; a worker writes what is open after."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from accounts.markings import UNMARKED
from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system, rehearse
from icse.core.errors import Conflict
from series import actions
from series.models import LinkReason, ProposalWork, Series, Subject
from series.proposing.work import propose
from series.proposing.writing import settle_open
from tests.series.grouping import add, confirm, make_series, record
from tests.series.proposing.making import hit, proposed, series_of

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def held(act: Callable[[Callable[[], None]], None]) -> Iterator[None]:
    """Do something in another session, which waits where it calls what it is given, until this is left."""
    begun, done = threading.Event(), threading.Event()

    def pause() -> None:
        begun.set()
        assert done.wait(60)

    def run() -> None:
        try:
            act(pause)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert begun.wait(60)
        yield
    finally:
        done.set()
        thread.join(60)


def open_reasons() -> list[bool]:
    with acting_as_system("tests"):
        return list(LinkReason.objects.exclude(other=None).values_list("is_open", flat=True))


@pytest.fixture
def two(nora: Officer, fleur: Officer, audiences: dict[str, Audience]) -> tuple[Series, Series]:
    """A Dutch and a French series, which are proposed for each other, hidden from each other's country."""
    mine, theirs = (
        make_series(by=by, audience=audiences[name], summary="fox_77") for by, name in ((nora, "NL"), (fleur, "FR"))
    )
    assert len(proposed()) == 1
    return mine, theirs


def test_nobody_waits_for_a_worker(two: tuple[Series, Series], nora: Officer, niels: Officer) -> None:
    mine, theirs = two
    with acting_as_system("tests"):
        LinkReason.objects.update(is_open=False)
    claim = record(add(mine, "victim", by=nora), by=nora)

    def work(pause: Callable[[], None]) -> None:
        with acting_as_system("proposals"):
            settle_open([theirs.pk])
            pause()

    with held(work):
        confirm(claim, by=niels)
    # The worker read the series as it was; what solving noted is looked at after.
    assert open_reasons() == [True]
    propose()
    assert open_reasons() == [False]


def test_nobody_waits_for_a_preview_of_others(
    two: tuple[Series, Series], nora: Officer, niels: Officer, fleur: Officer, audiences: dict[str, Audience]
) -> None:
    mine, theirs = two
    into = make_series(by=fleur, audience=audiences["FR"])
    claim = record(add(mine, "victim", by=nora), by=nora)

    def preview(pause: Callable[[], None]) -> None:
        def act() -> None:
            actions.merge_series(into=into, other=theirs, by=fleur)
            pause()

        with acting_as(fleur.pk):
            rehearse(act)

    with held(preview):
        confirm(claim, by=niels)
        with acting_as_system("tests"):
            assert Subject.objects.get(series=mine).status == "identified"


def test_what_is_held_is_looked_at_later(two: tuple[Series, Series], nora: Officer, niels: Officer) -> None:
    mine, _ = two
    confirm(record(add(mine, "victim", by=nora), by=nora), by=niels)

    def hold(pause: Callable[[], None]) -> None:
        with acting_as_system("tests"):
            list(LinkReason.objects.select_for_update())
            pause()

    with held(hold), connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '50ms'")
        assert propose() == 0
        cursor.execute("RESET lock_timeout")
    with acting_as_system("tests"):
        assert ProposalWork.objects.filter(key=mine.pk).exists()
    propose()
    assert open_reasons() == [False]


def test_who_waits_too_long_is_told_in_words(nora: Officer, audiences: dict[str, Audience]) -> None:
    series = make_series(by=nora, audience=audiences["NL"])

    def hold(pause: Callable[[], None]) -> None:
        with acting_as_system("tests"):
            list(Series.objects.select_for_update())
            pause()

    with held(hold), acting_as(nora.pk):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '50ms'")
        with pytest.raises(Conflict, match="Somebody is changing the same at this moment"):
            actions.edit_series(series=series, title="Room", summary="", version=1, by=nora)
        assert Series.objects.get().version == 1


def test_an_item_that_all_see_in_a_series_is_no_open_reason(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience]
) -> None:
    _, mine = series_of(1, by=nora, audience=audiences["group"])
    its, theirs = series_of(1, by=fleur, audience=audiences["group"])
    hit(theirs[0], mine[0])

    def of_items() -> dict[str, bool]:
        propose()
        with acting_as_system("tests"):
            return dict(LinkReason.objects.filter(other=None).values_list("series__country", "is_open"))

    assert of_items() == {"NL": False, "FR": False}
    # Shown to fewer than the item is: the others do not see it in a series.
    share(its, audiences["FR"], fleur)
    assert of_items() == {"NL": True, "FR": False}
    share(its, audiences["group"], fleur)
    assert of_items() == {"NL": False, "FR": False}
    with acting_as(fleur.pk):
        placement = its.placements.select_related("series", "item").get()
        actions.remove_placement(placement=placement, by=fleur)
    assert of_items() == {"NL": True}


def share(series: Series, audience: Audience, by: Officer) -> None:
    with acting_as(by.pk):
        one = Series.objects.get(pk=series.pk)
        actions.share_series(series=one, audience=audience, marking=UNMARKED, by=by)
