"""`manage.py ingest FOLDER …`: bulk work from the command line, through the same actions as the upload page."""

import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, Final
from uuid import UUID, uuid4

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from accounts.models import Audience, Officer
from accounts.permissions import require
from accounts.visibility import contributable_audiences
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import IcseError
from series import actions
from series.ingest.decoders import new_decoder
from series.ingest.folder import Destination, files_in, receive
from series.ingest.pipeline import ingest
from series.ingest.work import Tools
from series.management.commands.fingerprint import printable
from series.matching.tail import Matcher
from series.models import Item, Series
from series.queries.items import all_items, rows_of
from series.uploads import receive_path

_AT_ONCE: Final = 500
_PATIENCE_SECONDS: Final = 60.0
_OPEN: Final = (Item.State.RECEIVED, Item.State.WORKING)


class Command(BaseCommand):
    """Receive every file of a folder as an officer, follow the workers, and say what became of the files."""

    help = (
        "Upload every file of FOLDER, and of the folders in it, in the name of an officer. The workers ingest them; "
        "with --inline this process does. Symbolic links are not followed. Files that cannot be taken are named with "
        "the reason, and the others go on; the exit status is then 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the folder, and what the upload page asks for."""
        parser.add_argument("folder", type=Path, metavar="FOLDER")
        parser.add_argument("--officer", required=True, metavar="EMAIL", help="in whose name the files are uploaded")
        parser.add_argument("--case", required=True, metavar="REF", help="the national reference of the case")
        parser.add_argument("--exhibit", default="", help="the exhibit within the case")
        parser.add_argument("--audience", required=True, metavar="NAME", help="who may see the files")
        parser.add_argument("--series", metavar="REF", help="place the files in this series once they are ready")
        parser.add_argument("--inline", action="store_true", help="ingest in this process, without workers")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, with a progress bar on a terminal."""
        officer = _officer(options["officer"])
        if not options["case"].strip():
            raise CommandError("Name the case that the files come from.")
        try:
            with acting_as(officer.pk):
                require(officer, "item.upload")
                to = Destination(officer, options["case"], options["exhibit"], _audience(options["audience"]), uuid4())
                series = _series(options["series"], officer) if options["series"] else None
            files = _files(options["folder"])
            items = self._receive(files, to)
            self._ingest(items) if options["inline"] else self._follow(items, officer)
            if series:
                self._place(items, series, officer)
        except IcseError as error:
            raise CommandError(error.message) from error
        refused = len(files) - len(items) + self._sum_up(items, officer)
        if refused:
            raise CommandError(f"{refused} of {len(files)} files could not be taken.")

    def _receive(self, files: Sequence[Path], to: Destination) -> list[UUID]:
        received = []
        for path in _bar(files, "received"):
            try:
                received.append(_receive(path, to))
            except (OSError, IcseError) as error:
                reason = error.message if isinstance(error, IcseError) else error.strerror or "cannot be read"
                with tqdm.external_write_mode(file=sys.stderr):
                    self.stderr.write(f"{printable(str(path))}: {reason}")
        return received

    def _ingest(self, items: Sequence[UUID]) -> None:
        with new_decoder() as decoder:
            tools = Tools(decoder, Matcher())
            for item in _bar(items, "ingested"):
                ingest(item, tools)

    def _follow(self, items: Sequence[UUID], officer: Officer) -> None:
        """Wait for the workers, as long as they get on."""
        with tqdm(total=len(items), desc="ingested", unit="file", file=sys.stderr, disable=None, leave=False) as bar:
            moved = time.monotonic()
            while bar.n < len(items) and time.monotonic() - moved < _PATIENCE_SECONDS:
                done = len(items) - _unsettled(items, officer)
                if done > bar.n:
                    moved = time.monotonic()
                bar.n = done
                bar.refresh()
                time.sleep(0.2 if done < len(items) else 0)

    def _place(self, items: Sequence[UUID], series: Series, officer: Officer) -> None:
        for some in _in_parts(items):
            with acting_as(officer.pk):
                ready = Item.objects.filter(pk__in=some, state__in=(Item.State.READY, Item.State.DUPLICATE))
                actions.place_items(series=series, items=list(ready.order_by("pk")), by=officer)

    def _sum_up(self, items: Sequence[UUID], officer: Officer) -> int:
        """Say what became of them: states that add up, and what is known of them. Return how many were refused."""
        states: Counter[str] = Counter()
        known: Counter[str] = Counter()
        for some in _in_parts(items):
            with acting_as(officer.pk):
                rows = rows_of(list(all_items().filter(pk__in=some).order_by("pk")))
            for row in rows:
                states[row.item.state] += 1
                known["new"] += row.is_new
                known["already identified"] += bool(row.identified_by)
                if row.item.state == Item.State.REFUSED:
                    self.stderr.write(f"{printable(row.item.name)}: {row.item.reason}")
        about = _words((word, known[word]) for word in ("new", "already identified"))
        self.stdout.write(f"{_files_in_words(len(items))} received: {_words(_counts(states)) or 'nothing'}.")
        if about:
            self.stdout.write(f"Of these: {about}.")
        if any(states[state] for state in _OPEN):
            self.stdout.write("Some wait for a worker. They are safe, and are ingested as soon as one runs.")
        return states[Item.State.REFUSED]


def _counts(states: Counter[str]) -> Iterator[tuple[str, int]]:
    """Each file stands in one state, so these add up to all."""
    waiting = sum(states[state] for state in _OPEN)
    yield from (("ready", states[Item.State.READY]), ("repeated", states[Item.State.DUPLICATE]))
    yield from (("refused", states[Item.State.REFUSED]), ("waiting", waiting))


def _words(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{number} {word}" for word, number in counts if number)


def _files_in_words(number: int) -> str:
    return f"{number} file{'' if number == 1 else 's'}"


def _officer(email: str) -> Officer:
    with acting_as_system("ingest command"):
        officer = Officer.objects.select_related("unit", "country").filter(email__iexact=email).first()
    if officer is None:
        raise CommandError("There is no officer with this e-mail address.")
    if not (officer.is_active and officer.is_certified):
        raise CommandError("This officer is not active, or the officer's certificate has run out.")
    return officer


def _audience(name: str) -> Audience:
    mine = list(Audience.objects.filter(pk__in=contributable_audiences()))
    found = [audience for audience in mine if audience.name.casefold() == name.casefold()]
    if len(found) != 1:
        names = ", ".join(f"“{audience.name}”" for audience in mine)
        raise CommandError(f"The officer may not contribute to an audience of this name. There are: {names}.")
    return found[0]


def _series(reference: str, officer: Officer) -> Series:
    require(officer, "placement.add")
    series = Series.objects.filter(reference=reference.upper()).first()
    if series is None:
        raise CommandError("The officer sees no series with this reference.")
    return series


def _files(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise CommandError(f"{printable(str(folder))} is not a folder.")
    files = files_in(folder)
    if not files:
        raise CommandError("There is no file in this folder.")
    return files


def _receive(path: Path, to: Destination) -> UUID:
    """Copy and hash outside any transaction, then take the file in one of its own."""
    with closing(receive_path(path)) as received, acting_as(to.officer.pk):
        return receive(received, to).pk


def _unsettled(items: Sequence[UUID], officer: Officer) -> int:
    with acting_as(officer.pk):
        return sum(Item.objects.filter(pk__in=some, state__in=_OPEN).count() for some in _in_parts(items))


def _bar(things: Sequence[Any], words: str) -> Iterable[Any]:
    # `disable=None` shows the bar on a terminal only.
    return tqdm(things, desc=words, unit="file", file=sys.stderr, disable=None, leave=False)


def _in_parts(items: Sequence[UUID]) -> Iterator[list[UUID]]:
    rest = iter(items)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
