"""Indexes whose columns begin another index. The planner took them for newest-first lists and sorted all they gave."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_markings_disclosure_and_interest"),
        ("forum", "0006_markings_requests_and_interest"),
        ("series", "0005_markings_permissions_and_blind_hits"),
    ]

    operations = [
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
    ]
