"""`manage.py index status|rebuild|verify`: the near-duplicate index of the matcher workers."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError

from icse.core.doors import acting_as_system
from series.matching.index import keeping, proving, stored
from series.matching.index.files import NoFolder, generations
from series.matching.index.generation import Generation
from series.matching.index.layout import Unusable

_REASON: Final = "index command"
_SAMPLE: Final = 200


class Command(BaseCommand):
    """Say how the index is, build it anew, or prove it."""

    help = (
        "The near-duplicate index, as the user that the workers run as. status: generation, size, tail, checksum. "
        "rebuild: a new generation from the database. verify: the answers for a sample against a comparison of "
        "everything; the exit code is not 0 when one is missing or wrong."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what to do."""
        parser.add_argument("what", choices=["status", "rebuild", "verify"])
        parser.add_argument(
            "--sample", type=int, default=_SAMPLE, metavar="N", help=f"verify so many of each kind ({_SAMPLE})"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it, in one transaction of the system."""
        if options["sample"] < 1:
            raise CommandError("The sample must be 1 or more.")
        with acting_as_system(_REASON):
            if options["what"] == "status":
                self._tell(keeping.status())
            elif options["what"] == "rebuild":
                self._rebuild()
            else:
                self._verify(options["sample"])

    def _tell(self, status: keeping.Status) -> None:
        if status.path:
            self.stdout.write(f"file          {status.path} ({_megabytes(status.path.stat().st_size)})")
        if status.header:
            header = status.header
            self.stdout.write(f"generation    {header.generation}")
            self.stdout.write(f"fingerprints  {header.count:,} ({header.distinct:,} different)")
            self.stdout.write(f"age           {timedelta(seconds=status.age_seconds)}")
        self.stdout.write(f"stored        {status.pictures:,} of pictures, {status.frames:,} of frames of videos")
        self.stdout.write(f"tail          {status.tail:,}")
        self.stdout.write(f"checksum      {'ok' if status.header else 'NOT OK: ' + status.problem}")

    def _rebuild(self) -> None:
        try:
            header = keeping.rebuild()
        except (keeping.Busy, NoFolder) as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The index cannot be written: {error.strerror}.") from error
        self.stdout.write(f"Generation {header.generation} holds {header.count:,} fingerprints.")

    def _verify(self, sample: int) -> None:
        verdict = proving.verify(_newest(), sample)
        told = f"{verdict.missed:,} missed, {verdict.wrong:,} wrong, {verdict.gone:,} of media that were removed since"
        self.stdout.write(f"{verdict.asked:,} asked, {verdict.matches:,} matches: {told}.")
        self.stdout.write(f"Asked were {verdict.asked - verdict.frames:,} of pictures, {verdict.frames:,} of videos.")
        if not verdict.is_good:
            raise CommandError("The index does not answer as it should. Build it anew: manage.py index rebuild")


def _newest() -> Generation:
    """Only the newest one counts, as it is: a damaged one is not passed over here."""
    for _, path in generations():
        try:
            return Generation(path, stored.now().database)
        except (Unusable, OSError) as error:
            raise CommandError(f"The index's newest file cannot be used: {error}.") from error
    raise CommandError("There is no index file. Build one: manage.py index rebuild")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
