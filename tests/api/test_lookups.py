"""Looking hashes up, and what a file hears, through the API."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series.api import lookups as api
from series.ingest.decoder import Decoder
from series.ingest.work import Tools
from series.matching.lookups import answer
from series.matching.tail import Matcher
from series.models import Lookup
from tests import media
from tests.api.conftest import ApiOf
from tests.api.making import UNKNOWN, made, refused
from tests.series.grouping import make_items, make_series
from tests.series.listing import imported
from tests.series.looking_up import pdq_of
from tests.series.making import ingested, receive
from tests.series.test_findings import solve

Audiences = dict[str, Audience]


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


@pytest.fixture
def tools() -> Iterator[Tools]:
    """What a worker process keeps."""
    with Decoder() as decoder:
        yield Tools(decoder, Matcher())


def test_digests_are_answered_at_once(
    api_of: ApiOf, nora: Officer, fleur: Officer, felix: Officer, audiences: Audiences
) -> None:
    theirs = make_items(1, by=fleur, audience=audiences["members"])[0]
    [ours] = make_items(1, by=nora, audience=audiences["NL"])
    series = make_series(by=fleur, audience=audiences["members"], items=[theirs])
    solve(series, fleur, felix)
    body = {"md5": [theirs.md5, "0" * 32], "sha256": [ours.sha256]}
    answered = api_of(nora).post("lookup", body)
    told = made(answered, 202)
    assert told["state"] == "done"
    assert answered["Location"] == f"/api/v1/lookup/{told['id']}"
    first, nothing, own = told["answers"]
    assert [(one["kind"], one["value"]) for one in told["answers"]] == [
        ("md5", theirs.md5),
        ("md5", "0" * 32),
        ("sha256", ours.sha256),
    ]
    [match] = first["matches"]
    assert (match["item"], match["country"], match["case"], match["is_own"]) == (str(theirs.pk), "FR", None, False)
    assert (match["kind"], match["distance"], match["identified_by"]) == ("exact", 0, "France")
    assert [(one["id"], one["active_for_victims"]) for one in match["series"]] == [(str(series.pk), False)]
    assert nothing["matches"] == []
    assert [one["is_known"] for one in told["answers"]] == [True, False, True]
    assert [(one["item"], one["case"]) for one in own["matches"]] == [(str(ours.pk), str(ours.case_id))]


def test_hashes_are_told_by_their_length(api_of: ApiOf, nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    """64 digits may be a PDQ hash too: without its kind it is read as a SHA-256, and the answer says so."""
    [held] = make_items(1, by=fleur, audience=audiences["members"])
    body = {"hashes": [held.sha256.upper(), "ab" * 20, "ab" * 16, "ab" * 32]}
    answers = made(api_of(nora).post("lookup", body), 202)["answers"]
    assert [(one["kind"], one["value"], one["is_known"]) for one in answers] == [
        ("sha256", held.sha256, True),
        ("sha1", "ab" * 20, False),
        ("md5", "ab" * 16, False),
        ("sha256", "ab" * 32, False),
    ]


def test_without_hashes_it_says_where_they_go(api_of: ApiOf, nora: Officer) -> None:
    said = api_of(nora).post("lookup", {}).json()
    assert said == {"error": "Give at least one hash: in hashes, md5, sha1, sha256 or pdq.", "field": "hashes"}


def test_pdq_is_answered_later(
    api_of: ApiOf, nora: Officer, gregor: Officer, fleur: Officer, audiences: Audiences, tools: Tools
) -> None:
    [held] = ingested(tools, receive(fleur, audiences["group"], media.as_bytes(media.pattern(1))))
    body = {"pdq": [pdq_of(held)], "distance": 10}
    for who, items in ((nora, [str(held.pk)]), (gregor, [])):
        client = api_of(who)
        told = made(client.post("lookup", body), 202)
        assert (told["state"], told["answers"]) == ("waiting", [])
        with acting_as_system("tests"):
            one = Lookup.objects.get(pk=told["id"])
        answer(one.pk, tools)
        done = made(client.get(f"lookup/{told['id']}"), 200)
        assert [match["item"] for match in done["answers"][0]["matches"]] == items


def test_waiting_for_the_answer(api_of: ApiOf, nora: Officer, monkeypatch: pytest.MonkeyPatch, tools: Tools) -> None:
    """The answer comes while the request waits; who asks for longer than allowed is answered after that."""
    told = made(api_of(nora).post("lookup", {"pdq": ["ab" * 32]}), 202)
    steps: list[float] = []

    def sleep(seconds: float) -> None:
        steps.append(seconds)
        if len(steps) == 3:
            with acting_as_system("tests"):
                Lookup.objects.filter(pk=told["id"]).update(state="done")

    monkeypatch.setattr("series.api.lookups.time.sleep", sleep)
    client = api_of(nora).client
    done = client.get(f"/api/v1/lookup/{told['id']}", headers={"Prefer": "respond-async, wait=500"})
    assert (done.json()["state"], len(steps)) == ("done", 3)
    with acting_as_system("tests"):
        Lookup.objects.update(state="waiting")
    monkeypatch.setattr(api, "LONGEST_WAIT", 0)
    waiting = client.get(f"/api/v1/lookup/{told['id']}", headers={"Prefer": "wait=9"})
    assert (waiting.json()["state"], len(steps)) == ("waiting", 3)


def test_few_wait_at_once(api_of: ApiOf, nora: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    told = made(api_of(nora).post("lookup", {"pdq": ["ab" * 32]}), 202)
    monkeypatch.setattr("series.api.lookups.time.sleep", lambda seconds: pytest.fail("it waited"))
    places = [api._waits.take("lookups") for _ in range(api._waits.most)]
    try:
        waiting = api_of(nora).client.get(f"/api/v1/lookup/{told['id']}", headers={"Prefer": "wait=9"})
    finally:
        for place in places:
            assert place is not None
            place.release()
    assert waiting.json()["state"] == "waiting"


@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({}, (400, "hashes")),
        ({"hashes": []}, (400, "hashes")),
        ({"hashes": ["abc"]}, (400, "hashes")),
        ({"md5": ["xy"]}, (400, "md5")),
        ({"pdq": ["ab" * 32], "distance": 32}, (400, "distance")),
        ({"sha1": [f"{number:040x}" for number in range(1, 1002)]}, (400, "sha1")),
        ({"sha1": [f"{number:040x}" for number in range(1, 1001)], "md5": ["ab" * 16]}, (400, "hashes")),
    ],
)
def test_what_is_refused(api_of: ApiOf, nora: Officer, body: dict[str, Any], refusal: tuple[int, str]) -> None:
    assert refused(api_of(nora).post("lookup", body)) == refusal


def test_budget_and_role(api_of: ApiOf, nora: Officer, cleo: Officer, settings: Any) -> None:
    settings.LOOKUPS_OF_AN_OFFICER = 1
    body = {"md5": ["ab" * 16, "ac" * 16]}
    answered = api_of(nora).post("lookup", body)
    assert refused(answered) == (429, None)
    now = timezone.now()
    assert (now + timedelta(seconds=int(answered["Retry-After"]))).date() == now.date() + timedelta(days=1)
    assert "This renews at 00:00 UTC." in answered.json()["error"]
    assert refused(api_of(cleo).post("lookup", body)) == (403, None)


def test_anothers_is_not_there(api_of: ApiOf, nora: Officer, niels: Officer) -> None:
    told = made(api_of(nora).post("lookup", {"md5": ["ab" * 16]}), 202)
    hidden, missing = (api_of(niels).get(f"lookup/{key}") for key in (told["id"], UNKNOWN))
    assert (hidden.status_code, hidden.content) == (404, missing.content)


def test_a_verdict_in_parts(
    api_of: ApiOf, nora: Officer, fleur: Officer, felix: Officer, gregor: Officer, audiences: Audiences, tools: Tools
) -> None:
    content = media.as_bytes(media.pattern(1))
    theirs = receive(fleur, audiences["members"], content)
    [theirs] = ingested(tools, theirs)
    series = make_series(by=fleur, audience=audiences["members"], items=[theirs])
    solve(series, fleur, felix)
    [mine] = ingested(tools, receive(nora, audiences["NL"], content))
    parts = made(api_of(nora).get(f"items/{mine.pk}/verdict"), 200)["parts"]
    assert [(part["said"], part["item"], part["series"]) for part in parts] == [
        ("identified", None, None),
        ("series", str(theirs.pk), str(series.pk)),
        ("held", str(theirs.pk), None),
    ]
    assert [part["items"] for part in parts] == [[], [str(theirs.pk)], [str(theirs.pk)]]
    assert parts[0]["at"] is not None
    hidden, missing = (api_of(gregor).get(f"items/{key}/verdict") for key in (mine.pk, UNKNOWN))
    assert (hidden.status_code, hidden.content) == (404, missing.content)


def test_lists_that_a_hash_is_on(api_of: ApiOf, ada: Officer, niels: Officer, nora: Officer, fleur: Officer) -> None:
    imported(ada, f"md5,sha1\n{'0' * 31}1,{'ab' * 20}\n", name="For all")
    own = imported(niels, "0" * 31 + "1", name="Ours", kind="known")
    body = {"md5": ["0" * 31 + "1", "0" * 31 + "2"]}
    first, second = made(api_of(nora).post("lookup", body), 202)["answers"]
    assert (second["lists"], first["matches"]) == ([], [])
    known, harmless = first["lists"]
    assert known == {
        "list": str(own.pk),
        "name": "Ours",
        "kind": "known",
        "version": 1,
        "for_all": False,
        "by": "md5",
        "is_sure": True,
    }
    assert (harmless["name"], harmless["for_all"], harmless["is_sure"]) == ("For all", True, False)
    theirs = made(api_of(fleur).post("lookup", body), 202)["answers"][0]["lists"]
    assert [one["name"] for one in theirs] == ["For all"]
