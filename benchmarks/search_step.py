"""What ``benchmarks.search`` does in a process with Django set up: searches, and prints the figures as JSON."""

import json
import sys
import time
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from benchmarks.harness import Contender, in_turns, summary
from benchmarks.officers import Asker, three
from icse.coordination.search.asked import THINGS, squares
from icse.core.facts import sign_fact
from icse.demo.scale.words import COMMON, RARE

ROUNDS = 30
_FIND = """
    SELECT thing, key FROM unnest(%s::text[]) AS asked(thing)
    CROSS JOIN LATERAL icse_find(thing, %s, %s, %s::jsonb, NULL, NULL, %s)
"""
_ALL = list(THINGS)
_PLACE = {"lat": 52.37, "lon": 4.89, "km": 10, "squares": squares(52.37, 4.89, 10)}
#: Among what, words, with similar spellings, filters, and how many at most.
SEARCHES: dict[str, tuple[list[str], str, bool, dict[str, Any], int]] = {
    "everything, rare word": (_ALL, RARE, False, {}, 6),
    "everything, common word": (_ALL, COMMON, False, {}, 6),
    "everything, no such word": (_ALL, "nosuchword", False, {}, 6),
    "everything, a typo": (_ALL, RARE[:-2] + RARE[:-3:-1], True, {}, 6),
    "everything, Chinese": (_ALL, "壁纸", False, {}, 6),
    "series, common word, solved": (["series"], COMMON, False, {"status": "solved"}, 51),
    "series, two words, a typo": (["series"], "striped walpaper", True, {"status": "all"}, 51),
    "items, device and country": (["item"], "exampla", False, {"country": "NO"}, 51),
    "items, file name": (["item"], "striped wallpaper", False, {"status": "all"}, 51),
    "items, near a place": (["item"], "", False, _PLACE, 51),
    "items, one country": (["item"], "", False, {"country": "NO", "status": "all"}, 51),
    "requests, one clue": (["thread"], "", False, {"clue": "wallpaper"}, 51),
    "answers, common word": (["post"], COMMON, False, {}, 51),
}


def main() -> None:
    """Search in turns."""
    arguments = json.loads(sys.argv[1])
    connection.ensure_connection()
    with psycopg.connect(arguments["superuser"]) as free, psycopg.connect(connection.connection.info.dsn) as web:
        askers = three(free)
        found = {name: _measured(name, web, askers) for name in SEARCHES}
    held = {name: len(asker.audiences) for name, asker in askers.items()}
    print(json.dumps({"audiences_held": held, "rounds": ROUNDS, "searches": found}))


def _measured(name: str, web: psycopg.Connection[Any], askers: dict[str, Asker]) -> dict[str, Any]:
    contenders: dict[str, Contender] = {who: _asking(web, name, asker) for who, asker in askers.items()}
    found = summary(in_turns(contenders, ROUNDS))
    fastest = min(one["median_ms"] for one in found.values())
    for who, asker in askers.items():
        found[who] |= {
            "ratio": round(found[who]["median_ms"] / fastest, 2),
            "rows": _ask(web, name, asker)[0],
        }
    return found


def _asking(web: psycopg.Connection[Any], name: str, asker: Asker) -> Contender:
    return lambda: _ask(web, name, asker)[1]


def _ask(web: psycopg.Connection[Any], name: str, asker: Asker) -> tuple[int, float]:
    """Ask once, and return how many rows there are, and the milliseconds."""
    things, words, close, asked, number = SEARCHES[name]
    with web.transaction():
        fact = sign_fact(asker.key, backend_pid=web.info.backend_pid, key=settings.FACT_KEY)
        web.execute("SELECT set_config('icse.fact', %s, true)", [fact])
        begun = time.perf_counter()
        rows = web.execute(_FIND, [things, words, close, json.dumps(asked), number]).fetchall()
        return len(rows), (time.perf_counter() - begun) * 1000
