"""The real service on this test run's database: a web process on loopback and a worker with its clock."""

import http.client
import os
import socket
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from celery import Celery
from psycopg.conninfo import make_conninfo

from icse.embedded.children import Child
from icse.embedded.processes import last_lines, wait_until

HOST = "127.0.0.1"
PATIENCE = 60.0
_MANNERS = ("--no-access-log", "--no-server-header", "--log-level", "warning")
#: Nothing is left to finish when a module ends, and how the service stops is tested where its supervisor is.
_NO_PATIENCE = 0.0
# One process a worker: the machines that run tests are small, and two already run the browser and the database.
_WORKER = ("worker", "--concurrency", "1", "--beat", "--without-mingle", "--without-gossip", "--loglevel", "WARNING")


class NotStarted(RuntimeError):
    """The web or the worker did not come up; the end of its log is in the text."""


@dataclass(frozen=True)
class Service:
    """A running service."""

    address: str
    queue: str
    web: Child
    worker: Child

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Read the database as its superuser, past every policy; without Django, which objects while a browser runs."""
        conninfo = make_conninfo(os.environ["ICSE_TEST_SUPERUSER"], dbname=os.environ["ICSE_TEST_DATABASE"])
        with psycopg.connect(conninfo) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def send(self, task: str) -> None:
        """Have the worker run a task now that its clock would start some day."""
        with _sender(self.queue) as app:
            app.send_task(task, ignore_result=True)

    def logs(self) -> str:
        """Return what the two processes complained about."""
        return "\n".join(last_lines(child.log, 40) for child in (self.web, self.worker))


@contextmanager
def serving(folder: Path) -> Iterator[Service]:
    """Run web and worker until the block ends; both are this test's own, and so is their queue.

    :param folder: for logs and the clock's notes.
    :raises NotStarted: one of them does not answer.
    """
    port, queue = _free_port(), f"icse-test-{uuid.uuid4().hex}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "icse.settings",
        "ICSE_QUEUE": queue,
        "ICSE_SWEEP_SECONDS": "3",
    }
    web_login, worker_login = (environment | {"ICSE_LOGIN": login} for login in ("web", "worker"))
    web = Child("The web", _web(port), web_login, folder / "web.log", _NO_PATIENCE)
    worker = Child("The worker", _worker(folder, queue), worker_login, folder / "worker.log", _NO_PATIENCE)
    try:
        for child in (web, worker):
            child.start()
        _await(web, lambda: _answers(port))
        _await(worker, lambda: _listens(queue))
        yield Service(f"http://{HOST}:{port}", queue, web, worker)
    finally:
        for child in (worker, web):
            child.stop()


def _web(port: int) -> list[str]:
    command = [sys.executable, "-m", "uvicorn", "icse.asgi:application", "--host", HOST, "--port", str(port)]
    return [*command, "--timeout-graceful-shutdown", "1", "--no-proxy-headers", *_MANNERS]


def _worker(folder: Path, queue: str) -> list[str]:
    command = [sys.executable, "-m", "celery", "-A", "icse.celery", *_WORKER]
    return [*command, "--hostname", f"{queue}@localhost", "--schedule", str(folder / "beat")]


def _await(child: Child, ready: Callable[[], bool]) -> None:
    came_up = wait_until(lambda: not child.alive() or ready(), PATIENCE, pause=0.1)
    if not came_up or not child.alive():
        raise NotStarted(f"{child.name}:\n{last_lines(child.log, 40)}")


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/sign-in/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _listens(queue: str) -> bool:
    with _sender(queue) as app:
        return bool(app.control.inspect([f"{queue}@localhost"], timeout=1).ping())


def _sender(queue: str) -> Celery:
    app = Celery("icse-test", broker=os.environ["BROKER_URL"], set_as_current=False)
    app.conf.task_default_queue = queue
    return app


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port
