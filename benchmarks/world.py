"""Databases to measure in, with every policy in force: one gone afterwards, and a large one that is kept."""

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from icse.core.roles import create_database, create_roles
from icse.embedded.places import find_places, make_data_folder, read_or_make_secrets
from icse.embedded.postgres import UNSAFE_BUT_FAST, Cluster
from icse.embedded.testing import Servers, ephemeral
from icse.embedded.valkey import Valkey

ROOT = Path(__file__).resolve().parent.parent
NAME = "bench"
#: What `load_world` is asked for; everything else stays at its default.
SMALL = {"items": 60_000, "series": 3000, "officers": 600, "threads": 6000}
FULL = {"items": 6_000_000, "series": 300_000, "officers": 3000, "threads": 100_000}
#: The kept database: memory as for real, no waiting for disks, no log of what can be loaded again.
_KEPT = {
    **UNSAFE_BUT_FAST,
    "shared_buffers": "2GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "8GB",
}
_DATA = "ICSE_BENCH_DATA"


def environment(servers: Servers, name: str, key: str) -> dict[str, str]:
    """Return what a process of this benchmark needs to find its servers."""
    return {
        **os.environ,
        "DATABASE_URL": servers.database_url(name),
        "BROKER_URL": servers.broker_url,
        "MEDIA_STORAGE": (servers.folder / "media").as_uri(),
        "ICSE_SECRET_KEY": secrets.token_hex(32),
        "ICSE_FACT_KEY": key,
        "ICSE_INSECURE_HTTP": "1",
        "DJANGO_SETTINGS_MODULE": "icse.settings",
    }


@contextmanager
def database(name: str) -> Iterator[tuple[Servers, str]]:
    """Start servers, migrate an empty database, and yield the servers with the key of the signed fact."""
    key = secrets.token_hex(32)
    with ephemeral() as servers:
        create_database(servers.superuser_conninfo(), name)
        manage(servers, name, key, "migrate", "--verbosity", "0")
        yield servers, key


@contextmanager
def loaded(*, full: bool) -> Iterator[tuple[Servers, str]]:
    """Yield servers with a large world in the database ``bench``: a small one gone afterwards, the full one kept."""
    if not full:
        with database(NAME) as (servers, key):
            _load(servers, key, SMALL)
            yield servers, key
        return
    with _kept() as (servers, key):
        loaded_before = _is_loaded(servers)
        if not loaded_before:
            create_database(servers.superuser_conninfo(), NAME)
        manage(servers, NAME, key, "migrate", "--verbosity", "0")
        if not loaded_before:
            _load(servers, key, FULL)
        yield servers, key


def manage(servers: Servers, name: str, key: str, *arguments: str) -> None:
    """Run a management command as the owner of the tables."""
    surroundings = {**environment(servers, name, key), "ICSE_LOGIN": "owner"}
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=surroundings, check=True)


def step(servers: Servers, key: str, module: str, **arguments: Any) -> dict[str, Any]:
    """Run a module's ``main`` in a process of its own, as the web's login; it prints JSON as its last line."""
    code = f"import django; django.setup(); from benchmarks.{module} import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(arguments)],
        cwd=ROOT,
        env={**environment(servers, NAME, key), "ICSE_LOGIN": str(arguments.pop("login", "web"))},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _load(servers: Servers, key: str, numbers: dict[str, int]) -> None:
    sizes = [f"--{name}={number}" for name, number in numbers.items()]
    manage(servers, NAME, key, "load_world", "--yes-this-is-not-production", *sizes)


def _is_loaded(servers: Servers) -> bool:
    with psycopg.connect(servers.superuser_conninfo()) as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
    if not found:
        return False
    with psycopg.connect(servers.superuser_conninfo(NAME)) as connection:
        try:
            return connection.execute("SELECT 1 FROM series_item LIMIT 1").fetchone() is not None
        except psycopg.errors.UndefinedTable:
            return False


@contextmanager
def _kept() -> Iterator[tuple[Servers, str]]:
    """Start servers on a data folder that stays: ``ICSE_BENCH_DATA``, else one beside this checkout's own."""
    own = find_places().data
    folder = os.environ.get(_DATA) or str(own.with_name(f"{own.name}-bench"))
    places = find_places(environ={**os.environ, "ICSE_DATA": folder})
    make_data_folder(places.data)
    key = read_or_make_secrets(places.secrets)["ICSE_FACT_KEY"]
    with (
        Cluster(places.cluster, places.sockets, _KEPT, places.logs / "postgres.log") as cluster,
        Valkey(places.valkey, places.broker_socket, places.logs / "valkey.log") as valkey,
    ):
        servers = Servers(cluster.sockets, valkey.url, places.data, os.getpid())
        create_roles(servers.superuser_conninfo())
        yield servers, key
