"""A step in a process of its own: the janitor works, the index is built anew and proved. Prints JSON."""

import io
import json

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - Django is set up first

from series.tasks import remove_orphans  # noqa: E402


def main() -> None:
    """Do it, and say what came of it."""
    verdict = io.StringIO()
    removed = remove_orphans()
    call_command("index", "rebuild", stdout=io.StringIO())
    call_command("index", "verify", "--sample", "500", stdout=verdict)
    print(json.dumps({"removed": removed, "verdict": verdict.getvalue()}))  # noqa: T201


if __name__ == "__main__":
    main()
