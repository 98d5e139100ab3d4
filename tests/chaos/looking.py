"""A step in a process of its own: a matcher that looks up and takes up new index files, and what it has then."""

import json
import os
from uuid import uuid4

import django

django.setup()

import numpy as np  # noqa: E402 - Django is set up first
import numpy.typing as npt  # noqa: E402

from icse.core.doors import acting_as_system  # noqa: E402
from series.matching.index import keeping  # noqa: E402
from series.matching.tail import Matcher  # noqa: E402
from series.models import Fingerprint, Media  # noqa: E402
from tests.chaos import processes  # noqa: E402

STORED = 20_000
LOOK_UPS = 300
NEW_FILES = 20
Bits = npt.NDArray[np.uint8]


def main() -> None:
    """Warm up, do it, and print what is left as JSON."""
    draw = np.random.default_rng(1)
    hashes = draw.integers(0, 256, (STORED, 32), dtype=np.uint8)
    store(hashes)
    matcher = Matcher()
    answers = [look(matcher, hashes, draw)]
    before = state()
    answers.append(look(matcher, hashes, draw))
    after = state()
    pairs = {name: [before[name], after[name]] for name in before}
    print(json.dumps({"answers": answers, "expected": [LOOK_UPS] * 2, **pairs}))  # noqa: T201


def store(hashes: Bits) -> None:
    """Write so many media with these fingerprints."""
    media = [
        Media(sha256=uuid4().hex * 2, sha1="", md5="", size=1, media_type="image/png", width=1, height=1)
        for _ in hashes
    ]
    with acting_as_system("tests"):
        Media.objects.bulk_create(media, batch_size=2000)
        Fingerprint.objects.bulk_create(
            [
                Fingerprint(media=one, bits=row.tobytes(), orientations=b"", quality=90)
                for one, row in zip(media, hashes, strict=True)
            ],
            batch_size=2000,
        )


def look(matcher: Matcher, hashes: Bits, draw: np.random.Generator) -> int:
    """Build files between look-ups of stored hashes, a few bits of each changed. Return how many were found."""
    found = 0
    for number in range(LOOK_UPS):
        asked = draw.integers(0, 256, (8, 32), dtype=np.uint8)
        asked[number % 8] = hashes[draw.integers(STORED)] ^ np.eye(32, dtype=np.uint8)[number % 32]
        with acting_as_system("tests"):
            if number % (LOOK_UPS // NEW_FILES) == 0:
                keeping.rebuild()
            found += len(matcher.near(asked)) == 1
    return found


def state() -> dict[str, int]:
    """Say what this process has."""
    me = os.getpid()
    return {
        "memory": processes.anonymous_bytes(me),
        "descriptors": processes.open_files(me),
        "mapped": len(processes.mapped(me, ".pdq")),
    }


if __name__ == "__main__":
    main()
