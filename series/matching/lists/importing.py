"""Taking in a list: its hashes, in batches, then what is here; only then does the version count, in one step.

The row is the work to be done, as with items: a claim is a lease with an attempt number, every write asks that the
attempt is still the list's and that nobody removed it. What a killed worker left is taken out by the next attempt.
Batches are short transactions: a long one would hold up the near-duplicate index (its horizon).
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Any, BinaryIO, Final
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from icse.core import audit, events
from icse.core.doors import acting_as_system
from series.matching.lists.entries import Algorithm, Bad, Entry, NotAList
from series.matching.lists.marking import mark_by_bytes, mark_by_look
from series.matching.lists.reading import read_list
from series.models import HashList, Item

REASON: Final = "hash list"
OPEN: Final = (HashList.State.WAITING, HashList.State.READING, HashList.State.MARKING)
MOST_REPORTED: Final = 100
_ENTRIES_AT_ONCE: Final = 5000
_ITEMS_AT_ONCE: Final = 2000
_TELL_EVERY: Final = 2.0

# PostgreSQL takes no COPY into a table with row security; one statement for each batch is nearly as fast.
_INSERT: Final = """
    INSERT INTO series_listedhash (digest, algorithm, hash_list_id, audience_id, decides)
    SELECT u.digest, u.algorithm, %s, %s, u.decides
    FROM unnest(%s::bytea[], %s::smallint[], %s::boolean[]) AS u (digest, algorithm, decides)
    ON CONFLICT (digest, algorithm, hash_list_id)
        DO UPDATE SET decides = true WHERE excluded.decides AND NOT series_listedhash.decides
"""
_FORGET: Final = """
    DELETE FROM series_listedhash WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM series_listedhash WHERE hash_list_id = %s LIMIT 20000
    ))
