"""Opening and closing a clue request."""

from collections.abc import Sequence

from accounts.markings import UNMARKED, HasMarking, Marking, check_marking, marking_fits, most_restrictive
from accounts.models import Audience, Officer
from accounts.models.owned import owner_fields
from forum.actions.bounds import require_covered, require_fits
from forum.actions.crops import CropRequest, request_crop
from forum.actions.news import announce
from forum.actions.telling import tell_of_end, tell_of_thread
from forum.actions.texts import typed_text
from forum.models import ClueKind, Thread, ThreadSeries
from icse.core import audit
from icse.core.doors import action
from icse.core.errors import Conflict
from series.actions.rights import require_contribution, require_own
from series.models import Item, Series

LONGEST_QUESTION = 4000


@action
def open_thread(
    *,
    kind: ClueKind,
    question: str,
    audience: Audience,
    series: Series | None = None,
    crops: Sequence[CropRequest] = (),
    marking: Marking | None = None,
    by: Officer,
) -> Thread:
    """Ask about a clue, of a series or on its own, with crops that a worker cuts.

    :param marking: without it, the most restrictive of the series and the pictures.
    :raises NotAllowed: the audience may not be contributed to, or a crop's picture not be shown to it.
    :raises MarkedTooLow: the marking asks less than that of another country's series or picture.
    :raises IcseError: there is no question, it is too long, the audience does not fit the series, or the marking does
        not fit the audience.
    """
    require_contribution(audience.pk)
    if series is not None:
        require_fits(audience, series)
    text = typed_text(question, most=LONGEST_QUESTION, field="question", missing="Write what you want to know.")
    shown: list[Series | Item] = [*([series] if series else []), *(wanted.item for wanted in crops)]
    marking = marking or inside_marking(shown)
    check_marking(marking, audience)
    require_covered(marking, shown, by)
    thread = Thread(kind=kind, question=text, audience=audience, **marking.columns, **owner_fields(by))
    with marking_fits():
        thread.save(force_insert=True)
    if series is not None:
        _tie(thread, series, by)
    for wanted in crops:
        request_crop(thread, wanted, by)
    audit.record("thread.created", on=thread, audience=audience.pk, kind=kind.pk)
    announce(thread, "thread.created")
    tell_of_thread(thread, by)
    return thread


@action
def close_thread(*, thread: Thread, by: Officer) -> None:
    """End a request; it takes no more posts.

    :raises NotAllowed: the request is another country's.
    :raises Conflict: it is closed already.
    """
    require_own(thread, by, "Only the country that asked may close the request.")
    require_contribution(thread.audience_id)
    open_ones = Thread.objects.filter(pk=thread.pk).exclude(status=Thread.Status.CLOSED)
    if not open_ones.update(status=Thread.Status.CLOSED):
        raise Conflict("This request has been closed already.")
    audit.record("thread.closed", on=thread)
    announce(thread, "thread.changed")
    tell_of_end(thread, by)


def inside_marking(shown: Sequence[HasMarking]) -> Marking:
    """Return what a request that shows these is marked with unless somebody says otherwise."""
    return most_restrictive([UNMARKED, *map(Marking.of, shown)]).fitted()


def _tie(thread: Thread, series: Series, by: Officer) -> None:
    audiences = {"thread_audience_id": thread.audience_id, "series_audience_id": series.audience_id}
    names = {"country_id": by.country_id, "officer_id": by.pk}
    ThreadSeries.objects.bulk_create([ThreadSeries(thread=thread, series=series, **audiences, **names)])
    thread.refresh_from_db(fields=["is_active"])  # settled by the database
