"""The conditions of which rules are made."""

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


#: How a thing is shared is said by its owner's country, into an audience that it may contribute to.
SHARED_COLUMNS = ("audience_id", "tlp", "handling", "handling_note")

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
