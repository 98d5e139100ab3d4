"""To whom a request may be shown: to its series' audience or to fewer, and no other country's picture to others."""

from collections.abc import Sequence

from accounts.markings import Marking, most_restrictive
from accounts.models import Audience, Officer
from accounts.models.marking import Tlp
from accounts.sharing import RED_SERIES_NEEDS_NAMES
from forum.models import Crop, CropSource, Thread, ThreadSeries
from icse.core.errors import IcseError, NotAllowed
from series.models import Item, Series


class MarkedTooLow(IcseError):
    """Somebody else's material would be shown with less than its marking asks; ``needed`` is the least."""

    def __init__(self, needed: Marking) -> None:
        super().__init__(
            f"What this request shows is marked more strictly by the country that it comes from ({needed.short}). "
            "Mark the request at least so.",
            field="tlp",
        )
        self.needed = needed


def is_within(audience: Audience, wider: Audience) -> bool:
    """Tell whether everybody in the one is surely in the other; both are held by who asks.

    Who is in a group is not for an officer to know, so that two groups are never compared.
    """
    if audience.pk == wider.pk or wider.kind == Audience.Kind.MEMBERS:
        return True
    return audience.kind == Audience.Kind.NATIONAL


def fits(audience: Audience, series_audience: Audience, tlp: str) -> bool:
    """Tell whether what is asked about a series with this audience and TLP may be shown to this audience."""
    return is_within(audience, series_audience) and (tlp != Tlp.RED or audience.named_only)


def require_fits(audience: Audience, series: Series) -> None:
    """Go on only if a request about this series may be shown to this audience.

    :raises IcseError: the audience is wider, or the series is for named officers.
    """
    if not is_within(audience, series.audience):
        raise IcseError(
            "A request about a series is shown to the series' audience or to fewer. Choose a narrower audience.",
            field="audience",
        )
    if not fits(audience, series.audience, series.tlp):
        raise IcseError(RED_SERIES_NEEDS_NAMES, field="audience")


def require_pictures_fit(audience: Audience, items: Sequence[Item], by: Officer) -> None:
    """Go on only if everybody who is to see crops of these own pictures sees the pictures.

    Other countries' pictures have rules of their own (``forum.actions.crops``).

    :raises IcseError: somebody may not; a second officer has to look first (``forum.actions.wide``).
    """
    if not all(is_within(audience, item.audience) for item in items if item.country_id == by.country_id):
        raise IcseError(
            "A picture is shown to fewer officers than this audience. Choose a narrower audience, or let a second "
            "officer of your country check the crop.",
            field="audience",
        )


def require_covered(marking: Marking, shown: Sequence[Series | Item], by: Officer) -> None:
    """Go on only if a request with this marking may show these: other countries' as strictly as they are marked.

    :raises MarkedTooLow: one of another country asks more.
    """
    others = [Marking.of(one) for one in shown if one.country_id != by.country_id]
    if others and not marking.covers(needed := most_restrictive(others)):
        raise MarkedTooLow(needed)


def shown_in(thread: Thread) -> list[Series | Item]:
    """Return the series that a request is about and the pictures that its crops are of, as far as the actor sees."""
    series = Series.objects.filter(pk__in=ThreadSeries.objects.filter(thread=thread).values("series"))
    items = Item.objects.filter(pk__in=CropSource.objects.filter(crop__thread=thread).values("item"))
    return [*series, *items]


def require_own_pictures(thread: Thread, by: Officer) -> None:
    """Go on only if the request may go to another audience with the crops that are in it.

    :raises NotAllowed: one shows another country's picture, which was for the audience of then.
    """
    if shows_others_pictures(thread, by.country_id):
        raise NotAllowed(
            "This request shows a part of another country's picture. It stays where that country shows the picture; "
            "ask anew without it.",
            field="audience",
        )


def shows_others_pictures(thread: Thread, country: str) -> bool:
    """Tell whether a crop in it is not surely from the country's own pictures."""
    own = CropSource.objects.filter(crop__thread=thread, item__country=country).count()
    return own != Crop.objects.filter(thread=thread).count()
