"""What happened in a series, told from the rows that the officer who looks may see, and from nothing else."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max
from django.db.models.functions import TruncDay

from accounts.models import Officer, Owned
from series.models import Placement, Reopening, Series
from series.queries.link_history import link_acts
from series.queries.outcome import Followed
from series.queries.subjects import SubjectState

#: How many entries a history shows; the days of placing, which one query counts, are cut likewise.
SHOWN = 100


@dataclass(frozen=True)
class Entry:
    """One thing that happened. ``who`` is a unit, or the country that confirmed; an officer only of the own country."""

    at: datetime
    text: str
    icon: str
    who: str
    code: str


@dataclass(frozen=True)
class _Act:
    at: datetime
    text: str
    icon: str
    unit: str
    code: str
    officer: UUID | None


def timeline_of(series: Series, states: Iterable[SubjectState]) -> list[Entry]:
    """Return the newest that happened, newest first; one more than ``SHOWN`` says that there is more. Three queries."""
    acts = [_act(series, series.created_at, "Series made", "layers"), *_placed(series)]
    acts += [_Act(*one) for one in reversed(link_acts(series, most=SHOWN + 1))]
    for state in states:
        acts += _subject_acts(state)
    names = dict(Officer.objects.filter(pk__in={act.officer for act in acts}).values_list("pk", "name"))
    # Of one moment the later act stands above: a series is made before anything is in it.
    entries = [Entry(act.at, act.text, act.icon, _who(act, names), act.code) for act in reversed(acts)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)[: SHOWN + 1]


def _placed(series: Series) -> list[_Act]:
    days = (
        Placement.objects.filter(series=series)
        .annotate(day=TruncDay("created_at"))
        .values_list("day", "country_id", "unit__name", "officer_id")
        .annotate(number=Count("pk"), at=Max("created_at"))
        .order_by("-at")[: SHOWN + 1]
    )
    return [
        _Act(at, f"{number} file{'' if number == 1 else 's'} added", "image", unit, country, officer)
        for _, country, unit, officer, number, at in days
    ]


def _subject_acts(state: SubjectState) -> Iterator[_Act]:
    label = state.subject.label
    yield _act(state.subject, state.subject.created_at, f"{label} added", "user-round")
    for claim in state.claims:
        yield _act(claim, claim.created_at, f"{label}: verification begun", "hand")
        if claim.withdrawn_at is not None:
            yield _act(claim, claim.withdrawn_at, f"{label}: verification ended", "circle-x")
    for one in state.identifications:
        yield _act(one, one.created_at, f"{label}: identification recorded", "clock")
        if one.confirmed_at is not None:
            text = f"{label}: identification confirmed"
            country = one.country
            yield _Act(one.confirmed_at, text, "shield-check", country.name, country.pk, one.confirmed_by_id)
    if state.followed is not None:
        yield from _followed_acts(label, state.followed)


def _followed_acts(label: str, followed: Followed) -> Iterator[_Act]:
    for fact in followed.facts:
        yield _act(fact, fact.created_at, f"{label}: {fact.get_kind_display().lower()} recorded", "shield-check")
        if fact.withdrawn_at is not None:
            text = f"{label}: {fact.get_kind_display().lower()} withdrawn"
            yield _act(fact, fact.withdrawn_at, text, "circle-x")
    for one in followed.reopenings:
        if one.state != Reopening.State.ACCEPTED or one.country_id != one.decided_country_id:
            yield _act(one, one.created_at, f"{label}: reopening proposed", "send")
        if one.decided_at is not None and one.decided_unit is not None:
            accepted = one.state == Reopening.State.ACCEPTED
            text = f"{label}: opened again" if accepted else f"{label}: reopening declined"
            icon = "history" if accepted else "circle-x"
            yield _Act(
                one.decided_at, text, icon, one.decided_unit.name, one.decided_country_id or "", one.decided_by_id
            )


def _act(row: Owned, at: datetime, text: str, icon: str) -> _Act:
    return _Act(at, text, icon, row.unit.name, row.country_id, row.officer_id)


def _who(act: _Act, names: dict[UUID, str]) -> str:
    name = names.get(act.officer) if act.officer else None
    return ", ".join(filter(None, [name, act.unit]))
