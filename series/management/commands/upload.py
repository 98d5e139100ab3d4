"""`manage.py upload FILE_OR_FOLDER …`: bulk work from the command line, through the same actions as the upload page."""

import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any, Final, TypeVar

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from accounts.models import Audience, Officer
from accounts.permissions import require
from accounts.visibility import contributable_audiences
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import IcseError
from icse.core.ids import reference_in
from series import actions
from series.ingest import archives
from series.ingest.decoder.exiftool import ExifTool
from series.ingest.decoders import new_decoder
from series.ingest.folder import FoundFile, files_in
from series.ingest.pipeline import ingest
from series.ingest.work import Tools
from series.management.commands._officers import officer_of_address
from series.management.commands.fingerprint import printable
from series.matching.fingerprints import digests
from series.matching.tail import Matcher
from series.models import Archive, Item, Series, SkippedFile, Upload
from series.queries.items import all_items, rows_of
from series.queries.series import live_key
from series.queries.uploads import items_in
from series.queries.verdicts import SHORTLY
from series.uploads import receive_path

_AT_ONCE: Final = 500
_PATIENCE_SECONDS: Final = 60.0
_OPEN: Final = (Item.State.RECEIVED, Item.State.WORKING)

T = TypeVar("T")


class Command(BaseCommand):
    """Receive files and folders as an officer, follow the workers, and say what became of the files."""

    help = (
        "Upload files, and every file of folders and of the folders in them, in the name of an officer. Archives (ZIP) "
        "are expanded. A file that is already in the case, for the same audience, is skipped. The workers ingest the "
        "files; with --inline this process does. In folders symbolic links are not followed. Files that cannot be "
        "taken are named with the reason, and the others go on; the exit status is then 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the files, and what the upload page asks for."""
        parser.add_argument("paths", type=Path, nargs="+", metavar="FILE_OR_FOLDER")
        parser.add_argument("--officer", required=True, metavar="EMAIL", help="in whose name the files are uploaded")
        parser.add_argument("--case", required=True, metavar="REF", help="the national reference of the case")
        parser.add_argument("--exhibit", default="", help="the exhibit within the case")
        parser.add_argument("--audience", required=True, metavar="NAME", help="who may see the files")
        parser.add_argument("--series", metavar="REF", help="place the files in this series once they are ready")
        parser.add_argument("--inline", action="store_true", help="ingest in this process, without workers")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, with a progress bar on a terminal."""
        officer = officer_of_address(options["officer"])
        if not options["case"].strip():
            raise CommandError("Name the case that the files come from.")
        try:
            files = _files(options["paths"])
            with acting_as(officer.pk):
                require(officer, "item.upload")
                audience = _audience(options["audience"])
                series = _series(options["series"], officer) if options["series"] else None
                upload = _opened(options, audience, files, officer)
            received, skipped = self._receive(files, upload, officer)
            self._ingest(upload) if options["inline"] else self._follow(upload, officer)
        except IcseError as error:
            raise CommandError(error.message) from error
        for why, number in sorted(skipped.items(), reverse=True):
            self.stdout.write(f"{_files_in_words(number)} skipped: {SkippedFile.Why(why).label.lower()}.")
        lost = len(files) - received - skipped.total()
        refused = lost + self._sum_up(upload, officer)  # before they are placed: what is known of them is from before
        if series:
            self._place(upload, series, officer)
        if refused:
            raise CommandError(f"{_of(refused, len(files), lost)} could not be taken.")

    def _receive(self, files: Sequence[FoundFile], upload: Upload, officer: Officer) -> tuple[int, Counter[str]]:
        """Take what is not known yet. Return how many were received, and how many skipped for which reason."""
        received, skipped = 0, Counter[str]()
        with _bar(len(files), "received") as bar:
            for some in _in_parts(files):
                known = self._known(some, upload, officer)
                for file in some:
                    if file in known:
                        skipped[known[file]] += 1
                    else:
                        received += self._take(file, upload, officer)
                    bar.update()
        return received, skipped

    def _known(self, files: Sequence[FoundFile], upload: Upload, officer: Officer) -> dict[FoundFile, str]:
        """Return those that need not travel, and where they are known from."""
        offered = {}
        for file in files:
            try:
                found = digests(file.path)
            except OSError:
                continue  # said when it is to be received
            named = (file.path.name, file.place, found.size)
            offered[file] = actions.OfferedFile(found.sha256, *named, sha1=found.sha1, md5=found.md5)
        with acting_as(officer.pk):
            known = actions.skip_known(upload=upload, offered=offered.values(), by=officer)
        return {file: known[one.sha256].why for file, one in offered.items() if one.sha256 in known}

    def _take(self, file: FoundFile, upload: Upload, officer: Officer) -> bool:
        """Copy and hash outside any transaction, then take the file in one of its own."""
        try:
            with closing(receive_path(file.path)) as received, acting_as(officer.pk):
                name = received.name or ""
                actions.take_file(received=received, upload=upload, name=name, path=file.place, by=officer)
        except (OSError, IcseError) as error:
            reason = error.message if isinstance(error, IcseError) else error.strerror or "cannot be read"
            with tqdm.external_write_mode(file=sys.stderr):
                self.stderr.write(f"{printable(str(file.path))}: {reason}")
            return False
        return True

    def _ingest(self, upload: Upload) -> None:
        while waiting := _waiting_archives(upload):
            for key in waiting:
                archives.expand(key)
        with acting_as_system("upload command"):
            items = list(items_in(upload).filter(state__in=_OPEN).order_by("pk").values_list("pk", flat=True))
        with (
            new_decoder() as decoder,
            closing(ExifTool(settings.EXIFTOOL)) as exiftool,
            _bar(len(items), "ingested") as bar,
        ):
            tools = Tools(decoder, Matcher(), exiftool)
            for item in items:
                ingest(item, tools)
                bar.update()

    def _follow(self, upload: Upload, officer: Officer) -> None:
        """Wait for the workers, as long as they get on. An archive's files appear while it is expanded."""
        with _bar(0, "ingested") as bar:
            moved, before = time.monotonic(), (-1, -1, -1)
            while time.monotonic() - moved < _PATIENCE_SECONDS or before == (-1, -1, -1):
                now = _progress(upload, officer)
                if now != before:
                    moved, before = time.monotonic(), now
                bar.total, bar.n = now[0], now[1]
                bar.refresh()
                if now[0] == now[1] and not now[2]:
                    return
                time.sleep(0.2 if _PATIENCE_SECONDS else 0)

    def _place(self, upload: Upload, series: Series, officer: Officer) -> None:
        with acting_as(officer.pk):
            ready = items_in(upload).filter(state__in=(Item.State.READY, Item.State.DUPLICATE))
            keys = list(ready.order_by("pk").values_list("pk", flat=True))
        placed = 0
        for some in _in_parts(keys):
            try:
                with acting_as(officer.pk):
                    items = list(Item.objects.filter(pk__in=some).order_by("pk"))
                    placed += len(actions.place_items(series=series, items=items, by=officer))
            except IcseError as error:
                raise CommandError(f"They were not all placed in {series.reference}. {error.message}") from error
        self.stdout.write(f"{_files_in_words(placed)} placed in {series.reference}.")

    def _sum_up(self, upload: Upload, officer: Officer) -> int:
        """Say what became of them: states that add up, and what is known of them. Return how many were refused."""
        states: Counter[str] = Counter()
        known: Counter[str] = Counter()
        with acting_as(officer.pk):
            keys = list(items_in(upload).order_by("pk").values_list("pk", flat=True))
            expanded = list(Archive.objects.filter(upload=upload).order_by("pk"))
        for some in _in_parts(keys):
            with acting_as(officer.pk):
                rows = rows_of(list(all_items().filter(pk__in=some).order_by("pk")))
            for row in rows:
                states[row.item.state] += 1
                known.update(row.verdict.said)
                if row.item.state == Item.State.REFUSED:
                    self.stderr.write(f"{printable(row.item.name)}: {row.item.reason}")
        about = _words((words, known[said]) for said, words in SHORTLY.items())
        self.stdout.write(f"{_files_in_words(len(keys))} received: {_words(_counts(states)) or 'nothing'}.")
        if about:
            self.stdout.write(f"Of these: {about}.")
        refused = sum(self._tell(archive) for archive in expanded)
        if any(states[state] for state in _OPEN):
            self.stdout.write("Some wait for a worker. They are safe, and are ingested as soon as one runs.")
        return states[Item.State.REFUSED] + refused

    def _tell(self, archive: Archive) -> int:
        """Say what became of an archive. Return how many of its members were not taken."""
        name = printable(archive.name)
        self.stdout.write(f"{name}: {archive.get_state_display().lower()}, {archive.taken} taken.")
        for code, member in archive.refusals:
            self.stderr.write(f"{name}: {printable(member)}: {code}")
        if archive.state == Archive.State.REFUSED:
            self.stderr.write(f"{name}: {archive.reason}")
        return archive.refused + (archive.state == Archive.State.REFUSED)


def _of(refused: int, files: int, lost: int) -> str:
    """Members of archives are no files that were named: then there is nothing to count them out of."""
    return f"{refused} of {files} files" if refused <= files or lost else f"{refused} files"


def _counts(states: Counter[str]) -> Iterator[tuple[str, int]]:
    """Each file stands in one state, so these add up to all."""
    waiting = sum(states[state] for state in _OPEN)
    yield from (("ready", states[Item.State.READY]), ("repeated", states[Item.State.DUPLICATE]))
    yield from (("refused", states[Item.State.REFUSED]), ("waiting", waiting))


def _words(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{number} {word}" for word, number in counts if number)


def _files_in_words(number: int) -> str:
    return f"{number} file{'' if number == 1 else 's'}"


def _opened(options: dict[str, Any], audience: Audience, files: Sequence[FoundFile], officer: Officer) -> Upload:
    case = actions.open_case(national_reference=options["case"], exhibit=options["exhibit"], by=officer)
    return actions.open_upload(case=case, audience=audience, files=len(files), by=officer)


def _audience(name: str) -> Audience:
    mine = list(Audience.objects.filter(pk__in=contributable_audiences()))
    found = [audience for audience in mine if audience.name.casefold() == name.casefold()]
    if len(found) != 1:
        names = ", ".join(f"“{audience.name}”" for audience in mine)
        raise CommandError(f"The officer may not contribute to an audience of this name. There are: {names}.")
    return found[0]


def _series(reference: str, officer: Officer) -> Series:
    require(officer, "placement.add")
    series = Series.objects.filter(reference=reference_in(reference) or "").first()
    if series is None:
        raise CommandError("The officer sees no series with this reference.")
    return Series.objects.get(pk=live_key(series))


def _files(named: Sequence[Path]) -> list[FoundFile]:
    for path in named:
        if not path.exists():
            raise CommandError(f"{printable(str(path))} is not there.")
    files = files_in(named)
    if not files:
        raise CommandError("There is no file in this folder.")
    return files


def _waiting_archives(upload: Upload) -> list[Any]:
    with acting_as_system("upload command"):
        waiting = Archive.objects.filter(upload=upload, state=Archive.State.RECEIVED, lease_until=None)
        return list(waiting.order_by("pk").values_list("pk", flat=True))


def _progress(upload: Upload, officer: Officer) -> tuple[int, int, int]:
    """Return how many files there are, how many are settled, and how many archives are not."""
    with acting_as(officer.pk):
        items = items_in(upload)
        waiting = Archive.objects.filter(upload=upload, state__in=(Archive.State.RECEIVED, Archive.State.WORKING))
        return items.count(), items.exclude(state__in=_OPEN).count(), waiting.count()


def _bar(number: int, words: str) -> "tqdm[Any]":
    # `disable=None` shows the bar on a terminal only.
    return tqdm(total=number, desc=words, unit="file", file=sys.stderr, disable=None, leave=False)


def _in_parts(things: Sequence[T]) -> Iterator[list[T]]:
    rest = iter(things)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
