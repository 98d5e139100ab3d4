"""The demo on one machine: starts everything in order, watches it, stops everything in the reverse order."""

import contextlib
import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from types import FrameType
from typing import Final, NoReturn
from urllib.parse import quote

from icse.core.roles import create_database, create_roles
from icse.embedded.children import Child, run_command
from icse.embedded.locks import FileLock, LockHeld
from icse.embedded.places import Places, Refusal, environment, find_places, make_data_folder
from icse.embedded.postgres import Cluster
from icse.embedded.processes import last_lines, wait_until
from icse.embedded.server import StartFailed
from icse.embedded.valkey import Valkey
from icse.embedded.watch import Service, Watched

HOST = "127.0.0.1"
DATABASE = "icse"
_CELERY = (sys.executable, "-m", "celery", "-A", "icse.celery")


class PortTaken(Refusal):
    """Another program listens on the port."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"Port {port} on {HOST} is taken by another program. Choose another: ICSE_PORT={port + 1} make demo"
        )


class BadPort(Refusal):
    """ICSE_PORT is not a port number."""


class DemoRunning(Refusal):
    """The demo of this data folder is running already."""

    def __init__(self, places: Places, holder: Mapping[str, object]) -> None:
        address = f", http://{HOST}:{holder['port']}/" if "port" in holder else ""
        super().__init__(
            f"The demo of {places.data} is running already (process {holder.get('pid', '(unknown)')}{address}). "
            "Stop it first, or give this one a folder of its own: ICSE_DATA=/folder"
        )


class Stopped(BaseException):
    """Ctrl-C or a signal asked for the end. Not an error, so no handler for errors may swallow it."""


def run_demo() -> None:
    """Run until Ctrl-C or SIGTERM, then stop everything and return.

    :raises Refusal: something the person can mend; whatever was started is stopped again.
    """
    places = find_places()
    port = chosen_port(os.environ)
    make_data_folder(places.data)
    with only_one(places, port), contextlib.suppress(Stopped), stopped_by_signals():
        check_port_free(port)
        places.logs.mkdir(mode=0o700, exist_ok=True)
        with contextlib.ExitStack() as running:
            watched = [Watched(service) for service in _start_all(places, port, running)]
            say(f"\nReady: http://{HOST}:{port}/   (Ctrl-C stops it; logs are in {places.logs})")
            while True:
                time.sleep(0.5)
                for one in watched:
                    if one.look_after():
                        say(f"{one.service.name} had died and was started again.")


def chosen_port(environ: Mapping[str, str]) -> int:
    """Return ICSE_PORT, or 8000."""
    text = environ.get("ICSE_PORT") or "8000"
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise BadPort(f"ICSE_PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def check_port_free(port: int, patience: float = 4) -> None:
    """Refuse a port in use. A web server whose supervisor was just killed gets the time to leave.

    :raises PortTaken: it stays in use.
    """
    if not wait_until(lambda: _is_free(port), patience, pause=0.1):
        raise PortTaken(port)


@contextlib.contextmanager
def only_one(places: Places, port: int | None = None) -> Iterator[None]:
    """Hold the data folder, so that nobody else starts, or removes, what is in it.

    :raises DemoRunning: somebody else holds it.
    """
    lock = FileLock(places.lock)
    try:
        lock.acquire(**({"port": port} if port else {}))
    except LockHeld as error:
        raise DemoRunning(places, error.holder) from None
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Turn the first SIGINT, SIGTERM or SIGHUP into `Stopped`; further ones change nothing, the end is on its way."""
    kinds = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        for kind in kinds:
            signal.signal(kind, signal.SIG_IGN)
        say("\nStopping ...")
        raise Stopped

    before = {kind: signal.signal(kind, stop) for kind in kinds}
    try:
        yield
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)


#: The demo's world is small: so many series are too many there (``icse.demo.world.news``).
_OF_THE_DEMO: Final = {"ICSE_MOST_UNRELATED_SERIES": "5"}


