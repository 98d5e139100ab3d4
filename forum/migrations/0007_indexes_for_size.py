"""Indexes as pages at full size need them; gone are those whose columns begin another one."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from icse.core.keys import turned_key


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_held_operator"),
        ("forum", "0006_markings_requests_and_interest"),
        ("series", "0005_markings_permissions_and_blind_hits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            [turned_key("forum_thread", "thread_id_audience", ("audience_id", "id"))],
            [
                migrations.RemoveConstraint(
                    model_name="thread",
                    name="thread_id_audience",
                ),
                migrations.AddConstraint(
                    model_name="thread",
                    constraint=models.UniqueConstraint(fields=("audience", "id"), name="thread_id_audience"),
                ),
            ],
        ),
        migrations.RemoveIndex(
            model_name="thread",
            name="thread_newest",
        ),
        migrations.AlterField(
            model_name="post",
            name="thread",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="forum.thread"
            ),
        ),
        migrations.AlterField(
            model_name="thread",
            name="audience",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AlterField(
            model_name="threadseries",
            name="series",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="series.series"
            ),
        ),
        migrations.AddIndex(
            model_name="thread",
            index=models.Index(fields=["audience", "-last_activity_at", "-id"], name="thread_newest"),
        ),
    ]
