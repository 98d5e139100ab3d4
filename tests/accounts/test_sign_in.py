"""Sign-in: who gets in, who learns nothing, and where it leads."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth.hashers import Argon2PasswordHasher, check_password, make_password
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts import passwords
from accounts.demo_lines import demo_lines_file
from accounts.models import Officer
from accounts.views.account import MOST_FAILURES
from icse.core.doors import acting_as, acting_as_system
from icse.core.limits import how_often
from icse.core.models import AuditEntry
from tests.personas import PASSWORD, address

SIGN_IN = "/sign-in/"
ClientOf = Callable[[Officer], Client]


@pytest.fixture(autouse=True)
def _attempts_start_at_none(own_cache: None) -> None:
    """Every test counts its own attempts."""


def acts(who: Officer) -> list[str]:
    with acting_as(who.pk):
        return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


@pytest.mark.parametrize("typed", ["nora@example.invalid", "NORA@example.invalid"])
def test_it_signs_in_and_records_it(client: Client, nora: Officer, typed: str) -> None:
    response = client.post(SIGN_IN, {"email": typed, "password": PASSWORD})
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert acts(nora) == ["officer.signed_in"]
    assert client.get("/account/").context["officer"] == nora


def test_the_page_has_no_navigation_and_no_demo_lines(client: Client, db: object) -> None:
    page = client.get(SIGN_IN)
    assert page.status_code == 200
    text = page.content.decode()
    assert 'aria-label="Main"' not in text
    assert "demo" not in text.lower()


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("nobody@example.invalid", PASSWORD),
        ("nora@example.invalid", "wrong"),
        ("ivo@example.invalid", PASSWORD),
        ("ivo@example.invalid", "wrong"),
    ],
)
def test_every_refusal_reads_alike(client: Client, nora: Officer, email: str, password: str) -> None:
    response = client.post(SIGN_IN, {"email": email, "password": password})
    assert response.status_code == 400
    assert email in response.content.decode()
    assert "sessionid" not in client.cookies
    assert "do not fit together" in response.content.decode()
    assert acts(nora) == []


def test_one_address_tries_many_officers_in_vain(client: Client, nora: Officer) -> None:
    for number in range(MOST_FAILURES):
        how_often("sign-in-refused", "127.0.0.1", 15 * 60)
        if number == MOST_FAILURES - 2:
            good = client.post(SIGN_IN, {"email": address("Nora"), "password": PASSWORD})
            assert good.status_code == 302
    client.cookies.clear()
    stopped = client.post(SIGN_IN, {"email": address("Nora"), "password": PASSWORD})
    assert (stopped.status_code, "Wait a quarter of an hour" in stopped.content.decode()) == (429, True)
    assert stopped["Retry-After"] == "900"
    assert refusals() == [entry_of("", "network_locked_out")]
    elsewhere = client.post(SIGN_IN, {"email": address("Nora"), "password": PASSWORD}, REMOTE_ADDR="192.0.2.1")
    assert elsewhere.status_code == 302


def test_a_refused_sign_in_is_counted_for_its_address(client: Client, nora: Officer) -> None:
    client.post(SIGN_IN, {"email": address("Nora"), "password": "wrong"}, REMOTE_ADDR="192.0.2.7")
    client.post(SIGN_IN, {"email": address("Nora"), "password": PASSWORD}, REMOTE_ADDR="192.0.2.7")
    assert how_often("sign-in-refused", "192.0.2.7", 15 * 60, count=False) == 1


def test_few_passwords_are_checked_at_once(client: Client, nora: Officer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "WAIT_SECONDS", 0.01)
    with passwords.one_of_few(), passwords.one_of_few():
        busy = client.post(SIGN_IN, {"email": address("Nora"), "password": PASSWORD})
    assert (busy.status_code, "try again" in busy.content.decode()) == (429, True)
    assert busy["Retry-After"] == "5"
    assert client.post(SIGN_IN, {"email": address("Nora"), "password": PASSWORD}).status_code == 302
    assert acts(nora) == ["officer.signed_in"]


def test_hashes_are_small_and_old_ones_are_understood() -> None:
    now = make_password(PASSWORD)
    assert now.split("$")[1:4] == ["argon2id", "v=19", "m=19456,t=2,p=1"]
    before = Argon2PasswordHasher().encode(PASSWORD, "saltsaltsalt")
    assert (check_password(PASSWORD, now), check_password(PASSWORD, before)) == (True, True)
    assert (check_password("wrong", now), check_password("wrong", before)) == (False, False)


@pytest.mark.django_db(transaction=True)
def test_no_connection_is_held_while_a_password_is_checked(
    client: Client, nora: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[bool] = []

    def watched(password: str, encoded: str) -> bool:
        held.append(connection.connection is not None)
        return check_password(password, encoded)

    monkeypatch.setattr("accounts.sign_in.check_password", watched)
    assert client.post(SIGN_IN, {"email": address("Nora"), "password": PASSWORD}).status_code == 302
    assert held == [False]


def test_a_refusal_is_logged_without_the_address(
    client: Client, nora: Officer, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    client.post(SIGN_IN, {"email": address("Nora"), "password": "wrong"})
    assert [r.getMessage() for r in caplog.records if r.name == "icse.accounts"] == ["sign-in refused"]
    out, err = capfd.readouterr()
    assert "nora" not in (caplog.text + out + err).lower()


def test_too_many_attempts_are_stopped_even_with_the_right_password(client: Client, nora: Officer) -> None:
    answers = [client.post(SIGN_IN, {"email": address("Nora"), "password": "wrong"}).status_code for _ in range(8)]
    assert set(answers[:7]) == {400}
    stopped = client.post(SIGN_IN, {"email": address("Nora"), "password": PASSWORD})
    assert stopped.status_code == 429
    assert "Wait a quarter of an hour" in stopped.content.decode()
    assert acts(nora) == []


def refusals() -> list[tuple[object, str, str, str, object]]:
    with acting_as_system("tests"):
        entries = AuditEntry.objects.filter(action="officer.sign_in_refused").order_by("id")
        return [(e.officer_id, e.reason, e.object_type, e.object_id, e.facts["code"]) for e in entries]


def entry_of(typed: str, code: str) -> tuple[object, str, str, str, object]:
    return (None, "sign-in", "address", sha256(typed.encode()).hexdigest(), code)


@pytest.mark.parametrize("known", [True, False])
def test_a_refusal_is_recorded_by_the_digest_of_the_address(client: Client, nora: Officer, known: bool) -> None:
    typed = address("Nora") if known else "nobody@example.invalid"
    client.post(SIGN_IN, {"email": typed.upper(), "password": "wrong"})
    client.post(SIGN_IN, {"email": address("Nora"), "password": PASSWORD})
    assert refusals() == [entry_of(typed, "refused")]
    with acting_as_system("tests"):
        [entry] = AuditEntry.objects.filter(action="officer.sign_in_refused")
        assert entry.id.version == 7
        assert abs((entry.id.int >> 80) / 1000 - entry.at.timestamp()) < 60


def test_lock_outs_are_recorded_and_a_flood_is_not(client: Client, nora: Officer) -> None:
    for _ in range(40):
        client.post(SIGN_IN, {"email": address("Nora"), "password": "wrong"})
    written = refusals()
    assert set(written) == {entry_of(address("Nora"), code) for code in ("refused", "locked_out")}
    assert max(written.count(one) for one in set(written)) == 10


def test_no_other_act_can_be_written_that_way(db: object) -> None:
    for digest, code in ((address("Nora"), "refused"), ("0" * 64, "signed_in"), ("0" * 63, "refused")):
        with connection.cursor() as cursor:
            cursor.execute("SELECT icse_record_refused_sign_in(%s, %s)", [digest, code])
    assert refusals() == []


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/threads/?kind=wallpaper", "/threads/?kind=wallpaper"),
        ("https://elsewhere.example/", "/"),
        ("//elsewhere.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
        ("account", "/"),
        ("foo", "/"),
        ("sign-in", "/"),
        ("\\\\elsewhere.example", "/"),
        ("/\\elsewhere.example", "/"),
        ("http://testserver/threads/", "/"),
    ],
)
def test_next_leads_only_to_this_service(client: Client, nora: Officer, target: str, leads_to: str) -> None:
    response = client.post(SIGN_IN, {"email": address("Nora"), "password": PASSWORD, "next": target})
    assert response.headers["Location"] == leads_to


@pytest.mark.parametrize(("name", "leads_to"), [("Niels", "board"), ("Cleo", "progress"), ("Ada", "account")])
def test_each_role_lands_where_its_work_is(client: Client, db: object, name: str, leads_to: str) -> None:
    response = client.post(SIGN_IN, {"email": address(name), "password": PASSWORD})
    assert response.headers["Location"] == reverse(leads_to)


def test_who_is_signed_in_is_sent_on(client_of: ClientOf, nora: Officer) -> None:
    assert client_of(nora).get(SIGN_IN).headers["Location"] == "/"


def test_an_expired_certificate_leads_to_the_account_page(client: Client, una: Officer) -> None:
    client.post(SIGN_IN, {"email": address("Una"), "password": PASSWORD})
    elsewhere = client.get("/progress/")
    assert (elsewhere.status_code, elsewhere.headers["Location"]) == (302, "/account/")
    text = client.get("/account/").content.decode()
    assert "Your certificate ended on 2020-01-01" in text
    assert "Niels" in text


def test_the_session_key_changes_and_stands_hashed_in_the_table(client: Client, nora: Officer) -> None:
    client.post(SIGN_IN, {"email": address("Nora"), "password": PASSWORD})
    first = client.cookies["sessionid"].value
    assert not Session.objects.filter(session_key=first).exists()
    assert Session.objects.count() == 1
    client.post("/sign-out/")
    client.post(SIGN_IN, {"email": address("Nora"), "password": PASSWORD})
    assert client.cookies["sessionid"].value != first


def test_sign_out_ends_the_session_and_is_recorded(client: Client, nora: Officer) -> None:
    client.post(SIGN_IN, {"email": address("Nora"), "password": PASSWORD})
    stolen = client.cookies["sessionid"].value
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").headers["Location"] == SIGN_IN
    assert acts(nora) == ["officer.signed_in", "officer.signed_out"]
    client.cookies["sessionid"] = stolen
    assert client.get("/account/").headers["Location"].startswith(SIGN_IN)


def test_signing_in_needs_the_token_of_the_page(db: object) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(SIGN_IN, {"email": address("Nora"), "password": PASSWORD}).status_code == 403
    client.get(SIGN_IN)
    token = client.cookies["csrftoken"].value
    good = client.post(SIGN_IN, {"email": address("Nora"), "password": PASSWORD, "csrfmiddlewaretoken": token})
    assert good.status_code == 302


@pytest.fixture
def lines_file(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_FOLDER = tmp_path / "media"
    line = {"email": address("Nora"), "name": "Nora", "unit": "Unit NL", "country": "NL", "role": "Analyst"}
    written = {"password": PASSWORD, "officers": [{**line, "about": "Asks about wallpaper."}]}
    demo_lines_file().write_text(json.dumps(written), encoding="utf-8")
    return demo_lines_file()


def test_in_the_demo_one_click_signs_in(
    client: Client, nora: Officer, settings: LazySettings, lines_file: Path
) -> None:
    settings.DEMO = True
    text = client.get(SIGN_IN).content.decode()
    assert "Asks about wallpaper." in text
    assert f'name="email" value="{address("Nora")}"' in text


def test_outside_the_demo_the_lines_are_not_shown(client: Client, db: object, lines_file: Path) -> None:
    assert lines_file.is_file()
    assert "wallpaper" not in client.get(SIGN_IN).content.decode()
