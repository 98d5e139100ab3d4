"""Opening an identified subject again: by the country that identified or the owner, and as others propose it."""

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Officer
from accounts.models.owned import owner_fields
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError, NotAllowed
from series.actions.rights import require_contribution
from series.actions.subjects import announce, in_turn
from series.models import Identification, Reopening, Series, Subject


@action
def reopen_subject(*, subject: Subject, reason: str, by: Officer) -> Reopening:
    """Say that an identification does not hold. The subject and its series return to every board at once.

    What others have proposed for the same identification is accepted with it.

    :raises NotAllowed: another country identified, and the series is not the officer's country's.
    :raises Conflict: the subject is not identified, or a colleague was faster.
    :raises IcseError: there is no reason, or it is too long.
    """
    words = checked_reason(reason)
    require_contribution(subject.audience_id)
    in_turn(subject)
    counted = counted_identification(subject)
    if by.country_id not in deciders(counted):
        raise NotAllowed("Only the country that identified, and the owner of the series, open this again. Propose it.")
    before = _activity(subject)
    made = _write(counted, words, by, state=Reopening.State.ACCEPTED, **_decided(by))
    _open_again(made, before, by)
    return made


@action
def propose_reopening_of(*, subject: Subject, reason: str, by: Officer) -> Reopening:
    """Ask the country that identified, and the owner of the series, to open a subject again.

    :raises NotAllowed: the series may not be contributed to.
    :raises Conflict: the subject is not identified, the officer's country decides, or has proposed it already.
    :raises IcseError: there is no reason, or it is too long.
    """
    words = checked_reason(reason)
    require_contribution(subject.audience_id)
    in_turn(subject)
    counted = counted_identification(subject)
    if by.country_id in deciders(counted):
        raise Conflict("Your country decides this itself: open it again.")
    if is_proposed(subject, by):
        raise Conflict("Your country has proposed this already.")
    made = _write(counted, words, by, state=Reopening.State.PROPOSED)
    audit.record("reopening.asked", on=made, subject=str(subject.pk), series=str(subject.series_id))
    announce(subject)
    return made


@action
def accept_reopening(*, reopening: Reopening, by: Officer) -> None:
    """Open a subject again, as another country proposed.

    :raises NotAllowed: the officer's country does not decide.
    :raises Conflict: it is decided already.
    """
    proposed = _to_decide(reopening, by)
    _open_again(proposed, _activity(proposed.identification.subject), by)


@action
def decline_reopening(*, reopening: Reopening, answer: str, by: Officer) -> None:
    """Say why the identification holds. The unit that proposed is told.

    :raises NotAllowed: the officer's country does not decide.
    :raises Conflict: it is decided already.
    :raises IcseError: there is no reason, or it is too long.
    """
    words = checked_reason(answer, field="answer")
    proposed = _to_decide(reopening, by)
    subject = proposed.identification.subject
    declined = {"state": Reopening.State.DECLINED, "answer": words, **_decided(by)}
    Reopening.objects.filter(pk=proposed.pk).update(**declined)
    audit.record("reopening.declined", on=proposed, subject=str(subject.pk), series=str(subject.series_id))
    announce(subject)
    events.publish_outcomes_told([subject.pk])


def checked_reason(reason: str, *, field: str = "reason") -> str:
    """Return what was written, if it says something.

    :raises IcseError: it is too short or too long.
    """
    words = reason.strip()
    if not 10 <= len(words) <= 500:
        raise IcseError("Write in 10 to 500 characters why.", field=field)
    return words


def require_decider(*, reopening: Reopening, by: Officer) -> None:
    """Go on only if the officer's country decides this.

    :param reopening: with its identification, subject and series.
    :raises NotAllowed: it does not.
    """
    require_contribution(reopening.audience_id)
    if by.country_id not in deciders(reopening.identification):
        raise NotAllowed("Only the country that identified, and the owner of the series, decide this.")


def counted_identification(subject: Subject) -> Identification:
    """Return the identification that counts now.

    :raises Conflict: there is none.
    """
    counts = Identification.objects.filter(subject=subject, confirmed_at__isnull=False, revoked_at=None)
    found = counts.select_related("subject__series").order_by("confirmed_at", "pk").first()
    if found is not None:
        return found
    opened = _accepted(subject).first()
    if opened is not None and opened.decided_country is not None:
        raise Conflict(f"This person is looked for again already, since {opened.decided_country.name} said so.")
    raise Conflict("No identification of this person counts.")


def is_proposed(subject: Subject, by: Officer) -> bool:
    """Tell whether the officer's country has proposed to open this subject again, and waits for an answer."""
    waiting = Reopening.objects.filter(identification__subject=subject, state=Reopening.State.PROPOSED)
    return waiting.filter(identification__revoked_at=None, country=by.country_id).exists()


def deciders(identification: Identification) -> set[str]:
    """Return the countries that may open this again: who identified, and whose series it is."""
    return {identification.country_id, identification.subject.series.country_id}


def _accepted(subject: Subject) -> QuerySet[Reopening]:
    accepted = Reopening.objects.filter(identification__subject=subject, state=Reopening.State.ACCEPTED)
    return accepted.select_related("decided_country").order_by("-decided_at")


def _write(counted: Identification, words: str, by: Officer, **state: object) -> Reopening:
    made = Reopening(identification=counted, audience_id=counted.audience_id, reason=words, **state, **owner_fields(by))
    made.save(force_insert=True)
    return made


def _decided(by: Officer) -> dict[str, object]:
    return {
        "decided_at": timezone.now(),
        "decided_by": by,
        "decided_unit_id": by.unit_id,
        "decided_country_id": by.country_id,
    }


def _to_decide(reopening: Reopening, by: Officer) -> Reopening:
    """Return it as it is now, once it is clear that this officer may decide."""
    found = Reopening.objects.select_related("identification__subject__series").get(pk=reopening.pk)
    require_decider(reopening=found, by=by)
    in_turn(found.identification.subject)
    found.refresh_from_db(fields=["state"])
    if found.state != Reopening.State.PROPOSED:
        raise Conflict("This has been decided already.")
    return found


def _activity(subject: Subject) -> tuple[bool, bool]:
    """Return whether the subject's series is active, for victims and for offenders."""
    series = Series.objects.get(pk=subject.series_id)
    return series.active_for_victims, series.active_for_offenders


def _open_again(one: Reopening, before: tuple[bool, bool], by: Officer) -> None:
    """Accept all that is proposed for this identification; the database settles the subject, series and requests."""
    subject = one.identification.subject
    same = Reopening.objects.filter(identification=one.identification_id, state=Reopening.State.PROPOSED)
    number = same.update(state=Reopening.State.ACCEPTED, **_decided(by))
    facts = {"series": str(subject.series_id), "identification": str(one.identification_id)}
    audit.record("subject.reopened", on=subject, proposals=number, **facts)
    announce(subject, "series.reopened" if _activity(subject) != before else "series.changed")
    events.publish_person_changed([subject.pk])
    events.publish_outcomes_told([subject.pk])
