"""`manage.py write_blind_hits`: blind hits for matches that were found before there were any. May be run again."""

from typing import Any

from django.core.management.base import BaseCommand

from icse.core.doors import acting_as_system
from series.matching.blind import write_missing_blind_hits


class Command(BaseCommand):
    """Write what is missing, as the worker's login."""

    help = "Write blind hits for all matches between countries that have none yet. It can be repeated."

    def handle(self, *args: Any, **options: Any) -> None:
        """Write them in one transaction."""
        with acting_as_system("blind hits"):
            sides = write_missing_blind_hits()
        self.stdout.write(f"{sides} sides of matches were written.")
