"""`manage.py decoder`: which layers of confinement hold for decoders on this machine."""

from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from series.ingest.decoder import DecoderUnavailableError
from series.ingest.decoder.confinement import LAYERS
from series.ingest.decoders import new_decoder

_WHAT: Final = {
    "namespaces": "a network without interfaces, an empty read-only root",
    "user": "nobody where it was root, and no capability",
    "landlock": "opens no file, uses no port, signals nobody outside",
    "limits": "memory, processor, size; no descriptor, process or thread more",
    "seccomp": "an allow-list of system calls; others end it or are refused",
}


class Command(BaseCommand):
    """Start a decoder as the workers do, and print what it says of itself."""

    help = "Which layers of confinement are in force for decoders here. Status 1 when a required one is missing."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a table."""
        try:
            with new_decoder() as decoder:
                in_force = decoder.layers()
        except DecoderUnavailableError as error:
            raise CommandError(f"The decoder does not start: {error}.") from error
        self.stdout.write(f"{'layer':<12}{'in force':<10}{'required':<10}what it does")
        for layer in LAYERS:
            marks = [("yes" if layer in names else "no") for names in (in_force, settings.DECODER_REQUIRE)]
            self.stdout.write(f"{layer:<12}{marks[0]:<10}{marks[1]:<10}{_WHAT[layer]}")
