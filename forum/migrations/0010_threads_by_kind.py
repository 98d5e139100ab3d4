"""The requests of one kind are read audience by audience."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forum", "0009_answers_found_by_unit_and_time")]

    operations = [
        migrations.AddIndex("thread", models.Index(fields=["kind", "audience", "id"], name="thread_of_kind")),
        migrations.AlterField(
            "thread",
            "kind",
            models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forum.cluekind"
            ),
        ),
    ]
