"""Importing a list: versions, one step, lost workers, bad files."""

import io
from collections.abc import Iterator

import pytest
from django.db import ProgrammingError, connection, transaction

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, IcseError
from icse.core.models import AuditEntry, Event
from series import actions
from series.ingest.work import Tools
from series.matching.lists import importing
from series.matching.lists.importing import import_list
from series.models import HashList, ListedHash
from series.queries.lists import listed
from tests.series.listing import attempted, cleared, fresh_list, imported, removed, requested

MD5, SHA1, SHA256, PDQ = "0e53c14a3e48d94ff596a2824307b492", "ab" * 20, "cd" * 32, "f0" * 32


def hashes(one: HashList) -> set[tuple[str, str, bool]]:
    with acting_as_system("tests"):
        rows = ListedHash.objects.filter(hash_list=one)
        return {(ListedHash.Algorithm(r.algorithm).label, bytes(r.digest).hex(), r.decides) for r in rows}


def kinds(who: Officer, *digests: str, surely: bool = True) -> dict[str, str]:
    with acting_as(who.pk):
        return listed(digests, surely=surely)


def test_an_administrators_list_is_for_all(ada: Officer, nora: Officer, gregor: Officer) -> None:
    one = imported(ada, f"{SHA256}\n{MD5}\nrubbish\n")
    assert (one.state, one.version, one.entries, one.bad, one.bad_lines) == ("current", 1, 2, 1, [[3, "wrong_hash"]])
    assert (one.audience.kind, one.country_id, one.algorithms) == ("members", "NL", ["sha256", "md5"])
    assert hashes(one) == {("sha256", SHA256, True), ("md5", MD5, True)}
    for who in (nora, gregor):
        assert kinds(who, SHA256.upper(), MD5, SHA1, "no hash") == {SHA256.upper(): "harmless", MD5: "harmless"}


def test_a_countrys_list_is_its_own(niels: Officer, nora: Officer, fleur: Officer, ada: Officer) -> None:
    one = imported(niels, SHA256, kind="known")
    assert (one.audience.kind, one.country_id) == ("national", "NL")
    assert kinds(nora, SHA256) == {SHA256: "known"}
    assert kinds(fleur, SHA256) == kinds(ada, SHA256) == {}


def test_the_operators_list_is_for_all(fleur: Officer) -> None:
    one = imported(None, SHA256)
    assert (one.country_id, one.officer_id) == (None, None)
    assert kinds(fleur, SHA256) == {SHA256: "harmless"}


def test_only_the_strongest_hash_of_a_file_makes_it_harmless(ada: Officer, nora: Officer) -> None:
    one = imported(ada, f"md5,sha1,pdq\n{MD5},{SHA1},{PDQ}\n")
    assert hashes(one) == {("md5", MD5, False), ("sha1", SHA1, True), ("pdq", PDQ, False)}
    assert kinds(nora, MD5, SHA1, f"pdq/{PDQ}") == {SHA1: "harmless"}
    assert kinds(nora, MD5, f"pdq/{PDQ}", PDQ, surely=False) == {MD5: "harmless", f"pdq/{PDQ}": "harmless"}


def test_each_hash_of_known_material_counts(ada: Officer, nora: Officer) -> None:
    imported(ada, f"md5,sha1\n{MD5},{SHA1}\n", kind="known")
    assert kinds(nora, MD5, SHA1) == {MD5: "known", SHA1: "known"}


def test_a_hash_that_stands_alone_once_decides_whatever_comes_after(ada: Officer) -> None:
    one = imported(ada, f"md5,sha1\n{MD5},{SHA1}\n{MD5},\n{MD5},{SHA1}\n")
    assert hashes(one) == {("md5", MD5, True), ("sha1", SHA1, True)}


def test_known_goes_before_harmless(ada: Officer, nora: Officer) -> None:
    imported(ada, SHA256, name="A", kind="known")
    imported(ada, SHA256, name="B")
    assert kinds(nora, SHA256) == {SHA256: "known"}


def test_a_version_replaces_the_one_before_in_one_step(ada: Officer, nora: Officer, tools: Tools) -> None:
    first = imported(ada, f"{SHA256}\n{MD5}")
    second = requested(ada)
    assert kinds(nora, SHA256, SHA1) == {SHA256: "harmless"}
    second = attempted(second, f"{SHA256}\n{SHA1}")
    assert (second.version, second.state, fresh_list(first).state) == (2, "current", "superseded")
    assert kinds(nora, SHA256, SHA1, MD5) == {SHA256: "harmless", SHA1: "harmless"}
    cleared(tools)
    assert len(hashes(first)) == 2, "stays for the record"
    removed(first, ada, tools)
    assert (hashes(first), fresh_list(first).state) == (set(), "removed")
    assert kinds(nora, SHA256) == {SHA256: "harmless"}


def test_of_two_versions_at_once_the_later_one_stays(ada: Officer, nora: Officer) -> None:
    first, second = requested(ada), requested(ada)
    attempted(second, SHA1)
    assert attempted(first, SHA256).state == "superseded"
    assert kinds(nora, SHA1, SHA256) == {SHA1: "harmless"}


def test_a_removed_list_says_nothing_at_once(ada: Officer, nora: Officer, tools: Tools) -> None:
    one = imported(ada, SHA256)
    with acting_as(ada.pk):
        actions.remove_hash_list(listed=one, by=ada)
    assert kinds(nora, SHA256) == {}
    with acting_as(ada.pk), pytest.raises(Conflict):
        actions.remove_hash_list(listed=one, by=ada)
    cleared(tools)
    assert (fresh_list(one).state, hashes(one)) == ("removed", set())


