"""A skewed world, large enough that a plan which reads too much shows it, and two officers who ask in it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import numpy as np

from icse.demo.scale.loading import load_world
from icse.demo.scale.plan import Plan, plan_world
from icse.demo.scale.size import Size
from tests.demo.scale.conftest import UNTIL, Database, silent

SIZE = Size(items=40_000, series=12_000, countries=20, audiences=60, officers=90, threads=12_000, seed=4, until=UNTIL)

_MORE_EVENTS = """
    INSERT INTO core_event (key, type, about, audiences)
    SELECT gen_random_uuid(), 'item.progressed', ARRAY[gen_random_uuid()], ARRAY[1] FROM generate_series(1, 5000)
"""


@dataclass(frozen=True)
class Loaded:
    """The world, where it is, and who asks."""

    plan: Plan
    database: Database
    many: UUID
    few: UUID


@contextmanager
def loaded_world() -> Iterator[Loaded]:
    """Load it into a database of its own, which goes with the block."""
    plan = plan_world(SIZE)
    database = Database(f"icse_plans_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}")
    with database.connect("owner") as connection:
        load_world(connection, plan, silent)
    with database.connect("postgres") as connection:
        connection.execute(_MORE_EVENTS)
        connection.execute("ANALYZE core_event")
    held = [len(plan.people.held(place)) for place in range(SIZE.officers)]
    newest = int(np.flatnonzero(plan.people.officer_country == plan.people.newcomer)[0])
    places = int(np.argmax(held)), newest
    many, few = (UUID(bytes=plan.people.officer_keys[place].tobytes()) for place in places)
    assert max(held) > 6
    yield Loaded(plan, database, many, few)
    database.drop()
