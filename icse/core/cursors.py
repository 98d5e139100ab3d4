"""Cursors of pages, signed: one that was not made here is none, and shows the first page."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.core import signing

#: A page of tiles or of entries with pictures: more than a screen of 1440 pixels shows without scrolling. The API's
#: pages, which no person looks at, are longer.
SCREENFUL: Final = 24

#: Without a time in it: a page that refreshes itself keeps its address.
_signer = signing.Signer(salt="icse.cursor")


def signed(place: UUID | datetime | None) -> str:
    """Return where a page ended as text for an address; nothing for no place."""
    if place is None:
        return ""
    return _signer.sign(place.isoformat() if isinstance(place, datetime) else str(place))


def key_of(text: str) -> UUID | None:
    """Return the key at which a page ended, or None."""
    try:
        return UUID(_read(text))
    except ValueError:
        return None


def moment_of(text: str) -> datetime | None:
    """Return the moment at which a page ended, or None."""
    try:
        return datetime.fromisoformat(_read(text))
    except ValueError:
        return None


def _read(text: str) -> str:
    try:
        return _signer.unsign(text)
    except signing.BadSignature:
        return ""
