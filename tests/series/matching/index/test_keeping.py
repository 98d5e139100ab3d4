"""The file, memory and the tail together: nothing is missing while files are built, damaged, lost and built again."""

import io
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from icse.core.doors import acting_as_system
from series import tasks
from series.matching.index import build, files, keeping, proving, stored
from series.matching.index.layout import Header
from series.matching.tail import Matcher
from series.models import Fingerprint, Media
from tests.series.matching.index.test_files import DAMAGES
from tests.series.matching.storing import bits, committed, found, store, wait_until_settled

pytestmark = [pytest.mark.commits, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> Iterator[None]:
    settings.INDEX_FOLDER = tmp_path / "index"
    yield
    tasks.close_tools()


def rebuilt() -> Header:
    with acting_as_system("tests"):
        return keeping.rebuild()


def seen(matcher: Matcher, *seeds: int) -> list[list[tuple[object, int, str]]]:
    with acting_as_system("tests"):
        return [list(found(matcher, seed)) for seed in seeds]


def alone(*keys: object) -> list[list[tuple[object, int, str]]]:
    """What is told where each picture resembles itself only."""
    return [[(key, 0, "original")] for key in keys]


def command(*arguments: str) -> str:
    out = io.StringIO()
    call_command("index", *arguments, stdout=out)
    return out.getvalue()


def test_the_file_and_what_is_newer_answer_together() -> None:
    before, matcher = Matcher(), Matcher()
    keys = committed(1, 2)
    edge, beyond = committed(1, flipped=31), committed(1, flipped=32)
    assert seen(before, 2) == alone(keys[1])
    header = rebuilt()
    assert (header.generation, header.count) == (1, 4)
    newer = committed(1, flipped=3)
    for one in (matcher, before):
        assert seen(one, 1, 2) == [
            [(keys[0], 0, "original"), (newer[0], 3, "original"), (edge[0], 31, "original")],
            [(keys[1], 0, "original")],
        ]
        assert (one.file.header if one.file else None) == header
        assert len(one) == 5
    assert beyond
    assert rebuilt().count == 5
    assert seen(matcher, 2) == alone(keys[1])
    assert matcher.file is not None
    assert (matcher.file.header.generation, len(matcher)) == (2, 5)


def test_what_commits_after_the_file_was_built_is_in_the_tail() -> None:
    """Written before the build and committed after it: the horizon stays below."""
    written, commit = threading.Event(), threading.Event()

    def write_late() -> object:
        try:
            with acting_as_system("tests"):
                key = store(1)
                written.set()
                assert commit.wait(30)
            return key
        finally:
            connection.close()

    committed(3)
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(write_late)
        assert written.wait(30)
        with acting_as_system("tests"):
            early = store(2)
        assert rebuilt().count == 1
        matcher = Matcher()
        assert seen(matcher, 1, 2) == [[], [(early, 0, "original")]]
        commit.set()
        key = late.result(timeout=30)
    assert seen(matcher, 1, 2) == alone(key, early)
    wait_until_settled()
    assert rebuilt().count == 3
    assert seen(matcher, 1, 2) == alone(key, early)


@pytest.mark.parametrize("is_mapped", [True, False])
def test_nothing_is_missing_while_the_file_is_damaged_or_gone(is_mapped: bool) -> None:
    keys = committed(1, 2)
    for number, damage in enumerate([*DAMAGES.values(), Path.unlink]):
        assert rebuilt().generation >= 1
        [(_, path)] = files.generations()
        matcher = Matcher()
        if is_mapped:
            assert seen(matcher, 1, 2) == alone(*keys)
            assert matcher.file is not None
        damage(path)
        assert seen(matcher, 1, 2) == alone(*keys), number
        assert files.generations() == []
        assert tasks.refresh_index() is True, "the worker's own view is that of a process that saw nothing yet"
        assert seen(matcher, 1, 2) == alone(*keys)
        assert matcher.file is not None
        del matcher
        tasks.close_tools()


def test_the_task_builds_when_it_is_due(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_IN_TAIL", 2)
    committed(1)
    assert tasks.refresh_index() is True
    assert tasks.refresh_index() is False
    committed(2, 3)
    assert tasks.refresh_index() is False, "two are not too many"
    committed(4)
    assert tasks.refresh_index() is True
    assert [number for number, _ in files.generations()] == [2, 1], "this process has the first one still"
    assert tasks.refresh_index() is False
    assert tasks.refresh_index() is False
    assert [number for number, _ in files.generations()] == [2]


def test_the_task_is_started_again_and_again(settings: Any) -> None:
    assert tasks.refresh_index.name in {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}


def test_one_builder_at_a_time() -> None:
    [key] = committed(1)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with acting_as_system("tests"):
                keeping.rebuild()
                held.set()
                assert done.wait(30)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(hold)
        assert held.wait(30)
        try:
            with pytest.raises(CommandError, match="Another worker builds"):
                command("rebuild")
            [(_, path)] = files.generations()
            path.unlink()
            assert tasks.refresh_index() is False
            assert seen(Matcher(), 1) == alone(key)
        finally:
            done.set()
        other.result(timeout=30)
    assert command("rebuild") == "Generation 1 holds 1 fingerprints.\n"


def test_a_file_of_another_database_says_nothing() -> None:
    [key] = committed(1)
    rebuilt()
    [(_, path)] = files.generations()
    path.unlink()
    with acting_as_system("tests"):
        now = stored.now()
        build.write(path, build.Name(1, now.horizon, b"another"), stored.load(0))
    assert seen(Matcher(), 1) == alone(key)
    assert tasks.refresh_index() is True
    assert [number for number, _ in files.generations()] == [2]


def test_media_that_were_removed_are_no_alarm() -> None:
    [kept], [removed] = committed(1), committed(1, flipped=4)
    rebuilt()
    with acting_as_system("tests"):
        Fingerprint.objects.filter(pk=removed).delete()
        Media.objects.filter(pk=removed).delete()
    told = "1 asked, 1 matches: 0 missed, 0 wrong, 1 of media that were removed since.\n"
    assert command("verify") == f"{told}Asked were 1 of pictures, 0 of videos.\n"
    assert len(seen(Matcher(), 1)[0]) == 2, "the file has it until the next one"
    assert rebuilt().count == 1
    assert seen(Matcher(), 1) == alone(kept)


def test_verify_tells_what_is_missed_and_what_is_wrong() -> None:
    keys = committed(1, 2, 3)
    with acting_as_system("tests"):
        horizon = stored.now().horizon
        whole = stored.load(horizon)
    assert len(whole) == len(keys)
    rebuilt()
    assert command("verify", "--sample", "2").startswith("2 asked, 2 matches: 0 missed, 0 wrong, 0")
    for seeds, expected in (([0, 1], (1, 0)), ([0, 1, 2, 2], (0, 1))):
        _forge(seeds)
        with acting_as_system("tests"):
            file = files.newest(stored.now().database)
            assert file is not None
            verdict = proving.verify(file, 10)
        assert (verdict.asked, verdict.matches, verdict.missed, verdict.wrong, verdict.gone) == (3, 3, *expected, 0)
        with pytest.raises(CommandError, match="does not answer as it should"):
            command("verify")


def _forge(numbers: list[int]) -> None:
    """A newer file, sound in itself, of other fingerprints than there are."""
    with acting_as_system("tests"):
        now = stored.now()
        whole = stored.load(now.horizon)
        whole.ids, whole.words = whole.ids[numbers], whole.words[numbers]
        [(number, _), *_] = files.generations()
        build.write(files.path_of(number + 1), build.Name(number + 1, now.horizon, now.database), whole)


def test_the_command_says_how_it_is() -> None:
    committed(1, 2)
    stored = "stored        2 of pictures, 0 of frames of videos\n"
    assert command("status") == f"{stored}tail          2\nchecksum      NOT OK: there is no file\n"
    with pytest.raises(CommandError, match="no index file"):
        command("verify")
    assert command("rebuild") == "Generation 1 holds 2 fingerprints.\n"
    [(_, path)] = files.generations()
    committed(3)
    lines = dict(line.split(None, 1) for line in command("status").splitlines())
    assert lines.pop("age").startswith("0:")
    size = f"{path.stat().st_size / 1e6:,.1f} MB"
    assert lines == {
        "file": f"{path} ({size})",
        "generation": "1",
        "fingerprints": "2 (2 different)",
        "stored": "3 of pictures, 0 of frames of videos",
        "tail": "1",
        "checksum": "ok",
    }
    DAMAGES["a bit of the hashes"](path)
    assert "tail          3\nchecksum      NOT OK: damaged: the checksum does not fit" in command("status")
    assert path.exists(), "saying how it is changes nothing"
    with pytest.raises(CommandError, match="cannot be used: the checksum does not fit"):
        command("verify")
    with pytest.raises(CommandError, match="1 or more"):
        command("verify", "--sample", "0")


def test_bits_of_another_length_are_refused() -> None:
    with acting_as_system("tests"):
        Fingerprint.objects.filter(pk=store(1)).update(bits=b"short")
    with acting_as_system("tests"), pytest.raises(stored.BadFingerprint):
        Matcher().near(bits(1))


def test_more_rows_than_one_piece(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stored, "_PIECE", 150)
    keys = committed(*range(1, 12))
    assert rebuilt().count == 11
    assert seen(Matcher(), *range(1, 12)) == alone(*keys)
    with acting_as_system("tests"):
        assert [len(rows) for rows in stored.pieces(0)] != [11]
    assert command("verify", "--sample", "11").startswith("11 asked, 11 matches: 0 missed, 0 wrong")
