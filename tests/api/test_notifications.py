"""Notifications and what is followed, through the API; every answer is checked against the schema."""

from accounts.models import Audience, Officer
from forum.models import ClueKind
from tests.api.conftest import ApiOf
from tests.api.making import made, refused
from tests.forum.test_telling import move, tell_all
from tests.forum.world import answer, ask, make_series

Audiences = dict[str, Audience]


def test_from_following_to_reading(
    api_of: ApiOf, nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    german = api_of(gregor)
    kind = ClueKind.objects.get(pk="wallpaper").pk
    followed = made(german.post("subscriptions", {"what": "kind", "kind": kind}))
    assert (followed["what"], followed["kind"], followed["country"]) == ("kind", "wallpaper", None)
    assert [one["id"] for one in german.results("subscriptions")] == [followed["id"]]
    assert api_of(fleur).results("subscriptions") == []
    first, second = ask(nora, audiences["members"]), ask(nora, audiences["members"])
    tell_all()
    told = german.results("notifications")
    assert [(one["thread"], one["cause"], one["why"], one["post"], one["read_at"]) for one in told] == [
        (str(second.pk), "new", "kind", None, None),
        (str(first.pk), "new", "kind", None, None),
    ]
    assert german.results("notifications", after=told[0]["id"]) == told[1:]
    assert made(german.post("notifications/read", {"thread": str(first.pk)}), 200) == {"read": 1}
    assert [one["read_at"] is None for one in german.results("notifications")] == [True, False]
    move(second, audiences["group"])
    assert [one["thread"] for one in german.results("notifications")] == [str(first.pk)]
    assert made(german.post("notifications/read"), 200) == {"read": 0}
    assert refused(german.post("notifications/read", {"thread": str(second.pk)}))[0] == 400
    assert made(german.post(f"subscriptions/{followed['id']}/removal"), 200) == followed
    assert german.results("subscriptions") == []


def test_an_answer_names_its_post(api_of: ApiOf, nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    post = answer(fleur, ask(nora, audiences["group"]))
    tell_all()
    [told] = api_of(nora).results("notifications")
    assert (told["post"], told["cause"], told["why"]) == (str(post.pk), "answer", "asked")


def test_each_target(api_of: ApiOf, nora: Officer, gregor: Officer, ada: Officer, audiences: Audiences) -> None:
    german = api_of(gregor)
    series, hidden = make_series(nora, audiences["members"]), make_series(nora, audiences["group"])
    for body in (
        {"what": "region", "region": "155"},
        {"what": "language", "language": "nl"},
        {"what": "country", "country": "NL"},
        {"what": "unit", "unit": str(nora.unit_id)},
        {"what": "series", "series": str(series.pk)},
        {"what": "all"},
    ):
        shown = made(german.post("subscriptions", body))
        assert {name: shown[name] for name in body} == body
    assert refused(german.post("subscriptions", {"what": "all"}))[0] == 409
    for wrong in (
        {"what": "series", "series": str(hidden.pk)},
        {"what": "series"},
        {"what": "region", "region": "999"},
        {"what": "country", "country": "XX"},
        {"what": "nonsense"},
    ):
        assert refused(german.post("subscriptions", wrong))[0] == 400
    for path in ("notifications", "subscriptions"):
        assert refused(api_of(ada).get(path))[0] == 403
