"""The short trial: sixty files, an archive, a video, a deletion, three kills; each kind of loss would be noticed.

The long one is ``make soak`` (``tests.chaos.soak``).
"""

import random
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Final

import pytest

from series.ingest.decoder import PLAIN, THUMB
from tests.chaos.checking import complaints
from tests.chaos.system import System, running
from tests.chaos.trial import Outcome, Plan, carry_out

SEED: Final = 1
FILES: Final = 60
KILLS: Final = tuple(random.Random(SEED).sample(("worker", "broker", "database"), 3))

Finished = tuple[System, Outcome]


@pytest.fixture(scope="module")
def finished() -> Iterator[Finished]:
    """A service that was disturbed and has finished."""
    with running() as system:
        yield system, carry_out(system, Plan(FILES, KILLS, SEED))


def test_nothing_is_lost(finished: Finished) -> None:
    system, outcome = finished
    assert outcome.complaints == [], system.logs()
    assert system.killed == list(KILLS)
    with system.connect() as connection:
        kinds = dict(connection.execute("SELECT kind, count(*) FROM series_hit GROUP BY kind").fetchall())
        states = dict(connection.execute("SELECT state, count(*) FROM series_item GROUP BY state").fetchall())
    assert sum(states.values()) >= FILES
    # There was something to lose of each kind.
    assert {kind for kind, count in kinds.items() if count > 2} == {"exact", "near"}
    assert {state for state, count in states.items() if count > 1} == {"ready", "duplicate", "refused"}


READY = "(SELECT id FROM series_item WHERE state = 'ready' ORDER BY id LIMIT 1)"
LOSSES: Final = {
    "a hit": ("DELETE FROM series_hit WHERE id = (SELECT id FROM series_hit LIMIT 1)", "were not matched|blind hits"),
    "a planted match": ("DELETE FROM series_hit WHERE kind = 'near'", "show the same and were not matched"),
    "a distance": ("UPDATE series_hit SET distance = distance + 1 WHERE kind = 'near'", "were matched as near"),
    "a side": ("DELETE FROM series_blindhitother", "sides are missing"),
    "a record": (f"DELETE FROM core_auditentry WHERE object_id = {READY}::text AND action = 'item.ready'", "0 ended"),
    "news": (f"DELETE FROM core_event WHERE about[1] = {READY}", "was told 0 times"),
    "an end": (f"UPDATE series_item SET state = 'working' WHERE id = {READY}", "is working at 'announce'"),
    "a good file": (
        f"UPDATE series_item SET state = 'refused', reason_code = 'gave_up' WHERE id = {READY}",
        "was refused as gave_up",
    ),
    "a row": (f"UPDATE series_item SET name = 'other' WHERE id = {READY}", "has 0 rows"),
    "which it repeats": (
        f"UPDATE series_item SET duplicate_of_id = {READY} WHERE state = 'duplicate'",
        "repeats what is not the same",
    ),
}


@pytest.mark.parametrize(("change", "words"), LOSSES.values(), ids=LOSSES.keys())
def test_a_loss_of_rows_would_be_noticed(finished: Finished, change: str, words: str) -> None:
    system, outcome = finished
    with system.connect() as connection:
        connection.execute("SET LOCAL session_replication_role = replica")
        assert connection.execute(change.encode()).rowcount > 0
        found = complaints(connection, system.folder / "media", outcome.sent, outcome.extras)
        connection.rollback()
    assert any(re.search(words, one) for one in found), found


def one_blob(media: Path) -> Path:
    return min(media.glob("blobs/*/*/*"), key=lambda path: path.name)


def one_preview(media: Path) -> Path:
    return min(media.glob(f"previews/*/*/*/{THUMB}"))


@contextmanager
def away(path: Path) -> Iterator[None]:
    content = path.read_bytes()
    path.unlink()
    yield
    path.write_bytes(content)


@contextmanager
def changed(path: Path) -> Iterator[None]:
    content = path.read_bytes()
    path.write_bytes(content + b"x")
    yield
    path.write_bytes(content)


@contextmanager
def added(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x")
    yield
    path.unlink()


DISORDERS: Final[dict[str, tuple[Callable[[Path], AbstractContextManager[None]], str]]] = {
    "a content is gone": (lambda media: away(one_blob(media)), "of a row is gone"),
    "a content is changed": (lambda media: changed(one_blob(media)), "is not what its name says"),
    "a preview is gone": (lambda media: away(one_preview(media)), "the previews of"),
    "nobody's content": (lambda media: added(media / "blobs" / "00" / "00" / ("0" * 64)), "is stored and nobody's"),
    "nobody's preview": (lambda media: added(media / "previews" / "00" / "00" / ("0" * 64) / "x"), "are nobody's"),
    "a half received file": (lambda media: added(media / "incoming" / "tmp1"), "was left behind"),
    "a half decoded file": (lambda media: added(media / "scratch" / "tmp1" / PLAIN), "was left behind"),
}


@pytest.mark.parametrize("name", DISORDERS)
def test_disorder_among_the_files_would_be_noticed(finished: Finished, name: str) -> None:
    system, outcome = finished
    disorder, words = DISORDERS[name]
    media = system.folder / "media"
    with disorder(media), system.connect() as connection:
        found = complaints(connection, media, outcome.sent, outcome.extras)
    assert any(words in one for one in found), found