"""

Progress = Callable[[HashList], None]


class Lost(Exception):
    """Somebody else works on the list, or it was removed: nothing of this attempt may be written."""


def waiting_lists() -> QuerySet[HashList]:
    """Return the lists that nobody works on and that are not finished."""
    free = Q(lease_until=None) | Q(lease_until__lt=Now())
    return HashList.objects.filter(free, state__in=OPEN, removed_at=None)


def import_list(list_id: UUID, opened: Callable[[], BinaryIO], progress: Progress = lambda _: None) -> bool:
    """Make one attempt at a list. Return whether there was anything to do.

    :param opened: opens the file that it is read from.
    :param progress: is told after each batch.
    """
    listed = _claim(list_id)
    if listed is None:
        return False
    attempt = _Attempt(listed, progress)
    try:
        if listed.state != HashList.State.MARKING:
            with opened() as file:
                attempt.read(file)
        attempt.mark()
        attempt.become_current()
    except NotAList as error:
        attempt.refuse(error.code)
    except FileNotFoundError:
        attempt.refuse("no_file")
    except Lost:
        pass
    return True


def forget_hashes(list_id: UUID) -> None:
    """Delete the hashes of a list that does not count, in batches."""
    removed = 1
    while removed:
        with acting_as_system(REASON), connection.cursor() as cursor:
            cursor.execute(_FORGET, [list_id])
            removed = cursor.rowcount


def tell(listed: HashList) -> None:
    """Tell open pages of who sees the list."""
    events.publish("hash_list.changed", objects=[listed.pk], audiences=[listed.audience_id])


class _Attempt:
    """One attempt at one list."""

    def __init__(self, listed: HashList, progress: Progress) -> None:
        self.listed = listed
        self._progress = progress
        self._told = 0.0
        self._bad: list[tuple[int, str]] = []
        self._counts: Counter[str] = Counter()
        self._algorithms: set[int] = set()

    def read(self, file: BinaryIO) -> None:
        """Write the hashes of the whole file.

        :raises NotAList: it is broken, or holds nothing.
        """
        forget_hashes(self.listed.pk)
        entries = self._sorted_out(read_list(file))
        while batch := list(islice(entries, _ENTRIES_AT_ONCE)):
            self._counts["entries"] += len(batch)
            with acting_as_system(REASON):
                self._note(done=file.tell(), **self._report())
                _insert(self.listed, batch)
        if not self._counts["entries"]:
            raise NotAList("no_entries")
        with acting_as_system(REASON):
            names = [Algorithm(one).label for one in sorted(self._algorithms, reverse=True)]
            self._note(state=HashList.State.MARKING, done=0, algorithms=names, **self._report())

    def mark(self) -> None:
        """Compare with every item; those that come meanwhile find the list by themselves.

        How many there are is not written down: whoever sees the list would read how much all countries hold.
        """
        with acting_as_system(REASON):
            todo = Item.objects.count()
        after: UUID | None = None
        done = 0
        while True:
            with acting_as_system(REASON):
                keys = Item.objects.filter(pk__gt=after) if after else Item.objects.all()
                some = list(keys.order_by("pk").values_list("pk", flat=True)[:_ITEMS_AT_ONCE])
                if not some:
                    return
                mark_by_bytes(some, self.listed.pk)
                if Algorithm.PDQ.label in self.listed.algorithms:
                    mark_by_look(some, self.listed.pk)
                done += len(some)
                self._note(min(1.0, done / max(todo, 1)))
                after = some[-1]

    def become_current(self) -> None:
        """Let this version count, and the one before no more, in one step."""
        with acting_as_system(REASON):
            same = HashList.objects.filter(audience=self.listed.audience_id, name=self.listed.name, removed_at=None)
            list(same.order_by("pk").select_for_update(no_key=True).values_list("pk"))
            current = same.filter(state=HashList.State.CURRENT)
            is_late = current.filter(version__gt=self.listed.version).exists()
            current.filter(version__lt=self.listed.version).update(state=HashList.State.SUPERSEDED)
            state = HashList.State.SUPERSEDED if is_late else HashList.State.CURRENT
            self._note(1.0, state=state, lease_until=None, current_at=Now())
            audit.record("hash_list.current", on=self.listed, version=self.listed.version, **self._counted())
            tell(self.listed)

    def refuse(self, code: str) -> None:
        """End it with the reason; what was written goes when the worker clears it away."""
        with acting_as_system(REASON):
            try:
                self._note(state=HashList.State.REFUSED, lease_until=None, reason_code=code, **self._report())
            except Lost:
                return
            audit.record("hash_list.refused", on=self.listed, code=code)
            tell(self.listed)

    def _note(self, compared: float = 0.0, /, **columns: Any) -> None:
        """Write how far it is, and hold the row till the transaction ends. Raises Lost."""
        mine = HashList.objects.filter(pk=self.listed.pk, attempt=self.listed.attempt, state__in=OPEN, removed_at=None)
        if not mine.update(**{"lease_until": Now() + lease(), **columns}):
            raise Lost
        self.listed.refresh_from_db()
        self.listed.compared = compared
        self._progress(self.listed)
        if time.monotonic() - self._told > _TELL_EVERY:
            self._told = time.monotonic()
            tell(self.listed)

    def _sorted_out(self, found: Iterator[Entry | Bad]) -> Iterator[Entry]:
        for one in found:
            if isinstance(one, Entry):
                self._algorithms.update(algorithm for algorithm, _ in one.digests)
                yield one
                continue
            self._counts["bad"] += 1
            if len(self._bad) < MOST_REPORTED:
                self._bad.append((one.place, one.code))

    def _report(self) -> dict[str, object]:
        return {**self._counted(), "bad_lines": self._bad}

    def _counted(self) -> dict[str, int]:
        """Nothing where an earlier attempt has read the file."""
        names = ("entries", "bad") if self._counts else ()
        return {name: self._counts[name] for name in names}


def lease() -> timedelta:
    """Return for how long a list is held without a batch: a batch of marks may take a while."""
    return timedelta(seconds=4 * settings.INGEST_LEASE_SECONDS)


def _claim(list_id: UUID) -> HashList | None:
    with acting_as_system(REASON):
        of_officer = HashList.objects.filter(pk=list_id).exclude(officer=None)
        audience_id = of_officer.values_list("audience_id", flat=True).first()
        if audience_id is not None and _is_busy(audience_id):
            return None
        listed = waiting_lists().filter(pk=list_id).select_for_update(skip_locked=True, no_key=True).first()
        if listed is None:
            return None
        columns: dict[str, object] = {"attempt": F("attempt") + 1, "lease_until": Now() + lease()}
        if listed.attempt >= settings.INGEST_MAX_ATTEMPTS:
            columns = {"state": HashList.State.REFUSED, "reason_code": "gave_up", "lease_until": None}
        elif listed.state == HashList.State.WAITING:
            columns["state"] = HashList.State.READING
        HashList.objects.filter(pk=list_id).update(**columns)
        listed.refresh_from_db()
        tell(listed)
        return listed if listed.is_open else None


def _is_busy(audience_id: int) -> bool:
    """Tell whether a worker has an officer's list for the same audience: who imports many leaves workers to others."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(7243008, %s)", [audience_id])
    held = HashList.objects.filter(audience=audience_id, state__in=OPEN, removed_at=None, lease_until__gte=Now())
    return held.exclude(officer=None).exists()


def _insert(listed: HashList, batch: list[Entry]) -> None:
    """Each hash once; on a list of harmless files only the strongest of each entry decides."""
    rows: dict[tuple[bytes, int], bool] = {}
    for entry in batch:
        for place, (algorithm, digest) in enumerate(entry.digests):
            decides = place == 0 or listed.kind == HashList.Kind.KNOWN
            rows[digest, algorithm] = decides or rows.get((digest, algorithm), False)
    digests, algorithms = [key[0] for key in rows], [key[1] for key in rows]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [listed.pk, listed.audience_id, digests, algorithms, list(rows.values())])
