"""Real, harmless videos beside the project, where they are there: what vPDQ says of them, and what the pages would."""

import os
from pathlib import Path
from uuid import UUID

import pytest

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series.ingest.work import Tools
from series.matching.fingerprints import MATCH_DISTANCE, hamming
from series.models import Frame, Hit, Item
from tests.series.making import ingested, receive
from tests.servers import ROOT

FOLDER = Path(os.environ.get("ICSE_REFERENCE_FILES", ROOT.parent / "shared" / "data")) / "videos"
NAMES = (
    "chair-orig-22-sd-bar.mp4",
    "chair-22-with-large-logo-bar.mp4",
    "pattern-hd-no-bar.mp4",
    "pattern-sd-grey-bar.mp4",
)

pytestmark = [
    pytest.mark.skipif(not FOLDER.is_dir(), reason=f"{FOLDER} is not there"),
    pytest.mark.django_db(transaction=True),
]


def overlap(one: Item, other: Item, *, is_trimmed: bool) -> float:
    """Return how many percent of the seconds of one are in the other; with or without what lies between bars."""
    mine, theirs = (rows(item.media_id, is_trimmed=is_trimmed) for item in (one, other))
    found = {second for second, bits in mine if any(hamming(bits, their) <= MATCH_DISTANCE for _, their in theirs)}
    return 100 * len(found) / len({second for second, _ in mine})


def rows(media: UUID | None, *, is_trimmed: bool) -> list[tuple[int, bytes]]:
    with acting_as_system("tests"):
        frames = Frame.objects.filter(media=media, quality__gte=50)
        if not is_trimmed:
            frames = frames.filter(is_trimmed=False)
        return [(frame.second, bytes(frame.bits)) for frame in frames]


def test_a_logo_makes_another_video_and_grey_with_bars_does_not(
    nora: Officer, audiences: dict[str, Audience], tools: Tools
) -> None:
    sent = (receive(nora, audiences["members"], (FOLDER / name).read_bytes(), name=name) for name in NAMES)
    chair, logo, pattern, grey = ingested(tools, *sent)

    assert {item.state for item in (chair, logo, pattern, grey)} == {"ready"}
    # As the reference: about 10 %. The nearest frames differ in 28 to 32 bits: how a frame is made smaller decides.
    assert 0 < overlap(chair, logo, is_trimmed=False) <= 15
    assert overlap(chair, logo, is_trimmed=True) < 25
    assert overlap(grey, pattern, is_trimmed=False) == 0, "bars alone break PDQ"
    with acting_as_system("tests"):
        found = set(Hit.objects.values_list("kind", "item", "other", "share", "other_share"))
    assert found == {("video", grey.pk, pattern.pk, 100, 100)}
