"""Group audiences, made and changed by a unit; the default audience, chosen by a country's supervisor."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from accounts.membership import GrantChange, Moved, write_audience, write_changes
from accounts.models import Audience, Country, Officer
from accounts.permissions import require
from accounts.visibility import contributable_audiences, owned_audiences
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import IcseError, NotAllowed
from icse.core.versions import save_version

MAX_CHANGES = 200


@action
def make_audience(*, name: str, named_only: bool = False, lists_members: bool = False, by: Officer) -> Audience:
    """Make a group audience of the officer's unit. It holds the officer's country, or the officer alone.

    :param named_only: for single officers, never for countries or units.
    :param lists_members: whether members may see who else is in it.
    """
    require(by, "audience.make")
    made = write_audience(_checked_name(name), named_only=named_only, lists_members=lists_members)
    audience = Audience.objects.get(pk=made)
    audit.record("audience.made", on=audience, named_only=named_only, lists_members=lists_members)
    return audience


@action
def change_audience(
    *,
    audience: Audience,
    changes: Sequence[GrantChange],
    name: str | None = None,
    lists_members: bool | None = None,
    version: int | None = None,
    by: Officer,
) -> list[Moved]:
    """Change who is in a group, what it is called, and whether it lists its members. Return whose sight has changed.

    Open pages of those who gain or lose hear of it at once.

    :param version: of the name and of whether it lists them, as the officer read them; of ``audience`` without one.
    :raises NotAllowed: it is another unit's.
    :raises Overtaken: somebody has given it another name since; nothing is changed.
    :raises IcseError: no such country, unit or officer; or the owning country would lose it.
    """
    _require_owner(audience, by)
    _change_words(audience, name, lists_members, audience.version if version is None else version)
    moved = _apply(audience, changes)
    for change in changes:
        audit.record("audience.member_changed", on=audience, kind=change.kind, level=change.level, who=_who(change))
    audit.record("audience.changed", on=audience, gained=_sum(moved, "gained"), lost=_sum(moved, "lost"))
    for units in _by_country(moved).values():
        events.publish_sight_changed(units)
    return moved


def preview_changes(*, audience: Audience, changes: Sequence[GrantChange], by: Officer) -> list[Moved]:
    """Return whose sight ``change_audience`` would change, by making the change and undoing it.

    :raises NotAllowed: it is another unit's.
    :raises IcseError: as ``change_audience``.
    """
    _require_owner(audience, by)
    with transaction.atomic():
        moved = _apply(audience, changes)
        transaction.set_rollback(True)
    return moved


@action
def choose_default_audience(*, audience: Audience | None, by: Officer) -> Country:
    """Say which audience the forms of the officer's country offer first; None is the national one.

    :raises NotAllowed: the officer is no supervisor, or may not contribute to it.
    """
    require(by, "country.settings")
    if audience is not None and audience.pk not in contributable_audiences():
        raise NotAllowed("Your country may not contribute to this audience.")
    country = Country.objects.get(pk=by.country_id)
    country.default_audience = audience
    country.save(update_fields=["default_audience"])
    audit.record("country.default_changed", on=country, audience=audience.pk if audience else None)
    return country


def _apply(audience: Audience, changes: Sequence[GrantChange]) -> list[Moved]:
    if len(changes) > MAX_CHANGES:
        raise IcseError(f"Make {MAX_CHANGES} changes at most at a time.")
    return write_changes(audience, changes)


def _require_owner(audience: Audience, by: Officer) -> None:
    require(by, "audience.change")
    if audience.pk not in owned_audiences():
        raise NotAllowed("Only the unit that made the audience may change it.")


def _change_words(audience: Audience, name: str | None, lists_members: bool | None, version: int) -> None:
    columns: dict[str, object] = {}
    if name is not None:
        columns["name"] = _checked_name(name)
    if lists_members is not None:
        columns["lists_members"] = lists_members
    if columns:
        save_version(audience, Audience.objects.all(), version, columns)


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= 80:
        raise IcseError("Give it a name of at most 80 characters.", field="name")
    if Audience.objects.exclude(kind=Audience.Kind.GROUP).filter(name__iexact=name).exists():
        raise IcseError("This is the name of a built-in audience. Choose another.", field="name")
    return name


def _who(change: GrantChange) -> str:
    """Return what the record may hold: a code or a key, and instead of an address its SHA-256."""
    if change.kind != "officer":
        return change.member
    return hashlib.sha256(change.member.lower().encode()).hexdigest()


def _by_country(moved: Sequence[Moved]) -> dict[str, list[UUID]]:
    units: dict[str, list[UUID]] = defaultdict(list)
    for one in moved:
        units[one.country].append(one.unit)
    return units


def _sum(moved: Sequence[Moved], column: str) -> int:
    return sum(getattr(one, column) for one in moved)
