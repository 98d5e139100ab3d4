"""The one fact that the application tells the database: who is asking. Signed, so that SQL cannot forge it.

The fact is ``officer.expiry.pid.signature``. The signature is HMAC-SHA256 (RFC 2104) over the first three parts
with a key that the database keeps in a table which only the definer's functions read.
"""

import hashlib
import hmac
import time
from uuid import UUID

#: Longer than any transaction should last, shorter than a stolen fact is worth.
LIFETIME_SECONDS = 600
_BLOCK = 64


def sign_fact(officer_id: UUID, *, backend_pid: int, key: str, now: float | None = None) -> str:
    """Return the signed fact that this officer asks on this one database connection.

    :param backend_pid: the server process of the connection: a fact is of no use on another.
    :param key: ``ICSE_FACT_KEY``, hexadecimal.
    :param now: seconds since the epoch; the clock when None.
    """
    expiry = int((time.time() if now is None else now) + LIFETIME_SECONDS)
    message = f"{officer_id}.{expiry}.{backend_pid}"
    signature = hmac.new(bytes.fromhex(key), message.encode(), hashlib.sha256).hexdigest()
    return f"{message}.{signature}"


def key_pads(key: str) -> tuple[bytes, bytes]:
    """Return the inner and outer padded keys of RFC 2104 (64 bytes each), which is all that the database needs.

    :raises ValueError: the key is not hexadecimal, or shorter than 32 bytes, or longer than a block.
    """
    raw = bytes.fromhex(key)
    if not 32 <= len(raw) <= _BLOCK:
        raise ValueError("ICSE_FACT_KEY must be 64 to 128 hexadecimal digits. Make one with: openssl rand -hex 32")
    padded = raw.ljust(_BLOCK, b"\0")
    return bytes(b ^ 0x36 for b in padded), bytes(b ^ 0x5C for b in padded)
