"""What lives as long as the process is not looked at again by every full collection."""

import subprocess
import sys

from tests.servers import ROOT

WEB = "import gc, icse.asgi, series.views.items; print(gc.get_freeze_count(), len(gc.get_objects()))"


def test_the_web_freezes_what_it_has_loaded() -> None:
    done = subprocess.run([sys.executable, "-c", WEB], cwd=ROOT, capture_output=True, text=True, check=True)
    frozen, looked_at = map(int, done.stdout.split())
    assert frozen > 50 * looked_at
