"""What the matcher finds becomes hits only where somebody has an item of it."""

from pathlib import Path
from typing import Any

import pytest

from accounts.models import Audience, Officer
from icse.core.doors import acting_as_system
from series.ingest.work import Tools
from series.matching.index import files, keeping
from series.models import Hit, Item
from tests import media
from tests.series.making import ingested, receive
from tests.series.matching.storing import wait_until_settled

pytestmark = [pytest.mark.commits, pytest.mark.django_db(transaction=True)]


def test_media_without_items_are_told_to_nobody(
    tools: Tools, nora: Officer, fleur: Officer, audiences: dict[str, Audience], tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_FOLDER, settings.INDEX_FOLDER = tmp_path, tmp_path / "index"
    picture = media.pattern(1)
    copies = [
        media.as_bytes(picture),
        media.as_bytes(media.recompressed(picture)),
        media.as_bytes(media.resized(picture)),
    ]
    first, second = ingested(tools, *(receive(fleur, audiences["members"], copy) for copy in copies[:2]))
    wait_until_settled()
    with acting_as_system("tests"):
        assert keeping.rebuild().count == 2
        Hit.objects.all().delete()
        Item.objects.filter(pk=first.pk).update(media=None)
    [third] = ingested(tools, receive(nora, audiences["members"], copies[2]))
    assert [number for number, _ in files.generations()] == [1]
    with acting_as_system("tests"):
        assert tools.matcher.file is not None
        assert list(Hit.objects.values_list("item_id", "other_id", "kind")) == [(third.pk, second.pk, "near")]
