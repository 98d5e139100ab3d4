"""Keys for rows and references for people: neither tells how many others there are."""

import secrets
import time
import uuid
from datetime import UTC, datetime

#: No vowels (no words), no 0/O, 1/I/L: read aloud over a telephone in many accents.
ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"


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
