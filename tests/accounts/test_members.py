"""Who takes part: the acts of the operator, what they take, tell and record, and their commands."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from guardian.shortcuts import assign_perm

from accounts import actions
from accounts.membership import GrantChange
from accounts.models import ApiToken, Audience, AudienceGroupGrant, AudienceUserGrant, Country, Officer
from accounts.queries import connected_countries
from accounts.visibility import held_audiences, officers_who_see
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, IcseError, NotAllowed
from icse.core.models import AuditEntry, Event
from tests.personas import PASSWORD, address

ClientOf = Callable[[Officer], Client]
Audiences = dict[str, Audience]
Act = Callable[..., actions.Ended]


def token_of(who: Officer) -> str:
    with acting_as(who.pk):
        return actions.create_token(name="nightly", days=30, by=who)[1]


def do(act: Act, **given: Any) -> actions.Ended:
    with acting_as_system("operator"):
        return act(**given)


def holds(who: Officer) -> int:
    with acting_as(who.pk):
        return len(held_audiences())


def stamps(*people: Officer) -> list[str]:
    with acting_as_system("tests"):
        return [Officer.objects.get(pk=one.pk).session_stamp for one in people]


def entries(action: str) -> list[dict[str, Any]]:
    with acting_as_system("tests"):
        found = AuditEntry.objects.filter(action=action).order_by("id")
        return [{"officer": one.officer_id, "reason": one.reason, "on": one.object_id, **one.facts} for one in found]


def told() -> set[tuple[str, tuple[str, ...], tuple[int, ...]]]:
    with acting_as_system("tests"):
        events = Event.objects.filter(type="sight.changed")
        return {(one.type, tuple(map(str, one.about)), tuple(one.audiences)) for one in events}


def forget_events() -> None:
    with acting_as_system("tests"):
        Event.objects.all().delete()


def works(client: Client) -> bool:
    return client.get("/").status_code == 200


def by_token(secret: str) -> int:
    return Client().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).status_code


def test_a_suspended_country_sees_nothing_until_it_is_readmitted(
    nora: Officer, fleur: Officer, felix: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    hers, secret, colleague = client_of(fleur), token_of(fleur), token_of(nora)
    before = stamps(fleur, felix, nora)
    assert (holds(fleur), works(hers), by_token(secret)) == (3, True, 200)
    assert do(actions.suspend_country, country=fleur.country, reason_code="security") == actions.Ended(2, 1)
    assert (holds(fleur), works(hers), by_token(secret)) == (0, False, 401)
    assert [old == new for old, new in zip(before, stamps(fleur, felix, nora), strict=True)] == [False, False, True]
    assert (holds(nora), by_token(colleague)) == (3, 200)
    assert entries("country.suspended") == [
        {"officer": None, "reason": "security", "on": "FR", "officers": 2, "tokens": 1}
    ]
    do(actions.readmit_country, country=fleur.country)
    assert (holds(fleur), works(hers), by_token(secret)) == (3, False, 401)
    assert works(client_of(fleur_again(fleur)))


def fleur_again(fleur: Officer) -> Officer:
    """As the database has the officer now: a new session is made under the new stamp."""
    with acting_as_system("tests"):
        return Officer.objects.get(pk=fleur.pk)


@pytest.mark.django_db(transaction=True)
def test_everybody_looks_again_at_who_takes_part(fleur: Officer, audiences: Audiences) -> None:
    expected = {("sight.changed", (str(fleur.unit_id),), (audiences[one].pk,)) for one in ("FR", "members")}
    for act in (actions.suspend_country, actions.readmit_country, actions.remove_country):
        forget_events()
        do(act, country=fleur.country)
        assert told() == expected, act.__name__


@pytest.mark.django_db(transaction=True)
def test_of_an_officer_only_the_own_country_hears(fleur: Officer, audiences: Audiences) -> None:
    expected = {("sight.changed", (str(fleur.unit_id),), (audiences["FR"].pk,))}
    for act in (actions.end_certificate, actions.deactivate_officer, actions.reactivate_officer):
        forget_events()
        do(act, officer=fleur)
        assert told() == expected, act.__name__


def give_everything(fleur: Officer, gregor: Officer) -> dict[str, Audience]:
    """Audiences of Germany that France, its unit and one of its officers are in, and one that France made."""
    made = {}
    for kind, member in (("country", "FR"), ("unit", str(fleur.unit_id)), ("officer", fleur.email)):
        with acting_as(gregor.pk):
            made[kind] = actions.make_audience(name=f"By {kind}", by=gregor)
            change = GrantChange(kind, member, "contribute")  # type: ignore[arg-type]
            actions.change_audience(audience=made[kind], changes=[change], by=gregor)
    with acting_as(fleur.pk):
        made["own"] = actions.make_audience(name="Own", by=fleur)
        change = GrantChange("country", "DE", "contribute")
        actions.change_audience(audience=made["own"], changes=[change], by=fleur)
    return made


def test_a_removed_country_keeps_its_own_audience_only(
    fleur: Officer, felix: Officer, gregor: Officer, audiences: Audiences
) -> None:
    given = give_everything(fleur, gregor)
    assert holds(fleur) == 7
    # members, the group, Germany's three, the own one: each to look and to contribute
    assert do(actions.remove_country, country=fleur.country) == actions.Ended(2, 0, 12)
    assert (holds(fleur), holds(felix)) == (0, 0)
    with acting_as_system("tests"):
        left = AudienceGroupGrant.objects.filter(group__in=[fleur.country.group_id, fleur.unit.group_id])
        assert set(left.values_list("content_object", flat=True)) == {audiences["FR"].pk}
        assert not AudienceUserGrant.objects.filter(user__country="FR").exists()
        germans = Officer.objects.filter(country="DE").values_list("pk", flat=True)
        assert officers_who_see(given["own"].pk) == set(germans)
    do(actions.readmit_country, country=fleur.country)
    with acting_as(fleur.pk):
        assert set(held_audiences()) == {audiences["FR"].pk, audiences["members"].pk, given["own"].pk}


def test_a_suspended_country_can_be_removed_and_nothing_twice(fleur: Officer, audiences: Audiences) -> None:
    country = fleur.country
    do(actions.suspend_country, country=country)
    with pytest.raises(Conflict, match="France does not take part now"):
        do(actions.suspend_country, country=country)
    assert do(actions.remove_country, country=country).grants == 4
    with pytest.raises(Conflict, match="holds no audience but its own"):
        do(actions.remove_country, country=country)
    do(actions.readmit_country, country=country)
    with pytest.raises(Conflict, match="France takes part already"):
        do(actions.readmit_country, country=country)
    assert [len(entries(f"country.{act}")) for act in ("suspended", "removed", "readmitted")] == [1, 1, 1]


def test_who_does_not_take_part_cannot_be_chosen(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    with acting_as(nora.pk):
        assert set(connected_countries().values_list("pk", flat=True)) == {"NL", "FR", "DE", "BE"}
    do(actions.suspend_country, country=fleur.country)
    with acting_as(nora.pk):
        assert set(connected_countries().values_list("pk", flat=True)) == {"NL", "DE", "BE"}
    for kind, member in (("country", "FR"), ("unit", str(fleur.unit_id))):
        change = GrantChange(kind, member, "view")  # type: ignore[arg-type]
        with pytest.raises(IcseError, match="does not take part"), acting_as(nora.pk):
            actions.change_audience(audience=audiences["group"], changes=[change], by=nora)


def test_a_deactivated_officer_is_let_in_no_more(
    nora: Officer, fleur: Officer, felix: Officer, client_of: ClientOf, own_cache: None
) -> None:
    hers, secret, his = client_of(fleur), token_of(fleur), client_of(felix)
    assert do(actions.deactivate_officer, officer=fleur) == actions.Ended(1, 1)
    assert (holds(fleur), works(hers), by_token(secret), works(his)) == (0, False, 401, True)
    assert Client().post("/sign-in/", {"email": fleur.email, "password": PASSWORD}).status_code == 400
    with pytest.raises(Conflict, match="inactive already"):
        do(actions.deactivate_officer, officer=fleur)
    do(actions.reactivate_officer, officer=fleur)
    assert (holds(fleur), works(hers), by_token(secret)) == (3, False, 401)
    with pytest.raises(Conflict, match="active already"):
        do(actions.reactivate_officer, officer=fleur)
    assert [len(entries(f"officer.{act}")) for act in ("deactivated", "reactivated")] == [1, 1]
    assert [entry["by_its_officer"] for entry in entries("token.revoked")] == [False]


def test_a_certificate_that_is_ended_ends_today(fleur: Officer, client_of: ClientOf) -> None:
    hers, secret, today = client_of(fleur), token_of(fleur), timezone.now().date()
    with pytest.raises(IcseError, match="has not come yet"):
        do(actions.end_certificate, officer=fleur, on=today + timedelta(days=1))
    assert (holds(fleur), works(hers)) == (3, True)
    assert do(actions.end_certificate, officer=fleur) == actions.Ended(1, 1)
    assert (holds(fleur), works(hers), by_token(secret)) == (0, False, 401)
    with pytest.raises(Conflict, match="ended by then already"):
        do(actions.end_certificate, officer=fleur)
    do(actions.end_certificate, officer=fleur, on=date(2026, 1, 1))
    assert [entry["last_day"] for entry in entries("officer.certificate_ended")] == [
        (today - timedelta(days=1)).isoformat(),
        "2025-12-31",
    ]


@pytest.mark.parametrize("name", ["niels", "ada", "cleo"])
def test_no_officer_does_any_of_it(name: str, request: pytest.FixtureRequest, fleur: Officer) -> None:
    who = request.getfixturevalue(name)
    for act, given in (
        (actions.suspend_country, {"country": fleur.country}),
        (actions.readmit_country, {"country": fleur.country}),
        (actions.remove_country, {"country": fleur.country}),
        (actions.deactivate_officer, {"officer": fleur}),
        (actions.reactivate_officer, {"officer": fleur}),
        (actions.end_certificate, {"officer": fleur}),
    ):
        with pytest.raises(NotAllowed), acting_as(who.pk):
            act(**given)
    assert holds(fleur) == 3


def test_what_makes_no_sense_is_refused(cleo: Officer, fleur: Officer, db: object) -> None:
    with acting_as_system("tests"):
        japan = Country.objects.get(pk="JP")
    for act, given, sentence in (
        (actions.suspend_country, {"country": cleo.country}, "no member country"),
        (actions.suspend_country, {"country": fleur.country, "reason_code": "They lost a file."}, "Give one of these"),
        (actions.readmit_country, {"country": japan}, "has never taken part"),
    ):
        with pytest.raises(IcseError, match=sentence):
            do(act, **given)


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_the_country_command(fleur: Officer, felix: Officer, audiences: Audiences) -> None:
    token_of(fleur)
    suspended = run("country", "suspend", "fr", "--reason", "security", "--yes")
    assert suspended == "France (FR): suspended; the sessions of 2 officers ended, 1 token revoked.\n"
    assert holds(fleur) == 0
    readmitted = run("country", "readmit", "FR", "--yes")
    assert readmitted == "France (FR): readmitted; the sessions of 2 officers ended, 0 tokens revoked.\n"
    assert holds(fleur) == 3
    removed = run("country", "remove", "FR", "--yes")
    assert removed == "France (FR): removed, 4 grants taken; the sessions of 2 officers ended, 0 tokens revoked.\n"
    assert holds(fleur) == 0


def test_the_officer_command(fleur: Officer) -> None:
    token_of(fleur)
    said = [run("officer", act, "FLEUR@example.invalid", "--yes") for act in ("deactivate", "reactivate")]
    assert said == [
        "fleur@example.invalid: deactivated; all sessions ended, 1 token revoked.\n",
        "fleur@example.invalid: reactivated; all sessions ended, 0 tokens revoked.\n",
    ]
    ended = run("officer", "end-certificate", fleur.email, "--on", "2026-01-01", "--yes")
    assert ended == "fleur@example.invalid: certificate ended; all sessions ended, 0 tokens revoked.\n"
    assert holds(fleur) == 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("country", "suspend", "QQ"), "There is no country with this code."),
        (("country", "suspend", "JP"), "Japan does not take part now."),
        (("country", "readmit", "JP"), "Japan has never taken part."),
        (("country", "readmit", "FR"), "France takes part already."),
        (("officer", "deactivate", address("Nobody")), "There is no officer with this e-mail address."),
        (("officer", "deactivate", address("Ivo")), "This officer is inactive already."),
        (("officer", "reactivate", address("Nora")), "This officer is active already."),
        (("officer", "end-certificate", address("Una")), "This officer's certificate has ended by then already."),
        (("officer", "deactivate", address("Nora"), "--on", "2026-01-01"), "--on belongs to end-certificate."),
        (("officer", "end-certificate", address("Nora"), "--on", "soon"), "Error: argument --on: write the day as"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_done(nora: Officer, arguments: tuple[str, ...], sentence: str) -> None:
    with acting_as_system("tests"):
        before = AuditEntry.objects.count()
    with pytest.raises(CommandError) as refused:
        run(*arguments, "--yes")
    assert str(refused.value).startswith(sentence)
    with acting_as_system("tests"):
        assert AuditEntry.objects.count() == before


@pytest.mark.parametrize(("answer", "left"), [("y\n", 0), ("yes\n", 0), ("\n", 3), ("n\n", 3), ("", 3)])
def test_it_asks_first(fleur: Officer, answer: str, left: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    if left:
        with pytest.raises(CommandError, match="Nothing was changed"):
            run("officer", "deactivate", fleur.email)
    else:
        run("officer", "deactivate", fleur.email)
    assert holds(fleur) == left


def test_a_token_made_while_the_country_was_away_ends_too(fleur: Officer) -> None:
    do(actions.suspend_country, country=fleur.country)
    secret = token_of(fleur)
    do(actions.readmit_country, country=fleur.country)
    assert by_token(secret) == 401
    with acting_as_system("tests"):
        assert not ApiToken.objects.filter(revoked_at=None).exists()


def test_grants_of_others_are_left_alone(fleur: Officer, gregor: Officer, audiences: Audiences) -> None:
    with acting_as_system("tests"):
        assign_perm("view_audience", gregor, audiences["group"])
        before = AudienceGroupGrant.objects.exclude(group=fleur.country.group_id).count()
    do(actions.remove_country, country=fleur.country)
    with acting_as_system("tests"):
        assert AudienceGroupGrant.objects.exclude(group=fleur.country.group_id).count() == before
        assert AudienceUserGrant.objects.count() == 1
