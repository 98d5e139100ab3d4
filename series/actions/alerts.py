"""Ongoing abuse is suspected: raising the flag, answering it, taking it back."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Officer
from accounts.models.owned import owner_fields
from accounts.permissions import require
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError, NotAllowed
from series.actions.indications import require_active
from series.actions.limits import require_fewer_flags
from series.actions.rights import require_contribution
from series.actions.words import typed_reason
from series.models import Acknowledgement, Alert, Series

LONGEST_REASON = 2000
LONGEST_NOTE = 500
#: So often one country raises the flag on one series, with those that were withdrawn.
MOST_ALERTS = 20


@action
def raise_alert(*, series: Series, code: str, reason: str, by: Officer) -> Alert:
    """Say that abuse probably goes on: the duty units of every country that sees the series are asked for an answer.

    :raises NotAllowed: the series may not be contributed to.
    :raises IcseError: the reason is unknown, or its words too few or too many.
    :raises Conflict: the series is solved, or the flag stands already.
    :raises TooOften: the officer's flags of a day are used up.
    """
    require(by, "alert.raise")
    require_contribution(series.audience_id)
    if code not in Alert.Reason.values:
        raise IcseError("Choose why you think so.", field="code")
    words = typed_reason(reason, most=LONGEST_REASON)
    require_active(series)
    if Alert.objects.filter(series=series, country=by.country_id).count() >= MOST_ALERTS:
        raise Conflict(f"Your country has raised this flag {MOST_ALERTS} times already. Speak to the owner.")
    require_fewer_flags(by)
    alert = Alert(series=series, audience_id=series.audience_id, code=code, reason=words, **owner_fields(by))
    try:
        with transaction.atomic():
            alert.save(force_insert=True)
    except IntegrityError as error:
        _refuse_second(error, "one_alert_a_series", "Somebody has raised this flag already.")
    audit.record("alert.raised", on=series, alert=str(alert.pk), code=code)
    _announce(alert)
    return alert


@action
def withdraw_alert(*, alert: Alert, reason: str, by: Officer) -> None:
    """Take the flag back, as the country that raised it or as the owner of the series.

    :raises NotAllowed: neither, or the series may not be contributed to.
    :raises Conflict: it was withdrawn already.
    """
    require(by, "alert.raise")
    if by.country_id not in (alert.country_id, alert.series.country_id):
        raise NotAllowed("The country that raised this flag withdraws it, or the owner of the series.")
    require_contribution(alert.audience_id)
    words = " ".join(typed_reason(reason, most=LONGEST_NOTE).split())
    standing = Alert.objects.filter(pk=alert.pk, withdrawn_at=None)
    if not standing.update(withdrawn_at=timezone.now(), withdrawn_by_country=by.country_id, withdrawn_reason=words):
        raise Conflict("This flag has been withdrawn already.")
    audit.record("alert.withdrawn", on=alert, series=str(alert.series_id))
    _announce(alert)


@action
def acknowledge_alert(*, alert: Alert, acts: bool, note: str = "", by: Officer) -> Acknowledgement:
    """Say for the own unit that the flag was seen, and whether the unit acts. Who sees the series sees the answer.

    :raises Conflict: a colleague has answered, or the flag was withdrawn.
    """
    require(by, "alert.acknowledge")
    words = " ".join(typed_reason(note, least=0, most=LONGEST_NOTE, field="note").split())
    if Alert.objects.filter(pk=alert.pk).exclude(withdrawn_at=None).exists():
        raise Conflict("This flag has been withdrawn meanwhile.")
    answer = Acknowledgement(alert=alert, audience_id=alert.audience_id, acts=acts, note=words, **owner_fields(by))
    try:
        with transaction.atomic():
            answer.save(force_insert=True)
    except IntegrityError as error:
        _refuse_second(error, "acknowledged_once_a_unit", "A colleague of your unit has answered this already.")
    audit.record("alert.acknowledged", on=alert, series=str(alert.series_id), acts=acts)
    _announce(alert)
    return answer


def _refuse_second(error: IntegrityError, constraint: str, sentence: str) -> None:
    if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") != constraint:
        raise error
    raise Conflict(sentence) from error


def _announce(alert: Alert) -> None:
    """Tell duty pages, and boards and the series' page, which show the flag."""
    events.publish("alert.changed", objects=[alert.pk, alert.series_id], audiences=[alert.audience_id])
    events.publish("series.changed", objects=[alert.series_id], audiences=[alert.audience_id])
