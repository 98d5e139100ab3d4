"""`manage.py load_demo`: an invented world to look at, loaded once and never changed again."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from typing import Any, TypeVar

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from accounts.demo_lines import DemoLines
from icse.demo.world import loading
from icse.demo.world.plan import build
from icse.demo.world.sign_in import has_lines, shared_password, write_lines

T = TypeVar("T")


class Command(BaseCommand):
    """Load the demo world if it is not there, and print how to sign in."""

    help = (
        "Load the demo world: invented units, officers, pictures, series and clue requests. If it is there already, "
        "nothing that anybody did is changed; only the sign-in lines are written and printed again. An interrupted "
        "load goes on where it stopped. Everybody can sign in with a password that is printed: never for real work."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the size, and the word that this is no real installation."""
        parser.add_argument("--small", action="store_true", help="few series, for tests")
        parser.add_argument("--yes-this-is-a-demo", action="store_true", help="needed where ICSE_DEMO is not 1")

    def handle(self, *args: Any, small: bool, yes_this_is_a_demo: bool, **options: Any) -> None:
        """Load what is missing, then print the sign-in lines."""
        if not (settings.DEMO or yes_this_is_a_demo):
            raise CommandError("This is no demo (ICSE_DEMO is not 1), so no invented officers are loaded into it.")
        plan = build(small=small)
        had_lines, loaded = has_lines(), loading.is_loaded()
        password = shared_password()
        if not loaded:
            self.stdout.write("Loading the demo world (about a minute, once) ...")
            loading.load(plan, password, self._progress)
        if not had_lines:
            loading.change_password(plan, password)
        self._print(write_lines(password, plan.people))

    def _progress(self, things: Iterable[T], label: str, total: int) -> Iterable[T]:
        """A bar on a terminal, a line elsewhere."""
        if not sys.stderr.isatty() and total:
            self.stdout.write(f"  {label} ({total})")
        return tqdm(things, desc=f"  {label}", total=total, file=sys.stderr, disable=None, leave=False)

    def _print(self, lines: DemoLines) -> None:
        self.stdout.write(f"\nThe demo's officers all have the password  {lines.password}\n\n")
        for line in lines.officers:
            self.stdout.write(f"  {line.email:<27} {line.name:<17} {line.about}")
