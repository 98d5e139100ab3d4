"""Look-ups under load: one officer's files do not fill the disk, one country's uploads hide nobody else's."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from icse.core.errors import TooOften
from series import blobs
from series.actions.lookups import MOST_WAITING
from series.ingest.work import Tools
from series.matching import claiming
from series.matching import lookups as answering
from series.models import Lookup
from series.queries import lookups
from tests import media
from tests.series.looking_up import answers, ask, ask_file, pdq_of
from tests.series.making import ingested, receive

PICTURE = media.as_bytes(media.pattern(1))
NEAR = media.as_bytes(media.recompressed(media.pattern(1)))
OTHER = media.as_bytes(media.pattern(2))


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


def test_so_many_files_of_an_officer_wait_at_once(nora: Officer, niels: Officer, tools: Tools) -> None:
    waiting = [ask_file(nora, PICTURE) for _ in range(MOST_WAITING)]
    with pytest.raises(TooOften, match="5 of your files are being looked up"):
        ask_file(nora, PICTURE)
    with acting_as_system("tests"):
        assert Lookup.objects.count() == MOST_WAITING
    assert len(list(blobs.aside_path(waiting[0].pk).parent.iterdir())) == MOST_WAITING
    ask(nora, ("md5", "ab" * 16), ("pdq", "ab" * 32))
    ask_file(niels, PICTURE)
    answers(nora, waiting[0], tools)
    ask_file(nora, PICTURE)


def test_what_one_country_sent_many_times_hides_no_others(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: dict[str, Audience], tools: Tools, monkeypatch: Any
) -> None:
    monkeypatch.setattr(lookups, "MOST_EACH", 2)
    monkeypatch.setattr(lookups, "MOST", 4)
    many = [receive(fleur, audiences["members"], PICTURE, case=f"F-{n}") for n in range(4)]
    *_, same, other = ingested(
        tools,
        *many,
        receive(gregor, audiences["members"], PICTURE),
        receive(gregor, audiences["members"], OTHER, case="D-2"),
    )
    asked = ask(nora, ("sha256", same.sha256), ("sha256", other.sha256))
    first, second = answers(nora, asked)
    assert [one.other.pk for one in second.matches] == [other.pk]
    assert {one.other.country_id for one in first.matches} == {"FR", "DE"}


def test_what_one_country_sent_many_times_hides_nothing_near(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: dict[str, Audience], tools: Tools, monkeypatch: Any
) -> None:
    monkeypatch.setattr(answering, "MOST", 2)
    monkeypatch.setattr(lookups, "MOST_EACH", 2)
    many = [receive(fleur, audiences["members"], PICTURE, case=f"F-{n}") for n in range(3)]
    *flood, near = ingested(tools, *many, receive(gregor, audiences["members"], NEAR))
    [of_hash] = answers(nora, ask(nora, ("pdq", pdq_of(flood[0]))), tools)
    assert [one.other.pk for one in of_hash.matches] == [flood[0].pk, near.pk]
    [of_file] = answers(nora, ask_file(nora, PICTURE), tools)
    assert [(one.kind, one.other.pk) for one in of_file.matches] == [
        ("exact", flood[0].pk),
        ("exact", flood[1].pk),
        ("near", near.pk),
    ]


def test_one_worker_at_a_time_and_not_for_ever(nora: Officer, fleur: Officer, tools: Tools) -> None:
    """The sweep sends a waiting look-up again and again; a slow one must not take all workers."""
    slow, next_one, others = ask_file(nora, PICTURE), ask_file(nora, PICTURE), ask_file(fleur, PICTURE)
    assert claiming.claim(slow.pk) is not None
    assert claiming.claim(slow.pk) is None
    assert claiming.claim(next_one.pk) is None
    with acting_as_system("tests"):
        Lookup.objects.update(created_at=timezone.now() - timedelta(minutes=1))
    assert answering.waiting() == [next_one.pk, others.pk]
    answers(fleur, others, tools)
    died(slow)
    assert claiming.claim(slow.pk) is not None
    died(slow)
    answers(nora, slow, tools)
    with acting_as_system("tests"):
        ends = dict(Lookup.objects.values_list("pk", "state"))
        assert Lookup.objects.get(pk=slow.pk).note == answering.NOT_ANSWERED
    assert ends == {slow.pk: "refused", next_one.pk: "waiting", others.pk: "done"}
    assert not blobs.aside_path(slow.pk).exists()
    answers(nora, next_one, tools)
    with acting_as_system("tests"):
        assert Lookup.objects.get(pk=next_one.pk).state == "done"


def test_a_worker_that_cannot_decode_gives_it_back(nora: Officer, tools: Tools) -> None:
    lookup = ask_file(nora, PICTURE)
    path = blobs.aside_path(lookup.pk)
    path.rename(path.with_suffix(".away"))
    answers(nora, lookup, tools)
    with acting_as_system("tests"):
        [row] = Lookup.objects.values_list("state", "attempt", "lease_until")
    assert row == ("waiting", 0, None)
    path.with_suffix(".away").rename(path)
    answers(nora, lookup, tools)
    with acting_as_system("tests"):
        assert Lookup.objects.get().state == "done"


def died(lookup: Lookup) -> None:
    """Let the lease of a worker that says nothing more run out."""
    with acting_as_system("tests"):
        Lookup.objects.filter(pk=lookup.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
