"""`manage.py load_world`: a large invented world in an empty database, to measure with."""

import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any, TypeVar

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from tqdm import tqdm

from icse.core.errors import IcseError
from icse.demo.scale.loading import load_world
from icse.demo.scale.plan import plan_world
from icse.demo.scale.size import Size, midnight

T = TypeVar("T")
_NUMBERS = {
    "items": 6_000_000,
    "series": 300_000,
    "countries": 72,
    "audiences": 400,
    "officers": 3000,
    "threads": 100_000,
    "seed": 1,
}


class Command(BaseCommand):
    """Fill an empty database for benchmarks. Nobody can sign in to it; it is never for real work."""

    help = (
        "Fill an EMPTY database with a large invented world, for benchmarks: never where real work is done. "
        "Run it as the owner of the tables (ICSE_LOGIN=owner), after migrate. Equal numbers give equal worlds within "
        "one day. All or nothing: an interrupted load leaves the database as it was."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the sizes, and the word that this is no real installation."""
        for name, number in _NUMBERS.items():
            parser.add_argument(f"--{name}", type=int, default=number, help=f"default {number}")
        parser.add_argument("--yes-this-is-not-production", action="store_true", help="needed, always")

    def handle(self, *args: Any, yes_this_is_not_production: bool, **options: Any) -> None:
        """Plan, load, and print what was written."""
        if not yes_this_is_not_production:
            raise CommandError("This fills the database with invented people. Say --yes-this-is-not-production.")
        if settings.LOGIN != "owner":
            raise CommandError("Only the owner of the tables can do this. Run it with ICSE_LOGIN=owner.")
        begun = time.monotonic()
        try:
            plan = plan_world(Size(**{name: options[name] for name in _NUMBERS}, until=midnight()))
            connection.ensure_connection()
            written = load_world(connection.connection, plan, self._progress)
        except IcseError as refusal:
            raise CommandError(refusal.message) from refusal
        for name, rows in written.items():
            self.stdout.write(f"{name:<30}{rows:>12,}")
        self.stdout.write(f"Loaded in {time.monotonic() - begun:.0f} seconds.")

    def _progress(self, things: Iterable[T], label: str, total: int) -> Iterable[T]:
        return tqdm(things, desc=f"{label:<28}", total=total, file=sys.stderr, disable=None)
