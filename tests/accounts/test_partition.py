"""The partition's ground: no actor, no rows; a forged fact, no rows; the inverse question agrees."""

import pytest
from django.db import connection

from accounts.models import Audience, Officer
from accounts.visibility import held_audiences, officers_who_see
from icse.core.doors import acting_as, acting_as_system


def test_no_actor_means_no_rows(db: object) -> None:
    with acting_as_system("tests"):
        assert Officer.objects.count() == 10
    assert list(Officer.objects.all()) == []
    assert list(Audience.objects.all()) == []
    assert held_audiences() == []


def test_nora_holds_members_her_country_and_the_group(nora: Officer, audiences: dict[str, Audience]) -> None:
    with acting_as(nora.pk):
        assert set(held_audiences()) == {audiences[key].pk for key in ("members", "NL", "group")}
        assert {o.name for o in Officer.objects.all()} == {"Nora", "Niels", "Ada", "Una", "Ivo"}


@pytest.mark.parametrize("name", ["una", "ivo", "cleo", "ada"])
def test_who_holds_nothing(name: str, request: pytest.FixtureRequest) -> None:
    who: Officer = request.getfixturevalue(name)
    with acting_as(who.pk):
        assert held_audiences() == []
        assert list(Audience.objects.all()) == []


def test_rows_for_officer_agree_with_officers_for_row(audiences: dict[str, Audience]) -> None:
    with acting_as_system("tests"):
        people = list(Officer.objects.all())
        seers = {a.pk: officers_who_see(a.pk) for a in audiences.values()}
    for who in people:
        with acting_as(who.pk):
            assert set(held_audiences()) == {pk for pk, whom in seers.items() if who.pk in whom}


def test_login_is_no_superuser(db: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT session_user, current_user, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = session_user"
        )
        assert cursor.fetchone() == ("icse_worker", "icse_app", False, False)
