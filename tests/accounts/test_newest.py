"""Newest-first lists: read lazily from each audience, and equal to the plain query under the policies."""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.models import Audience, Officer
from accounts.visibility import newest_ids
from icse.core.doors import acting_as, acting_as_system
from series.models import Series

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)
AUDIENCES = ("members", "NL", "group", "FR", "DE")
#: Audience, minutes, active: few minutes, so that many rows share one.
ROWS = st.lists(st.tuples(st.sampled_from(AUDIENCES), st.integers(0, 12), st.booleans()), max_size=60)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS, limit=st.integers(1, 25), active=st.booleans())
@example(rows=[("members", 5, True)] * 40 + [("NL", 5, True)] * 9, limit=20, active=True)
@example(rows=[("members", 9, True)] * 8 + [("group", 8, True)] * 8 + [("NL", 7, True)] * 8, limit=16, active=True)
def test_the_newest_are_those_of_the_plain_query(
    audiences: dict[str, Audience], nora: Officer, rows: list[tuple[str, int, bool]], limit: int, active: bool
) -> None:
    where, params = ("t.active_for_victims = %s", [active]) if active else ("true", [])
    with transaction.atomic():
        with acting_as_system("tests"):
            _make(rows, audiences, nora)
        with acting_as(nora.pk):
            found = newest_ids("series_series", "last_activity_at", limit, where=where, params=params)
            plain = Series.objects.filter(active_for_victims=True) if active else Series.objects.all()
            expected = list(plain.order_by("-last_activity_at", "-id").values_list("pk", flat=True)[:limit])
        assert found == expected
        assert len(expected) == min(limit, sum(a in AUDIENCES[:3] and (on or not active) for a, _, on in rows))
        transaction.set_rollback(True)


def _make(rows: list[tuple[str, int, bool]], audiences: dict[str, Audience], by: Officer) -> None:
    made = [
        Series(
            title="Room",
            country_id=by.country_id,
            unit_id=by.unit_id,
            officer_id=by.pk,
            audience=audiences[audience],
            active_for_victims=active,
            last_activity_at=MOMENT + timedelta(minutes=minutes),
        )
        for audience, minutes, active in rows
    ]
    Series.objects.bulk_create(made)
