"""Asking more officers than see the series: nothing of it is tied visibly, and a second officer looks first."""

from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.markings import Marking
from accounts.models import Audience, Officer
from forum import actions, tasks
from forum.actions import CropRequest
from forum.actions.wide import is_wide
from forum.models import ClueKind, Crop, CropSource, Thread, ThreadCheck, ThreadSeries
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, IcseError, NotAllowed
from icse.core.models import AuditEntry, Event
from series.models import Fingerprint, Frame, Item, Media, Series
from tests.forum.test_crop import store
from tests.forum.world import Audiences, ClientOf, ask, assert_looks_absent, make_item, make_series
from tests.media import as_bytes, pattern

BOX = {"x": 0.25, "y": 0.25, "width": 0.5, "height": 0.5}
TYPED = {"x": "0.25", "y": "0.25", "width": "0.5", "height": "0.5"}


def wide(
    by: Officer, audiences: Audiences, series: Series | None, items: tuple[Item, ...] = (), to: str = "members"
) -> Thread:
    with acting_as(by.pk):
        return actions.open_wide_thread(
            kind=ClueKind.objects.get(pk="wallpaper"),
            question="Who sells this?",
            audience=audiences[to],
            series=series,
            crops=[CropRequest(item=item, **BOX) for item in items],
            by=by,
        )


def crops_of(thread: Thread) -> list[UUID]:
    with acting_as_system("tests"):
        return list(Crop.objects.filter(thread=thread).order_by("pk").values_list("pk", flat=True))


def check_of(thread: Thread) -> ThreadCheck:
    with acting_as_system("tests"):
        return ThreadCheck.objects.select_related("wanted").get(thread=thread)


def confirm(by: Officer, thread: Thread, crops: list[UUID] | None = None) -> Thread:
    with acting_as(by.pk):
        looked = crops_of(thread) if crops is None else crops
        return actions.confirm_check(check=check_of(thread), crops=looked, by=by)


@pytest.fixture
def item(nora: Officer, audiences: Audiences) -> Item:
    series = make_series(nora, audiences["group"])
    return make_item(nora, audiences["group"], series, sha256=store(as_bytes(pattern(7))))


@pytest.fixture
def series(item: Item) -> Series:
    with acting_as_system("tests"):
        return Series.objects.select_related("audience").get()


@pytest.fixture
def thread(nora: Officer, audiences: Audiences, series: Series, item: Item) -> Thread:
    """A request about a series of the group, for all members, with two crops that are cut."""
    made = wide(nora, audiences, series, (item, item))
    for key in crops_of(made):
        tasks.cut_crop(str(key))
    return made


def sees(by: Officer, thread: Thread) -> bool:
    with acting_as(by.pk):
        return Thread.objects.filter(pk=thread.pk).exists()


