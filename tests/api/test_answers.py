"""Answers that say something, their texts, marks, redaction, translation, and how requests end, through the API."""

from typing import Any

import pytest

from accounts.models import Audience, Officer
from tests.api import making
from tests.api.conftest import ApiOf
from tests.api.making import UNKNOWN, made, refused

Audiences = dict[str, Audience]
SAYS = {"country": "PT", "region": "Minho", "product": "", "source": "", "confidence": "medium", "too_common": False}
PLACES = [
    ("get", "posts/{}", None),
    ("post", "posts/{}", {"body": "Here", "version": 1}),
    ("get", "posts/{}/versions", None),
    ("post", "posts/{}/redaction", {"reason": "It names a person."}),
    ("post", "posts/{}/mark", {"helped": True}),
    ("post", "posts/{}/translation", {"target": "en"}),
]


def test_an_answer_says_something_and_is_counted(
    api_of: ApiOf, nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    thread = making.thread(api_of(nora), audiences["group"])["id"]
    sent = {"says": {"country": "PT", "region": "Minho", "confidence": "medium"}}
    post = made(api_of(fleur).post(f"threads/{thread}/posts", sent))
    assert (post["body"], post["language"], post["says"], post["version"]) == ("", "und", SAYS, 1)
    assert made(api_of(nora).get(f"posts/{post['id']}"), 200) == post
    made(api_of(nora).post(f"threads/{thread}/posts", {"says": {"too_common": True}}))
    voices = [{"country": "PT", "too_common": False, "units": 1}, {"country": None, "too_common": True, "units": 1}]
    assert made(api_of(nora).get(f"threads/{thread}"), 200)["voices"] == voices
    assert api_of(fleur).results("threads")[0]["voices"] == voices


def test_it_is_edited_and_its_texts_are_kept(
    api_of: ApiOf, nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences
) -> None:
    thread = making.thread(api_of(fleur), audiences["group"])["id"]
    post = made(api_of(nora).post(f"threads/{thread}/posts", {"body": "One, @FR"}))["id"]
    edited = made(api_of(niels).post(f"posts/{post}", {"body": "Two", "says": SAYS, "version": 1}), 200)
    assert (edited["body"], edited["says"], edited["version"], edited["mentions"]) == ("Two", SAYS, 2, [])
    overtaken = api_of(nora).post(f"posts/{post}", {"body": "Three", "version": 1})
    assert (overtaken.status_code, overtaken.json()["version"]) == (409, 2)
    texts = api_of(fleur).results(f"posts/{post}/versions")
    assert [(one["version"], one["body"], one["unit"]) for one in texts] == [(1, "One, @FR", "Unit NL")]
    assert api_of(fleur).post(f"posts/{post}", {"body": "Mine", "version": 2}).status_code == 403


def test_it_is_marked_and_redacted(api_of: ApiOf, nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    thread = making.thread(api_of(nora), audiences["group"])["id"]
    post = made(api_of(fleur).post(f"threads/{thread}/posts", {"body": "A name", "says": {"country": "PT"}}))["id"]
    assert api_of(fleur).post(f"posts/{post}/mark", {"helped": True}).status_code == 403
    assert made(api_of(nora).post(f"posts/{post}/mark", {"helped": True}), 200)["helped"] is True
    assert api_of(nora).post(f"posts/{post}/redaction", {"reason": "It names a person."}).status_code == 403
    stone = made(api_of(fleur).post(f"posts/{post}/redaction", {"reason": "It names a person."}), 200)
    assert (stone["body"], stone["says"]["country"], stone["helped"]) == ("", None, True)
    assert (stone["redacted_reason"], stone["redacted_at"] is not None) == ("It names a person.", True)


def test_a_request_ends(api_of: ApiOf, nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    thread = making.thread(api_of(nora), audiences["group"])["id"]
    narrowed = {"ending": "narrowed", "countries": ["PT", "ES"]}
    assert api_of(fleur).post(f"threads/{thread}/ending", narrowed).status_code == 403
    ended = made(api_of(nora).post(f"threads/{thread}/ending", narrowed), 200)
    assert (ended["status"], ended["ending"], ended["ending_countries"]) == ("closed", "narrowed", ["ES", "PT"])
    assert made(api_of(fleur).get(f"threads/{thread}"), 200)["ended_at"] == ended["ended_at"]
    assert api_of(nora).post(f"threads/{thread}/ending", narrowed).status_code == 409


def test_it_becomes_an_indication(api_of: ApiOf, nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    series = making.series(api_of(nora), audiences["group"])["id"]
    sure = {"source_evaluation": "B", "information_evaluation": 2}
    said = {"made_in": "PT", "kinds": ["product"], "reason": "Sold there only.", **sure}
    about, alone = (making.thread(api_of(nora), audiences["group"], *some)["id"] for some in ((series,), ()))
    first, second = (made(api_of(fleur).post(f"threads/{key}/posts", {"body": "!"}))["id"] for key in (about, alone))
    indicated = made(api_of(nora).post(f"posts/{first}/indication", said))
    assert (indicated["series"], indicated["made_in"], indicated["country"]) == (series, "PT", "NL")
    assert api_of(nora).post(f"posts/{second}/indication", said).status_code == 404


@pytest.mark.parametrize(("method", "path", "body"), PLACES)
def test_hidden_looks_like_missing(
    api_of: ApiOf, nora: Officer, gregor: Officer, audiences: Audiences, method: str, path: str, body: Any
) -> None:
    thread = making.thread(api_of(nora), audiences["group"])["id"]
    post = made(api_of(nora).post(f"threads/{thread}/posts", {"body": "Foi vendido em Lisboa nos anos noventa."}))["id"]
    sent = [body] if method == "post" else []
    assert getattr(api_of(nora), method)(path.format(post), *sent).status_code == 200
    hidden, missing = (getattr(api_of(gregor), method)(path.format(key), *sent) for key in (post, UNKNOWN))
    assert (hidden.status_code, hidden.content) == (404, missing.content)


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("threads/{thread}/posts", {}, "body"),
        ("threads/{thread}/posts", {"says": {"country": "QQ"}}, "says"),
        ("threads/{thread}/posts", {"says": {"country": "PT", "too_common": True}}, "too_common"),
        ("threads/{thread}/posts", {"says": {"confidence": "certain"}}, "says"),
        ("threads/{thread}/ending", {"ending": "narrowed"}, "countries"),
        ("threads/{thread}/ending", {"ending": "narrowed", "countries": ["QQ"]}, "countries"),
        ("posts/{post}/redaction", {"reason": "no"}, "reason"),
        ("posts/{post}/translation", {"target": "qq"}, "target"),
    ],
)
def test_a_wrong_field_is_named(
    api_of: ApiOf, nora: Officer, audiences: Audiences, path: str, body: dict[str, object], field: str
) -> None:
    thread = making.thread(api_of(nora), audiences["group"])["id"]
    post = made(api_of(nora).post(f"threads/{thread}/posts", {"body": "Here."}))["id"]
    assert refused(api_of(nora).post(path.format(thread=thread, post=post), body)) == (400, field)
