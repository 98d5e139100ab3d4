#!/usr/bin/env python
"""The command line of the service."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run a management command: `migrate` as the owner of the tables, everything else as the worker."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "icse.settings")
    os.environ.setdefault("ICSE_LOGIN", "owner" if "migrate" in sys.argv[1:2] else "worker")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
