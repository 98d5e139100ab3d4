"""Composite foreign keys, which Django's models cannot say: a child's copy of its parent's audience stays equal."""

from collections.abc import Sequence

from django.db import migrations


def copied_key(table: str, columns: Sequence[str], parent: str, parent_columns: Sequence[str]) -> migrations.RunSQL:
    """Return the operation that ties ``columns`` to ``parent_columns``, following every change of the parent.

    Narrowing a parent's audience thereby narrows its children in the same statement. The parent's columns must be
    unique together.
    """
    name = f"{table}_{'_'.join(columns)}"[:60]
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({', '.join(columns)}) "
        f"REFERENCES {parent} ({', '.join(parent_columns)}) ON UPDATE CASCADE",
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )
