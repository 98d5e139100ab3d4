"""Victims and offenders: who is looked for, who verifies, who is identified."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils import timezone

from accounts.models import Officer
from accounts.models.owned import owner_fields
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError, NotAllowed
from icse.core.versions import save_changes
from series.actions.cases import open_case
from series.actions.changes import note_change
from series.actions.rights import require_contribution, require_own
from series.models import Change, Claim, Identification, Series, Subject

#: So that no country can fill another's series until nobody can read it.
MOST_SUBJECTS = 200
MOST_SUBJECTS_OF_A_COUNTRY = 50
#: Of one country: open at once in a series, and ever made for one subject.
MOST_CLAIMS = 20


@dataclass(frozen=True)
class NewSubject:
    """A subject to be added: ``role`` is one of ``Subject.Role``; an empty label becomes "Victim 1" and so on."""

    role: str
    label: str = ""
    known: str = ""


@action
def add_subject(*, series: Series, role: str, label: str = "", known: str = "", by: Officer) -> Subject:
    """Say that a victim or an offender can be seen in a series.

    In a solved series that means that it is opened again, which its owner decides.

    :raises NotAllowed: the series may not be contributed to, or is solved and another country's.
    :raises Conflict: the series, or the officer's country in it, has as many as it may have.
    """
    require_contribution(series.audience_id)
    (subject,) = insert_subjects(series, [NewSubject(role, label, known)], by)
    # Of the series it is known what it was under the lock, before this subject.
    if _opens_again(series, [role]):
        announce(subject, "series.reopened")
        events.publish_outcomes_told([subject.pk])
    else:
        announce(subject)
    return subject


@action
def edit_subject(*, subject: Subject, label: str, known: str, version: int, by: Officer) -> Subject:
    """Change what is written of a subject; ``version`` is the one that the officer read. The role stays.

    :raises NotAllowed: another country added the subject: that is said as a statement.
    :raises IcseError: there is no label.
    :raises Overtaken: somebody has saved another text since; nothing is overwritten.
    """
    require_subject_editor(subject=subject, by=by)
    if not label.strip():
        raise IcseError("Say how to speak of this person here.", field="label")
    columns = {"label": label.strip(), "known": known.strip()}
    if not save_changes(subject, Subject.objects.all(), version, columns):
        return subject
    audit.record("subject.edited", on=subject, version=subject.version)
    note_change(subject.series, Change.What.TEXT, by, about=subject.pk)
    announce(subject)
    return subject


@action
def claim_subject(*, subject: Subject, by: Officer) -> Claim:
    """Say that the officer's country is verifying who this is. The subject stays active.

    :raises NotAllowed: the series may not be contributed to.
    :raises Conflict: the subject is identified, or the country has claimed it already, or claims too many.
    """
    require_contribution(subject.audience_id)
    _lock_and_refuse_identified(subject)
    _refuse_claims(subject, by.country_id)
    claim = Claim(subject=subject, audience_id=subject.audience_id, **owner_fields(by))
    claim.save(force_insert=True)
    audit.record("subject.claimed", on=subject, claim=str(claim.pk))
    announce(subject)
    return claim


@action
def withdraw_claim(*, claim: Claim, by: Officer) -> None:
    """Say that the officer's country no longer verifies.

    :raises NotAllowed: the claim is another country's.
    :raises Conflict: it is withdrawn already, or the subject is identified.
    """
    require_own(claim, by, "Only the country that verifies may withdraw its claim.")
    require_contribution(claim.audience_id)
    _lock_and_refuse_identified(claim.subject)
    if not Claim.objects.filter(pk=claim.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        raise Conflict("This claim has been withdrawn already.")
    audit.record("claim.withdrawn", on=claim.subject, claim=str(claim.pk))
    announce(claim.subject)


@action
def record_identification(
    *,
    subject: Subject,
    national_reference: str,
    method: str,
    identified_on: date,
    source_evaluation: str,
    information_evaluation: int,
    by: Officer,
) -> Identification:
    """Say that the officer's country knows who this is. It counts once a second officer of the country confirms.

    The national reference goes into a case, which no other country sees.

    :raises NotAllowed: the series may not be contributed to.
    :raises Conflict: the subject is identified, or the country has recorded it already.
    :raises IcseError: the reference is missing, or the day lies ahead.
    """
    require_contribution(subject.audience_id)
    _check_facts(national_reference, identified_on)
    _lock_and_refuse_identified(subject)
    if Identification.objects.filter(subject=subject, country=by.country_id, revoked_at=None).exists():
        raise Conflict("Your country has recorded this identification already. A second officer can confirm it.")
    identification = Identification(
        subject=subject,
        audience_id=subject.audience_id,
        case=open_case(national_reference=national_reference.strip(), by=by),
        method=method,
        identified_on=identified_on,
        source_evaluation=source_evaluation,
        information_evaluation=information_evaluation,
        **owner_fields(by),
    )
    identification.save(force_insert=True)
    audit.record("identification.recorded", on=subject, identification=str(identification.pk))
    announce(subject, "identification.changed")
    announce(subject)
    return identification


@action
def confirm_identification(*, identification: Identification, by: Officer) -> None:
    """Confirm, as a second officer of the country that recorded it. What is solved leaves every board at once.

    :raises NotAllowed: another country's, or the officer's own record.
    :raises Conflict: somebody has confirmed it, or another country's identification counts already.
    """
    require_own(identification, by, "Only a second officer of the country that recorded this may confirm it.")
    if identification.officer_id == by.pk:
        raise NotAllowed("You recorded this identification yourself; a second officer of your country confirms it.")
    require_contribution(identification.audience_id)
    subject = identification.subject
    in_turn(subject)
    now = Identification.objects.get(pk=identification.pk)
    if now.confirmed_at is not None:
        raise Conflict("A colleague confirmed this identification just before you. Nothing is left to do.")
    refuse_identified(subject)
    was_active = _series_of(subject).active_for_victims
    Identification.objects.filter(pk=now.pk).update(confirmed_by=by, confirmed_at=timezone.now())
    audit.record("identification.confirmed", on=subject, identification=str(now.pk))
    solved = was_active and not _series_of(subject).active_for_victims
    announce(subject, "identification.changed")
    announce(subject, "series.solved" if solved else "series.changed")
    events.publish_person_changed([subject.pk])
    events.publish_outcomes_told([subject.pk])


def insert_subjects(series: Series, subjects: Sequence[NewSubject], by: Officer) -> list[Subject]:
    """Add these to a series, with their audit entries; part of a bigger action that publishes the event."""
    if not subjects:
        return []
    reopens = _make_room(series, subjects, by)
    numbers = Counter(series.subjects.values_list("role", flat=True))
    made = []
    for wanted in subjects:
        numbers[wanted.role] += 1
        label = wanted.label.strip() or f"{Subject.Role(wanted.role).label} {numbers[wanted.role]}"
        subject = Subject(series=series, role=wanted.role, label=label, known=wanted.known.strip())
        subject.audience_id = series.audience_id
        for column, value in owner_fields(by).items():
            setattr(subject, column, value)
        subject.save(force_insert=True)
        audit.record("subject.added", on=subject, series=str(series.pk), role=wanted.role, reopened=reopens)
        made.append(subject)
    return made


def require_subject_editor(*, subject: Subject, by: Officer) -> None:
    """Go on only if the officer may edit what is written of the subject.

    :raises NotAllowed: another country added it, or its audience may only be looked at.
    """
    require_own(subject, by, "Only the country that added this person may edit this. Say what you know below it.")
    require_contribution(subject.audience_id)


def _make_room(series: Series, subjects: Sequence[NewSubject], by: Officer) -> bool:
    """Tell whether these open a solved series again, once it is clear that they may be added."""
    _lock(f"subjects of {series.pk}")
    series.refresh_from_db(fields=["active_for_victims", "active_for_offenders"])
    reopens = _opens_again(series, [one.role for one in subjects])
    if reopens and series.country_id != by.country_id:
        raise NotAllowed("This series is solved. Ask the country that owns it to open it again.")
    countries = list(series.subjects.values_list("country_id", flat=True))
    if len(countries) + len(subjects) > MOST_SUBJECTS:
        raise Conflict(f"A series holds {MOST_SUBJECTS} victims and offenders at most. Make another series.")
    if countries.count(by.country_id) + len(subjects) > MOST_SUBJECTS_OF_A_COUNTRY:
        raise Conflict(f"One country adds {MOST_SUBJECTS_OF_A_COUNTRY} victims and offenders to a series at most.")
    return reopens


def _opens_again(series: Series, roles: Sequence[str]) -> bool:
    """Tell whether subjects of these roles open a series again that is solved, or whose victims are identified."""
    return not series.is_active or (not series.active_for_victims and Subject.Role.VICTIM in roles)


def _refuse_claims(subject: Subject, country: str) -> None:
    """Refuse a claim that the country has made, and more of them than anybody could work on."""
    _lock(f"claims of {country} in {subject.series_id}")
    own = Claim.objects.filter(country=country)
    if own.filter(subject=subject, withdrawn_at=None).exists():
        raise Conflict("Your country is verifying this person already.")
    if own.filter(subject=subject).count() >= MOST_CLAIMS:
        raise Conflict(f"Your country has claimed this person {MOST_CLAIMS} times already.")
    if own.filter(subject__series=subject.series_id, withdrawn_at=None).count() >= MOST_CLAIMS:
        raise Conflict(f"Your country verifies {MOST_CLAIMS} people of this series already. Withdraw a claim first.")


def _check_facts(national_reference: str, identified_on: date) -> None:
    if not national_reference.strip():
        raise IcseError("Give the reference under which your country keeps this.", field="national_reference")
    if identified_on > timezone.localdate():
        raise IcseError("The day of the identification lies in the future.", field="identified_on")


def _lock(what: str) -> None:
    """Put all who act on one thing in order, until the transaction ends.

    An advisory lock, since the row itself may only be locked by officers of the country that made it.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])


def in_turn(subject: Subject) -> None:
    """Put all who act on one subject in order, until the transaction ends."""
    _lock(f"subject {subject.pk}")


def _lock_and_refuse_identified(subject: Subject) -> None:
    in_turn(subject)
    refuse_identified(subject)


def refuse_identified(subject: Subject) -> None:
    """Go on only if the subject is not identified: of whom nothing more is sought.

    :raises Conflict: it is.
    """
    subject.refresh_from_db(fields=["status", "status_country"])
    if subject.status == Subject.Status.IDENTIFIED:
        # As the same person as another one: by whom is for those who see that one.
        by = f", by {subject.status_country.name}" if subject.status_country is not None else ""
        raise Conflict(f"This person has been identified already{by}.")


def _series_of(subject: Subject) -> Series:
    return Series.objects.get(pk=subject.series_id)


def announce(subject: Subject, type: str = "series.changed") -> None:
    """Say to all who see a subject that something about it is new."""
    events.publish(type, objects=[subject.series_id, subject.pk], audiences=[subject.audience_id])
