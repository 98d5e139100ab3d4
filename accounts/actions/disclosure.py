"""What a country lets others know of its hidden files: the supervisor's word."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Audience, Disclosure, Officer, Unit
from accounts.models.owned import owner_fields
from accounts.permissions import require
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError
from icse.core.versions import save_version


@action
def choose_disclosure(
    *, told: str, reason: str = "", review_on: date | None = None, version: int, by: Officer
) -> Disclosure:
    """Say what other countries hear when a file of theirs matches one of ours that they may not see.

    It counts at once, for matches found before too. Open pages of all countries look again, whether it concerns them
    or not, so that nobody learns by that whose files match.

    :param version: the one that the officer read; 0 where nothing was chosen.
    :raises NotAllowed: the officer is no supervisor.
    :raises Overtaken: a colleague has chosen since.
    :raises IcseError: silence without a reason, or without a day in the future on which it is looked at again.
    """
    require(by, "country.settings")
    values = _checked(told, " ".join(reason.split()), review_on)
    national = Audience.objects.get(kind=Audience.Kind.NATIONAL, owner_id=by.country_id)
    one = Disclosure.objects.filter(country=by.country_id).first()
    if one is None:
        one = Disclosure(audience=national, **values, **owner_fields(by))
        _insert(one)
    else:
        save_version(one, Disclosure.objects.all(), version, values)
    audit.record("disclosure.changed", on=one, told=told)
    for units in _units_by_country().values():
        events.publish_sight_changed(units)
    return one


def _insert(one: Disclosure) -> None:
    try:
        with transaction.atomic():
            one.save(force_insert=True)
    except IntegrityError:
        raise Conflict("Somebody of your country has just chosen. Look at it, and choose again.") from None


def _checked(told: str, reason: str, review_on: date | None) -> dict[str, object]:
    if told not in Disclosure.Told.values:
        raise IcseError("Choose what other countries hear.", field="told")
    if told != Disclosure.Told.NOTHING:
        return {"told": told, "reason": "", "review_on": None}
    if not reason or len(reason) > 500:
        raise IcseError("Write in at most 500 characters why nothing is told.", field="reason")
    if review_on is None or review_on <= timezone.localdate():
        raise IcseError("Choose a day after today on which your country looks at this again.", field="review_on")
    return {"told": told, "reason": reason, "review_on": review_on}


def _units_by_country() -> dict[str, list[UUID]]:
    units: dict[str, list[UUID]] = defaultdict(list)
    for key, country in Unit.objects.filter(country__is_connected=True).values_list("pk", "country_id"):
        units[country].append(key)
    return units
