"""Question: how long does a list of a million hashes take until it counts, with row security, in one step?

A file of a million random SHA-1s, one a line, through `manage.py import_hashes` in an empty database. Peer: the same
hashes copied into a bare table with the same key, by PostgreSQL's COPY, in the same database.
"""

import secrets
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from benchmarks.harness import Benchmark, Figures
from benchmarks.world import ROOT, database, environment
from icse.embedded.testing import Servers

HASHES = 1_000_000
_BARE = """CREATE TABLE bare (digest bytea, algorithm smallint, hash_list_id uuid, audience_id int, decides boolean,
    PRIMARY KEY (digest, algorithm, hash_list_id))"""


def run(full: bool) -> Figures:
    """Import, copy, print both; return the figures. There is one size only."""
    with database("bench") as (servers, key), TemporaryDirectory() as folder:
        hashes = [secrets.token_hex(20) for _ in range(HASHES)]
        file = Path(folder) / "list.txt"
        file.write_text("\n".join(hashes))
        imported = _import(servers, key, file)
        copied = _copy(servers, hashes)
    found = {
        "hashes": HASHES,
        "seconds": round(imported, 1),
        "a_second": round(HASHES / imported),
        "copy_seconds": round(copied, 1),
        "ratio_to_copy": round(imported / copied, 2),
    }
    for name, value in found.items():
        print(f"{name.replace('_', ' '):<20}{value:>12}")
    return found


def _import(servers: Servers, key: str, file: Path) -> float:
    begun = time.monotonic()
    subprocess.run(
        [sys.executable, "manage.py", "import_hashes", str(file), "--name", "Bench", "--kind", "harmless", "--for-all"],
        cwd=ROOT,
        env={**environment(servers, "bench", key), "ICSE_LOGIN": "worker"},
        check=True,
    )
    return time.monotonic() - begun


def _copy(servers: Servers, hashes: list[str]) -> float:
    with psycopg.connect(servers.superuser_conninfo("bench")) as connection, connection.cursor() as cursor:
        cursor.execute(_BARE)
        begun = time.monotonic()
        with cursor.copy("COPY bare FROM STDIN") as copy:
            for one in hashes:
                copy.write_row((bytes.fromhex(one), 3, "00000000-0000-0000-0000-000000000001", 1, True))
        return time.monotonic() - begun


BENCHMARK = Benchmark(
    "How long does a list of a million hashes take until it counts?",
    "COPY of the same hashes into a bare table with the same key",
    run,
)
