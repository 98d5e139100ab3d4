"""What a country's own list must not tell: how much others hold, or that they hold a file at all."""

import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series.ingest.work import Tools
from series.matching.lists.importing import import_list
from series.models import HashList, Hit
from tests import media
from tests.series.grouping import make_items
from tests.series.listing import imported, removed, requested
from tests.series.making import ingested, receive

Audiences = dict[str, Audience]
PICTURE = media.as_bytes(media.pattern(1))
NEAR = media.as_bytes(media.recompressed(media.pattern(1)))


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


def test_how_far_it_is_says_nothing_of_hidden_items(niels: Officer, fleur: Officer, audiences: Audiences) -> None:
    told: list[list[tuple[str, int, int]]] = []
    make_items(1, by=niels, audience=audiences["NL"])
    for hidden in (0, 3):
        make_items(hidden, by=fleur, audience=audiences["FR"])
        seen: list[tuple[str, int, int]] = []
        one = requested(niels, name=f"List {hidden}")
        import_list(one.pk, lambda: io.BytesIO(b"ab" * 16), lambda now, seen=seen: seen.append(_told(now)))  # type: ignore[misc]
        told.append(seen)
    assert told[0] == told[1]
    assert "marking" in [state for state, *_ in told[0]]


@pytest.mark.parametrize(("whose", "again"), [("niels", 0), ("ada", 1)])
def test_only_what_spared_work_is_made_up_for(
    whose: str, again: int, fleur: Officer, audiences: Audiences, tools: Tools, request: pytest.FixtureRequest
) -> None:
    by = request.getfixturevalue(whose)
    hidden, _ = ingested(
        tools, receive(fleur, audiences["FR"], PICTURE), receive(fleur, audiences["FR"], NEAR, case="F-2")
    )
    one = imported(by, hidden.sha256)
    with acting_as_system("tests"):
        assert Hit.objects.all().delete()[0] == 1
    assert removed(one, by, tools).state == "removed"
    with acting_as_system("tests"):
        assert Hit.objects.count() == again


def test_one_list_of_an_audience_is_read_at_a_time(niels: Officer, fleur: Officer) -> None:
    first, second, other = requested(niels, name="One"), requested(niels, name="Two"), requested(fleur, name="Three")
    with acting_as_system("tests"):
        lease = timezone.now() + timedelta(minutes=1)
        HashList.objects.filter(pk=first.pk).update(state="reading", lease_until=lease)
    assert not import_list(second.pk, lambda: io.BytesIO(b"ab" * 16))
    assert import_list(other.pk, lambda: io.BytesIO(b"ab" * 16))
    with acting_as_system("tests"):
        HashList.objects.filter(pk=first.pk).update(lease_until=timezone.now())
    assert import_list(second.pk, lambda: io.BytesIO(b"ab" * 16))


def _told(now: HashList) -> tuple[str, int, int]:
    return now.state, now.done, now.todo
