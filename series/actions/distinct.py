"""Saying that a content is not distinctive: votes, and what the flood guard set aside."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Audience, Officer
from accounts.models.owned import owner_fields
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError
from series.actions.rights import require_contribution, require_own
from series.models import HashVote, Item, SetAside


@action
def vote_down(*, item: Item, reason: str, by: Officer) -> HashVote:
    """Say that what this file shows is not distinctive: its matches are folded away for the own country.

    :param reason: one of ``HashVote.Reason``.
    :raises NotAllowed: the item's audience may only be looked at.
    :raises IcseError: no such reason.
    :raises Conflict: the own country has voted already.
    """
    require_contribution(item.audience_id)
    _check(reason)
    vote = HashVote(item=item, audience_id=item.audience_id, reason=reason, **owner_fields(by))
    try:
        with transaction.atomic():
            vote.save(force_insert=True)
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", None) != "23505":
            raise  # its audience has just been changed: the door of actions says so
        raise Conflict("Your country has voted on this file already.") from error
    audit.record("vote.cast", on=item, reason=reason, vote=str(vote.pk))
    events.publish("item.changed", objects=[item.pk], audiences=[item.audience_id])
    return vote


@action
def withdraw_vote(*, vote: HashVote, by: Officer) -> None:
    """Take the own country's vote back.

    :raises NotAllowed: it is another country's, or its audience may only be looked at.
    :raises Conflict: it has been withdrawn already.
    """
    require_own(vote, by, "Only the country that voted may take its vote back.")
    require_contribution(vote.audience_id)
    if not HashVote.objects.filter(pk=vote.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        raise Conflict("This vote has been withdrawn already.")
    audit.record("vote.withdrawn", on=vote.item, vote=str(vote.pk))
    events.publish("item.changed", objects=[vote.item_id], audiences=[vote.audience_id])


@action
def decide_set_aside(*, aside: SetAside, decision: str, reason: str = "", by: Officer) -> None:
    """Release what was set aside for the own country, or keep it aside with a reason. Both may be said again.

    :raises IcseError: no such decision, or no reason for keeping it.
    """
    if decision not in (SetAside.Decision.RELEASED, SetAside.Decision.KEPT):
        raise IcseError("Choose whether to release it or to keep it aside.", field="decision")
    if decision == SetAside.Decision.KEPT:
        _check(reason)
    else:
        reason = ""
    SetAside.objects.filter(pk=aside.pk).update(decision=decision, reason=reason)
    code = "content.released" if decision == SetAside.Decision.RELEASED else "content.kept_aside"
    audit.record(code, on=aside, reason=reason)
    national = Audience.objects.get(pk=aside.audience_id)
    events.publish("item.progressed", objects=[aside.item_id], audiences=[aside.item_audience_id, national.pk])


def _check(reason: str) -> None:
    if not reason or reason not in SetAside.Reason.values:
        raise IcseError("Choose why.", field="reason")
