"""Mail: counts and links only, once a period, not in quiet hours, and only of what is seen when it is sent."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.utils import timezone

from accounts.models import Officer
from forum.digests import is_due, letter_of, send_due
from forum.models import NotificationSettings
from icse.core.doors import acting_as_system
from tests.forum.test_telling import follow, move, tell_all
from tests.forum.world import Audiences, answer, ask

BEFORE = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def with_mail(settings: Any) -> None:
    settings.MAIL_IS_SET_UP = True
    settings.ADDRESS = "https://icse.example.invalid/"


def choose(officer: Officer, digest: str = "hourly", **more: object) -> None:
    with acting_as_system("tests"):
        NotificationSettings.objects.create(officer=officer, digest=digest, mailed_until=BEFORE, **more)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def talked(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    thread = ask(nora, audiences["members"], question="Which wallpaper?")
    answer(fleur, thread, "A shop in Lyon.")
    answer(fleur, thread, "Or in Nice.")
    answer(fleur, ask(nora, audiences["group"], question="Which socket?"))
    tell_all()


def test_counts_and_links_and_nothing_else(nora: Officer, talked: None) -> None:
    choose(nora)
    assert send_due(timezone.now()) == 1
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["nora@example.invalid"], "3 unread notifications")
    assert "  3 new answers\n" in sent.body
    assert "https://icse.example.invalid/notifications/\n" in sent.body
    assert "https://icse.example.invalid/settings/notifications/\n" in sent.body
    for word in ("wallpaper", "socket", "Lyon", "CR-", "France", "Fleur", "Unit"):
        assert word not in f"{sent.subject} {sent.body}"


def test_once_a_period(nora: Officer, fleur: Officer, talked: None, audiences: Audiences) -> None:
    choose(nora)
    now = timezone.now()
    assert [send_due(now), send_due(now)] == [1, 0]
    later = now.replace(year=now.year + 1)
    assert send_due(later) == 0, "there is nothing new"
    assert len(mail.outbox) == 1


def test_off_and_without_a_row(nora: Officer, talked: None) -> None:
    assert send_due(timezone.now()) == 0
    choose(nora, "off")
    assert send_due(timezone.now()) == 0


def test_without_a_server_nothing_is_sent(nora: Officer, talked: None, settings: Any) -> None:
    choose(nora)
    settings.MAIL_IS_SET_UP = False
    assert send_due(timezone.now()) == 0
    settings.MAIL_IS_SET_UP = True
    assert send_due(timezone.now()) == 1


def test_who_lost_sight_is_mailed_nothing_of_it(
    nora: Officer, gregor: Officer, fleur: Officer, audiences: Audiences
) -> None:
    for who in (gregor, fleur):
        follow(who, "all")
        choose(who)
    first, _ = ask(nora, audiences["members"]), ask(nora, audiences["members"])
    tell_all()
    move(first, audiences["group"])
    assert send_due(timezone.now()) == 2
    assert {one.to[0]: one.subject for one in mail.outbox} == {
        "fleur@example.invalid": "2 unread notifications",
        "gregor@example.invalid": "1 unread notification",
    }


def test_who_sees_nothing_any_more_gets_no_mail(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    follow(gregor, "all")
    choose(gregor)
    thread = ask(nora, audiences["members"])
    tell_all()
    move(thread, audiences["group"])
    assert send_due(timezone.now()) == 0


@pytest.mark.parametrize("end", [{"is_active": False}, {"certified_until": "2020-01-01"}, {"role": "administrator"}])
def test_who_may_not_sign_in_gets_no_mail(end: dict[str, object], nora: Officer, talked: None) -> None:
    choose(nora)
    with acting_as_system("tests"):
        Officer.objects.filter(pk=nora.pk).update(**end)
    assert send_due(timezone.now()) == 0


def test_where_sending_fails_it_is_tried_again(nora: Officer, talked: None, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(nora)

    def fail(*_: object) -> int:
        raise ConnectionRefusedError

    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", fail)
        assert send_due(timezone.now()) == 0
    assert (send_due(timezone.now()), len(mail.outbox)) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_mail(nora: Officer, talked: None) -> None:
    choose(nora)

    def send(_: int) -> int:
        try:
            return send_due(timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(send, range(4))) == 1


DAILY: dict[str, Any] = {"digest": "daily", "digest_hour": 7, "time_zone": "Europe/Berlin"}


@pytest.mark.parametrize(
    ("sent", "now", "due"),
    [
        ("2026-11-22T06:00", "2026-11-23T05:59", False),  # 06:59 in Berlin
        ("2026-11-22T06:00", "2026-11-23T06:00", True),
        ("2026-11-23T06:01", "2026-11-23T22:00", False),
        ("2026-07-01T05:00", "2026-07-02T05:00", True),  # in summer
        ("2026-10-24T05:00", "2026-10-25T05:59", False),  # the clocks went back in the night
        ("2026-10-24T05:00", "2026-10-25T06:00", True),
    ],
)
def test_the_day_begins_at_an_hour_of_the_own_zone(sent: str, now: str, due: bool) -> None:
    assert is_due(NotificationSettings(mailed_until=at(sent), **DAILY), at(now)) is due


@pytest.mark.parametrize(
    ("quiet", "now", "due"),
    [
        ((time(22), time(6)), "2026-11-23T20:59", True),  # 21:59 in Berlin
        ((time(22), time(6)), "2026-11-23T21:00", False),
        ((time(22), time(6)), "2026-11-24T04:59", False),
        ((time(22), time(6)), "2026-11-24T05:00", True),
        ((time(12), time(13)), "2026-11-23T11:30", False),
        ((time(12), time(13)), "2026-11-23T12:00", True),
    ],
)
def test_quiet_hours_pass_midnight(quiet: tuple[time, time], now: str, due: bool) -> None:
    begins, ends = quiet
    one = NotificationSettings(
        mailed_until=BEFORE, digest="hourly", time_zone="Europe/Berlin", quiet_from=begins, quiet_until=ends
    )
    assert is_due(one, at(now)) is due


def test_the_letter_counts_each_cause() -> None:
    letter = letter_of({"new": 1, "helped": 2})
    assert letter.subject == "3 unread notifications"
    assert "  2 answers of yours helped\n  1 new request\n" in letter.body
