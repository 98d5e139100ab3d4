"""Wherever a marked thing is shown, its marking is shown with it: every page that there is, asked with every key."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.markings import Marking
from accounts.models import Audience, Officer
from accounts.models.owned import owner_fields
from forum.models import Crop, Thread
from icse.core.doors import acting_as, acting_as_system
from series.actions import add_subject
from series.models import Hit, Item, Placement, Series, Upload
from tests.forum.world import answer
from tests.markings.tree import Node, entry_of, main_of
from tests.markings.world import ask, crop, make_item, make_series

ClientOf = Callable[[Officer], Client]
UPLOAD = uuid4()

#: Pages that show these things, as their owner sees them. Others are visited too, and held to the same.
SHOWN = {
    "board": {"series"},
    "board-rows": {"series"},
    "case": {"item", "repeated", "series"},
    "item": {"item", "other", "repeated", "series"},
    "item-list": {"item", "other", "repeated", "series"},
    "item-row": {"item", "other", "repeated", "series"},
    "series": {"series", "item"},
    "series-body": {"series", "item"},
    "series-edit": {"series"},
    "series-export": {"series"},
    "series-new": {"item"},
    "series-place": {"series", "loose"},
    "series-threads": {"thread", "crop"},
    "subject-add": {"series"},
    "subject-identify": {"series", "thread"},
    "thread": {"thread", "crop", "series"},
    "thread-list": {"thread", "crop"},
    "thread-new": {"series", "item"},
    "thread-posts": {"thread", "crop", "series"},
    "thread-rows": {"thread", "crop"},
    "upload-detail": {"item", "repeated", "series"},
}
#: Addresses of bytes and streams, and what ends the session.
NO_PAGE = {
    *("events", "item-concealed", "item-plain", "item-original", "item-play", "item-spectrogram", "crop", "sign-out"),
}


@dataclass(frozen=True)
class Thing:
    """A marked thing: how a page shows it, and the notes that must then stand beside it."""

    key: UUID
    addresses: tuple[str, ...]
    words: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class World:
    """All things by name, and the keys that addresses take."""

    things: dict[str, Thing]
    keys: tuple[UUID, ...]


def marked(name: str) -> Marking:
    """An unusual marking, with a note that nothing else has."""
    return Marking("amber+strict", ("H1", "H3"), f"Note of {name}.")


def named(item: Item, name: str, **columns: object) -> Thing:
    """Give an item a name and an upload, and say how it is shown."""
    with acting_as_system("tests"):
        Item.objects.filter(pk=item.pk).update(name=f"{name}.jpg", upload=UPLOAD, **columns)
    addresses = tuple(f"/items/{item.pk}/{rest}" for rest in ("", "concealed", "plain"))
    return Thing(item.pk, addresses, (f"{name}.jpg",), (f"Note of {name}.",))


def series_thing(series: Series) -> Thing:
    words = (series.reference, series.title)
    return Thing(series.pk, (f"/series/{series.pk}/",), words, (series.handling_note,))


@pytest.fixture
def world(nora: Officer, fleur: Officer, audiences: dict[str, Audience]) -> World:
    """One series, one request with a crop, and four items, each with a note of its own."""
    group = audiences["group"]
    item, other = make_item(nora, group, marked("item")), make_item(fleur, group, marked("other"))
    loose, repeated = make_item(nora, group, marked("loose")), make_item(nora, group, marked("repeated"))
    series = make_series(nora, group, marked("series"), item)
    with acting_as(nora.pk):
        subject = add_subject(series=series, role="victim", by=nora)
    thread = ask(nora, group, series=series, crops=[crop(item)], marking=marked("thread"))
    post = answer(fleur, thread)
    things = {
        "item": named(item, "item"),
        "other": named(other, "other"),
        "loose": named(loose, "loose"),
        "repeated": named(repeated, "repeated", state="duplicate", duplicate_of=item),
        "series": series_thing(series),
        "thread": Thing(thread.pk, (f"/threads/{thread.pk}/",), (thread.reference,), ("Note of thread.",)),
    }
    with acting_as_system("tests"):
        both = {"audience_id": item.case.audience_id, "files_audience": group}
        Upload.objects.create(id=UPLOAD, case_id=item.case_id, nature="content", **both, **owner_fields(nora))
        sides = {"item_audience": group, "other_audience": group}
        Hit.objects.create(kind="near", item=item, other=other, distance=9, **sides)
        Crop.objects.filter(thread=thread).update(state="ready", sha256="0" * 64, width=9, height=9)
        cut = Crop.objects.get(thread=thread)
        placement = Placement.objects.get(series=series)
    things["crop"] = Thing(cut.pk, (f"/crops/{cut.pk}",), (), ("Note of thread.", "Note of item."))
    others = (UPLOAD, item.case_id, subject.pk, post.pk, placement.pk, group.key)
    return World(things, (*(thing.key for thing in things.values()), *others))


def addresses(world: World) -> Iterator[tuple[str, str]]:
    """Give the name and the path of every page that there is, with every key where one is asked for."""
    item, series = world.things["item"].key, world.things["series"].key
    yield "series-new", f"{reverse('series-new')}?items={item}"
    yield "thread-new", f"{reverse('thread-new')}?series={series}"
    yield "board", f"{reverse('board')}?status=all"
    for pattern in patterns(get_resolver().url_patterns):
        name = pattern.name
        if name is None or name in NO_PAGE or name.startswith("api-"):
            continue
        parameters = list(pattern.pattern.converters)
        if not parameters:
            yield name, reverse(name)
        elif len(parameters) == 1:
            for key in world.keys:
                yield name, reverse(name, kwargs={parameters[0]: key})


def patterns(found: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for one in found:
        if isinstance(one, URLPattern):
            yield one
        else:
            yield from patterns(one.url_patterns)


def places(page: Node, thing: Thing) -> list[Node]:
    """Return the elements that show a thing: a link to it, its picture, its reference or its name in words."""
    shown = []
    for node in page.walk():
        links = {node.attributes.get(name, "") for name in ("href", "src", "data-plain")}
        if links & set(thing.addresses) or any(word in node.own for word in thing.words):
            shown.append(node)
    return shown


def unmarked(page: Node, world: World) -> tuple[set[str], list[str]]:
    """Return which things a page shows, and where one is shown without its note beside it."""
    shown, missing = set(), []
    for name, thing in world.things.items():
        for node in places(page, thing):
            shown.add(name)
            text = entry_of(node).text
            missing += [f"{name} in <{node.tag}>: no {note!r}" for note in thing.notes if note not in text]
    return shown, missing


def visit(client: Client, world: World) -> tuple[dict[str, set[str]], list[str]]:
    """Open every page; return what each shows, and what is shown without its marking."""
    seen: dict[str, set[str]] = {}
    wrong: list[str] = []
    for name, path in addresses(world):
        response = client.get(path)
        if response.status_code != 200 or not response["Content-Type"].startswith("text/html"):
            continue
        shown, missing = unmarked(main_of(response.content.decode()), world)
        seen.setdefault(name, set()).update(shown)
        wrong += [f"{path}: {one}" for one in missing]
    return seen, wrong


def test_what_is_shown_is_shown_with_its_marking(
    world: World, nora: Officer, fleur: Officer, client_of: ClientOf
) -> None:
    seen, wrong = visit(client_of(nora), world)
    assert wrong == [], "\n".join(wrong)
    assert {name: seen[name] & SHOWN[name] for name in SHOWN} == SHOWN
    _, wrong_for_others = visit(client_of(fleur), world)
    assert wrong_for_others == []


def test_a_page_without_the_marking_is_noticed(world: World) -> None:
    series = world.things["series"]
    bare = (
        f'<main><ul><li class="entry"><a href="/series/{series.key}/">x</a></li><li class="entry">Note of series.</li>'
    )
    assert unmarked(main_of(bare), world) == ({"series"}, ["series in <a>: no 'Note of series.'"])
    good = f'<main><ul><li class="entry"><a href="/series/{series.key}/">x</a> Note of series.</li></ul></main>'
    assert unmarked(main_of(good), world) == ({"series"}, [])


def test_a_hidden_series_marks_nothing(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    """Fleur sees the item and the request, but not the Dutch series that holds both."""
    item = make_item(nora, audiences["group"], marked("item"))
    series = make_series(nora, audiences["NL"], marked("series"), item)
    thread = ask(nora, audiences["NL"], series=series, crops=[crop(item)], marking=marked("thread"))
    with acting_as_system("tests"):
        Thread.objects.filter(pk=thread.pk).update(audience=audiences["group"])
    for path in (f"/items/{item.pk}/", "/items/", f"/threads/{thread.pk}/", "/threads/"):
        for_nora, for_fleur = (client_of(who).get(path).content.decode() for who in (nora, fleur))
        assert "Note of series." in for_nora
        assert "Note of series." not in for_fleur
        assert f"Note of {'item' if 'items' in path else 'thread'}." in for_fleur


def test_what_is_inside_has_the_most_restrictive_marking(
    nora: Officer, audiences: dict[str, Audience], client_of: ClientOf
) -> None:
    item = make_item(nora, audiences["group"], Marking("green", ("H2",), "One."))
    series = make_series(nora, audiences["group"], Marking("amber+strict", ("H1",), "Two."), item)
    page = main_of(client_of(nora).get(f"/series/{series.pk}/").content.decode())
    [tile] = [node for node in page.walk() if node.attributes.get("data-tile") == str(item.pk)]
    shown = [node.text for node in tile.walk() if "tlp" in node.attributes.get("class", "").split()]
    codes = [node.text for node in tile.walk() if node.attributes.get("class") == "handling"]
    assert (shown, codes) == (["TLP:AMBER+STRICT"], ["H1", "H2"])
    assert "One. / Two." in tile.text
