"""The signed fact: what SQL alone cannot say."""

import os
import time
from uuid import UUID, uuid4

import psycopg
import pytest
from django.conf import settings
from django.db import IntegrityError, ProgrammingError, connection

from accounts.models import Audience, Officer
from forum.actions import add_post, open_thread
from forum.models import ClueKind
from icse.core.doors import acting_as
from icse.core.facts import LIFETIME_SECONDS, key_pads, sign_fact
from icse.core.models import AuditEntry, Event
from series.actions import add_subject, create_series, open_case
from series.models import Series

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
        "SELECT nextval('icse_event_ids')",
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


#: What the rules refuse of rows that an officer's own process would never write so.
FALSE_ROWS = {
    "another unit": "INSERT INTO forum_post SELECT (jsonb_populate_record(p, jsonb_build_object("
    "'id', gen_random_uuid(), 'unit_id', (SELECT id FROM accounts_unit WHERE country_id = 'DE' LIMIT 1)))).* "
    "FROM forum_post p",
    "an invented status": "INSERT INTO series_subject SELECT (jsonb_populate_record(s, jsonb_build_object('id', "
    "gen_random_uuid(), 'status', 'identified', 'status_country_id', 'NL'))).* FROM series_subject s",
    "a case for all": "INSERT INTO series_case SELECT (jsonb_populate_record(c, jsonb_build_object('id', "
    "gen_random_uuid(), 'national_reference', 'x', 'audience_id', (SELECT id FROM accounts_audience "
    "WHERE kind = 'members')))).* FROM series_case c",
    "a crop that nobody cut": "INSERT INTO forum_crop (id, created_at, state, reason, sha256, audience_id, country_id, "
    "officer_id, thread_id, unit_id) SELECT gen_random_uuid(), now(), 'ready', '', repeat('a', 64), audience_id, "
    "country_id, officer_id, id, unit_id FROM forum_thread",
    "an event for nobody": "INSERT INTO core_event (id, key, at, type, about, audiences) "
    "VALUES (1, gen_random_uuid(), now(), 'series.changed', ARRAY[gen_random_uuid()], '{}')",
    "an event about nothing": "INSERT INTO core_event (id, key, at, type, about, audiences) "
    "SELECT 1, gen_random_uuid(), now(), 'series.changed', '{}', ARRAY[id] FROM accounts_audience "
    "WHERE kind = 'members'",
}


@pytest.mark.parametrize("name", sorted(FALSE_ROWS))
def test_false_rows_are_refused(name: str, nora: Officer, audiences: dict[str, Audience]) -> None:
    with acting_as(nora.pk):
        open_case(national_reference="NL-1", by=nora)
        series = create_series(title="x", audience=audiences["members"], by=nora)
        add_subject(series=series, role="victim", by=nora)
        kind = ClueKind.objects.get(pk="wallpaper")
        thread = open_thread(kind=kind, question="x", audience=audiences["members"], series=series, by=nora)
        add_post(thread=thread, body="x", by=nora)
    with (
        pytest.raises((ProgrammingError, IntegrityError), match=r"row-level security|violates check constraint"),
        acting_as(nora.pk),
        connection.cursor() as cursor,
    ):
        cursor.execute(FALSE_ROWS[name])


def test_numbers_and_times_are_the_databases_word(nora: Officer, audiences: dict[str, Audience]) -> None:
    with acting_as(nora.pk), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_event (id, key, at, type, about, audiences) "
            "VALUES (9000000000000000000, gen_random_uuid(), '2999-01-01', 'series.changed', ARRAY[%s], ARRAY[%s])",
            [nora.pk, audiences["members"].pk],
        )
        cursor.execute(
            "INSERT INTO core_auditentry (id, at, action, officer_id, reason, object_type, object_id, facts) "
            "VALUES (gen_random_uuid(), '2001-01-01', 'series.created', %s, '', '', '', '{}')",
            [nora.pk],
        )
        series = create_series(title="x", audience=audiences["members"], by=nora)
        cursor.execute(
            "INSERT INTO series_series SELECT (jsonb_populate_record(s, jsonb_build_object('id', gen_random_uuid(), "
            "'reference', 'SE-2999-X', 'last_activity_at', '2999-01-01'))).* FROM series_series s"
        )
        assert Event.objects.filter(id__gte=10**12).count() == 0
        assert Event.objects.filter(at__year=2999).count() == 0
        assert AuditEntry.objects.filter(at__year=2001).count() == 0
        assert set(Series.objects.filter(last_activity_at__year=2999)) == set()
        assert Series.objects.exclude(pk=series.pk).count() == 1


def test_sessions_do_not_see_each_others_statements(db: object) -> None:
    place = f"host={os.environ['ICSE_TEST_SOCKETS']} dbname={settings.DATABASES['default']['NAME']} user=icse_web"
    with psycopg.connect(place) as one, psycopg.connect(place) as other:
        one.execute("SELECT 'a value that was typed'")
        other.execute("SET ROLE NONE")
        seen = other.execute("SELECT query FROM pg_stat_activity WHERE usename = 'icse_web'").fetchall()
        assert {row[0] for row in seen} <= {"", None}
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            other.execute("SET track_activities = on")