def _start_all(places: Places, port: int, running: contextlib.ExitStack) -> list[Service]:
    """Start in order; `running` stops in the reverse order: web, clock, worker, Valkey, PostgreSQL."""
    mail = {"ICSE_MAIL_URL": f"file://{quote(str(places.data / 'mail'))}", "ICSE_ADDRESS": f"http://{HOST}:{port}/"}
    settings = {**_OF_THE_DEMO, **mail, **os.environ, **environment(), "ICSE_DEMO": "1"}
    services = _start_servers(places, running)
    say("Preparing the database ...")
    log = places.logs / "migrate.log"
    run_command("migrate", ["migrate", "--no-input"], settings | {"ICSE_LOGIN": "owner"}, log)
    size = ["--small"] if settings.get("ICSE_DEMO_WORLD") == "small" else []
    run_command("load_demo", ["load_demo", *size], settings | {"ICSE_LOGIN": "worker"})
    worker, clock, web = _worker(places, settings), _clock(places, settings), _web(places, settings, port)
    for child in (worker, clock, web):
        running.callback(child.stop)
        child.start()
    _await_answer(web, port)
    return [*services, worker, clock, web]


def _start_servers(places: Places, running: contextlib.ExitStack) -> list[Service]:
    """Start what the environment does not already provide."""
    services: list[Service] = []
    if not os.environ.get("DATABASE_URL"):
        say(f"Starting PostgreSQL in {places.data} ...")
        cluster = Cluster(places.cluster, places.sockets, log=places.logs / "postgres.log")
        services.append(running.enter_context(cluster))
        create_roles(cluster.superuser_conninfo())
        create_database(cluster.superuser_conninfo(), DATABASE)
    if not os.environ.get("BROKER_URL"):
        say("Starting Valkey ...")
        valkey = Valkey(places.valkey, places.broker_socket, log=places.logs / "valkey.log")
        services.append(running.enter_context(valkey))
    return services


def _worker(places: Places, settings: Mapping[str, str]) -> Child:
    command = [*_CELERY, "worker", "--concurrency", "2", "--loglevel", "WARNING", "--without-mingle"]
    return Child("The worker", command, {**settings, "ICSE_LOGIN": "worker"}, places.logs / "worker.log")


def _clock(places: Places, settings: Mapping[str, str]) -> Child:
    """A process of its own: one inside the worker could die without anybody noticing, and nothing would be swept."""
    schedule = ["--schedule", str(places.data / "beat-schedule"), "--pidfile", "", "--loglevel", "WARNING"]
    environ = {**settings, "ICSE_LOGIN": "worker"}
    return Child("The clock", [*_CELERY, "beat", *schedule], environ, places.logs / "clock.log")


def _web(places: Places, settings: Mapping[str, str], port: int) -> Child:
    command = [sys.executable, "-m", "uvicorn", "icse.asgi:application", "--host", HOST, "--port", str(port)]
    # Live streams never end by themselves. Who asked for what is in the audit, not in a log that others read.
    manners = ["--timeout-graceful-shutdown", "2", "--no-access-log", "--no-server-header", "--log-level", "warning"]
    # Addresses are those of the sockets: nobody is in front who could say otherwise.
    bounds = ["--no-proxy-headers", "--limit-concurrency", "500"]
    return Child("The web", [*command, *manners, *bounds], {**settings, "ICSE_LOGIN": "web"}, places.logs / "web.log")


def _await_answer(web: Child, port: int) -> None:
    wait_until(lambda: not web.alive() or _answers(port), 60, pause=0.1)
    if not web.alive() or not _answers(port):
        raise StartFailed(f"The web does not answer. The end of {web.log}:\n{last_lines(web.log, 30)}")


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise BadPort(f"Port {port} is for root only. Choose one above 1023: ICSE_PORT=8000") from None
        except OSError:
            return False
    return True


def say(line: str) -> None:
    """Tell the person at the terminal."""
    with contextlib.suppress(OSError):  # the terminal is gone: stopping must go on
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
