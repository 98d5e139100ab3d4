"""Every rule of who sees what, a line a table. The only place.

The rule is always the same: a row carries the audiences needed to see it, and all of them are held. What an officer
holds, ``icse_audiences()`` answers from the grants (``accounts/sql/functions.sql``); the application only says who is
asking, at a door. A table that is not listed here cannot be migrated; one that is listed without ``see`` is closed.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import connection

from icse.core.rowsecurity import Rule

ME = "(SELECT icse_officer())"
MY_COUNTRY = "(SELECT icse_country())"
MY_UNIT = "(SELECT icse_unit())"
HELD = "ANY ((SELECT icse_audiences())::int[])"
CONTRIBUTABLE = "ANY ((SELECT icse_contributable())::int[])"

#: Who asks is entitled to something; officers whose role holds no content, and the suspended, are not.
WORKS = "cardinality((SELECT icse_audiences())) > 0"


def held(*columns: str) -> str:
    """All these audiences are held by who asks.

    Equality by an operator of our own, for which the planner expects that nearly every row is seen (migration 0005 of
    accounts): it then plans by the query's own conditions, in the order that the query asks for.
    """
    return " AND ".join(f"{column} OPERATOR(public.=*) {HELD}" for column in columns)


def contributed(*columns: str, unit: bool = True) -> str:
    """The row is made by who asks, in the own unit's and country's name, into audiences that may be contributed to.

    :param unit: False for the few tables that do not name a unit.
    """
    into = " AND ".join(f"{column} = {CONTRIBUTABLE}" for column in columns)
    name = f"unit_id = {MY_UNIT} AND " if unit else ""
    return f"officer_id = {ME} AND {name}country_id = {MY_COUNTRY} AND {into}"


def own(*columns: str) -> str:
    """The row is the own country's, in audiences that may be contributed to."""
    into = " AND ".join(f"{column} = {CONTRIBUTABLE}" for column in columns)
    return f"country_id = {MY_COUNTRY} AND {into}"


def closed(reason: str, **more: object) -> Rule:
    """Nothing for officers, with the reason."""
    return Rule(reason=reason, **more)  # type: ignore[arg-type]


#: Whose item it is takes it out of whatever series it is seen in; else who placed it, and whose series it is.
TAKES_OUT = f"""
    EXISTS (SELECT 1 FROM series_item i WHERE i.id = series_placement.item_id AND i.country_id = {MY_COUNTRY})
    OR series_audience_id = {CONTRIBUTABLE} AND (
        country_id = {MY_COUNTRY} OR EXISTS (
            SELECT 1 FROM series_series s WHERE s.id = series_placement.series_id AND s.country_id = {MY_COUNTRY}
        )
    )
"""  # noqa: S608 - of constants

#: How a thing is shared is said by its owner's country, into an audience that it may contribute to.
SHARED_COLUMNS = ("audience_id", "tlp", "handling", "handling_note")

#: Only the owner's country permits what a handling code forbids.
PERMITS_ITS_OWN = f"""(
    EXISTS (SELECT 1 FROM series_series s WHERE s.id = series_permission.series_id AND s.country_id = {MY_COUNTRY})
    OR EXISTS (SELECT 1 FROM series_item i WHERE i.id = series_permission.item_id AND i.country_id = {MY_COUNTRY})
)"""  # noqa: S608 - of constants

#: A stone is laid on an own country's item, in that item's case, before anything is removed.
LIES_ON_ITS_OWN = f"""removed_at IS NULL AND told_on IS NULL AND EXISTS (
    SELECT 1 FROM series_item i WHERE i.id = series_stone.item_key AND i.case_id = series_stone.case_id
    AND i.country_id = {MY_COUNTRY} AND i.audience_id = {CONTRIBUTABLE}
)"""  # noqa: S608 - of constants

#: A request's copy is its country's, and the received one is seen only by who sees what it is about.
WITH_ITS_OBJECT = f"{held('audience_id')} AND (object_audience_id IS NULL OR {held('object_audience_id')})"

