"""Makes the published figures: confirmed identifications, by month and by region of the identifying country."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from uuid import UUID

from accounts.countries import REGIONS
from icse.coordination.models import Figure
from icse.coordination.suppression import Steps, suppress
from series.models import Identification, SubjectFact, SubjectLink

WORLD = ""
#: Role of the subject, and what its figure is called.
MEASURES = {"victim": "victims_identified", "offender": "offenders_identified"}
#: Kind of a fact, and what its figure is called. Of the whole world only, apart from identifications.
FACTS = {"safeguarded": "victims_safeguarded", "arrested": "offenders_arrested"}
#: Lengths of the windows that tell the present pace.
WINDOWS = (30, 90)


@dataclass(frozen=True)
class Identified:
    """One person, counted once: by who first confirmed an identification, or recorded a fact (then its ``role``)."""

    role: str
    region: str
    on: date


def identified() -> Iterator[Identified]:
    """Yield every identified person of every country once, in however many series; none who is looked for again.

    Under the system only.
    """
    counted, people = set[UUID](), _people()
    first = (
        Identification.objects.exclude(confirmed_at=None)
        .filter(revoked_at=None)
        .order_by("confirmed_at", "id")
        .values_list("subject_id", "subject__role", "country__region", "confirmed_at")
    )
    for subject, role, region, at in first.iterator(chunk_size=5000):
        person = people.get(subject, subject)
        if at is not None and person not in counted:
            counted.add(person)
            yield Identified(role, region, at.astimezone(UTC).date())


def recorded_facts() -> Iterator[Identified]:
    """Yield every person who was safeguarded or arrested, once, by the first fact. Under the system only."""
    counted, people = set[tuple[UUID, str]](), _people()
    first = (
        SubjectFact.objects.filter(withdrawn_at=None)
        .order_by("created_at", "id")
        .values_list("subject_id", "kind", "country__region", "created_at")
    )
    for subject, kind, region, at in first.iterator(chunk_size=5000):
        person = people.get(subject, subject), kind
        if person not in counted:
            counted.add(person)
            yield Identified(kind, region, at.astimezone(UTC).date())


def _people() -> dict[UUID, UUID]:
    """Return, for each subject that is linked as the same person as others, one key for all of them."""
    group: dict[UUID, set[UUID]] = {}
    linked = SubjectLink.objects.filter(state=SubjectLink.State.ACCEPTED).values_list("subject_id", "other_id")
    for one, other in linked.iterator(chunk_size=5000):
        smaller, larger = sorted((group.get(one, {one}), group.get(other, {other})), key=len)
        larger |= smaller
        group.update(dict.fromkeys(smaller | {one, other}, larger))
    return {key: min(those) for key, those in group.items()}


def make_figures(found: Iterable[Identified], today: date) -> list[Figure]:
    """Return all figures: the world by month up to yesterday's end, the regions by month up to the last whole one.

    Regions are published for whole months only, since the daily differences of a running month would be small. The
    world is published in steps (``Steps``), and the pace is the difference of two published totals.
    """
    everything = list(found)
    first = min((one.on for one in everything), default=today)
    figures: list[Figure] = []
    for role, measure in MEASURES.items():
        of_role = [one for one in everything if one.role == role]
        months = list(_months(first, today))
        steps, until = Steps(one.on for one in of_role), today - timedelta(days=1)
        figures += _world(measure, steps, months, until)
        figures += _regions(measure, of_role, months[:-1])
        figures += _windows(measure, steps, today.replace(day=1), until)
    for kind, measure in FACTS.items():
        steps = Steps(one.on for one in everything if one.role == kind)
        figures += _world(measure, steps, list(_months(first, today)), today - timedelta(days=1))
    return figures


def publish(figures: list[Figure]) -> None:
    """Store the figures in place of the earlier ones of the same months."""
    Figure.objects.bulk_create(
        figures,
        update_conflicts=True,
        unique_fields=["measure", "region", "month"],
        update_fields=["value", "published_at"],
    )


def window_measure(measure: str, days: int) -> str:
    """Return what the figure of the last ``days`` days is called."""
    return f"{measure}_{days}_days"


def _world(measure: str, steps: Steps, months: list[date], until: date) -> list[Figure]:
    totals = [steps.on(min(_end_of(month), until)) for month in months]
    return [Figure(measure=measure, region=WORLD, month=m, value=v) for m, v in zip(months, totals, strict=True)]


def _regions(measure: str, found: list[Identified], months: list[date]) -> list[Figure]:
    columns = {name: _cumulative((one.on for one in found if one.region == name), months) for name in REGIONS}
    rows: list[dict[str, int]] = [{name: columns[name][number] for name in REGIONS} for number in range(len(months))]
    return [
        Figure(measure=measure, region=region, month=month, value=value)
        for month, row in zip(months, suppress(rows), strict=True)
        for region, value in row.items()
    ]


def _windows(measure: str, steps: Steps, month: date, until: date) -> list[Figure]:
    return [
        Figure(
            measure=window_measure(measure, days),
            region=WORLD,
            month=month,
            value=steps.on(until) - steps.on(until - timedelta(days=days)),
        )
        for days in WINDOWS
    ]


def _cumulative(days: Iterable[date], months: list[date]) -> list[int]:
    """Return how many of the days lie in or before each month."""
    by_month = Counter(day.replace(day=1) for day in days)
    totals: list[int] = []
    for month in months:
        totals.append(by_month[month] + (totals[-1] if totals else 0))
    return totals


def _months(first: date, last: date) -> Iterator[date]:
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = _end_of(month) + timedelta(days=1)


def _end_of(month: date) -> date:
    return (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
