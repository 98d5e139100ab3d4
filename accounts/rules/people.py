"""Who there is: countries, units, officers, audiences."""

from accounts.rules.words import ME, MY_COUNTRY, MY_UNIT, WORKS, closed, contributed, held, own
from icse.core.rowsecurity import Rule

RULES: dict[str, Rule] = {
    "accounts_country": Rule(
        see="true",
        edit=f"code = {MY_COUNTRY} AND {WORKS}",
        edit_columns=("default_audience_id", "duty_unit_id"),
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
        edit_columns=("told", "reason", "review_on", "version"),
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
        edit_columns=("name", "lists_members", "version"),
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
}
