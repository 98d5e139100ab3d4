"""Of files that come at the same moment as many are taken as are together within their country's share."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from series import actions
from series.actions.limits import OverShare
from series.models import Holding
from tests.series.receiving.sending import opened

pytestmark = [pytest.mark.commits, pytest.mark.django_db(transaction=True)]


def test_as_many_as_fit_are_taken(
    nora: Officer, niels: Officer, audiences: dict[str, Audience], settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_FOLDER = tmp_path
    settings.COUNTRY_BYTES = 130
    together = threading.Barrier(4, timeout=30)
    uploads = [opened(by, audiences["group"], case=f"C-{n}") for n, by in enumerate([nora, niels, nora, niels])]

    def begin(by: Officer, upload: Any) -> bool:
        together.wait()
        try:
            with acting_as(by.pk):
                actions.begin_transfer(upload=upload, name="a.jpg", size=60, by=by)
        except OverShare:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(begin, [nora, niels, nora, niels], uploads))
    assert sorted(taken) == [False, False, True, True]
    with acting_as_system("tests"):
        assert list(Holding.objects.values_list("country_id", "bytes")) == [("NL", 120)]
