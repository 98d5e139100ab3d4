"""Indexes whose columns begin another index. The planner took them for newest-first lists and sorted all they gave."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_markings_disclosure_and_interest"),
        ("series", "0005_markings_permissions_and_blind_hits"),
    ]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="audience",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AlterField(
            model_name="hit",
            name="item",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="hits", to="series.item"
            ),
        ),
        migrations.AlterField(
            model_name="hit",
            name="other",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="hits_as_other",
                to="series.item",
            ),
        ),
        migrations.AlterField(
            model_name="item",
            name="audience",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AlterField(
            model_name="item",
            name="case",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="items", to="series.case"
            ),
        ),
        migrations.AlterField(
            model_name="placement",
            name="item",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="placements", to="series.item"
            ),
        ),
        migrations.AlterField(
            model_name="placement",
            name="series",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="placements",
                to="series.series",
            ),
        ),
        migrations.AlterField(
            model_name="series",
            name="audience",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AlterField(
            model_name="subject",
            name="series",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="subjects", to="series.series"
            ),
        ),
    ]
