"""Fingerprints in the database, and what a matcher finds of them."""

from uuid import UUID

import numpy as np
import numpy.typing as npt

from icse.core.doors import acting_as_system
from icse.embedded.processes import wait_until
from series.matching.index import stored
from series.matching.tail import Matcher
from series.models import Fingerprint, Media

Bits = npt.NDArray[np.uint8]


def bits(seed: int) -> Bits:
    """Return the eight orientations of a picture that resembles no other seed's."""
    return np.random.default_rng(seed).integers(0, 256, (8, 32), dtype=np.uint8)


def store(seed: int, *, quality: int = 90, flipped: int = 0) -> UUID:
    """Write a fingerprint whose bits are the first row of ``bits(seed)``, ``flipped`` of them changed."""
    row = np.unpackbits(bits(seed)[0])
    row[:flipped] ^= 1
    media = Media.objects.create(
        sha256=f"{seed:060x}{flipped:04x}", sha1="", md5="", size=1, media_type="image/png", width=1, height=1
    )
    Fingerprint.objects.bulk_create(
        [Fingerprint(media=media, bits=np.packbits(row).tobytes(), orientations=b"", quality=quality)]
    )
    return media.pk


def found(matcher: Matcher, seed: int) -> list[tuple[UUID, int, str]]:
    """Ask with all eight orientations."""
    return [(near.media_id, near.distance, near.orientation) for near in matcher.near(bits(seed))]


def committed(*seeds: int, flipped: int = 0) -> list[UUID]:
    """Store and commit, and wait until the horizon has passed: other tests' open transactions hold it back."""
    with acting_as_system("tests"):
        keys = [store(seed, flipped=flipped) for seed in seeds]
    wait_until_settled()
    return keys


def wait_until_settled() -> None:
    """Wait until no transaction is open that was so when the newest fingerprint was committed."""

    def is_settled() -> bool:
        with acting_as_system("tests"):
            return stored.count(stored.now().horizon) == 0

    assert wait_until(is_settled, 60)
