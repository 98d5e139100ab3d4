"""A pytest plugin, loaded before Django's settings: a cluster of PostgreSQL and a Valkey of this run's own.

The controller starts them, makes the roles once, and migrates a template with the personas; each xdist worker, and
each test that commits, gets a copy of the template. Tests run as the worker's login, whose role is ``icse_app``:
policies are in force, and only ``acting_as_system`` sees across countries.
"""

import os
import secrets
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from icse.core.roles import create_database, drop_database
from icse.embedded.testing import ephemeral

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "icse_template"
#: Migrated, with nobody in it.
EMPTY_TEMPLATE = "icse_template_empty"
_stack = ExitStack()


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    """Point the settings at this run's servers."""
    if "ICSE_TEST_SUPERUSER" not in os.environ:
        _start()
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    name = f"icse_test_{worker}"
    if worker != "main" or "PYTEST_XDIST_TESTRUNUID" not in os.environ:
        fresh_database(name)
    os.environ["ICSE_TEST_DATABASE"] = name
    os.environ["DATABASE_URL"] = f"postgresql:///{name}?host={os.environ['ICSE_TEST_SOCKETS']}"
    media = Path(os.environ["ICSE_TEST_FILES"]) / worker / "media"  # the index lies beside it, each process has its own
    media.mkdir(parents=True, exist_ok=True)
    os.environ["MEDIA_STORAGE"] = media.as_uri()


def pytest_unconfigure() -> None:
    """Stop what this process started."""
    _stack.close()


def fresh_database(name: str) -> None:
    """Make ``name`` a new copy of the template; what was built of this process's old one is gone with it."""
    for generation in _index_files() if name == os.environ.get("ICSE_TEST_DATABASE") else ():
        generation.unlink(missing_ok=True)
    superuser = os.environ["ICSE_TEST_SUPERUSER"]
    drop_database(superuser, name)
    create_database(superuser, name, template=TEMPLATE)


def _index_files() -> list[Path]:
    media = Path(urlsplit(os.environ["MEDIA_STORAGE"]).path)
    return list((media.parent / "index").glob("near-*.pdq"))


def _start() -> None:
    servers = _stack.enter_context(ephemeral())
    files = _stack.enter_context(tempfile.TemporaryDirectory(prefix="icse-files-"))
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else each of a hundred child processes compiles the project anew
    os.environ.update(
        ICSE_TEST_SUPERUSER=servers.superuser_conninfo(),
        ICSE_TEST_SOCKETS=str(servers.socket_dir),
        ICSE_TEST_FILES=files,
        ICSE_LOGIN="worker",
        ICSE_INSECURE_HTTP="1",
        ICSE_SECRET_KEY=secrets.token_hex(32),
        ICSE_FACT_KEY=secrets.token_hex(32),
        BROKER_URL=servers.broker_url,
        MEDIA_STORAGE=Path(files).as_uri(),
        DATABASE_URL=f"postgresql:///{TEMPLATE}?host={servers.socket_dir}",
    )
    _leave_statistics_alone(servers.superuser_conninfo())
    create_database(servers.superuser_conninfo(), TEMPLATE)
    _run("owner", "manage.py", "migrate", "--verbosity", "0")
    create_database(servers.superuser_conninfo(), EMPTY_TEMPLATE, template=TEMPLATE)
    _run("worker", "-m", "tests.personas")


def _leave_statistics_alone(superuser: str) -> None:
    """No autovacuum: most tests roll back, and a table that it found empty is planned for as if it stayed so."""
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET autovacuum = off")
        connection.execute("SELECT pg_reload_conf()")


def _run(login: str, *arguments: str) -> None:
    environment = {**os.environ, "ICSE_LOGIN": login, "DJANGO_SETTINGS_MODULE": "icse.settings"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise pytest.UsageError(f"{arguments} failed:\n{done.stdout}\n{done.stderr}")
