"""The walkthrough shows the pictures that there are, and they are small."""

import re
from pathlib import Path

from tests.browser.walkthrough import FOLDER, LARGEST

DOCS = Path(__file__).resolve().parents[2] / "docs"
MOST = 18


def test_every_picture_is_shown_once_and_is_small() -> None:
    shown = re.findall(r"!\[[^\]]+\]\((\S+)\)", (DOCS / "walkthrough.md").read_text("utf-8"))
    there = sorted(FOLDER.glob("*.png"))
    assert shown == [path.relative_to(DOCS).as_posix() for path in there]
    assert 0 < len(there) <= MOST
    assert [path.name for path in there if path.stat().st_size >= LARGEST] == []
