"""The functions, triggers and sequences that the rules of ``accounts.visibility`` stand on, and where their SQL is.

A function that is not listed here cannot be migrated. Nobody calls one but the roles that are named.
"""

from pathlib import Path

from icse.core.rowsecurity import APP, SYSTEM, Function

OWNER_TRIGGERS = ("icse_owner",)
FUNCTIONS: tuple[Function, ...] = (
    Function("icse_officer()"),
    Function("icse_country()"),
    Function("icse_unit()"),
    Function("icse_national()"),
    Function("icse_stamp_created()", callers=OWNER_TRIGGERS, writes=True),
    Function("icse_stamp_activity()", callers=OWNER_TRIGGERS, writes=True),
    Function("icse_stamp_entry()", callers=OWNER_TRIGGERS, writes=True),
    Function("icse_interest_ends()", callers=OWNER_TRIGGERS, writes=True),
    Function("icse_permission_ends()", callers=OWNER_TRIGGERS, writes=True),
    Function("icse_marking_fits()", callers=OWNER_TRIGGERS, writes=True),
    Function("icse_events_in_order()", callers=OWNER_TRIGGERS, writes=True),
    Function("icse_number_event()", callers=OWNER_TRIGGERS, writes=True),
    Function("icse_audiences_of(uuid, text)", callers=(SYSTEM,)),
    Function("icse_audiences()"),
    Function("icse_contributable()"),
    Function("icse_officers_who_see(int)", callers=(SYSTEM,)),
    Function("icse_owned_audiences()", callers=(APP,)),
    Function("icse_write_grant(int, text, text, text)", callers=(), writes=True),
    Function("icse_make_audience(text, boolean, boolean)", callers=(APP,), writes=True),
    Function("icse_change_audience(int, text[], text[], text[])", callers=(APP,), writes=True),
    Function("icse_audience_members(int)", callers=(APP,)),
    Function("icse_members_known(int)", callers=(APP,)),
    Function("icse_sight_between(int, int)", callers=(APP,)),
    Function("icse_tell_sight_changed(uuid[])", callers=(APP,), writes=True),
    Function("icse_sign_in(text)", callers=(APP,)),
    Function("icse_officer_of_token(text)", callers=(APP,)),
    Function("icse_record_refused_sign_in(text, text)", callers=(APP,), writes=True),
    Function("icse_events_after(bigint, int)", callers=(APP,)),
    Function("icse_event_id(uuid)", callers=(APP,)),
    Function("icse_administered()"),
    Function("icse_stamp_decision()", callers=OWNER_TRIGGERS, writes=True),
    Function("icse_ends_once()", callers=OWNER_TRIGGERS, writes=True),
    Function("icse_search_series(text, text, text, uuid[], timestamp with time zone, uuid, int)", callers=(APP,)),
    Function("icse_counts_of_items(uuid[])", callers=(APP,)),
    Function("icse_hidden_matches(uuid[], uuid)", callers=()),
    Function("icse_blind_hits(uuid[], uuid)"),
    Function("icse_take_lookups(int, int, int)", callers=(APP,), writes=True),
    Function("icse_settle_subject()", callers=OWNER_TRIGGERS, writes=True),
    Function("icse_settle_series()", callers=OWNER_TRIGGERS, writes=True),
    Function("icse_settle_series_now(uuid)", callers=(), writes=True),
    Function("icse_placement_is_activity()", callers=OWNER_TRIGGERS, writes=True),
    Function("icse_settle_threads()", callers=OWNER_TRIGGERS, writes=True),
    Function("icse_post_is_activity()", callers=OWNER_TRIGGERS, writes=True),
    Function("icse_thread_is_activity()", callers=OWNER_TRIGGERS, writes=True),
    Function("icse_uuid7()", callers=(), writes=True),
    Function("icse_own_request(uuid, text)", callers=(), writes=True),
    Function("icse_add_word(uuid, boolean, text)", callers=(), writes=True),
    Function("icse_ask_owner(text, text, uuid, text)", callers=(APP,), writes=True),
    Function("icse_answer_request(uuid, text, text, text, uuid)", callers=(APP,), writes=True),
    Function("icse_reply_request(uuid, text)", callers=(APP,), writes=True),
    Function("icse_withdraw_request(uuid)", callers=(APP,), writes=True),
    Function("icse_tell_request(uuid[])", callers=(APP,), writes=True),
    Function("icse_request_fits_series()", callers=OWNER_TRIGGERS, writes=True),
    Function("icse_series_fits_requests()", callers=OWNER_TRIGGERS, writes=True),
    Function("icse_series_interest(uuid)", callers=(APP,)),
    Function("icse_thread_interest(uuid)", callers=(APP,)),
    Function("icse_forget_interest()", callers=OWNER_TRIGGERS, writes=True),
    Function("icse_week(timestamp with time zone)", callers=()),
    Function("icse_tallied(uuid, timestamp with time zone, timestamp with time zone)", callers=()),
    Function("icse_tally_added()", callers=OWNER_TRIGGERS, writes=True),
    Function("icse_mark_tally(uuid, timestamp with time zone)", callers=(), writes=True),
    Function("icse_tally_moved()", callers=OWNER_TRIGGERS, writes=True),
    Function("icse_recount_tallies()", callers=OWNER_TRIGGERS, writes=True),
    Function("icse_merge_tallies(int)", callers=(SYSTEM,), writes=True),
    Function("icse_fill_tallies()", callers=("icse_owner",), writes=True),
    Function("icse_permits(uuid, text, text)", callers=()),
    Function("icse_hold(text, numeric)", callers=(), writes=True),
    Function("icse_items_held()", callers=OWNER_TRIGGERS, writes=True),
    Function("icse_part_held()", callers=OWNER_TRIGGERS, writes=True),
    Function("icse_merge_holdings(int)", callers=(SYSTEM,), writes=True),
    Function("icse_fill_holdings()", callers=("icse_owner",), writes=True),
    Function("icse_crop_stays()", callers=OWNER_TRIGGERS, writes=True),
)
SEQUENCES = ("icse_event_ids",)
_ROOT = Path(__file__).resolve().parent.parent
SOURCES = tuple(
    _ROOT / app / "sql" / f"{name}.sql"
    for app, name in (
        ("accounts", "functions"),
        ("accounts", "sharing"),
        ("series", "functions"),
        ("series", "interest"),
        ("series", "blind"),
        ("series", "lookups"),
        ("series", "lists"),
        ("series", "holdings"),
        ("forum", "functions"),
        ("forum", "interest"),
        ("forum", "requests"),
        ("forum", "tallies"),
    )
)
TRIGGERS = tuple(_ROOT / app / "sql" / "triggers.sql" for app in ("accounts", "series", "forum"))
