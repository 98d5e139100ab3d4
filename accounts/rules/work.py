"""Leads, notes and tasks: who is on a series, and what the own country has to do about it."""

from accounts.rules.words import CONTRIBUTABLE, HELD, ME, MY_COUNTRY, MY_UNIT, contributed, held, own
from icse.core.rowsecurity import Rule

#: Somebody of the own country, or nobody: only its officers are visible.
KEPT_HERE = f"""(series_lead.keeper_id IS NULL OR EXISTS (
    SELECT 1 FROM accounts_officer k WHERE k.id = series_lead.keeper_id AND k.country_id = {MY_COUNTRY}
))"""  # noqa: S608 - of constants
GIVEN_HERE = f"""EXISTS (
    SELECT 1 FROM accounts_unit u WHERE u.id = series_task.for_unit_id AND u.country_id = {MY_COUNTRY}
) AND (series_task.assignee_id IS NULL OR EXISTS (
    SELECT 1 FROM accounts_officer k WHERE k.id = series_task.assignee_id AND k.country_id = {MY_COUNTRY}
))"""  # noqa: S608 - of constants
#: A note is for all who see the series, or for the own country too; who may only look writes for the own country.
NOTE_SEEN = f"{held('audience_id')} AND (country_audience_id IS NULL OR {held('country_audience_id')})"
NOTE_INTO = (
    f"(country_audience_id IS NULL AND audience_id = {CONTRIBUTABLE}"
    f" OR country_audience_id = (SELECT icse_national()) AND country_audience_id = {CONTRIBUTABLE}"
    f" AND audience_id = {HELD})"
)
IN_MY_NAME = f"officer_id = {ME} AND unit_id = {MY_UNIT} AND country_id = {MY_COUNTRY}"
#: A colleague opens again what another one has done.
DONE_HERE = f"""(series_task.done_by_id IS NULL OR EXISTS (
    SELECT 1 FROM accounts_officer d WHERE d.id = series_task.done_by_id AND d.country_id = {MY_COUNTRY}
))"""  # noqa: S608 - of constants
OF_MY_NOTE = f"""EXISTS (
    SELECT 1 FROM series_note n WHERE n.id = series_notetext.note_id AND n.removed_at IS NULL
    AND n.country_id = {MY_COUNTRY} AND n.country_audience_id IS NOT DISTINCT FROM series_notetext.country_audience_id
)"""  # noqa: S608 - of constants

#: Written in the own name, for who sees the series or for the own country; it is never taken back.
CHANGE_INTO = (
    f"(country_audience_id IS NULL AND audience_id = {CONTRIBUTABLE}"
    f" OR country_audience_id = (SELECT icse_national()) AND audience_id = {HELD})"
)

RULES: dict[str, Rule] = {
    "series_lead": Rule(
        see=held("audience_id"),
        add=f"{contributed('audience_id')} AND ended_at IS NULL AND offered_unit_id IS NULL AND returned_at IS NULL"
        f" AND earlier_id IS NULL AND {KEPT_HERE}",
        edit=f"{own('audience_id')} AND {KEPT_HERE}",
        edit_columns=("ends_on", "keeper_id", "returned_at", "offered_unit_id", "ended_at", "end_code"),
        definer_reads=True,
        definer_adds=True,
        definer_edits=("series_id", "offered_unit_id", "ended_at", "end_code"),
    ),
    "series_note": Rule(
        see=NOTE_SEEN,
        add=f"{IN_MY_NAME} AND {NOTE_INTO} AND version = 1 AND removed_at IS NULL",
        edit=f"country_id = {MY_COUNTRY} AND {NOTE_INTO} AND (removed_unit_id IS NULL OR removed_unit_id = {MY_UNIT})",
        edit_columns=("text", "version", "removed_at", "removed_unit_id"),
        definer_reads=True,
        definer_edits=("series_id",),
    ),
    "series_notetext": Rule(
        see=NOTE_SEEN,
        add=f"{IN_MY_NAME} AND {NOTE_INTO} AND {OF_MY_NOTE}",
        remove=f"{NOTE_INTO} AND {OF_MY_NOTE}",
    ),
    "series_change": Rule(see=NOTE_SEEN, add=f"{IN_MY_NAME} AND {CHANGE_INTO}"),
    "series_task": Rule(
        see=held("audience_id", "country_audience_id"),
        add=f"{contributed('country_audience_id')} AND audience_id = {HELD}"
        f" AND country_audience_id = (SELECT icse_national()) AND done_at IS NULL AND returned_at IS NULL"
        f" AND version = 1 AND {GIVEN_HERE}",
        edit=f"{own('country_audience_id')} AND audience_id = {HELD} AND {GIVEN_HERE} AND {DONE_HERE}",
        edit_columns=(
            "due_on",
            "for_unit_id",
            "assignee_id",
            "returned_at",
            "done_at",
            "done_by_id",
            "version",
        ),
        definer_reads=True,
        definer_edits=("series_id",),
    ),
}
