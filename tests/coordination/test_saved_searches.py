"""Searches that are kept: of an officer, or of the unit when shared; never what they find."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Audience, Officer
from icse.core.doors import acting_as
from icse.core.errors import IcseError, NotAllowed
from series import actions
from series.models import SavedSearch
from tests.series.grouping import make_series

ClientOf = Callable[[Officer], Client]


def keep(name: str, *, by: Officer, is_shared: bool = False) -> SavedSearch:
    with acting_as(by.pk):
        return actions.save_search(name=name, asked={"words": "room"}, is_shared=is_shared, by=by)


def names(client: Client) -> list[str]:
    return [one.name for one in client.get(reverse("search")).context["saved"]]


def test_it_is_saved_and_run(nora: Officer, audiences: dict[str, Audience], client_of: ClientOf) -> None:
    series = make_series(by=nora, audience=audiences["NL"], title="Striped room")
    browser = client_of(nora)
    response = browser.post(reverse("search-save"), {"words": "striped", "country": "NL", "name": " Stripes "})
    assert (response.status_code, response["Location"]) == (302, "/search/?words=striped&country=NL")
    with acting_as(nora.pk):
        saved = SavedSearch.objects.get()
    assert (saved.name, saved.asked, saved.is_shared) == ("Stripes", {"words": "striped", "country": "NL"}, False)
    [group] = browser.get(f"{reverse('search')}?{saved.query}").context["found"].groups
    assert [one.row.pk for one in group.found] == [series.pk]


def test_the_unit_sees_what_is_shared(
    nora: Officer, niels: Officer, fleur: Officer, ada: Officer, client_of: ClientOf
) -> None:
    keep("mine", by=nora)
    keep("ours", by=nora, is_shared=True)
    assert [names(client_of(who)) for who in (nora, niels, fleur)] == [["ours", "mine"], ["ours"], []]


def test_another_units_is_not_there_and_a_colleagues_is_not_changed(
    nora: Officer, niels: Officer, fleur: Officer, client_of: ClientOf
) -> None:
    private, shared = keep("mine", by=nora), keep("ours", by=nora, is_shared=True)
    for name in ("search-change", "search-delete"):
        assert client_of(fleur).post(reverse(name, args=[shared.pk]), {"name": "x"}).status_code == 404
        assert client_of(niels).post(reverse(name, args=[private.pk]), {"name": "x"}).status_code == 404
        assert client_of(niels).post(reverse(name, args=[shared.pk]), {"name": "x"}).status_code == 403
    assert names(client_of(nora)) == ["ours", "mine"]


def test_it_is_renamed_shared_and_deleted(nora: Officer, niels: Officer, client_of: ClientOf) -> None:
    saved = keep("mine", by=nora)
    browser = client_of(nora)
    browser.post(reverse("search-change", args=[saved.pk]), {"name": "ours", "is_shared": "on"})
    assert names(client_of(niels)) == ["ours"]
    browser.post(reverse("search-change", args=[saved.pk]), {"name": "mine"})
    assert names(client_of(niels)) == []
    browser.post(reverse("search-delete", args=[saved.pk]))
    assert names(browser) == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 81])
def test_it_needs_a_name(nora: Officer, client_of: ClientOf, name: str) -> None:
    response = client_of(nora).post(reverse("search-save"), {"words": "room", "name": name})
    assert response.status_code == 400
    assert "Give it a name" in response.content.decode()
    assert names(client_of(nora)) == []


def test_nothing_asked_is_not_saved(nora: Officer, client_of: ClientOf) -> None:
    assert client_of(nora).post(reverse("search-save"), {"name": "empty"}).status_code == 400


def test_there_is_an_end_to_it(nora: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions.saved_searches, "MOST", 1)
    keep("first", by=nora)
    with pytest.raises(IcseError, match="Delete one first"):
        keep("second", by=nora)


def test_only_who_saved_it_deletes_it(nora: Officer, niels: Officer) -> None:
    saved = keep("ours", by=nora, is_shared=True)
    with acting_as(niels.pk), pytest.raises(NotAllowed):
        actions.delete_search(saved=saved, by=niels)
    with acting_as(nora.pk):
        assert SavedSearch.objects.count() == 1
