"""The pictures that speak for a possible link: each pair once, each marked as in the series that it is seen in."""

from collections.abc import Callable
from uuid import UUID

from django.test import Client
from django.urls import reverse

from accounts.markings import Marking
from accounts.models import Audience, Officer
from icse.core.doors import acting_as
from series import actions
from series.models import Item, Series
from series.queries.proposals import evidence_of
from tests.series.grouping import make_items
from tests.series.proposing.making import first_reason, hit, lines, proposed, series_of

NOTE = "Ask our unit first."


def strict_series(by: Officer, audience: Audience) -> tuple[Series, Item]:
    """A series that is marked more strictly than its one file, which has a device's number."""
    series, [item] = series_of(1, by=by, audience=audience, maker="Make", model="One", serial="AB123456")
    marking = Marking("amber+strict", ("H1",), NOTE)
    with acting_as(by.pk):
        actions.share_series(series=series, audience=audience, marking=marking, by=by)
    return series, item


def seen(officer: Officer) -> list[tuple[UUID, UUID, UUID, UUID | None]]:
    [line] = lines(officer)
    with acting_as(officer.pk):
        return [
            (one.item.pk, one.series.pk, one.other_item.pk, one.other.pk if one.other else None)
            for one in evidence_of(line)
        ]


def test_a_pair_with_two_reasons_is_shown_once(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], client_of: Callable[[Officer], Client]
) -> None:
    one, mine = strict_series(nora, audiences["group"])
    two, [theirs] = series_of(
        1, by=fleur, audience=audiences["group"], maker="Make", model="One", serial="AB123456", title="Blue room"
    )
    hit(theirs, mine)
    assert {row.reason for row in proposed()} == {"pictures", "device"}

    [found] = seen(fleur)
    assert set(zip(found[::2], found[1::2], strict=True)) == {(mine.pk, one.pk), (theirs.pk, two.pk)}
    page = client_of(fleur).get(reverse("proposal", args=[first_reason(fleur).pk])).content.decode()
    evidence = page[page.index("What speaks for it") : page.index("Your country’s answer")]
    assert evidence.count("data-tile=") == 2
    assert evidence.count(NOTE) == 1


def test_a_file_in_no_series_has_its_own_marking(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], client_of: Callable[[Officer], Client]
) -> None:
    series, mine = strict_series(nora, audiences["group"])
    [loose] = make_items(1, by=fleur, audience=audiences["group"])
    hit(loose, mine)
    proposed()

    assert seen(nora) == [(mine.pk, series.pk, loose.pk, None)]
    page = client_of(nora).get(reverse("proposal", args=[first_reason(nora).pk])).content.decode()
    evidence = page[page.index("What speaks for it") : page.index("Your country’s answer")]
    assert evidence.count(NOTE) == 1
