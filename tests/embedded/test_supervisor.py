"""The supervisor's parts: one owner of a folder, a free port, children that are started again and stopped."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from icse.embedded.children import Child, CommandFailed, run_command, trim_log
from icse.embedded.locks import FileLock, LockHeld, holder
from icse.embedded.places import Places
from icse.embedded.processes import open_log, wait_until
from icse.embedded.supervisor import (
    BadPort,
    DemoRunning,
    PortTaken,
    Stopped,
    check_port_free,
    chosen_port,
    only_one,
    stopped_by_signals,
)
from icse.embedded.watch import GaveUp, Watched


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def child(tmp_path: Path, code: str, patience: float = 10) -> Child:
    return Child("The trial", [sys.executable, "-c", code], os.environ, tmp_path / "trial.log", patience)


def test_a_port_in_use_is_refused_with_a_way_out(taken_port: int) -> None:
    with pytest.raises(PortTaken, match=rf"Port {taken_port} .* ICSE_PORT={taken_port + 1} make demo"):
        check_port_free(taken_port, patience=0)


def test_a_port_just_left_is_free(taken_port: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as visitor:
        port = server.getsockname()[1]
        answering = server.accept()[0]
        answering.close()
        assert visitor.recv(1) == b""
    check_port_free(port, patience=0)


def test_the_port_comes_from_the_environment() -> None:
    assert [chosen_port({}), chosen_port({"ICSE_PORT": ""}), chosen_port({"ICSE_PORT": "8123"})] == [8000, 8000, 8123]


@pytest.mark.parametrize("text", ["0", "65536", "-1", "80a", "²", " 80"])
def test_what_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(BadPort, match="1 to 65535"):
        chosen_port({"ICSE_PORT": text})


def test_a_second_demo_is_refused_and_told_of_the_first(tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path / "run")
    with only_one(places, 8123):
        with (
            pytest.raises(DemoRunning, match=rf"process {os.getpid()}, http://127.0.0.1:8123/"),
            only_one(places, 8124),
        ):
            pass
        assert holder(places.lock) == {"pid": os.getpid(), "port": 8123}
    with only_one(places, 8124):
        assert holder(places.lock) == {"pid": os.getpid(), "port": 8124}
    assert holder(places.lock) is None


def test_a_lock_does_not_outlive_its_folder(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    first.acquire()
    with pytest.raises(LockHeld):
        second.acquire()
    (tmp_path / "lock").unlink()
    second.acquire()
    first.release()
    assert holder(tmp_path / "lock") == {"pid": os.getpid()}
    second.release()


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_first_signal_stops_and_further_ones_do_not_disturb(kind: signal.Signals) -> None:
    before = signal.getsignal(kind)
    ended = []

    def run_until_stopped() -> None:
        try:
            os.kill(os.getpid(), kind)
        finally:
            os.kill(os.getpid(), kind)
            ended.append("in order")

    with pytest.raises(Stopped), stopped_by_signals():
        run_until_stopped()
    assert ended == ["in order"]
    assert signal.getsignal(kind) == before


def test_a_child_that_dies_is_started_again(tmp_path: Path) -> None:
    trial = child(tmp_path, f"open({str(tmp_path / 'runs')!r}, 'a').write('x'); import time; time.sleep(600)")
    watched = Watched(trial, pauses=(0,))
    try:
        trial.start()
        assert wait_until(lambda: runs(tmp_path) == 1, 20)
        assert not watched.look_after()
        trial._process.kill()  # type: ignore[union-attr]
        assert wait_until(lambda: not trial.alive(), 10)
        assert watched.look_after()
        assert wait_until(lambda: runs(tmp_path) == 2, 20)
    finally:
        trial.stop()
    assert not trial.alive()


def runs(tmp_path: Path) -> int:
    path = tmp_path / "runs"
    return len(path.read_text()) if path.exists() else 0


def test_a_child_that_keeps_dying_is_given_up_with_the_end_of_its_log(tmp_path: Path) -> None:
    trial = child(tmp_path, "import sys; sys.exit('no such wallpaper')")
    watched = Watched(trial, pauses=(0, 0))
    trial.start()
    for _ in range(2):
        assert wait_until(lambda: not trial.alive(), 20)
        assert watched.look_after()
    assert wait_until(lambda: not trial.alive(), 20)
    with pytest.raises(GaveUp, match=r"The trial keeps dying(.|\n)*no such wallpaper"):
        watched.look_after()
    trial.stop()


STUBBORN = """
import pathlib, signal, subprocess, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
grandchild = subprocess.Popen(["sleep", "600"])
pathlib.Path({path!r}).write_text(str(grandchild.pid))
time.sleep(600)
"""


def test_a_child_that_does_not_stop_is_ended_with_its_own_children(tmp_path: Path) -> None:
    path = tmp_path / "grandchild"
    trial = child(tmp_path, STUBBORN.format(path=str(path)), patience=0.2)
    trial.start()
    assert wait_until(lambda: path.exists() and path.read_text() != "", 20)
    grandchild = int(path.read_text())
    assert is_running(grandchild)
    trial.stop()
    assert not trial.alive()
    assert wait_until(lambda: not is_running(grandchild), 10)


def is_running(pid: int) -> bool:
    """A zombie that waits for an init process to collect it runs no more."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_a_command_that_fails_is_reported_with_the_end_of_its_log(tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match=r"migrate failed \(exit status 1\)(.|\n)*nonsense"):
        run_command("migrate", ["nonsense"], {**os.environ, "DJANGO_SETTINGS_MODULE": ""}, tmp_path / "log")


def test_a_log_stays_bounded_while_its_writer_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with open_log(path) as log:
        for text in (b"one" * 10, b"two" * 10):
            log.write(text)
            log.flush()
            trim_log(path, limit=20)
        log.write(b"three")
        log.flush()
        trim_log(path, limit=20)
    assert path.read_bytes() == b"three"
    assert (tmp_path / "log.1").read_bytes() == b"two" * 10
    assert {file.stat().st_mode & 0o777 for file in tmp_path.iterdir()} == {0o600}
