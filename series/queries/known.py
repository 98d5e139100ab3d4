"""Which files need not travel, by their hashes alone. Nothing else may be told by a hash alone.

That is: what the sender's own country holds in the same case for the same audience, as far as the officer sees it, and
what lists of harmless files say that this country may see. Who else holds a file, or that it is known material, is told
of a file that has travelled.
"""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from series.models import HashList, Item, SkippedFile, Upload
from series.queries.lists import current_lists, listed

#: Something has gone wrong with these, or they say nothing by themselves.
_NOT_HELD = (Item.State.REFUSED,)
#: Beside SHA-256, which is always sent; from the strongest.
_WEAKER: Final = ("sha1", "md5")


@dataclass(frozen=True)
class OfferedFile:
    """A file that the sender has hashed: what it is called there, and how large it is."""

    sha256: str
    name: str = ""
    path: str = ""
    size: int = 0
    sha1: str = ""
    md5: str = ""


def known_files(upload: Upload, offered: Collection[OfferedFile]) -> dict[str, str]:
    """Return, of these files, by SHA-256, those that are known to the sender's country, and where from.

    In this case for the same audience: sent again, such a file would be a duplicate. Or harmless.
    """
    sha256s = {file.sha256 for file in offered}
    held = Item.objects.filter(
        case=upload.case_id, country=upload.country_id, audience=upload.files_audience_id, sha256__in=list(sha256s)
    ).exclude(state__in=_NOT_HELD)
    in_case = dict.fromkeys(held.values_list("sha256", flat=True), SkippedFile.Why.IN_CASE.value)
    return dict.fromkeys(_harmless(offered), SkippedFile.Why.HARMLESS.value) | in_case


def hashes_to_compare() -> list[str]:
    """Return which hashes beside SHA-256 lists of harmless files give: no sender computes others for nothing."""
    lists = current_lists().filter(kind=HashList.Kind.HARMLESS)
    given = {name for names in lists.values_list("algorithms", flat=True) for name in names}
    return [name for name in _WEAKER if name in given]


def _harmless(offered: Collection[OfferedFile]) -> set[str]:
    """Return the SHA-256 of those that are harmless by any of their hashes, and known material by none."""
    said: dict[str, set[str]] = defaultdict(set)
    by_hash = listed({text for file in offered for text in (file.sha256, file.sha1, file.md5)})
    for file in offered:
        said[file.sha256] |= {by_hash[text] for text in (file.sha256, file.sha1, file.md5) if text in by_hash}
    return {sha256 for sha256, kinds in said.items() if kinds == {HashList.Kind.HARMLESS}}
