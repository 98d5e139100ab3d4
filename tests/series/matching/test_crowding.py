"""What one country has sent many times hides no other country's match."""

from pathlib import Path
from typing import Any

import pytest

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from series import actions
from series.ingest.work import Tools
from series.matching import hits
from series.models import Hit, Item
from series.queries import findings
from tests import media
from tests.series.grouping import make_series
from tests.series.making import ingested, receive

Audiences = dict[str, Audience]
PICTURE = media.as_bytes(media.pattern(1))
NEAR = media.as_bytes(media.recompressed(media.pattern(1)))


@pytest.fixture(autouse=True)
def few(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MEDIA_FOLDER = tmp_path
    monkeypatch.setattr(hits, "MOST_OF_AN_AUDIENCE", 3)


def others_of(item: Item) -> set[Any]:
    with acting_as_system("tests"):
        return set(Hit.objects.filter(item=item.pk).values_list("other", flat=True))


def flood(fleur: Officer, audiences: Audiences, tools: Tools) -> list[Item]:
    """Return what France has sent four times, each in a series."""
    sent = ingested(tools, *(receive(fleur, audiences["members"], PICTURE, case=f"F-{n}") for n in range(4)))
    for item in sent:
        series = make_series(by=fleur, audience=audiences["members"])
        with acting_as(fleur.pk):
            actions.place_items(series=series, items=[item], by=fleur)
    return sent


def test_of_the_same_file_each_country_is_paired(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, tools: Tools
) -> None:
    sent = flood(fleur, audiences, tools)
    [same] = ingested(tools, receive(gregor, audiences["members"], PICTURE))
    [mine] = ingested(tools, receive(nora, audiences["members"], PICTURE))
    assert others_of(mine) == {sent[0].pk, sent[1].pk, same.pk}


def test_of_similar_files_each_country_is_paired(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, tools: Tools
) -> None:
    sent = flood(fleur, audiences, tools)
    [near] = ingested(tools, receive(gregor, audiences["members"], NEAR))
    [mine] = ingested(tools, receive(nora, audiences["members"], media.as_bytes(media.pattern(1), quality=80)))
    assert others_of(mine) == {sent[0].pk, sent[1].pk, near.pk}


def test_each_country_is_told(
    nora: Officer,
    fleur: Officer,
    gregor: Officer,
    audiences: Audiences,
    tools: Tools,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(findings, "MOST", 3)
    [mine] = ingested(tools, receive(nora, audiences["members"], PICTURE))
    flood(fleur, audiences, tools)
    [near] = ingested(tools, receive(gregor, audiences["members"], NEAR))
    with acting_as(nora.pk):
        told = findings.findings_of([mine])[mine.pk]
    assert len(told) == 3
    assert [one.other.pk for one in told if one.other.country_id == "DE"] == [near.pk]
