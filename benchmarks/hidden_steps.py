"""The two processes of ``benchmarks.hidden``: a worker makes the world, the web's login asks."""

import json
import logging
import math
import random
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any
from uuid import UUID

import numpy as np
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler
from django.urls import reverse

from accounts import pace
from accounts.api.rest import OfficerThrottle
from tests.partition.routes import routes
from tests.partition.small_world import make_small_world
from tests.partition.urls import lines
from tests.personas import make_people

ASKING = "gregor"
WARMING = 10
#: A ratio further from 1 than this, with a p below that, is a difference if it is one again.
MOST, SURE, AGAIN = 0.05, 0.001, 4


def main() -> None:
    """Do what is asked for, and print JSON."""
    step, *arguments = sys.argv[1:]
    if step == "make":
        print(json.dumps(make()))
    else:
        print(json.dumps(measure(int(arguments[0]), json.loads(arguments[1]))))


def make() -> dict[str, Any]:
    """Make the personas and the small world; return the session of who asks, and the hidden keys."""
    make_people()
    with transaction.atomic():
        world = make_small_world()
    keys = {name: str(key) for name, key in world.keys.items()}
    return {"session": world.sessions[ASKING], "keys": keys, "sha1": world.bundles["group"].rows["item"].sha1}


def measure(turns: int, made: dict[str, Any]) -> list[dict[str, Any]]:
    """Return milliseconds of both, their ratio and p, for every address and method that takes a key."""
    random.seed(1)
    logging.disable(logging.WARNING)  # each 404 would be a line
    pace.MOST_WRITES, OfficerThrottle.rate = 10**9, "1000000000/min"
    asker, about = Asker(made["session"]), {line: of for line, (of, _) in lines().items()}
    found = []
    for route in routes().values():
        for method in sorted(route.methods) if route.parameters else ():
            of = about[route.name, "GET" if method == "HEAD" else method]
            keys = [UUID(made["keys"][name]) for name in of]
            paths = route.path(*keys), route.path(*(UUID(int=key.int ^ 1) for key in keys))
            asks = [partial(asker.ask, method, path) for path in paths]
            found.append({"address": route.name, "method": method, **surely(turns, asks)})
    settings.LOOKUPS_OF_AN_OFFICER = settings.LOOKUPS_OF_A_COUNTRY = 10**9
    asks = [partial(asker.look_up, sha1) for sha1 in (made["sha1"], f"{int(made['sha1'], 16) ^ 1:040x}")]
    found.append({"address": "api-lookup, a hash", "method": "POST", **surely(turns, asks)})
    return found


def surely(turns: int, asks: Sequence[Callable[[], float]]) -> dict[str, Any]:
    """Compare the first with the second; where they differ, once more with more turns."""
    figures = compared(*in_turns(turns, asks))
    return compared(*in_turns(AGAIN * turns, asks)) if figures["differs"] else figures


def in_turns(turns: int, asks: Sequence[Callable[[], float]]) -> tuple[list[float], list[float]]:
    """Ask both so many times, which one first being drawn by lot."""
    times: tuple[list[float], list[float]] = [], []
    for turn in range(turns + WARMING):
        for which in random.sample((0, 1), 2):
            taken = asks[which]()
            if turn >= WARMING:
                times[which].append(taken)
    return times


class Asker:
    """One browser, through the whole stack."""

    def __init__(self, session: str) -> None:
        self._handler: ClientHandler = Client().handler
        self._session = session

    def ask(self, method: str, path: str) -> float:
        """Ask for what is not there, and return the milliseconds."""
        return self._sent(404, method, path)

    def look_up(self, sha1: str) -> float:
        """Look one hash up, of which nothing is shown."""
        return self._sent(202, "POST", reverse("api-lookup"), json.dumps({"sha1": [sha1]}))

    def _sent(self, status: int, method: str, path: str, body: str = "") -> float:
        browser = Client(SERVER_NAME="localhost")
        browser.handler = self._handler
        browser.cookies["sessionid"] = self._session
        begun = time.perf_counter()
        response = browser.generic(method, path, body, content_type="application/json")
        taken = (time.perf_counter() - begun) * 1000
        assert response.status_code == status, f"{method} {path}: {response.status_code}"
        return taken


def compared(hidden: list[float], unknown: list[float]) -> dict[str, Any]:
    """Return both medians, their ratio, how surely the two differ, and whether that counts."""
    one, other = float(np.median(hidden)), float(np.median(unknown))
    ratio, p = one / other, mann_whitney(hidden, unknown)
    figures = {"hidden_ms": round(one, 3), "unknown_ms": round(other, 3), "ratio": round(ratio, 3), "p": round(p, 4)}
    return {**figures, "differs": abs(ratio - 1) > MOST and p < SURE}


def mann_whitney(one: list[float], other: list[float]) -> float:
    """Return the two-sided p of the Mann-Whitney test, by the normal distribution; for many values without ties."""
    together = np.concatenate([one, other])
    ranks = np.empty(len(together))
    ranks[np.argsort(together)] = np.arange(1, len(together) + 1)
    n, m = len(one), len(other)
    u = float(ranks[:n].sum()) - n * (n + 1) / 2
    deviation = math.sqrt(n * m * (n + m + 1) / 12)
    return math.erfc(abs(u - n * m / 2) / deviation / math.sqrt(2))
