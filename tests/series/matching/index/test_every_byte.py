"""A file of the index that is changed anywhere, cut anywhere, old or somebody else's is never answered from."""

import random
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from icse.core.doors import acting_as_system
from series import tasks
from series.matching.index import build, files, keeping, layout, stored
from series.matching.index.generation import Generation
from series.matching.index.layout import PAGE, Damaged, Unusable
from series.matching.tail import Matcher
from series.models import Fingerprint
from tests.series.matching.index.making import DATABASE, random_hashes, rows
from tests.series.matching.storing import committed, found

#: The fields of the header and their checksum; behind them zeros up to the end of the page.
HEADER_BYTES: Final = 7 * 8 + 2 * 32 + 32


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, settings: Any) -> Iterator[None]:
    settings.INDEX_FOLDER = tmp_path / "index"
    yield
    tasks.close_tools()


@pytest.fixture
def whole() -> Path:
    """A sound file of 300 fingerprints, so that no part ends where its last page does."""
    path = files.path_of(1)
    build.write(path, build.Name(1, 7, DATABASE), rows(random_hashes(300, seed=2)))
    assert len(Generation(path, DATABASE)) == 300
    return path


def flip(path: Path, place: int, bit: int) -> None:
    with path.open("r+b") as file:
        file.seek(place)
        [byte] = file.read(1)
        file.seek(place)
        file.write(bytes([byte ^ 1 << bit]))


def regions(path: Path) -> dict[str, range]:
    """The bytes of each part, and of the zeros that fill its last page."""
    header = Generation(path, DATABASE).header
    lengths = (300 * 16, 300 * 32, 16 * 300 * 4, 16 * 65_537 * 4)
    found = {"header": range(HEADER_BYTES), "behind the header": range(HEADER_BYTES, PAGE)}
    for name, start, length in zip(("ids", "words", "positions", "starts"), header.parts, lengths, strict=True):
        found[name] = range(start, start + length)
        found[f"behind the {name}"] = range(start + length, layout.in_pages(start + length))
    return found


def test_the_regions_are_the_whole_file(whole: Path) -> None:
    parts = list(regions(whole).values())
    assert [byte for part in parts for byte in (part.start, part.stop)][1:-1:2] == [part.start for part in parts[1:]]
    assert all(parts)
    assert parts[-1].stop == whole.stat().st_size


def test_every_bit_of_the_header_counts(whole: Path) -> None:
    for place in range(HEADER_BYTES):
        for bit in range(8):
            flip(whole, place, bit)
            with pytest.raises(Unusable):
                Generation(whole, DATABASE)
            flip(whole, place, bit)
    assert len(Generation(whole, DATABASE)) == 300


def test_every_part_counts(whole: Path) -> None:
    """The first and the last byte of each part and of what fills its page, and some between."""
    draw = random.Random(5)
    for name, part in regions(whole).items():
        for place in (part[0], part[-1], *draw.choices(part, k=6)):
            bit = draw.randrange(8)
            flip(whole, place, bit)
            with pytest.raises(Damaged):
                pytest.fail(f"{name}: {Generation(whole, DATABASE)}")
            flip(whole, place, bit)
    assert len(Generation(whole, DATABASE)) == 300


def test_cut_anywhere_it_is_noticed(whole: Path, tmp_path: Path) -> None:
    edges = {edge for part in regions(whole).values() for edge in (part.start, part.stop)}
    size = whole.stat().st_size
    lengths = sorted({edge + by for edge in edges for by in (-1, 0, 1)} - {size})
    for length in (one for one in lengths if one >= 0):
        cut = tmp_path / f"{length}.pdq"
        content = whole.read_bytes()[:length]
        cut.write_bytes(content.ljust(length, b"\0"))
        cut.chmod(0o600)
        with pytest.raises(Damaged):
            Generation(cut, DATABASE)


def test_a_generation_under_another_ones_name_is_not_used(whole: Path) -> None:
    assert files.newest(DATABASE) is not None
    shutil.copy2(whole, files.path_of(9))
    used = files.newest(DATABASE)
    assert used is not None
    assert used.path == whole
    whole.unlink()
    assert files.newest(DATABASE) is None


def old_format(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(layout, "VERSION", layout.VERSION - 1)
        _written_anew(path)


def newer_format(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(layout, "VERSION", layout.VERSION + 1)
        _written_anew(path)


def other_machines(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a machine that has its numbers the other way round."""
    swapped = int.from_bytes(layout._MAGIC.to_bytes(8, "little"), "big")
    with monkeypatch.context() as patch:
        patch.setattr(layout, "_MAGIC", swapped)
        _written_anew(path)


def other_databases(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _written_anew(path, database=b"another database's, 32 bytes....")


def rubbish(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.write_bytes(random.Random(1).randbytes(path.stat().st_size))


def somebody_elses(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.chmod(0o606)


def gone(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path.unlink()


def _written_anew(path: Path, database: bytes | None = None) -> None:
    """A file that is sound in itself, with nothing in it: who answered from it would call everything unmatched."""
    path.unlink()
    with acting_as_system("tests"):
        now = stored.now()
    build.write(path, build.Name(1, now.horizon, database or now.database), rows([]))


REPLACED = (old_format, newer_format, other_machines, other_databases, rubbish, somebody_elses, gone)


@pytest.mark.commits
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_mapped", [True, False])
def test_nothing_is_called_unmatched_meanwhile(is_mapped: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = committed(1, 2)
    expected = [[(key, 0, "original")] for key in keys]
    for number, replace in enumerate(REPLACED):
        with acting_as_system("tests"):
            assert Fingerprint.objects.count() == 2
            for _, path in files.generations():
                path.unlink()
            keeping.rebuild()
        [(_, path)] = files.generations()
        matcher = Matcher()
        if is_mapped:
            assert asked(matcher) == expected
            assert matcher.file is not None
        replace(path, monkeypatch)
        assert asked(matcher) == expected, replace
        assert asked(Matcher()) == expected, replace
        assert tasks.refresh_index() is True, replace
        assert asked(matcher) == expected, number
        assert matcher.file is not None, replace
        assert len(matcher.file) == 2
        tasks.close_tools()


def asked(matcher: Matcher) -> list[list[tuple[object, int, str]]]:
    with acting_as_system("tests"):
        return [list(found(matcher, seed)) for seed in (1, 2)]
