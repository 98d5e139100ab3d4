"""What followed the identifications of a series' subjects: facts, reopenings; and what the officer may do about it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from accounts.models import Officer
from accounts.permissions import may
from series.models import FACT_OF_ROLE, Identification, Reopening, Series, Subject, SubjectFact


@dataclass
class Followed:
    """Of one subject: the facts, the reopenings with their identifications, and the buttons that the officer has."""

    facts: list[SubjectFact] = field(default_factory=list)
    reopenings: list[Reopening] = field(default_factory=list)
    may_withdraw: set[UUID] = field(default_factory=set)
    may_reopen: bool = False
    may_propose: bool = False
    may_record: bool = False
    may_decide: bool = False

    @property
    def standing(self) -> list[SubjectFact]:
        """What was not withdrawn."""
        return [one for one in self.facts if one.withdrawn_at is None]

    @property
    def proposed(self) -> list[Reopening]:
        """What waits for a decision."""
        return [one for one in self.reopenings if one.state == Reopening.State.PROPOSED]

    @property
    def opened(self) -> Reopening | None:
        """The one by which it was opened again last."""
        accepted = [one for one in self.reopenings if one.state == Reopening.State.ACCEPTED]
        return max(accepted, key=lambda one: (one.decided_at, one.pk), default=None)


def followed(
    series: Series,
    subjects: Sequence[tuple[Subject, Sequence[Identification]]],
    officer: Officer,
    *,
    contributes: bool,
) -> dict[UUID, Followed]:
    """Return what followed, by subject. Two queries; none where nobody has been identified.

    :param contributes: the officer's country may add to what this audience sees; else no button is offered.
    """
    done = {key.pk: (key, found) for key, found in subjects if any(one.confirmed_at for one in found)}
    states = {key: Followed() for key in done}
    if not states:
        return states
    facts = SubjectFact.objects.filter(subject__in=list(states)).select_related("country", "unit")
    for fact in facts.order_by("pk"):
        states[fact.subject_id].facts.append(fact)
    asked = Reopening.objects.filter(identification__subject__in=list(states))
    related = ("identification", "country", "unit", "decided_country", "decided_unit")
    for one in asked.select_related(*related).order_by("pk"):
        states[one.identification.subject_id].reopenings.append(one)
    for key, (subject, identifications) in done.items():
        if contributes:
            _offer(states[key], subject, identifications, series, officer)
    return states


def _offer(
    state: Followed, subject: Subject, identifications: Sequence[Identification], series: Series, officer: Officer
) -> None:
    own = officer.country_id
    if may(officer, "fact.record"):
        state.may_withdraw = {one.pk for one in state.standing if one.country_id == own}
    counted = [one for one in identifications if one.confirmed_at and one.revoked_at is None]
    if not counted or subject.status != Subject.Status.IDENTIFIED:
        return
    decides = own == series.country_id or any(one.country_id == own for one in counted)
    state.may_reopen = state.may_decide = decides and may(officer, "reopening.decide")
    proposed = any(one.country_id == own for one in state.proposed)
    state.may_propose = not decides and not proposed and may(officer, "reopening.propose")
    identified = any(one.country_id == own for one in counted)
    recorded = any(one.country_id == own and one.kind == FACT_OF_ROLE.get(subject.role) for one in state.standing)
    state.may_record = identified and not recorded and may(officer, "fact.record")
