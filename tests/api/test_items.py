"""Cases and items through the API."""

import hashlib
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import AuditEntry
from series import blobs
from series.models import Case, Hit, Item
from tests.api import making
from tests.api.conftest import ApiOf
from tests.api.making import UNKNOWN, made, refused
from tests.api.test_access import token_of

Audiences = dict[str, Audience]


def ids(rows: list[dict[str, Any]]) -> set[str]:
    return {row["id"] for row in rows}


def test_a_case_is_opened_once(api_of: ApiOf, nora: Officer, niels: Officer, fleur: Officer) -> None:
    first = making.case(api_of(nora), "NL-1", "E2")
    again = making.case(api_of(niels), "NL-1", "E2")
    other = making.case(api_of(fleur), "NL-1", "E2")
    assert first["id"] == again["id"] != other["id"]
    assert (first["country"], first["unit"], first["exhibit"]) == ("NL", "Unit NL", "E2")
    assert ids(api_of(niels).results("cases")) == {first["id"]}
    assert ids(api_of(fleur).results("cases")) == {other["id"]}


def test_coordinators_and_administrators_have_no_cases(api_of: ApiOf, cleo: Officer, ada: Officer) -> None:
    for who in (cleo, ada):
        assert api_of(who).get("cases").status_code == 403
        assert api_of(who).post("cases", {"national_reference": "NL-1"}).status_code == 403


def test_a_file_is_received(api_of: ApiOf, nora: Officer, audiences: Audiences) -> None:
    sent = making.item(api_of(nora), audiences["group"], b"some bytes", "../kitchen\n.jpg")
    assert sent["sha256"] == hashlib.sha256(b"some bytes").hexdigest()
    assert (sent["state"], sent["size"], sent["country"], sent["unit"]) == ("received", 10, "NL", "Unit NL")
    assert sent["audience"] == str(audiences["group"].key)
    with acting_as(nora.pk):
        row = Item.objects.get()
        assert blobs.blob_path(row.sha256).read_bytes() == b"some bytes"
        assert [e.action for e in AuditEntry.objects.order_by("id")] == ["case.opened", "item.received"]


def test_a_program_sends_files_with_its_token(client: Client, nora: Officer, audiences: Audiences) -> None:
    headers = token_of(nora)
    body = {"national_reference": "NL-1"}
    case = client.post("/api/v1/cases", body, content_type="application/json", headers=headers).json()
    fields = {"file": SimpleUploadedFile("a.jpg", b"x"), "case": case["id"], "audience": str(audiences["NL"].key)}
    assert client.post("/api/v1/items", fields, headers=headers).status_code == 201
    fields["file"] = SimpleUploadedFile("b.jpg", b"x")
    assert client.post("/api/v1/items", fields).status_code == 401
    assert list(blobs.incoming_folder().iterdir()) == []


def test_items_go_to_who_holds_the_audience(
    api_of: ApiOf, nora: Officer, fleur: Officer, gregor: Officer, cleo: Officer, audiences: Audiences
) -> None:
    national, group, members = (making.item(api_of(nora), audiences[key])["id"] for key in ("NL", "group", "members"))
    assert ids(api_of(nora).results("items")) == {national, group, members}
    assert ids(api_of(fleur).results("items")) == set()
    with acting_as_system("tests"):
        Item.objects.update(state="ready")
    assert ids(api_of(nora).results("items")) == {national, group, members}
    assert ids(api_of(fleur).results("items")) == {group, members}
    assert ids(api_of(gregor).results("items")) == {members}
    assert ids(api_of(cleo).results("items")) == set()


@pytest.mark.parametrize("part", ["", "/findings"])
def test_hidden_looks_like_missing(
    api_of: ApiOf, nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, part: str
) -> None:
    item = making.item(api_of(nora), audiences["group"])["id"]
    assert api_of(fleur).get(f"items/{item}{part}").status_code == 200
    hidden, missing = (api_of(gregor).get(f"items/{key}{part}") for key in (item, UNKNOWN))
    assert (hidden.status_code, hidden.content) == (404, missing.content)
    with acting_as(gregor.pk):
        assert AuditEntry.objects.count() == 0


def test_what_is_national_is_told_to_the_own_country_only(
    api_of: ApiOf, nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences
) -> None:
    item = making.item(api_of(nora), audiences["group"])["id"]
    with acting_as_system("tests"):
        Item.objects.filter(pk=item).update(state="refused", reason="Not a picture.", reason_code="type")
    own, foreign = (api_of(who).get(f"items/{item}").json() for who in (niels, fleur))
    national = ("case", "reason", "reason_code", "duplicate_of")
    assert [own[key] for key in national] == [making.case(api_of(nora))["id"], "Not a picture.", "type", None]
    assert [foreign[key] for key in national] == [None] * 4
    assert {key for key in own if own[key] != foreign[key]} == {"case", "reason", "reason_code"}


