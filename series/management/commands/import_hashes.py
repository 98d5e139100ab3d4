"""`manage.py import_hashes FILE`: a list of hashes of any size, read here and not by a worker."""

import sys
from argparse import ArgumentParser
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from accounts.models import Officer
from accounts.permissions import require
from icse.core.actor import Actor
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import IcseError
from series import actions
from series.ingest.decoder.exiftool import ExifTool
from series.ingest.decoders import new_decoder
from series.ingest.work import Tools
from series.management.commands._officers import officer_of_address
from series.matching.lists.clearing import clear_list, ended_lists
from series.matching.lists.importing import import_list
from series.matching.tail import Matcher
from series.models import HashList
from series.queries.lists import BAD_WORDS, REFUSED_WORDS

_SHOWN = 10


class Command(BaseCommand):
    """Import a new version of a list, follow it to its end, and say what was taken and what was left out."""

    help = (
        "Import a list of hashes: a hash a line, CSV with a header that names md5, sha1, sha256 or pdq (such as NSRL's "
        "RDS), or Project VIC's JSON (as NSRL-CAID). The same name again makes a new version. The list counts once all "
        "of it has been read and compared; interrupted, it says nothing, and importing again begins a new version."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, what it says, and for whom."""
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--name", required=True, help="the list's name")
        parser.add_argument("--kind", required=True, choices=HashList.Kind.values, help="what it says of its files")
        parser.add_argument("--source", default="", help="where it comes from")
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--for-all", action="store_true", help="the list is for all members")
        whose.add_argument("--officer", metavar="EMAIL", help="the list is for this supervisor's country alone")

    def handle(self, *args: Any, file: Path, officer: str | None, **options: Any) -> None:
        """Do it, with a progress bar on a terminal."""
        by = officer_of_address(officer) if officer else None
        try:
            size = file.stat().st_size
            with file.open("rb"):
                pass
            listed = _requested(by, size, options)
        except OSError as error:
            raise CommandError(f"The file cannot be read: {error.strerror}.") from error
        except IcseError as error:
            raise CommandError(error.message) from error
        with tqdm(
            total=size,
            unit="B",
            unit_scale=True,
            desc="read, then compared",
            file=sys.stderr,
            disable=None,
            leave=False,
        ) as bar:
            import_list(listed.pk, lambda: _opened(file), lambda now: _follow(bar, now))
        self._sum_up(listed)

    def _sum_up(self, requested: HashList) -> None:
        """Clear away what it replaces, and say how it went."""
        with acting_as_system("hash list"):
            ended = list(ended_lists().values_list("pk", flat=True))
        with new_decoder() as decoder, closing(ExifTool(settings.EXIFTOOL)) as exiftool:
            tools = Tools(decoder, Matcher(), exiftool)
            for one in ended:
                clear_list(one, tools)
        with acting_as_system("hash list"):
            listed = HashList.objects.get(pk=requested.pk)
        for place, code in listed.bad_lines[:_SHOWN]:
            self.stderr.write(f"Line or entry {place} {BAD_WORDS.get(code, code)}.")
        if listed.state == HashList.State.REFUSED:
            raise CommandError(REFUSED_WORDS.get(listed.reason_code, "The list was refused."))
        if not listed.is_current:
            raise CommandError("The list does not count: a later version or its removal came before.")
        self.stdout.write(f"Version {listed.version} counts: {listed.entries} entries, {listed.bad} left out.")


def _requested(by: Officer | None, size: int, options: dict[str, Any]) -> HashList:
    with _door(by):
        if by is not None:
            require(by, "hash_list.manage")
        wanted = {name: options[name] for name in ("name", "kind", "source")}
        return actions.import_hash_list(**wanted, path=None, size=size, by=by)


def _door(by: Officer | None) -> AbstractContextManager[Actor]:
    return acting_as(by.pk) if by is not None else acting_as_system("operator")


def _opened(file: Path) -> BinaryIO:
    return file.open("rb")


def _follow(bar: "tqdm[Any]", now: HashList) -> None:
    """Show bytes while it is read, then items while they are compared."""
    if now.state == HashList.State.READING:
        bar.n = now.done
    else:
        bar.n = int(now.compared * (bar.total or 0))
    bar.refresh()
