"""A file that goes over a limit, and a decoder that dies, cost that file only."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest
from PIL import Image

from series.ingest.decoder import PLAIN, Decoder, DecoderKilledError, DecoderUnavailableError, Limits, Report
from series.ingest.recognition import Refusal
from tests import media
from tests.series.ingest.conftest import Upload

PROJECT = Path(__file__).parents[3]
SLOW = media.huge_png(14_000, 14_000)  # 196 million pixels, just allowed: about a second of work
VERY_SLOW = media.huge_png(26_000, 26_000)


def is_alive(pid: int | None) -> bool:
    """Whether a process runs; one that ended and waits for its parent to notice does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def code(found: Report | Refusal) -> str:
    return found.code if isinstance(found, Refusal) else "taken"


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good"
    path.write_bytes(media.as_bytes(media.pattern(5, (320, 240))))
    return path


@pytest.mark.parametrize(
    ("limits", "content", "expected"),
    [
        (Limits(wall_seconds=0.6, pixels=10**9), VERY_SLOW, "took_too_long"),
        (Limits(cpu_seconds=1, pixels=10**9), VERY_SLOW, "took_too_long"),
        (Limits(memory_bytes=256 << 20), media.as_bytes(Image.new("RGB", (9000, 9000)), "PNG"), "too_much_memory"),
        (Limits(pixels=320 * 240), media.as_bytes(Image.new("RGB", (321, 240)), "PNG"), "too_many_pixels"),
    ],
)
def test_going_over_a_limit_refuses_that_file_only(
    upload: Upload, scratch: Path, good: Path, limits: Limits, content: bytes, expected: str
) -> None:
    with Decoder(limits) as decoder:
        assert code(decoder.decode(upload(content), scratch)) == expected
        assert list(scratch.iterdir()) == []
        assert code(decoder.decode(good, scratch)) == "taken"


def test_the_same_files_are_taken_within_the_limits(decoder: Decoder, upload: Upload) -> None:
    assert code(decoder.decode(upload(SLOW), None)) == "taken"
    assert code(decoder.decode(upload(media.as_bytes(Image.new("RGB", (9000, 9000)), "PNG")), None)) == "taken"


def test_a_file_too_large_to_write_is_the_machines_fault(upload: Upload, scratch: Path, good: Path) -> None:
    with Decoder(Limits(file_bytes=100)) as decoder:
        with pytest.raises(DecoderUnavailableError, match="OSError"):
            decoder.decode(good, scratch)
        assert list(scratch.iterdir()) == []


def kill_whenever_it_works(decoder: Decoder, scratch: Path, times: int, done: threading.Event) -> None:
    """Kill the decoder's processes `times` times, each time after it has begun with a file."""
    for _ in range(times):
        while not (scratch / PLAIN).exists() and not done.is_set():
            time.sleep(0.001)
        if (pid := decoder.child_pid) is None or done.is_set():
            return
        (scratch / PLAIN).unlink(missing_ok=True)
        os.killpg(pid, signal.SIGKILL)
        while decoder.child_pid == pid and not done.is_set():
            time.sleep(0.001)


@pytest.mark.parametrize(
    ("times", "expected"), [(1, nullcontext()), (2, pytest.raises(DecoderKilledError, match="killed, twice"))]
)
def test_killed_in_the_middle_it_is_replaced(
    upload: Upload, scratch: Path, good: Path, times: int, expected: AbstractContextManager[object]
) -> None:
    with Decoder() as decoder:
        decoder.decode(good, None)
        first, done = decoder.child_pid, threading.Event()
        killer = threading.Thread(target=kill_whenever_it_works, args=(decoder, scratch, times, done))
        killer.start()
        with expected:
            assert code(decoder.decode(upload(SLOW), scratch)) == "taken"
        done.set()
        killer.join()

        assert code(decoder.decode(good, scratch)) == "taken"
        assert decoder.child_pid not in (None, first)


def test_killed_between_files_it_is_replaced(good: Path) -> None:
    with Decoder() as decoder:
        decoder.decode(good, None)
        first = decoder.child_pid
        assert first is not None
        os.kill(first, signal.SIGKILL)

        assert code(decoder.decode(good, None)) == "taken"
        assert decoder.child_pid != first


def test_closing_ends_the_child(good: Path) -> None:
    with Decoder() as decoder:
        decoder.decode(good, None)
        child = decoder.child_pid
        assert is_alive(child)

    assert not is_alive(child)
    assert decoder.child_pid is None


def test_the_child_dies_with_its_parent(good: Path) -> None:
    program = (
        "import sys, time; from pathlib import Path; from series.ingest.decoder import Decoder\n"
        "decoder = Decoder(); decoder.decode(Path(sys.argv[1]), None)\n"
        "sys.stdout.write(f'{decoder.child_pid}\\n'); sys.stdout.flush(); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", program, good], cwd=PROJECT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.kill()

    patience = time.monotonic() + 20
    while is_alive(child) and time.monotonic() < patience:
        time.sleep(0.01)
    assert not is_alive(child)


def test_each_process_of_a_fork_has_a_child_of_its_own(good: Path) -> None:
    with Decoder() as decoder:
        decoder.decode(good, None)
        mine = decoder.child_pid
        pid = os.fork()
        if pid == 0:
            works = code(decoder.decode(good, None)) == "taken" and decoder.child_pid != mine
            decoder.close()
            os._exit(0 if works else 1)
        _, status = os.waitpid(pid, 0)

        assert status == 0
        assert code(decoder.decode(good, None)) == "taken"
        assert decoder.child_pid == mine


def test_the_child_inherits_nothing(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ICSE_SECRET_KEY", "not for the decoder")
    with Decoder() as decoder, good.open("rb") as held:
        os.set_inheritable(held.fileno(), True)
        decoder.decode(good, None)
        child = decoder.child_pid
        assert child is not None
        environment = Path(f"/proc/{child}/environ").read_bytes().rstrip(b"\0").split(b"\0")
        held_by_child = [str(link.readlink()) for link in Path(f"/proc/{child}/fd").iterdir()]

        # The C library takes its own entry apart.
        names = {entry.partition(b"=")[0] for entry in environment if not entry.startswith(b"glibc.")}
        assert names == {b"OPENBLAS_NUM_THREADS", b"OMP_NUM_THREADS", b"GLIBC_TUNABLES"}
        assert sorted(target.partition(":")[0] for target in held_by_child) == [*[os.devnull] * 2, "pipe", "socket"]
        assert os.getsid(child) == child


def test_the_childs_program_imports_no_django() -> None:
    program = "import sys, series.ingest.decoder.child; sys.stdout.write(str('django' in sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, capture_output=True, text=True, check=True)

    assert done.stdout == "False"
