"""H2: another country's picture goes no further than its own audience, in the actions and in the database."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client

from accounts.markings import UNMARKED, Marking
from accounts.models import Audience, Officer
from forum.models import Crop, CropSource, Thread
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import IcseError, NotAllowed
from series.models import Item, Permission, Placement
from series.queries.permissions import why_no_original
from tests.forum.world import crop_of
from tests.markings.world import BOTH, H1, H2, ask, crop, make_item, make_series, mark, permit, place
from tests.media import as_bytes, pattern
from tests.series.making import ingested, receive

Audiences = dict[str, Audience]
ClientOf = Callable[[Officer], Client]
RULE = "h2_crop_stays_with_its_picture"


@pytest.mark.parametrize(
    ("marking", "given", "to", "goes"),
    [
        (H2, None, "group", True),
        (H2, None, "members", False),
        (H2, None, "FR", False),
        (H2, "judicial", "members", False),
        (H2, "dissemination", "members", True),
        (BOTH, "dissemination", "members", True),
        (UNMARKED, None, "members", False),
        (UNMARKED, "dissemination", "members", True),
    ],
)
def test_a_crop_goes_no_further_than_its_picture(
    marking: Marking,
    given: str | None,
    to: str,
    goes: bool,
    nora: Officer,
    fleur: Officer,
    audiences: Audiences,
) -> None:
    """Fleur asks about a part of a Dutch picture that the group sees."""
    item = make_item(nora, audiences["group"], marking)
    if given:
        permit(nora, "FR", given, item=item)
    wanted = {"crops": [crop(item)]}
    if goes:
        assert ask(fleur, audiences[to], **wanted).audience == audiences[to]
    else:
        with pytest.raises(NotAllowed, match=r"another country's|marked it H2"):
            ask(fleur, audiences[to], **wanted)
    # Of the own picture too, a second officer has to look first where others are to see it than see the picture.
    with pytest.raises(IcseError, match="second"):
        ask(nora, audiences["members"], **wanted)


def test_a_permission_on_the_series_covers_its_owners_pictures(
    nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    item = make_item(nora, audiences["group"], H2)
    series = make_series(nora, audiences["group"], UNMARKED, item)
    with pytest.raises(NotAllowed):
        ask(fleur, audiences["members"], crops=[crop(item)])
    permit(nora, "FR", "dissemination", series=series)
    assert ask(fleur, audiences["members"], crops=[crop(item)])


def test_only_the_owners_own_placing_speaks_for_its_picture(
    nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    """Or who is permitted a series could put the owner's other pictures in it, and who places could take H2 away."""
    permitted = make_series(fleur, audiences["members"])
    permit(fleur, "NL", "dissemination", series=permitted)
    picture = make_item(fleur, audiences["members"], H2)
    place(permitted, picture, nora)
    with acting_as(nora.pk):
        assert why_no_original(picture, nora) != ""
    with pytest.raises(IcseError):
        ask(nora, audiences["group"], crops=(crop(picture),))
    place(permitted, picture, fleur)  # takes over
    with acting_as(nora.pk):
        assert why_no_original(picture, nora) == ""
        assert Placement.objects.get(item=picture).country_id == "FR"
    assert ask(nora, audiences["group"], crops=(crop(picture),)).audience_id == audiences["group"].pk


def test_another_countrys_placing_forbids_nothing(
    nora: Officer, fleur: Officer, bea: Officer, audiences: Audiences
) -> None:
    strict, picture = make_series(fleur, audiences["members"], H2), make_item(fleur, audiences["members"])
    place(strict, picture, nora)
    with acting_as(bea.pk):
        assert why_no_original(picture, bea) == ""
    place(strict, picture, fleur)
    with acting_as(bea.pk):
        assert why_no_original(picture, bea) != ""


def test_a_withdrawn_permission_stays_withdrawn(nora: Officer, audiences: Audiences) -> None:
    given = permit(nora, "FR", "judicial", series=make_series(nora, audiences["group"]))
    with acting_as(nora.pk):
        assert Permission.objects.filter(pk=given.pk).update(withdrawn_at=given.created_at) == 1
        with pytest.raises(IntegrityError, match="withdrawn"), transaction.atomic():
            Permission.objects.filter(pk=given.pk).update(withdrawn_at=None)


def insert_source(by: Officer, thread: Thread, item: Item) -> None:
    """Write the rows as code that forgot to ask would."""
    names = {"country_id": by.country_id, "officer_id": by.pk}
    with acting_as(by.pk), transaction.atomic():
        made = Crop.objects.create(thread=thread, audience_id=thread.audience_id, unit_id=by.unit_id, **names)
        audiences = {"thread_audience_id": thread.audience_id, "item_audience_id": item.audience_id}
        CropSource.objects.create(crop=made, item=item, x=0, y=0, width=1, height=1, **audiences, **names)


