"""Series, subjects and what is said of them; links and merges."""

from accounts.rules.words import (
    CONTRIBUTABLE,
    HELD,
    INTEREST,
    ME,
    MY_COUNTRY,
    MY_UNIT,
    SHARED_COLUMNS,
    closed,
    contributed,
    held,
    own,
)
from icse.core.rowsecurity import Rule

#: Whose item it is takes it out of whatever series it is seen in; else who placed it, and whose series it is.
TAKES_OUT = f"""
    EXISTS (SELECT 1 FROM series_item i WHERE i.id = series_placement.item_id AND i.country_id = {MY_COUNTRY})
    OR series_audience_id = {CONTRIBUTABLE} AND (
        country_id = {MY_COUNTRY} OR EXISTS (
            SELECT 1 FROM series_series s WHERE s.id = series_placement.series_id AND s.country_id = {MY_COUNTRY}
        )
    )
"""  # noqa: S608 - of constants

#: Only the owner's country permits what a handling code forbids.
PERMITS_ITS_OWN = f"""(
    EXISTS (SELECT 1 FROM series_series s WHERE s.id = series_permission.series_id AND s.country_id = {MY_COUNTRY})
    OR EXISTS (SELECT 1 FROM series_item i WHERE i.id = series_permission.item_id AND i.country_id = {MY_COUNTRY})
)"""  # noqa: S608 - of constants

#: Only a country whose identification of the subject counts says what became of it.
IDENTIFIED_BY_US = f"""EXISTS (
    SELECT 1 FROM series_identification n WHERE n.subject_id = series_subjectfact.subject_id
    AND n.country_id = {MY_COUNTRY} AND n.confirmed_at IS NOT NULL AND n.revoked_at IS NULL
)"""  # noqa: S608 - of constants

#: The country that identified and the owner of the series open a subject again, each in its own name.
MAY_REOPEN = f"""EXISTS (
    SELECT 1 FROM series_identification n JOIN series_subject b ON b.id = n.subject_id
    JOIN series_series s ON s.id = b.series_id
    WHERE n.id = series_reopening.identification_id AND {MY_COUNTRY} IN (n.country_id, s.country_id)
)"""  # noqa: S608 - of constants
DECIDED_HERE = f"decided_by_id = {ME} AND decided_unit_id = {MY_UNIT} AND decided_country_id = {MY_COUNTRY}"
DECIDES_REOPENING = f"{DECIDED_HERE} AND {MAY_REOPEN}"

#: Who owns a series, and the series of a subject; nobody, of what is hidden.
OWNER_OF_SERIES = "(SELECT s.country_id FROM series_series s WHERE s.id = {})"
OWNER_OF_SUBJECT = (
    "(SELECT s.country_id FROM series_subject b JOIN series_series s ON s.id = b.series_id WHERE b.id = {})"
)


#: An item shows a subject of a series that it is placed in, as far as who says so sees that.
PLACED_TOGETHER = """EXISTS (
    SELECT 1 FROM series_placement p JOIN series_subject b ON b.series_id = p.series_id
    WHERE p.item_id = series_depiction.item_id AND b.id = series_depiction.subject_id
)"""
#: Said so, owns the series, or owns the item; or placed the item there, and may take it out with what is said of it.
UNDEPICTS = f"""
    EXISTS (SELECT 1 FROM series_item i WHERE i.id = series_depiction.item_id AND i.country_id = {MY_COUNTRY})
    OR subject_audience_id = {CONTRIBUTABLE} AND (
        country_id = {MY_COUNTRY}
        OR EXISTS (
            SELECT 1 FROM series_subject b JOIN series_series s ON s.id = b.series_id
            WHERE b.id = series_depiction.subject_id AND s.country_id = {MY_COUNTRY}
        )
        OR EXISTS (
            SELECT 1 FROM series_placement p JOIN series_subject b ON b.series_id = p.series_id
            WHERE p.item_id = series_depiction.item_id AND b.id = series_depiction.subject_id
            AND p.country_id = {MY_COUNTRY}
        )
    )
"""  # noqa: S608 - of constants


