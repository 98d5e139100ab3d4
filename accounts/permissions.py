"""What each role may do, in one table. An action that is not in it may be done by nobody."""

from typing import TYPE_CHECKING

from accounts.models import Officer
from icse.core.errors import NotAllowed

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORK = frozenset(
    {
        "case.open",
        "item.upload",
        "item.reveal",
        "item.download",
        "series.create",
        "series.edit",
        "placement.add",
        "placement.remove",
        "series.link",
        "proposal.decide",
        "series.merge",
        "subject.link",
        "subject.add",
        "subject.edit",
        "subject.claim",
        "statement.make",
        "depiction.make",
        "identification.record",
        "identification.confirm",
        "thread.create",
        "thread.close",
        "post.add",
        "post.accept",
        "audience.make",
        "audience.change",
        "series.share",
        "item.share",
        "thread.share",
        "series.export",
        "permission.record",
        "request.send",
        "request.answer",
        "interest.show",
        "lookup.ask",
        "reopening.propose",
        "reopening.decide",
        "fact.record",
        "outcome.read",
        "hash_list.view",
        "match.review",
        "match.vote",
        "indication.make",
        "referral.send",
        "referral.answer",
        "alert.raise",
        "alert.acknowledge",
        "search.ask",
        "lead.keep",
        "note.write",
        "task.keep",
        "thread.check",
        "post.edit",
        "post.redact",
        "post.mark",
        "post.translate",
        "notification.read",
    }
)

MAY: "Mapping[str, frozenset[str]]" = {
    Officer.Role.ANALYST: _WORK,
    Officer.Role.SUPERVISOR: _WORK
    | {"progress.view", "country.settings", "unit.settings", "hash_list.manage", "item.delete"},
    Officer.Role.COORDINATOR: frozenset({"progress.view"}),
    Officer.Role.ADMINISTRATOR: frozenset({"hash_list.view", "hash_list.manage"}),
}


def may(officer: Officer, action: str) -> bool:
    """Tell whether this officer's role allows the action; unknown roles and actions mean no."""
    return action in MAY.get(officer.role, frozenset())


def require(officer: Officer, action: str) -> None:
    """Go on only if the role allows the action.

    :raises NotAllowed: it does not.
    """
    if not may(officer, action):
        raise NotAllowed("Your role does not include this. Ask your unit's supervisor.")
