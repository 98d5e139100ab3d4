"""What a unit has done in a week is found without reading all that it ever did."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_tallies"),
        ("series", "0008_boards_from_indexes_alone"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="unit",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AlterField(
            model_name="claim",
            name="unit",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AlterField(
            model_name="identification",
            name="unit",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AlterField(
            model_name="item",
            name="unit",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AlterField(
            model_name="placement",
            name="unit",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AlterField(
            model_name="series",
            name="unit",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AlterField(
            model_name="subject",
            name="unit",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["unit", "created_at"], name="case_of_unit"),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=models.Index(fields=["unit", "created_at"], name="claim_of_unit"),
        ),
        migrations.AddIndex(
            model_name="identification",
            index=models.Index(fields=["unit", "created_at"], name="identification_of_unit"),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["unit", "created_at"], name="item_of_unit"),
        ),
        migrations.AddIndex(
            model_name="placement",
            index=models.Index(fields=["unit", "created_at"], name="placement_of_unit"),
        ),
        migrations.AddIndex(
            model_name="series",
            index=models.Index(fields=["unit", "created_at"], name="series_of_unit"),
        ),
        migrations.AddIndex(
            model_name="subject",
            index=models.Index(fields=["unit", "created_at"], name="subject_of_unit"),
        ),
    ]
