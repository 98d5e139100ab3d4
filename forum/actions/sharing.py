"""Showing requests to another audience, or marking them otherwise; and series with what is asked about them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import partial

from django.db.models import Exists, OuterRef

from accounts.markings import Marking, check_marking, kept_by_follower
from accounts.models import Audience, Officer
from accounts.models.marking import Tlp
from accounts.sharing import overtaken, share_rows
from accounts.visibility import contributable_audiences
from forum.actions.bounds import (
    fits,
    require_covered,
    require_fits,
    require_own_pictures,
    require_pictures_fit,
    shown_in,
    shows_others_pictures,
)
from forum.models import Thread, ThreadCheck, ThreadSeries
from icse.core import audit, events
from icse.core.doors import action
from series.actions.rights import require_contribution, require_own
from series.actions.sharing import share_series, shared_facts
from series.models import Item, Series


@action
def share_thread(*, thread: Thread, audience: Audience, marking: Marking, by: Officer) -> Thread:
    """Show a request, with its answers, to this audience, with this marking.

    :raises NotAllowed: it is another country's, an audience may only be looked at, or it shows another country's
        picture.
    :raises IcseError: the audience is wider than the series' or a picture's, or does not fit the marking.
    :raises MarkedTooLow: another country's series or picture asks for more than this marking.
    :raises Conflict: a colleague has just shared it with another audience.
    """
    require_thread_sharer(thread, by)
    require_contribution(audience.pk)
    check_marking(marking, audience)
    require_covered(marking, shown_in(thread), by)
    about = ThreadSeries.objects.select_related("series__audience").filter(thread=thread).first()
    before = thread.audience_id
    if before != audience.pk:
        require_own_pictures(thread, by)
        if about is not None:
            require_fits(audience, about.series)
        require_pictures_fit(audience, [one for one in shown_in(thread) if isinstance(one, Item)], by)
    return show_thread(thread, audience, marking, about)


def show_thread(thread: Thread, audience: Audience, marking: Marking, about: ThreadSeries | None = None) -> Thread:
    """Show a request to this audience, with this marking; part of actions that have made sure that it may be.

    :raises Conflict: a colleague has just shared it with another audience.
    """
    before = thread.audience_id
    about = about or ThreadSeries.objects.filter(thread=thread).first()
    _share([thread], audience, marking)
    if about is not None:
        for side in (before, audience.pk):
            events.publish("series.changed", objects=[about.series_id], audiences=[side, about.series_audience_id])
    return Thread.objects.select_related("audience").get(pk=thread.pk)


@action
def share_series_and_threads(
    *, series: Series, audience: Audience, marking: Marking, items: Iterable[Item] = (), by: Officer
) -> Series:
    """Show a series to this audience; what the own country asks about it is never shown to more, so it follows.

    :raises NotAllowed: as ``series.actions.share_series``.
    :raises IcseError: as there; or a request that cannot follow keeps the series from being marked TLP:RED.
    :raises Conflict: as there.
    """
    following, _ = following_threads(series, audience, marking)
    steps: list[Callable[[], object]] = [
        partial(_follow, following, audience, marking),
        partial(share_series, series=series, audience=audience, marking=marking, items=items, by=by),
    ]
    # Neither may at any moment be a TLP:RED series with a request for others than named officers.
    for step in steps if marking.tlp == Tlp.RED else reversed(steps):
        step()
    return Series.objects.select_related("audience").get(pk=series.pk)


def following_threads(series: Series, audience: Audience, marking: Marking) -> tuple[list[Thread], list[Thread]]:
    """Return the requests of the series' country that have to follow it, and those that should but cannot.

    These are shown to named officers, or to an audience that may only be looked at, or show another country's picture.
    """
    about = ThreadSeries.objects.filter(series=series, country_id=series.country_id).values("thread")
    threads = Thread.objects.select_related("audience").filter(pk__in=about).order_by("pk")
    # What a second officer let go to a wide audience stays there, but for TLP:RED.
    chosen = ThreadCheck.objects.filter(thread=OuterRef("pk"), outcome=ThreadCheck.Outcome.CONFIRMED)
    threads = threads.annotate(is_checked=Exists(chosen.filter(wanted=OuterRef("audience"))))
    wider = [
        one
        for one in threads
        if not fits(one.audience, audience, marking.tlp) and (marking.tlp == Tlp.RED or not one.is_checked)
    ]
    contributable = set(contributable_audiences())
    stuck: list[Thread] = [
        one
        for one in wider
        if one.audience.named_only
        or one.audience_id not in contributable
        or shows_others_pictures(one, series.country_id)
    ]
    return [one for one in wider if one not in stuck], stuck


def require_thread_sharer(thread: Thread, by: Officer) -> None:
    """Go on only if the officer may say how this is shared.

    :raises NotAllowed: another country asked, or the audience may only be looked at.
    """
    require_own(thread, by, "Only officers of the country that asked may say how the request is shared.")
    require_contribution(thread.audience_id)


def _follow(threads: Sequence[Thread], audience: Audience, marking: Marking) -> None:
    for kept in dict.fromkeys(kept_by_follower(one, marking) for one in threads):
        _share([one for one in threads if kept_by_follower(one, marking) == kept], audience, kept)


def _share(threads: Sequence[Thread], audience: Audience, marking: Marking) -> None:
    by_audience: dict[int, list[Thread]] = defaultdict(list)
    for thread in threads:
        if thread.audience_id != audience.pk or Marking.of(thread) != marking:
            by_audience[thread.audience_id].append(thread)
    for before, those in by_audience.items():
        keys = [one.pk for one in those]
        if share_rows(Thread.objects.filter(pk__in=keys), before, audience, marking) != len(keys):
            raise overtaken()
        for one in those:
            audit.record("thread.shared", on=one, before=before, **shared_facts(audience, marking))
        if before != audience.pk:
            events.publish_moved("thread", keys=keys, before=before, after=audience.pk)
        else:
            for key in keys:
                events.publish("thread.changed", objects=[key], audiences=[before])