#: Shown by an officer in the own name, to who sees the thing; forgotten when the unit shows it no more, and when the
#: thing goes to another audience. Pages read it through ``icse_series_interest`` and ``icse_thread_interest``: units
#: that show it, and of officers only the own country's.
INTEREST = Rule(
    see=held("audience_id"),
    add=f"officer_id = {ME} AND unit_id = {MY_UNIT} AND country_id = {MY_COUNTRY} AND {held('audience_id')}",
    edit=f"officer_id = {ME} AND {held('audience_id')}",
    edit_columns=("seen_at", "present_until", "working_since"),
    definer_reads=True,
    definer_edits=("seen_at", "present_until", "working_since"),
)

#: The audience whose lists of hashes an administrator looks after: all members. Nothing for anybody else.
ADMINISTERED = "(SELECT icse_administered())"
#: Begun by an officer, and made by a worker.
BEGUN = "state = 'waiting' AND removed_at IS NULL AND cleared_at IS NULL AND current_at IS NULL AND lease_until IS NULL"
#: An upload and what belongs to it: the own country's, as far as its files are shown to who asks.
IN_MY_COUNTRY = f"{held('audience_id', 'files_audience_id')} AND country_id = {MY_COUNTRY}"
UPLOADED = f"{contributed('audience_id', 'files_audience_id')} AND audience_id = (SELECT icse_national())"

