"""What a unit lets others see of its interest; said by its supervisor."""

from accounts.models import Audience, Officer, Unit
from accounts.permissions import require
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import NotAllowed


@action
def change_unit_settings(*, shows_seen: bool, shows_presence: bool, shows_work: bool, by: Officer) -> Unit:
    """Switch on or off what others see of the unit. What is switched off is forgotten at once, by the database.

    :raises NotAllowed: the officer is no supervisor, or the country does not take part.
    """
    require(by, "unit.settings")
    switches = {"shows_seen": shows_seen, "shows_presence": shows_presence, "shows_work": shows_work}
    if not Unit.objects.filter(pk=by.unit_id).update(**switches):
        raise NotAllowed("Your country does not take part now, so that nothing of its units is changed.")
    unit = Unit.objects.get(pk=by.unit_id)
    audit.record("unit.interest_changed", on=unit, seen=shows_seen, presence=shows_presence, work=shows_work)
    for members in Audience.objects.filter(kind=Audience.Kind.MEMBERS):
        events.publish("interest.unit", objects=[unit.pk], audiences=[members.pk])
    return unit
