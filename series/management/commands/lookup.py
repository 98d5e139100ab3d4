"""`manage.py lookup FILE|--pdq HEX|--md5 HEX … --officer EMAIL`: the same answer as the page and the API."""

from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.permissions import require
from icse.core import audit
from icse.core.doors import acting_as
from icse.core.errors import IcseError
from series import actions
from series.actions.lookups import DIGITS, FURTHEST, Asked
from series.ingest.decoders import new_decoder
from series.ingest.work import Tools
from series.management.commands._officers import officer_of_address
from series.management.commands.fingerprint import printable
from series.matching.lookups import answer
from series.matching.tail import Matcher
from series.models import Lookup
from series.queries.findings import Known
from series.queries.lookups import LookupAnswer, all_lookups, answers_of
from series.uploads import receive_path


class Command(BaseCommand):
    """Look up one file or some hashes as an officer, in this process, without a worker."""

    help = (
        "Say who holds a file, or one of these hashes, as far as the officer may see it: one line for each match, "
        "and for each list of hashes that it is on. The "
        "file is not kept. It is recorded and counts in the day's budget, as on the page. Hashes may be given several "
        "times; PDQ is compared as it is, a file in all eight orientations."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what is looked up, and in whose name."""
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
        for kind in DIGITS:
            parser.add_argument(f"--{kind}", action="append", default=[], metavar="HEX")
        parser.add_argument("--distance", type=int, default=FURTHEST, metavar="N", help=f"of PDQ, at most {FURTHEST}")
        parser.add_argument("--officer", required=True, metavar="EMAIL", help="in whose name it is looked up")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask, compare, and print."""
        officer = officer_of_address(options["officer"])
        asked = [Asked(kind, value, options["distance"]) for kind in DIGITS for value in options[kind]]
        if (options["file"] is None) == (not asked):
            raise CommandError("Give a file, or hashes.")
        try:
            if options["file"] is not None:
                with closing(receive_path(options["file"])) as received, acting_as(officer.pk):
                    require(officer, "lookup.ask")
                    made = actions.ask_file(received=received, by=officer)
            else:
                with acting_as(officer.pk):
                    require(officer, "lookup.ask")
                    made = actions.ask_hashes(asked=asked, by=officer)
        except IcseError as error:
            raise CommandError(error.message) from error
        except OSError as error:
            raise CommandError(f"{printable(str(options['file']))}: {error.strerror or 'cannot be read'}") from error
        with new_decoder() as decoder:
            answer(made.pk, Tools(decoder, Matcher()))
        with acting_as(officer.pk):
            done = all_lookups().get(pk=made.pk)
            audit.record("lookup.viewed", on=done)
            self._tell(done, answers_of(done))

    def _tell(self, lookup: Lookup, answers: list[LookupAnswer]) -> None:
        if lookup.note:
            self.stderr.write(lookup.words)
        for one in answers:
            self.stdout.write(f"{one.asked.kind} {one.asked.value}: {_count(len(one.matches))}")
            for on in one.lists:
                self.stdout.write(f"  {printable(on.words)}")
            for match in one.matches:
                self.stdout.write(f"  {_line(match)}")


def _count(number: int) -> str:
    return f"{number} match{'' if number == 1 else 'es'}" if number else "no item that the officer may see"


def _line(match: Known) -> str:
    series = [f"in series {one.reference} ({'active' if one.is_active else 'solved'})" for one in match.series]
    parts = [match.words, *series, match.identified_words, f"item {match.other.pk}"]
    return printable(", ".join(part for part in parts if part))
