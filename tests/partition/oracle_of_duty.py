"""What waits for an officer's unit, told a second time: from docs/referral.md's prose, over ``Sight``."""

from uuid import UUID

from tests.partition.oracle import Sight, may_add_to
from tests.partition.world import Alert


def duty_unit(sight: Sight) -> UUID:
    """No world names one: the country's first."""
    return min(unit for unit, country in sight.world.units.items() if country == sight.who.country)


def alerts_waiting(sight: Sight) -> set[UUID]:
    """The standing flags of unsolved series that the unit has not answered: all of the duty unit; late ones of others.

    Late: nobody answered whose answer counts. Then supervisors are asked too, and then the owner's officers.
    """
    world, who = sight.world, sight.who
    found = set()
    for one in world.alerts.values():
        if one.withdrawn or not sight.sees("series_alert", one.key) or not any(sight.active(one.series)):
            continue
        answered = {world.people[answer.by].unit for answer in world.answers.values() if answer.alert == one.key}
        late = not _is_answered(sight, one) and (
            (one.late >= 1 and who.role == "supervisor")
            or (one.late >= 2 and world.series[one.series].country == who.country)
        )
        if who.unit not in answered and (who.unit == duty_unit(sight) or late):
            found.add(one.key)
    return found


def _is_answered(sight: Sight, alert: Alert) -> bool:
    """By any unit; by the one that raised it, only that it acts."""
    people = sight.world.people
    answers = [one for one in sight.world.answers.values() if one.alert == alert.key]
    return any(one.acts or people[one.by].unit != people[alert.by].unit for one in answers)


def identifications_to_confirm(sight: Sight) -> set[UUID]:
    """What a colleague of the country recorded of somebody still looked for, where the officer may confirm it."""
    world, who = sight.world, sight.who
    found = set()
    for one in world.identifications.values():
        subject = world.subjects[one.subject]
        into = world.series[subject.series].audience
        works = who.role in ("analyst", "supervisor") and into in may_add_to(world, who)
        of_colleague = one.by != who.key and world.people[one.by].country == who.country
        waits = one.confirmed_by is None and not sight.known(subject)
        if works and of_colleague and waits and sight.sees("series_identification", one.key):
            found.add(one.key)
    return found


def referrals_to_answer(sight: Sight) -> set[UUID]:
    """What came and was not answered: to the duty unit; to supervisors what was not acknowledged in time."""
    found = set()
    for one in sight.world.referrals.values():
        if not sight.sees("series_referral", one.received) or not any(sight.active(one.series)):
            continue
        if sight.who.unit == duty_unit(sight):
            waits = one.state in ("sent", "received")
        else:
            waits = one.state == "sent" and one.late >= 1 and sight.who.role == "supervisor"
        found |= {one.received} if waits else set()
    return found
