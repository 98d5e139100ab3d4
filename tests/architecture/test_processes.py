"""The web process knows nothing of matching: what knows every country's hashes is in workers only."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_web_imports_no_matcher() -> None:
    modules = {"numba", "series.tasks", "series.matching.index"}
    look = f"import icse.asgi, icse.urls, sys; print(*({modules} & {{*sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", look], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "\n"
