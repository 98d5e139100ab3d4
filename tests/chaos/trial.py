"""One trial: files are sent while processes are killed; then what is wrong is said."""

import hashlib
import json
import os
import random
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import psycopg

from icse.embedded.processes import wait_until
from tests.chaos import checking, processes
from tests.chaos.extras import Extras
from tests.chaos.files import planned
from tests.chaos.sending import Sending, Sent
from tests.chaos.system import System, desks

#: Files that are cut in the middle on their way.
_CUT: Final = 3
#: How long anything may take when nothing is killed any more.
_PATIENCE: Final = 240.0
_PAUSE: Final = 0.05
_UNDER_WAY: Final = """
    SELECT (SELECT count(*) FROM series_archive WHERE state NOT IN ('ready', 'refused'))
         + (SELECT count(*) FROM series_stone WHERE removed_at IS NULL)
"""


@dataclass(frozen=True)
class Plan:
    """So many files, and what is killed, one after the other, at moments drawn from the seed."""

    files: int
    kills: tuple[str, ...]
    seed: int


@dataclass(frozen=True)
class Outcome:
    """What was sent, and everything that is wrong."""

    sent: list[Sent]
    complaints: list[str]
    extras: dict[str, bytes]


def carry_out(system: System, plan: Plan) -> Outcome:
    """Send, kill, wait until everything has ended, let the janitor work, and look."""
    draw = random.Random(plan.seed)
    files = planned(plan.files, plan.seed)
    people = desks(system)
    with Sending(system.port, people, files) as sending, Extras(system.port, people, plan.seed) as extras:
        _disturb(system, plan, draw, sending)
        _wait(system, lambda: _is_sent(system, sending) and extras.is_over)
    if problems := [*sending.problems, *filter(None, [extras.problem])]:
        return Outcome(sending.sent, [*problems, system.logs()], extras.expected)
    _wait(system, partial(_has_ended, system))
    found = _aftermath(system, extras)
    with system.connect() as connection:
        found += checking.complaints(connection, system.folder / "media", sending.sent, extras.expected)
    return Outcome(sending.sent, found, extras.expected)


def _disturb(system: System, plan: Plan, draw: random.Random, sending: Sending) -> None:
    """Kill at moments that are drawn by how far the work has come, so that there is always work when it happens."""
    moments = sorted(draw.uniform(0.02, 0.9) * plan.files for _ in plan.kills)
    for kind, moment in zip(plan.kills, moments, strict=True):
        _wait(system, partial(has_come_so_far, system, sending, moment))
        if sending.problems:
            return
        time.sleep(draw.uniform(0, 0.3))
        _wait(system, partial(system.kill, kind, draw))


def _wait(system: System, condition: Callable[[], bool]) -> None:
    """Be the supervisor until the condition holds. Raises AssertionError when it never does."""

    def look() -> bool:
        system.look_after()
        return condition()

    assert wait_until(look, _PATIENCE, _PAUSE), f"{system.killed}\n{_states(system)}\n{system.logs()}"


def has_come_so_far(system: System, sending: Sending, moment: float) -> bool:
    """Whether so many files have ended, or sending has; lets the senders go on."""
    states = _states(system)
    ended = sum(states[end] for end in checking.ENDS)
    sending.go_on(ended)
    return bool(sending.problems) or ended >= moment


def _is_sent(system: System, sending: Sending) -> bool:
    has_come_so_far(system, sending, 0)
    return sending.is_over


def _has_ended(system: System) -> bool:
    """Whether no item, archive or deletion is under way."""
    if _states(system).keys() - checking.ENDS:
        return False
    with suppress(psycopg.Error), system.connect() as connection:
        return connection.execute(_UNDER_WAY).fetchone() == (0,)
    return False


def _states(system: System) -> Counter[str]:
    """Count the items by state. While the database is away, nothing has ended."""
    with suppress(psycopg.Error), system.connect() as connection:
        return Counter(dict(connection.execute("SELECT state, count(*) FROM series_item GROUP BY state").fetchall()))
    return Counter({"database is away": 1})


def _aftermath(system: System, extras: Extras) -> list[str]:
    """Let a day pass for the janitor, then look at what it left, at the index, and at processes."""
    with system.connect() as connection:
        named = {row[0] for row in connection.execute("SELECT sha256 FROM series_item")}
    _age(system.folder / "media")
    orphans = {path.name for path in (system.folder / "media").glob("blobs/*/*/*")} - named
    tidied = json.loads(system.run("worker", "-m", "tests.chaos.tidying"))
    removed, verdict = tidied["removed"], tidied["verdict"]
    wrong = [f"index verify: {verdict}"] if "0 missed, 0 wrong" not in verdict else []
    if removed != len(orphans):
        wrong.append(f"the janitor removed {removed} contents, and {len(orphans)} were nobody's")
    with system.connect() as connection:
        entries = connection.execute("SELECT count(*) FROM core_auditentry WHERE action = 'blob.removed'").fetchone()
    deleted = int(hashlib.sha256(extras.removed).hexdigest() not in orphans)
    if entries != (removed + deleted,):
        wrong.append(f"{removed} contents were removed, {deleted} deleted, {entries} recorded")
    if extras.gone_on != _CUT:
        wrong.append(f"{extras.gone_on} files were gone on with in the middle, not {_CUT}")
    wrong += [f"{path.name} is left of a build" for path in (system.folder / "index").glob("*.part")]
    left = system.decoders_seen & processes.all_decoders() - system.decoders()
    return [*wrong, *(f"the decoder {pid} outlived its worker" for pid in left)]


def _age(folder: Path) -> None:
    a_day_ago = time.time() - 25 * 3600
    for path in folder.rglob("*"):
        os.utime(path, (a_day_ago, a_day_ago))
