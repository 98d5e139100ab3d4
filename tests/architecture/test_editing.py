"""Everything that can be edited says how a second editor is kept from overwriting what was not read."""

from accounts.visibility import RULES

#: Tables whose edits name the version that was read: who is overtaken sees both texts.
VERSIONED = {
    "accounts_audience",
    "accounts_disclosure",
    "forum_post",
    "series_note",
    "series_series",
    "series_subject",
    "series_task",
}
SHARED = {"audience_id", "tlp", "handling", "handling_note"}
#: What is changed without a version, and why nothing is overwritten unread.
OTHERWISE = {
    "sharing: the audience and marking that were shown are sent back, and compared": {
        "forum_thread": SHARED,
        "series_item": SHARED,
        "series_series": SHARED,
    },
    "a step: written only where the row is still in the state before it": {
        "forum_outcome": {"read_at"},
        "forum_thread": {"status", "accepted_post_id", "ending", "ending_countries", "ended_at"},
        "forum_threadcheck": {"outcome", "reason", "decided_by_id", "decided_at"},
        "series_alert": {"withdrawn_at", "withdrawn_by_country_id", "withdrawn_reason"},
        "series_claim": {"withdrawn_at"},
        "series_hashlist": {"removed_at"},
        "series_hashvote": {"withdrawn_at"},
        "series_identification": {"confirmed_by_id", "confirmed_at"},
        "series_indication": {"withdrawn_at"},
        "series_itemstatement": {"withdrawn_at"},
        "series_newmaterial": {"reopening_reason", "reopening_by_id", "reopening_at"},
        "series_permission": {"withdrawn_at"},
        "series_reopening": {
            *("state", "answer", "decided_at"),
            *("decided_by_id", "decided_unit_id", "decided_country_id"),
        },
        "series_serieslink": {"state", "undone_reason"},
        "series_subjectfact": {"withdrawn_at", "withdrawn_reason"},
        "series_subjectlink": {"state", "undone_reason"},
        "series_subjectstatement": {"withdrawn_at"},
        "series_withholding": {"ended_at"},
    },
    "no form edits it": {"series_case": {"source", "seized_on"}},
    "what arrives is counted, and an end is reached once": {
        "series_transfer": {"received", "state", "expires_at", "item_key", "archive_key"},
        "series_upload": {"expected_files", "expected_bytes", "cancelled_at", "retry_asked_at"},
    },
    "the officer's own: nobody else edits it": {
        "forum_notification": {"read_at"},
        "forum_notificationsettings": {
            *("tells_asked", "tells_posted", "tells_hoped", "tells_mentioned"),
            *("time_zone", "quiet_from", "quiet_until", "digest", "digest_hour"),
        },
        "accounts_apitoken": {"revoked_at"},
        "accounts_officer": {"password", "session_stamp", "languages"},
        "forum_draft": {"fields", "saved_at"},
        "forum_threadinterest": {"seen_at", "present_until", "working_since"},
        "series_savedsearch": {"name", "is_shared"},
        "series_seriesinterest": {"seen_at", "present_until", "working_since"},
    },
    "one choice among a few, without words: the last one stands, and is recorded": {
        "accounts_country": {"default_audience_id", "duty_unit_id"},
        "accounts_unit": {"shows_seen", "shows_presence", "shows_work"},
        "series_setaside": {"decision", "reason"},
        "series_lead": {"ends_on", "keeper_id", "returned_at", "offered_unit_id", "ended_at", "end_code"},
    },
}


def test_each_edit_is_guarded_by_a_version_or_says_how() -> None:
    rest: dict[str, set[str]] = {}
    for tables in OTHERWISE.values():
        for table, columns in tables.items():
            rest[table] = rest.get(table, set()) | columns
    granted = {table: set(rule.edit_columns) for table, rule in RULES.items() if rule.edit_columns}
    for table in VERSIONED:
        assert "version" in granted[table]
    unguarded = {
        table: columns - rest.get(table, set()) for table, columns in granted.items() if table not in VERSIONED
    }
    assert {table: columns for table, columns in unguarded.items() if columns} == {}
    assert {table for table, columns in rest.items() if columns - granted.get(table, set())} == set()
