"""What follows from new material of an identified child."""

from django.utils import timezone

from accounts.models import Officer
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError, NotAllowed
from series.models import NewMaterial


@action
def propose_reopening(*, material: NewMaterial, reason: str, by: Officer) -> NewMaterial:
    """Say, as the identifying country, that the series should be worked on again. Its owner decides.

    :raises NotAllowed: another country identified the child.
    :raises IcseError: there is no reason, or it is too long.
    :raises Conflict: somebody has proposed it already.
    """
    require_identifier(material, by)
    words = reason.strip()
    if not 10 <= len(words) <= 500:
        raise IcseError("Write in 10 to 500 characters why the series should be opened again.", field="reason")
    free = NewMaterial.objects.filter(pk=material.pk, reopening_at=None)
    if not free.update(reopening_reason=words, reopening_by=by, reopening_at=timezone.now()):
        raise Conflict("A colleague has proposed this already.")
    audit.record("reopening.proposed", on=material, series=str(material.series_id), subject=str(material.subject_id))
    audiences = [material.item_audience_id, material.other_audience_id, material.series_audience_id]
    events.publish("material.changed", objects=[material.pk], audiences=audiences)
    return NewMaterial.objects.get(pk=material.pk)


def require_identifier(material: NewMaterial, by: Officer) -> None:
    """Go on only if the officer's country identified the child.

    :raises NotAllowed: another one did.
    """
    if material.country_id != by.country_id:
        raise NotAllowed("Only the country that identified the child may propose this.")
