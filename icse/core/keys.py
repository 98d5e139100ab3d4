"""Composite foreign keys, which Django's models cannot say: a child's copy of its parent's audience stays equal."""

from collections.abc import Sequence

from django.db import migrations


def copied_key(
    table: str, columns: Sequence[str], parent: str, parent_columns: Sequence[str], *, late: bool = False
) -> migrations.RunSQL:
    """Return the operation that ties ``columns`` to ``parent_columns``, following every change of the parent.

    Narrowing a parent's audience thereby narrows its children in the same statement. The parent's columns must be
    unique together.

    :param late: checked at the end of the transaction, for rows of which two parents may move in one statement.
    """
    name = f"{table}_{'_'.join(columns)}"[:60]
    return migrations.RunSQL(
        f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({', '.join(columns)}) "
        f"REFERENCES {parent} ({', '.join(parent_columns)}) ON UPDATE CASCADE"
        + (" DEFERRABLE INITIALLY DEFERRED" if late else ""),
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


_TURN = """
DO $$
DECLARE
    depending record;
BEGIN
    CREATE TEMPORARY TABLE turned ON COMMIT DROP AS
        SELECT conrelid::regclass AS child, conname, pg_get_constraintdef(oid) AS definition FROM pg_constraint
        WHERE contype = 'f' AND conindid = '{name}'::regclass;
    FOR depending IN SELECT * FROM turned LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', depending.child, depending.conname);
    END LOOP;
    ALTER TABLE {table} DROP CONSTRAINT {name};
    ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE ({columns});
    FOR depending IN SELECT * FROM turned LOOP
        EXECUTE format('ALTER TABLE %s ADD CONSTRAINT %I %s', depending.child, depending.conname, depending.definition);
    END LOOP;
    DROP TABLE turned;
END
$$
"""


def turned_key(table: str, name: str, columns: Sequence[str]) -> migrations.RunSQL:
    """Return the operation that makes a unique constraint anew with its columns in another order.

    The foreign keys that refer to it come back as they were: these may name the columns in any order.
    """
    forwards, backwards = (
        _TURN.format(table=table, name=name, columns=", ".join(order)) for order in (columns, [*columns][::-1])
    )
    return migrations.RunSQL(forwards, backwards)
