"""A step in a process of its own: the janitor works, the index is built anew and proved. Prints JSON."""

import io
import json

import django

django.setup()

from django.core.management import CommandError, call_command  # noqa: E402 - Django is set up first

from icse.embedded.processes import wait_until  # noqa: E402
from series.matching.index import keeping  # noqa: E402
from series.tasks import remove_orphans  # noqa: E402


def main() -> None:
    """Do it, and say what came of it."""
    verdict = io.StringIO()
    removed = remove_orphans()
    assert wait_until(_build, 30), "another worker builds the index for ever"
    call_command("index", "verify", "--sample", "500", stdout=verdict)
    print(json.dumps({"removed": removed, "verdict": verdict.getvalue()}))  # noqa: T201


def _build() -> bool:
    """Build the index. Return False while a worker is building it."""
    try:
        call_command("index", "rebuild", stdout=io.StringIO())
    except CommandError as error:
        if isinstance(error.__cause__, keeping.Busy):
            return False
        raise
    return True


if __name__ == "__main__":
    main()
