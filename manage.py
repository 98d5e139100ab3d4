#!/usr/bin/env python
"""The command line of the service."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db import OperationalError

_NO_DATABASE = "The database does not answer. Start it (`make demo` on one machine), or mend DATABASE_URL."


def main() -> None:
    """Run a management command: `migrate` as the owner of the tables, everything else as the worker."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icse.settings")
    os.environ.setdefault("ICSE_LOGIN", "owner" if "migrate" in sys.argv[1:2] else "worker")
    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        state = getattr(error.__cause__, "sqlstate", None)
        if state is not None and not state.startswith("57P"):
            raise  # the database answers, and is neither starting nor stopping
        sys.exit(_NO_DATABASE)


if __name__ == "__main__":
    main()
