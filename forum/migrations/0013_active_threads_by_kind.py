"""The active requests of one kind are read from the index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("forum", "0012_found_by_words")]

    operations = [
        migrations.RemoveIndex("thread", "thread_of_kind"),
        migrations.AddIndex(
            "thread", models.Index(fields=["kind", "audience", "is_active", "id"], name="thread_of_kind")
        ),
    ]
