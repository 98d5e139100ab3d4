"""What ``benchmarks.pages`` does in a process with Django set up: asks for pages, and prints the figures as JSON."""

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.sign_in import load_officer
from benchmarks.harness import Contender, Figures, in_turns, summary
from benchmarks.officers import Asker, three
from icse.core.doors import acting_as
from icse.core.live.looking import Listener, look
from icse.core.memory import settle
from icse.core.sessions import SessionStore
from icse.demo.scale.words import COMMON, RARE

ROUNDS = 30
_BACKEND = "accounts.sign_in.OfficerBackend"


class Browser:
    """An officer's signed-in client, which refuses pages that are not what they should be."""

    def __init__(self, asker: Asker) -> None:
        with acting_as(asker.key):
            officer = load_officer(asker.key)
        if officer is None:
            raise LookupError("the officer is not there")
        session = SessionStore()
        session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(officer.pk), _BACKEND
        session[HASH_SESSION_KEY] = officer.get_session_auth_hash()
        session.create()
        self.asker, self.listener = asker, Listener(asker.key, str(session.session_key))
        self.client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
        self.client.cookies[settings.SESSION_COOKIE_NAME] = str(session.session_key)

    def get(self, address: str) -> int:
        """Open a page; what is hidden is answered as not there."""
        status = self.client.get(address).status_code
        if status not in (200, 404):
            raise RuntimeError(f"{address.split('?')[0]} answered {status}")
        return status

    def post(self, address: str) -> int:
        """Answer a request."""
        status = self.client.post(address, {"body": "A striped wallpaper."}).status_code
        if status not in (302, 404):
            raise RuntimeError(f"{address} answered {status}")
        return status


def main() -> None:
    """Ask for every page in turns."""
    arguments = json.loads(sys.argv[1])
    with psycopg.connect(arguments["superuser"]) as free:
        settle()  # as the web does
        browsers = {name: Browser(asker) for name, asker in three(free).items()}
        found = {name: _measured(browsers, visit) for name, visit in _visits(free).items()}
    held = {name: len(browser.asker.audiences) for name, browser in browsers.items()}
    print(json.dumps({"audiences_held": held, "rounds": ROUNDS, "pages": found}))


Visit = Callable[[Browser], int]


def _visits(free: psycopg.Connection[Any]) -> dict[str, Visit]:
    series = _one(free, "SELECT series_id FROM series_placement GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
    thread = _one(free, "SELECT thread_id FROM forum_post GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
    item = _one(free, "SELECT item_id FROM series_placement WHERE series_id = %s ORDER BY id DESC LIMIT 1", series)
    event = int(_one(free, "SELECT max(id) FROM core_event"))
    quiet = _one(free, _QUIET)
    addresses = {
        "newest items": "/items/",
        "board": "/",
        "board, solved": "/?status=solved",
        "board, offenders": "/?status=offenders",
        "board, being verified": "/?status=claimed",
        "board, all": "/?status=all",
        "board, by clue": "/?kind=wallpaper",
        "search, rare word": f"/?words={RARE}",
        "search, common word": f"/?words={COMMON}",
        "series of 5,000 items": f"/series/{series}/",
        "its clue requests": f"/series/{series}/threads/",
        "item": f"/items/{item}/",
        "clue requests": "/threads/",
        "request with 5,000 answers": f"/threads/{thread}/",
        "proposed links": "/proposals/",
        "proposed links, own": "/proposals/?own=on",
        "proposed links, one place": "/proposals/?reason=place",
        "duty": "/duty/",
        "finding, rare word": f"/search/?words={RARE}",
        "finding, common word": f"/search/?words={COMMON}",
        "finding, a typo": f"/search/?words={RARE[:-2]}{RARE[:-3:-1]}",
        "cases": "/cases/",
        "own unit": "/unit/",
        "upload": "/upload/",
        "API, series": "/api/v1/series",
        "API, items": "/api/v1/items",
        **_of_work(free, series),
    }
    visits: dict[str, Visit] = {name: _getting(address) for name, address in addresses.items()}
    visits["board, own country"] = lambda browser: browser.get(f"/?country={browser.asker.country}")
    visits["answering a request"] = lambda browser: browser.post(f"/threads/{quiet}/posts/")
    visits["first look of a stream"] = lambda browser: len(look(browser.listener, event - 100, event).messages)
    return visits


def _of_work(free: psycopg.Connection[Any], largest: UUID) -> dict[str, str]:
    """Return the pages of daily work beside the board: of what waits, and of a series' work."""
    busiest = _one(free, "SELECT series_id FROM series_note GROUP BY 1 ORDER BY count(*) DESC LIMIT 1")
    parts = ("series-work", "series-history", "series-links", "series-where", "series-proposals", "series-interest")
    return {
        **{name: reverse(name) for name in _LISTS_OF_WORK},
        **{f"{name}, 5,000 items": reverse(name, args=[largest]) for name in parts},
        **{f"{name}, most notes": reverse(name, args=[busiest]) for name in ("series-work", "series-history")},
    }


_LISTS_OF_WORK = (
    "work",
    "outcome-list",
    "outcome-unread",
    "link-list",
    "proposal-decided",
    "referral-list",
    "duty-waiting",
    "request-list",
    "request-waiting",
    "upload-list",
    "upload-recent",
    "material-list",
    "hash-lists",
    "set-asides",
    "audience-list",
    "lookup",
    "thread-rows",
    "board-rows",
)
#: A request that all members see and may answer.
_QUIET = """
    SELECT t.id FROM forum_thread t JOIN accounts_audience a ON a.id = t.audience_id AND a.kind = 'members'
    WHERE t.status = 'open' AND t.is_active ORDER BY t.id DESC LIMIT 1
"""


def _getting(address: str) -> Visit:
    return lambda browser: browser.get(address)


def _measured(browsers: dict[str, Browser], visit: Visit) -> Figures:
    contenders = {name: _timed(browser, visit) for name, browser in browsers.items()}
    found = summary(in_turns(contenders, ROUNDS))
    fastest = min(one["median_ms"] for one in found.values())
    for name, browser in browsers.items():
        with CaptureQueriesContext(connection) as queries:
            answer = visit(browser)
        found[name] |= {
            "ratio": round(found[name]["median_ms"] / fastest, 2),
            "queries": len(queries),
            "slowest_ms": round(max((float(one["time"]) for one in queries), default=0) * 1000),
            "python_ms": _own_time(browser, visit),
            "answer": answer,
        }
    return found


def _own_time(browser: Browser, visit: Visit) -> float:
    """Return the processor's time that this process takes, which no neighbour lengthens much; without the database."""
    taken = []
    for _ in range(5):
        begun = time.process_time()
        visit(browser)
        taken.append((time.process_time() - begun) * 1000)
    return round(statistics.median(taken), 1)


def _timed(browser: Browser, visit: Visit) -> Contender:
    def once() -> float:
        begun = time.perf_counter()
        visit(browser)
        return (time.perf_counter() - begun) * 1000

    return once


def _one(free: psycopg.Connection[Any], query: str, *values: UUID) -> Any:
    row = free.execute(query, values).fetchone()
    if row is None:
        raise LookupError("the world lacks what a page is about")
    return row[0]
