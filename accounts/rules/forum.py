"""Requests, answers, and what units are told."""

from accounts.rules.words import (
    CONTRIBUTABLE,
    HELD,
    INTEREST,
    ME,
    MY_COUNTRY,
    MY_UNIT,
    SHARED_COLUMNS,
    WORKS,
    closed,
    contributed,
    held,
    own,
)
from icse.core.rowsecurity import Rule

#: A request's copy is its country's, and the received one is seen only by who sees what it is about.
WITH_ITS_OBJECT = f"{held('audience_id')} AND (object_audience_id IS NULL OR {held('object_audience_id')})"

#: An outcome is told to one unit, as far as it sees the series, and the item or the request with which it took part.
TOLD_TO_US = f"unit_id = {MY_UNIT} AND " + " AND ".join(
    f"({column} IS NULL OR {held(column)})" for column in ("audience_id", "item_audience_id", "thread_audience_id")
)

#: A second officer decides, in the own name and once: what is decided cannot be decided again.
CHECKED_BY_ME = f"officer_id <> {ME} AND (outcome = '' OR decided_by_id = {ME})"
#: What a post says, beside its text too.
SAID_COLUMNS = (
    *("body", "language", "said_country_id", "said_region", "said_product", "said_source"),
    *("confidence", "too_common", "version"),
)
#: A post speaks for its unit, whose officers write another text of it, until it is redacted.
OUR_POST = (
    f"unit_id = {MY_UNIT} AND country_id = {MY_COUNTRY} AND audience_id = {CONTRIBUTABLE} AND redacted_at IS NULL"
)


def of_our_post(table: str) -> str:
    """The row hangs on such a post, and carries its audience."""
    return f"""audience_id = {CONTRIBUTABLE} AND EXISTS (
        SELECT 1 FROM forum_post p WHERE p.id = {table}.post_id AND p.audience_id = {table}.audience_id
        AND p.unit_id = {MY_UNIT} AND p.redacted_at IS NULL
    )"""  # noqa: S608 - of constants


#: An officer is told of a thread as long as it is seen; and its series too, where that is why.
TOLD_TO_ME = (
    f"officer_id = {ME} AND {held('audience_id')} AND (about_audience_id IS NULL OR {held('about_audience_id')})"
)
#: What an officer follows is nobody else's; a series as long as it is seen.
FOLLOWED = f"officer_id = {ME} AND (series_audience_id IS NULL OR {held('series_audience_id')})"

RULES: dict[str, Rule] = {
    "forum_cluekind": Rule(see="true", reason="words of the interface", definer_reads=True),
    "forum_thread": Rule(
        see=held("audience_id"),
        add=contributed("audience_id"),
        edit=own("audience_id"),
        edit_columns=("status", "accepted_post_id", "ending", "ending_countries", "ended_at", *SHARED_COLUMNS),
        definer_reads=True,
        definer_edits=("is_active", "last_activity_at"),
    ),
    "forum_threadseries": Rule(
        see=held("thread_audience_id", "series_audience_id"),
        add=contributed("thread_audience_id", unit=False) + f" AND series_audience_id = {HELD}",
        definer_reads=True,
        definer_edits=("series_id",),
    ),
    "forum_post": Rule(
        see=held("audience_id"),
        add=contributed("audience_id") + " AND version = 1 AND redacted_at IS NULL",
        edit=OUR_POST,
        edit_columns=(*SAID_COLUMNS, "edited_at"),
        definer_reads=True,
        definer_edits=(*SAID_COLUMNS, "redacted_at", "redacted_unit_id", "redacted_reason"),
    ),
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
    "forum_outcome": Rule(
        see=TOLD_TO_US,
        edit=TOLD_TO_US,
        edit_columns=("read_at",),
        definer_reads=True,
        definer_adds=True,
        definer_edits=("state", "is_change", "told_at", "read_at"),
    ),
    "forum_request": Rule(
        see=WITH_ITS_OBJECT,
        definer_reads=True,
        definer_adds=True,
        definer_edits=("state", "last_activity_at", "opened_type", "opened_key"),
    ),
    "forum_requestword": Rule(see=WITH_ITS_OBJECT, definer_reads=True, definer_adds=True),
    "forum_threadcheck": Rule(
        see=held("audience_id", "thread_audience_id", "wanted_id"),
        add=f"{contributed('audience_id', 'thread_audience_id', 'wanted_id')}"
        " AND audience_id = (SELECT icse_national()) AND outcome = ''",
        edit=f"{own('audience_id', 'thread_audience_id', 'wanted_id')} AND {CHECKED_BY_ME}",
        edit_columns=("outcome", "reason", "decided_by_id", "decided_at"),
    ),
    "forum_postversion": Rule(
        see=held("audience_id"),
        add=f"{contributed('audience_id')} AND {of_our_post('forum_postversion')}",
        definer_reads=True,
        definer_removes=True,
    ),
    # A colleague who is mentioned is named to the own country only.
    "forum_postmention": Rule(
        see=f"{held('audience_id')} AND (officer_id IS NULL OR country_id = {MY_COUNTRY})",
        add=of_our_post("forum_postmention"),
        remove=of_our_post("forum_postmention"),
        definer_reads=True,
        definer_removes=True,
    ),
    # That the country is the one that asked, a key says (migration 0017 of forum).
    "forum_postmark": Rule(see=held("audience_id"), add=contributed("audience_id"), remove=own("audience_id")),
    # Also who may only look asks for one; a worker writes it.
    "forum_posttranslation": Rule(
        see=held("audience_id"),
        add=f"officer_id = {ME} AND unit_id = {MY_UNIT} AND country_id = {MY_COUNTRY} AND {held('audience_id')}"
        " AND state = 'waiting' AND text = '' AND engine = '' AND reason = ''",
        definer_reads=True,
        definer_removes=True,
    ),
    "forum_indicationcredit": Rule(
        see=held("series_audience_id", "thread_audience_id"),
        add=contributed("series_audience_id") + f" AND thread_audience_id = {HELD}",
    ),
    # The officer's own, whatever became of the thread: it holds what the officer typed, and nothing else.
    "forum_draft": Rule(
        see=f"officer_id = {ME} AND {WORKS}",
        add=f"officer_id = {ME} AND {WORKS} AND (audience_id IS NULL OR {held('audience_id')})",
        edit=f"officer_id = {ME} AND {WORKS}",
        edit_columns=("fields", "saved_at"),
        remove=f"officer_id = {ME} AND {WORKS}",
    ),
    "forum_news": closed(
        "what happened, until a worker has told officers of it",
        add=contributed("audience_id"),
        definer_reads=True,
    ),
    "forum_notification": Rule(
        see=TOLD_TO_ME,
        edit=TOLD_TO_ME,
        edit_columns=("read_at",),
        definer_reads=True,
        definer_adds=True,
    ),
    "forum_subscription": Rule(see=FOLLOWED, add=FOLLOWED, remove=FOLLOWED, definer_reads=True),
    "forum_notificationsettings": Rule(
        see=f"officer_id = {ME}",
        add=f"officer_id = {ME}",
        edit=f"officer_id = {ME}",
        edit_columns=(
            *("tells_asked", "tells_posted", "tells_hoped", "tells_mentioned"),
            *("time_zone", "quiet_from", "quiet_until", "digest", "digest_hour"),
        ),
        definer_reads=True,
    ),
}
