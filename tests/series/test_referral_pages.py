"""The pages and programs of indications, referrals, flags and duty: what they show, refuse, and how much they ask."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.markings import Marking
from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import AuditEntry
from series.models import Alert, Indication, Referral, Withholding
from series.referring.packing import pack
from tests.markings.world import make_item, mark, place
from tests.series.grouping import add, confirm, record
from tests.series.referring import (
    WHY,
    fresh,
    indicate,
    raise_alert,
    received_copy,
    refer,
    series_of,
    states,
    step,
)

Audiences = dict[str, Audience]
ClientOf = Callable[[Officer], Client]
SAID = {
    "made_in": "DE",
    "kinds": ["socket", "product"],
    "reason": WHY,
    "source_evaluation": "A",
    "information_evaluation": "2",
}


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


async def _whole(response: Any) -> bytes:
    return b"".join([piece async for piece in response.streaming_content])


def recorded(action: str) -> int:
    with acting_as_system("tests"):
        return AuditEntry.objects.filter(action=action).count()


def test_an_indication_is_made_shown_and_withdrawn(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series, _ = series_of(nora, audiences["group"])
    hers = client_of(fleur)
    done = hers.post(f"/series/{series.pk}/indications/", SAID)
    assert (done.status_code, done["Location"]) == (302, f"/series/{series.pk}/")
    page = client_of(nora).get(f"/series/{series.pk}/where/").content.decode()
    assert WHY in page
    assert "A2" in page
    assert "Unit FR" in page
    assert "Fleur" not in page
    assert f"/series/{series.pk}/refer/?country=DE" in page
    assert "/refer/" not in hers.get(f"/series/{series.pk}/where/").content.decode()
    with acting_as(fleur.pk):
        one = Indication.objects.get()
    assert hers.post(f"/indications/{one.pk}/withdraw/").status_code == 302
    assert WHY not in client_of(nora).get(f"/series/{series.pk}/where/").content.decode()


def test_a_refused_indication_keeps_what_was_typed(nora: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    series, _ = series_of(nora, audiences["group"])
    answer = client_of(nora).post(f"/series/{series.pk}/indications/", {**SAID, "kinds": []})
    assert answer.status_code == 400
    assert WHY in answer.content.decode()


@pytest.mark.parametrize(("number", "queries"), [(1, 16), (3, 16)])
def test_the_part_asks_as_much_for_three_as_for_one(
    nora: Officer,
    audiences: Audiences,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
    queries: int,
) -> None:
    series, _ = series_of(nora, audiences["group"])
    for code in ("DE", "BE", "ES")[:number]:
        indicate(series, code, by=nora)
        refer(series, code, by=nora)
    raise_alert(series, by=nora)
    browser = client_of(nora)
    with django_assert_num_queries(queries):
        browser.get(f"/series/{series.pk}/where/")


def test_looking_at_the_part_is_recorded_once_in_a_while(
    nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series, _ = series_of(nora, audiences["group"])
    hers = client_of(nora)
    for _ in range(2):
        assert hers.get(f"/series/{series.pk}/where/").status_code == 200
        assert recorded("series.viewed") == 1
    assert client_of(gregor).get(f"/series/{series.pk}/where/").status_code == 404
    assert recorded("series.viewed") == 1


@pytest.mark.parametrize(("number", "queries"), [(1, 18), (3, 18)])
def test_duty_asks_as_much_for_three_as_for_one(
    nora: Officer,
    gregor: Officer,
    audiences: Audiences,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
    queries: int,
) -> None:
    for _ in range(number):
        series, _ = series_of(nora, audiences["members"])
        refer(series, "DE", by=nora)
        raise_alert(series, by=nora)
    browser = client_of(gregor)
    with django_assert_num_queries(queries):
        page = browser.get("/duty/").content.decode()
    assert len(re.findall(r'id="referral-', page)) == number


def test_what_is_withheld_is_shown_to_the_owner_alone_and_refuses(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series, _ = series_of(nora, audiences["group"])
    indicate(series, "DE", by=fleur)
    hers, secret = client_of(nora), "A trial runs there."
    assert hers.post(f"/series/{series.pk}/withholdings/", {"to_country": "DE", "reason": secret}).status_code == 302
    page = hers.get(f"/series/{series.pk}/where/").content.decode()
    assert secret in page
    assert "?country=DE" not in page
    assert secret not in client_of(fleur).get(f"/series/{series.pk}/where/").content.decode()
    answer = hers.post(f"/series/{series.pk}/refer/", {"to_country": "DE", "send_as": "previews", "note": "Our note."})
    assert answer.status_code == 409
    assert secret in answer.content.decode()
    assert "Our note." in answer.content.decode()
    with acting_as(nora.pk):
        kept = Withholding.objects.get()
    assert hers.post(f"/withholdings/{kept.pk}/end/").status_code == 302


def test_referring_and_answering(nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    series, items = series_of(nora, audiences["group"], items=2)
    hers, his = client_of(nora), client_of(gregor)
    form = {"to_country": "DE", "send_as": "previews", "items": [str(items[0].pk)], "note": "Look at the sockets."}
    done = hers.post(f"/series/{series.pk}/refer/", form)
    assert done.status_code == 302
    with acting_as(nora.pk):
        sent = Referral.objects.get()
    assert done["Location"] == f"/referrals/{sent.pk}/"
    page = his.get(f"/referrals/{sent.twin}/").content.decode()
    for word in ("Look at the sockets.", "Green room", items[0].sha256[:16], "Unit NL"):
        assert word in page
    for hidden in (str(series.pk), str(items[0].pk), str(sent.pk), items[1].sha256[:16], "Nora", items[0].name):
        assert hidden not in page
    assert his.get(f"/referrals/{sent.twin}/package/").status_code == 404
    pack(sent.pk)
    package = his.get(f"/referrals/{sent.twin}/package/")
    assert package.status_code == 200
    assert package["Content-Disposition"] == f'attachment; filename="{sent.reference}.zip"'
    assert async_to_sync(_whole)(package).startswith(b"PK")
    assert recorded("referral.downloaded") == 1
    refused = his.post(f"/referrals/{sent.twin}/step/", {"step": "declined", "body": "no"})
    assert refused.status_code == 400
    answer = his.post(f"/referrals/{sent.twin}/step/", {"step": "declined", "body": "Not a room of ours."})
    assert answer.status_code == 302
    assert "Not a room of ours." in hers.get(f"/referrals/{sent.pk}/").content.decode()
    late = his.post(f"/referrals/{sent.twin}/step/", {"step": "accepted", "body": "We look at it now."})
    assert late.status_code == 409
    assert "We look at it now." in late.content.decode()
    assert his.post(f"/referrals/{sent.twin}/step/", {"step": "made up"}).status_code == 404


def test_only_the_owner_comes_to_the_page(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series, items = series_of(nora, audiences["group"], items=1)
    _, others = series_of(nora, audiences["group"], items=1)
    address = f"/series/{series.pk}/refer/"
    assert [client_of(who).get(address).status_code for who in (nora, fleur, gregor)] == [200, 403, 404]
    stray = {"to_country": "DE", "send_as": "previews", "items": [str(items[0].pk), str(others[0].pk)]}
    assert client_of(nora).post(address, stray).status_code == 404


def test_the_form_says_first_what_a_strict_marking_means(
    nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    plain, _ = series_of(nora, audiences["group"], items=1)
    strict, _ = series_of(nora, audiences["group"])
    mark(strict, Marking("amber+strict"))
    theirs = make_item(fleur, audiences["group"], Marking("amber+strict"))
    place(strict, theirs, nora)
    hers = client_of(nora)
    assert "nobody outside it" not in text(hers.get(f"/series/{plain.pk}/refer/"))
    page = text(hers.get(f"/series/{strict.pk}/refer/"))
    means = "TLP:AMBER+STRICT: for those of your own organisation who need to know, nobody outside it."
    assert f"This series is marked {means} Another country is outside it. Your country owns the series" in page
    assert f"1 file here is marked {means} Another country owns this" in page
    assert "Brazil (takes no part: a package to hand over)" in page
    assert "Germany (takes no part" not in page


def test_a_list_says_when_it_was_referred_also_after_the_series_was_solved_and_opened_again(
    nora: Officer, niels: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series, _ = series_of(nora, audiences["group"])
    sent = refer(series, "DE", by=nora)
    confirm(record(add(series, "victim", by=nora), by=nora), by=niels)
    add(series, "victim", by=nora)
    assert fresh(sent).last_activity_at != sent.created_at
    for who, address in ((gregor, "/duty/"), (gregor, "/referrals/"), (nora, "/referrals/")):
        page = client_of(who).get(address).content.decode()
        assert f'<span>referred <time datetime="{sent.created_at.isoformat()}"' in page


def test_the_page_offers_what_was_proposed(
    nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series, _ = series_of(nora, audiences["group"])
    sent = refer(series, "DE", by=nora)
    step(received_copy(sent), "passed_on", by=gregor, code="BE", body="The tiles are Belgian.")
    hers = client_of(nora)
    page = hers.get(f"/referrals/{sent.pk}/").content.decode()
    [address] = re.findall(r'href="([^"]+earlier=[^"]+)"', page)
    address = address.replace("&amp;", "&")
    assert hers.get(address).status_code == 200
    assert hers.post(address, {"to_country": "BE", "send_as": "previews"}).status_code == 302
    with acting_as(nora.pk):
        assert Referral.objects.get(to_country="BE").earlier_id == sent.pk


def test_the_flag_is_marked_on_the_board_and_the_page(
    nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series, _ = series_of(nora, audiences["group"])
    words = "Ongoing abuse suspected"
    hers = client_of(nora)
    assert words not in text(hers.get("/board/rows/"))
    form = {"code": "recent", "reason": "Made last week, says the camera."}
    assert client_of(fleur).post(f"/series/{series.pk}/alerts/", form).status_code == 302
    for address in ("/board/rows/", f"/series/{series.pk}/", "/duty/"):
        assert words in text(hers.get(address))
    assert client_of(fleur).post(f"/series/{series.pk}/alerts/", form).status_code == 409
    with acting_as(nora.pk):
        alert = Alert.objects.get()
    assert hers.post(f"/alerts/{alert.pk}/acknowledge/", {"acts": "yes", "note": "We call them."}).status_code == 302
    assert "We call them." in text(client_of(fleur).get(f"/series/{series.pk}/where/"))
    assert words not in text(hers.get("/duty/"))
    confirm(record(add(series, "victim", by=nora), by=nora), by=niels)
    assert words not in text(hers.get("/board/rows/?status=all"))
    assert words not in text(hers.get(f"/series/{series.pk}/"))
    assert words in text(hers.get(f"/series/{series.pk}/history/"))
    assert hers.post(f"/alerts/{alert.pk}/withdraw/", {"reason": "The child is safe now."}).status_code == 302


def test_the_count_in_the_navigation(nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    series, _ = series_of(nora, audiences["group"])
    his = client_of(gregor)
    assert text(his.get("/duty/waiting/")).strip() == ""
    refer(series, "DE", by=nora)
    assert text(his.get("/duty/waiting/")).split() == ["1", "waiting"]


def test_a_supervisor_names_the_duty_unit(nora: Officer, niels: Officer, gregor: Officer, client_of: ClientOf) -> None:
    assert "Which unit is on duty" in text(client_of(niels).get("/duty/"))
    assert "Which unit is on duty" not in text(client_of(nora).get("/duty/"))
    assert client_of(niels).post("/duty/unit/", {"unit": str(niels.unit_id)}).status_code == 302
    assert client_of(niels).post("/duty/unit/", {"unit": str(gregor.unit_id)}).status_code == 400


def test_programs_do_the_same(nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    series, items = series_of(nora, audiences["group"], items=1)
    hers, his = client_of(nora), client_of(gregor)

    def post(browser: Client, path: str, data: Any) -> Any:
        return browser.post(f"/api/v1/{path}", json.dumps(data), content_type="application/json")

    made = post(hers, "indications", {**SAID, "information_evaluation": 2, "series": str(series.pk)})
    assert (made.status_code, made.json()["made_in"]) == (201, "DE")
    [one] = hers.get(f"/api/v1/indications?series={series.pk}").json()["results"]
    assert one == made.json()
    asked = {"series": str(series.pk), "to_country": "DE", "items": [str(items[0].pk)], "indications": [one["id"]]}
    sent = post(hers, "referrals", asked).json()
    assert (sent["referral"]["state"], sent["may"]) == ("sent", ["withdrawn"])
    [copy] = his.get("/api/v1/referrals?side=received").json()["results"]
    assert (copy["series"], copy["reference"]) == (None, sent["referral"]["reference"])
    assert [entry["id"] for entry in his.get("/api/v1/duty").json()["to_answer"]] == [copy["id"]]
    done = post(his, f"referrals/{copy['id']}/steps", {"step": "accepted", "body": "We look."}).json()
    assert [entry["kind"] for entry in done["steps"]] == ["sent", "accepted"]
    assert done["may"] == ["reported", "passed_on"]
    with acting_as(nora.pk):
        assert states(Referral.objects.get()) == ("accepted", "accepted")
    flag = post(hers, "alerts", {"series": str(series.pk), "code": "recent", "reason": "Made last week."}).json()
    assert hers.get("/api/v1/duty").json()["number"] == 1
    assert post(hers, f"alerts/{flag['id']}/acknowledgements", {"acts": True}).status_code == 201
    ended = post(hers, f"alerts/{flag['id']}/withdrawal", {"reason": "It was an old file."}).json()
    assert ended["withdrawn_reason"] == "It was an old file."
    assert fresh(Referral(pk=sent["referral"]["id"])).state == "accepted"
