"""What is done about a subject in the browser: who may, who is told what, which buttons are shown."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from guardian.shortcuts import assign_perm

from accounts.models import Audience, Country, Officer
from accounts.reference import VIEW
from icse.core.doors import acting_as_system
from series.models import Claim, Identification, Series, Subject
from series.queries.subjects import SubjectState
from tests.series.grouping import add, make_series, record

ClientOf = Callable[[Officer], Client]


@pytest.fixture
def series(nora: Officer, audiences: dict[str, Audience]) -> Series:
    return make_series(by=nora, audience=audiences["group"])


@pytest.fixture
def victim(series: Series, nora: Officer) -> Subject:
    return add(series, "victim", by=nora)


def press(client: Client, name: str, key: UUID) -> int:
    return client.post(reverse(name, args=[key])).status_code


def status(subject: Subject) -> str:
    with acting_as_system("tests"):
        return Subject.objects.get(pk=subject.pk).status


def state(client: Client, series: Series) -> SubjectState:
    (found,) = client.get(reverse("series", args=[series.pk])).context["subjects"]
    assert isinstance(found, SubjectState)
    return found


def buttons(client: Client, series: Series) -> set[str]:
    one = state(client, series)
    shown = {
        "claim": one.may_claim,
        "withdraw": one.own_claim is not None,
        "record": one.may_record,
        "confirm": one.to_confirm is not None,
    }
    return {name for name, there in shown.items() if there}


def test_adding(series: Series, nora: Officer, fleur: Officer, client_of: ClientOf) -> None:
    address = reverse("subject-add", args=[series.pk])
    refused = client_of(fleur).post(address, {"role": "", "label": "", "known": "Parle français."})
    assert refused.status_code == 400
    assert "Parle français." in refused.content.decode()
    added = client_of(fleur).post(address, {"role": "offender", "label": "", "known": "Parle français."})
    assert (added.status_code, added["Location"]) == (302, reverse("series", args=[series.pk]))
    with acting_as_system("tests"):
        assert set(Subject.objects.values_list("label", "known", "country_id")) == {
            ("Offender 1", "Parle français.", "FR")
        }


@pytest.mark.parametrize("name", ["subject-claim", "claim-withdraw", "identification-confirm"])
def test_hidden_and_missing_answer_alike(
    name: str, victim: Subject, fleur: Officer, felix: Officer, gregor: Officer, cleo: Officer, client_of: ClientOf
) -> None:
    assert press(client_of(fleur), "subject-claim", victim.pk) == 302
    with acting_as_system("tests"):
        claim = Claim.objects.get()
    keys = {
        "subject-claim": victim.pk,
        "claim-withdraw": claim.pk,
        "identification-confirm": record(victim, by=fleur).pk,
    }
    for outsider in (gregor, cleo):
        client = client_of(outsider)
        hidden, missing = (client.post(reverse(name, args=[key])) for key in (keys[name], uuid4()))
        assert (hidden.status_code, hidden.content) == (404, missing.content)
        assert hidden.headers.items() == missing.headers.items()
    assert client_of(felix).get(reverse(name, args=[keys[name]])).status_code == 405
    assert press(Client(), name, keys[name]) == 302
    assert status(victim) == "claimed"
    if name == "subject-claim":
        assert press(client_of(felix), name, keys[name]) == 409
    else:
        assert press(client_of(felix), name, keys[name]) == 302


def test_from_claim_to_confirmation(
    series: Series, victim: Subject, nora: Officer, fleur: Officer, felix: Officer, client_of: ClientOf
) -> None:
    dutch, recorder, second = client_of(nora), client_of(fleur), client_of(felix)
    assert buttons(recorder, series) == {"claim", "record"}
    assert press(recorder, "subject-claim", victim.pk) == 302
    assert status(victim) == "claimed"
    assert buttons(recorder, series) == {"withdraw", "record"}
    assert buttons(dutch, series) == {"claim", "record"}
    assert "France is verifying" in page(dutch, series)
    one = record(victim, by=fleur)
    assert buttons(recorder, series) == {"withdraw"}
    assert buttons(second, series) == {"withdraw", "confirm"}
    assert buttons(dutch, series) == {"claim", "record"}
    assert "Recorded by France, waits for a second officer" in page(dutch, series)
    assert press(dutch, "identification-confirm", one.pk) == 403
    assert press(recorder, "identification-confirm", one.pk) == 403
    assert status(victim) == "claimed"
    assert press(second, "identification-confirm", one.pk) == 302
    assert status(victim) == "identified"
    assert [buttons(who, series) for who in (dutch, recorder, second)] == [set(), set(), set()]
    assert "Identified by France" in page(dutch, series)
    assert press(second, "identification-confirm", one.pk) == 409


def page(client: Client, series: Series) -> str:
    return " ".join(client.get(reverse("series-body", args=[series.pk])).content.decode().split())


def test_withdrawing(victim: Subject, nora: Officer, fleur: Officer, client_of: ClientOf) -> None:
    press(client_of(fleur), "subject-claim", victim.pk)
    with acting_as_system("tests"):
        claim = Claim.objects.get()
    assert press(client_of(nora), "claim-withdraw", claim.pk) == 403
    assert status(victim) == "claimed"
    assert press(client_of(fleur), "claim-withdraw", claim.pk) == 302
    assert status(victim) == "unidentified"
    assert press(client_of(fleur), "claim-withdraw", claim.pk) == 409


def test_history_names_officers_of_the_own_country_only(
    series: Series, victim: Subject, fleur: Officer, felix: Officer, nora: Officer, client_of: ClientOf
) -> None:
    one = record(victim, by=fleur)
    assert press(client_of(felix), "identification-confirm", one.pk) == 302

    def told(who: Officer) -> list[tuple[str, str, str]]:
        found = client_of(who).get(reverse("series-history", args=[series.pk])).context["lines"]
        return [(entry.text, entry.who, entry.code) for entry in found]

    assert told(nora) == [
        ("Victim 1: identification confirmed", "France", "FR"),
        ("Victim 1: identification recorded", "Unit FR", "FR"),
        ("Victim 1 added", "Nora, Unit NL", "NL"),
        ("Series made", "Nora, Unit NL", "NL"),
    ]
    assert told(felix) == [
        ("Victim 1: identification confirmed", "Felix, France", "FR"),
        ("Victim 1: identification recorded", "Fleur, Unit FR", "FR"),
        ("Victim 1 added", "Unit NL", "NL"),
        ("Series made", "Unit NL", "NL"),
    ]


def test_nothing_is_confirmed_by_looking(victim: Subject, fleur: Officer, felix: Officer, client_of: ClientOf) -> None:
    one = record(victim, by=fleur)
    assert client_of(felix).get(reverse("identification-confirm", args=[one.pk])).status_code == 405
    with acting_as_system("tests"):
        assert Identification.objects.get().confirmed_at is None


def test_who_only_looks_is_offered_nothing(
    series: Series, victim: Subject, nora: Officer, bea: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    with acting_as_system("tests"):
        assign_perm(VIEW, Country.objects.select_related("group").get(pk="BE").group, audiences["group"])
    looking, working = client_of(bea), client_of(nora)
    for client, offered, may_add, may_edit in (
        (working, {"claim", "record"}, True, True),
        (looking, set(), False, False),
    ):
        assert buttons(client, series) == offered
        context = client.get(reverse("series", args=[series.pk])).context
        assert (context["may_add"], context["may_edit"]) == (may_add, may_edit)
    assert press(looking, "subject-claim", victim.pk) == 403
    added = looking.post(reverse("subject-add", args=[series.pk]), {"role": "victim"})
    assert added.status_code == 403
    with acting_as_system("tests"):
        assert (Subject.objects.count(), Claim.objects.count()) == (1, 0)
    assert press(working, "subject-claim", victim.pk) == 302
