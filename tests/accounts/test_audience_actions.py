"""Group audiences: who makes and changes them, what that does to sight, and what raw SQL cannot."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from accounts.actions import change_audience, choose_default_audience, make_audience, preview_changes
from accounts.membership import GrantChange, Member, Moved, members_of
from accounts.models import Audience, AudienceGroupGrant, AudienceUserGrant, Country, Officer, Unit
from accounts.queries import default_audience
from accounts.visibility import contributable_audiences, held_audiences, officers_who_see, owned_audiences
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import IcseError, NotAllowed
from icse.core.models import AuditEntry, Event
from tests.personas import address

ClientOf = Callable[[Officer], Client]
GERMANY = GrantChange("country", "DE", "view")
WORKING = ("nora", "niels", "fleur", "felix", "gregor", "bea")


def make(by: Officer, **more: bool) -> Audience:
    with acting_as(by.pk):
        return make_audience(name="Wallpapers", by=by, **more)


def change(audience: Audience, by: Officer, *changes: GrantChange) -> list[Moved]:
    with acting_as(by.pk):
        return change_audience(audience=audience, changes=changes, by=by)


def seers(audience: Audience) -> set[str]:
    with acting_as_system("tests"):
        return set(Officer.objects.filter(pk__in=officers_who_see(audience.pk)).values_list("name", flat=True))


def may_contribute(audience: Audience, who: Officer) -> bool:
    with acting_as(who.pk):
        return audience.pk in contributable_audiences()


def test_a_new_audience_is_held_by_the_own_country_and_owned_by_the_unit(nora: Officer, niels: Officer) -> None:
    made = make(nora)
    assert (made.kind, made.owner_id, made.unit_id, made.named_only) == ("group", "NL", nora.unit_id, False)
    assert seers(made) == {"Nora", "Niels"}
    assert may_contribute(made, nora)
    for who in (nora, niels):
        with acting_as(who.pk):
            assert made.pk in owned_audiences()


def test_one_of_named_officers_is_held_and_owned_by_its_maker_alone(nora: Officer, niels: Officer) -> None:
    made = make(nora, named_only=True)
    assert seers(made) == {"Nora"}
    with acting_as(niels.pk):
        assert made.pk not in owned_audiences()
        assert not Audience.objects.filter(pk=made.pk).exists()


@pytest.mark.parametrize("name", ["cleo", "ada", "una", "ivo"])
def test_who_holds_nothing_makes_nothing(name: str, request: pytest.FixtureRequest) -> None:
    who: Officer = request.getfixturevalue(name)
    with acting_as(who.pk), pytest.raises((NotAllowed, IcseError)):
        make_audience(name="Mine", by=who)
    with acting_as(who.pk), pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT icse_make_audience('Mine', false, false)")
    with acting_as_system("tests"):
        assert not Audience.objects.filter(name="Mine").exists()


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "All members", "netherlands ONLY"])
def test_a_name_that_misleads_is_refused(name: str, nora: Officer) -> None:
    with acting_as(nora.pk), pytest.raises(IcseError) as refused:
        make_audience(name=name, by=nora)
    assert refused.value.field == "name"


def test_each_kind_of_member_gains_and_loses(nora: Officer, gregor: Officer, fleur: Officer) -> None:
    made = make(nora)
    assert change(made, nora, GERMANY) == [Moved(gregor.unit_id, "DE", 1, 0)]
    assert seers(made) == {"Nora", "Niels", "Gregor"}
    assert not may_contribute(made, gregor)
    assert change(made, nora, GrantChange("country", "DE", "contribute")) == []
    assert may_contribute(made, gregor)
    french = GrantChange("unit", str(fleur.unit_id), "view")
    assert change(made, nora, french, GrantChange("country", "DE", "none")) == [
        Moved(gregor.unit_id, "DE", 0, 1),
        Moved(fleur.unit_id, "FR", 2, 0),
    ]
    gone = GrantChange("unit", str(fleur.unit_id), "none")
    felix = GrantChange("officer", address("Felix").upper(), "contribute")
    assert change(made, nora, gone, felix) == [Moved(fleur.unit_id, "FR", 0, 1)]
    assert seers(made) == {"Nora", "Niels", "Felix"}


def test_one_officer_in_place_of_another_is_both_a_gain_and_a_loss(nora: Officer, fleur: Officer) -> None:
    made = make(nora)
    change(made, nora, GrantChange("officer", address("Fleur"), "view"))
    swap = [GrantChange("officer", address("Fleur"), "none"), GrantChange("officer", address("Felix"), "view")]
    assert change(made, nora, *swap) == [Moved(fleur.unit_id, "FR", 1, 1)]


def test_a_preview_says_what_the_change_does_and_does_nothing(nora: Officer, gregor: Officer, ada: Officer) -> None:
    made = make(nora)
    changes = [GERMANY, GrantChange("officer", address("Ada"), "view"), GrantChange("officer", address("Bea"), "view")]
    with acting_as(nora.pk):
        foreseen = preview_changes(audience=made, changes=changes, by=nora)
        assert members_of(made) == [Member("country", "NL", None, "NL", "contribute")]
    assert seers(made) == {"Nora", "Niels"}
    assert [(one.country, one.gained, one.lost) for one in foreseen] == [("BE", 1, 0), ("DE", 1, 0)]
    assert change(made, nora, *changes) == foreseen
    assert seers(made) == {"Nora", "Niels", "Gregor", "Bea"}, "an administrator in it sees nothing"
    with acting_as_system("tests"):
        assert set(AuditEntry.objects.filter(officer_id=nora.pk).values_list("action", flat=True)) == {
            "audience.made",
            "audience.changed",
            "audience.member_changed",
        }


REFUSED = {
    "the own country leaves": GrantChange("country", "NL", "none"),
    "the own country only views": GrantChange("country", "NL", "view"),
    "a country that does not take part": GrantChange("country", "ES", "view"),
    "the General Secretariat": GrantChange("country", "XG", "view"),
    "no country": GrantChange("country", "??", "view"),
    "no unit": GrantChange("unit", "01999999-0000-7000-8000-000000000000", "view"),
    "no officer": GrantChange("officer", "nobody@example.invalid", "view"),
    "an inactive officer": GrantChange("officer", address("Ivo"), "view"),
    "no level": GrantChange("country", "DE", "own"),  # type: ignore[arg-type]
    "no kind": GrantChange("world", "DE", "view"),  # type: ignore[arg-type]
}


@pytest.mark.parametrize("refused", REFUSED.values(), ids=list(REFUSED))
def test_what_cannot_be_is_refused_and_nothing_of_it_stays(refused: GrantChange, nora: Officer) -> None:
    made = make(nora)
    with acting_as(nora.pk):
        with pytest.raises(IcseError):
            change_audience(audience=made, changes=[GERMANY, refused], name="Other", by=nora)
        made.refresh_from_db()
    assert made.name == "Wallpapers"
    assert seers(made) == {"Nora", "Niels"}
    assert change(made, nora, GERMANY) != []


def test_named_officers_only_and_one_of_the_unit_stays(nora: Officer) -> None:
    made = make(nora, named_only=True)
    for refused in (GERMANY, GrantChange("officer", address("Nora"), "none")):
        with pytest.raises(IcseError):
            change(made, nora, refused)
    change(made, nora, GrantChange("officer", address("Fleur"), "contribute"))
    with pytest.raises(IcseError, match="your unit"):
        change(made, nora, GrantChange("officer", address("Nora"), "view"))
    niels = GrantChange("officer", address("Niels"), "contribute")
    change(made, nora, niels, GrantChange("officer", address("Nora"), "none"))
    assert seers(made) == {"Fleur", "Niels"}


@pytest.mark.parametrize("name", ["fleur", "gregor", "bea", "cleo", "ada"])
def test_only_the_owning_unit_changes_it(name: str, request: pytest.FixtureRequest, niels: Officer) -> None:
    who: Officer = request.getfixturevalue(name)
    made = make(niels)
    change(made, niels, GrantChange("country", "FR", "contribute"))
    with pytest.raises(NotAllowed):
        change(made, who, GERMANY)
    with acting_as(who.pk), pytest.raises(NotAllowed):
        preview_changes(audience=made, changes=[GERMANY], by=who)
    assert seers(made) == {"Nora", "Niels", "Fleur", "Felix"}


@pytest.mark.parametrize("name", [*WORKING, "cleo", "ada"])
def test_raw_sql_gives_nobody_anything(
    name: str, request: pytest.FixtureRequest, audiences: dict[str, Audience]
) -> None:
    who: Officer = request.getfixturevalue(name)
    foreign = audiences["BE" if name != "bea" else "DE"]
    tries = [
        f"SELECT * FROM icse_change_audience({foreign.pk}, '{{country}}', '{{{who.country_id}}}', '{{view}}')",
        f"SELECT icse_write_grant({foreign.pk}, 'officer', '{who.email}', 'view')",
        f"INSERT INTO accounts_audienceusergrant (user_id, permission_id, content_object_id) "
        f"SELECT '{who.pk}', 1, {foreign.pk}",
        "INSERT INTO accounts_audience (key, kind, name, owner_id, named_only, lists_members) "
        f"VALUES (gen_random_uuid(), 'group', 'x', '{who.country_id}', false, false)",
        f"UPDATE accounts_audience SET unit_id = '{who.unit_id}'",
        "UPDATE accounts_audience SET kind = 'group'",
        "DELETE FROM accounts_audience",
        "DELETE FROM accounts_audiencegroupgrant",
        "SELECT count(*) FROM accounts_audiencegroupgrant",
        "UPDATE accounts_country SET is_connected = true",
    ]
    with acting_as(who.pk):
        before = held_audiences()
        for query in tries:
            refused = pytest.raises(DatabaseError, match=r"permission denied|Only the unit")
            with refused, transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(query)
        assert held_audiences() == before
    with acting_as(who.pk), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_audience SET name = 'mine' WHERE id = %s", [foreign.pk])
        assert cursor.rowcount == 0


def test_an_event_across_names_units_of_one_country_only(nora: Officer, gregor: Officer, bea: Officer) -> None:
    with acting_as(nora.pk):
        for units in ([], [nora.pk], [gregor.unit_id, bea.unit_id], [gregor.unit_id, nora.pk]):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT icse_tell_sight_changed(%s::uuid[])", [list(units)])


def test_members_are_listed_to_whom_they_may_be(nora: Officer, fleur: Officer, gregor: Officer, niels: Officer) -> None:
    made = make(nora)
    unit = GrantChange("unit", str(fleur.unit_id), "contribute")
    change(made, nora, unit, GrantChange("officer", address("Bea"), "view"))
    mine = [
        Member("country", "NL", None, "NL", "contribute"),
        Member("officer", address("Bea"), Unit.objects.get(country_id="BE").pk, "BE", "view"),
        Member("unit", str(fleur.unit_id), fleur.unit_id, "FR", "contribute"),
    ]
    with acting_as(niels.pk):
        assert members_of(made) == mine
    with acting_as(fleur.pk):
        assert members_of(made) == []
    with acting_as(nora.pk):
        change_audience(audience=made, changes=[], lists_members=True, by=nora)
    with acting_as(fleur.pk):
        listed = members_of(made)
        assert [(one.kind, one.country) for one in listed] == [("country", "NL"), ("officer", "BE"), ("unit", "FR")]
        assert "@" not in "".join(one.member for one in listed)
    with acting_as(gregor.pk):
        assert members_of(made) == []


@pytest.mark.django_db(transaction=True)
def test_those_whose_sight_changes_are_told_and_nobody_else(nora: Officer, gregor: Officer, fleur: Officer) -> None:
    made = make(nora)
    change(made, nora, GERMANY, GrantChange("officer", address("Felix"), "view"))
    told = {"nora": [], "gregor": [[gregor.unit_id]], "fleur": [[fleur.unit_id]]}
    for who in (nora, gregor, fleur):
        with acting_as(who.pk):
            events = Event.objects.filter(type="sight.changed").values_list("about", flat=True)
            assert list(events) == told[who.name.lower()]
    with acting_as(nora.pk):
        preview_changes(audience=made, changes=[GrantChange("country", "DE", "none")], by=nora)
    with acting_as_system("tests"):
        assert Event.objects.filter(type="sight.changed").count() == 2


def test_the_owning_unit_is_the_owning_countrys(nora: Officer, fleur: Officer) -> None:
    made = make(nora)
    with acting_as_system("tests"), pytest.raises(DatabaseError), transaction.atomic():
        Audience.objects.filter(pk=made.pk).update(unit=fleur.unit_id)


def test_the_default_is_the_supervisors_choice(
    niels: Officer, nora: Officer, gregor: Officer, audiences: dict[str, Audience]
) -> None:
    with acting_as(nora.pk):
        assert default_audience(nora) == audiences["NL"]
        with pytest.raises(NotAllowed):
            choose_default_audience(audience=audiences["group"], by=nora)
    with acting_as(niels.pk):
        with pytest.raises(NotAllowed):
            choose_default_audience(audience=audiences["DE"], by=niels)
        choose_default_audience(audience=audiences["group"], by=niels)
    nora.country.refresh_from_db()
    with acting_as(nora.pk):
        assert default_audience(nora) == audiences["group"]
    with acting_as(gregor.pk):
        assert default_audience(gregor) == audiences["DE"]
        assert Country.objects.filter(pk="NL").update(default_audience=None) == 0
    with acting_as_system("tests"):
        AudienceGroupGrant.objects.filter(content_object=audiences["group"]).delete()
        AudienceUserGrant.objects.all().delete()
    with acting_as(nora.pk):
        assert default_audience(nora) == audiences["NL"], "one that is no longer held is not offered"


@pytest.mark.parametrize(
    ("audience", "change"),
    [
        (None, ("officer", "nobody@example.invalid", "none")),
        ("own", ("country", "NL", None)),
        ("own", (None, "FR", "view")),
        ("own", ("country", None, "view")),
    ],
)
def test_what_is_not_said_changes_nothing(
    audience: str | None, change: tuple[str | None, ...], nora: Officer, audiences: dict[str, Audience]
) -> None:
    """To the function itself: a missing word is no way past its questions."""
    with acting_as(nora.pk):
        made = make_audience(name="Ours", by=nora)
        values = [made.pk if audience else None, *([word] for word in change)]
        call = "SELECT * FROM icse_change_audience(%s, %s::text[], %s::text[], %s::text[])"
        refused = pytest.raises(DatabaseError, match=r"Only the unit|Choose a country")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(call, values)
        assert made.pk in owned_audiences()
