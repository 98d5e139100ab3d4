"""Keeps a set of services running: what dies is started again, a few times."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from icse.embedded.children import trim_log
from icse.embedded.places import Refusal
from icse.embedded.processes import last_lines

#: Seconds to wait before each new attempt; when they are used up it is given up.
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)
#: After so many seconds without a death, earlier ones are forgotten.
FORGIVEN_AFTER = 60.0


class Service(Protocol):
    """What can be started, watched and stopped."""

    log: Path

    @property
    def name(self) -> str: ...
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def alive(self) -> bool: ...


class GaveUp(Refusal):
    """A service died again and again. The end of its log is in the text."""

    def __init__(self, service: Service) -> None:
        super().__init__(f"{service.name} keeps dying. The end of {service.log}:\n{last_lines(service.log, 30)}")


class Watched:
    """One service with the history of its deaths."""

    def __init__(self, service: Service, pauses: Sequence[float] = PAUSES) -> None:
        self.service = service
        self._pauses = pauses
        self._deaths = 0
        self._last_death = float("-inf")

    def look_after(self) -> bool:
        """Start the service again if it has died. Return whether it had.

        :raises GaveUp: it has died too often in a row.
        """
        trim_log(self.service.log)
        if self.service.alive():
            return False
        now = time.monotonic()
        if now - self._last_death > FORGIVEN_AFTER:
            self._deaths = 0
        if self._deaths == len(self._pauses):
            raise GaveUp(self.service)
        time.sleep(self._pauses[self._deaths])
        self._deaths += 1
        self._last_death = time.monotonic()
        self.service.stop()  # clears away what is left of it
        self.service.start()
        return True
