"""Links between series of different owners, and between subjects who are the same person. They move no row.

Within one country a link is accepted as it is made. Who sees only one side sees no sign of it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import Officer
from accounts.models.owned import owner_fields
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError, NotAllowed
from series.actions.rights import require_contribution
from series.actions.turns import in_turn
from series.actions.words import typed_reason
from series.models import Series, SeriesLink, Subject, SubjectLink
from series.models.link import Link
from series.queries.links import MOST, same_people

L = TypeVar("L", bound=Link)

LONGEST_NOTE = 500
#: So often one country links the same two, with what was withdrawn, declined or undone.
MOST_PROPOSED = 10
#: So many proposals of one country, of each kind, wait for another at once.
MOST_WAITING = 500
_WAITS = "{} has not decided on the link that your country proposed."
_THEIRS = "{} has proposed this link already. Accept it instead."
_LINKED = "These two are linked already."
#: What somebody else has made of a link meanwhile.
_HAPPENED = {
    Link.State.PROPOSED: "The other side has not accepted this link.",
    Link.State.ACCEPTED: "This link has just been accepted.",
    Link.State.DECLINED: "This link has just been declined.",
    Link.State.WITHDRAWN: "The country that proposed this link has just withdrawn it.",
    Link.State.UNDONE: "This link has just been undone.",
}


@dataclass(frozen=True)
class _Side:
    """One of the two: the row, its series, and with whose audience it is seen."""

    row: Series | Subject
    series: Series

    @property
    def key(self) -> UUID:
        return self.row.pk

    @property
    def audience(self) -> int:
        return self.row.audience_id

    @property
    def country(self) -> str:
        return self.series.country_id


@action
def propose_link(*, series: Series, other: Series, reason: str, note: str = "", by: Officer) -> SeriesLink:
    """Say that two series belong together. The officer's country owns one; the owner of the other decides.

    :param reason: one of ``SeriesLink.Reason``.
    :param note: a few words for who sees both.
    :raises NotAllowed: both are other countries', or one may not be added to.
    :raises Conflict: they are linked, it is proposed already, was declined for this reason or proposed too
        often, or one was merged.
    :raises IcseError: it is one and the same series, there is no such reason, or the note is too long.
    """
    mine, theirs = _own_first(_Side(series, series), _Side(other, other), by)
    _check(mine, theirs, reason, SeriesLink.Reason.values, note)
    _refuse_crowding(SeriesLink, theirs, by)
    _take_turn(mine, theirs)
    pair = (mine.key, theirs.key)
    _refuse_again(SeriesLink.objects.filter(series__in=pair, other__in=pair), reason, by)
    link = SeriesLink(
        series_id=mine.key, series_audience_id=mine.audience, reason=reason, **_columns(mine, theirs, note, by)
    )
    return _made(link)


@action
def propose_same_person(*, subject: Subject, other: Subject, reason: str, note: str = "", by: Officer) -> SubjectLink:
    """Say that two subjects are the same person. The officer's country owns the series of one.

    :param reason: one of ``SubjectLink.Reason``.
    :raises NotAllowed: both series are other countries', or one may not be added to.
    :raises Conflict: as ``propose_link``, or so many are linked already that nobody could check them.
    :raises IcseError: as ``propose_link``, or one is a victim and the other an offender.
    """
    mine, theirs = _own_first(_Side(subject, subject.series), _Side(other, other.series), by)
    if subject.role != other.role:
        raise IcseError("A victim and an offender cannot be linked as the same person.", field="other")
    _check(mine, theirs, reason, SubjectLink.Reason.values, note)
    _refuse_crowding(SubjectLink, theirs, by)
    _take_turn(mine, theirs)
    pair = (mine.key, theirs.key)
    _refuse_again(SubjectLink.objects.filter(subject__in=pair, other__in=pair), reason, by)
    if theirs.country == by.country_id:
        _refuse_crowd(mine.key, theirs.key)
    link = SubjectLink(
        subject_id=mine.key, audience_id=mine.audience, reason=reason, **_columns(mine, theirs, note, by)
    )
    return _made(link)


@action
def accept_link(*, link: Link, by: Officer) -> None:
    """Agree, for the country of the other side.

    :raises NotAllowed: another country decides, or the side may not be added to.
    :raises Conflict: it was decided or withdrawn, one of the two was merged, or too many are linked already.
    """
    _require_decider(link, by)
    _take_turn_of(link)
    if isinstance(link, SubjectLink):
        _refuse_crowd(*link.sides)
    _turn(link, Link.State.PROPOSED, Link.State.ACCEPTED)


@action
def decline_link(*, link: Link, by: Officer) -> None:
    """Refuse, for the country of the other side: it is proposed again for another reason, or by that country.

    :raises NotAllowed: another country decides, or the side may not be added to.
    :raises Conflict: it was decided or withdrawn already.
    """
    _require_decider(link, by)
    _take_turn_of(link)
    _turn(link, Link.State.PROPOSED, Link.State.DECLINED)


@action
def withdraw_link(*, link: Link, by: Officer) -> None:
    """Take back a proposal.

    :raises NotAllowed: another country proposed it.
    :raises Conflict: it was decided or withdrawn already.
    """
    if link.country_id != by.country_id:
        raise NotAllowed("Only the country that proposed the link may withdraw it.")
    require_contribution(link.audiences[0])
    _take_turn_of(link)
    _turn(link, Link.State.PROPOSED, Link.State.WITHDRAWN)


@action
def undo_link(*, link: Link, reason: str, by: Officer) -> None:
    """Part what was linked. Either owner may. A person who was identified by the link alone is looked for again.

    :param reason: some words for who sees both.
    :raises IcseError: they are too few or too many.
    :raises NotAllowed: both sides are other countries', or the own one may not be added to.
    :raises Conflict: it is not linked (any more).
    """
    mine, other = link.audiences
    if by.country_id not in (link.country_id, link.other_country_id):
        raise NotAllowed("Only the two countries that are linked may undo it.")
    require_contribution(mine if link.country_id == by.country_id else other)
    words = typed_reason(reason, most=LONGEST_NOTE)
    _take_turn_of(link)
    _turn(link, Link.State.ACCEPTED, Link.State.UNDONE, undone_reason=words)


def _own_first(one: _Side, other: _Side, by: Officer) -> tuple[_Side, _Side]:
    if one.key == other.key:
        raise IcseError("Name two different ones.", field="other")
    if by.country_id not in (one.country, other.country):
        raise NotAllowed("Only a country that owns one of the two series may propose a link.")
    return (one, other) if one.country == by.country_id else (other, one)


def _check(mine: _Side, theirs: _Side, reason: str, reasons: Iterable[str], note: str) -> None:
    if reason not in reasons:
        raise IcseError("Choose one of the reasons.", field="reason")
    if len(note.strip()) > LONGEST_NOTE:
        raise IcseError(f"Write at most {LONGEST_NOTE} characters.", field="note")
    for side in (mine, theirs):
        require_contribution(side.audience)


def _refuse_crowding(model: type[Link], theirs: _Side, by: Officer) -> None:
    """What one country asks of another is bounded, so that nobody fills the list of those who have to decide."""
    if theirs.country == by.country_id:
        return
    in_turn(f"links of {by.country_id} with {theirs.country}")
    waiting = model._default_manager.filter(
        country=by.country_id, other_country=theirs.country, state=Link.State.PROPOSED.value
    )
    if waiting[:MOST_WAITING].count() >= MOST_WAITING:
        raise Conflict(
            f"{MOST_WAITING} links that your country proposed wait for {theirs.series.country.name}, which is the "
            "most. Withdraw some, or speak to that country."
        )


def _take_turn(mine: _Side, theirs: _Side) -> None:
    """Wait for who links the same two, and look again at what may have been merged meanwhile."""
    first, second = sorted((mine.key, theirs.key))
    in_turn(f"link {first} {second}")
    merged = Series.objects.filter(pk__in=[mine.series.pk, theirs.series.pk]).exclude(merged_into=None)
    found = merged.select_related("merged_into").first()
    if found is not None and found.merged_into is not None:
        raise Conflict(f"{found.reference} has been merged into {found.merged_into.reference}. Link that one.")


def _take_turn_of(link: Link) -> None:
    first, second = sorted(link.sides)
    in_turn(f"link {first} {second}")


def _refuse_again(before: QuerySet[L], reason: str, by: Officer) -> None:
    wanted = before.filter(Q(state__in=Link.OPEN) | Q(country=by.country_id))
    # One more is the other country's, where that is open.
    links = list(wanted.select_related("country", "other_country").order_by("pk")[: MOST_PROPOSED + 1])
    for link in links:
        if link.is_accepted:
            raise Conflict(_LINKED)
        if link.is_proposed:
            own = link.country_id == by.country_id
            raise Conflict(_WAITS.format(link.other_country.name) if own else _THEIRS.format(link.country.name))
        if link.state == Link.State.DECLINED and link.reason == reason:
            raise Conflict(
                f"{link.other_country.name} has declined this for the same reason. Give another reason, "
                f"or let {link.other_country.name} propose it."
            )
    if len(links) >= MOST_PROPOSED:
        raise Conflict(f"Your country has proposed this link {MOST_PROPOSED} times already. Speak to the other owner.")


def _refuse_crowd(one: UUID, other: UUID) -> None:
    """As far as the officer sees them: a refusal tells nothing of others."""
    if len(same_people([one])[one] | same_people([other])[other] | {one, other}) > MOST:
        raise Conflict(f"At most {MOST} subjects are linked as the same person.")


def _columns(mine: _Side, theirs: _Side, note: str, by: Officer) -> dict[str, Any]:
    is_own = theirs.country == by.country_id
    return {
        "other_id": theirs.key,
        "other_audience_id": theirs.audience,
        "other_country_id": theirs.country,
        "state": Link.State.ACCEPTED if is_own else Link.State.PROPOSED,
        "note": note.strip(),
        **owner_fields(by),
    }


def _made(link: L) -> L:
    link.save(force_insert=True)
    _announce(link, "proposed")
    return link


def _require_decider(link: Link, by: Officer) -> None:
    if link.other_country_id != by.country_id:
        raise NotAllowed("Only the country that owns the other side decides on this link.")
    require_contribution(link.audiences[1])


def _turn(link: Link, before: str, after: str, **said: str) -> None:
    """Change the state, or say what somebody else has made of it."""
    if not type(link)._default_manager.filter(pk=link.pk, state=before).update(state=after, **said):
        link.refresh_from_db(fields=["state"])
        raise Conflict(_HAPPENED[Link.State(link.state)])
    link.state = after
    _announce(link, after)


def _announce(link: Link, act: str) -> None:
    """Record it, and tell who sees both; where people were joined or parted, also who sees the series of one."""
    one, other = link.sides
    if isinstance(link, SubjectLink):
        series = dict(Subject.objects.filter(pk__in=link.sides).values_list("pk", "series_id"))
        audit.record(f"subject_link.{act}", on=link, subject=str(one), other=str(other), reason=link.reason)
        events.publish("series.changed", objects=[series[one], series[other]], audiences=link.audiences)
        if link.state in (Link.State.ACCEPTED, Link.State.UNDONE):
            for key, audience in zip(link.sides, link.audiences, strict=True):
                events.publish("series.changed", objects=[series[key]], audiences=[audience])
            events.publish_person_changed(link.sides)
            events.publish_outcomes_told(link.sides)
    else:
        audit.record(f"series_link.{act}", on=link, series=str(one), other=str(other), reason=link.reason)
        events.publish("series.changed", objects=link.sides, audiences=link.audiences)
