"""What waits for an officer's unit: referrals to answer, flags to acknowledge, what nobody answered in time.

And for a second officer of the country: identifications that a colleague recorded.

What is solved is left out: of referrals by ``is_active``, which the database keeps, of flags by their series. What
others propose to open again is shown to who decides, and in no other list.
"""

from dataclasses import dataclass
from datetime import timedelta
from itertools import chain
from uuid import UUID

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from accounts.models import Officer
from accounts.permissions import may
from accounts.queries.names import name_places
from icse.core.ids import first_uuid7
from series.models import (
    Acknowledgement,
    Alert,
    Identification,
    Indication,
    Referral,
    Reopening,
    Subject,
    Withholding,
)
from series.queries.turns import in_turns

PAGE = 50
#: Flags are not paged. Countries take turns, so that none pushes off another's; what is answered makes room.
MOST_FLAGS = 200
MOST_COUNTED = 99
#: So long an indication by another country is offered to its series' owner.
OFFERED_FOR = timedelta(days=60)
_ACTIVE = Q(series__active_for_victims=True) | Q(series__active_for_offenders=True)


@dataclass(frozen=True)
class Standing:
    """Whose duty it is: of the unit, and as a supervisor, to whom comes what nobody answers."""

    unit: UUID
    is_duty: bool
    is_supervisor: bool


@dataclass(frozen=True)
class Duty:
    """Everything that waits. Where other countries send it they take turns, each with its most urgent first."""

    standing: Standing
    alerts: list[Alert]
    to_answer: list[Referral]
    accepted: list[Referral]
    ours: list[Referral]
    offered: list[Indication]
    doubted: list[Reopening]
    to_confirm: list[Identification]
    has_more_alerts: bool = False

    @property
    def number(self) -> int:
        """How much waits; what is only offered, and what others doubt, does not."""
        return len(self.alerts) + len(self.to_answer) + len(self.ours) + len(self.to_confirm)


def standing_of(officer: Officer) -> Standing:
    """Return what is the officer's to answer. One query."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT icse_duty_unit(%s)", [officer.country_id])
        [unit] = cursor.fetchone()
    return Standing(unit, unit == officer.unit_id, officer.role == Officer.Role.SUPERVISOR)


def duty_of(officer: Officer) -> Duty:
    """Return all that waits for the officer's unit."""
    standing = standing_of(officer)
    alerts = list(in_turns(alerts_for(officer, standing).select_related("series"), "-pk")[: MOST_FLAGS + 1])
    duty = Duty(
        standing=standing,
        alerts=alerts[:MOST_FLAGS],
        has_more_alerts=len(alerts) > MOST_FLAGS,
        to_answer=list(in_turns(to_answer(officer, standing), "due_at", "pk")[:PAGE]),
        accepted=list(accepted(officer, standing)[:PAGE]),
        ours=list(ours(officer)[:PAGE]),
        offered=_offered(officer),
        doubted=list(_doubted(officer)[:PAGE]),
        to_confirm=list(to_confirm(officer).select_related("subject__series")[:PAGE]),
    )
    of_others = chain(duty.alerts, duty.to_answer, duty.accepted, duty.offered, duty.doubted)
    name_places(chain(of_others, duty.ours, duty.to_confirm))
    return duty


def waiting_for(officer: Officer) -> int:
    """Return how much waits for the officer's unit: alerts, referrals to answer, own ones that need a hand.

    And identifications that the officer may confirm.
    """
    if not may(officer, "referral.answer"):
        return 0
    standing = standing_of(officer)
    most = MOST_COUNTED + 1
    counted = alerts_for(officer, standing)[:most].count() + to_answer(officer, standing)[:most].count()
    return counted + ours(officer)[:most].count() + to_confirm(officer)[:most].count()


def alerts_for(officer: Officer, standing: Standing) -> QuerySet[Alert]:
    """Return the standing flags that the officer's unit has not answered: of the duty unit all that it sees.

    What nobody has answered comes to supervisors too, and then to the owner's officers.
    """
    answered = Acknowledgement.objects.filter(alert=OuterRef("pk"))
    mine = answered.filter(unit=officer.unit_id)
    rows = Alert.objects.filter(~Exists(mine), _ACTIVE, withdrawn_at=None)
    if not standing.is_duty:
        late = Q(escalations__gte=2, series__country=officer.country_id)
        if standing.is_supervisor:
            late |= Q(escalations__gte=1)
        rows = rows.filter(late, ~Exists(effective_answers()))
    return rows


