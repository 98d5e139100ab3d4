"""What an owner permits another country although a handling code forbids it, and taking that back."""

from django.utils import timezone

from accounts.models import Audience, Country, Officer, Unit
from accounts.models.owned import owner_fields
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError
from series.actions.rights import require_contribution, require_own
from series.models import Item, Permission, Series
from series.queries.permissions import permissions_on

LONGEST_NOTE = 500


@action
def record_permission(
    *,
    series: Series | None = None,
    item: Item | None = None,
    to_country: Country,
    purpose: str,
    note: str = "",
    by: Officer,
) -> Permission:
    """Permit one country judicial use (H1) or passing on (H2) of a series, with the own items in it, or of one item.

    What is permitted already stays as it is, and that permission is returned.

    :param purpose: one of ``Permission.Purpose``.
    :raises NotAllowed: it is another country's, or its audience may only be looked at.
    :raises IcseError: the country is the own one or does not take part, the purpose is unknown, the note too long.
    """
    thing = _one(series, item)
    require_own(thing, by, "Only the country that owns this may permit it.")
    require_contribution(thing.audience_id)
    _check(to_country, purpose, note, by)
    known = permissions_on(thing).filter(to_country=to_country, purpose=purpose).first()
    if known is not None:
        return known
    permission = Permission(
        series=series,
        item=item,
        audience_id=thing.audience_id,
        to_country=to_country,
        purpose=purpose,
        note=" ".join(note.split()),
        **owner_fields(by),
    )
    permission.save(force_insert=True)
    audit.record("permission.recorded", on=thing, to=to_country.pk, purpose=purpose, permission=str(permission.pk))
    _announce(thing, permission)
    return permission


@action
def withdraw_permission(*, permission: Permission, by: Officer) -> None:
    """End a permission. What was exported or passed on while it held stays so.

    :raises NotAllowed: another country gave it, or its audience may only be looked at.
    :raises Conflict: it has ended already.
    """
    require_own(permission, by, "Only the country that gave this permission may withdraw it.")
    require_contribution(permission.audience_id)
    if not Permission.objects.filter(pk=permission.pk, withdrawn_at=None).update(withdrawn_at=timezone.now()):
        raise Conflict("This permission has been withdrawn already.")
    thing = _one(permission.series, permission.item)
    audit.record("permission.withdrawn", on=thing, to=permission.to_country_id, permission=str(permission.pk))
    _announce(thing, permission)


def _one(series: Series | None, item: Item | None) -> Series | Item:
    thing = series if series is not None else item
    if thing is None or (series is not None and item is not None):
        raise ValueError("A permission is about one series or about one item.")
    return thing


def _check(to_country: Country, purpose: str, note: str, by: Officer) -> None:
    if to_country.pk == by.country_id:
        raise IcseError("Your own country needs no permission for this. Choose another.", field="to_country")
    if not to_country.is_connected:
        raise IcseError("This country does not take part. Choose another.", field="to_country")
    if purpose not in Permission.Purpose.values:
        raise IcseError("Choose what you permit.", field="purpose")
    if len(note) > LONGEST_NOTE:
        raise IcseError(f"Write {LONGEST_NOTE} characters at most.", field="note")


def _announce(thing: Series | Item, permission: Permission) -> None:
    """Tell the two countries, and nobody else who sees the thing."""
    type = "series.changed" if isinstance(thing, Series) else "item.progressed"
    national = Audience.objects.get(kind=Audience.Kind.NATIONAL, owner_id=permission.country_id)
    events.publish(type, objects=[thing.pk], audiences=[thing.audience_id, national.pk])
    units = list(Unit.objects.filter(country=permission.to_country_id).values_list("pk", flat=True))
    if units:  # Their audiences are not held here; they are told to look again.
        events.publish_sight_changed(units)
