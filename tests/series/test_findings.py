"""What an uploader hears of what others hold: as far as both items may be seen, and not a word more."""

from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from accounts.models import Audience, Officer
from icse.core.doors import acting_as
from series import actions
from series.ingest.work import Tools
from series.models import Item, Series
from series.queries.findings import Finding, findings_of
from series.queries.items import rows_of
from tests import media
from tests.series.grouping import add, make_series, record
from tests.series.making import ingested, receive


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


PICTURE = media.as_bytes(media.pattern(1))
NEAR = media.as_bytes(media.recompressed(media.pattern(1)))


def found(by: Officer, item: Item) -> list[Finding]:
    with acting_as(by.pk):
        return findings_of([Item.objects.get(pk=item.pk)])[item.pk]


def solve(series: Series, by: Officer, confirmed_by: Officer) -> None:
    subject = add(series, "victim", by=by)
    identification = record(subject, by=by)
    with acting_as(confirmed_by.pk):
        actions.confirm_identification(identification=identification, by=confirmed_by)


def test_words(nora: Officer, fleur: Officer, audiences: dict[str, Audience], tools: Tools) -> None:
    theirs = receive(fleur, audiences["members"], PICTURE)
    ours = receive(nora, audiences["NL"], PICTURE, case="C-2")
    near = receive(fleur, audiences["group"], NEAR)
    new = receive(nora, audiences["NL"], PICTURE)
    ingested(tools, theirs, ours, near, new)
    findings = found(nora, new)
    assert [(one.kind, one.other.pk, one.is_own) for one in findings] == [
        ("exact", theirs.pk, False),
        ("exact", ours.pk, True),
        ("near", near.pk, False),
    ]
    distance = findings[2].distance
    assert distance <= 31
    assert [one.words for one in findings] == [
        "Held by France",
        "Yours already, in case C-2",
        f"Near-duplicate (distance {distance} of 256), held by France",
    ]


def test_the_earlier_holder_hears_too(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], tools: Tools
) -> None:
    first = receive(fleur, audiences["members"], PICTURE)
    late = receive(nora, audiences["members"], PICTURE)
    ingested(tools, first, late)
    assert [one.words for one in found(fleur, first)] == ["Held by Netherlands"]


def test_hidden_items_are_not_found(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: dict[str, Audience], tools: Tools
) -> None:
    hidden = receive(fleur, audiences["group"], PICTURE)
    mine = receive(gregor, audiences["members"], PICTURE)
    ingested(tools, hidden, mine)
    assert found(gregor, mine) == []
    assert [one.other.pk for one in found(nora, mine)] == [hidden.pk]
    with acting_as(gregor.pk):
        [row] = rows_of([Item.objects.get(pk=mine.pk)])
    assert (row.is_new, row.identified_by, row.series) == (True, "", ())


def test_series_and_identification_are_told_within_the_rights(
    nora: Officer,
    fleur: Officer,
    felix: Officer,
    bea: Officer,
    audiences: dict[str, Audience],
    tools: Tools,
) -> None:
    first = receive(fleur, audiences["members"], PICTURE)
    [first] = ingested(tools, first)
    open_to_all = make_series(by=fleur, audience=audiences["members"], items=[first])
    for_a_few = make_series(by=fleur, audience=audiences["group"], items=[first], title="few")
    late_nl, late_be = receive(nora, audiences["members"], NEAR), receive(bea, audiences["members"], NEAR)
    ingested(tools, late_nl, late_be)
    near = {
        by.pk: next(one for one in found(by, item) if one.other == first)
        for by, item in ((nora, late_nl), (bea, late_be))
    }
    assert {one.pk for one in near[nora.pk].series} == {open_to_all.pk, for_a_few.pk}
    assert [one.pk for one in near[bea.pk].series] == [open_to_all.pk]
    assert {one.identified_by for one in near.values()} == {""}

    solve(for_a_few, by=fleur, confirmed_by=felix)
    assert [one.identified_by for one in found(nora, late_nl) if one.other == first] == ["France"]
    assert [one.identified_by for one in found(bea, late_be) if one.other == first] == [""]

    solve(open_to_all, by=fleur, confirmed_by=felix)
    assert [one.identified_by for one in found(bea, late_be) if one.other == first] == ["France"]
    with acting_as(bea.pk):
        [row] = rows_of([Item.objects.get(pk=late_be.pk)])
    assert (row.identified_by, row.badge_label) == ("France", "Identified, France")


@pytest.mark.parametrize("count", [1, 3])
def test_queries(
    nora: Officer,
    fleur: Officer,
    felix: Officer,
    audiences: dict[str, Audience],
    tools: Tools,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    files = [media.as_bytes(media.pattern(seed)) for seed in range(count)]
    theirs = ingested(tools, *(receive(fleur, audiences["members"], content) for content in files))
    solve(make_series(by=fleur, audience=audiences["members"], items=theirs), fleur, felix)
    ours = ingested(tools, *(receive(nora, audiences["NL"], content) for content in files))
    more = ingested(tools, *(receive(nora, audiences["NL"], content, case="C-2") for content in files))
    with acting_as(nora.pk), django_assert_num_queries(8):
        findings = findings_of([*ours, *more])
    assert {len(one) for one in findings.values()} == {2}
