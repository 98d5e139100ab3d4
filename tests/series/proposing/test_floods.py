"""Nobody makes thousands of proposals of one thing, nor silences by it what others have."""

import pytest

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series.models import Placement
from series.proposing import writing
from tests.series.grouping import make_items, make_series
from tests.series.proposing.making import hit, proposed, series_of


def test_an_item_in_many_series_of_one_country_says_nothing_of_these(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_PLACES", 2)
    item = make_items(1, by=nora, audience=audiences["group"])[0]
    for _ in range(2):
        make_series(by=nora, audience=audiences["group"], items=[item])
    french = make_series(by=fleur, audience=audiences["group"], items=[item])
    other, theirs = series_of(1, by=fleur, audience=audiences["group"])
    hit(theirs[0], item)
    assert len(proposed()) == 6  # each of four and each other
    make_series(by=nora, audience=audiences["group"], items=[item])
    # What the other country put together still speaks, and nothing of the three.
    assert [{row.series_id, row.other_id} for row in proposed()] == [{french.pk, other.pk}]
    with acting_as_system("tests"):
        last = Placement.objects.filter(item=item, series__country=nora.country_id).latest("pk")
        last.delete()
    assert len(proposed()) == 6