def test_reading_an_item_is_recorded(api_of: ApiOf, nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    item = making.item(api_of(nora), audiences["group"])["id"]
    api_of(fleur).get(f"items/{item}")
    with acting_as(fleur.pk):
        assert [(e.action, e.object_id) for e in AuditEntry.objects.all()] == [("item.viewed", item)]


def test_items_are_filtered_by_case_and_state(
    api_of: ApiOf, nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    api = api_of(nora)
    one, other = making.item(api, audiences["members"])["id"], making.item(api, audiences["members"])["id"]
    case = making.case(api)["id"]
    empty = making.case(api, "NL-2")["id"]
    with acting_as_system("tests"):
        Item.objects.filter(pk=other).update(state="refused")
    assert ids(api.results("items", case=case)) == {one, other}
    assert ids(api.results("items", case=empty)) == set()
    assert ids(api.results("items", case=case, state="refused")) == {other}
    assert refused(api.get("items", state="lost")) == (400, "state")
    hidden, missing = (api_of(fleur).get("items", case=key) for key in (case, UNKNOWN))
    assert (hidden.status_code, hidden.content) == (404, missing.content)


def test_pages_follow_each_other(api_of: ApiOf, nora: Officer, audiences: Audiences) -> None:
    api = api_of(nora)
    first = making.item(api, audiences["NL"])
    with acting_as(nora.pk):
        row = Item.objects.get(pk=first["id"])
        Item.objects.bulk_create(
            [
                Item(
                    audience=row.audience,
                    case_id=row.case_id,
                    name="x",
                    sha256="0" * 64,
                    size=1,
                    country_id="NL",
                    unit_id=row.unit_id,
                    officer=nora,
                )
                for _ in range(60)
            ]
        )
    page = made(api.get("items"), 200)
    assert page["next"] == f"/api/v1/items?after={page['results'][-1]['id']}"
    rest = made(api.get("items", after=page["results"][-1]["id"]), 200)
    assert [len(page["results"]), len(rest["results"]), rest["next"]] == [50, 11, None]
    assert len(ids(page["results"]) | ids(rest["results"])) == 61
    assert refused(api.get("items", after="here")) == (400, "after")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"case": UNKNOWN}, "case"),
        ({"audience": UNKNOWN}, "audience"),
        ({"nature": "other"}, "nature"),
        ({"file": "text"}, "file"),
        ({"file": None}, "file"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_kept(
    api_of: ApiOf, nora: Officer, audiences: Audiences, change: dict[str, object], field: str
) -> None:
    file = SimpleUploadedFile("a.jpg", b"x")
    case = making.case(api_of(nora))["id"]
    fields: dict[str, object] = {"file": file, "case": case, "audience": str(audiences["NL"].key), **change}
    answer = api_of(nora).send("items", {key: value for key, value in fields.items() if value is not None})
    assert refused(answer) == (400, field)
    with acting_as(nora.pk):
        assert Item.objects.count() == 0
    assert list(blobs.incoming_folder().iterdir()) == []


def test_anothers_audience_and_case_look_like_missing_ones(
    api_of: ApiOf, nora: Officer, gregor: Officer, audiences: Audiences
) -> None:
    hers = making.case(api_of(nora))["id"]
    own = making.case(api_of(gregor), "DE-1")["id"]

    def send(case: str, audience: str) -> Any:
        file = SimpleUploadedFile("a.jpg", b"x")
        return api_of(gregor).send("items", {"file": file, "case": case, "audience": audience}).content

    members = str(audiences["members"].key)
    assert send(hers, members) == send(UNKNOWN, members)
    assert send(own, str(audiences["group"].key)) == send(own, UNKNOWN)


def test_a_file_over_the_limit_is_refused(
    api_of: ApiOf, nora: Officer, audiences: Audiences, settings: LazySettings
) -> None:
    settings.MAX_FILE_BYTES = 10
    case = making.case(api_of(nora))["id"]
    fields = {"file": SimpleUploadedFile("a.jpg", b"x" * 11), "case": case, "audience": str(audiences["NL"].key)}
    assert refused(api_of(nora).send("items", fields)) == (413, "file")


def test_other_roles_send_nothing(api_of: ApiOf, ada: Officer, cleo: Officer) -> None:
    for who in (ada, cleo):
        assert api_of(who).send("items", {"file": SimpleUploadedFile("a.jpg", b"x")}).status_code == 403


def test_findings_tell_who_holds_the_same(
    api_of: ApiOf, nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    first = making.item(api_of(nora), audiences["group"])["id"]
    second = making.item(api_of(fleur), audiences["members"])["id"]
    series = making.series(api_of(nora), audiences["group"], first)
    with acting_as_system("tests"):
        Item.objects.update(state="ready")
        columns = {"item_audience": audiences["members"], "other_audience": audiences["group"]}
        Hit.objects.create(kind="near", item_id=second, other_id=first, distance=7, **columns)
    marking = {"tlp": "amber", "handling": ["H0"], "handling_note": ""}
    expected = {
        "kind": "near",
        "item": first,
        "country": "NL",
        "is_own": False,
        "distance": 7,
        "identified_by": "",
        "held_back": "",
    }
    expected["marking"] = marking
    link = {"id": series["id"], "reference": series["reference"], **marking}
    assert api_of(fleur).results(f"items/{second}/findings") == [{**expected, "series": [link]}]
    assert api_of(gregor).results(f"items/{second}/findings") == []


def test_lists_ask_as_much_for_three_rows_as_for_one(
    api_of: ApiOf, nora: Officer, audiences: Audiences, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    api = api_of(nora)
    for number in (1, 2):
        for more in range(number):
            making.item(api, audiences["members"], b"%d %d" % (number, more))
            making.case(api, f"NL-{number}{more}")
        with django_assert_num_queries(9):
            api.get("items")
        with django_assert_num_queries(9):
            api.get("cases")
    with acting_as(nora.pk):
        assert (Item.objects.count(), Case.objects.count()) == (3, 4)
