"""One country's thousand files do not keep another country waiting."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series import tasks
from series.ingest.turns import Turns
from series.models import Item
from tests.series.making import fresh, receive


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


def change(item: Item, **columns: object) -> None:
    with acting_as_system("tests"):
        Item.objects.filter(pk=item.pk).update(**columns)


def served(number: int, turns: Turns) -> list[str]:
    """Return the countries of the next items, each of which is finished at once."""
    countries = []
    for _ in range(number):
        key = turns.next_item()
        assert key is not None
        with acting_as_system("tests"):
            item = Item.objects.get(pk=key)
        countries.append(item.country_id)
        change(item, state="ready")
    return countries


def test_two_countries_take_turns(nora: Officer, fleur: Officer, audiences: dict[str, Audience]) -> None:
    for number in range(5):
        receive(fleur, audiences["FR"], b"%d" % number)
    for number in range(2):
        receive(nora, audiences["NL"], b"%d" % number)
    turns = Turns()
    assert served(7, turns) == ["FR", "NL", "FR", "NL", "FR", "FR", "FR"]
    assert turns.next_item() is None


def test_within_a_country_the_oldest_is_first(nora: Officer, audiences: dict[str, Audience]) -> None:
    made = [receive(nora, audiences["NL"], b"%d" % number) for number in range(2)]
    assert Turns().next_item() == made[0].pk


def test_who_is_being_served_by_other_workers_waits(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience]
) -> None:
    busy, waiting = (receive(fleur, audiences["FR"], content) for content in (b"1", b"2"))
    mine = receive(nora, audiences["NL"], b"3")
    change(busy, state="working", attempt=1, lease_until=timezone.now() + timedelta(minutes=1))
    assert Turns().next_item() == mine.pk
    change(mine, state="ready")
    assert Turns().next_item() == waiting.pk


def test_what_a_dead_worker_left_is_waiting(nora: Officer, audiences: dict[str, Audience]) -> None:
    lost = receive(nora, audiences["NL"], b"1")
    change(lost, state="working", attempt=1, lease_until=timezone.now() - timedelta(seconds=1))
    assert Turns().next_item() == lost.pk


def test_a_message_of_one_country_serves_the_one_whose_turn_it_is(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = Turns()
    monkeypatch.setattr(tasks, "_turns", lambda: turns)
    theirs = [receive(fleur, audiences["FR"], b"%d" % number) for number in range(3)]
    mine = receive(nora, audiences["NL"], b"9")
    for item in theirs[:2]:
        tasks.wake(str(item.pk))
    tasks.close_tools()
    states = [fresh(item).state for item in [*theirs, mine]]
    assert states == ["ready", "received", "received", "ready"]
