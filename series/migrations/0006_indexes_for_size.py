"""Indexes as pages at full size need them; gone are those whose columns begin another one."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from icse.core.keys import turned_key


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_held_operator"),
        ("series", "0005_markings_permissions_and_blind_hits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            [turned_key("series_item", "item_id_audience", ("audience_id", "id"))],
            [
                migrations.RemoveConstraint(
                    model_name="item",
                    name="item_id_audience",
                ),
                migrations.AddConstraint(
                    model_name="item",
                    constraint=models.UniqueConstraint(fields=("audience", "id"), name="item_id_audience"),
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="placement",
            name="placement_once",
        ),
        migrations.SeparateDatabaseAndState(
            [turned_key("series_series", "series_id_audience", ("audience_id", "id"))],
            [
                migrations.RemoveConstraint(
                    model_name="series",
                    name="series_id_audience",
                ),
                migrations.AddConstraint(
                    model_name="series",
                    constraint=models.UniqueConstraint(fields=("audience", "id"), name="series_id_audience"),
                ),
            ],
        ),
        migrations.RemoveIndex(
            model_name="item",
            name="item_newest",
        ),
        migrations.RemoveIndex(
            model_name="placement",
            name="placement_by_item",
        ),
        migrations.RemoveIndex(
            model_name="series",
            name="series_newest",
        ),
        migrations.RemoveIndex(
            model_name="series",
            name="series_board",
        ),
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
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(
                fields=["series", "-id"], include=("series_audience", "item_audience"), name="placement_by_series"
            ),
        ),
        migrations.AddIndex(
            model_name="series",
            index=models.Index(fields=["audience", "-last_activity_at", "-id"], name="series_newest"),
        ),
        migrations.AddIndex(
            model_name="series",
            index=models.Index(
                condition=models.Q(("active_for_victims", True)),
                fields=["audience", "-last_activity_at", "-id"],
                name="series_board",
            ),
        ),
        migrations.AddConstraint(
            model_name="placement",
            constraint=models.UniqueConstraint(
                fields=("item", "item_audience", "series", "series_audience"), name="placement_once"
            ),
        ),
    ]
