"""Who is acting, in Python's eyes. The database is told at a door (``icse.core.doors``) and believes only that."""

from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID


class NoActor(RuntimeError):
    """Something that needs to know who acts was called outside every door."""


@dataclass(frozen=True)
class Actor:
    """An officer, or the system with its reason (exactly one of the two)."""

    officer_id: UUID | None = None
    reason: str = ""

    @property
    def is_system(self) -> bool:
        """True for background work across countries."""
        return self.officer_id is None


_current: ContextVar[Actor | None] = ContextVar("icse_actor", default=None)


def current_actor() -> Actor | None:
    """Return who acts here and now, or None outside every door."""
    return _current.get()


def require_actor() -> Actor:
    """Return who acts here and now.

    :raises NoActor: outside every door.
    """
    actor = _current.get()
    if actor is None:
        raise NoActor("Nobody is acting here: open a door with acting_as() or acting_as_system() first.")
    return actor
