"""Requests, answers, and what units are told."""

from accounts.rules.words import HELD, INTEREST, ME, MY_UNIT, SHARED_COLUMNS, closed, contributed, held, own
from icse.core.rowsecurity import Rule

#: A request's copy is its country's, and the received one is seen only by who sees what it is about.
WITH_ITS_OBJECT = f"{held('audience_id')} AND (object_audience_id IS NULL OR {held('object_audience_id')})"

#: An outcome is told to one unit, as far as it sees the series, and the item or the request with which it took part.
TOLD_TO_US = f"unit_id = {MY_UNIT} AND " + " AND ".join(
    f"({column} IS NULL OR {held(column)})" for column in ("audience_id", "item_audience_id", "thread_audience_id")
)

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
        edit_columns=("status", "accepted_post_id", *SHARED_COLUMNS),
        definer_reads=True,
        definer_edits=("is_active", "last_activity_at"),
    ),
    "forum_threadseries": Rule(
        see=held("thread_audience_id", "series_audience_id"),
        add=contributed("thread_audience_id", unit=False) + f" AND series_audience_id = {HELD}",
        definer_reads=True,
        definer_edits=("series_id",),
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
