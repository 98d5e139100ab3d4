"""A bridge and its variations, where these files are at hand: each finds every other within 31 bits, and nothing else.

The same with pictures that are made here: ``test_made_pictures``.
"""

import os
import random
from pathlib import Path
from typing import Any

import pytest

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series.ingest.work import Tools
from series.matching.fingerprints import hamming
from series.matching.index import keeping
from series.models import Fingerprint, Item
from tests.series.ingest.pairs import matched, resembling
from tests.series.making import ingested, receive
from tests.series.matching.test_fingerprints import BRIDGE_COPIES, LOW_QUALITY_REFERENCE, REFERENCE
from tests.servers import ROOT

PICTURES = Path(os.environ.get("ICSE_REFERENCE_FILES", ROOT.parent / "shared" / "data")) / "pictures"
BRIDGE = {f"{name}.jpg" for name in ("aaa-orig", *BRIDGE_COPIES)}

pytestmark = pytest.mark.skipif(not PICTURES.is_dir(), reason=f"{PICTURES} is not there")


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER, settings.INDEX_FOLDER = tmp_path / "media", tmp_path / "index"


def uploaded(nora: Officer, audience: Audience, seed: int) -> list[Item]:
    paths = sorted(PICTURES.glob("*.jpg"))
    random.Random(seed).shuffle(paths)
    return [receive(nora, audience, path.read_bytes(), name=path.name) for path in paths]


@pytest.mark.parametrize("seed", range(3))
def test_each_variation_is_found_from_every_other(
    nora: Officer, audiences: dict[str, Audience], tools: Tools, seed: int
) -> None:
    """In three orders; the last time with a file of the index that holds half of them."""
    made = uploaded(nora, audiences["NL"], seed)
    half = len(made) // 2
    done = ingested(tools, *made[:half])
    if seed == 2:
        with acting_as_system("tests"):
            keeping.rebuild()
    done += ingested(tools, *made[half:])
    assert {item.state for item in done} == {"ready"}
    found = matched()
    assert found == resembling()
    assert {frozenset(("aaa-orig.jpg", name)) for name in BRIDGE - {"aaa-orig.jpg"}} <= found.keys()
    assert {name for pair in found for name in pair} == BRIDGE


def test_what_is_stored_is_what_the_reference_says(nora: Officer, audiences: dict[str, Audience], tools: Tools) -> None:
    ingested(tools, *uploaded(nora, audiences["NL"], 0))
    with acting_as_system("tests"):
        stored = {
            one.media.items.get().name: bytes(one.bits) for one in Fingerprint.objects.select_related("media").all()
        }
    apart = {
        name: hamming(stored[name], bytes.fromhex(expected))
        for name, expected in (REFERENCE | LOW_QUALITY_REFERENCE).items()
    }
    assert max(apart[name] for name in REFERENCE) <= 10, apart
    assert max(apart[name] for name in LOW_QUALITY_REFERENCE) <= 16, apart
