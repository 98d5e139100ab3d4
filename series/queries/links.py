"""What is linked with what, as far as the actor sees both, and the links and merges themselves."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Case, Q, QuerySet, When

from accounts.queries.names import name_places
from series.models import Merge, Series, SeriesLink, Subject, SubjectLink
from series.models.link import Link
from series.queries.turns import in_turns

#: So many series, or subjects, are followed from one.
MOST: Final = 20
#: Bounds what is followed at all: what was merged counts on the way and is not shown.
_FOLLOWED: Final = 200

#: What a list shows of a link between series, beside the two.
_OF_LINK: Final = ("created_at", "country", "other_country", "undone_country", "state", "reason")

#: Series by accepted links, however long the chain; what was merged stands for where it went. The nearest first.
_LINKED: Final = """
    WITH RECURSIVE reached AS (
        SELECT %(series)s::uuid AS id
        UNION
        SELECT next.id FROM reached r CROSS JOIN LATERAL (
            (SELECT CASE WHEN l.series_id = r.id THEN l.other_id ELSE l.series_id END AS id FROM series_serieslink l
             WHERE l.state = 'accepted' AND (l.series_id = r.id OR l.other_id = r.id) ORDER BY l.id)
            UNION ALL
            SELECT s.merged_into_id FROM series_series s WHERE s.id = r.id AND s.merged_into_id IS NOT NULL
            UNION ALL
            SELECT s.id FROM series_series s WHERE s.merged_into_id = r.id
        ) next
    ), followed AS MATERIALIZED (SELECT id FROM reached LIMIT %(followed)s)
    SELECT f.id FROM followed f JOIN series_series s ON s.id = f.id
    WHERE s.merged_into_id IS NULL AND f.id <> %(series)s LIMIT %(most)s
"""
#: Subjects likewise, from each of several.
_SAME: Final = """
    WITH RECURSIVE reached AS (
        SELECT one AS start, one AS id FROM unnest(%(subjects)s::uuid[]) AS one
        UNION
        SELECT r.start, CASE WHEN l.subject_id = r.id THEN l.other_id ELSE l.subject_id END
        FROM reached r JOIN series_subjectlink l ON l.state = 'accepted' AND (l.subject_id = r.id OR l.other_id = r.id)
    )
    SELECT start, id FROM reached WHERE start <> id LIMIT %(followed)s
"""
#: What was merged into a series, and into that.
_MERGED: Final = """
    WITH RECURSIVE merged AS (
        SELECT s.id, s.reference FROM series_series s WHERE s.merged_into_id = %s
        UNION ALL
        SELECT s.id, s.reference FROM merged m JOIN series_series s ON s.merged_into_id = m.id
    )
    SELECT id, reference FROM merged ORDER BY id LIMIT 200
"""


def linked_series(series: Series) -> list[UUID]:
    """Return the keys of the series that accepted links join to this one; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_LINKED, {"series": series.pk, "followed": _FOLLOWED, "most": MOST})
        return [row[0] for row in cursor.fetchall()]


def same_people(subjects: Sequence[UUID]) -> dict[UUID, set[UUID]]:
    """Return, for each of these subjects, the keys of those who are the same person; one query."""
    found: dict[UUID, set[UUID]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(_SAME, {"subjects": list(subjects), "followed": _FOLLOWED * max(len(subjects), 1)})
        for start, key in cursor.fetchall():
            found[start].add(key)
    return found


def all_links() -> QuerySet[SeriesLink]:
    """Return the links that the actor may see, with what names them."""
    return SeriesLink.objects.select_related(
        "country", "unit", "other_country", "undone_country", "series__country", "other__country"
    )


def all_same_person() -> QuerySet[SubjectLink]:
    """Return the links between subjects that the actor may see, with what names them."""
    names = ("country", "unit", "other_country", "undone_country")
    sides = (f"{side}__{what}" for side in ("subject", "other") for what in ("series__country", "status_country"))
    return SubjectLink.objects.select_related(*names, *sides)


def links_of(series: Iterable[UUID]) -> list[SeriesLink]:
    """Return the links of these series, newest first; those that are open before all others."""
    keys = list(series)
    ended = Case(When(state__in=SeriesLink.OPEN, then=0), default=1)
    rows = SeriesLink.objects.select_related("series", "other").filter(Q(series__in=keys) | Q(other__in=keys))
    return list(rows.order_by(ended, "-pk")[: 2 * MOST])


def merges_of(series: Iterable[UUID]) -> list[Merge]:
    """Return what was merged and split of these series, newest first."""
    keys = list(series)
    rows = Merge.objects.select_related("into", "other", "unit", "country").filter(Q(into__in=keys) | Q(other__in=keys))
    return list(rows.order_by("-pk")[: 2 * MOST])


def open_links(country: str) -> list[SeriesLink | SubjectLink]:
    """Return the proposals that wait for this country or that it has made, oldest first.

    Where they are more than are shown, the countries that propose take turns.
    """
    series = SeriesLink.objects.filter(pk__in=_first_of(SeriesLink, country)).select_related("series", "other")
    shown = ("title", "reference")
    rows: list[SeriesLink | SubjectLink] = list(
        series.only(*_OF_LINK, *(f"{side}__{one}" for side in ("series", "other") for one in shown))
    )
    people = SubjectLink.objects.filter(pk__in=_first_of(SubjectLink, country))
    rows += people.select_related("subject__series", "other__series")
    name_places(rows, units=False)
    return sorted(rows, key=lambda link: link.pk)


def waiting_links(model: type[Link], country: str) -> QuerySet[Any]:
    """Return the proposals of this kind that the country has made, or has to decide on."""
    return model._default_manager.filter(Q(country=country) | Q(other_country=country), state=Link.State.PROPOSED.value)


def _first_of(model: type[Link], country: str) -> list[UUID]:
    return list(in_turns(waiting_links(model, country), "pk").values_list("pk", flat=True)[:_FOLLOWED])


def links_to_decide(country: str) -> int:
    """Return how many proposals wait for this country's word, counted to a hundred; one query."""
    mine = Q(other_country=country)
    series = SeriesLink.objects.filter(mine, state=SeriesLink.State.PROPOSED).values("pk")
    people = SubjectLink.objects.filter(mine, state=SubjectLink.State.PROPOSED).values("pk")
    return series.union(people, all=True)[:100].count()


def same_person_of(series: Iterable[UUID]) -> list[SubjectLink]:
    """Return the open links of the subjects of these series, oldest first."""
    subjects = Subject.objects.filter(series__in=list(series)).values("pk")
    rows = SubjectLink.objects.filter(Q(subject__in=subjects) | Q(other__in=subjects), state__in=SubjectLink.OPEN)
    return list(rows.select_related("subject__series", "other__series").order_by("pk")[: 2 * MOST])


def same_person_as(subject: Subject) -> list[SubjectLink]:
    """Return the open links of one subject, oldest first."""
    rows = SubjectLink.objects.filter(Q(subject=subject) | Q(other=subject), state__in=SubjectLink.OPEN)
    return list(rows.select_related("subject__series", "other__series").order_by("pk")[: 2 * MOST])


def name_links(links: Iterable[SeriesLink], people: Iterable[SubjectLink]) -> None:
    """Give links, and the subjects of those between subjects, their countries. One query."""
    of_people = list(people)
    name_places([*links, *of_people, *(side for one in of_people for side in (one.subject, one.other))], units=False)


def references_of(series: Series) -> dict[UUID, str]:
    """Return the references of what was merged into this series, directly or not, by key; oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_MERGED, [series.pk])
        return dict(cursor.fetchall())
