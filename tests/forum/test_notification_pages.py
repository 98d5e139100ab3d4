"""The list, the count in the frame, and the settings: who may, and what they show."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Officer
from forum.models import ClueKind, Notification, NotificationSettings, Subscription
from forum.notifications import PAGE
from icse.core.doors import acting_as_system
from tests.forum.test_telling import follow, move, tell_all
from tests.forum.world import Audiences, ClientOf, answer, ask, assert_looks_absent, make_series

PAGES = ("/notifications/", "/notifications/unread/", "/settings/notifications/")
LIVE = {"X-Requested-With": "live"}


def count(client: Client) -> str:
    page = client.get("/notifications/unread/").content.decode()
    return re.sub(r"<[^>]*>", " ", page).split("{")[0].strip()


@pytest.mark.parametrize("path", PAGES)
def test_who_may(path: str, nora: Officer, ada: Officer, client: Client, client_of: ClientOf) -> None:
    assert client_of(nora).get(path).status_code == 200
    assert client_of(ada).get(path).status_code == 403
    assert client.get(path)["Location"] == f"/sign-in/?next={path}"


def test_from_the_answer_to_reading_it(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    thread = ask(nora, audiences["members"], question="Which <b>shop</b>?")
    answer(fleur, thread)
    answer(fleur, thread, "Or another one.")
    tell_all()
    client = client_of(nora)
    page = client.get("/notifications/").content.decode()
    assert ("Which &lt;b&gt;shop&lt;/b&gt;?" in page, "2 new answers" in page, "Unread" in page) == (True, True, True)
    assert "A shop in Lyon" not in page
    assert count(client) == "1  unread"
    assert client.get(f"/threads/{thread.pk}/").status_code == 200
    assert count(client) == ""
    page = client.get("/notifications/", {"cause": ""}, headers=LIVE).content.decode()
    assert ("2 new answers" in page, "Unread" in page) == (True, False)


def test_an_open_thread_reads_what_is_told_of_it(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    thread = ask(nora, audiences["group"])
    client = client_of(nora)
    assert 'data-live-types="notification.appeared"' in client.get(f"/threads/{thread.pk}/").content.decode()
    answer(fleur, thread)
    tell_all()
    assert count(client) == "1  unread"
    assert client.get(f"/threads/{thread.pk}/told/").status_code == 200
    assert count(client) == ""
    assert_looks_absent(client_of(gregor), "/threads/{}/told/", thread.pk)


def test_marking_as_read(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    threads = [ask(nora, audiences["group"]) for _ in range(3)]
    for thread in threads:
        answer(fleur, thread)
    tell_all()
    client = client_of(nora)
    assert client.post("/notifications/read/", {"thread": threads[0].pk}).status_code == 302
    assert count(client) == "2  unread"
    assert client_of(gregor).post("/notifications/read/", {"thread": threads[1].pk}).status_code == 404
    assert client.post("/notifications/read/", {"thread": "x"}).status_code == 404
    assert client.post("/notifications/read/").status_code == 302
    assert count(client) == ""


def test_who_loses_sight_sees_neither_line_nor_count(
    nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    follow(gregor, "all")
    german = client_of(gregor)
    empty = german.get("/notifications/", headers=LIVE).content
    nothing = german.get("/notifications/unread/").content
    thread = ask(nora, audiences["members"], question="Hidden question")
    tell_all()
    assert "Hidden question" in german.get("/notifications/").content.decode()
    assert count(german) == "1  unread"
    move(thread, audiences["group"])
    assert german.get("/notifications/", headers=LIVE).content == empty
    assert german.get("/notifications/unread/").content == nothing


def test_filters(nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    follow(nora, "all")
    answered = ask(nora, audiences["members"], question="mine")
    ask(fleur, audiences["members"], question="theirs")
    answer(fleur, answered)
    tell_all()
    client = client_of(nora)

    def shown(query: str) -> tuple[bool, bool]:
        page = client.get(f"/notifications/{query}").content.decode()
        return ">mine<" in page, ">theirs<" in page

    assert shown("") == (True, True)
    assert shown("?cause=new") == (False, True)
    assert shown("?cause=answer") == (True, False)
    client.post("/notifications/read/", {"thread": answered.pk})
    assert shown("?unread=yes") == (False, True)
    assert shown("?cause=nonsense&unread=nonsense&before=nonsense") == (True, True)
    assert "Nothing fits" in client.get("/notifications/?cause=mention").content.decode()


def test_pages_follow_each_other_unread_first(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    follow(fleur, "all")
    questions = [f"question {number:03}" for number in range(PAGE + 3)]
    threads = [ask(nora, audiences["members"], question=one) for one in questions]
    tell_all()
    client = client_of(fleur)
    for thread in threads[-5:]:
        client.post("/notifications/read/", {"thread": thread.pk})
    found: list[str] = []
    address = "/notifications/"
    for _ in range(2):
        page = client.get(address).content.decode()
        found += re.findall(r"<bdi>(question \d+)</bdi>", page)
        address = "".join(re.findall(r'href="([^"]+)" rel="next"', page)).replace("&amp;", "&")
    assert address == ""
    assert found == questions[-6::-1] + questions[:-6:-1]


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow(
    number: int,
    nora: Officer,
    fleur: Officer,
    audiences: Audiences,
    client_of: ClientOf,
    django_assert_num_queries: object,
) -> None:
    for _ in range(number):
        answer(fleur, ask(nora, audiences["members"]))
    follow(nora, "all")
    tell_all()
    client = client_of(nora)
    client.get("/notifications/")
    with django_assert_num_queries(12):  # type: ignore[operator]
        page = client.get("/notifications/", headers=LIVE).content.decode()
    assert page.count("1 new answer") == number
    with django_assert_num_queries(9):  # type: ignore[operator]
        client.get("/notifications/unread/")
    with django_assert_num_queries(11):  # type: ignore[operator]
        client.get("/settings/notifications/")


def test_following_and_not(
    nora: Officer, niels: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series, hidden = make_series(nora, audiences["members"]), make_series(nora, audiences["group"])
    client = client_of(gregor)

    def add(**data: object) -> tuple[int, int]:
        answered = client.post("/settings/notifications/follow/", data)
        with acting_as_system("tests"):
            return answered.status_code, Subscription.objects.filter(officer=gregor).count()

    kind = ClueKind.objects.order_by("pk").first()
    assert kind is not None
    assert add(what="kind", kind=kind.pk, language="nl") == (302, 1)
    assert add(what="kind", kind=kind.pk) == (409, 1)
    assert add(what="kind") == (400, 1)
    assert add(what="region", region="155") == (302, 2)
    assert add(what="language", language="nl") == (302, 3)
    assert add(what="country", of_country="NL") == (302, 4)
    assert add(what="unit", of_unit=nora.unit_id) == (302, 5)
    assert add(what="series", series=series.reference.lower()) == (302, 6)
    assert add(what="series", series=hidden.reference) == (400, 6)
    assert add(what="series", series="SE-2026-2222222B") == (400, 6)
    assert add(what="all") == (302, 7)
    assert add(what="nonsense") == (400, 7)
    page = client.get("/settings/notifications/").content.decode()
    for words in (kind.name, "Western Europe", "Dutch", "Netherlands", "Unit NL", series.reference):
        assert words in page
    with acting_as_system("tests"):
        key = Subscription.objects.get(officer=gregor, what="all").pk
    assert_looks_absent(client_of(niels), "/settings/notifications/{}/unfollow/", key, method="post")
    assert client.post(f"/settings/notifications/{key}/unfollow/").status_code == 302
    assert "You follow it no more" in client.get("/settings/notifications/").content.decode()
    assert_looks_absent(client, "/settings/notifications/{}/unfollow/", key, method="post")


def test_following_on_the_page_of_a_series(
    nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series = make_series(nora, audiences["members"])
    client, part = client_of(gregor), f"/series/{series.pk}/threads/"
    page = client.get(part).content.decode()
    assert ('action="/settings/notifications/follow/"' in page, "Follow no more" in page) == (True, False)
    sent = {"what": "series", "series": series.reference, "from": series.pk}
    assert client.post("/settings/notifications/follow/", sent)["Location"] == f"/series/{series.pk}/"
    page = client.get(part).content.decode()
    [remove] = re.findall(r'action="(/settings/notifications/[^"]+/unfollow/)"', page)
    assert "Follow no more" not in client_of(nora).get(part).content.decode()
    assert client.post(remove, {"from": series.pk})["Location"] == f"/series/{series.pk}/"
    assert "Follow no more" not in client.get(part).content.decode()


def told_without_asking(page: str) -> int:
    return len(re.findall(r'name="tells_\w+"[^>]* checked', page))


CHOSEN = {"tells_posted": "on", "time_zone": "Europe/Berlin", "digest": "daily", "digest_hour": "7"}


def test_settings(gregor: Officer, client_of: ClientOf) -> None:
    client = client_of(gregor)
    page = client.get("/settings/notifications/").content.decode()
    assert told_without_asking(page) == 4
    for _ in range(2):
        answered = client.post("/settings/notifications/", {**CHOSEN, "quiet_from": "22:00", "quiet_until": "06:30"})
        assert answered.status_code == 302
    with acting_as_system("tests"):
        one = NotificationSettings.objects.get()
    assert (one.tells_asked, one.tells_posted, one.tells_hoped, one.tells_mentioned) == (False, True, False, False)
    assert (str(one.quiet_from), str(one.quiet_until), one.time_zone) == ("22:00:00", "06:30:00", "Europe/Berlin")
    assert (one.digest, one.digest_hour) == ("daily", 7)
    page = client.get("/settings/notifications/").content.decode()
    assert (told_without_asking(page), 'value="22:00"' in page, "sends no mail" in page) == (1, True, True)


@pytest.mark.parametrize(
    "wrong",
    [{"quiet_from": "22:00"}, {"quiet_until": "6"}, {"time_zone": "Mars/Base"}, {"digest": "x"}, {"digest_hour": "24"}],
)
def test_what_is_wrong_is_said_and_kept(wrong: dict[str, str], gregor: Officer, client_of: ClientOf) -> None:
    answered = client_of(gregor).post("/settings/notifications/", {**CHOSEN, **wrong})
    assert answered.status_code == 400
    assert "Nothing was saved" in answered.content.decode()
    with acting_as_system("tests"):
        assert not NotificationSettings.objects.exists()


def test_nothing_is_read_out_in_quiet_hours(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    answer(fleur, ask(nora, audiences["members"]))
    tell_all()
    client = client_of(nora)

    def is_aloud() -> bool:
        return "data-live-say" in client.get("/notifications/unread/").content.decode()

    assert is_aloud()
    now = timezone.now()
    around = {"quiet_from": f"{(now.hour - 1) % 24:02}:00", "quiet_until": f"{(now.hour + 2) % 24:02}:00"}
    client.post("/settings/notifications/", {**CHOSEN, **around, "time_zone": "UTC"})
    assert (is_aloud(), count(client)) == (False, "1  unread")
    client.post("/settings/notifications/", {**CHOSEN, "time_zone": "UTC"})
    assert is_aloud()
    with acting_as_system("tests"):
        Notification.objects.update(told_at=now.replace(year=2020))
    assert not is_aloud()
