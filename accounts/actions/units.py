"""What a unit lets others see of its interest, and which unit of a country is on duty; said by a supervisor."""

from accounts.models import Audience, Country, Officer, Unit
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


@action
def choose_duty_unit(*, unit: Unit, by: Officer) -> None:
    """Say which unit of the officer's country hears of referrals and alerts. Its open pages look again.

    :raises NotAllowed: the officer is no supervisor, the unit another country's, or the country does not take part.
    """
    require(by, "country.settings")
    if unit.country_id != by.country_id:
        raise NotAllowed("Choose a unit of your own country.")
    if not Country.objects.filter(pk=by.country_id).update(duty_unit=unit):
        raise NotAllowed("Your country does not take part now, so that nothing of its units is changed.")
    audit.record("country.duty_changed", on=unit)
    events.publish_sight_changed(Unit.objects.filter(country=by.country_id).values_list("pk", flat=True))
