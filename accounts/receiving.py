"""Views that take their request's body themselves, because it is larger than what should wait for an answer.

Such a view has an attribute ``begin_body(request, officer, **parameters)``. The HTTP door calls it in a transaction of
the officer's; what it returns takes the body outside of every transaction; then the view is called as always.
"""

from collections.abc import Callable
from typing import Protocol

#: Does something in a short transaction of the officer's, and returns what it returns.
Note = Callable[[Callable[[], bool]], bool]


class Receiving(Protocol):
    """A body that is about to be taken."""

    def receive(self, note: Note) -> None:
        """Take all of it; the view tells what came of it."""

    def close(self) -> None:
        """Give back what was held, once the view has answered and its transaction has ended."""


BeginBody = Callable[..., Receiving | None]
