"""Importing a list of hashes and taking it away again. A worker does the work; the row says how far it is."""

from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max, Sum
from django.utils import timezone

from accounts.models import Audience, Officer
from accounts.models.owned import owner_fields
from icse.core import audit, events
from icse.core.doors import action
from icse.core.errors import Conflict, IcseError, NotAllowed, TooOften
from icse.core.waking import wake
from series import blobs
from series.actions.turns import in_turn
from series.models import HashList
from series.queries.lists import administered_audience

#: The tasks of the worker, which a web process need not import.
IMPORT = "series.tasks.import_hash_list"
CLEAR = "series.tasks.clear_hash_list"

_UNFINISHED = (HashList.State.WAITING, HashList.State.READING, HashList.State.MARKING)

NAME_LENGTH = 80
SOURCE_LENGTH = 200
#: Of one country, or of the administrators: lists that a worker has not finished.
MOST_OPEN = 3
#: Entries of a country's own lists, replaced versions included: their hashes stay until the version is removed.
MOST_ENTRIES = 50_000_000


@action
def import_hash_list(
    *, name: str, kind: str, source: str = "", path: Path | None, size: int, by: Officer | None
) -> HashList:
    """Begin a new version of a list: an administrator's is for all members, another officer's for the own country.

    :param path: the received file, which is taken; None where the caller reads it itself.
    :param by: None for the operator of the service, whose lists are for all.
    :raises IcseError: there is no name or no such kind, the file is too large, the name is of the other kind, or the
        country has as many entries as it may.
    :raises TooOften: several lists are being read already.
    :raises Conflict: somebody has just begun a version of the same name.
    """
    name, source = " ".join(name.split()), " ".join(source.split())
    _check(name, kind, source, size if path else 0)
    audience_id = _audience_of(by)
    if by is not None:
        _require_room_for_more(audience_id, by)
    version = _next_version(audience_id, name, kind)
    listed = HashList(name=name, kind=kind, source=source, version=version, size=size, audience_id=audience_id)
    listed.for_all = by is None or by.role == Officer.Role.ADMINISTRATOR
    for column, value in (owner_fields(by) if by else {}).items():
        setattr(listed, column, value)
    try:
        with transaction.atomic():
            listed.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict("Somebody has just begun a version of this list. Look at the lists again.") from error
    audit.record("hash_list.requested", on=listed, kind=kind, version=version, audience=audience_id, size=size)
    if path:
        blobs.put_list(path, listed.pk)
        _tell(listed)
        transaction.on_commit(partial(wake, IMPORT, listed.pk))
    return listed


@action
def remove_hash_list(*, listed: HashList, by: Officer | None) -> None:
    """Take a version of a list away: it counts no more at once, and what it said is undone by a worker.

    An earlier version does not come back by it.

    :raises NotAllowed: the list is not the officer's to remove.
    :raises Conflict: it has been removed already.
    """
    if not may_manage(listed, by):
        raise NotAllowed("Lists for all are removed by administrators, a country's own lists by its supervisors.")
    if not HashList.objects.filter(pk=listed.pk, removed_at=None).update(removed_at=timezone.now()):
        raise Conflict("This list has been removed already.")
    audit.record("hash_list.removed", on=listed, version=listed.version, audience=listed.audience_id)
    _tell(listed)
    transaction.on_commit(partial(wake, CLEAR, listed.pk))


def may_manage(listed: HashList, by: Officer | None) -> bool:
    """Tell whose list it is: the operator's and administrators' where it is for all, else its country's."""
    if by is None or by.role == Officer.Role.ADMINISTRATOR:
        return listed.for_all
    return not listed.for_all and listed.country_id == by.country_id


def _audience_of(by: Officer | None) -> int:
    """Return for whom the list is.

    :raises NotAllowed: the officer holds nothing, so that there is nothing to keep a list for.
    """
    if by is None:
        return Audience.objects.get(kind=Audience.Kind.MEMBERS).pk
    if by.role == Officer.Role.ADMINISTRATOR:
        found = administered_audience()
    else:
        national = Audience.objects.filter(kind=Audience.Kind.NATIONAL, owner=by.country_id).first()
        found = national.pk if national else None
    if found is None:
        raise NotAllowed("Your country does not take part at present.")
    return found


def _require_room_for_more(audience_id: int, by: Officer) -> None:
    """Go on only while the lists of this audience neither hold up the workers nor fill the database."""
    in_turn(f"lists of {audience_id}")
    lists = HashList.objects.filter(audience=audience_id, removed_at=None)
    if lists.filter(state__in=_UNFINISHED).exclude(officer=None).count() >= MOST_OPEN:
        raise TooOften(f"{MOST_OPEN} lists are being read already. Wait until one of them is done.")
    if by.role == Officer.Role.ADMINISTRATOR:
        return
    if int(lists.aggregate(all=Sum("entries"))["all"] or 0) >= MOST_ENTRIES:
        raise IcseError(f"Your country's lists hold {MOST_ENTRIES:,} entries. Remove old versions first.", field="file")


def _next_version(audience_id: int, name: str, kind: str) -> int:
    same = HashList.objects.filter(audience=audience_id, name=name)
    if same.exclude(kind=kind).exists():
        raise IcseError("A list of this name is of the other kind. Choose another name.", field="name")
    return int(same.aggregate(newest=Max("version"))["newest"] or 0) + 1


def _check(name: str, kind: str, source: str, size: int) -> None:
    if not name or len(name) > NAME_LENGTH:
        raise IcseError(f"Give the list a name of {NAME_LENGTH} characters at most.", field="name")
    if kind not in HashList.Kind.values:
        raise IcseError("Choose what the list says of its files.", field="kind")
    if len(source) > SOURCE_LENGTH:
        raise IcseError(f"Write {SOURCE_LENGTH} characters at most.", field="source")
    if size > settings.MAX_LIST_BYTES:
        megabytes = settings.MAX_LIST_BYTES / 1024 / 1024
        raise IcseError(
            f"The file is larger than {megabytes:g} MB. Ask the operator of the service to import it.", field="file"
        )


def _tell(listed: HashList) -> None:
    """Tell open pages; an administrator, who holds no audience, writes no event: the worker does, when it begins."""
    if administered_audience() != listed.audience_id:
        events.publish("hash_list.changed", objects=[listed.pk], audiences=[listed.audience_id])
