"""What is solved leaves every active surface, and returns: surfaces are derived, each filter is switched off."""

import pytest
from celery import current_app
from django.db import connection

import icse.celery
from icse.core.events import TYPES
from tests.partition.routes import routes
from tests.partition.solving import FAULTS, LOOKS, look
from tests.partition.surfaces import ACTIVE, OTHERS, others

assert icse.celery
_SWITCHED = [(surface, fault) for surface, faults in ACTIVE.items() for fault in faults]


def found() -> set[str]:
    """Return every surface that the service has: from the resolver, the registries, and the database's catalogue."""
    current_app.loader.import_default_modules()
    tasks = {name for name in current_app.tasks if not name.startswith("celery.")}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
            "AND proowner = 'icse_definer'::regrole"
        )
        functions = {name for (name,) in cursor.fetchall()}
    by_kind = {"route": set(routes()), "event": set(TYPES), "task": tasks, "function": functions}
    return {f"{kind} {name}" for kind, names in by_kind.items() for name in names}


def test_every_surface_is_classified_once(db: object) -> None:
    listed = [*ACTIVE, *others()]
    assert sorted(listed) == sorted(set(listed))
    assert set(listed) == found()
    assert all(reason.strip() for reason in OTHERS)


def test_every_active_surface_can_be_looked_at_and_switched_off() -> None:
    assert set(ACTIVE) == set(LOOKS)
    assert [surface for surface, faults in ACTIVE.items() if not faults] == []
    assert {fault for _, fault in _SWITCHED} <= set(FAULTS)


@pytest.mark.parametrize("surface", ACTIVE)
def test_what_is_solved_is_gone_and_what_was_opened_again_is_back(surface: str, own_database: None) -> None:
    assert look(surface) == LOOKS[surface][1]


@pytest.mark.parametrize(("surface", "fault"), _SWITCHED)
def test_a_filter_that_is_switched_off_is_noticed(surface: str, fault: str, own_database: None) -> None:
    with FAULTS[fault]():
        assert look(surface) != LOOKS[surface][1]
    assert look(surface) == LOOKS[surface][1]
