"""The whole history of a series, of every kind, told from rows that the reader sees, and from nothing else.

``settings.HISTORY`` names the sources, since apps above this one tell of their own rows. Each gives what happened
before a moment, newest first.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Count, Max
from django.db.models.functions import TruncDay
from django.utils.module_loading import import_string

from accounts.models import Officer
from series.models import Placement, Series
from series.queries.link_history import link_acts

PAGE = 50
KINDS: Final = {
    "": "Everything",
    "work": "Leads, notes and tasks",
    "people": "Victims and offenders",
    "files": "Files",
    "links": "Links, country, referrals and alerts",
    "permissions": "Texts, sharing, permissions",
    "requests": "Clue requests and requests to the owner",
}


class Act(NamedTuple):
    """One thing that happened: when, what, its icon, the unit or country whose act it was, and the officer."""

    at: datetime
    text: str
    icon: str
    unit: str
    code: str
    officer: UUID | None


class Line(NamedTuple):
    """One line of a page. ``who`` names an officer only of the own country."""

    at: datetime
    text: str
    icon: str
    who: str
    code: str


Source = Callable[[Series, datetime | None, int], Iterable[Act]]

_SHELL: Final = """
    SELECT a.at, a.text, a.icon, coalesce(u.name, c.name), c.code, a.officer FROM ({}) a
    JOIN accounts_country c ON c.code = a.country LEFT JOIN accounts_unit u ON u.id = a.unit
    WHERE %(before)s::timestamptz IS NULL OR a.at < %(before)s
    ORDER BY a.at DESC LIMIT %(most)s
"""
_WORK: Final = """
    SELECT created_at AS at, CASE WHEN earlier_id IS NULL THEN 'On it' ELSE 'Taken over' END || ', until '
           || to_char(ends_on, 'FMDD FMMonth YYYY') || ': ' || plan AS text, 'hand' AS icon, country_id AS country,
           unit_id AS unit, officer_id AS officer
    FROM series_lead WHERE series_id = %(series)s
    UNION ALL
    SELECT ended_at, CASE end_code WHEN 'expired' THEN 'Its time has run out' WHEN 'taken_over' THEN 'Gave it over'
           ELSE 'No more on it' END || ': ' || plan, 'circle-x', country_id, unit_id, NULL
    FROM series_lead WHERE series_id = %(series)s AND ended_at IS NOT NULL
    UNION ALL
    SELECT max(t.created_at), CASE WHEN t.version = 1 THEN 'Note written' ELSE 'Note edited' END
           || CASE WHEN t.country_audience_id IS NULL THEN '' ELSE ' for the own country' END, 'pencil', t.country_id,
           t.unit_id, t.officer_id
    FROM series_note n JOIN series_notetext t ON t.note_id = n.id WHERE n.series_id = %(series)s
    GROUP BY n.id, date_trunc('day', t.created_at, 'UTC'), t.version = 1, t.country_audience_id IS NULL, t.country_id,
             t.unit_id, t.officer_id
    UNION ALL
    SELECT removed_at, 'Note taken away', 'trash-2', country_id, removed_unit_id, NULL
    FROM series_note WHERE series_id = %(series)s AND removed_at IS NOT NULL
    UNION ALL
    SELECT created_at, 'Task: ' || title, 'circle-dot', country_id, unit_id, officer_id
    FROM series_task WHERE series_id = %(series)s
    UNION ALL
    SELECT c.created_at, 'Lead until ' || to_char(c.until, 'YYYY-MM-DD') || ': ' || l.plan, 'hand', c.country_id,
           c.unit_id, c.officer_id
    FROM series_lead l JOIN series_change c ON c.about = l.id WHERE l.series_id = %(series)s AND c.what = 'renewed'
    UNION ALL
    SELECT c.created_at, 'Lead in other hands: ' || l.plan, 'user-round', c.country_id, c.unit_id, c.officer_id
    FROM series_lead l JOIN series_change c ON c.about = l.id WHERE l.series_id = %(series)s AND c.what = 'handed_over'
    UNION ALL
    SELECT c.created_at, CASE c.what WHEN 'reopened' THEN 'Task opened again: ' ELSE 'Task changed: ' END || t.title,
           'circle-dot', c.country_id, c.unit_id, c.officer_id
    FROM series_task t JOIN series_change c ON c.about = t.id WHERE t.series_id = %(series)s
    UNION ALL
    SELECT done_at, 'Task done: ' || title, 'circle-check', country_id, for_unit_id, done_by_id
    FROM series_task WHERE series_id = %(series)s AND done_at IS NOT NULL