RULES: dict[str, Rule] = {
    # Who there is
    "accounts_country": Rule(
        see="true",
        edit=f"code = {MY_COUNTRY} AND {WORKS}",
        edit_columns=("default_audience_id",),
        reason="ISO 3166 and who takes part: known to all",
        definer_reads=True,
    ),
    "accounts_unit": Rule(
        see="true",
        edit=f"id = {MY_UNIT} AND {WORKS}",
        edit_columns=("shows_seen", "shows_presence", "shows_work"),
        reason="units are how officers of other countries are named",
        definer_reads=True,
    ),
    "accounts_disclosure": Rule(
        see=held("audience_id"),
        add=contributed("audience_id") + " AND audience_id = (SELECT icse_national())",
        edit=own("audience_id"),
        edit_columns=("told", "reason", "review_on"),
        definer_reads=True,
    ),
    "accounts_tally": Rule(
        see=f"unit_id = {MY_UNIT} AND {held('audience_id')}"
        f" AND (other_audience_id IS NULL OR {held('other_audience_id')})",
        system="SELECT",
        definer_reads=True,
        definer_adds=True,
        definer_removes=True,
    ),
    "accounts_officer": Rule(
        see=f"id = {ME} OR country_id = {MY_COUNTRY}",
        edit=f"id = {ME}",
        edit_columns=("password", "session_stamp", "languages"),
        hidden_columns=("password",),
        definer_reads=True,
    ),
    "accounts_apitoken": Rule(
        see=f"officer_id = {ME}",
        add=f"officer_id = {ME}",
        edit=f"officer_id = {ME}",
        edit_columns=("revoked_at",),
        definer_reads=True,
    ),
    "accounts_audience": Rule(
        see=held("id"),
        edit="id = ANY ((SELECT icse_owned_audiences())::int[])",
        edit_columns=("name", "lists_members"),
        definer_reads=True,
        definer_adds=True,
    ),
    "accounts_audiencegroupgrant": closed(
        "who is in an audience is told and changed by its owner, through the definer's functions",
        definer_reads=True,
        definer_adds=True,
        definer_removes=True,
    ),
    "accounts_audienceusergrant": closed(
        "who is in an audience is told and changed by its owner, through the definer's functions",
        definer_reads=True,
        definer_adds=True,
        definer_removes=True,
    ),
    # Files
    "series_case": Rule(
        see=held("audience_id") + f" AND country_id = {MY_COUNTRY}",
        add=contributed("audience_id") + " AND audience_id = (SELECT icse_national())",
        edit=own("audience_id"),
        edit_columns=("source", "seized_on"),
        definer_reads=True,
    ),
    "series_item": Rule(
        see=held("audience_id"),
        add=contributed("audience_id") + " AND state = 'received' AND media_id IS NULL AND duplicate_of_id IS NULL",
        edit=own("audience_id"),
        edit_columns=SHARED_COLUMNS,
        definer_reads=True,
    ),
    "series_stone": Rule(
        see=f"{held('audience_id')} AND country_id = {MY_COUNTRY}",
        add=f"{contributed('audience_id')} AND audience_id = (SELECT icse_national()) AND {LIES_ON_ITS_OWN}",
    ),
    "series_upload": Rule(
        see=IN_MY_COUNTRY,
        add=f"{UPLOADED} AND cancelled_at IS NULL AND retry_asked_at IS NULL",
        edit=own("audience_id"),
        edit_columns=("expected_files", "expected_bytes", "cancelled_at", "retry_asked_at"),
    ),
    "series_transfer": Rule(
        see=f"{IN_MY_COUNTRY} AND officer_id = {ME}",
        add=f"{UPLOADED} AND state = 'open' AND item_key IS NULL AND archive_key IS NULL",
        edit=f"{own('audience_id')} AND officer_id = {ME}",
        edit_columns=("received", "state", "expires_at", "item_key", "archive_key"),
        remove=f"{own('audience_id')} AND officer_id = {ME}",
        definer_reads=True,
    ),
    "series_archive": Rule(
        see=IN_MY_COUNTRY,
        add=f"{UPLOADED} AND state = 'received' AND parent_id IS NULL AND root_id IS NULL",
        definer_reads=True,
    ),
    "series_skippedfile": Rule(see=IN_MY_COUNTRY, add=UPLOADED),
    "series_hit": Rule(see=held("item_audience_id", "other_audience_id")),
    "series_lookup": Rule(
        see=f"{held('audience_id')} AND officer_id = {ME}",
        add=contributed("audience_id")
        + " AND audience_id = (SELECT icse_national()) AND state <> 'refused' AND found = '[]'::jsonb"
        + " AND looks = '[]'::jsonb AND attempt = 0 AND lease_until IS NULL",
        definer_reads=True,
    ),
    "series_blindhit": closed(
        "told through icse_blind_hits: a line of an item, however many match", definer_reads=True
    ),
    "series_blindhitother": closed("the hidden side of a match", definer_reads=True),
    "series_blindprobe": closed("who sent what of which hidden files were like: for workers, to notice probing"),
    "series_holding": Rule(
        see=f"country_id = {MY_COUNTRY} AND {WORKS}",
        system="SELECT",
        definer_reads=True,
        definer_adds=True,
        definer_removes=True,
    ),
    # What others say of files by their hashes
    "series_hashlist": Rule(
        see=f"({held('audience_id')}) OR audience_id = {ADMINISTERED}",
        add=f"""{BEGUN} AND (
            (NOT for_all AND audience_id = (SELECT icse_national()) AND {contributed("audience_id")})
            OR (for_all AND audience_id = {ADMINISTERED}
                AND officer_id = {ME} AND unit_id = {MY_UNIT} AND country_id = {MY_COUNTRY})
        )""",
        edit=f"({own('audience_id')} AND audience_id = (SELECT icse_national())) OR audience_id = {ADMINISTERED}",
        edit_columns=("removed_at",),
    ),
    "series_listedhash": Rule(see=held("audience_id")),
    "series_listing": Rule(see=held("item_audience_id", "audience_id")),
    "series_setaside": Rule(
        see=held("item_audience_id", "audience_id"),
        edit=own("audience_id"),
        edit_columns=("decision", "reason"),
    ),
    "series_hashvote": Rule(
        see=held("audience_id"),
        add=f"{contributed('audience_id')} AND withdrawn_at IS NULL",
        edit=own("audience_id"),
        edit_columns=("withdrawn_at",),
    ),
    "series_media": closed("shared by all countries: items carry what their viewers may know"),
    "series_fingerprint": closed("knows every country's pictures: matcher workers only"),
    "series_frame": closed("knows every country's videos: matcher workers only"),
    # Series
    "series_series": Rule(
        see=held("audience_id"),
        add=contributed("audience_id"),
        edit=own("audience_id"),
        edit_columns=("title", "summary", "version", *SHARED_COLUMNS),
        definer_reads=True,
        definer_edits=(
            "active_for_victims",
            "active_for_offenders",
            "being_verified",
            "victims",
            "victims_identified",
            "offenders",
            "offenders_identified",
            "last_activity_at",
        ),
    ),
    "series_placement": Rule(
        see=held("series_audience_id", "item_audience_id"),
        add=contributed("series_audience_id") + f" AND item_audience_id = {HELD}",
        remove=TAKES_OUT,
        definer_reads=True,
    ),
    "series_subject": Rule(
        see=held("audience_id"),
        add=contributed("audience_id")
        + " AND status = 'unidentified' AND status_country_id IS NULL AND identified_at IS NULL",
        edit=own("audience_id"),
        edit_columns=("label", "known"),
        definer_reads=True,
        definer_edits=("status", "status_country_id", "identified_at"),
    ),
    "series_claim": Rule(
        see=held("audience_id"),
        add=contributed("audience_id"),
        edit=own("audience_id"),
        edit_columns=("withdrawn_at",),
        definer_reads=True,
    ),
    "series_identification": Rule(
        see=held("audience_id"),
        add=contributed("audience_id") + " AND confirmed_by_id IS NULL AND confirmed_at IS NULL",
        edit=own("audience_id") + f" AND (confirmed_by_id IS NULL OR confirmed_by_id = {ME})",
        edit_columns=("confirmed_by_id", "confirmed_at"),
        definer_reads=True,
    ),
    "series_newmaterial": Rule(
        see=held("item_audience_id", "other_audience_id", "series_audience_id"),
        edit=f"country_id = {MY_COUNTRY} AND {held('item_audience_id', 'other_audience_id', 'series_audience_id')} "
        f"AND (reopening_by_id IS NULL OR reopening_by_id = {ME})",
        edit_columns=("reopening_reason", "reopening_by_id", "reopening_at"),
    ),
    "series_permission": Rule(
        see=f"{held('audience_id')} AND (country_id = {MY_COUNTRY} OR to_country_id = {MY_COUNTRY})",
        add=f"{contributed('audience_id')} AND withdrawn_at IS NULL AND {PERMITS_ITS_OWN}",
        edit=own("audience_id"),
        edit_columns=("withdrawn_at",),
        definer_reads=True,
    ),
    "series_seriesinterest": INTEREST,
    # Forum
    "forum_cluekind": Rule(see="true", reason="words of the interface", definer_reads=True),
    "forum_thread": Rule(
        see=held("audience_id"),
        add=contributed("audience_id"),
        edit=own("audience_id"),
        edit_columns=("status", "accepted_post_id", *SHARED_COLUMNS),
        definer_reads=True,
        definer_edits=("is_active", "last_activity_at"),
    ),
    "forum_threadseries": Rule(
        see=held("thread_audience_id", "series_audience_id"),
        add=contributed("thread_audience_id", unit=False) + f" AND series_audience_id = {HELD}",
        definer_reads=True,
    ),
    "forum_post": Rule(see=held("audience_id"), add=contributed("audience_id"), definer_reads=True),
    "forum_crop": Rule(
        see=held("audience_id"), add=contributed("audience_id") + " AND state = 'waiting' AND sha256 = ''"
    ),
    "forum_cropsource": Rule(
        see=held("thread_audience_id", "item_audience_id"),
        add=contributed("thread_audience_id", unit=False) + f" AND item_audience_id = {HELD}",
    ),
    "forum_credit": Rule(
        see=held("series_audience_id", "thread_audience_id"),
        add=contributed("series_audience_id") + f" AND thread_audience_id = {HELD}",
    ),
    "forum_threadinterest": INTEREST,
    "forum_request": Rule(
        see=WITH_ITS_OBJECT,
        definer_reads=True,
        definer_adds=True,
        definer_edits=("state", "last_activity_at", "opened_type", "opened_key"),
    ),
    "forum_requestword": Rule(see=WITH_ITS_OBJECT, definer_reads=True, definer_adds=True),
    # Record and news
    "core_auditentry": Rule(
        see=f"officer_id = {ME}",
        add=f"officer_id = {ME}",
        system="SELECT, INSERT",
        definer_reads=True,
        definer_adds=True,
    ),
    "core_event": Rule(
        see="audiences <@ (SELECT icse_audiences())",
        add="audiences <@ (SELECT icse_audiences())",
        definer_reads=True,
        definer_adds=True,
    ),
    "core_factkey": closed("read by icse_officer() only", system="SELECT, INSERT, UPDATE", definer_reads=True),
    # Figures
    "coordination_figure": Rule(
        see="true", reason="published figures on fixed dimensions, small numbers suppressed, made by a worker"
    ),
    # Django's own and libraries'
    "django_session": Rule(
        see="true",
        add="true",
        edit="true",
        remove="true",
        reason="looked up before anybody is known; keys are hashed, data are signed",
    ),
    "django_content_type": closed("guardian's, under the system only", definer_reads=True, owner=True),
    "auth_permission": closed("guardian's, under the system only", definer_reads=True, owner=True),
    "auth_group": closed("guardian's, under the system only"),
    "auth_group_permissions": closed("not used: grants are on audiences"),
    "guardian_groupobjectpermission": closed("not used: grants are on audiences"),
    "guardian_userobjectpermission": closed("not used: grants are on audiences"),
    "axes_accessattempt": closed("not used: attempts are counted in the cache"),
    "axes_accessattemptexpiration": closed("not used: attempts are counted in the cache"),
    "axes_accessfailurelog": closed("not used: attempts are counted in the cache"),
    "axes_accesslog": closed("not used: attempts are counted in the cache"),
    "django_migrations": Rule(
        see="true", reason="start-up checks that migrations are applied", system="SELECT", owner=True
    ),
}


