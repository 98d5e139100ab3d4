"""The command line: what it prints and removes, and that a refusal is words and not a traceback."""

import os
import shlex
import socket
import subprocess
import sys
from pathlib import Path

from icse.embedded.locks import FileLock
from icse.embedded.places import CHECKOUT, environment, find_places


def run(command: str, environ: dict[str, str], **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "icse.embedded", command],
        env=environ | more,
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_env_prints_lines_for_a_shell(folder: Path, outside: dict[str, str]) -> None:
    done = run("env", outside)
    assert done.returncode == 0
    places = find_places(environ={"ICSE_DATA": str(folder)})
    lines = dict(shlex.split(line)[1].split("=", 1) for line in done.stdout.splitlines())
    assert lines == environment({}, places)


def test_status_names_the_folder(folder: Path, outside: dict[str, str]) -> None:
    done = run("status", outside)
    assert done.returncode == 0
    assert [line.split(maxsplit=1) for line in done.stdout.splitlines()] == [
        ["data", str(folder)],
        ["sockets", str(folder / "run")],
        ["demo", "not running"],
        ["PostgreSQL", "not running"],
        ["Valkey", "not running"],
    ]


def test_reset_removes_what_is_ours_and_nothing_else(folder: Path, outside: dict[str, str]) -> None:
    run("env", outside)
    (folder / "media" / "ab").mkdir(parents=True)
    (folder / "holiday.txt").write_text("mine")
    assert {path.name for path in folder.iterdir()} == {"secrets.json", "media", "holiday.txt"}
    assert run("reset", outside).returncode == 0
    assert {path.name for path in folder.iterdir()} == {"holiday.txt"}
    (folder / "holiday.txt").unlink()
    assert run("reset", outside).returncode == 0
    assert not folder.exists()


def test_reset_refuses_while_the_demo_runs(folder: Path, outside: dict[str, str]) -> None:
    run("env", outside)
    lock = FileLock(folder / "supervisor.lock")
    lock.acquire(port=8123)
    done = run("reset", outside)
    assert (done.returncode, done.stdout) == (1, "")
    assert f"running already (process {os.getpid()}, http://127.0.0.1:8123/)" in done.stderr
    assert (folder / "secrets.json").exists()
    lock.release()
    assert run("reset", outside).returncode == 0
    assert not (folder / "secrets.json").exists()


def test_a_demo_on_a_port_in_use_says_so_and_starts_nothing(folder: Path, outside: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        done = run("demo", outside, ICSE_PORT=str(server.getsockname()[1]))
    assert done.returncode == 1
    assert "is taken by another program" in done.stderr
    assert "Traceback" not in done.stderr
    assert {path.name for path in folder.iterdir()} <= {"supervisor.lock", "secrets.json"}
