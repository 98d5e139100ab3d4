"""Deleting an item: all that hangs on it goes, for everybody; a stone stays; who holds the same learns nothing."""

import hashlib
import os
import re
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Audience, Officer
from forum import crops, tasks
from forum.actions import CropRequest
from forum.crops import crop_path
from forum.models import Crop, CropSource, Request
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, IcseError, NotAllowed
from icse.core.models import AuditEntry, Event
from series import actions, blobs
from series.ingest.pipeline import ingest
from series.ingest.work import Tools
from series.models import BlindHit, BlindHitOther, Fingerprint, Hit, Item, Media, Permission, Placement, Stone
from series.tasks import remove_orphans
from tests import media
from tests.forum.requesting import lines
from tests.forum.world import ClientOf, ask, assert_looks_absent
from tests.series.grouping import make_series
from tests.series.making import fresh, ingested, receive

Audiences = dict[str, Audience]
PICTURE = media.as_bytes(media.pattern(1))
NEAR = media.as_bytes(media.recompressed(media.pattern(1)))


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


def delete(item: Item, by: Officer, reason: str = "mistake", note: str = "") -> Stone:
    with acting_as(by.pk):
        mine = Item.objects.get(pk=item.pk)
        return actions.delete_item(item=mine, reason=reason, note=note, by=by)


def carried_out(item: Item, by: Officer) -> Stone:
    stone = delete(item, by)
    tasks.remove_deleted(str(stone.pk))
    with acting_as_system("tests"):
        return Stone.objects.get(pk=stone.pk)


def is_there(item: Item) -> bool:
    with acting_as_system("tests"):
        return Item.objects.filter(pk=item.pk).exists()


def stored() -> tuple[bool, bool]:
    """Tell whether the picture's bytes and its previews are on the disk."""
    sha256 = media_sha256()
    return blobs.blob_path(sha256).exists(), blobs.preview_folder(sha256).exists()


def media_sha256() -> str:
    return hashlib.sha256(PICTURE).hexdigest()


def rows() -> dict[str, int]:
    """Count what can hang on an item."""
    with acting_as_system("tests"):
        tables = (Item, Hit, BlindHit, BlindHitOther, Placement, Permission, Crop, CropSource, Media, Fingerprint)
        return {one.__name__: one.objects.count() for one in tables}


@pytest.fixture
def item(nora: Officer, audiences: Audiences, tools: Tools) -> Item:
    """A Dutch picture that the group sees."""
    [one] = ingested(tools, receive(nora, audiences["group"], PICTURE))
    return one


def test_all_that_hangs_on_it_goes(
    nora: Officer, niels: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, tools: Tools, item: Item
) -> None:
    ingested(tools, receive(gregor, audiences["DE"], NEAR), receive(fleur, audiences["group"], NEAR))
    with acting_as(fleur.pk):
        series = actions.create_series(title="Room", audience=audiences["group"], items=[item], by=fleur)
    with acting_as(niels.pk):
        actions.record_permission(item=item, to_country=gregor.country, purpose="judicial", note="", by=niels)
    thread = ask(nora, audiences["group"], series=series, crops=(CropRequest(item, 0.1, 0.1, 0.5, 0.5),))
    with acting_as_system("tests"):
        crop = Crop.objects.get(thread=thread)
    tasks.cut_crop(str(crop.pk))
    with acting_as_system("tests"):
        cut = crop_path(Crop.objects.get(pk=crop.pk).sha256)
    assert cut.exists()
    assert rows() == {
        **{"Item": 3, "Hit": 3, "BlindHit": 6, "BlindHitOther": 6, "Placement": 1, "Permission": 1},
        **{"Crop": 1, "CropSource": 1, "Media": 2, "Fingerprint": 2},
    }

    stone = carried_out(item, niels)

    assert stone.removed_at is not None
    assert rows() == {
        **{"Item": 2, "Hit": 1, "BlindHit": 2, "BlindHitOther": 2, "Placement": 0, "Permission": 0},
        **{"Crop": 0, "CropSource": 0, "Media": 1, "Fingerprint": 1},
    }
    assert stored() == (False, False)
    assert not cut.exists()
    with acting_as_system("tests"):
        told = set(Event.objects.filter(about__overlap=[item.pk, series.pk, thread.pk]).values_list("type", flat=True))
        assert {"item.gone", "series.changed", "thread.changed"} <= told
        [entry] = AuditEntry.objects.filter(action="item.deleted")
        assert (entry.object_id, entry.officer_id) == (str(item.pk), niels.pk)
        assert entry.facts == {"reason": "mistake", "case": str(item.case_id)}


