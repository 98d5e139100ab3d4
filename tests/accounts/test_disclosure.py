"""What a country lets others know of its hidden files: the supervisor's setting."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Disclosure, Officer, Unit
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import AuditEntry, Event

ClientOf = Callable[[Officer], Client]
URL = "/country/disclosure/"


def setting(country: str = "NL") -> tuple[str, str] | None:
    with acting_as_system("tests"):
        return Disclosure.objects.filter(country_id=country).values_list("told", "reason").first()


def test_a_supervisor_chooses(niels: Officer, client_of: ClientOf) -> None:
    client = client_of(niels)
    assert 'value="exists" required id="id_told_1" checked' in client.get(URL).content.decode()
    for version, told in enumerate(("whom", "exists")):
        assert client.post(URL, {"told": told, "reason": "dropped", "version": version})["Location"] == URL
        assert setting() == (told, "")
    with acting_as(niels.pk):
        changes = AuditEntry.objects.filter(action="disclosure.changed").order_by("pk")
        assert [entry.facts for entry in changes] == [{"told": "whom"}, {"told": "exists"}]


def test_silence_takes_a_reason_and_a_day(niels: Officer, client_of: ClientOf) -> None:
    client = client_of(niels)
    tomorrow = str(timezone.localdate() + timedelta(days=1))
    for reason, day in (("", tomorrow), ("A trial runs.", ""), ("A trial runs.", str(timezone.localdate()))):
        refused = client.post(URL, {"told": "nothing", "reason": reason, "review_on": day})
        assert refused.status_code == 400
        assert refused.context["form"].errors.keys() == {"review_on" if reason else "reason"}
        assert setting() is None
    client.post(URL, {"told": "nothing", "reason": "A trial runs.", "review_on": tomorrow})
    assert setting() == ("nothing", "A trial runs.")
    assert "the day to look at this again has come" not in client.get(URL).content.decode()
    with acting_as_system("tests"):
        Disclosure.objects.update(review_on=timezone.localdate())
    assert "the day to look at this again has come" in client.get(URL).content.decode()


def test_who_is_overtaken_sees_both_reasons(niels: Officer, client_of: ClientOf) -> None:
    client, day = client_of(niels), str(timezone.localdate() + timedelta(days=1))
    client.post(URL, {"told": "nothing", "reason": "A trial runs.", "review_on": day})
    overtaken = client.post(URL, {"told": "nothing", "reason": "A court asked.", "review_on": day})
    assert overtaken.status_code == 409
    page = overtaken.content.decode()
    assert ("Both texts" in page, 'name="version" value="1"' in page) == (True, True)
    assert setting() == ("nothing", "A trial runs.")
    read = {"told": "nothing", "reason": "A court asked.", "review_on": day, "version": 1}
    assert client.post(URL, read)["Location"] == URL
    assert setting() == ("nothing", "A court asked.")


def test_open_pages_of_all_countries_look_again(niels: Officer, client_of: ClientOf) -> None:
    client_of(niels).post(URL, {"told": "whom"})
    with acting_as_system("tests"):
        told = [event.about for event in Event.objects.filter(type="sight.changed")]
        countries = [set(Unit.objects.filter(pk__in=units).values_list("country", flat=True)) for units in told]
    assert sorted(code for found in countries for code in found) == ["BE", "DE", "FR", "NL"]
    assert {len(found) for found in countries} == {1}


@pytest.mark.parametrize("name", ["nora", "ada", "cleo"])
def test_others_do_not(name: str, request: pytest.FixtureRequest, client_of: ClientOf) -> None:
    client = client_of(request.getfixturevalue(name))
    assert client.get(URL).status_code == 403
    assert client.post(URL, {"told": "whom"}).status_code == 403
    assert setting() is None


def test_anonymous_is_sent_to_sign_in(client: Client) -> None:
    assert client.get(URL)["Location"] == f"/sign-in/?next={URL}"


def test_another_country_does_not_read_it(niels: Officer, fleur: Officer, client_of: ClientOf) -> None:
    client_of(niels).post(URL, {"told": "whom"})
    for who, rows in ((niels, 1), (fleur, 0)):
        with acting_as(who.pk):
            assert Disclosure.objects.count() == rows
