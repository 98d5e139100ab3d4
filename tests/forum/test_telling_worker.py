"""A real worker and a real broker: officers are told at once, and nothing is lost when both die."""

from pathlib import Path

import pytest

from accounts.models import Officer
from forum import tasks
from forum.models import News, Notification
from icse.celery import app
from icse.core.doors import acting_as_system
from icse.core.models import Event
from icse.embedded.processes import wait_until
from tests.forum.test_telling import follow, said
from tests.forum.world import Audiences, answer, ask
from tests.series.ingest.test_killed_worker import kill, worker

pytestmark = [pytest.mark.commits, pytest.mark.django_db(transaction=True)]


def told() -> int:
    with acting_as_system("tests"):
        return Notification.objects.count()


def waiting() -> int:
    with acting_as_system("tests"):
        return News.objects.count()


def swept() -> bool:
    tasks.sweep_news()
    return waiting() == 0


def test_told_by_a_worker_and_after_its_death_by_the_sweep(
    nora: Officer,
    fleur: Officer,
    gregor: Officer,
    audiences: Audiences,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for who in (fleur, gregor):
        follow(who, "all")
    log = tmp_path / "worker.log"
    with worker(log) as first:
        thread = ask(nora, audiences["group"])
        assert wait_until(lambda: told() == 1, 120), log.read_text()
        assert wait_until(lambda: waiting() == 0, 20)
        kill(first)
    answer(fleur, thread)
    ask(nora, audiences["members"])
    with app.connection_for_write() as broker:
        app.control.purge(connection=broker)  # as a broker that lost its memory
    assert (told(), waiting()) == (1, 2)
    monkeypatch.setattr(tasks, "_WAITS_AFTER", tasks._WAITS_AFTER * 0)
    assert wait_until(swept, 20)
    assert said(fleur) == {("new", "all")}
    assert said(gregor) == {("new", "all")}
    assert said(nora) == {("answer", "asked")}
    assert told() == 5
    with acting_as_system("tests"):
        named = [key for event in Event.objects.filter(type="notification.appeared") for key in event.about]
        assert sorted(named) == sorted(Notification.objects.values_list("pk", flat=True))
