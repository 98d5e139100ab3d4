"""What a series' history says of links and merges, where it was made, referrals, flags, and what units say of people.

From rows that name nothing that the actor does not see.
"""

from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from django.db import connection

from series.models import Referral, Series

_OUTCOMES: Final = (f"WHEN '{one.value}' THEN '{one.label.lower()}'" for one in Referral.Outcome)
_OUTCOME: Final = f"CASE p.code {' '.join(_OUTCOMES)} END"

#: A link's proposal, its decision and its end; a merge or split and its undoing; and of subjects likewise. Indications,
#: the owner's referrals and each step of them, flags and what units answered, what was taken back. The newest.
_ACTS: Final = """
    WITH links AS (
        SELECT l.*, o.reference, 'Link with ' || o.reference AS what
        FROM series_serieslink l
        JOIN series_series o ON o.id = CASE WHEN l.series_id = %(series)s THEN l.other_id ELSE l.series_id END
        WHERE l.series_id = %(series)s OR l.other_id = %(series)s
    ), people AS (
        SELECT l.*, mine.label || ': the same person as ' || other.label || ' in ' || o.reference AS what
        FROM series_subject mine
        JOIN series_subjectlink l ON l.subject_id = mine.id OR l.other_id = mine.id
        JOIN series_subject other ON other.id = CASE WHEN l.subject_id = mine.id THEN l.other_id ELSE l.subject_id END
        JOIN series_series o ON o.id = other.series_id
        WHERE mine.series_id = %(series)s
    ), joined AS (
        SELECT created_at, decided_at, undone_at, state, country_id, unit_id, officer_id, other_country_id,
               decided_by_id, undone_country_id, undone_by_id, undone_reason, what FROM links
        UNION ALL
        SELECT created_at, decided_at, undone_at, state, country_id, unit_id, officer_id, other_country_id,
               decided_by_id, undone_country_id, undone_by_id, undone_reason, what FROM people
    ), merges AS (
        SELECT m.*, CASE
            WHEN m.kind = 'merge' AND m.into_id = %(series)s THEN o.reference || ' merged into this series'
            WHEN m.kind = 'merge' THEN 'Merged into ' || o.reference
            WHEN m.into_id = %(series)s THEN 'Split: ' || o.reference || ' made from this series'
            ELSE 'Split from ' || o.reference END AS what
        FROM series_merge m
        JOIN series_series o ON o.id = CASE WHEN m.into_id = %(series)s THEN m.other_id ELSE m.into_id END
        WHERE m.into_id = %(series)s OR m.other_id = %(series)s
    )
    SELECT a.at, a.text, a.icon, coalesce(u.name, c.name), c.code, a.officer FROM (
        SELECT created_at AS at, what || CASE WHEN decided_at IS NULL AND state <> 'proposed' THEN ' made'
               ELSE ' proposed' END AS text, 'link' AS icon, country_id AS country, unit_id AS unit,
               officer_id AS officer
        FROM joined
        UNION ALL
        SELECT decided_at, what || CASE state WHEN 'declined' THEN ' declined' WHEN 'withdrawn' THEN ' withdrawn'
               ELSE ' accepted' END, 'link', CASE state WHEN 'withdrawn' THEN country_id ELSE other_country_id END,
               NULL, decided_by_id
        FROM joined WHERE decided_at IS NOT NULL
        UNION ALL
        SELECT undone_at, what || ' undone' || CASE undone_reason WHEN '' THEN '' ELSE ': ' || undone_reason END,
               'link', undone_country_id, NULL, undone_by_id
        FROM joined WHERE undone_at IS NOT NULL
        UNION ALL
        SELECT created_at, what, 'layers', country_id, unit_id, officer_id FROM merges
        UNION ALL
        SELECT undone_at, what || ': undone', 'layers', country_id, NULL, undone_by_id
        FROM merges WHERE undone_at IS NOT NULL
        UNION ALL
        SELECT i.created_at, 'Probably made in ' || m.name, 'map-pin', i.country_id, i.unit_id, i.officer_id
        FROM series_indication i JOIN accounts_country m ON m.code = i.made_in_id WHERE i.series_id = %(series)s
        UNION ALL
        SELECT i.withdrawn_at, 'Probably made in ' || m.name || ': withdrawn', 'circle-x', i.country_id, NULL, NULL
        FROM series_indication i JOIN accounts_country m ON m.code = i.made_in_id
        WHERE i.series_id = %(series)s AND i.withdrawn_at IS NOT NULL
        UNION ALL
        SELECT r.created_at, 'Referred to ' || m.name, 'send', r.country_id, r.unit_id, r.officer_id
        FROM series_referral r JOIN accounts_country m ON m.code = r.to_country_id WHERE r.series_id = %(series)s
        UNION ALL
        SELECT created_at, 'Ongoing abuse suspected', 'triangle-alert', country_id, unit_id, officer_id
        FROM series_alert WHERE series_id = %(series)s
        UNION ALL
        SELECT withdrawn_at, 'Ongoing abuse suspected: withdrawn', 'circle-x', withdrawn_by_country_id, NULL, NULL
        FROM series_alert WHERE series_id = %(series)s AND withdrawn_at IS NOT NULL
        UNION ALL
        SELECT k.created_at, 'Ongoing abuse suspected: '
               || CASE WHEN k.acts THEN 'acts' ELSE 'has seen it, and does not act' END
               || CASE k.note WHEN '' THEN '' ELSE ': ' || k.note END, 'triangle-alert', k.country_id, k.unit_id,
               k.officer_id
        FROM series_alert a JOIN series_acknowledgement k ON k.alert_id = a.id WHERE a.series_id = %(series)s
        UNION ALL
        SELECT p.created_at, 'Referral to ' || m.name || ': ' || CASE p.kind WHEN 'acknowledged' THEN 'received'
               WHEN 'passed_on' THEN 'another country proposed' || coalesce(', ' || o.name, '')
               WHEN 'reported' THEN 'outcome, ' || __OUTCOME__
               WHEN 'handed_over' THEN 'handed over on ' || to_char(p.code::date, 'FMDD FMMonth YYYY')
               ELSE p.kind END,
               CASE WHEN p.kind IN ('declined', 'withdrawn') THEN 'circle-x' ELSE 'send' END, p.country_id, p.unit_id,
               p.officer_id
        FROM series_referral r JOIN series_referralstep p ON p.referral_id = r.id
        JOIN accounts_country m ON m.code = r.to_country_id
        LEFT JOIN accounts_country o ON p.kind = 'passed_on' AND o.code = p.code
        WHERE r.series_id = %(series)s
          AND p.kind IN ('acknowledged', 'accepted', 'declined', 'passed_on', 'reported', 'withdrawn', 'handed_over')
        UNION ALL
        SELECT s.created_at, b.label || ': ' || __KIND__ || ' described', 'tag', s.country_id, s.unit_id, s.officer_id
        FROM series_subject b JOIN series_subjectstatement s ON s.subject_id = b.id WHERE b.series_id = %(series)s
        UNION ALL
        SELECT s.withdrawn_at, b.label || ': ' || __KIND__ || ' withdrawn', 'circle-x', s.country_id, NULL, NULL
        FROM series_subject b JOIN series_subjectstatement s ON s.subject_id = b.id
        WHERE b.series_id = %(series)s AND s.withdrawn_at IS NOT NULL
        UNION ALL
        SELECT max(d.created_at),
            b.label || ': shown in ' || count(*) || CASE count(*) WHEN 1 THEN ' file' ELSE ' files' END,
            'eye', d.country_id, d.unit_id, d.officer_id
        FROM series_subject b JOIN series_depiction d ON d.subject_id = b.id WHERE b.series_id = %(series)s
        GROUP BY b.id, b.label, d.country_id, d.unit_id, d.officer_id, date_trunc('day', d.created_at)
    ) a JOIN accounts_country c ON c.code = a.country LEFT JOIN accounts_unit u ON u.id = a.unit
    WHERE %(before)s::timestamptz IS NULL OR a.at < %(before)s
    ORDER BY a.at DESC LIMIT %(most)s
""".replace(
    "__KIND__", "CASE s.kind WHEN 'language' THEN 'spoken language' WHEN 'other' THEN 'something else' ELSE s.kind END"
).replace("__OUTCOME__", _OUTCOME)


class LinkAct(NamedTuple):
    """One line: when, what, its icon, the unit or country whose act it was, and the officer."""

    at: datetime
    text: str
    icon: str
    unit: str
    code: str
    officer: UUID | None


def link_acts(series: Series, *, most: int, before: datetime | None = None) -> list[LinkAct]:
    """Return the newest of these lines of a series, newest first; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_ACTS, {"series": series.pk, "most": most, "before": before})
        return [LinkAct(*row) for row in cursor.fetchall()]
