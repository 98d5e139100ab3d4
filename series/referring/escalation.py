"""What nobody answers in time goes to supervisors, and then to the owner. For workers, as the system."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Exists, Q, QuerySet
from django.utils import timezone

from icse.core import audit, events
from icse.core.doors import acting_as_system
from series.models import Alert, Referral, ReferralStep
from series.queries.duty import effective_answers

_AT_ONCE = 200
_SUPERVISORS, _OWNER = 1, 2


def escalate_referrals(now: datetime | None = None) -> int:
    """Tell on referrals that were not acknowledged in time. Return how many. May be repeated at any time."""
    moment = now or timezone.now()
    with acting_as_system("escalation"):
        keys = list(_late_referrals(moment).order_by("due_at").values_list("pk", flat=True)[:_AT_ONCE])
    return sum(_escalate_referral(key, moment) for key in keys)


def escalate_alerts(now: datetime | None = None) -> int:
    """Tell again on flags that no unit has answered, as often as the settings say. Return how many."""
    moment = now or timezone.now()
    with acting_as_system("escalation"):
        keys = list(_late_alerts(moment).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE])
    return sum(_escalate_alert(key, moment) for key in keys)


def tell_copies(copies: Iterable[Referral]) -> None:
    """Say to each side that its copy has changed."""
    for one in copies:
        audiences = [one.audience_id, *([one.series_audience_id] if one.series_audience_id else [])]
        events.publish(events.REFERRAL_CHANGED, objects=[one.pk], audiences=audiences)


def both_copies(key: UUID) -> list[Referral]:
    """Hold both copies of a referral, in the order in which everybody does; the sent one has this key."""
    rows = Referral.objects.select_for_update(no_key=True).filter(Q(pk=key) | Q(twin=key))
    return list(rows.order_by("pk"))


def _late_referrals(moment: datetime) -> QuerySet[Referral]:
    return Referral.objects.filter(
        side=Referral.Side.SENT, state=Referral.State.SENT, escalations__lt=_OWNER, due_at__lte=moment, is_active=True
    )


def _escalate_referral(key: UUID, moment: datetime) -> bool:
    with acting_as_system("escalation"):
        copies = both_copies(key)
        late = _late_referrals(moment).filter(pk=key).first()
        if late is None:
            return False
        level = late.escalations + 1
        due = moment + timedelta(hours=settings.REFERRAL_HOURS)
        Referral.objects.filter(pk__in=[one.pk for one in copies]).update(
            escalations=level, due_at=due, last_activity_at=moment
        )
        kind = ReferralStep.Kind.SUPERVISORS if level == _SUPERVISORS else ReferralStep.Kind.OWNER
        for one in copies:
            ReferralStep.objects.create(
                referral=one, audience_id=one.audience_id, series_audience_id=one.series_audience_id, kind=kind
            )
        audit.record("referral.escalated", on=late, level=level)
        tell_copies(copies)
        return True


def _late_alerts(moment: datetime) -> QuerySet[Alert]:
    before = moment - timedelta(minutes=settings.ALERT_MINUTES)
    late = Q(escalated_at=None, created_at__lte=before) | Q(escalated_at__lte=before)
    active = Q(series__active_for_victims=True) | Q(series__active_for_offenders=True)
    rows = Alert.objects.filter(late, active, ~Exists(effective_answers()), withdrawn_at=None)
    return rows.filter(escalations__lt=settings.ALERT_ESCALATIONS)


def _escalate_alert(key: UUID, moment: datetime) -> bool:
    with acting_as_system("escalation"):
        Alert.objects.select_for_update(no_key=True).filter(pk=key).first()
        late = _late_alerts(moment).filter(pk=key).first()
        if late is None:
            return False
        Alert.objects.filter(pk=key).update(escalations=late.escalations + 1, escalated_at=moment)
        audit.record("alert.escalated", on=late, level=late.escalations + 1)
        events.publish("alert.changed", objects=[late.pk, late.series_id], audiences=[late.audience_id])
        return True
