"""What programs send and are told when they share something otherwise."""

from collections.abc import Callable, Mapping
from typing import Any

from rest_framework import serializers

from accounts import queries
from accounts.api.rest import one_visible
from accounts.markings import Marking
from accounts.models import Audience
from accounts.models.marking import NOTE_LENGTH, Handling, Tlp
from accounts.sharing import Plan, Sight, Told
from icse.core.doors import rehearse
from icse.core.errors import Conflict, IcseError

_CHANGED = "Something has changed since you asked. Nothing was saved; ask again without `confirm`."
_UNLISTED = "This audience does not list who is in it. Send `accept_unlisted` if it may be given to them."


class NewSharingSerializer(serializers.Serializer[Any]):
    """An audience and a marking. ``confirm`` is what a first answer gave, if an audience changes."""

    audience = serializers.UUIDField()
    tlp = serializers.ChoiceField(choices=Tlp.choices)
    handling = serializers.ListField(
        child=serializers.ChoiceField(choices=Handling.choices), min_length=1, max_length=len(Handling)
    )
    handling_note = serializers.CharField(max_length=NOTE_LENGTH, required=False, allow_blank=True, default="")
    confirm = serializers.CharField(max_length=64, required=False, allow_blank=True, default="")
    accept_unlisted = serializers.BooleanField(required=False, default=False)


class SightSerializer(serializers.Serializer[Any]):
    """Officers of one unit. ``officers`` is null where they are not for the asker to count."""

    country = serializers.CharField()
    unit = serializers.CharField()
    officers = serializers.IntegerField(allow_null=True)


class StepSerializer(serializers.Serializer[Any]):
    """What goes from one audience to another. Where ``listed`` is false, only the own country's officers are told."""

    objects = serializers.ListField(child=serializers.UUIDField())
    before = serializers.UUIDField()
    after = serializers.UUIDField()
    listed = serializers.BooleanField()
    gaining = SightSerializer(many=True)
    losing = SightSerializer(many=True)


class SharingSerializer(serializers.Serializer[Any]):
    """What was done, or would be: then ``done`` is false, and ``confirm`` is to be sent with the same again."""

    done = serializers.BooleanField()
    confirm = serializers.CharField()
    unlisted = serializers.ListField(child=serializers.UUIDField())
    steps = StepSerializer(many=True)
    remarks = serializers.ListField(child=serializers.CharField())


def wanted_sharing(data: Mapping[str, Any]) -> tuple[Audience, Marking]:
    """Return audience and marking of a request's body.

    :raises IcseError: the audience is none that the officer holds.
    """
    audience = one_visible(Audience.objects.all(), data["audience"], field="audience", name="key")
    note = " ".join(data["handling_note"].split())
    return audience, Marking(data["tlp"], tuple(sorted(set(data["handling"]))), note)


def share_confirmed(data: Mapping[str, Any], plan_of: Callable[[], Plan], act: Callable[[], object]) -> dict[str, Any]:
    """Answer a first call with the preview, a second one by doing what was previewed.

    :raises Conflict: the preview is not what would happen now.
    :raises IcseError: the action refuses; or the audience is unlisted and that was not accepted.
    """
    rehearse(act)
    plan = plan_of()
    if plan.needs_confirmation and not data["confirm"]:
        return _answer(plan, done=False)
    if plan.needs_confirmation and data["confirm"] != plan.digest:
        raise Conflict(_CHANGED, field="confirm")
    if plan.unlisted and not data["accept_unlisted"]:
        raise IcseError(_UNLISTED, field="accept_unlisted")
    act()
    return _answer(plan, done=True)


def _answer(plan: Plan, *, done: bool) -> dict[str, Any]:
    units = queries.units_by_key([sight.unit for one in plan.steps for sight in one.sights])

    def those(sights: tuple[Sight, ...], side: str) -> list[dict[str, object]]:
        return [
            {"country": one.country, "unit": units[one.unit].name, "officers": getattr(one, side)}
            for one in sights
            if getattr(one, side) != 0
        ]

    def step(one: Told) -> dict[str, object]:
        return {
            "objects": list(one.step.keys),
            "before": one.step.before.key,
            "after": one.step.after.key,
            "listed": not (one.before_unlisted or one.after_unlisted),
            "gaining": those(one.sights, "gained"),
            "losing": those(one.sights, "lost"),
        }

    told = {
        "done": done,
        "confirm": "" if done else plan.digest,
        "unlisted": [audience.key for audience in plan.unlisted],
        "steps": [step(one) for one in plan.steps],
        "remarks": list(plan.remarks),
    }
    return dict(SharingSerializer(told).data)
