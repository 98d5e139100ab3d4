"""Files that come at the same moment do not wait for each other, none is forgotten, and the next is refused."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from series import actions
from series.actions.limits import OverShare
from series.ingest.upkeep import merge_holdings
from series.models import Holding
from tests.series.receiving.sending import opened

pytestmark = [pytest.mark.commits, pytest.mark.django_db(transaction=True)]


def test_all_that_come_at_once_are_counted(
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
    assert sum(taken) >= 2
    with acting_as_system("tests"):
        assert Holding.objects.filter(country="NL").aggregate(Sum("bytes")) == {"bytes__sum": 60 * sum(taken)}
    with acting_as(nora.pk), pytest.raises(OverShare):
        actions.begin_transfer(upload=uploads[0], name="b.jpg", size=60, by=nora)


def test_many_rows_become_one(nora: Officer, fleur: Officer, audiences: dict[str, Audience]) -> None:
    upload = opened(nora, audiences["group"], case="C-1")
    other = opened(fleur, audiences["members"], case="C-1")
    for _ in range(21):
        with acting_as(nora.pk):
            actions.begin_transfer(upload=upload, name="a.jpg", size=60, by=nora)
    with acting_as(fleur.pk):
        actions.begin_transfer(upload=other, name="a.jpg", size=7, by=fleur)
    assert merge_holdings() == 21
    assert merge_holdings() == 0
    with acting_as_system("tests"):
        assert sorted(Holding.objects.values_list("country_id", "bytes")) == [("FR", 7), ("NL", 21 * 60)]
