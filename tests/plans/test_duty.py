"""What waits for a unit is read from indexes of its own: neither all referrals, nor all series of the unit."""

from typing import Any

import pytest
from django.db.models import QuerySet

from accounts.models import Officer
from series.models import Referral
from series.queries.duty import Standing, accepted, ours, standing_offers, to_answer
from series.queries.turns import in_turns
from tests.plans.test_hot_queries import asked, explained
from tests.plans.world import Loaded


@pytest.fixture
def officer(world: Loaded) -> Officer:
    """Who sees most, on duty."""
    with world.database.connect("postgres") as connection:
        found = connection.execute("SELECT unit_id, country_id FROM accounts_officer WHERE id = %s", [world.many])
        [(unit, country)] = found.fetchall()
    return Officer(pk=world.many, unit_id=unit, country_id=country)


def test_what_came_and_waits_is_read_from_its_index(world: Loaded, officer: Officer) -> None:
    standing = Standing(officer.unit_id, is_duty=True, is_supervisor=False)
    lists: list[QuerySet[Any]] = [in_turns(to_answer(officer, standing), "due_at", "pk"), accepted(officer, standing)]
    for rows in lists:
        used = explained(world, world.many, *asked(rows))
        assert used.indexes == {"referral_waiting"}
        assert used.rows["series_referral"] < 100


def test_what_the_unit_has_to_see_to_is_read_from_its_index(world: Loaded, officer: Officer) -> None:
    used = explained(world, world.many, *asked(ours(officer)))
    assert "referral_of_unit" in used.indexes
    assert Referral._meta.db_table not in used.whole


def test_of_what_others_say_the_own_series_are_read_from_an_index_alone(world: Loaded, officer: Officer) -> None:
    used = explained(world, world.many, *asked(standing_offers(officer).values_list("pk")))
    assert "series_active_of_unit" in used.indexes
    assert not used.whole & {"series_series", "series_referral"}
