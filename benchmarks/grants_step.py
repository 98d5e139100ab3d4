"""What ``benchmarks.grants`` does in a process with Django set up: asks guardian, and asks our own."""

import json
import sys
import time

import psycopg
from django.contrib.auth.models import Group
from guardian.shortcuts import get_objects_for_group

from accounts.visibility import newest_ids
from benchmarks.harness import Contender, in_turns, summary
from benchmarks.officers import Asker, three
from icse.core.doors import acting_as, acting_as_system
from series.models import Series

ROUNDS = 20


def main() -> None:
    """Ask both for the newest 50 series of the countries of the three officers."""
    arguments = json.loads(sys.argv[1])
    with psycopg.connect(arguments["superuser"]) as free:
        askers = three(free)
    contenders: dict[str, Contender] = {}
    for name, asker in askers.items():
        contenders[f"guardian, {name}"] = _guardian(asker)
        contenders[f"audiences, {name}"] = _audiences(asker)
    print(json.dumps({"rounds": ROUNDS, "times": summary(in_turns(contenders, ROUNDS))}))


def _guardian(asker: Asker) -> Contender:
    with acting_as_system("benchmark"):
        group = Group.objects.get(country=asker.country)

    def ask() -> float:
        with acting_as_system("benchmark"):
            begun = time.perf_counter()
            rows = get_objects_for_group(group, "series.view_series", klass=Series)
            list(rows.order_by("-last_activity_at").values_list("pk", flat=True)[:50])
            return (time.perf_counter() - begun) * 1000

    return ask


def _audiences(asker: Asker) -> Contender:
    def ask() -> float:
        with acting_as(asker.key):
            begun = time.perf_counter()
            newest_ids("series_series", "last_activity_at", 50)
            return (time.perf_counter() - begun) * 1000

    return ask
