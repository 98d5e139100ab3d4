"""What is to be said of each subject of a series, and what the officer who looks may do about it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Case, IntegerField, When

from accounts.models import Officer
from accounts.permissions import may
from series.models import Claim, Identification, Reopening, Series, Subject, SubjectFact, SubjectStatement
from series.queries.outcome import Followed, followed
from series.queries.statements import Said, by_kind, said_of_subjects

#: How many the page of a series shows.
SHOWN = 50


@dataclass
class SubjectState:
    """A subject with its claims and identifications, oldest first, and the buttons that the officer has."""

    subject: Subject
    claims: list[Claim] = field(default_factory=list)
    identifications: list[Identification] = field(default_factory=list)
    own_claim: Claim | None = None
    may_claim: bool = False
    may_record: bool = False
    may_link: bool = False
    to_confirm: Identification | None = None
    followed: Followed | None = None
    statements: list[SubjectStatement] = field(default_factory=list)

    @property
    def said(self) -> list[Said]:
        """What stands of what units say."""
        return by_kind(self.statements)

    @property
    def facts(self) -> list[SubjectFact]:
        """Safeguarding and arrest, oldest first; also what was withdrawn."""
        return self.followed.facts if self.followed else []

    @property
    def reopenings(self) -> list[Reopening]:
        """Reopenings and proposals to, oldest first."""
        return self.followed.reopenings if self.followed else []

    @property
    def open_claims(self) -> list[Claim]:
        """Who is verifying now."""
        return [claim for claim in self.claims if claim.withdrawn_at is None]

    @property
    def unconfirmed(self) -> list[Identification]:
        """What waits for a second officer."""
        return [one for one in self.identifications if one.confirmed_at is None]

    @property
    def confirmed(self) -> Identification | None:
        """The identification that counts: the one that was confirmed first."""
        done = [one for one in self.identifications if one.confirmed_at is not None and one.revoked_at is None]
        return min(done, key=lambda one: (one.confirmed_at, one.pk), default=None)

    @property
    def is_identified(self) -> bool:
        """True once a second officer confirmed."""
        return self.subject.status == Subject.Status.IDENTIFIED


def subjects_of(
    series: Series, officer: Officer, *, contributes: bool, at_most: int = SHOWN, said: bool = True
) -> list[SubjectState]:
    """Return the subjects of a series, oldest first. Four queries; two more where one was identified.

    :param contributes: the officer's country may add to what this audience sees; else no button is offered.
    :param at_most: where there are more, those of the owner's country come before others, then the oldest.
    :param said: with what units say of them; one query less without.
    """
    of_others = Case(When(country=series.country_id, then=0), default=1, output_field=IntegerField())
    found = Subject.objects.filter(series=series).select_related("country", "unit", "status_country")
    subjects = sorted(found.order_by(of_others, "pk")[:at_most], key=lambda one: one.pk)
    return _states(series, subjects, officer, contributes=contributes, said=said)


def state_of(subject: Subject, officer: Officer, *, contributes: bool) -> SubjectState:
    """Return the same of one subject, which brings its series. Three queries; two more where it was identified."""
    [state] = _states(subject.series, [subject], officer, contributes=contributes, said=True)
    return state


def _states(
    series: Series, subjects: Iterable[Subject], officer: Officer, *, contributes: bool, said: bool
) -> list[SubjectState]:
    states = {subject.pk: SubjectState(subject) for subject in subjects}
    claims = Claim.objects.filter(subject__in=list(states))
    for claim in claims.select_related("country", "unit").order_by("pk"):
        states[claim.subject_id].claims.append(claim)
    recorded = Identification.objects.filter(subject__in=list(states))
    for identification in recorded.select_related("country", "unit").order_by("pk"):
        states[identification.subject_id].identifications.append(identification)
    found_of = [(state.subject, state.identifications) for state in states.values()]
    after = followed(series, found_of, officer, contributes=contributes)
    spoken = said_of_subjects(states) if said else {}
    for state in states.values():
        state.statements = spoken.get(state.subject.pk, [])
        state.may_link = contributes and may(officer, "subject.link")
        state.followed = after.get(state.subject.pk)
        if contributes and not state.is_identified:
            _offer(state, officer)
    return list(states.values())


def claiming_countries(series: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Return, for each series with subjects that are being verified, the codes of the countries that do."""
    claims = Claim.objects.filter(
        subject__series__in=list(series), subject__status=Subject.Status.CLAIMED, withdrawn_at=None
    )
    found: dict[UUID, list[str]] = {}
    for key, country in claims.values_list("subject__series_id", "country_id").order_by("country_id").distinct():
        found.setdefault(key, []).append(country)
    return found


def _offer(state: SubjectState, officer: Officer) -> None:
    own = officer.country_id
    state.own_claim = next((claim for claim in state.open_claims if claim.country_id == own), None)
    recorded = next((one for one in state.identifications if one.country_id == own and one.revoked_at is None), None)
    state.may_claim = state.own_claim is None and may(officer, "subject.claim")
    state.may_record = recorded is None and may(officer, "identification.record")
    if recorded is not None and recorded.officer_id != officer.pk and may(officer, "identification.confirm"):
        state.to_confirm = recorded
