"""Blind hits of a country's uploads are told within a day's budget, and many variants of one file are recorded."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import F

from accounts.models import Audience, Officer
from forum.removal import remove_all
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import AuditEntry
from series import actions, tasks
from series.ingest.work import Tools
from series.matching.blind import forget_old_probes
from series.models import BlindHit, BlindProbe, Item, Stone
from series.models.blind import today
from tests import media
from tests.forum.requesting import lines
from tests.forum.world import ClientOf
from tests.series.making import ingested, receive
from tests.series.test_blind_hits import EXISTS, say, words

Audiences = dict[str, Audience]


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


def upload(by: Officer, audience: Audience, tools: Tools, *seeds: int, case: str = "C-1") -> list[Item]:
    """Ingest one picture after the other."""
    files = [media.as_bytes(media.pattern(seed)) for seed in seeds]
    return ingested(tools, *(receive(by, audience, content, case=case) for content in files))


def days(items: list[Item]) -> list[date]:
    """Return on which day each item's own side is told, or may be."""
    with acting_as_system("tests"):
        found = dict(BlindHit.objects.values_list("item_id", "told_on"))
    return [found[item.pk] for item in items]


def let_days_pass(number: int) -> None:
    with acting_as_system("tests"):
        for hit in BlindHit.objects.all():
            BlindHit.objects.filter(pk=hit.pk).update(told_on=hit.told_on - timedelta(days=number))


def test_over_the_budget_they_are_kept_and_told_later(
    nora: Officer, gregor: Officer, audiences: Audiences, tools: Tools, settings: Any, client_of: ClientOf
) -> None:
    settings.BLIND_HITS_A_DAY = 2
    hers = upload(nora, audiences["NL"], tools, 1, 2, 3, 4, 5)
    his = upload(gregor, audiences["DE"], tools, 1, 2, 3, 4, 5)
    assert [words(gregor, item) for item in his] == [[EXISTS], [EXISTS], [], [], []]
    assert [(day - today()).days for day in days(his)] == [0, 0, 1, 1, 2]
    assert EXISTS not in client_of(gregor).get(f"/items/{his[2].pk}/").content.decode()
    # Who was there first has not probed, and hears at once.
    assert [words(nora, item) for item in hers] == [[EXISTS]] * 5
    let_days_pass(1)
    assert [bool(words(gregor, item)) for item in his] == [True, True, True, True, False]
    let_days_pass(1)
    assert [bool(words(gregor, item)) for item in his] == [True] * 5


def test_each_country_has_its_own(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, tools: Tools, settings: Any
) -> None:
    settings.BLIND_HITS_A_DAY = 1
    upload(nora, audiences["NL"], tools, 1, 2, 3, 4)
    his = upload(gregor, audiences["DE"], tools, 1, 2)
    theirs = upload(fleur, audiences["FR"], tools, 3, 4)
    assert [bool(words(gregor, item)) for item in his] == [True, False]
    assert [bool(words(fleur, item)) for item in theirs] == [True, False]


def test_what_is_not_told_does_not_count(
    nora: Officer, gregor: Officer, bea: Officer, audiences: Audiences, tools: Tools, settings: Any
) -> None:
    """Or the delay of another would tell of it: of what is shown, and of silence."""
    settings.BLIND_HITS_A_DAY = 1
    say("NL", "nothing")
    upload(nora, audiences["NL"], tools, 1, 2)
    upload(bea, audiences["members"], tools, 3)
    upload(bea, audiences["BE"], tools, 4)
    his = upload(gregor, audiences["DE"], tools, 1, 2, 3, 4)
    assert [words(gregor, item) for item in his] == [[], [], [], [EXISTS]]
    say("NL", "exists")
    assert [words(gregor, item) for item in his] == [[EXISTS], [EXISTS], [], [EXISTS]]


def test_one_file_counts_once(
    nora: Officer, bea: Officer, gregor: Officer, audiences: Audiences, tools: Tools, settings: Any
) -> None:
    settings.BLIND_HITS_A_DAY = 1
    upload(nora, audiences["NL"], tools, 1)
    upload(bea, audiences["BE"], tools, 1)
    say("NL", "whom")
    [mine] = upload(gregor, audiences["DE"], tools, 1)
    assert words(gregor, mine) == ["Netherlands holds a matching file that is not shown to you", EXISTS]


