"""Keys for rows and references for people: neither tells how many others there are."""

import re
import secrets
import time
import unicodedata
import uuid
from datetime import UTC, datetime

#: No vowels (no words), no 0/O, 1/I/L: read aloud over a telephone in many accents.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
_WITHOUT_DASHES = re.compile(r"([A-Z]{2})([0-9]{4})([0-9A-Z]{8})")
#: Dashes of every length, spaces, and what cannot be seen and comes along when text is copied.
_BETWEEN = ("Pd", "Zs", "Zl", "Zp", "Cc", "Cf")
_MINUS = "\N{MINUS SIGN}"


def uuid7() -> uuid.UUID:
    """Return a time-ordered random key (RFC 9562, version 7: 48 bits of milliseconds, 74 random bits)."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | secrets.randbits(80)
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return uuid.UUID(int=value)


def first_uuid7(moment: datetime) -> uuid.UUID:
    """Return the lowest key that ``uuid7`` can make at this moment: keys made later are greater."""
    return uuid.UUID(int=(int(moment.timestamp() * 1000) << 80) | (0x7 << 76) | (0x2 << 62))


def new_reference(prefix: str) -> str:
    """Return an unguessable reference such as ``SE-2026-7K3QF4BX``.

    Eight letters of 27: 2.8 * 10**11 a year, so that a found one cannot be hit by trying.
    """
    letters = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{prefix}-{datetime.now(UTC).year}-{letters}"


def reference_in(text: str) -> str | None:
    """Return the reference that somebody typed, however the case, the dashes and the spaces are; None: it is none.

    ``se 2026 7k3qf4bx`` and ``SE20267K3QF4BX`` are ``SE-2026-7K3QF4BX``.
    """
    letters = "".join(one for one in text if one != _MINUS and unicodedata.category(one) not in _BETWEEN)
    found = _WITHOUT_DASHES.fullmatch(letters.upper()) if letters.isascii() else None
    return "-".join(found.groups()) if found else None
