"""Named reads of series: which pictures keep a narrower audience, and what stands first."""

from uuid import uuid4

import pytest
from django.db.models import Count

from accounts.models import Audience, Officer
from icse.core.doors import acting_as
from series.models import Item, Placement
from series.queries.series import counts_of_items, first_pictures, items_by_key, narrower_items
from tests.series.grouping import make_items, make_series


@pytest.mark.parametrize(
    ("shown_to", "sentences"),
    [
        (
            "members",
            ["2 of 6 files stay visible to NL and FR.", "3 of 6 files stay visible to Netherlands only."],
        ),
        ("group", ["3 of 6 files stay visible to Netherlands only."]),
        ("NL", []),
    ],
)
def test_narrower_pictures_are_named(
    shown_to: str, sentences: list[str], nora: Officer, audiences: dict[str, Audience]
) -> None:
    numbers = {"members": 1, "group": 2, "NL": 3}
    made = [item for key, n in numbers.items() for item in make_items(n, by=nora, audience=audiences[key])]
    assert audiences["NL"].name == "Netherlands only"
    with acting_as(nora.pk):
        items = items_by_key([item.pk for item in made])
        assert narrower_items(items, audiences[shown_to]) == sentences


def test_items_come_in_the_order_of_their_keys_and_once(nora: Officer, audiences: dict[str, Audience]) -> None:
    one, two, three = (item.pk for item in make_items(3, by=nora, audience=audiences["NL"]))
    with acting_as(nora.pk):
        assert [item.pk for item in items_by_key([three, one, three, two])] == [three, one, two]


def test_first_pictures_are_ready_visible_and_few(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience]
) -> None:
    def some(number: int, audience: str, state: str = "ready") -> list[Item]:
        return make_items(number, by=nora, audience=audiences[audience], state=state)

    received, hidden, shown = some(1, "group", "received"), some(1, "NL"), some(3, "group")
    full = make_series(by=nora, audience=audiences["group"], items=[*received, *hidden, *shown])
    empty = make_series(by=nora, audience=audiences["group"])
    expected = {nora: [*hidden, shown[0]], fleur: shown[:2]}
    for who, pictures in expected.items():
        with acting_as(who.pk):
            found = first_pictures([empty.pk, full.pk], at_most=2)
        assert found == {full.pk: [item.pk for item in pictures]}


def test_counts_are_those_of_the_policies(
    nora: Officer, fleur: Officer, gregor: Officer, cleo: Officer, audiences: dict[str, Audience]
) -> None:
    pictures = [item for key in ("members", "group", "NL") for item in make_items(2, by=nora, audience=audiences[key])]
    series = [make_series(by=nora, audience=audiences[key], items=pictures) for key in ("members", "group", "NL")]
    asked = [*(one.pk for one in series), series[0].pk, uuid4()]
    found = []
    for who in (nora, fleur, gregor, cleo):
        with acting_as(who.pk):
            counts = counts_of_items(asked)
            plain = Placement.objects.filter(series__in=asked).values("series_id").annotate(n=Count("pk")).order_by()
            assert counts == {row["series_id"]: row["n"] for row in plain}
        found.append([counts.get(one.pk) for one in series])
    assert found == [[6, 6, 6], [4, 4, None], [2, None, None], [None, None, None]]
    assert counts_of_items(asked) == {}