@pytest.mark.parametrize("audience", ["group", "FR"], ids=["shown", "hidden"])
def test_another_countrys_copy_survives(
    niels: Officer, fleur: Officer, audiences: Audiences, tools: Tools, item: Item, client_of: ClientOf, audience: str
) -> None:
    [theirs] = ingested(tools, receive(fleur, audiences[audience], PICTURE))
    carried_out(item, niels)
    assert not is_there(item)
    assert fresh(theirs).state == "ready"
    assert stored() == (True, True)
    assert rows()["Media"] == rows()["Fingerprint"] == 1
    client = client_of(fleur)
    assert client.get(f"/items/{theirs.pk}/plain").status_code == 200
    page = client.get(f"/items/{theirs.pk}/").content.decode()
    assert "New: nothing that you may see shows the same." in page
    assert lines(fleur, theirs) == []


def asked_for(client: Any, item: Item) -> tuple[int, str, list[str]]:
    """Delete on the page, and return the status, the words and the statements, without keys and times."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.post(f"/items/{item.pk}/delete/", {"reason": "mistake"})
    shape = [re.sub(r"'[^']*'|[0-9a-f-]{36}|\d+", "?", one["sql"]) for one in queries.captured_queries]
    return answer.status_code, answer["Location"], shape


@pytest.mark.parametrize("theirs", [PICTURE, NEAR, None], ids=["the same", "a near-duplicate", "nothing"])
def test_the_request_is_the_same_whatever_others_hold(
    niels: Officer, gregor: Officer, audiences: Audiences, tools: Tools, client_of: ClientOf, theirs: bytes | None
) -> None:
    alone, shared = (
        receive(niels, audiences["NL"], media.as_bytes(media.pattern(9))),
        receive(niels, audiences["NL"], PICTURE),
    )
    ingested(tools, alone, shared)
    if theirs is not None:
        ingested(tools, receive(gregor, audiences["DE"], theirs))
    client = client_of(niels)
    assert asked_for(client, shared) == asked_for(client, alone)
    assert is_there(shared), "a worker does it"


def test_what_repeats_it_in_the_case_goes_too_and_what_comes_later_is_read(
    nora: Officer, niels: Officer, audiences: Audiences, tools: Tools, item: Item
) -> None:
    [again] = ingested(tools, receive(nora, audiences["group"], PICTURE))
    assert again.duplicate_of_id == item.pk
    stone = delete(item, niels)
    [later] = ingested(tools, receive(nora, audiences["group"], PICTURE))
    assert later.state == "duplicate"
    tasks.remove_deleted(str(stone.pk))
    assert [is_there(one) for one in (item, again, later)] == [False, False, True]
    assert fresh(later).state == "received"
    assert stored() == (True, True)
    ingest(later.pk, tools)
    assert (fresh(later).state, fresh(later).duplicate_of_id) == ("ready", None)


def test_a_repetition_alone_goes_and_its_original_stays(
    nora: Officer, niels: Officer, audiences: Audiences, tools: Tools, item: Item
) -> None:
    [again] = ingested(tools, receive(nora, audiences["group"], PICTURE))
    carried_out(again, niels)
    assert [is_there(item), is_there(again)] == [True, False]
    assert stored() == (True, True)


def test_who_may(nora: Officer, niels: Officer, fleur: Officer, item: Item, client_of: ClientOf) -> None:
    address = f"/items/{item.pk}/delete/"
    statuses = [client_of(one).post(address, {"reason": "mistake"}).status_code for one in (nora, fleur)]
    assert statuses == [403, 403]
    offered = [address in client_of(one).get(f"/items/{item.pk}/").content.decode() for one in (nora, niels, fleur)]
    assert offered == [False, True, False]
    with acting_as_system("tests"):
        Officer.objects.filter(pk=fleur.pk).update(role="supervisor")
    assert client_of(fleur).post(address, {"reason": "mistake"}).status_code == 403
    with pytest.raises(NotAllowed):
        delete(item, fleur)
    assert client_of(niels).post(address, {"reason": "mistake"}).status_code == 302


def test_hidden_looks_absent(gregor: Officer, item: Item, client_of: ClientOf) -> None:
    for method in ("get", "post"):
        assert_looks_absent(client_of(gregor), "/items/{}/delete/", item.pk, method)


def test_anonymous_is_sent_to_sign_in(client: Any, item: Item) -> None:
    path = f"/items/{item.pk}/delete/"
    assert client.get(path)["Location"] == f"/sign-in/?next={path}"


def test_what_is_asked_and_what_is_typed_is_kept(niels: Officer, item: Item, client_of: ClientOf) -> None:
    client, address = client_of(niels), f"/items/{item.pk}/delete/"
    page = client.get(address)
    assert page.status_code == 200
    assert "This cannot be undone." in page.content.decode()
    assert client.post(address, {"reason": ""}).status_code == 400
    assert client.post(address, {"reason": "because"}).status_code == 400
    refused = client.post(address, {"reason": "other", "note": ""})
    assert refused.status_code == 400
    assert "Say which other reason." in refused.content.decode()
    assert is_there(item)
    answer = client.post(address, {"reason": "other", "note": "A trial ended."})
    assert (answer.status_code, answer["Location"]) == (302, f"/cases/{item.case_id}/")
    assert client.post(address, {"reason": "mistake"}).status_code == 409


def test_one_that_is_being_read_waits(niels: Officer, nora: Officer, audiences: Audiences) -> None:
    waiting = receive(nora, audiences["NL"], PICTURE)
    with pytest.raises(Conflict):
        delete(waiting, niels)


def test_a_refused_file_goes_too(niels: Officer, nora: Officer, audiences: Audiences, tools: Tools) -> None:
    [refused] = ingested(tools, receive(nora, audiences["NL"], media.as_bytes(media.pattern(3))[:300]))
    assert refused.state == "refused"
    carried_out(refused, niels)
    assert not is_there(refused)


@pytest.mark.parametrize("reason", ["", "because", "other"])
def test_a_reason_is_needed(niels: Officer, item: Item, reason: str) -> None:
    with pytest.raises(IcseError):
        delete(item, niels, reason)


def test_the_stone_is_shown_in_its_case_and_to_nobody_else(
    nora: Officer, niels: Officer, fleur: Officer, item: Item, client_of: ClientOf
) -> None:
    stone = carried_out(item, niels)
    page = client_of(nora).get(f"/cases/{item.case_id}/").content.decode()
    assert "Deleted files (1)" in page
    assert f'title="{item.pk}"' in page
    for words in ("Niels", "Uploaded by mistake"):
        assert words in page
    with acting_as(fleur.pk):
        assert not Stone.objects.filter(pk=stone.pk).exists()
    assert client_of(niels).get(f"/items/{item.pk}/").status_code == 404


def test_lists_leave_it_out_at_once(
    nora: Officer, niels: Officer, audiences: Audiences, item: Item, client_of: ClientOf
) -> None:
    """A list that still shows it would ask for a picture that a worker has just removed."""
    series = make_series(by=nora, audience=audiences["NL"], items=[item])
    places = [f"/cases/{item.case_id}/", "/items/", f"/series/{series.pk}/"]
    picture = f"/items/{item.pk}/concealed"
    client = client_of(nora)
    assert [picture in client.get(place).content.decode() for place in places] == [True, True, True]
    delete(item, niels)
    pages = [client.get(place).content.decode() for place in places]
    assert [picture in page for page in pages] == [False, False, False]
    assert "(under way)" in pages[0]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_a_case_with_stones(
    niels: Officer,
    audiences: Audiences,
    tools: Tools,
    client_of: ClientOf,
    django_assert_num_queries: Any,
    count: int,
) -> None:
    made = ingested(tools, *(receive(niels, audiences["NL"], media.as_bytes(media.pattern(n))) for n in range(count)))
    for one in made:
        carried_out(one, niels)
    client = client_of(niels)
    with django_assert_num_queries(14):
        assert f"Deleted files ({count})" in client.get(f"/cases/{made[0].case_id}/").content.decode()


def test_a_lost_wake_up_is_swept_and_done_once(niels: Officer, item: Item) -> None:
    stone = delete(item, niels)
    assert tasks.sweep_deleted() == 1
    assert tasks.sweep_deleted() == 0
    tasks.remove_deleted(str(stone.pk))
    with acting_as_system("tests"):
        assert AuditEntry.objects.filter(action="item.removed").count() == 1


def test_a_crash_after_the_rows_leaves_bytes_to_the_daily_sweep(niels: Officer, item: Item) -> None:
    with acting_as_system("tests"):
        Item.objects.filter(pk=item.pk).delete()
    old = time.time() - 2 * 24 * 3600
    for path in (blobs.blob_path(item.sha256), blobs.preview_folder(item.sha256)):
        os.utime(path, (old, old))
    assert stored() == (True, True)
    assert remove_orphans() == 1
    assert stored() == (False, False)


def test_a_crop_that_nobody_names_is_swept_and_others_stay(nora: Officer, audiences: Audiences, item: Item) -> None:
    thread = ask(nora, audiences["group"], crops=(CropRequest(item, 0.1, 0.1, 0.5, 0.5),))
    with acting_as_system("tests"):
        crop = Crop.objects.get(thread=thread)
    tasks.cut_crop(str(crop.pk))
    with acting_as_system("tests"):
        kept = crop_path(Crop.objects.get(pk=crop.pk).sha256)
    orphan = crop_path("ab" * 32)
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"x")
    old = time.time() - 2 * 24 * 3600
    for path in (kept, orphan):
        os.utime(path, (old, old))
    assert tasks.remove_orphan_crops() == 1
    assert (kept.exists(), orphan.exists()) == (True, False)


def test_a_crop_whose_file_went_meanwhile_is_cut_again(nora: Officer, audiences: Audiences, item: Item) -> None:
    thread = ask(nora, audiences["group"], crops=(CropRequest(item, 0.1, 0.1, 0.5, 0.5),))
    with acting_as_system("tests"):
        crop = Crop.objects.select_related("thread").get(thread=thread)
        tasks._settle(crop, crops.Cut("ab" * 32, 10, 10))
        assert Crop.objects.get(pk=crop.pk).state == "waiting"
    tasks.cut_crop(str(crop.pk))
    with acting_as_system("tests"):
        assert Crop.objects.get(pk=crop.pk).state == "ready"


def test_a_request_about_it_reaches_nobody_and_its_asker_reads_the_same(
    niels: Officer, gregor: Officer, audiences: Audiences, tools: Tools, item: Item, client_of: ClientOf
) -> None:
    [mine] = ingested(tools, receive(gregor, audiences["DE"], NEAR))
    [line] = lines(gregor, mine)
    sent = client_of(gregor).post(
        "/requests/new/?blind=" + str(line.key), {"blind_hit": str(line.key), "reason": "A seizure shows it."}
    )
    assert sent.status_code == 302
    with acting_as_system("tests"):
        [received] = Request.objects.filter(side="received")
        assert received.item_id == item.pk
    page = client_of(gregor).get(sent["Location"]).content.decode()
    assert client_of(niels).get(f"/requests/{received.pk}/").status_code == 200
    carried_out(item, niels)
    assert client_of(niels).get(f"/requests/{received.pk}/").status_code == 404
    now = client_of(gregor).get(sent["Location"]).content.decode()
    assert "Waiting for the owner" in page
    assert "Waiting for the owner" in now
    withdrawn = client_of(gregor).post(sent["Location"] + "withdraw/")
    assert withdrawn.status_code == 302


def test_the_command_does_the_same(nora: Officer, niels: Officer, gregor: Officer, item: Item) -> None:
    out = StringIO()

    def command(officer: Officer, *more: str) -> None:
        call_command("item", "delete", str(item.pk), "--yes", f"--officer={officer.email}", *more, stdout=out)

    for who in (nora, gregor):
        with pytest.raises(CommandError):
            command(who, "--reason=mistake")
    with pytest.raises(CommandError):
        command(niels, "--reason=other")
    with acting_as_system("tests"):
        assert not Stone.objects.exists()
    command(niels, "--reason=other", "--note=The trial ended.")
    assert "is being deleted" in out.getvalue()
    assert tasks.sweep_deleted() == 1
    assert not is_there(item)
