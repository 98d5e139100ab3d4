"""Valkey: a Unix socket for its owner, and the same manners as the cluster."""

import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from icse.embedded.places import CHECKOUT
from icse.embedded.processes import living_in, wait_until
from icse.embedded.server import AlreadyRunning, StartFailed
from icse.embedded.valkey import Valkey


@pytest.fixture
def valkey(folder: Path) -> Iterator[Valkey]:
    """A Valkey that is not started yet, and is stopped at the end."""
    made = Valkey(folder / "valkey", folder / "run" / "valkey.sock")
    yield made
    made.stop()


def client(valkey: Valkey) -> "redis.Redis":
    return redis.Redis(unix_socket_path=str(valkey.socket))


def listens_on_a_port(pid: int) -> bool:
    """Compare the sockets that the process has open with all that wait for connections on the network."""
    tables = [Path(f"/proc/{pid}/net/{name}").read_text().splitlines()[1:] for name in ("tcp", "tcp6")]
    rows = [line.split() for table in tables for line in table]
    listening = {f"socket:[{row[9]}]" for row in rows if row[3] == "0A"}
    return bool(listening & {os.path.realpath(link).rpartition("/")[2] for link in Path(f"/proc/{pid}/fd").iterdir()})


def test_it_listens_on_its_socket_and_on_no_port(valkey: Valkey) -> None:
    valkey.start()
    with client(valkey) as connection:
        assert connection.set("key", "value")
        assert connection.get("key") == b"value"
    assert valkey.pid
    assert not listens_on_a_port(valkey.pid)
    with socket.create_server(("127.0.0.1", 0)):
        assert listens_on_a_port(os.getpid())


def test_others_cannot_enter(valkey: Valkey) -> None:
    valkey.start()
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (valkey.data, valkey.socket, valkey.socket.parent)}
    assert modes == {0o700}


def test_it_starts_again_after_a_kill(valkey: Valkey) -> None:
    valkey.start()
    assert valkey.pid
    os.kill(valkey.pid, signal.SIGKILL)
    assert wait_until(lambda: not valkey.alive(), 10)
    assert valkey.socket.exists()
    valkey.stop()
    valkey.start()
    with client(valkey) as connection:
        assert connection.ping()


def test_a_second_owner_is_refused_and_told_the_process(valkey: Valkey) -> None:
    valkey.start()
    second = Valkey(valkey.data, valkey.socket)
    with pytest.raises(AlreadyRunning, match=f"process {valkey.pid}"):
        second.start()
    with client(valkey) as connection:
        assert connection.ping()
    valkey.stop()
    with second:
        assert second.alive()


OWNER = """
import sys, time
from pathlib import Path
from icse.embedded.valkey import Valkey
valkey = Valkey(Path(sys.argv[1]), Path(sys.argv[2]))
valkey.start()
print(valkey.pid, flush=True)
time.sleep(600)
"""


def test_it_does_not_outlive_an_owner_that_is_killed(valkey: Valkey) -> None:
    command = [sys.executable, "-c", OWNER, str(valkey.data), str(valkey.socket)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=CHECKOUT) as owner:
        assert owner.stdout
        assert [int(owner.stdout.readline())] == living_in(valkey.data, "valkey-server")
        owner.kill()
    assert wait_until(lambda: living_in(valkey.data, "valkey-server") == [], 10)


def test_a_failed_start_says_why_and_lets_go(folder: Path) -> None:
    (folder / "run").mkdir()
    (folder / "run" / "valkey.sock").mkdir()  # in the socket's place
    broken = Valkey(folder / "valkey", folder / "run" / "valkey.sock")
    with pytest.raises(StartFailed, match="Failed opening Unix socket"):
        broken.start()
    (folder / "run" / "valkey.sock").rmdir()
    with broken:
        assert broken.alive()
