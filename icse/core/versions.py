"""Saving what somebody edited, unless somebody else saved it first: nothing is overwritten unread."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Model, QuerySet

from icse.core.errors import Conflict


class Overtaken(Conflict):
    """Somebody saved another text since this one was read. ``version`` is the one that is saved now."""

    def __init__(self, version: int) -> None:
        super().__init__("Somebody saved another text while you were writing. Nothing of theirs was overwritten.")
        self.version = version


def save_version(row: Model, rows: QuerySet[Any], version: int, columns: Mapping[str, object]) -> None:
    """Write these columns if the row is still the version that was read, and count the version up.

    :param rows: of the row's model, as the actor sees them; the model has a column ``version``.
    :raises Overtaken: it is another version.
    """
    if not rows.filter(pk=row.pk, version=version).update(**columns, version=version + 1):
        raise Overtaken(rows.values_list("version", flat=True).get(pk=row.pk))
    row.refresh_from_db()


def save_changes(row: Model, rows: QuerySet[Any], version: int, columns: Mapping[str, object]) -> bool:
    """Do what ``save_version`` does, unless all is as it was: then nothing is written. Tell whether something was.

    :raises Overtaken: it is another version.
    """
    if rows.filter(pk=row.pk, version=version, **columns).exists():
        row.refresh_from_db()
        return False
    save_version(row, rows, version, columns)
    return True
