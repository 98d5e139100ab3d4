"""What is being verified is a column of its series, and each board is read from an index of its own."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def find_what_is_being_verified(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Fill the new column. The owner of the tables sees no rows, while row security is forced on it."""
    with editor.connection.cursor() as cursor:
        for table in ("series_series", "series_subject"):
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        cursor.execute(
            "UPDATE series_series SET being_verified = true "
            "WHERE id IN (SELECT series_id FROM series_subject WHERE status = 'claimed')"
        )
        # What is due at the end of the transaction must be done before a table is changed again.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in ("series_series", "series_subject"):
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


class Migration(migrations.Migration):
    dependencies = [("series", "0006_indexes_for_size")]

    operations = [
        migrations.AddField("series", "being_verified", models.BooleanField(default=False)),
        migrations.RunPython(find_what_is_being_verified, migrations.RunPython.noop),
        migrations.AddIndex(
            "series",
            models.Index(fields=["country", "audience", "-last_activity_at", "-id"], name="series_of_country"),
        ),
        migrations.AddIndex(
            "series",
            models.Index(
                fields=["audience", "-last_activity_at", "-id"],
                condition=models.Q(being_verified=True),
                name="series_being_verified",
            ),
        ),
    ]
