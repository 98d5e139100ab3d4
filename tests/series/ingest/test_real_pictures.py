"""A bridge and its variations, where these files are at hand: every variation is found, and nothing else is."""

import os
from pathlib import Path
from typing import Any

import pytest

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series.ingest.work import Tools
from series.models import Hit
from tests.series.making import ingested, receive
from tests.servers import ROOT

PICTURES = Path(os.environ.get("ICSE_REFERENCE_FILES", ROOT.parent / "shared" / "data")) / "pictures"
OTHERS = {"exif-rotn-1", "exif-rotn-6", "q0003", "q0122", "q0746", "q2821"}

pytestmark = pytest.mark.skipif(not PICTURES.is_dir(), reason=f"{PICTURES} is not there")


def test_all_variations_are_found(
    nora: Officer, audiences: dict[str, Audience], tools: Tools, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_FOLDER = tmp_path
    paths = sorted(PICTURES.glob("*.jpg"))
    made = [receive(nora, audiences["NL"], path.read_bytes(), name=path.name) for path in paths]
    assert {item.state for item in ingested(tools, *made)} == {"ready"}
    original = next(item for item in made if item.name == "aaa-orig.jpg")
    variations = {path.stem for path in paths} - OTHERS - {"aaa-orig"}
    assert len(variations) == 11
    with acting_as_system("tests"):
        near = Hit.objects.filter(other=original).select_related("item")
        found = {Path(hit.item.name).stem for hit in near}
        touched = set(Hit.objects.values_list("item__name", flat=True))
    assert found == variations
    assert {Path(name).stem for name in touched} <= variations
