"""The servers of a test run: there in a moment, several side by side, and gone without a trace."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import psycopg
import pytest
import redis

from icse.core.roles import create_database
from icse.embedded.places import CHECKOUT
from icse.embedded.processes import living_in, wait_until
from icse.embedded.testing import Servers, ephemeral

LOGINS: tuple[Literal["owner", "web", "worker"], ...] = ("owner", "web", "worker")


def processes_in(folder: Path) -> list[int]:
    return [*living_in(folder / "pg" / "data", "postgres"), *living_in(folder / "valkey", "valkey-server")]


def test_each_login_gets_in_and_is_who_it_should_be() -> None:
    with ephemeral() as servers:
        create_database(servers.superuser_conninfo(), "trial")
        found = {}
        for login in LOGINS:
            with psycopg.connect(servers.conninfo(login, "trial")) as connection:
                found[login] = connection.execute("SELECT session_user, current_user").fetchone()
        assert found == {
            "owner": ("icse_owner", "icse_owner"),
            "web": ("icse_web", "icse_app"),
            "worker": ("icse_worker", "icse_app"),
        }
        with redis.Redis(unix_socket_path=servers.broker_url.removeprefix("redis+socket://")) as broker:
            assert broker.ping()


def test_two_runs_side_by_side_share_nothing() -> None:
    with ephemeral() as one, ephemeral() as other:
        create_database(one.superuser_conninfo(), "trial")
        assert databases(one) - databases(other) == {"trial"}
        assert {one.folder, one.broker_url}.isdisjoint({other.folder, other.broker_url})


def databases(servers: Servers) -> set[str]:
    with psycopg.connect(servers.superuser_conninfo()) as connection:
        return {row[0] for row in connection.execute("SELECT datname FROM pg_database")}


def test_nothing_is_left_behind() -> None:
    with ephemeral() as servers:
        assert len(processes_in(servers.folder)) > 1
    assert processes_in(servers.folder) == []
    assert not servers.folder.exists()


def test_nothing_is_left_behind_by_an_error() -> None:
    with pytest.raises(ZeroDivisionError), ephemeral() as servers:
        raise ZeroDivisionError
    assert processes_in(servers.folder) == []
    assert not servers.folder.exists()


RUN = """
import time
from icse.embedded.testing import ephemeral
with ephemeral() as servers:
    print(servers.folder, servers.keeper_pid, flush=True)
    time.sleep(600)
"""


def kill_run(run: subprocess.Popen[str], keeper: int) -> None:
    run.kill()


def interrupt_run(run: subprocess.Popen[str], keeper: int) -> None:
    """Do as a terminal does on Ctrl-C: everybody in the foreground gets it."""
    os.killpg(run.pid, signal.SIGINT)


def kill_run_and_keeper(run: subprocess.Popen[str], keeper: int) -> None:
    os.kill(keeper, signal.SIGKILL)
    run.kill()


@pytest.mark.parametrize(
    ("end", "folder_left"), [(kill_run, False), (interrupt_run, False), (kill_run_and_keeper, True)]
)
def test_servers_stop_when_their_run_dies(
    end: Callable[[subprocess.Popen[str], int], None], folder_left: bool, tmp_path: Path
) -> None:
    with (
        (tmp_path / "errors").open("w") as errors,
        subprocess.Popen(
            [sys.executable, "-c", RUN],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=CHECKOUT,
            start_new_session=True,
        ) as run,
    ):
        assert run.stdout
        name, keeper = run.stdout.readline().split()
        folder = Path(name)
        assert len(processes_in(folder)) > 1
        end(run, int(keeper))
    assert wait_until(lambda: processes_in(folder) == [], 20)
    if folder_left:  # nobody was left to remove it; no server runs in it
        subprocess.run(["rm", "-rf", str(folder)], check=True)
    assert wait_until(lambda: not folder.exists(), 20)
