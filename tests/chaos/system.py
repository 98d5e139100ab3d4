"""The whole service of a test's own: each part is a process that may be killed, watched as the demo's are."""

import http.client
import json
import os
import random
import secrets
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg.conninfo import make_conninfo

from icse.core.roles import create_database, create_roles, drop_database
from icse.embedded.account import remove_tree
from icse.embedded.children import Child
from icse.embedded.keeper import make_short_folder
from icse.embedded.postgres import Cluster
from icse.embedded.processes import last_lines, wait_until
from icse.embedded.programs import postgres_programs
from icse.embedded.valkey import Valkey
from icse.embedded.watch import Service, Watched
from tests.chaos import processes
from tests.servers import EMPTY_TEMPLATE, ROOT

HOST: Final = "127.0.0.1"
DATABASE: Final = "icse_chaos"
#: What a killed process had committed must be there again, so commits wait for the log; a power cut is not tried.
_CLUSTER: Final = {"fsync": "off", "full_page_writes": "off", "autovacuum_naptime": "5s"}
#: Deaths are the point here, so they are never too many.
_PAUSES: Final = (0.2,) * 1000
_CELERY: Final = (sys.executable, "-m", "celery", "-A", "icse.celery")
_WORKER: Final = ("worker", "--concurrency", "1", "--without-mingle", "--loglevel", "WARNING")
LEASE_SECONDS: Final = 3


class NotStarted(RuntimeError):
    """A part does not come up; the end of its log is in the text."""


