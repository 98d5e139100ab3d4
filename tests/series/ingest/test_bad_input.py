"""Each kind of bad input has a stated outcome (docs/ingest.md), and a good file beside it becomes ready."""

from pathlib import Path
from typing import Any

import pytest

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from icse.core.models import AuditEntry
from series import blobs
from series.ingest.work import Tools
from series.models import Hit, Media
from tests import media
from tests.series.making import ingested, receive


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


BAD = [
    pytest.param(lambda folder: b"", "empty", id="empty"),
    pytest.param(lambda folder: media.truncated_jpeg(), "truncated", id="truncated JPEG"),
    pytest.param(lambda folder: media.huge_png(), "too_many_pixels", id="50,000 x 50,000 PNG"),
    pytest.param(lambda folder: b"\xff\xd8\xff\xe0" + b"\0" * 100, "damaged", id="JPEG of noughts"),
]


@pytest.mark.parametrize(("make", "code"), BAD)
def test_refused_with_its_reason_and_no_harm_to_others(
    nora: Officer,
    audiences: dict[str, Audience],
    tools: Tools,
    tmp_path: Path,
    make: Any,
    code: str,
) -> None:
    bad = receive(nora, audiences["NL"], make(tmp_path))
    good = receive(nora, audiences["NL"], media.as_bytes(media.pattern(1)))
    bad, good = ingested(tools, bad, good)
    assert (bad.state, bad.reason_code, bad.attempt, bad.media_id) == ("refused", code, 1, None)
    assert bad.reason.endswith(".")
    assert good.state == "ready"
    assert not blobs.preview_folder(bad.sha256).exists()
    with acting_as_system("tests"):
        assert list(Media.objects.values_list("sha256", flat=True)) == [good.sha256]
        assert not Hit.objects.exists()
        [entry] = AuditEntry.objects.filter(object_id=str(bad.pk), action="item.refused")
        assert entry.facts == {"attempt": 1, "code": code}


def test_empty_files_of_two_countries_are_no_match(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience], tools: Tools
) -> None:
    made = receive(nora, audiences["members"], b""), receive(fleur, audiences["members"], b"")
    assert {item.state for item in ingested(tools, *made)} == {"refused"}
    with acting_as_system("tests"):
        assert not Hit.objects.exists()
