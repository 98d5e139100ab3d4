"""Safeguarding and arrest: dated facts of a subject, recorded by the country that identified."""

from datetime import date

from django.utils import timezone

from accounts.models import Officer
from accounts.models.owned import owner_fields
from icse.core import audit
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError, NotAllowed
from series.actions.reopening import checked_reason
from series.actions.rights import require_contribution, require_own
from series.actions.subjects import announce, in_turn
from series.models import FACT_OF_ROLE, Identification, Subject, SubjectFact


@action
def record_fact(*, subject: Subject, kind: str, happened_on: date, by: Officer) -> SubjectFact:
    """Say, as a country whose identification counts, that a victim is safeguarded or an offender arrested.

    :raises NotAllowed: the officer's country has not identified the subject.
    :raises Conflict: the country has recorded it already.
    :raises IcseError: it is not said of such a subject, or the day lies ahead.
    """
    require_contribution(subject.audience_id)
    if FACT_OF_ROLE.get(subject.role) != kind:
        raise IcseError("A victim is safeguarded, an offender is arrested.", field="kind")
    if happened_on > timezone.localdate():
        raise IcseError("This day lies in the future.", field="happened_on")
    in_turn(subject)
    own = Identification.objects.filter(subject=subject, country=by.country_id, revoked_at=None)
    if not own.filter(confirmed_at__isnull=False).exists():
        raise NotAllowed("Only a country that identified this person, with a second officer, records this.")
    if SubjectFact.objects.filter(subject=subject, country=by.country_id, kind=kind, withdrawn_at=None).exists():
        raise Conflict("Your country has recorded this already. Withdraw it first.")
    fact = SubjectFact(
        subject=subject, audience_id=subject.audience_id, kind=kind, happened_on=happened_on, **owner_fields(by)
    )
    fact.save(force_insert=True)
    audit.record("fact.recorded", on=fact, subject=str(subject.pk), kind=kind)
    announce(subject)
    return fact


def require_recorder(*, fact: SubjectFact, by: Officer) -> None:
    """Go on only if the officer's country recorded this, and may still add to the series.

    :raises NotAllowed: it did not.
    """
    require_own(fact, by, "Only the country that recorded this may withdraw it.")
    require_contribution(fact.audience_id)


@action
def withdraw_fact(*, fact: SubjectFact, reason: str, by: Officer) -> None:
    """Say that it was not so. It stays in the history, with the reason.

    :raises NotAllowed: another country recorded it.
    :raises Conflict: it is withdrawn already.
    :raises IcseError: there is no reason, or it is too long.
    """
    words = checked_reason(reason)
    require_recorder(fact=fact, by=by)
    in_turn(fact.subject)
    standing = SubjectFact.objects.filter(pk=fact.pk, withdrawn_at=None)
    if not standing.update(withdrawn_at=timezone.now(), withdrawn_reason=words):
        raise Conflict("This has been withdrawn already.")
    audit.record("fact.withdrawn", on=fact, subject=str(fact.subject_id), kind=fact.kind)
    announce(fact.subject)
