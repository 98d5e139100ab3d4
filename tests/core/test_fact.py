"""The signed fact: what SQL alone cannot say."""

import os
import time
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from accounts.models import Officer
from icse.core.doors import acting_as
from icse.core.facts import LIFETIME_SECONDS, key_pads, sign_fact

ASK = "SELECT icse_officer(), icse_audiences()"


def say(fact: str) -> tuple[object, object]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('icse.fact', %s, true)", [fact])
        cursor.execute(ASK)
        found: tuple[object, object] = cursor.fetchone()
        return found


def backend() -> int:
    connection.ensure_connection()
    pid: int = connection.connection.info.backend_pid
    return pid


def signed(who: UUID, **changes: object) -> str:
    values = {"backend_pid": backend(), "key": settings.FACT_KEY, **changes}
    return sign_fact(who, **values)  # type: ignore[arg-type]


def test_a_good_fact_is_believed(nora: Officer) -> None:
    who, audiences = say(signed(nora.pk))
    assert who == nora.pk
    assert audiences != []


def test_bad_facts_are_nobody(nora: Officer) -> None:
    good = signed(nora.pk)
    officer, expiry, pid, signature = good.split(".")
    bad = [
        "",
        "x",
        f"{officer}.{expiry}.{pid}",
        f"{officer}.{expiry}.{pid}.",
        f"{officer}.{expiry}.{pid}.{'0' * 64}",
        f"{uuid4()}.{expiry}.{pid}.{signature}",
        f"{officer}.{int(expiry) + 1}.{pid}.{signature}",
        f"{officer}.999999999999999999999999.{pid}.{signature}",
        f"{officer}.-1.{pid}.{signature}",
        f"not-a-uuid.{expiry}.{pid}.{signature}",
        f"{good}.more",
        signed(nora.pk, key="cd" * 32),
        signed(nora.pk, backend_pid=backend() + 1),
        signed(nora.pk, now=time.time() - LIFETIME_SECONDS - 1),
    ]
    assert [say(fact) for fact in bad] == [(None, [])] * len(bad)


def test_signed_nonsense_is_nobody(db: object) -> None:
    assert say(signed("not-a-uuid")) == (None, [])  # type: ignore[arg-type]


def test_the_fact_holds_in_parallel_plans(nora: Officer) -> None:
    with acting_as(nora.pk), connection.cursor() as cursor:
        for setting in ("parallel_setup_cost", "parallel_tuple_cost", "min_parallel_table_scan_size"):
            cursor.execute(f"SET LOCAL {setting} = 0")
        cursor.execute("SET LOCAL debug_parallel_query = on")
        cursor.execute("SELECT count(*) FROM accounts_officer")
        assert cursor.fetchone() == (5,)


@pytest.mark.parametrize("key", ["", "ab", "zz" * 32, "ab" * 65])
def test_a_bad_key_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match=r"ICSE_FACT_KEY|hexadecimal"):
        key_pads(key)


#: What injected SQL in the web process might try. Each is refused, or shows nothing.
@pytest.mark.parametrize(
    "attempt",
    [
        "SET ROLE icse_system",
        "SET ROLE icse_owner",
        "SET ROLE icse_definer",
        "SET SESSION AUTHORIZATION icse_owner",
        "SELECT * FROM core_factkey",
        "SELECT password FROM accounts_officer",
        "SELECT * FROM accounts_audiencegroupgrant",
        "SELECT * FROM series_media",
        "SELECT * FROM series_fingerprint",
        "SELECT icse_audiences_of(gen_random_uuid(), 'view_audience')",
        "SELECT icse_officers_who_see(1)",
        "SELECT icse_settle_series_now(gen_random_uuid())",
        "INSERT INTO accounts_audienceusergrant (user_id, permission_id, content_object_id) "
        "VALUES (gen_random_uuid(), 1, 1)",
        "ALTER TABLE series_item DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE series_item NO FORCE ROW LEVEL SECURITY",
        "CREATE TEMPORARY TABLE core_factkey (id int, inner_pad bytea, outer_pad bytea)",
        "CREATE FUNCTION icse_officer2() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "UPDATE core_auditentry SET action = 'x'",
        "DELETE FROM core_auditentry",
        "TRUNCATE core_auditentry",
        "DELETE FROM core_event",
        "UPDATE accounts_officer SET role = 'supervisor'",
        "UPDATE accounts_country SET is_connected = true",
        "SELECT last_value FROM icse_event_ids",
        "COPY accounts_officer TO STDOUT",
        "SELECT pg_read_file('/etc/passwd')",
    ],
)
def test_what_the_web_login_cannot_do(db: object, attempt: str) -> None:
    place = f"host={os.environ['ICSE_TEST_SOCKETS']} dbname={settings.DATABASES['default']['NAME']} user=icse_web"
    with psycopg.connect(place) as web:
        assert web.execute("SELECT session_user, current_user").fetchone() == ("icse_web", "icse_app")
        with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.InvalidParameterValue)):
            web.execute(attempt)


def test_the_web_login_without_a_role_sees_no_more(nora: Officer) -> None:
    place = f"host={os.environ['ICSE_TEST_SOCKETS']} dbname={settings.DATABASES['default']['NAME']} user=icse_web"
    with psycopg.connect(place) as web:
        web.execute("SET ROLE NONE")
        assert web.execute("SELECT count(*) FROM accounts_officer").fetchone() == (0,)