def effective_answers() -> QuerySet[Acknowledgement]:
    """Return the answers after which a flag (the outer row) escalates no more.

    Of the unit that raised it only that it acts: else it would answer itself.
    """
    return Acknowledgement.objects.filter(alert=OuterRef("pk")).filter(~Q(unit=OuterRef("unit")) | Q(acts=True))


def to_confirm(officer: Officer) -> QuerySet[Identification]:
    """Return what colleagues of the officer's country recorded and nobody confirmed, oldest first; never own records.

    Only where the officer may confirm it, and the person is still looked for.
    """
    if not may(officer, "identification.confirm"):
        return Identification.objects.none()
    rows = Identification.objects.filter(
        country=officer.country_id,
        confirmed_at=None,
        revoked_at=None,
        audience__in=RawSQL("SELECT unnest(icse_contributable())", []),
    )
    return rows.exclude(officer=officer.pk).exclude(subject__status=Subject.Status.IDENTIFIED).order_by("pk")


def _received(officer: Officer, *states: Referral.State) -> QuerySet[Referral]:
    """Return what came to the officer's country, whose officers alone see it, and waits there."""
    rows = Referral.objects.filter(side=Referral.Side.RECEIVED, is_active=True)
    return rows.filter(to_country=officer.country_id, state__in=states)


def to_answer(officer: Officer, standing: Standing) -> QuerySet[Referral]:
    """Return what the officer's unit has to acknowledge or answer, the most urgent first."""
    if standing.is_duty:
        rows = _received(officer, Referral.State.SENT, Referral.State.RECEIVED)
    elif standing.is_supervisor:
        rows = _received(officer, Referral.State.SENT).filter(escalations__gte=1)
    else:
        return Referral.objects.none()
    return rows.order_by("due_at", "pk")


def accepted(officer: Officer, standing: Standing) -> QuerySet[Referral]:
    """Return what the country accepted and has not reported about."""
    if not (standing.is_duty or standing.is_supervisor):
        return Referral.objects.none()
    return in_turns(_received(officer, Referral.State.ACCEPTED), "-pk")


def ours(officer: Officer) -> QuerySet[Referral]:
    """Return what the own unit referred and has to see to: not acknowledged, to be passed on, to be handed over."""
    after = Referral.objects.filter(
        series=OuterRef("series"), side=Referral.Side.SENT, to_country=OuterRef("pass_to"), pk__gt=OuterRef("pk")
    )
    kept = Withholding.objects.filter(series=OuterRef("series"), to_country=OuterRef("pass_to"), ended_at=None)
    proposed = Q(state=Referral.State.PASSED_ON) & ~Exists(after) & ~Exists(kept)
    late = Q(state=Referral.State.SENT, escalations__gte=2)
    rows = Referral.objects.filter(side=Referral.Side.SENT, is_active=True, unit=officer.unit_id)
    return rows.filter(proposed | late | Q(state=Referral.State.PREPARED)).order_by("-pk")


def _offered(officer: Officer) -> list[Indication]:
    # The keys first: of the unit's series only what an index holds is read.
    keys = list(in_turns(standing_offers(officer), "-pk").values_list("pk", flat=True)[:PAGE])
    found = Indication.objects.select_related("series").in_bulk(keys)
    return [found[key] for key in keys]


def standing_offers(officer: Officer) -> QuerySet[Indication]:
    """Return what other countries say of the own unit's series, where no referral and nothing else followed."""
    done = Referral.objects.filter(series=OuterRef("series"), side=Referral.Side.SENT, to_country=OuterRef("made_in"))
    kept = Withholding.objects.filter(series=OuterRef("series"), to_country=OuterRef("made_in"), ended_at=None)
    since = first_uuid7(timezone.now() - OFFERED_FOR)
    rows = Indication.objects.filter(
        ~Exists(done), ~Exists(kept), _ACTIVE, withdrawn_at=None, pk__gt=since, series__unit=officer.unit_id
    ).exclude(country=officer.country_id)
    return rows.exclude(made_in=F("series__country"))


def _doubted(officer: Officer) -> QuerySet[Reopening]:
    """Return what other countries propose to open again, where the own unit identified or made the series."""
    decides = Q(identification__unit=officer.unit_id) | Q(identification__subject__series__unit=officer.unit_id)
    rows = Reopening.objects.filter(decides, state=Reopening.State.PROPOSED, identification__revoked_at=None)
    return in_turns(rows.select_related("identification__subject__series"), "-pk")
