"""The page of a victim or offender says who verifies, what waits, who is the same person, as the series' page does."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from accounts.models import Audience, Officer
from icse.core.doors import acting_as
from series import actions
from series.models import Claim
from tests.series.describing import described
from tests.series.grouping import confirm, record

Audiences = dict[str, Audience]
ClientOf = Callable[[Officer], Client]


def test_it_says_who_verifies(nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    _, victim, _ = described(nora, audiences["group"])
    page = reverse("subject", args=[victim.pk])
    assert "is verifying" not in client_of(nora).get(page).content.decode()
    with acting_as(fleur.pk):
        claim: Claim = actions.claim_subject(subject=victim, by=fleur)
    body = client_of(nora).get(page).content.decode()
    assert "France is verifying" in body
    assert "Unit FR" in body
    assert reverse("claim-withdraw", args=[claim.pk]) not in body
    assert reverse("claim-withdraw", args=[claim.pk]) in client_of(fleur).get(page).content.decode()


def test_only_a_second_officer_of_the_country_confirms_there(
    nora: Officer, niels: Officer, fleur: Officer, felix: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    _, victim, _ = described(nora, audiences["group"])
    made = record(victim, by=fleur)
    page, button = reverse("subject", args=[victim.pk]), reverse("identification-confirm", args=[made.pk])
    bodies = [client_of(who).get(page).content.decode() for who in (nora, niels, fleur, felix)]
    assert all("Recorded by France, waits for a second officer" in body for body in bodies)
    assert [button in body for body in bodies] == [False, False, False, True]
    confirm(made, by=felix)
    body = client_of(nora).get(page).content.decode()
    assert "Identified by France" in body
    assert "waits for a second officer" not in body


def test_it_names_the_same_person_to_who_sees_both(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    _, one, _ = described(nora, audiences["members"])
    _, other, _ = described(fleur, audiences["group"])
    with acting_as(nora.pk):
        link = actions.propose_same_person(subject=one, other=other, reason="looks", by=nora)
    page, address = reverse("subject", args=[one.pk]), reverse("same-person", args=[link.pk])
    assert address in client_of(nora).get(page).content.decode()
    answer = client_of(gregor).get(page)
    assert answer.status_code == 200
    assert address not in answer.content.decode()
