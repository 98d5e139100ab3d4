"""What a unit has done is counted right whoever writes at the same moment, and those who add never wait."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection

from accounts.models import Audience, Officer, Tally
from accounts.models.owned import owner_fields
from icse.coordination.tasks import merge_tallies
from icse.core.doors import acting_as, acting_as_system
from series.actions import open_case
from series.models import Case, Item, Placement, Series
from tests.coordination.test_unit import make_item
from tests.partition.tallies import counted, settle_tallies, told

Change = Callable[[], object]
#: Far longer than any of it takes; who waits for this long waits for ever.
PATIENCE = 30


@contextmanager
def not_committed(change: Change) -> Iterator[None]:
    """Do a change in a transaction of its own, up to its very end, which comes after the block."""
    done, go, failed = threading.Event(), threading.Event(), list[BaseException]()

    def run() -> None:
        try:
            with acting_as_system("tests"):
                change()
                settle_tallies()
                done.set()
                assert go.wait(PATIENCE)
        except BaseException as error:  # noqa: BLE001 - raised again below
            failed.append(error)
        finally:
            done.set()
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        assert done.wait(PATIENCE)
        yield
    finally:
        go.set()
        thread.join(PATIENCE)
    if failed:
        raise failed[0]


def in_passing(change: Change) -> threading.Thread:
    """Begin a change and its commit, and go on."""

    def run() -> None:
        try:
            with acting_as_system("tests"):
                change()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def moving(item: Item, audience: Audience) -> Change:
    return lambda: Item.objects.filter(pk=item.pk).update(audience=audience)


def adding(by: Officer, case: Case, audience: Audience) -> Change:
    item = {"audience": audience, "case": case, "name": "room.jpg", "sha256": "0" * 64, "size": 1}
    return lambda: Item.objects.create(**item, **owner_fields(by))


@pytest.fixture
def case(nora: Officer, audiences: dict[str, Audience]) -> Case:
    with acting_as(nora.pk):
        return open_case(national_reference="NL-2", by=nora)


def numbers(audiences: dict[str, Audience]) -> dict[str, int]:
    """Return the tallies of items by audience, once they are what the rows say."""
    with acting_as_system("tests"):
        found = told()
        assert found == counted()
    names = {audience.pk: name for name, audience in audiences.items()}
    return {names[key[3]]: number for key, number in found.items() if key[1] == "item"}


@pytest.mark.django_db(transaction=True)
def test_who_adds_waits_for_nobody_who_moves(nora: Officer, case: Case, audiences: dict[str, Audience]) -> None:
    item = make_item(nora, audiences["NL"])
    with not_committed(moving(item, audiences["group"])):
        thread = in_passing(adding(nora, case, audiences["NL"]))
        thread.join(PATIENCE)
        assert not thread.is_alive()
        assert numbers(audiences) == {"NL": 2}
    assert numbers(audiences) == {"NL": 1, "group": 1}


@pytest.mark.django_db(transaction=True)
def test_who_moves_waits_for_nobody_who_adds(nora: Officer, case: Case, audiences: dict[str, Audience]) -> None:
    item = make_item(nora, audiences["NL"])
    with not_committed(adding(nora, case, audiences["NL"])):
        thread = in_passing(moving(item, audiences["group"]))
        thread.join(PATIENCE)
        assert not thread.is_alive()
        assert numbers(audiences) == {"group": 1}
    assert numbers(audiences) == {"NL": 1, "group": 1}


@pytest.mark.django_db(transaction=True)
def test_two_who_move_in_one_week_come_one_after_the_other(nora: Officer, audiences: dict[str, Audience]) -> None:
    one, two = make_item(nora, audiences["NL"]), make_item(nora, audiences["NL"])
    with not_committed(moving(one, audiences["group"])):
        thread = in_passing(moving(two, audiences["members"]))
        thread.join(0.3)
        assert thread.is_alive()
    thread.join(PATIENCE)
    assert numbers(audiences) == {"group": 1, "members": 1}


@pytest.mark.django_db(transaction=True)
def test_a_series_that_moves_takes_what_others_added_along(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience]
) -> None:
    item = make_item(nora, audiences["members"])
    with acting_as_system("tests"):
        series = Series.objects.create(title="rooms", audience=audiences["members"], **owner_fields(fleur))
        both = {"series_audience": audiences["members"], "item_audience": audiences["members"]}
        Placement.objects.create(series=series, item=item, **both, **owner_fields(nora))
    with acting_as_system("tests"):
        Series.objects.filter(pk=series.pk).update(audience=audiences["group"])
    with acting_as_system("tests"):
        assert told() == counted()
        (addition,) = Tally.objects.filter(kind="addition")
        assert (addition.audience_id, addition.other_audience_id) == (audiences["group"].pk, audiences["members"].pk)


@pytest.mark.django_db(transaction=True)
def test_many_rows_for_the_same_become_one(nora: Officer, audiences: dict[str, Audience]) -> None:
    for _ in range(5):
        make_item(nora, audiences["NL"])
    with acting_as_system("tests"):
        assert Tally.objects.filter(kind="item").count() == 5
    assert merge_tallies() == 1
    assert numbers(audiences) == {"NL": 5}
    with acting_as_system("tests"):
        assert Tally.objects.filter(kind="item").count() == 1
    assert merge_tallies() == 0