@pytest.mark.parametrize(
    ("content", "code"),
    [(f'{{"value": [{{"MD5": "{MD5}"}},', "broken"), ("", "no_entries"), ("Dear all,\nhere it is.", "no_entries")],
)
def test_a_file_that_is_no_list_is_refused_whole(
    ada: Officer, nora: Officer, tools: Tools, content: str, code: str
) -> None:
    one = imported(ada, content)
    assert (one.state, one.reason_code) == ("refused", code)
    assert kinds(nora, MD5) == {}
    cleared(tools)
    assert hashes(one) == set()


def test_at_most_a_hundred_bad_lines_are_reported(ada: Officer) -> None:
    one = imported(ada, "\n".join([SHA256, *["rubbish"] * 150]))
    assert (one.entries, one.bad, len(one.bad_lines)) == (1, 150, 100)


def test_nothing_half_imported_is_seen(
    ada: Officer, nora: Officer, monkeypatch: pytest.MonkeyPatch, own_batches: None
) -> None:
    """Between any two batches, and between any two parts of the comparison, the version says nothing."""
    one = requested(ada)
    seen: list[tuple[str, dict[str, str]]] = []

    def look(now: HashList) -> None:
        seen.append((now.state, kinds(nora, "11" * 32, "33" * 32)))

    import_list(one.pk, lambda: io.BytesIO("\n".join(f"{n}{n}" * 32 for n in range(1, 6)).encode()), look)
    # The last step alone makes it current.
    assert {state for state, found in seen if found} == {"current"}
    assert {state for state, found in seen if not found} == {"reading", "marking"}
    assert len([state for state, _ in seen if state == "reading"]) == 3


def test_a_killed_workers_half_goes(ada: Officer, nora: Officer, own_batches: None) -> None:
    one = requested(ada)

    class Killed(Exception):
        pass

    def dying() -> Iterator[bytes]:
        yield f"{SHA256}\n{'11' * 32}\n{'22' * 32}\n".encode()
        raise Killed

    with pytest.raises(Killed):
        import_list(one.pk, lambda: io.BufferedReader(_Pieces(dying()), 1))
    assert import_list(one.pk, lambda: io.BytesIO(SHA1.encode())) is False, "the lease is not over"
    with acting_as_system("tests"):
        HashList.objects.filter(pk=one.pk).update(lease_until="2020-01-01T00:00:00Z")
    assert attempted(one, SHA1).state == "current"
    assert hashes(one) == {("sha1", SHA1, True)}
    assert kinds(nora, SHA256) == {}


def test_a_list_is_given_up_after_three_attempts(ada: Officer) -> None:
    one = requested(ada)
    with acting_as_system("tests"):
        HashList.objects.filter(pk=one.pk).update(attempt=3)
    assert (attempted(one, SHA1).state, fresh_list(one).reason_code) == ("refused", "gave_up")


def test_a_list_that_is_removed_while_it_is_read_stays_removed(
    ada: Officer, nora: Officer, tools: Tools, own_batches: None
) -> None:
    one = requested(ada)

    def remove(now: HashList) -> None:
        if now.state == "reading" and now.removed_at is None:
            with acting_as(ada.pk):
                actions.remove_hash_list(listed=fresh_list(now), by=ada)

    import_list(one.pk, lambda: io.BytesIO("\n".join([SHA256, MD5, SHA1, "11" * 32]).encode()), remove)
    assert kinds(nora, SHA256, MD5, SHA1) == {}
    cleared(tools)
    assert (fresh_list(one).state, hashes(one)) == ("removed", set())


def test_a_name_keeps_its_kind_and_its_owner(ada: Officer, niels: Officer) -> None:
    requested(ada, name="Same")
    assert requested(niels, name="Same", kind="known").version == 1, "another country's list is another list"
    with acting_as(ada.pk), pytest.raises(IcseError) as refused:
        actions.import_hash_list(name="Same", kind="known", path=None, size=0, by=ada)
    assert refused.value.field == "name"


def test_the_record_and_the_news_hold_no_content(ada: Officer, audiences: dict[str, Audience]) -> None:
    one = imported(ada, SHA256, name="Secret name")
    with acting_as_system("tests"):
        entries = AuditEntry.objects.filter(object_id=str(one.pk)).order_by("id")
        found = [(entry.action, entry.officer_id, entry.facts) for entry in entries]
        told = {(event.type, tuple(event.audiences)) for event in Event.objects.filter(about__contains=[one.pk])}
    members = audiences["members"].pk
    asked = {"kind": "harmless", "version": 1, "audience": members, "size": 0}
    assert found == [
        ("hash_list.requested", ada.pk, asked),
        ("hash_list.current", None, {"version": 1, "entries": 1, "bad": 0}),
    ]
    assert told == {("hash_list.changed", (members,))}


def test_no_officer_writes_hashes_or_makes_a_list_current(niels: Officer) -> None:
    one = requested(niels)
    for statement in (
        "INSERT INTO series_listedhash SELECT * FROM series_listedhash",
        "UPDATE series_hashlist SET state = 'current'",
        "DELETE FROM series_hashlist",
    ):
        with acting_as(niels.pk), pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            connection.cursor().execute(statement)
    assert fresh_list(one).state == "waiting"


class _Pieces(io.RawIOBase):
    """A file whose reading fails where its pieces do."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._whole = io.BytesIO(next(pieces))
        self._pieces = pieces

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._whole.seek(offset, whence)

    def tell(self) -> int:
        return self._whole.tell()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        read = self._whole.readinto(buffer)
        if not read and self._whole.tell() > 0:
            self._seen = getattr(self, "_seen", 0) + 1
            if self._seen > 1:
                next(self._pieces)
        return read


@pytest.fixture
def own_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two entries a batch."""
    monkeypatch.setattr(importing, "_ENTRIES_AT_ONCE", 2)
