"""Asking more officers than see the series or the picture: after a second officer has looked at what is shown."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.utils import timezone

from accounts.markings import Marking, check_marking
from accounts.models import Audience, Officer
from accounts.models.marking import Tlp
from accounts.models.owned import owner_fields
from accounts.sharing import RED_SERIES_NEEDS_NAMES
from forum.actions.bounds import is_within, require_own_pictures, shown_in
from forum.actions.crops import CropRequest
from forum.actions.sharing import show_thread
from forum.actions.telling import tell_of_thread
from forum.actions.texts import typed_text
from forum.actions.threads import inside_marking, open_thread
from forum.models import Crop, Thread, ThreadCheck
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError, NotAllowed
from series.actions.rights import require_contribution, require_own
from series.models import Item, Series

LONGEST_REASON = 500


def is_wide(audience: Audience, series: Series | None, items: Sequence[Item]) -> bool:
    """Tell whether somebody in this audience may not see the series, or not one of the pictures."""
    inside = [*([series.audience] if series else []), *(item.audience for item in items)]
    return not all(is_within(audience, one) for one in inside)


def require_widenable(series: Series | None, items: Sequence[Item], by: Officer) -> None:
    """Go on only if a request that shows these may be asked of more officers than see them.

    :raises NotAllowed: the series or a picture is another country's.
    :raises IcseError: the series or a picture is marked TLP:RED.
    """
    if series is not None and series.country_id != by.country_id:
        raise NotAllowed(
            "This series is another country's. Ask an audience that it is shown to, or ask without the series.",
            field="audience",
        )
    if any(item.country_id != by.country_id for item in items):
        raise NotAllowed(
            "A picture is another country's. The request can be shown to that picture's audience only.",
            field="audience",
        )
    if series is not None and series.tlp == Tlp.RED:
        raise IcseError(RED_SERIES_NEEDS_NAMES, field="audience")
    if any(item.tlp == Tlp.RED for item in items):
        raise IcseError("A picture is marked TLP:RED. It is for named officers only.", field="audience")


@action
def open_wide_thread(
    *, audience: Audience, series: Series | None = None, crops: Sequence[CropRequest] = (), by: Officer, **asked: Any
) -> Thread:
    """Ask more officers than see the series or the pictures; the own country alone sees it until it is checked.

    :param asked: as ``open_thread``.
    :raises NotAllowed: as ``open_thread``; or the series or a picture is another country's.
    :raises IcseError: as ``open_thread``; or no check is needed.
    """
    items = [wanted.item for wanted in crops]
    if not is_wide(audience, series, items):
        raise IcseError(
            "Everybody in this audience sees the series and the pictures. Ask without a check.", field="wide"
        )
    require_contribution(audience.pk)
    require_widenable(series, items, by)
    marking = asked.pop("marking", None) or inside_marking([*([series] if series else []), *items])
    check_marking(marking, audience)
    home = Audience.objects.get(kind=Audience.Kind.NATIONAL, owner=by.country_id)
    thread = open_thread(audience=home, series=series, crops=crops, marking=marking, by=by, **asked)
    check = ThreadCheck(thread=thread, audience=home, thread_audience=home, wanted=audience, **owner_fields(by))
    check.save(force_insert=True)
    audit.record("check.asked", on=check, thread=str(thread.pk), audience=audience.pk)
    _tell(check)
    return thread


@action
def confirm_check(*, check: ThreadCheck, crops: Collection[UUID], by: Officer) -> Thread:
    """Say that no person is visible on any of these crops; the request goes to the audience that was wanted.

    :raises NotAllowed: the officer asked it, or is of another country.
    :raises IcseError: not each crop was looked at, or the audience does not fit any more.
    :raises Conflict: a crop is being cut, or a colleague has decided, or the request is closed.
    """
    thread = _checked(check, by)
    wanted, marking = check.wanted, Marking.of(thread)
    require_contribution(wanted.pk)
    _require_all_looked_at(thread, crops)
    require_own_pictures(thread, by)
    check_marking(marking, wanted)
    series, items = _about(thread)
    require_widenable(series, items, by)
    _decide(check, ThreadCheck.Outcome.CONFIRMED, by)
    audit.record("check.confirmed", on=check, thread=str(thread.pk), crops=len(crops))
    _tell(check)
    shown = show_thread(thread, wanted, marking)
    tell_of_thread(shown, by)
    return shown


@action
def refuse_check(*, check: ThreadCheck, reason: str, by: Officer) -> None:
    """Keep the request in the own country, and say why.

    :raises NotAllowed: as ``confirm_check``.
    :raises IcseError: no reason is given, or it is too long.
    :raises Conflict: as ``confirm_check``.
    """
    thread = _checked(check, by)
    text = typed_text(reason, most=LONGEST_REASON, field="reason", missing="Say why: the officer who asked reads it.")
    _decide(check, ThreadCheck.Outcome.REFUSED, by, reason=text)
    audit.record("check.refused", on=check, thread=str(thread.pk))
    _tell(check)
    events.publish("thread.changed", objects=[thread.pk], audiences=[thread.audience_id])


def _checked(check: ThreadCheck, by: Officer) -> Thread:
    """Return the request that this officer may decide about."""
    require_own(check, by, "Only officers of the country that asked may check it.")
    if check.officer_id == by.pk:
        raise NotAllowed("You asked this yourself. A second officer of your country has to look at it.")
    # Held until the end, so that nobody adds a crop that was not looked at.
    thread = (
        Thread.objects.select_for_update(no_key=True, of=("self",)).select_related("audience").get(pk=check.thread_id)
    )
    require_contribution(thread.audience_id)
    if Crop.objects.filter(thread=thread, officer=by).exists():
        raise NotAllowed("You cut one of the crops yourself. A second officer of your country has to look at it.")
    if thread.status != Thread.Status.OPEN:
        raise Conflict("This request is not open any more.")
    return thread


def _about(thread: Thread) -> tuple[Series | None, list[Item]]:
    """Return the series and the pictures as they are now: they may have been marked otherwise since it was asked."""
    shown = shown_in(thread)
    series = [one for one in shown if isinstance(one, Series)]
    return series[0] if series else None, [one for one in shown if isinstance(one, Item)]


def _require_all_looked_at(thread: Thread, crops: Collection[UUID]) -> None:
    shown = dict(Crop.objects.filter(thread=thread).values_list("pk", "state"))
    if Crop.State.WAITING in shown.values():
        raise Conflict("A crop is still being cut. Look at it first.")
    ready = {key for key, state in shown.items() if state == Crop.State.READY}
    if ready != set(crops):
        raise IcseError("Look at each crop, and say of each that no person is visible.", field="crops")


def _decide(check: ThreadCheck, outcome: str, by: Officer, reason: str = "") -> None:
    undecided = ThreadCheck.objects.filter(pk=check.pk, outcome="")
    if not undecided.update(outcome=outcome, reason=reason, decided_by=by, decided_at=timezone.now()):
        raise Conflict("A colleague has decided already.")


def _tell(check: ThreadCheck) -> None:
    events.publish("check.changed", objects=[check.pk], audiences=[check.audience_id, check.wanted_id])
