"""Deciding on proposed links, each country for itself. What follows is a link, a merge, or items put into a series."""

from dataclasses import dataclass
from typing import Final

from accounts.models import Audience, Officer
from accounts.models.owned import owner_fields
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError, NotAllowed
from series.actions.links import propose_link
from series.actions.merging import merge_series
from series.actions.series import place_items
from series.actions.turns import in_turn
from series.actions.words import typed_reason
from series.models import Hit, Item, LinkReason, ProposalDecision, Series, SeriesLink
from series.queries.proposals import Line, line_of

LINK, MERGE, PLACE = "link", "merge", "place"
LONGEST_NOTE: Final = 500
_GONE: Final = "This link is not proposed any more: a colleague has just decided, or what spoke for it is gone."
_LINKED_AS: Final = {LinkReason.Reason.OUTSIDE.value: SeriesLink.Reason.OTHER.value}
_DONE: Final = {
    ProposalDecision.Outcome.ACCEPTED.value: "A colleague of yours has just accepted it.",
    ProposalDecision.Outcome.REJECTED.value: "A colleague of yours has just rejected it.",
}


@dataclass(frozen=True)
class Accepted:
    """What followed: a sentence for who accepted, and the series to look at."""

    sentence: str
    series: Series


@action
def accept_proposal(*, proposal: LinkReason, how: str, by: Officer) -> Accepted:
    """Say that it is so, for the officer's country.

    :param proposal: any reason of the pair that the officer sees.
    :param how: ``link`` two series, ``merge`` two of the own country, or ``place`` the item and its stack.
    :raises NotAllowed: neither series is the own country's, or one may only be looked at.
    :raises Conflict: somebody was faster, or it is proposed no more.
    :raises IcseError: it cannot be accepted in this way.
    """
    line = _open_line(proposal, by)
    reasons = [one.reason for one in line.reasons]
    accepted = _ACCEPTS[_checked(how, line)](line, by)
    _decide(line, reasons, by, outcome=ProposalDecision.Outcome.ACCEPTED.value)
    audit.record("proposal.accepted", on=proposal, **_facts(line), how=how, reasons=" ".join(reasons))
    return accepted


@action
def reject_proposal(*, proposal: LinkReason, why: str, note: str = "", by: Officer) -> None:
    """Say that it is not so: for these reasons it is not proposed to the officer's country again.

    :param why: one of ``ProposalDecision.Why``.
    :raises Conflict: somebody was faster, or it is proposed no more.
    :raises IcseError: there is no such answer, or the note is too long.
    """
    if why not in ProposalDecision.Why.values:
        raise IcseError("Choose why it is not so.", field="why")
    words = typed_reason(note, least=0, most=LONGEST_NOTE, field="note")
    line = _open_line(proposal, by)
    reasons = [one.reason for one in line.reasons]
    _decide(line, reasons, by, outcome=ProposalDecision.Outcome.REJECTED.value, why=why, note=words)
    audit.record("proposal.rejected", on=proposal, **_facts(line), why=why, reasons=" ".join(reasons))


def ways_of(line: Line, by: Officer, contributable: list[int]) -> list[str]:
    """Return how the officer may accept a line: the first is the usual one."""
    if line.two is None:
        return [PLACE] if line.one.audience_id in contributable else []
    owners = line.owner_words(by.country_id)
    if not owners or not {line.one.audience_id, line.two.audience_id} <= set(contributable):
        return []
    return [LINK, MERGE] if owners == "own" and line.one.audience_id == line.two.audience_id else [LINK]


def _open_line(proposal: LinkReason, by: Officer) -> Line:
    """Return it as it stands, when all who decide on it for this country before have done so."""
    sides = sorted(str(key) for key in (proposal.series_id, proposal.other_id or proposal.other_item_id))
    in_turn(f"proposal {by.country_id} {' '.join(sides)}")
    line = line_of(proposal, by)
    if line is None:
        raise Conflict(_told(proposal, by))
    return line


