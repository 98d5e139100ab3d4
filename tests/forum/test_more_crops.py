"""Several crops on one request, and more of them later."""

import pytest
from django.test import Client

from accounts.models import Officer
from forum import actions
from forum.actions import CropRequest
from forum.models import Crop, CropSource, Thread
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import IcseError, NotAllowed
from icse.core.models import Event
from series.models import Item, Series
from tests.forum.world import Audiences, ClientOf, ask, assert_looks_absent, make_item, make_series

DRAWN = {"x": "0.5", "y": "0.5", "width": "0.25", "height": "0.25"}


@pytest.fixture
def series(nora: Officer, audiences: Audiences) -> Series:
    return make_series(nora, audiences["group"])


@pytest.fixture
def items(nora: Officer, audiences: Audiences, series: Series) -> list[Item]:
    return [make_item(nora, audiences["group"], series) for _ in range(2)]


def kept(item: Item, x: float = 0.1) -> str:
    return f"{item.pk} {x:.4f} 0.2000 0.3000 0.4000"


def typed(audiences: Audiences, **more: object) -> dict[str, object]:
    return {"kind": "wallpaper", "question": "Who?", "audience": str(audiences["group"].key), **more}


def sources() -> list[tuple[object, float]]:
    with acting_as_system("tests"):
        return list(CropSource.objects.order_by("crop_id").values_list("item_id", "x"))


def test_several_of_several_pictures(
    nora: Officer, audiences: Audiences, series: Series, items: list[Item], client_of: ClientOf
) -> None:
    one, other = items
    sent = typed(audiences, crop=[kept(one), kept(other, 0.2)], item=str(other.pk), **DRAWN)
    assert client_of(nora).post(f"/threads/new/?series={series.pk}", sent).status_code == 302
    assert sources() == [(one.pk, 0.1), (other.pk, 0.2), (other.pk, 0.5)]


@pytest.mark.parametrize(
    "wrong",
    [
        ["nonsense"],
        ["01999999-0000-7000-8000-000000000000 0 0 1 1"],
        ["{} 0 0 1"],
        ["{} 0 0 1 nan"],
        ["{} 0 0 1 2"],
        ["{} 0 0 1 1"] * 7,
    ],
)
def test_what_was_put_aside_is_checked_and_kept(
    wrong: list[str], nora: Officer, audiences: Audiences, series: Series, items: list[Item], client_of: ClientOf
) -> None:
    sent = typed(audiences, crop=[text.format(items[0].pk) for text in wrong])
    response = client_of(nora).post(f"/threads/new/?series={series.pk}", sent)
    assert response.status_code == 400
    assert sources() == []


def test_what_was_put_aside_comes_back_with_a_form_that_is_wrong(
    nora: Officer, audiences: Audiences, series: Series, items: list[Item], client_of: ClientOf
) -> None:
    sent = typed(audiences, question=" ", crop=[kept(items[0]), kept(items[1])])
    page = client_of(nora).post(f"/threads/new/?series={series.pk}", sent).content.decode()
    assert [f'value="{kept(item)}"' in page for item in items] == [True, True]


def test_they_are_added_later(
    nora: Officer, audiences: Audiences, series: Series, items: list[Item], client_of: ClientOf
) -> None:
    thread = ask(nora, audiences["group"], series)
    client, path = client_of(nora), f"/threads/{thread.pk}/crops/"
    assert path in client.get(f"/threads/{thread.pk}/").content.decode()
    assert f'value="{items[0].pk}"' in client.get(path).content.decode()
    with acting_as_system("tests"):
        Event.objects.all().delete()
    assert client.post(path, {"crop": [kept(items[0])], "item": str(items[1].pk), **DRAWN}).status_code == 302
    assert [key for key, _ in sources()] == [items[0].pk, items[1].pk]
    with acting_as_system("tests"):
        assert [event.type for event in Event.objects.order_by("id")] == ["thread.changed", "series.changed"]
    assert client.post(path, {}).status_code == 400
    too_many = client.post(path, {"crop": [kept(items[0])] * 5})
    assert (too_many.status_code, "6 crops at most" in too_many.content.decode()) == (400, True)


def test_only_who_asked_adds_and_only_while_it_is_open(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, series: Series, items: list[Item],
    client_of: ClientOf, client: Client,
) -> None:  # fmt: skip
    thread = ask(nora, audiences["group"], series)
    path, sent = f"/threads/{thread.pk}/crops/", {"crop": [kept(items[0])]}
    assert [client_of(fleur).get(path).status_code, client_of(fleur).post(path, sent).status_code] == [403, 403]
    for method in ("get", "post"):
        assert_looks_absent(client_of(gregor), "/threads/{}/crops/", thread.pk, method)
    assert client.get(path)["Location"] == f"/sign-in/?next={path}"
    with acting_as(nora.pk):
        actions.close_thread(thread=thread, by=nora)
    assert client_of(nora).post(path, sent).status_code == 409
    assert sources() == []


def test_a_picture_that_fewer_see_is_not_added(
    nora: Officer, fleur: Officer, audiences: Audiences, series: Series
) -> None:
    own, theirs = make_item(nora, audiences["NL"]), make_item(fleur, audiences["members"])
    thread = ask(nora, audiences["group"], series)
    for item, error in ((own, IcseError), (theirs, NotAllowed)):
        with acting_as(nora.pk), pytest.raises(error):
            actions.add_crops(
                thread=Thread.objects.get(), crops=[CropRequest(item=item, x=0, y=0, width=1, height=1)], by=nora
            )
    with acting_as_system("tests"):
        assert Crop.objects.filter(thread=thread).count() == 0


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow(
    number: int, nora: Officer, audiences: Audiences, series: Series, client_of: ClientOf,
    django_assert_num_queries: object,
) -> None:  # fmt: skip
    for _ in range(number):
        make_item(nora, audiences["group"], series)
    thread = ask(nora, audiences["group"], series)
    client = client_of(nora)
    with django_assert_num_queries(9):  # type: ignore[operator]
        client.get(f"/threads/{thread.pk}/crops/")
