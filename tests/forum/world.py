"""Series, items, requests and answers for the tests of this app, made by the same actions as the pages use."""

from collections.abc import Callable
from uuid import UUID, uuid4

from django.test import Client

from accounts.models import Audience, Officer
from accounts.models.owned import owner_fields
from forum import actions
from forum.models import ClueKind, Crop, Post, Thread
from icse.core.doors import acting_as, acting_as_system
from series.actions import add_subject, confirm_identification, create_series, record_identification
from series.actions.cases import open_case
from series.models import Identification, Item, Placement, Series, Subject

ClientOf = Callable[[Officer], Client]
Audiences = dict[str, Audience]
NOBODYS = UUID("01999999-0000-7000-8000-000000000000")


def make_series(by: Officer, audience: Audience, title: str = "Green wallpaper") -> Series:
    with acting_as(by.pk):
        return create_series(title=title, audience=audience, by=by)


def make_item(by: Officer, audience: Audience, series: Series | None = None, sha256: str = "") -> Item:
    """An item whose ingest is done, placed in the series."""
    with acting_as(by.pk):
        case = open_case(national_reference="XA-1", by=by)
    with acting_as_system("tests"):
        digests = {"sha256": sha256 or uuid4().hex * 2, "sha1": "0" * 40, "md5": "0" * 32}
        item = Item.objects.create(
            audience=audience, case=case, name="room.jpg", size=1, state="ready", **digests, **owner_fields(by)
        )
        if series is not None:
            audiences = {"series_audience_id": series.audience_id, "item_audience_id": audience.pk}
            Placement.objects.create(series=series, item=item, **audiences, **owner_fields(by))
    return item


def ask(
    by: Officer,
    audience: Audience,
    series: Series | None = None,
    question: str = "Who sells this wallpaper?",
    crops: tuple[actions.CropRequest, ...] = (),
    kind: str = "wallpaper",
) -> Thread:
    with acting_as(by.pk):
        wanted = ClueKind.objects.get(pk=kind)
        return actions.open_thread(kind=wanted, question=question, audience=audience, series=series, crops=crops, by=by)


def answer(by: Officer, thread: Thread, body: str = "A shop in Lyon.") -> Post:
    with acting_as(by.pk):
        return actions.add_post(thread=thread, body=body, by=by)


def make_subject(by: Officer, series: Series) -> Subject:
    with acting_as(by.pk):
        return add_subject(series=series, role="victim", by=by)


def record(by: Officer, subject: Subject) -> Identification:
    with acting_as(by.pk):
        return record_identification(
            subject=subject,
            national_reference="FR-7",
            method="clue",
            identified_on=subject.created_at.date(),
            source_evaluation="A",
            information_evaluation=1,
            by=by,
        )


def solve(first: Officer, second: Officer, series: Series) -> Identification:
    """Identify a victim of the series, by two officers of one country."""
    identification = record(first, make_subject(first, series))
    with acting_as(second.pk):
        confirm_identification(identification=identification, by=second)
    return identification


def crop_of(thread: Thread) -> Crop:
    with acting_as_system("tests"):
        return Crop.objects.get(thread=thread)


def assert_looks_absent(client: Client, path: str, hidden: UUID, method: str = "get") -> None:
    """What is hidden is answered exactly as what never was."""
    send = getattr(client, method)
    found, never = send(path.format(hidden)), send(path.format(NOBODYS))
    assert (found.status_code, never.status_code) == (404, 404)
    assert found.content == never.content
    assert dict(found.headers) == dict(never.headers)
