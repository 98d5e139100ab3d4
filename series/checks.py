"""What `manage.py check` and the workers look at: whether decoders are confined as this installation requires."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from series.ingest.decoder import DecoderUnavailableError
from series.ingest.decoder.confinement import LAYERS
from series.ingest.decoders import new_decoder


def required_confinement(**_: Any) -> list[CheckMessage]:
    """Say which of ICSE_DECODER_REQUIRE is unknown, or not in force on this machine."""
    if unknown := sorted(set(settings.DECODER_REQUIRE) - set(LAYERS)):
        known = ", ".join(LAYERS)
        return [Error(f"ICSE_DECODER_REQUIRE names {', '.join(unknown)}. There are: {known}.", id="series.E001")]
    if not settings.DECODER_REQUIRE:
        return []
    try:
        with new_decoder() as decoder:
            decoder.layers()
    except DecoderUnavailableError as error:
        return [Error(f"The decoder does not start: {error}.", id="series.E002")]
    return []
