"""Many keys in one condition, sent as one array: the statement then reads the same however many there are.

Django writes a place and a value for each key. A page asks ten questions about fifty rows or more; to write those out
and to take them apart again was a twelfth of its time. The plan is the same.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import ForeignObject, UUIDField
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In
from django.db.models.sql.compiler import SQLCompiler

_ANY = "ANY(%s::uuid[])"


def as_array(keys: Iterable[UUID]) -> str:
    """Return keys as PostgreSQL reads an array: the driver would look for each one's type, and quote it."""
    return "{" + ",".join(map(str, keys)) + "}"


class _AnyKey:
    """What both look-ups do where all that is looked for are keys, and more than one."""

    def process_rhs(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """Return the keys as one value."""
        keys = self.rhs if isinstance(self.rhs, list) and not self.bilateral_transforms else []  # type: ignore[attr-defined]
        if len(keys) > 1 and all(type(key) is UUID for key in keys):
            return _ANY, [as_array(dict.fromkeys(keys))]
        found: tuple[str, Any] = super().process_rhs(compiler, connection)  # type: ignore[misc]
        return found

    def get_rhs_op(self, connection: BaseDatabaseWrapper, rhs: str) -> str:
        """Return the comparison."""
        return f"= {rhs}" if rhs == _ANY else super().get_rhs_op(connection, rhs)  # type: ignore[misc]


class KeyIn(_AnyKey, In):
    """One of these keys."""


class RelatedKeyIn(_AnyKey, RelatedIn):
    """Tied to one of these keys."""


def register() -> None:
    """Put them in the place of Django's."""
    UUIDField.register_lookup(KeyIn)
    ForeignObject.register_lookup(RelatedKeyIn)