def test_until_it_is_checked_only_the_own_country_sees_it(
    thread: Thread, nora: Officer, niels: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    assert {one: sees(who, thread) for one, who in (("nora", nora), ("niels", niels))} == {"nora": True, "niels": True}
    assert {one: sees(who, thread) for one, who in (("fleur", fleur), ("gregor", gregor))} == {
        "fleur": False,
        "gregor": False,
    }
    with acting_as_system("tests"):
        told = {tuple(one.audiences) for one in Event.objects.filter(about__contains=[thread.pk])}
    assert told == {(audiences["NL"].pk,)}


def test_the_second_officers_word_shows_it_without_the_series(
    thread: Thread, series: Series, niels: Officer, gregor: Officer, fleur: Officer, nora: Officer, audiences: Audiences
) -> None:
    assert confirm(niels, thread).audience == audiences["members"]
    check = check_of(thread)
    assert (check.outcome, check.decided_by_id, check.thread_audience_id) == (
        "confirmed",
        niels.pk,
        audiences["members"].pk,
    )
    with acting_as(gregor.pk):
        assert Thread.objects.get().pk == thread.pk
        assert Crop.objects.count() == 2
        hidden = (ThreadSeries, CropSource, Series, Item, ThreadCheck)
        assert [model.objects.count() for model in hidden] == [0] * len(hidden)
    for who in (fleur, nora):
        with acting_as(who.pk):
            assert ThreadSeries.objects.get().series_id == series.pk
    with acting_as(fleur.pk):
        assert not ThreadCheck.objects.exists()


def test_its_page_tells_others_no_series(
    thread: Thread, series: Series, item: Item, niels: Officer, gregor: Officer, nora: Officer, client_of: ClientOf
) -> None:
    confirm(niels, thread)
    client = client_of(gregor)
    pages = [client.get(path).content.decode() for path in ("/threads/", f"/threads/{thread.pk}/")]
    pages.append(client.get(f"/api/v1/threads/{thread.pk}").content.decode())
    for page in pages:
        assert str(thread.pk) in page
        for secret in (series.reference, str(series.pk), series.title, str(item.pk), item.name):
            assert secret not in page
    assert client.get(f"/crops/{crops_of(thread)[0]}").status_code == 200
    assert series.reference in client_of(nora).get(f"/threads/{thread.pk}/").content.decode()


def test_a_solved_series_is_not_told_by_its_request(
    thread: Thread, series: Series, niels: Officer, gregor: Officer, nora: Officer, client_of: ClientOf
) -> None:
    confirm(niels, thread)
    with acting_as_system("tests"):
        Series.objects.filter(pk=series.pk).update(active_for_victims=False, active_for_offenders=False)
    assert "Series solved" in client_of(nora).get(f"/threads/{thread.pk}/").content.decode()
    page = client_of(gregor).get(f"/threads/{thread.pk}/").content.decode()
    assert "Series solved" not in page
    assert "No longer asked" in page


@pytest.mark.parametrize("who", ["nora", "fleur", "gregor"])
def test_nobody_else_may_say_so(who: str, thread: Thread, request: pytest.FixtureRequest) -> None:
    officer: Officer = request.getfixturevalue(who)
    for act in (
        lambda: confirm(officer, thread),
        lambda: actions.refuse_check(check=check_of(thread), reason="x", by=officer),
    ):
        with acting_as(officer.pk), pytest.raises(NotAllowed):
            act()
    assert check_of(thread).outcome == ""


def test_the_database_keeps_the_second_pair_of_eyes(
    thread: Thread, nora: Officer, niels: Officer, fleur: Officer
) -> None:
    check = check_of(thread)
    decided = "UPDATE forum_threadcheck SET outcome = 'confirmed', decided_by_id = %s, decided_at = now() WHERE id = %s"

    def decide(actor: Officer, named: Officer) -> int:
        with acting_as(actor.pk), transaction.atomic(), transaction.get_connection().cursor() as cursor:
            cursor.execute(decided, [named.pk, check.pk])
            return int(cursor.rowcount)

    assert [decide(nora, nora), decide(nora, niels), decide(fleur, fleur)] == [0, 0, 0]
    with pytest.raises(Exception, match="row-level security"):
        decide(niels, nora)
    assert decide(niels, niels) == 1
    with pytest.raises(IntegrityError, match="decided"):
        decide(niels, niels)


def test_each_crop_is_looked_at(thread: Thread, niels: Officer) -> None:
    first, second = crops_of(thread)
    for some in ([], [first], [first, second, thread.pk]):
        with pytest.raises(IcseError, match="each crop"):
            confirm(niels, thread, some)
    confirm(niels, thread, [second, first])


def test_a_crop_that_is_being_cut_is_waited_for(
    nora: Officer, niels: Officer, audiences: Audiences, series: Series, item: Item
) -> None:
    thread = wide(nora, audiences, series, (item,))
    with pytest.raises(Conflict, match="being cut"):
        confirm(niels, thread)
    tasks.cut_crop(str(crops_of(thread)[0]))
    confirm(niels, thread)


def test_who_added_a_crop_does_not_check_it(thread: Thread, item: Item, niels: Officer, audiences: Audiences) -> None:
    with acting_as(niels.pk):
        [crop] = actions.add_crops(thread=thread, crops=[CropRequest(item=item, **BOX)], by=niels)
    tasks.cut_crop(str(crop.pk))
    with pytest.raises(NotAllowed, match="cut one of the crops yourself"):
        confirm(niels, thread)


def test_it_is_decided_once(thread: Thread, niels: Officer) -> None:
    confirm(niels, thread)
    with pytest.raises(Conflict, match="decided already"):
        confirm(niels, thread)


def test_a_refusal_keeps_it_in_the_country_with_the_reason(
    thread: Thread, nora: Officer, niels: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    with acting_as(niels.pk):
        actions.refuse_check(check=check_of(thread), reason="A hand is visible.", by=niels)
    assert (check_of(thread).outcome, sees(gregor, thread)) == ("refused", False)
    assert "A hand is visible." in client_of(nora).get(f"/threads/{thread.pk}/").content.decode()
    with acting_as_system("tests"):
        facts = [entry.facts for entry in AuditEntry.objects.filter(action__startswith="check.")]
    assert "hand" not in str(facts)


def test_what_is_shown_to_all_who_see_it_needs_no_check(
    nora: Officer, audiences: Audiences, series: Series, item: Item
) -> None:
    found = {name: is_wide(audiences[name], series, [item]) for name in ("members", "group", "NL")}
    assert found == {"members": True, "group": False, "NL": False}
    with pytest.raises(IcseError, match="without a check"):
        wide(nora, audiences, series, (item,), to="group")


def test_a_picture_without_its_series_needs_the_same_check(
    nora: Officer, gregor: Officer, audiences: Audiences, item: Item
) -> None:
    with pytest.raises(IcseError, match="fewer officers"):
        ask(nora, audiences["members"], crops=(CropRequest(item=item, **BOX),))
    assert not sees(gregor, wide(nora, audiences, None, (item,)))


def test_sharing_does_not_go_round_the_check(
    nora: Officer, audiences: Audiences, series: Series, item: Item, thread: Thread
) -> None:
    bare = ask(nora, audiences["group"], crops=(CropRequest(item=item, **BOX),))
    for one, words in ((bare, "fewer officers"), (thread, "narrower")):
        with acting_as(nora.pk), pytest.raises(IcseError, match=words):
            actions.share_thread(thread=one, audience=audiences["members"], marking=Marking(), by=nora)


def test_another_countrys_picture_or_series_stays_where_it_is(
    fleur: Officer, nora: Officer, audiences: Audiences, series: Series, item: Item
) -> None:
    own = make_item(fleur, audiences["group"])
    with pytest.raises(NotAllowed, match="series is another country's"):
        wide(fleur, audiences, series, (own,))
    with pytest.raises(NotAllowed, match="another country's"):
        wide(fleur, audiences, None, (item, own))
    with acting_as_system("tests"):
        Item.objects.filter(pk=item.pk).update(handling=["H2"])
    with pytest.raises(NotAllowed):
        wide(fleur, audiences, None, (item, own))


def test_a_red_series_or_picture_is_for_named_officers(
    nora: Officer, audiences: Audiences, series: Series, item: Item
) -> None:
    item.tlp = "red"
    with pytest.raises(IcseError, match="TLP:RED"):
        wide(nora, audiences, None, (item,))
    series.tlp = "red"
    with pytest.raises(IcseError, match="TLP:RED"):
        wide(nora, audiences, series)


def test_a_picture_that_is_marked_red_meanwhile_stops_it(thread: Thread, item: Item, niels: Officer) -> None:
    with acting_as_system("tests"):
        named = Audience.objects.create(kind="group", name="Named", owner_id="NL", named_only=True)
        Item.objects.filter(pk=item.pk).update(audience=named, tlp="red")
    with pytest.raises(NotAllowed):
        confirm(niels, thread)
    assert check_of(thread).outcome == ""


def test_it_stays_wide_when_the_series_is_shared_otherwise(
    thread: Thread, series: Series, niels: Officer, nora: Officer, gregor: Officer, audiences: Audiences
) -> None:
    confirm(niels, thread)
    with acting_as(nora.pk):
        actions.share_series_and_threads(series=series, audience=audiences["NL"], marking=Marking(), by=nora)
    assert sees(gregor, thread)


def test_its_crops_enter_no_index_and_no_look_up(
    thread: Thread, niels: Officer, gregor: Officer, client_of: ClientOf
) -> None:
    confirm(niels, thread)
    with acting_as_system("tests"):
        named = set(Crop.objects.values_list("sha256", flat=True))
        assert named
        assert not Item.objects.filter(sha256__in=named).exists()
        counted = [model.objects.count() for model in (Media, Fingerprint, Frame)]
    assert counted == [0, 0, 0]
    for sha256 in named:
        page = client_of(gregor).get("/search/", {"words": sha256}).content.decode()
        assert "/items/" not in page.partition("<main")[2]


def test_no_more_crops_once_it_was_checked(thread: Thread, item: Item, nora: Officer, niels: Officer) -> None:
    confirm(niels, thread)
    with acting_as(nora.pk), pytest.raises(IcseError, match="Ask anew"):
        actions.add_crops(
            thread=Thread.objects.select_related("audience").get(), crops=[CropRequest(item=item, **BOX)], by=nora
        )


# Pages


def typed(audiences: Audiences, item: Item, **more: str) -> dict[str, str]:
    about = {"kind": "wallpaper", "question": "Who sells it?", "audience": str(audiences["members"].key)}
    return {**about, "item": str(item.pk), **TYPED, **more}


def test_the_page_says_so_before_posting(
    nora: Officer, gregor: Officer, audiences: Audiences, series: Series, item: Item, client_of: ClientOf
) -> None:
    client, path = client_of(nora), f"/threads/new/?series={series.pk}"
    told = client.post(path, typed(audiences, item))
    page = told.content.decode()
    assert told.status_code == 200
    assert "Nothing is asked yet" in page
    assert "They do not see: the series" in page
    assert "and 1 crop." in page
    with acting_as(nora.pk):
        assert not Thread.objects.exists()
    other = client.post(path, typed(audiences, item, wide=str(audiences["group"].key)))
    assert "Nothing is asked yet" in other.content.decode()
    asked = client.post(path, typed(audiences, item, wide=str(audiences["members"].key)))
    with acting_as(nora.pk):
        thread = Thread.objects.get()
    assert asked["Location"] == f"/threads/{thread.pk}/"
    assert not sees(gregor, thread)
    part = client.post(f"/threads/new/help/?series={series.pk}", typed(audiences, item)).content.decode()
    assert "They do not see: the series" in part
    narrow = typed(audiences, item, audience=str(audiences["group"].key))
    assert "They do not see" not in client.post(f"/threads/new/help/?series={series.pk}", narrow).content.decode()


def test_the_page_says_at_once_what_cannot_be_asked_so(
    fleur: Officer, audiences: Audiences, series: Series, item: Item, client_of: ClientOf
) -> None:
    client, path = client_of(fleur), f"/threads/new/?series={series.pk}"
    page = client.post(path, typed(audiences, item)).content.decode()
    assert "This series is another country&#x27;s." in page
    assert 'name="wide"' not in page
    forced = client.post(path, typed(audiences, item, wide=str(audiences["members"].key)))
    assert forced.status_code == 403
    with acting_as(fleur.pk):
        assert not Thread.objects.exists()


def test_the_queue_conceals_until_asked_and_counts(
    thread: Thread, nora: Officer, niels: Officer, fleur: Officer, client_of: ClientOf
) -> None:
    mine, his, hers = client_of(nora), client_of(niels), client_of(fleur)
    first = crops_of(thread)[0]
    page = his.get("/checks/").content.decode()
    assert thread.reference in page
    assert f'data-plain="/checks/crops/{first}"' in page
    assert f'src="/crops/{first}"' not in page + his.get(f"/threads/{thread.pk}/").content.decode()
    assert f'src="/crops/{first}"' not in his.get("/threads/rows/").content.decode()
    assert "You asked this" in mine.get("/checks/rows/").content.decode()
    assert thread.reference not in hers.get("/checks/").content.decode()
    counts = [client.get("/checks/waiting/").content.decode() for client in (mine, his, hers)]
    assert ["visually-hidden" in count for count in counts] == [False, True, False]


def test_opening_a_crop_is_recorded(thread: Thread, niels: Officer, fleur: Officer, client_of: ClientOf) -> None:
    first = crops_of(thread)[0]
    response = client_of(niels).get(f"/checks/crops/{first}")
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    with acting_as_system("tests"):
        assert AuditEntry.objects.get(action="crop.viewed").object_id == str(first)
    assert_looks_absent(client_of(fleur), "/checks/crops/{}", first)


def test_a_crop_without_a_check_has_no_such_address(
    nora: Officer, niels: Officer, audiences: Audiences, item: Item, client_of: ClientOf
) -> None:
    plain = ask(nora, audiences["group"], crops=(CropRequest(item=item, **BOX),))
    tasks.cut_crop(str(crops_of(plain)[0]))
    assert_looks_absent(client_of(niels), "/checks/crops/{}", crops_of(plain)[0])


def test_confirming_on_the_page(thread: Thread, niels: Officer, gregor: Officer, client_of: ClientOf) -> None:
    client, path = client_of(niels), f"/checks/{check_of(thread).pk}/confirm/"
    one = client.post(path, {"crops": [str(crops_of(thread)[0])]})
    assert (one.status_code, "each crop" in one.content.decode()) == (400, True)
    assert not sees(gregor, thread)
    assert client.post(path, {"crops": [str(key) for key in crops_of(thread)]})["Location"] == "/checks/"
    assert sees(gregor, thread)
    assert client.post(path, {"crops": [str(key) for key in crops_of(thread)]}).status_code == 409


def test_refusing_on_the_page(thread: Thread, niels: Officer, client_of: ClientOf) -> None:
    client, path = client_of(niels), f"/checks/{check_of(thread).pk}/refuse/"
    assert client.post(path, {"reason": " "}).status_code == 400
    long = client.post(path, {"reason": "x" * 501})
    assert (long.status_code, "x" * 501 in long.content.decode()) == (400, True)
    assert client.post(path, {"reason": "A hand."})["Location"] == "/checks/"
    assert check_of(thread).reason == "A hand."


def test_hidden_checks_look_absent(
    thread: Thread, fleur: Officer, nora: Officer, cleo: Officer, ada: Officer, client_of: ClientOf, client: Client
) -> None:
    key = check_of(thread).pk
    for end in ("confirm", "refuse"):
        assert_looks_absent(client_of(fleur), f"/checks/{{}}/{end}/", key, "post")
        assert client_of(nora).post(f"/checks/{key}/{end}/", {"reason": "x"}).status_code == 403
        assert client.post(f"/checks/{key}/{end}/")["Location"].startswith("/sign-in/")
    for who in (cleo, ada):
        assert [client_of(who).get(f"/checks/{end}").status_code for end in ("", "rows/", "waiting/")] == [403] * 3


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow(
    number: int,
    nora: Officer,
    niels: Officer,
    audiences: Audiences,
    series: Series,
    item: Item,
    client_of: ClientOf,
    django_assert_num_queries: object,
) -> None:
    for _ in range(number):
        wide(nora, audiences, series, (item,))
    client = client_of(niels)
    with django_assert_num_queries(9):  # type: ignore[operator]
        client.get("/checks/rows/")
