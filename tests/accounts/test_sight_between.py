"""Who gains and loses between two audiences: by the rule itself, and no more than the asker may know."""

import pytest
from django.db import DatabaseError, transaction

from accounts.actions import change_audience, make_audience
from accounts.membership import GrantChange
from accounts.models import Audience, Officer
from accounts.sharing import members_known, sight_between
from accounts.visibility import officers_who_see
from icse.core.doors import acting_as, acting_as_system
from tests.personas import address

Audiences = dict[str, Audience]
Told = set[tuple[str, int | None, int | None]]


def make(by: Officer, *changes: GrantChange, **more: bool) -> Audience:
    """A group of the officer's unit with these in it besides."""
    with acting_as(by.pk):
        made = make_audience(name=f"Group {Audience.objects.count()}", by=by, **more)
        change_audience(audience=made, changes=changes, by=by)
    return made


def country(code: str, level: str = "contribute") -> GrantChange:
    return GrantChange("country", code, level)  # type: ignore[arg-type]


def one(name: str) -> GrantChange:
    return GrantChange("officer", address(name), "contribute")


def told(by: Officer, before: Audience, after: Audience) -> Told:
    with acting_as(by.pk):
        return {(sight.country, sight.gained, sight.lost) for sight in sight_between(before.pk, after.pk)}


def known(by: Officer, audience: Audience) -> bool:
    with acting_as(by.pk):
        return members_known(audience)


def test_widening_tells_exactly_who_gains(nora: Officer, audiences: Audiences) -> None:
    national, group, members = audiences["NL"], audiences["group"], audiences["members"]
    assert told(nora, national, group) == {("FR", 2, 0)}
    assert told(nora, national, members) == {("FR", 2, 0), ("DE", 1, 0), ("BE", 1, 0)}
    assert told(nora, group, members) == {("DE", 1, 0), ("BE", 1, 0)}
    assert told(nora, members, group) == {("DE", 0, 1), ("BE", 0, 1)}
    assert told(nora, group, group) == set()


def test_the_numbers_are_the_rules_own(nora: Officer, audiences: Audiences) -> None:
    theirs = make(nora, country("DE"), one("Felix"))
    with acting_as_system("tests"):
        before, after = officers_who_see(audiences["group"].pk), officers_who_see(theirs.pk)
        gaining = list(Officer.objects.filter(pk__in=after - before).values_list("country_id", flat=True))
        losing = list(Officer.objects.filter(pk__in=before - after).values_list("country_id", flat=True))
    assert (gaining, losing) == (["DE"], ["FR"])
    assert told(nora, audiences["group"], theirs) == {("DE", 1, 0), ("FR", 0, 1)}


def test_a_hidden_group_tells_of_the_own_country_only(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    """Either way: the difference with all members would tell who is in it as well as who is not."""
    hidden = make(gregor, country("NL"), country("FR"))
    listed = make(gregor, country("NL"), country("FR"), lists_members=True)
    members, national = audiences["members"], audiences["NL"]
    assert (known(nora, hidden), known(nora, listed), known(gregor, hidden)) == (False, True, True)
    assert told(nora, hidden, members) == set()
    assert told(nora, members, hidden) == set()
    assert told(nora, national, hidden) == set()
    assert told(nora, hidden, national) == set()
    assert told(nora, listed, members) == {("BE", 1, 0)}
    assert told(nora, members, listed) == {("BE", 0, 1)}
    assert told(nora, listed, national) == {("DE", 0, 1), ("FR", 0, 2)}
    # Its owner is told: it is the owner's own list.
    assert told(gregor, members, hidden) == {("BE", 0, 1)}


def test_the_own_country_is_always_told(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    hidden = make(gregor, one("Nora"), one("Fleur"), named_only=True)
    assert told(nora, audiences["NL"], hidden) == {("NL", 0, 1)}
    assert told(nora, hidden, audiences["members"]) == {("NL", 1, 0)}


def test_officers_named_one_by_one_are_counted_for_the_owner_only(
    nora: Officer, gregor: Officer, audiences: Audiences
) -> None:
    listed = make(gregor, country("NL"), one("Fleur"), lists_members=True)
    assert told(nora, audiences["NL"], listed) == {("FR", None, 0), ("DE", 1, 0)}
    assert told(nora, listed, audiences["NL"]) == {("FR", 0, None), ("DE", 0, 1)}
    assert told(gregor, audiences["DE"], listed) == {("FR", 1, 0), ("NL", 2, 0)}


@pytest.mark.parametrize("places", [("DE", "members"), ("members", "DE"), ("theirs", "NL"), ("NL", "theirs")])
def test_only_held_audiences_are_compared(
    nora: Officer, gregor: Officer, audiences: Audiences, places: tuple[str, str]
) -> None:
    every = {**audiences, "theirs": make(gregor, country("BE"), lists_members=True)}
    before, after = (every[place].pk for place in places)
    with acting_as(nora.pk):
        with pytest.raises(DatabaseError, match="only audiences that you hold"), transaction.atomic():
            sight_between(before, after)
        assert not members_known(every["theirs"])


def test_who_holds_nothing_is_told_nothing(ada: Officer, cleo: Officer, audiences: Audiences) -> None:
    for officer in (ada, cleo):
        with acting_as(officer.pk):
            with pytest.raises(DatabaseError, match="only audiences that you hold"), transaction.atomic():
                sight_between(audiences["members"].pk, audiences["members"].pk)
            assert not members_known(audiences["members"])
