"""The lists that a hash is on, each by its name, as far as the actor may see them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from series.models import HashList, ListedHash, Listing
from series.queries.lists import current_lists, rows_of_hashes

#: What leads to a list, in words, by ``OnList.by``.
BY: Final = {
    "md5": "by MD5",
    "sha1": "by SHA-1",
    "sha256": "by SHA-256",
    "pdq": "by PDQ",
    "item": "as an item of the same file is",
}


@dataclass(frozen=True)
class OnList:
    """A list, and what led to it: ``by`` is the kind of hash, or ``item``: an item of the very same bytes is on it.

    ``is_sure``: False where a list of harmless files gives a stronger hash beside this one. A file of the same weaker
    hash can be made, so that this one alone makes none harmless.
    """

    listed: HashList
    by: str
    is_sure: bool = True

    @property
    def how(self) -> str:
        """Say what led to it."""
        return BY[self.by]

    @property
    def words(self) -> str:
        """Say what the list is, and what led to it."""
        one = self.listed
        whose = "for all members" if one.for_all or one.country is None else f"of {one.country.name}"
        said = f"list “{one.name}” {whose}, version {one.version}: {one.get_kind_display().lower()}, {self.how}"
        return said if self.is_sure else f"{said} only; the list has a stronger hash for that file"


def lists_of_hashes(digests: Iterable[str]) -> dict[str, list[OnList]]:
    """Return the lists that these hashes are on, written as for ``series.queries.lists.listed``. One query."""
    found: dict[str, list[OnList]] = defaultdict(list)
    for text, row in rows_of_hashes(digests):
        found[text].append(OnList(row.hash_list, ListedHash.Algorithm(row.algorithm).label, row.decides))
    return found


def lists_of_items(keys: Iterable[UUID]) -> dict[UUID, list[OnList]]:
    """Return the lists that these items are on. One query."""
    found: dict[UUID, list[OnList]] = defaultdict(list)
    rows = Listing.objects.filter(item__in=list(keys), hash_list__in=current_lists())
    for one in rows.select_related("hash_list__country").order_by("hash_list"):
        found[one.item_id].append(OnList(one.hash_list, "item"))
    return found


def each_once(found: Iterable[OnList]) -> list[OnList]:
    """Return each list once, by what is surest; known material before harmless files, then by name."""
    best: dict[UUID, OnList] = {}
    for one in found:
        held = best.get(one.listed.pk)
        if held is None or (one.is_sure and not held.is_sure):
            best[one.listed.pk] = one
    return sorted(best.values(), key=lambda one: (one.listed.kind != HashList.Kind.KNOWN, one.listed.name, one.by))
