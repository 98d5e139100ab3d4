"""Checking passwords: slow on purpose, so only a few at once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.hashers import Argon2PasswordHasher

from icse.core.errors import TooOften

#: Checks that run at once in this process; each takes a processor and 19 MiB.
MOST_CHECKS = 2
WAIT_SECONDS = 2.0
_checks = threading.BoundedSemaphore(MOST_CHECKS)


class OfficerHasher(Argon2PasswordHasher):
    """Argon2id as OWASP's Password Storage Cheat Sheet has it; hashes of other parameters are still understood."""

    time_cost = 2
    memory_cost = 19 * 1024
    parallelism = 1


class TooManyChecks(TooOften):
    """More people sign in at this moment than the service can check."""

    retry_after = 5


@contextmanager
def one_of_few() -> Iterator[None]:
    """Check a password inside.

    :raises TooManyChecks: others took all the time there is.
    """
    if not _checks.acquire(timeout=WAIT_SECONDS):
        raise TooManyChecks("Many people are signing in at this moment. Wait a few seconds, and try again.")
    try:
        yield
    finally:
        _checks.release()