def _told(proposal: LinkReason, by: Officer) -> str:
    decided = ProposalDecision.objects.filter(
        country=by.country_id,
        reason=proposal.reason,
        series__in=[proposal.series_id, proposal.other_id],
        item=None if proposal.other_id else proposal.other_item_id,
    ).first()
    return _DONE[decided.outcome] if decided else _GONE


def _checked(how: str, line: Line) -> str:
    if how not in _ACCEPTS or (how == PLACE) != (line.two is None):
        raise IcseError("Choose what to do.", field="how")
    return how


def _link(line: Line, by: Officer) -> Accepted:
    assert line.two is not None  # noqa: S101 - tells the type checker
    reason = _LINKED_AS.get(line.link_reason, line.link_reason)
    link = propose_link(series=line.one, other=line.two, reason=reason, by=by)
    own = line.one if line.one.country_id == by.country_id else line.two
    return Accepted("Linked." if link.is_accepted else f"{link.other_country.name} has been asked.", own)


def _merge(line: Line, by: Officer) -> Accepted:
    """The elder stays: its reference is the better known."""
    assert line.two is not None  # noqa: S101 - tells the type checker
    into, other = sorted((line.one, line.two), key=lambda one: one.created_at)
    rows = Series.objects.select_related("merged_into").in_bulk([into.pk, other.pk])
    merge_series(into=rows[into.pk], other=rows[other.pk], by=by)
    return Accepted(f"{other.reference} is now a part of {into.reference}.", into)


def _place(line: Line, by: Officer) -> Accepted:
    items = _stack(line)
    place_items(series=line.one, items=items, by=by)
    number = f"{len(items)} file{'' if len(items) == 1 else 's'}"
    return Accepted(f"{number} placed in {line.one.reference}.", line.one)


_ACCEPTS: Final = {LINK: _link, MERGE: _merge, PLACE: _place}


def _stack(line: Line) -> list[Item]:
    """Return the item, and those of its country that show the same and are proposed for the same series."""
    if line.item is None:
        raise NotAllowed(_GONE)
    key = line.item.pk
    alike = {*Hit.objects.filter(item=key).values_list("other", flat=True)}
    alike |= {*Hit.objects.filter(other=key).values_list("item", flat=True)}
    proposed = LinkReason.objects.filter(series=line.one, other=None, reason=LinkReason.Reason.PICTURES)
    others = proposed.filter(other_item__in=alike, other_item__placements=None).values_list("other_item", flat=True)
    found = Item.objects.filter(pk__in={key, *others}, state=Item.State.READY).select_related("audience", "country")
    return [one for one in found.order_by("pk") if one.pk == key or one.country_id == line.item.country_id]


def _decide(line: Line, reasons: list[str], by: Officer, **said: str) -> None:
    """Write it down for each reason, and tell the own country's officers who see the pair."""
    item = line.item if line.two is None else None
    national = Audience.objects.get(kind=Audience.Kind.NATIONAL, owner_id=by.country_id)
    pair = {
        "audience_id": national.pk,
        "series_id": line.one.pk,
        "series_audience_id": line.one.audience_id,
        "other_id": line.two.pk if line.two else None,
        "other_audience_id": line.two.audience_id if line.two else None,
        "item_id": item.pk if item else None,
        "item_audience_id": item.audience_id if item else None,
    }
    made = [ProposalDecision(reason=one, **pair, **said, **owner_fields(by)) for one in reasons]
    ProposalDecision.objects.bulk_create(made)
    audiences = [one.audience_id for one in (line.one, line.two, item) if one is not None]
    events.publish("proposal.decided", objects=[made[0].pk], audiences=[*audiences, national.pk])


def _facts(line: Line) -> dict[str, str]:
    other = line.two.pk if line.two is not None else line.item.pk if line.item is not None else ""
    return {"series": str(line.one.pk), "other": str(other)}
