"""More crops for a request that is asked already."""

from collections.abc import Sequence

from accounts.markings import Marking
from accounts.models import Officer
from forum.actions.bounds import require_covered, require_pictures_fit
from forum.actions.crops import CropRequest, request_crop, require_few
from forum.actions.news import announce
from forum.models import Crop, Thread, ThreadCheck
from icse.core import audit
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError
from series.actions.rights import require_contribution, require_own


@action
def add_crops(*, thread: Thread, crops: Sequence[CropRequest], by: Officer) -> list[Crop]:
    """Show more parts of pictures in an open request.

    :raises NotAllowed: another country asked, or a crop's picture may not be shown to the request's audience.
    :raises MarkedTooLow: the request is marked less strictly than another country's picture.
    :raises IcseError: none is given, or too many; or the request is shown to more than see the pictures.
    :raises Conflict: the request is not open any more.
    """
    require_own(thread, by, "Only officers of the country that asked may add crops.")
    require_contribution(thread.audience_id)
    if not crops:
        raise IcseError("Draw a rectangle first.", field="crop")
    # Held until the end, so that nobody closes, shows or checks the request meanwhile.
    thread = Thread.objects.select_for_update(no_key=True, of=("self",)).select_related("audience").get(pk=thread.pk)
    if thread.status != Thread.Status.OPEN:
        raise Conflict("This request is not open any more. Nothing was added.")
    items = [wanted.item for wanted in crops]
    _require_not_wide(thread)
    require_few(crops, before=Crop.objects.filter(thread=thread).count())
    require_pictures_fit(thread.audience, items, by)
    require_covered(Marking.of(thread), items, by)
    added = [request_crop(thread, wanted, by) for wanted in crops]
    audit.record("crops.added", on=thread, crops=len(added))
    announce(thread, "thread.changed", *added)
    return added


def _require_not_wide(thread: Thread) -> None:
    """What a second officer has checked stays as it was checked."""
    checked = ThreadCheck.objects.filter(thread=thread, outcome=ThreadCheck.Outcome.CONFIRMED)
    if checked.filter(wanted=thread.audience_id).exists():
        raise IcseError(
            "A second officer checked this request for more officers than see the series. Ask anew with the new crops, "
            "so that they are checked too.",
            field="crop",
        )