def held_audiences() -> list[int]:
    """Return the audiences that the current actor holds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT icse_audiences()")
        return list(cursor.fetchone()[0])


def contributable_audiences() -> list[int]:
    """Return the audiences that the current actor may contribute to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT icse_contributable()")
        return list(cursor.fetchone()[0])


def owned_audiences() -> list[int]:
    """Return the groups that the current actor's unit made and the actor may change."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT icse_owned_audiences()")
        return list(cursor.fetchone()[0])


def officers_who_see(audience_id: int) -> set[UUID]:
    """Return the keys of the officers who hold this audience now; for the system only."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT icse_officers_who_see(%s)", [audience_id])
        return {row[0] for row in cursor.fetchall()}


#: How many rows of each audience are read, at least, before it is known which audiences fill the page.
_FEW = 4
#: Who holds so many audiences or more is told at once which rows are too old for the page.
_AUDIENCES = 20
_TOP = """
    SELECT t.id, t.{order} AS at FROM {table} t WHERE t.audience_id = one.audience AND {where}
    ORDER BY t.{order} DESC, t.id DESC LIMIT {limit}
"""


def newest_query(table: str, order: str, limit: int, where: str) -> str:
    """Return what ``newest_ids`` asks; the values of ``where`` are needed twice."""
    whole = int(limit)
    few = min(max(_FEW, whole // _AUDIENCES), whole)
    oldest = "'00000000-0000-0000-0000-000000000000'::uuid" if order == "id" else "'-infinity'::timestamptz"
    reached = f"{where} AND t.{order} >= (SELECT at FROM least_new)"  # noqa: S608 - as below
    return f"""
        WITH front AS MATERIALIZED (
            SELECT one.audience, found.id, found.at FROM unnest((SELECT icse_audiences())) AS one(audience)
            CROSS JOIN LATERAL ({_TOP.format(table=table, order=order, where=where, limit=few)}) found
            ORDER BY found.at DESC, found.id DESC LIMIT {whole}
        ), least_new AS MATERIALIZED (
            SELECT coalesce((SELECT at FROM front ORDER BY at DESC, id DESC LIMIT 1 OFFSET {whole - 1}), {oldest}) AS at
        ), more AS MATERIALIZED (SELECT audience FROM front GROUP BY audience HAVING count(*) >= {few})
        SELECT id FROM (
            SELECT id, at FROM front WHERE audience NOT IN (SELECT audience FROM more)
            UNION ALL
            SELECT found.id, found.at FROM more AS one
            CROSS JOIN LATERAL ({_TOP.format(table=table, order=order, where=reached, limit=whole)}) found
        ) newest ORDER BY at DESC, id DESC LIMIT {whole}
    """  # noqa: S608 - table, order and where come from code, values through params


def newest_ids(table: str, order: str, limit: int, *, where: str = "true", params: Iterable[Any] = ()) -> list[UUID]:
    """Return the keys of the newest rows that the actor may see: the top of each held audience, merged.

    A few of each audience first; then, of those alone whose few are all among the newest of these, what is not older
    than the last of a page of these. (Only they can have more in it: what others give is in the first few.) So the
    time depends little on how many audiences are held, and not on how many rows are seen.

    :param table: a table with ``audience_id`` and an index on (audience_id, order DESC); it must be the only one that
        begins with ``audience_id``, or the planner may read all of an audience and sort.
    :param order: the column, newest first; trusted text, as ``where`` is.
    """
    with connection.cursor() as cursor:
        cursor.execute(newest_query(table, order, limit, where), list(params) * 2)
        return [row[0] for row in cursor.fetchall()]
