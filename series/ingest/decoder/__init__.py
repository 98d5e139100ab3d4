"""Decoding untrusted pictures in a limited process: what they are, their fingerprints, previews and crops."""

from series.ingest.decoder.limits import Limits
from series.ingest.decoder.parent import Decoder
from series.ingest.decoder.process import DecoderKilledError, DecoderUnavailableError
from series.ingest.decoder.reports import CONCEALED, CROP, PLAIN, THUMB, CropReport, Report

__all__ = [
    "CONCEALED",
    "CROP",
    "PLAIN",
    "THUMB",
    "CropReport",
    "Decoder",
    "DecoderKilledError",
    "DecoderUnavailableError",
    "Limits",
    "Report",
]
