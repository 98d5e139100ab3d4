"""A database of a benchmark's own, with every policy in force, gone afterwards."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from icse.core.roles import create_database
from icse.embedded.testing import Servers, ephemeral

ROOT = Path(__file__).resolve().parent.parent


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
        subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
            cwd=ROOT,
            env={**environment(servers, name, key), "ICSE_LOGIN": "owner"},
            check=True,
        )
        yield servers, key
