"""Two countries upload near-duplicates at the same moment: they find each other, however the stages interleave."""

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series.ingest.pipeline import STAGES, Stage
from series.ingest.work import Outcome, Work
from series.matching.index import keeping
from series.models import BlindHitOther
from tests import media
from tests.series.ingest.test_two_workers import at_once, pairs
from tests.series.making import receive

pytestmark = [pytest.mark.commits, pytest.mark.django_db(transaction=True)]
ROUNDS = 8
_LONGEST = 0.05


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path
    settings.INDEX_FOLDER = tmp_path / "index"


def late(run: Callable[[Work], Outcome], chance: random.Random) -> Callable[[Work], Outcome]:
    """Wait for a while before and after a stage, inside its transaction if it has one."""

    def slowly(work: Work) -> Outcome:
        time.sleep(chance.uniform(0, _LONGEST))
        outcome = run(work)
        time.sleep(chance.uniform(0, _LONGEST))
        return outcome

    return slowly


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_they_find_each_other_every_time(
    nora: Officer, gregor: Officer, audiences: dict[str, Audience], monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """As hit, and, since neither sees the other's, as a blind hit of both; with a file of the index, and without."""
    chance = random.Random(seed)
    stages = tuple(
        Stage(stage.name, late(stage.run, chance), in_database=stage.in_database, tells=stage.tells) for stage in STAGES
    )
    if seed % 2:
        with acting_as_system("tests"):
            keeping.rebuild()
    hers = receive(nora, audiences["NL"], media.as_bytes(media.pattern(seed)))
    his = receive(gregor, audiences["DE"], media.as_bytes(media.recompressed(media.pattern(seed))))
    done = at_once([hers, his], stages, monkeypatch)
    assert {item.state for item in done} == {"ready"}
    assert pairs() == [(his.pk, hers.pk, "near")]
    with acting_as_system("tests"):
        sides = set(BlindHitOther.objects.values_list("blind_hit__item", "item"))
    assert sides == {(hers.pk, his.pk), (his.pk, hers.pk)}
