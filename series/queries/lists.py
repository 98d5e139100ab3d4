"""Lists of hashes, as far as the actor may see them, and what they say of hashes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from series.models import HashList, ListedHash

PAGE: Final = 50
#: Why a line was left out.
BAD_WORDS: Final = {
    "no_hash": "holds no hash",
    "wrong_hash": "holds something that is no hash of its kind",
    "empty_file": "is the hash of an empty file",
    "flat": "is all noughts or all ones, as of a picture without structure",
    "too_long": "is too long",
}
#: Why a whole file was refused.
REFUSED_WORDS: Final = {
    "broken": "The file is JSON that cannot be read to its end. Nothing of it was taken.",
    "no_entries": "The file holds no hash that can be used. Nothing of it was taken.",
    "no_file": "The file is no longer there. Import it again.",
    "gave_up": "The service could not finish this list, several times over. Import it again.",
}
_LENGTHS: Final = {32: ListedHash.Algorithm.MD5, 40: ListedHash.Algorithm.SHA1, 64: ListedHash.Algorithm.SHA256}
#: What a PDQ begins with, where hashes of every kind are asked about.
PDQ: Final = "pdq/"


@dataclass(frozen=True)
class ListPage:
    """One page of lists; ``older`` is the key after which the next one begins, or None."""

    lists: list[HashList]
    older: UUID | None


def all_lists() -> QuerySet[HashList]:
    """Return the lists that the actor may see, with what names them."""
    return HashList.objects.select_related("country", "unit")


def newest_lists(after: UUID | None = None) -> ListPage:
    """Return one page of the newest version of each list, the newest first."""
    later = HashList.objects.filter(
        audience=OuterRef("audience"), name=OuterRef("name"), version__gt=OuterRef("version")
    )
    rows = all_lists().filter(~Exists(later))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return ListPage(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def versions_of(listed: HashList) -> list[HashList]:
    """Return the newest fifty versions of this list, itself among them, the newest first."""
    rows = all_lists().filter(audience=listed.audience_id, name=listed.name)
    return list(rows.order_by("-version")[:PAGE])


def current_lists() -> QuerySet[HashList]:
    """Return the lists that count."""
    return HashList.objects.filter(state=HashList.State.CURRENT, removed_at=None)


def listed(digests: Iterable[str], *, surely: bool = True) -> dict[str, str]:
    """Return, for each of these hashes that is on a list which the actor sees, what the list says of it.

    ``{"ab12…": "harmless"}``; ``known`` goes before ``harmless``. One query, however many.

    :param digests: hexadecimal, in any case: MD5, SHA-1 and SHA-256 by their length, PDQ as ``pdq/…``. What is none of
        them is on no list.
    :param surely: only what a list of harmless files goes by, which is the strongest hash that it gives for a file. An
        MD5 beside which the list gives a SHA-1 then says nothing: ask with the file's SHA-1 too. A look-up by a bare
        hash, where nothing is left out because of it, may ask with False.
    """
    found: dict[str, str] = {}
    for text, row in rows_of_hashes(digests):
        if row.decides or not surely:
            found[text] = max(found.get(text, ""), row.hash_list.kind)  # "known" is the greater word
    return found


def rows_of_hashes(digests: Iterable[str]) -> Iterator[tuple[str, ListedHash]]:
    """Give, for each of these hashes, written as for ``listed``, the rows of lists that count. One query."""
    asked: dict[tuple[int, bytes], list[str]] = {}
    for text in digests:
        key = _key(text)
        if key is not None:
            asked.setdefault(key, []).append(text)
    if not asked:
        return
    rows = ListedHash.objects.filter(digest__in=[digest for _, digest in asked], hash_list__in=current_lists())
    for row in rows.select_related("hash_list__country").order_by("hash_list"):
        for text in asked.get((row.algorithm, bytes(row.digest)), ()):
            yield text, row


def administered_audience() -> int | None:
    """Return the audience whose lists the actor looks after: all members, for an administrator."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT icse_administered()")
        found: int | None = cursor.fetchone()[0]
        return found


def _key(text: str) -> tuple[int, bytes] | None:
    is_pdq = text.startswith(PDQ)
    plain = text.removeprefix(PDQ)
    algorithm = (ListedHash.Algorithm.PDQ if len(plain) == 64 else None) if is_pdq else _LENGTHS.get(len(plain))
    try:
        digest = bytes.fromhex(plain)
    except ValueError:
        return None
    return (int(algorithm), digest) if algorithm is not None and 2 * len(digest) == len(plain) else None
