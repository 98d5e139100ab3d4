"""What every write asks before it is tried, so that a refusal comes as a sentence and not as a policy's error."""

from accounts.models import Officer, Owned
from accounts.visibility import contributable_audiences
from icse.core.errors import NotAllowed


def require_contribution(audience_id: int) -> None:
    """Go on only if the actor may add to what is shown to this audience.

    :raises NotAllowed: it may only be looked at.
    """
    if audience_id not in contributable_audiences():
        raise NotAllowed("Your country may look at what is shown to this audience, but not add to it.")


def require_own(row: Owned, by: Officer, sentence: str) -> None:
    """Go on only if the row is the officer's country's.

    :param sentence: what another country's officer is told.
    :raises NotAllowed: it is not.
    """
    if row.country_id != by.country_id:
        raise NotAllowed(sentence)