"""
_PEOPLE: Final = """
    SELECT b.created_at AS at, b.label || ' added' AS text, 'user-round' AS icon, b.country_id AS country,
           b.unit_id AS unit, b.officer_id AS officer
    FROM series_subject b WHERE b.series_id = %(series)s
    UNION ALL
    SELECT c.created_at, b.label || ': text edited', 'pencil', c.country_id, c.unit_id, c.officer_id
    FROM series_subject b JOIN series_change c ON c.about = b.id WHERE b.series_id = %(series)s
    UNION ALL
    SELECT d.created_at, b.label || ': verification begun', 'hand', d.country_id, d.unit_id, d.officer_id
    FROM series_subject b JOIN series_claim d ON d.subject_id = b.id WHERE b.series_id = %(series)s
    UNION ALL
    SELECT d.withdrawn_at, b.label || ': verification ended', 'circle-x', d.country_id, d.unit_id, NULL
    FROM series_subject b JOIN series_claim d ON d.subject_id = b.id
    WHERE b.series_id = %(series)s AND d.withdrawn_at IS NOT NULL
    UNION ALL
    SELECT i.created_at, b.label || ': identification recorded', 'clock', i.country_id, i.unit_id, i.officer_id
    FROM series_subject b JOIN series_identification i ON i.subject_id = b.id WHERE b.series_id = %(series)s
    UNION ALL
    SELECT i.confirmed_at, b.label || ': identification confirmed', 'shield-check', i.country_id, NULL,
           i.confirmed_by_id
    FROM series_subject b JOIN series_identification i ON i.subject_id = b.id
    WHERE b.series_id = %(series)s AND i.confirmed_at IS NOT NULL
    UNION ALL
    SELECT f.created_at, b.label || ': ' || __FACT__ || ' recorded, on ' || to_char(f.happened_on, 'FMDD FMMonth YYYY'),
           'shield-check', f.country_id, f.unit_id, f.officer_id
    FROM series_subject b JOIN series_subjectfact f ON f.subject_id = b.id WHERE b.series_id = %(series)s
    UNION ALL
    SELECT f.withdrawn_at, b.label || ': ' || __FACT__ || ' withdrawn', 'circle-x', f.country_id, f.unit_id, NULL
    FROM series_subject b JOIN series_subjectfact f ON f.subject_id = b.id
    WHERE b.series_id = %(series)s AND f.withdrawn_at IS NOT NULL
    UNION ALL
    SELECT r.created_at, b.label || ': reopening proposed', 'send', r.country_id, r.unit_id, r.officer_id
    FROM series_subject b JOIN series_identification i ON i.subject_id = b.id
    JOIN series_reopening r ON r.identification_id = i.id
    WHERE b.series_id = %(series)s AND (r.state <> 'accepted' OR r.country_id <> r.decided_country_id)
    UNION ALL
    SELECT r.decided_at, b.label || CASE r.state WHEN 'accepted' THEN ': opened again' ELSE ': reopening declined' END,
           'history', r.decided_country_id, r.decided_unit_id, r.decided_by_id
    FROM series_subject b JOIN series_identification i ON i.subject_id = b.id
    JOIN series_reopening r ON r.identification_id = i.id
    WHERE b.series_id = %(series)s AND r.decided_at IS NOT NULL
