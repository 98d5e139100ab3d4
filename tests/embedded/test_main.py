"""The command line: what it prints and removes, and that a refusal is words and not a traceback."""

import os
import shlex
import socket
import subprocess
import sys
from pathlib import Path

from icse.embedded.locks import FileLock
from icse.embedded.places import CHECKOUT, environment, find_places


def run(command: str, folder: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    unset = {"DATABASE_URL", "BROKER_URL", "MEDIA_STORAGE", "ICSE_SECRET_KEY", "ICSE_FACT_KEY"}
    environ = {name: value for name, value in os.environ.items() if name not in unset}
    return subprocess.run(
        [sys.executable, "-m", "icse.embedded", command],
        env={**environ, "ICSE_DATA": str(folder), **more},
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_env_prints_lines_for_a_shell(folder: Path) -> None:
    done = run("env", folder)
    assert done.returncode == 0
    places = find_places(environ={"ICSE_DATA": str(folder)})
    lines = dict(shlex.split(line)[1].split("=", 1) for line in done.stdout.splitlines())
    assert lines == environment({}, places)


def test_status_names_the_folder(folder: Path) -> None:
    done = run("status", folder)
    assert done.returncode == 0
    assert [line.split(maxsplit=1) for line in done.stdout.splitlines()] == [
        ["data", str(folder)],
        ["sockets", str(folder / "run")],
        ["demo", "not running"],
        ["PostgreSQL", "not running"],
        ["Valkey", "not running"],
    ]


def test_reset_removes_what_is_ours_and_nothing_else(folder: Path) -> None:
    run("env", folder)
    (folder / "media" / "ab").mkdir(parents=True)
    (folder / "holiday.txt").write_text("mine")
    assert {path.name for path in folder.iterdir()} == {"secrets.json", "media", "holiday.txt"}
    assert run("reset", folder).returncode == 0
    assert {path.name for path in folder.iterdir()} == {"holiday.txt"}
    (folder / "holiday.txt").unlink()
    assert run("reset", folder).returncode == 0
    assert not folder.exists()


def test_reset_refuses_while_the_demo_runs(folder: Path) -> None:
    run("env", folder)
    lock = FileLock(folder / "supervisor.lock")
    lock.acquire(port=8123)
    done = run("reset", folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"running already (process {os.getpid()}, http://127.0.0.1:8123/)" in done.stderr
    assert (folder / "secrets.json").exists()
    lock.release()
    assert run("reset", folder).returncode == 0
    assert not (folder / "secrets.json").exists()


def test_a_demo_on_a_port_in_use_says_so_and_starts_nothing(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        done = run("demo", folder, ICSE_PORT=str(server.getsockname()[1]))
    assert done.returncode == 1
    assert "is taken by another program" in done.stderr
    assert "Traceback" not in done.stderr
    assert {path.name for path in folder.iterdir()} <= {"supervisor.lock", "secrets.json"}