@pytest.mark.parametrize(("to", "goes"), [("group", True), ("members", False), ("FR", True)])
def test_the_database_refuses_a_wider_request(
    to: str, goes: bool, nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    """All French officers see the picture, so a French request shows it to nobody new."""
    item, thread = make_item(nora, audiences["group"], H2), ask(fleur, audiences[to])
    if goes:
        insert_source(fleur, thread, item)
    else:
        with pytest.raises(IntegrityError) as refusal:
            insert_source(fleur, thread, item)
        assert refusal.value.__cause__.diag.constraint_name == RULE  # type: ignore[union-attr]
        mark(item, H1)
        insert_source(fleur, thread, item)


def test_the_database_refuses_an_item_of_an_h2_series_of_its_owner(
    nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    item, thread = make_item(nora, audiences["group"]), ask(fleur, audiences["members"])
    series = make_series(nora, audiences["group"], H2, item)
    with pytest.raises(IntegrityError, match="has not permitted"):
        insert_source(fleur, thread, item)
    permit(nora, "FR", "dissemination", series=series)
    insert_source(fleur, thread, item)


def show_to(thread: Thread, audience: Audience, by: Officer) -> None:
    """Change a request's audience by raw SQL, as its owner may."""
    with acting_as(by.pk), transaction.atomic():
        assert Thread.objects.filter(pk=thread.pk).update(audience=audience) == 1


def test_a_request_with_an_h2_crop_is_not_widened_later(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    item = make_item(nora, audiences["group"], H2)
    thread = ask(fleur, audiences["group"], crops=[crop(item)])
    with pytest.raises(IntegrityError, match="has not permitted"):
        show_to(thread, audiences["members"], fleur)
    show_to(thread, audiences["FR"], fleur)
    show_to(thread, audiences["group"], fleur)
    permit(nora, "FR", "dissemination", item=item)
    show_to(thread, audiences["members"], fleur)
    with acting_as_system("tests"):
        assert crop_of(thread).audience_id == audiences["members"].pk


def test_an_owners_own_crop_is_widened(nora: Officer, audiences: Audiences) -> None:
    thread = ask(nora, audiences["group"], crops=[crop(make_item(nora, audiences["group"], H2))])
    show_to(thread, audiences["members"], nora)


def test_the_owner_narrows_the_picture_whatever_was_cut_from_it(
    nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    item = make_item(nora, audiences["group"], H2)
    ask(fleur, audiences["group"], crops=[crop(item)])
    with acting_as(nora.pk):
        assert Item.objects.filter(pk=item.pk).update(audience=audiences["NL"]) == 1
    with acting_as(fleur.pk):
        assert not CropSource.objects.exists()


def test_the_web_login_cannot_ask_the_definers_questions(nora: Officer, audiences: Audiences) -> None:
    item = make_item(nora, audiences["group"], H2)
    with pytest.raises(DatabaseError, match="permission denied"), acting_as(nora.pk):
        list(Item.objects.raw("SELECT id FROM series_item WHERE icse_permits(%s, 'FR', 'dissemination')", [item.pk]))


@dataclass(frozen=True)
class Answer:
    """What came back; of a file only that it came."""

    status_code: int
    text: str


def asked_for(client: Client, path: str) -> Answer:
    response = client.get(path)
    if response.streaming:
        async_to_sync(whole)(response)
        return Answer(response.status_code, "")
    return Answer(response.status_code, response.content.decode())


async def whole(response: Any) -> int:
    """Read a file to its end, as a browser does; return its size."""
    return sum([len(piece) async for piece in response])


@pytest.mark.parametrize(
    ("marking", "of_series", "given", "status"),
    [
        (UNMARKED, UNMARKED, None, 200),
        (H1, UNMARKED, None, 200),
        (H2, UNMARKED, None, 403),
        (H2, UNMARKED, "judicial", 403),
        (H2, UNMARKED, "dissemination", 200),
        (UNMARKED, H2, None, 403),
        (UNMARKED, H2, "dissemination", 200),
    ],
)
def test_the_original_of_an_h2_item_is_not_given(
    marking: Marking,
    of_series: Marking,
    given: str | None,
    status: int,
    nora: Officer,
    fleur: Officer,
    audiences: Audiences,
    client_of: ClientOf,
    tools: object,
) -> None:
    [item] = ingested(tools, receive(nora, audiences["group"], as_bytes(pattern(1))))  # type: ignore[arg-type]
    mark(item, marking)
    series = make_series(nora, audiences["group"], of_series, item)
    if given:
        permit(nora, "FR", given, series=series)
    path, page = f"/items/{item.pk}/original", f"/items/{item.pk}/"
    refused = asked_for(client_of(fleur), path)
    assert refused.status_code == status
    shown = client_of(fleur).get(page).content.decode()
    assert (f'href="{path}"' in shown) is (status == 200)
    for text in (shown, refused.text) if status == 403 else ():
        assert "Netherlands owns this file and marked it H2" in " ".join(text.split())
        assert "permit passing it on" in text
    assert asked_for(client_of(nora), path).status_code == 200
    assert f'href="{path}"' in client_of(nora).get(page).content.decode()
