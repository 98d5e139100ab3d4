"""Programs delete an item of their country, with a reason."""

from uuid import UUID

import pytest

from accounts.models import Audience, Officer
from series.models import Item
from tests.api.conftest import ApiOf
from tests.series.grouping import make_items


@pytest.fixture
def item(nora: Officer, audiences: dict[str, Audience]) -> Item:
    [one] = make_items(1, by=nora, audience=audiences["group"])
    return one


def test_it_works_once(niels: Officer, api_of: ApiOf, item: Item) -> None:
    api = api_of(niels)
    assert api.delete(f"items/{item.pk}").status_code == 400
    assert api.delete(f"items/{item.pk}", reason="because").status_code == 400
    assert api.delete(f"items/{item.pk}", reason="other").status_code == 400
    answer = api.delete(f"items/{item.pk}", {"reason": "other", "note": "The trial ended."})
    assert answer.status_code == 202
    told = answer.json()
    assert (UUID(told["item"]), told["reason"], told["note"]) == (item.pk, "other", "The trial ended.")
    assert told["removed_at"] is None
    assert api.delete(f"items/{item.pk}", reason="retention").status_code == 409


def test_who_may_not(nora: Officer, fleur: Officer, gregor: Officer, api_of: ApiOf, item: Item) -> None:
    for who, status in ((nora, 403), (fleur, 403), (gregor, 404)):
        assert api_of(who).delete(f"items/{item.pk}", reason="mistake").status_code == status
