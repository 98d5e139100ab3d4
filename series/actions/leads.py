"""Saying that a unit is on a series, for how long, and in whose hands."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from accounts.membership import refusals_in_words
from accounts.models import Officer, Unit
from accounts.models.owned import owner_fields
from accounts.permissions import may, require
from accounts.queries import first_key_of_today
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError, NotAllowed, TooOften
from series.actions.changes import note_change
from series.actions.indications import require_active
from series.actions.rights import require_contribution, require_own
from series.actions.turns import in_turn
from series.actions.words import typed_reason
from series.models import Change, Lead, Series
from series.queries.leads import standing_leads, today

LONGEST_PLAN = 500
#: So many days ahead at most; it is renewed as often as needed.
MOST_DAYS = 90
#: A country's leads on one series, with those that ended.
MOST_LEADS = 200
#: So often a lead is given another last day in a day.
MOST_DAYS_A_DAY = 5
ENDED = "This lead has ended meanwhile. Load the page again."


@action
def begin_lead(
    *, series: Series, kind: str, plan: str, ends_on: date, seen: Collection[UUID] = (), by: Officer
) -> Lead:
    """Say that the officer's unit is on the series, until the end of a day.

    :param seen: the leads of other units of which the officer says that they were seen.
    :raises NotAllowed: the series may not be contributed to.
    :raises IcseError: kind, plan or day cannot be.
    :raises Conflict: the series is solved, the unit has a lead here, or another unit has one that was not seen.
    """
    require(by, "lead.keep")
    require_contribution(series.audience_id)
    if kind not in Lead.Kind.values:
        raise IcseError("Choose what you are doing.", field="kind")
    words = " ".join(typed_reason(plan, most=LONGEST_PLAN, field="plan").split())
    check_day(ends_on)
    in_turn(f"leads of {series.pk}")
    require_active(series)
    _require_room(series, seen, by)
    lead = Lead(
        series=series,
        audience_id=series.audience_id,
        kind=kind,
        plan=words,
        ends_on=ends_on,
        keeper=by,
        **owner_fields(by),
    )
    lead.save(force_insert=True)
    audit.record("lead.begun", on=series, lead=str(lead.pk), kind=kind, until=ends_on.isoformat())
    tell_lead(lead)
    return lead


@action
def renew_lead(*, lead: Lead, ends_on: date, by: Officer) -> None:
    """Give a lead another last day. The day that it has already is no change.

    :raises NotAllowed: it is another unit's.
    :raises IcseError: the day has passed, or is too far.
    :raises TooOften: it was given as many days today as the history takes.
    :raises Conflict: it has ended.
    """
    _require_hand(lead, by)
    check_day(ends_on)
    require_active(lead.series)
    if Lead.objects.filter(pk=lead.pk, ended_at=None, ends_on=ends_on).exists():
        return
    _change(lead, "lead.renewed", {"until": ends_on.isoformat()}, ends_on=ends_on)
    _require_fewer_days(lead)
    note_change(lead.series, Change.What.RENEWED, by, about=lead.pk, until=ends_on)


@action
def end_lead(*, lead: Lead, by: Officer) -> None:
    """Say that the unit is on it no more.

    :raises NotAllowed: it is another unit's.
    :raises Conflict: it has ended.
    """
    _require_hand(lead, by)
    changes = {"ended_at": timezone.now(), "end_code": Lead.End.DONE, "offered_unit": None}
    _change(lead, "lead.ended", {}, **changes)


@action
def hand_over_lead(*, lead: Lead, to: Officer, by: Officer) -> None:
    """Give a lead into the hands of a named officer of the country; the unit stays the same.

    :raises NotAllowed: it is another unit's.
    :raises IcseError: the named officer may not work at present.
    :raises Conflict: it has ended.
    """
    _require_hand(lead, by)
    check_hands(to, by, field="keeper")
    if Lead.objects.filter(pk=lead.pk, ended_at=None, keeper=to, returned_at=None).exists():
        return
    _change(lead, "lead.handed_over", {"to": str(to.pk)}, keeper=to, returned_at=None)
    note_change(lead.series, Change.What.HANDED_OVER, by, about=lead.pk, own=True)


@action
def offer_lead(*, lead: Lead, unit: Unit, by: Officer) -> None:
    """Offer a lead to another unit. Whether that unit sees the series is not told; if it does not, nothing happens.

    :raises NotAllowed: it is another unit's.
    :raises IcseError: it is the unit's own already.
    :raises Conflict: it has ended.
    """
    _require_hand(lead, by)
    if unit.pk == lead.unit_id:
        raise IcseError("It is this unit's already. Choose another unit.", field="unit")
    _change(lead, "lead.offered", {"unit": str(unit.pk)}, offered_unit=unit)


@action
def withdraw_offer(*, lead: Lead, by: Officer) -> None:
    """Take an offer back.

    :raises NotAllowed: it is another unit's.
    :raises Conflict: it is not offered, or was taken over.
    """
    _require_hand(lead, by)
    if not Lead.objects.filter(pk=lead.pk, ended_at=None, offered_unit__isnull=False).exists():
        raise Conflict("This lead is not offered any more. Load the page again.")
    _change(lead, "lead.offer_withdrawn", {}, offered_unit=None)


@action
def accept_lead(*, lead: Lead, by: Officer) -> Lead:
    """Take over what another unit offers: it ends there and begins here, with the same last day.

    :raises NotAllowed: the series may not be contributed to.
    :raises Conflict: it is not offered to the officer's unit any more, or that has a lead here already.
    """
    require(by, "lead.keep")
    require_contribution(lead.audience_id)
    in_turn(f"leads of {lead.series_id}")
    if standing_leads([lead.series_id]).filter(unit=by.unit_id).exists():
        raise Conflict("Your unit has a lead on this series already. End it first.")
    made = Lead.objects.select_related("country", "unit").get(pk=_answer(lead, accepts=True))
    audit.record("lead.taken_over", on=lead, series=str(lead.series_id), lead=str(made.pk))
    tell_lead(lead)
    tell_lead(made)
    return made


@action
def decline_lead(*, lead: Lead, by: Officer) -> None:
    """Leave a lead with the unit that offered it.

    :raises Conflict: it is not offered to the officer's unit any more.
    """
    require(by, "lead.keep")
    require_contribution(lead.audience_id)
    _answer(lead, accepts=False)
    audit.record("lead.offer_declined", on=lead, series=str(lead.series_id))
    tell_lead(lead)


def tell_lead(lead: Lead) -> None:
    """Say to who sees the series that something is new about a lead."""
    events.publish("lead.changed", objects=[lead.pk, lead.series_id], audiences=[lead.audience_id])


def check_day(day: date, *, field: str = "ends_on", most: int = MOST_DAYS) -> None:
    """Go on only if the day is today or later, and not too far.

    :raises IcseError: it is not.
    """
    if not today() <= day <= today() + timedelta(days=most):
        raise IcseError(f"Choose a day from today, {most} days ahead at most.", field=field)


def check_hands(to: Officer, by: Officer, *, field: str) -> None:
    """Go on only if something of the own country may be given to this officer.

    :raises IcseError: the officer is of another country, or may not work at present.
    """
    works = to.is_active and to.is_certified and may(to, "lead.keep")
    if to.country_id != by.country_id or not works:
        raise IcseError("Choose an officer of your country who may work at present.", field=field)


def _require_hand(lead: Lead, by: Officer) -> None:
    require(by, "lead.keep")
    require_own(lead, by, "This is another country's lead.")
    require_contribution(lead.audience_id)
    if by.unit_id != lead.unit_id and by.pk != lead.keeper_id:
        raise NotAllowed("Only the unit whose lead this is, or the officer who carries it, may change it.")


def _require_fewer_days(lead: Lead) -> None:
    """Each line of a renewal names its day, so they do not stand for each other: they are counted.

    Asked when the lead's row is changed and locked: of two at once, the second counts the first.
    """
    given = Change.objects.filter(about=lead.pk, what=Change.What.RENEWED, id__gte=first_key_of_today())
    if given.count() >= MOST_DAYS_A_DAY:
        raise TooOften(f"This lead was given another last day {MOST_DAYS_A_DAY} times today. Renew it tomorrow.")


def _require_room(series: Series, seen: Collection[UUID], by: Officer) -> None:
    standing = list(standing_leads([series.pk]))
    if any(one.unit_id == by.unit_id for one in standing):
        raise Conflict("Your unit has a lead on this series already. Change that one.")
    unseen = [one for one in standing if one.pk not in set(seen)]
    if unseen:
        units = ", ".join(f"{one.unit.name} ({one.country_id}) until {one.ends_on:%-d %B}" for one in unseen)
        raise Conflict(f"Others are on this series: {units}. Say that you have seen it, and begin again.", field="seen")
    if Lead.objects.filter(series=series, country=by.country_id).count() >= MOST_LEADS:
        raise Conflict(f"Your country has had {MOST_LEADS} leads on this series, which is the most.")


def _change(lead: Lead, what: str, facts: dict[str, str], **columns: object) -> None:
    if not Lead.objects.filter(pk=lead.pk, ended_at=None, ends_on__gte=today()).update(**columns):
        raise Conflict(ENDED)
    audit.record(what, on=lead, series=str(lead.series_id), **facts)
    tell_lead(lead)


def _answer(lead: Lead, *, accepts: bool) -> UUID:
    """Answer an offer, and return the key of the lead that stands then."""
    with refusals_in_words(), connection.cursor() as cursor:
        cursor.execute("SELECT icse_answer_lead(%s, %s)", [lead.pk, accepts])
        made: UUID | None = cursor.fetchone()[0]
        return made or lead.pk