@dataclass
class System:
    """A running service. To be used from the thread that started it: servers end with the thread."""

    folder: Path
    port: int
    environment: dict[str, str]
    cluster: Cluster
    valkey: Valkey
    children: dict[str, Child]
    killed: list[str] = field(default_factory=list)
    decoders_seen: set[int] = field(default_factory=set)
    watched: list[Watched] = field(default_factory=list)

    def look_after(self) -> None:
        """Start again what has died."""
        for one in self.watched:
            one.look_after()

    def connect(self) -> "psycopg.Connection[Any]":
        """Open a connection past every policy. Raises psycopg.OperationalError while the database is away."""
        return psycopg.connect(self.cluster.superuser_conninfo(DATABASE))

    def run(self, login: str, *arguments: str) -> str:
        """Run a program of the project to its end with one of the logins, and return what it printed."""
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment | {"ICSE_LOGIN": login},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise NotStarted(f"{arguments}:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def kill(self, kind: str, draw: random.Random) -> bool:
        """SIGKILL one thing of this kind. Return False when there is none at this moment."""
        self.decoders_seen |= self.decoders()
        if not KINDS[kind](self, draw):
            return False
        self.killed.append(kind)
        return True

    def decoders(self) -> set[int]:
        """Return the processes of the present workers that decode files."""
        return {one for pid in _workers(self) for one in processes.decoders(pid)}

    def logs(self, lines: int = 30) -> str:
        """Return the ends of all logs."""
        parts = (one.service for one in self.watched)
        return "\n".join(f"== {part.name}\n{last_lines(part.log, lines)}" for part in parts)


@contextmanager
def running() -> Iterator[System]:
    """Start everything on an empty database, and remove everything at the end."""
    folder = make_short_folder("icse-test-chaos-")
    try:
        with ExitStack() as stack:
            system = _made(folder)
            _start_servers(system, stack)
            for child in system.children.values():
                stack.callback(child.stop)
                child.start()
            services: list[Service] = [system.cluster, system.valkey, *system.children.values()]
            system.watched = [Watched(service, _PAUSES) for service in services]
            _await_web(system)
            yield system
            for child in system.children.values():
                _end(child.pid, signal.SIGTERM)  # all at once; then each is waited for
    finally:
        remove_tree(folder)


def _made(folder: Path) -> System:
    cluster = Cluster(folder / "pg" / "data", folder / "run", _CLUSTER)
    valkey = Valkey(folder / "valkey", folder / "run" / "valkey.sock")
    port, temporary = _free_port(), folder / "tmp"
    temporary.mkdir(mode=0o700)
    environment = {
        **_outside(),
        "DJANGO_SETTINGS_MODULE": "icse.settings",
        "DATABASE_URL": f"postgresql:///{DATABASE}?host={cluster.sockets}",
        "BROKER_URL": valkey.url,
        "MEDIA_STORAGE": (folder / "media").as_uri(),
        "TMPDIR": str(temporary),
        "ICSE_SECRET_KEY": secrets.token_hex(32),
        "ICSE_FACT_KEY": os.environ["ICSE_FACT_KEY"],  # what the tables of the template ask for
        "ICSE_INSECURE_HTTP": "1",
        "ICSE_INGEST_LEASE_SECONDS": str(LEASE_SECONDS),
        "ICSE_SWEEP_SECONDS": "1",
    }
    return System(folder, port, environment, cluster, valkey, _children(folder, port, environment))


def _outside() -> dict[str, str]:
    """Return the environment without what the test run sets for itself."""
    ours = {"DATABASE_URL", "BROKER_URL", "MEDIA_STORAGE"}
    return {name: value for name, value in os.environ.items() if name not in ours and not name.startswith("ICSE_")}


def _children(folder: Path, port: int, environment: dict[str, str]) -> dict[str, Child]:
    web = (sys.executable, "-m", "uvicorn", "icse.asgi:application", "--host", HOST, "--port", str(port))
    clock = (*_CELERY, "beat", "--schedule", str(folder / "clock"), "--pidfile", "", "--loglevel", "WARNING")
    commands = {
        "first": (*_CELERY, *_WORKER, "--hostname", "first@chaos"),
        "second": (*_CELERY, *_WORKER, "--hostname", "second@chaos"),
        "clock": clock,
        "web": (*web, "--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "1"),
    }
    logins = {"web": "web"}
    return {
        name: Child(
            f"The {name}",
            command,
            environment | {"ICSE_LOGIN": logins.get(name, "worker")},
            folder / "logs" / f"{name}.log",
        )
        for name, command in commands.items()
    }


def _start_servers(system: System, stack: ExitStack) -> None:
    (system.folder / "logs").mkdir(mode=0o700)
    stack.enter_context(system.cluster)
    stack.enter_context(system.valkey)
    create_roles(system.cluster.superuser_conninfo())
    create_database(system.cluster.superuser_conninfo(), DATABASE)
    _fill(system.cluster.superuser_conninfo(DATABASE))


def _fill(conninfo: str) -> None:
    """Bring the tables of the run's empty template there, which takes a tenth of the time of migrating."""
    superuser, name = os.environ["ICSE_TEST_SUPERUSER"], f"{DATABASE}_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    create_database(superuser, name, template=EMPTY_TEMPLATE)  # who reads a template itself is in the way of copies
    programs = postgres_programs()
    try:
        dumped = _run(programs / "pg_dump", f"--dbname={make_conninfo(superuser, dbname=name)}")
    finally:
        drop_database(superuser, name)
    _run(programs / "psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--dbname={conninfo}", text=dumped)


def _run(program: Path, *arguments: str, text: str = "") -> str:
    done = subprocess.run([program, *arguments], input=text, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotStarted(f"{program.name}: {done.stderr}")
    return done.stdout


def _await_web(system: System) -> None:
    web = system.children["web"]
    if not wait_until(lambda: not web.alive() or _answers(system.port), 60, pause=0.1) or not web.alive():
        raise NotStarted(system.logs())


def _answers(port: int) -> bool:
    with closing(http.client.HTTPConnection(HOST, port, timeout=5)) as connection, suppress(OSError):
        connection.request("GET", "/sign-in/")
        return connection.getresponse().status == 200
    return False


def _free_port() -> int:
    with socket.create_server((HOST, 0)) as server:
        return int(server.getsockname()[1])


def memory_of_workers(system: System) -> dict[str, int]:
    """Return the bytes that the processes which do the work, and their decoders, have for themselves."""
    hands = {child for pid in _workers(system) for child in processes.children(pid)}
    decoding = system.decoders()
    return {
        "hands": max(map(processes.anonymous_bytes, hands - decoding)),
        "decoders": max(map(processes.anonymous_bytes, decoding)),
    }


def desks(system: System) -> dict[str, Any]:
    """Make the people who send, and return tokens, cases and audiences."""
    made: dict[str, Any] = json.loads(system.run("worker", "-m", "tests.chaos.people"))
    return made


def _workers(system: System) -> list[int]:
    pids = (system.children[name].pid for name in ("first", "second"))
    return [pid for pid in pids if pid is not None]


def _one_of(found: list[int], draw: random.Random) -> bool:
    """SIGKILL one of them, unless it has just gone by itself."""
    return bool(found) and _end(draw.choice(sorted(found)))


def _kill_worker(system: System, draw: random.Random) -> bool:
    """The main process and all that it started in its group, as when its container is taken away."""
    found = _workers(system)
    if not found:
        return False
    with suppress(ProcessLookupError):
        os.killpg(draw.choice(found), signal.SIGKILL)
        return True
    return False


def _kill_head(system: System, draw: random.Random) -> bool:
    """The main process of a worker alone; what it started is left."""
    return _one_of(_workers(system), draw)


def _kill_hand(system: System, draw: random.Random) -> bool:
    """The process of a worker that does the work; the main one is to start another."""
    return _one_of([child for pid in _workers(system) for child in processes.children(pid)], draw)


def _kill_decoder(system: System, draw: random.Random) -> bool:
    """The decoder's process, or the one that it made for the file in hand."""
    return _one_of([one for pid in _workers(system) for one in processes.decoders(pid)], draw)


def _kill_backend(system: System, draw: random.Random) -> bool:
    """The database's process of one connection: the database then throws out all others, and recovers."""
    pid = system.cluster.pid
    return pid is not None and _one_of([one for one in processes.children(pid) if processes.says(one, DATABASE)], draw)


def _end(pid: int | None, kind: signal.Signals = signal.SIGKILL) -> bool:
    if pid is None:
        return False
    with suppress(ProcessLookupError):
        os.kill(pid, kind)
        return True
    return False


KINDS: Final[dict[str, Callable[[System, random.Random], bool]]] = {
    "worker": _kill_worker,
    "worker's head": _kill_head,
    "worker's hand": _kill_hand,
    "decoder": _kill_decoder,
    "broker": lambda system, draw: _end(system.valkey.pid),
    "database": lambda system, draw: _end(system.cluster.pid),
    "database connection": _kill_backend,
    "clock": lambda system, draw: _end(system.children["clock"].pid),
    "web": lambda system, draw: _end(system.children["web"].pid),
}
