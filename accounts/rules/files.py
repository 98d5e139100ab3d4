"""Files: cases, items, uploads, matches; what others say of files by their hashes."""

from accounts.rules.words import (
    CONTRIBUTABLE,
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

#: A stone is laid on an own country's item, in that item's case, before anything is removed.
LIES_ON_ITS_OWN = f"""removed_at IS NULL AND told_on IS NULL AND EXISTS (
    SELECT 1 FROM series_item i WHERE i.id = series_stone.item_key AND i.case_id = series_stone.case_id
    AND i.country_id = {MY_COUNTRY} AND i.audience_id = {CONTRIBUTABLE}
)"""  # noqa: S608 - of constants

#: The audience whose lists of hashes an administrator looks after: all members. Nothing for anybody else.
ADMINISTERED = "(SELECT icse_administered())"
#: Begun by an officer, and made by a worker.
BEGUN = "state = 'waiting' AND removed_at IS NULL AND cleared_at IS NULL AND current_at IS NULL AND lease_until IS NULL"

#: An upload and what belongs to it: the own country's, as far as its files are shown to who asks.
IN_MY_COUNTRY = f"{held('audience_id', 'files_audience_id')} AND country_id = {MY_COUNTRY}"
UPLOADED = f"{contributed('audience_id', 'files_audience_id')} AND audience_id = (SELECT icse_national())"

RULES: dict[str, Rule] = {
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
}