def link_of(table: str, of: str, its_audience: str, owner: str) -> Rule:
    """Two things joined: proposed by the owner of one, decided by the owner of the other, undone by either.

    :param of: the column of the proposer's side; the other one is ``other_id``.
    :param owner: SQL that gives the country that owns a side, in whose place stands ``{}``; only what is seen is owned.
    """
    mine, theirs = owner.format(f"{table}.{of}"), owner.format(f"{table}.other_id")
    side = f"country_id = {MY_COUNTRY} AND {its_audience} = {CONTRIBUTABLE}"
    other = f"other_country_id = {MY_COUNTRY} AND other_audience_id = {CONTRIBUTABLE}"
    return Rule(
        see=held(its_audience, "other_audience_id"),
        add=f"{contributed(its_audience, 'other_audience_id')} AND {mine} = country_id AND {theirs} = other_country_id"
        f" AND (state = 'proposed' OR state = 'accepted' AND other_country_id = country_id)"
        " AND decided_at IS NULL AND decided_by_id IS NULL"
        " AND undone_reason = '' AND undone_at IS NULL AND undone_by_id IS NULL AND undone_country_id IS NULL",
        edit=f"{held(its_audience, 'other_audience_id')} AND ({side} OR {other})",
        edit_columns=("state", "undone_reason"),
        definer_reads=True,
    )


def _held_if_any(*columns: str) -> str:
    """These audiences are held, where the row has them."""
    return " AND ".join(f"({column} IS NULL OR {held(column)})" for column in columns)


#: Of a child that is identified as the same person as another subject: only the country that identified that one.
SEES_NEW_MATERIAL = (
    held("item_audience_id", "other_audience_id", "series_audience_id")
    + " AND (only_for_id IS NULL OR "
    + held("only_for_id", "person_audience_id")
    + ")"
)

