"""Where a series was made, handing it to that country, and ongoing abuse that is suspected."""

from accounts.rules.words import CONTRIBUTABLE, ME, MY_COUNTRY, MY_UNIT, closed, contributed, held, own
from icse.core.rowsecurity import Rule

#: A referral's copy is its side's; the owner's only of who sees the series.
OF_ITS_SIDE = f"{held('audience_id')} AND (series_audience_id IS NULL OR {held('series_audience_id')})"
#: The series is the own country's, which alone withholds it, and ends a flag beside who raised that.
OF_MY_SERIES = f"EXISTS (SELECT 1 FROM series_series s WHERE s.id = series_id AND s.country_id = {MY_COUNTRY})"  # noqa: S608

RULES: dict[str, Rule] = {
    "series_indication": Rule(
        see=held("audience_id"),
        add=f"{contributed('audience_id')} AND withdrawn_at IS NULL",
        edit=own("audience_id"),
        edit_columns=("withdrawn_at",),
        definer_reads=True,
        definer_edits=("series_id",),
    ),
    "series_withholding": Rule(
        see=f"{held('audience_id', 'series_audience_id')} AND country_id = {MY_COUNTRY}",
        add=f"{contributed('audience_id', 'series_audience_id')} AND audience_id = (SELECT icse_national())"
        f" AND ended_at IS NULL AND {OF_MY_SERIES}",
        edit=own("audience_id", "series_audience_id"),
        edit_columns=("ended_at",),
        definer_reads=True,
        definer_edits=("series_id", "ended_at"),
    ),
    "series_referral": Rule(
        see=OF_ITS_SIDE,
        definer_reads=True,
        definer_adds=True,
        definer_edits=(
            "series_id",
            "state",
            "pass_to_id",
            "outcome",
            "handed_over_on",
            "is_active",
            "last_activity_at",
        ),
    ),
    "series_referralstep": Rule(see=OF_ITS_SIDE, definer_reads=True, definer_adds=True),
    "series_referralitem": closed("what a worker packs; officers read the document", definer_adds=True),
    "series_alert": Rule(
        see=held("audience_id"),
        add=f"{contributed('audience_id')} AND withdrawn_at IS NULL AND escalations = 0 AND escalated_at IS NULL",
        edit=f"audience_id = {CONTRIBUTABLE} AND (country_id = {MY_COUNTRY} OR {OF_MY_SERIES})"
        f" AND (withdrawn_by_country_id IS NULL OR withdrawn_by_country_id = {MY_COUNTRY})",
        edit_columns=("withdrawn_at", "withdrawn_by_country_id", "withdrawn_reason"),
        definer_reads=True,
        definer_edits=("series_id", "withdrawn_at", "withdrawn_by_country_id", "withdrawn_reason"),
    ),
    "series_acknowledgement": Rule(
        see=held("audience_id"),
        add=f"officer_id = {ME} AND unit_id = {MY_UNIT} AND country_id = {MY_COUNTRY} AND {held('audience_id')}",
    ),
}
