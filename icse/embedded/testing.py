"""Servers for one test run: their own cluster and Valkey, gone afterwards whatever happens to the run."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from psycopg.conninfo import make_conninfo

from icse.core.roles import create_roles
from icse.embedded.places import CHECKOUT
from icse.embedded.postgres import SUPERUSER
from icse.embedded.server import StartFailed


@dataclass(frozen=True)
class Servers:
    """Where a test run's servers are."""

    socket_dir: Path
    broker_url: str
    folder: Path
    keeper_pid: int

    def conninfo(self, login: Literal["owner", "web", "worker"], dbname: str) -> str:
        """Return the connection string of one of the three logins."""
        return make_conninfo("", host=str(self.socket_dir), port=5432, user=f"icse_{login}", dbname=dbname)

    def superuser_conninfo(self, dbname: str = "postgres") -> str:
        """Return the superuser's, for what only the owner of the machine does."""
        return make_conninfo("", host=str(self.socket_dir), port=5432, user=SUPERUSER, dbname=dbname)

    def database_url(self, dbname: str) -> str:
        """Return the address as `DATABASE_URL` wants it: without a user, whom the process's login decides."""
        return f"postgresql:///{dbname}?host={self.socket_dir}"


@contextmanager
def ephemeral() -> Iterator[Servers]:
    """Start a cluster with the roles in it, and a Valkey, in a temporary folder; remove all of it at the end.

    Any number may run side by side. When this process dies, however it does, a keeper does the removing.

    :raises StartFailed: the servers do not start; the text says why.
    """
    keeper = subprocess.Popen(
        [sys.executable, "-m", "icse.embedded.keeper"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=CHECKOUT,
        start_new_session=True,
    )
    with keeper:  # closes the pipe, which ends the keeper, and waits for it
        servers = _servers(keeper)
        create_roles(servers.superuser_conninfo())
        yield servers


def _servers(keeper: subprocess.Popen[bytes]) -> Servers:
    if keeper.stdout is None:
        raise RuntimeError("the keeper has no standard output")
    answer = json.loads(keeper.stdout.readline() or '{"error": "The keeper of the test servers died."}')
    if "error" in answer:
        raise StartFailed(answer["error"])
    return Servers(Path(answer["socket_dir"]), answer["broker_url"], Path(answer["folder"]), keeper.pid)
