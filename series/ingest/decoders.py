"""The decoder as this installation wants it."""

from django.conf import settings

from series.ingest.decoder import Decoder


def new_decoder() -> Decoder:
    """Return a decoder that does not start without the layers of confinement that are required here."""
    return Decoder(require=settings.DECODER_REQUIRE)