def test_a_line_that_waits_is_nobodys_to_ask_by(
    nora: Officer, gregor: Officer, audiences: Audiences, tools: Tools, settings: Any, client_of: ClientOf
) -> None:
    upload(nora, audiences["NL"], tools, 1)
    [mine] = upload(gregor, audiences["DE"], tools, 1)
    [line] = lines(gregor, mine)
    assert client_of(gregor).get(f"/requests/new/?blind={line.key}").status_code == 200
    let_days_pass(-1)
    assert client_of(gregor).get(f"/requests/new/?blind={line.key}").status_code == 404


def probings() -> list[dict[str, Any]]:
    with acting_as_system("tests"):
        return [entry.facts for entry in AuditEntry.objects.filter(action="blind.probing")]


def test_many_variants_of_one_hidden_file_are_recorded(
    nora: Officer, niels: Officer, gregor: Officer, audiences: Audiences, tools: Tools, settings: Any
) -> None:
    settings.BLIND_PROBING = 3
    upload(nora, audiences["NL"], tools, 1)
    picture = media.pattern(1)
    variants = [media.as_bytes(media.recompressed(picture, quality)) for quality in (80, 70, 60)]
    for place, content in enumerate(variants):
        assert probings() == []
        ingested(tools, receive(gregor, audiences["DE"], content, name=f"{place}.jpg"))
    assert probings() == [{"officer": str(gregor.pk), "files": 3}]
    with acting_as(gregor.pk):
        assert not AuditEntry.objects.filter(action="blind.probing").exists()


def test_variants_that_were_deleted_count(
    nora: Officer, gregor: Officer, audiences: Audiences, tools: Tools, settings: Any
) -> None:
    """Sent, looked at, deleted, and again: nothing of it is there when the last one comes."""
    settings.BLIND_PROBING = 3
    upload(nora, audiences["NL"], tools, 1)
    for quality in (80, 70, 60):
        assert probings() == []
        content = media.as_bytes(media.recompressed(media.pattern(1), quality))
        [item] = ingested(tools, receive(gregor, audiences["DE"], content))
        delete(gregor, item)
    assert probings() == [{"officer": str(gregor.pk), "files": 3}]


def test_the_same_file_again_is_no_other_variant(
    nora: Officer, gregor: Officer, audiences: Audiences, tools: Tools, settings: Any
) -> None:
    settings.BLIND_PROBING = 2
    upload(nora, audiences["NL"], tools, 1)
    for case in ("C-1", "C-2", "C-3"):
        upload(gregor, audiences["DE"], tools, 1, case=case)
    assert probings() == []


def test_what_was_counted_is_forgotten_after_two_days(
    nora: Officer, gregor: Officer, audiences: Audiences, tools: Tools
) -> None:
    upload(nora, audiences["NL"], tools, 1)
    upload(gregor, audiences["DE"], tools, 1)
    with acting_as_system("tests"):
        assert (forget_old_probes(), BlindProbe.objects.count()) == (0, 1)
        BlindProbe.objects.update(created_at=F("created_at") - timedelta(days=3))
    tasks.sweep_lookups()
    with acting_as_system("tests"):
        assert not BlindProbe.objects.exists()


def test_variants_of_what_is_shown_are_not(
    nora: Officer, gregor: Officer, audiences: Audiences, tools: Tools, settings: Any
) -> None:
    settings.BLIND_PROBING = 2
    upload(nora, audiences["members"], tools, 1)
    for quality in (80, 70, 60):
        content = media.as_bytes(media.recompressed(media.pattern(1), quality))
        ingested(tools, receive(gregor, audiences["DE"], content))
    assert probings() == []


def test_deleting_gives_no_place_back(
    nora: Officer, gregor: Officer, audiences: Audiences, tools: Tools, settings: Any
) -> None:
    settings.BLIND_HITS_A_DAY = 1
    upload(nora, audiences["NL"], tools, 1, 2)
    upload(nora, audiences["members"], tools, 3)
    told, shown = upload(gregor, audiences["DE"], tools, 1, 3)
    assert words(gregor, told) == [EXISTS]
    stones = [delete(gregor, item) for item in (told, shown)]
    assert [stone.told_on for stone in stones] == [today(), None]
    [late] = upload(gregor, audiences["DE"], tools, 2, case="C-2")
    assert (words(gregor, late), days([late])) == ([], [today() + timedelta(days=1)])


def delete(by: Officer, item: Item) -> Stone:
    """Delete an item as an officer asks for it and a worker does it; return the stone."""
    with acting_as(by.pk):
        stone = actions.delete_item(item=Item.objects.get(pk=item.pk), reason="mistake", by=by)
    with acting_as_system("tests"):
        assert remove_all(stone.pk) is not None
        return Stone.objects.get(pk=stone.pk)
