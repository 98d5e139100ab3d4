"""A country is removed while somebody adds it to an audience: whoever comes first, it holds nothing in the end."""

import os
import threading
from collections.abc import Callable

import psycopg
import pytest
from django.db import connections

from accounts import actions
from accounts.membership import GrantChange
from accounts.models import Audience, AudienceGroupGrant, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import IcseError
from icse.embedded.processes import wait_until
from tests.core.streams import PATIENCE

pytestmark = pytest.mark.django_db(transaction=True)


def somebody_waits() -> bool:
    with psycopg.connect(os.environ["ICSE_TEST_SUPERUSER"], dbname=os.environ["ICSE_TEST_DATABASE"]) as superuser:
        query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = 7243004"
        return superuser.execute(query).fetchone() == (1,)


def meanwhile(act: Callable[[], object]) -> tuple[threading.Thread, list[IcseError]]:
    """Begin it in a thread of its own, and return once it waits for us."""
    refusals: list[IcseError] = []

    def run() -> None:
        try:
            act()
        except IcseError as refusal:
            refusals.append(refusal)
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    assert wait_until(somebody_waits, PATIENCE, pause=0.05)
    return thread, refusals


def held_by_germany(gregor: Officer) -> set[str]:
    with acting_as_system("tests"):
        grants = AudienceGroupGrant.objects.filter(group=gregor.country.group_id)
        return set(grants.values_list("content_object__name", flat=True))


def test_the_one_who_adds_is_first(nora: Officer, gregor: Officer, audiences: dict[str, Audience]) -> None:
    def remove() -> None:
        with acting_as_system("operator"):
            actions.remove_country(country=gregor.country)

    with acting_as(nora.pk):
        change = GrantChange("country", "DE", "contribute")
        actions.change_audience(audience=audiences["group"], changes=[change], by=nora)
        thread, refusals = meanwhile(remove)
    thread.join()
    assert refusals == []
    assert held_by_germany(gregor) == {"Germany only"}


def test_the_one_who_removes_is_first(nora: Officer, gregor: Officer, audiences: dict[str, Audience]) -> None:
    def add() -> None:
        with acting_as(nora.pk):
            change = GrantChange("country", "DE", "contribute")
            actions.change_audience(audience=audiences["group"], changes=[change], by=nora)

    with acting_as_system("operator"):
        actions.remove_country(country=gregor.country)
        thread, refusals = meanwhile(add)
    thread.join()
    assert [refusal.message for refusal in refusals] == ["This country or unit does not take part."]
    assert held_by_germany(gregor) == {"Germany only"}
