"""Two look-ups at the same moment cannot both have the last of the day's budget."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from accounts.models import Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import TooOften
from series import actions
from series.actions.lookups import Asked
from series.models import Lookup

pytestmark = [pytest.mark.commits, pytest.mark.django_db(transaction=True)]


def test_the_last_one_is_taken_once(nora: Officer, niels: Officer, settings: Any) -> None:
    settings.LOOKUPS_OF_A_COUNTRY = 1
    together = threading.Barrier(4, timeout=30)

    def ask(by: Officer) -> bool:
        together.wait()
        try:
            with acting_as(by.pk):
                actions.ask_hashes(asked=[Asked("md5", "ab" * 16)], by=by)
        except TooOften:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        allowed = list(pool.map(ask, [nora, niels, nora, niels]))
    assert sorted(allowed) == [False, False, False, True]
    with acting_as_system("tests"):
        assert Lookup.objects.count() == 1