RULES: dict[str, Rule] = {
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
            "ongoing_suspected",
            "victims",
            "victims_identified",
            "offenders",
            "offenders_identified",
            "last_activity_at",
            "merged_into_id",
        ),
    ),
    "series_serieslink": link_of("series_serieslink", "series_id", "series_audience_id", OWNER_OF_SERIES),
    "series_subjectlink": link_of("series_subjectlink", "subject_id", "audience_id", OWNER_OF_SUBJECT),
    "series_merge": Rule(
        see=held("audience_id", "other_audience_id"),
        definer_reads=True,
        definer_adds=True,
        definer_edits=("undone_at", "undone_by_id"),
    ),
    "series_moved": closed(
        "the journal of a merge names rows that not everybody sees who sees the merge",
        definer_reads=True,
        definer_adds=True,
        definer_edits=("kept",),
        definer_removes=True,
    ),
    "series_placement": Rule(
        see=held("series_audience_id", "item_audience_id"),
        add=contributed("series_audience_id") + f" AND item_audience_id = {HELD}",
        remove=TAKES_OUT,
        definer_reads=True,
        definer_adds=True,
        definer_edits=("series_id",),
        definer_removes=True,
    ),
    "series_subject": Rule(
        see=held("audience_id"),
        add=contributed("audience_id")
        + " AND status = 'unidentified' AND status_country_id IS NULL AND identified_at IS NULL",
        edit=own("audience_id"),
        edit_columns=("label", "known", "version"),
        definer_reads=True,
        definer_edits=("status", "status_country_id", "identified_at", "series_id"),
    ),
    "series_subjectstatement": Rule(
        see=held("audience_id"),
        add=f"{contributed('audience_id')} AND withdrawn_at IS NULL",
        edit=own("audience_id"),
        edit_columns=("withdrawn_at",),
        definer_reads=True,
    ),
    "series_itemstatement": Rule(
        see=held("audience_id"),
        add=f"{contributed('audience_id')} AND withdrawn_at IS NULL",
        edit=own("audience_id"),
        edit_columns=("withdrawn_at",),
    ),
    "series_depiction": Rule(
        see=held("subject_audience_id", "item_audience_id"),
        add=f"{contributed('subject_audience_id')} AND item_audience_id = {HELD} AND {PLACED_TOGETHER}",
        remove=UNDEPICTS,
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
        add=contributed("audience_id") + " AND confirmed_by_id IS NULL AND confirmed_at IS NULL AND revoked_at IS NULL",
        edit=own("audience_id") + f" AND (confirmed_by_id IS NULL OR confirmed_by_id = {ME})",
        edit_columns=("confirmed_by_id", "confirmed_at"),
        definer_reads=True,
        definer_edits=("revoked_at",),
    ),
    "series_subjectfact": Rule(
        see=held("audience_id"),
        add=f"{contributed('audience_id')} AND withdrawn_at IS NULL AND {IDENTIFIED_BY_US}",
        edit=own("audience_id"),
        edit_columns=("withdrawn_at", "withdrawn_reason"),
    ),
    "series_reopening": Rule(
        see=held("audience_id"),
        add=f"{contributed('audience_id')} AND (state = 'proposed' OR state = 'accepted' AND {DECIDES_REOPENING})",
        edit=f"audience_id = {CONTRIBUTABLE} AND (state = 'proposed' OR {DECIDED_HERE}) AND {MAY_REOPEN}",
        edit_columns=("state", "answer", "decided_at", "decided_by_id", "decided_unit_id", "decided_country_id"),
        definer_reads=True,
    ),
    "series_newmaterial": Rule(
        see=SEES_NEW_MATERIAL,
        edit=f"country_id = {MY_COUNTRY} AND {SEES_NEW_MATERIAL} "
        f"AND (reopening_by_id IS NULL OR reopening_by_id = {ME})",
        edit_columns=("reopening_reason", "reopening_by_id", "reopening_at"),
        definer_reads=True,
        definer_edits=("series_id",),
    ),
    "series_permission": Rule(
        see=f"{held('audience_id')} AND (country_id = {MY_COUNTRY} OR to_country_id = {MY_COUNTRY})",
        add=f"{contributed('audience_id')} AND withdrawn_at IS NULL AND {PERMITS_ITS_OWN}",
        edit=own("audience_id"),
        edit_columns=("withdrawn_at",),
        definer_reads=True,
    ),
    "series_linkreason": Rule(
        see=f"{held('series_audience_id')} AND "
        + _held_if_any("item_audience_id", "other_audience_id", "other_item_audience_id"),
        definer_reads=True,
    ),
    "series_proposaldecision": Rule(
        see=f"{held('audience_id', 'series_audience_id')} AND country_id = {MY_COUNTRY} AND "
        + _held_if_any("item_audience_id", "other_audience_id"),
        add=f"{contributed('audience_id')} AND audience_id = (SELECT icse_national()) AND {held('series_audience_id')}"
        f" AND {_held_if_any('item_audience_id', 'other_audience_id')}",
    ),
    "series_proposalwork": closed("what workers have to compare: keys of everybody's rows", definer_adds=True),
    "series_seriesname": closed("words of everybody's texts, to be compared by workers"),
    "series_seriesinterest": INTEREST,
    "series_savedsearch": Rule(
        see=f"{held('audience_id')} AND (officer_id = {ME} OR (is_shared AND unit_id = {MY_UNIT}))",
        add=contributed("audience_id") + " AND audience_id = (SELECT icse_national())",
        edit=f"{own('audience_id')} AND officer_id = {ME}",
        edit_columns=("name", "is_shared"),
        remove=f"{own('audience_id')} AND officer_id = {ME}",
    ),
}
