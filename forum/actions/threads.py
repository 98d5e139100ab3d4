"""Opening and closing a clue request."""

from collections.abc import Sequence

from django.utils import timezone

from accounts.markings import UNMARKED, HasMarking, Marking, check_marking, marking_fits, most_restrictive
from accounts.models import Audience, Country, Officer
from accounts.models.owned import owner_fields
from forum.actions.bounds import require_covered, require_fits, require_pictures_fit
from forum.actions.crops import CropRequest, request_crop, require_few
from forum.actions.news import announce
from forum.actions.particulars import NOTHING_MORE, Particulars
from forum.actions.telling import tell_of_end, tell_of_thread
from forum.actions.texts import typed_text
from forum.models import ClueKind, Thread, ThreadSeries
from icse.core import audit
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError
from series.actions.indications import NO_PLACE
from series.actions.rights import require_contribution, require_own
from series.models import Item, Series

LONGEST_QUESTION = 4000
#: A clue that fits more countries narrows nothing.
MOST_COUNTRIES = 30


@action
def open_thread(
    *,
    kind: ClueKind,
    question: str,
    audience: Audience,
    series: Series | None = None,
    crops: Sequence[CropRequest] = (),
    marking: Marking | None = None,
    particulars: Particulars = NOTHING_MORE,
    by: Officer,
) -> Thread:
    """Ask about a clue, of a series or on its own, with crops that a worker cuts.

    :param marking: without it, the most restrictive of the series and the pictures.
    :param particulars: what is known of the clue, and how soon and from whom an answer is hoped.
    :raises NotAllowed: the audience may not be contributed to, or a crop's picture not be shown to it.
    :raises MarkedTooLow: the marking asks less than that of another country's series or picture.
    :raises IcseError: there is no question, it is too long, the audience does not fit the series, or the marking does
        not fit the audience.
    """
    require_contribution(audience.pk)
    if series is not None:
        require_fits(audience, series)
    require_pictures_fit(audience, [wanted.item for wanted in crops], by)
    require_few(crops)
    text = typed_text(question, most=LONGEST_QUESTION, field="question", missing="Write what you want to know.")
    shown: list[Series | Item] = [*([series] if series else []), *(wanted.item for wanted in crops)]
    marking = marking or inside_marking(shown)
    check_marking(marking, audience)
    require_covered(marking, shown, by)
    more = particulars.columns(kind)
    thread = Thread(kind=kind, question=text, audience=audience, **marking.columns, **more, **owner_fields(by))
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
def close_thread(
    *,
    thread: Thread,
    ending: str = Thread.Ending.UNANSWERED,
    countries: Sequence[Country] = (),
    by: Officer,
) -> None:
    """End a request and say what came of it; it takes no more posts.

    :param countries: where ``ending`` is that the clue narrows it to these.
    :raises NotAllowed: the request is another country's.
    :raises IcseError: there is no such ending, or countries are missing, or named without need.
    :raises Conflict: it is closed already.
    """
    require_asker(thread, by)
    require_contribution(thread.audience_id)
    codes = _checked_ending(ending, countries)
    open_ones = Thread.objects.filter(pk=thread.pk).exclude(status=Thread.Status.CLOSED)
    how = {"ending": ending, "ending_countries": codes, "ended_at": timezone.now()}
    if not open_ones.update(status=Thread.Status.CLOSED, **how):
        raise Conflict("This request has been closed already.")
    audit.record("thread.closed", on=thread, ending=ending)
    announce(thread, "thread.changed")
    tell_of_end(thread, by)


def require_asker(thread: Thread, by: Officer) -> None:
    """Go on only if this officer's country asked, and so may end the request.

    :raises NotAllowed: another one did.
    """
    require_own(thread, by, "Only the country that asked may close the request.")


def inside_marking(shown: Sequence[HasMarking]) -> Marking:
    """Return what a request that shows these is marked with unless somebody says otherwise."""
    return most_restrictive([UNMARKED, *map(Marking.of, shown)]).fitted()


def _checked_ending(ending: str, countries: Sequence[Country]) -> list[str]:
    """Return the codes of the countries that a clue narrows it to."""
    if ending not in Thread.Ending.values:
        raise IcseError("Say what came of the request.", field="ending")
    narrowed = ending == Thread.Ending.NARROWED
    if narrowed and not countries:
        raise IcseError("Choose the countries that the clue narrows it to.", field="countries")
    if countries and not narrowed:
        raise IcseError("Countries belong to a request that is narrowed to countries.", field="countries")
    if len(countries) > MOST_COUNTRIES or any(one.pk in NO_PLACE for one in countries):
        raise IcseError(f"Choose 1 to {MOST_COUNTRIES} countries.", field="countries")
    return sorted({one.pk for one in countries})


def _tie(thread: Thread, series: Series, by: Officer) -> None:
    audiences = {"thread_audience_id": thread.audience_id, "series_audience_id": series.audience_id}
    names = {"country_id": by.country_id, "officer_id": by.pk}
    ThreadSeries.objects.bulk_create([ThreadSeries(thread=thread, series=series, **audiences, **names)])
    thread.refresh_from_db(fields=["is_active"])  # settled by the database
