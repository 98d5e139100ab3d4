"""`manage.py fingerprint FILE…`: one line a picture, for comparing with other lists. It needs no database."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from series.ingest.decoder import Decoder, DecoderUnavailableError
from series.ingest.decoders import new_decoder
from series.ingest.recognition import Refusal
from series.matching.fingerprints import Digests, Fingerprint, digests


class Command(BaseCommand):
    """Print digests and PDQ of pictures, tab-separated; refuse the others on the error output."""

    help = (
        "Print one line a picture: sha256, md5, sha1, PDQ (64 hex digits), PDQ quality (0 to 100) and name, separated "
        "by tabs. PDQ is of the pixels as stored: an EXIF orientation is not applied. Backslashes and characters that "
        "cannot be printed are escaped in names. Files that cannot be read are named on the error output with the "
        "reason, the others are still printed, and the exit status is 1. No database is needed."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the files."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a picture, of any allowed type")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        """Print a line for each file as soon as it is known."""
        refused = 0
        # `disable=None` shows the bar on a terminal only.
        progress = tqdm(files, unit="file", file=sys.stderr, disable=None, leave=False)
        for path, result in fingerprints_of(progress):
            with tqdm.external_write_mode(file=sys.stderr):
                if isinstance(result, str):
                    refused += 1
                    self.stderr.write(f"{printable(str(path))}: {result}")
                else:
                    self.stdout.write(line(path, *result))
        if refused:
            raise CommandError(f"{refused} of {len(files)} files could not be fingerprinted.")


def fingerprints_of(paths: Iterable[Path]) -> Iterator[tuple[Path, tuple[Digests, Fingerprint] | str]]:
    """Give for each path its digests and fingerprint, or a sentence saying why there are none."""
    with new_decoder() as decoder:
        for path in paths:
            yield path, _fingerprint_of(path, decoder)


def line(path: Path, known: Digests, fingerprint: Fingerprint) -> str:
    """Write one picture's line: sha256, md5, sha1, PDQ, quality, name."""
    columns = (known.sha256, known.md5, known.sha1, fingerprint.hex, str(fingerprint.quality), printable(str(path)))
    return "\t".join(columns)


def printable(name: str) -> str:
    """Escape what would break a line, deceive a reader or be no text at all; a backslash too, so that it is plain."""
    return "".join(
        character if character.isprintable() and character != "\\" else character.encode("unicode_escape").decode()
        for character in name
    )


def _fingerprint_of(path: Path, decoder: Decoder) -> tuple[Digests, Fingerprint] | str:
    try:
        report = decoder.decode(path, scratch=None)
        known = digests(path)
    except (OSError, DecoderUnavailableError) as error:
        return str(error)
    return report.sentence if isinstance(report, Refusal) else (known, report.fingerprint)
