"""Lists of hashes that the tests start from, requested as officers do and imported as workers do."""

import io
from collections.abc import Iterable

from accounts.models import Officer
from icse.core.doors import acting_as, acting_as_system
from series import actions
from series.ingest.work import Tools
from series.matching.lists.clearing import clear_list, ended_lists
from series.matching.lists.importing import import_list
from series.models import HashList, Item, Listing


def requested(by: Officer | None, *, name: str = "Wallpapers", kind: str = "harmless") -> HashList:
    """Return a list that waits for its worker; without an officer it is the operator's."""
    with acting_as(by.pk) if by else acting_as_system("tests"):
        return actions.import_hash_list(name=name, kind=kind, source="Tests", path=None, size=0, by=by)


def imported(by: Officer | None, content: str | bytes, *, name: str = "Wallpapers", kind: str = "harmless") -> HashList:
    """Return a list with this content, after one attempt of a worker."""
    return attempted(requested(by, name=name, kind=kind), content)


def attempted(listed: HashList, content: str | bytes) -> HashList:
    """Make one attempt at a list and return it as it is then."""
    data = content.encode() if isinstance(content, str) else content
    import_list(listed.pk, lambda: io.BytesIO(data))
    return fresh_list(listed)


def removed(listed: HashList, by: Officer | None, tools: Tools) -> HashList:
    """Remove a list, let a worker clear it, and return it as it is then."""
    with acting_as(by.pk) if by else acting_as_system("tests"):
        actions.remove_hash_list(listed=HashList.objects.get(pk=listed.pk), by=by)
    cleared(tools)
    return fresh_list(listed)


def cleared(tools: Tools) -> None:
    """Do what a worker does about lists that have ended."""
    with acting_as_system("tests"):
        ended = list(ended_lists().values_list("pk", flat=True))
    for one in ended:
        assert clear_list(one, tools)


def fresh_list(listed: HashList) -> HashList:
    """Return the list as it stands in the database now."""
    with acting_as_system("tests"):
        return HashList.objects.select_related("audience").get(pk=listed.pk)


def marks(*items: Item) -> set[tuple[str, str, int]]:
    """Return which of these items are on which version of which list, in the words of a test; as the system sees it."""
    with acting_as_system("tests"):
        rows = Listing.objects.filter(item__in=[one.pk for one in items]).select_related("hash_list", "item")
        return {(one.item.name, one.hash_list.name, one.hash_list.version) for one in rows}


def sha256_lines(items: Iterable[Item]) -> str:
    """Return a list of these contents, one hash a line."""
    return "\n".join(one.sha256 for one in items)