""".replace(
    "__FACT__", "CASE f.kind WHEN 'safeguarded' THEN 'safeguarding' WHEN 'arrested' THEN 'arrest' ELSE f.kind END"
)
_PERMISSIONS: Final = """
    SELECT p.created_at AS at, 'Permitted for ' || m.name AS text, 'check' AS icon, p.country_id AS country,
           p.unit_id AS unit, p.officer_id AS officer
    FROM series_permission p JOIN accounts_country m ON m.code = p.to_country_id WHERE p.series_id = %(series)s
    UNION ALL
    SELECT p.withdrawn_at, 'Permission for ' || m.name || ' withdrawn', 'circle-x', p.country_id, p.unit_id, NULL
    FROM series_permission p JOIN accounts_country m ON m.code = p.to_country_id
    WHERE p.series_id = %(series)s AND p.withdrawn_at IS NOT NULL
    UNION ALL
    SELECT p.created_at, 'One file permitted for ' || m.name, 'check', p.country_id, p.unit_id, p.officer_id
    FROM series_placement f JOIN series_permission p ON p.item_id = f.item_id
    JOIN accounts_country m ON m.code = p.to_country_id WHERE f.series_id = %(series)s
    UNION ALL
    SELECT p.withdrawn_at, 'Permission of one file for ' || m.name || ' withdrawn', 'circle-x', p.country_id, p.unit_id,
           NULL
    FROM series_placement f JOIN series_permission p ON p.item_id = f.item_id
    JOIN accounts_country m ON m.code = p.to_country_id
    WHERE f.series_id = %(series)s AND p.withdrawn_at IS NOT NULL
    UNION ALL
    SELECT created_at,
           CASE what WHEN 'text' THEN 'Title or summary edited' WHEN 'sharing' THEN 'Shown to another audience'
           ELSE 'Marked otherwise' END,
           CASE what WHEN 'text' THEN 'pencil' ELSE 'users' END, country_id, unit_id, officer_id
    FROM series_change WHERE series_id = %(series)s AND about IS NULL
"""


def history_page(
    series: Series, *, kind: str = "", before: datetime | None = None
) -> tuple[list[Line], datetime | None]:
    """Return one page, newest first, and the moment before which the next begins. One query a source, one for names.

    What happened at the very moment at which a page ends stays on it.
    """
    acts: list[Act] = []
    for name, source in sources():
        if kind in ("", name):
            acts += source(series, before, PAGE + 1)
    if kind == "" and (before is None or series.created_at < before):
        unit = series.unit.name
        acts.append(Act(series.created_at, "Series made", "layers", unit, series.country_id, series.officer_id))
    acts.sort(key=lambda act: act.at, reverse=True)
    shown = acts[:PAGE]
    shown += [act for act in acts[PAGE:] if act.at == shown[-1].at]
    names = dict(Officer.objects.filter(pk__in={act.officer for act in shown}).values_list("pk", "name"))
    lines = [Line(act.at, act.text, act.icon, _who(act, names), act.code) for act in shown]
    return lines, shown[-1].at if len(acts) > len(shown) else None


def sources() -> list[tuple[str, Source]]:
    """Return the sources by their kind."""
    return [(kind, import_string(name)) for kind, name in settings.HISTORY]


def acts_of(sql: str, series: Series, before: datetime | None, most: int) -> list[Act]:
    """Return what SQL tells of a series: columns at, text, icon, country, unit, officer; trusted text."""
    with connection.cursor() as cursor:
        cursor.execute(_SHELL.format(sql), {"series": series.pk, "before": before, "most": most})
        return [Act(*row) for row in cursor.fetchall()]


def work_acts(series: Series, before: datetime | None, most: int) -> list[Act]:
    """Leads, notes, and the own country's tasks."""
    return acts_of(_WORK, series, before, most)


def people_acts(series: Series, before: datetime | None, most: int) -> list[Act]:
    """Subjects, claims, identifications and what followed."""
    return acts_of(_PEOPLE, series, before, most)


def permission_acts(series: Series, before: datetime | None, most: int) -> list[Act]:
    """Its texts and how it is shared; what was permitted to countries, of it and of files in it."""
    return acts_of(_PERMISSIONS, series, before, most)


def linked_acts(series: Series, before: datetime | None, most: int) -> list[Act]:
    """Links and merges, countries, referrals, flags."""
    return [Act(*one) for one in link_acts(series, most=most, before=before)]


def file_acts(series: Series, before: datetime | None, most: int) -> list[Act]:
    """Files, by day and by who placed them; a day is told whole, at its last."""
    days = (
        Placement.objects.filter(series=series)
        .annotate(day=TruncDay("created_at"))
        .values_list("day", "country_id", "unit__name", "officer_id")
        .annotate(number=Count("pk"), at=Max("created_at"))
    )
    if before is not None:
        days = days.filter(at__lt=before)
    return [
        Act(at, f"{number} file{'' if number == 1 else 's'} added", "image", unit, country, officer)
        for _, country, unit, officer, number, at in days.order_by("-at")[:most]
    ]


def _who(act: Act, names: dict[UUID, str]) -> str:
    name = names.get(act.officer) if act.officer else None
    return ", ".join(filter(None, [name, act.unit]))
