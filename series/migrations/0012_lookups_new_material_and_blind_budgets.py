"""Look-ups, new material of identified children, and the day on which a blind hit is told."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import icse.core.ids
import series.models.blind
from icse.core.keys import copied_key


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_held_operator"),
        ("series", "0011_metadata_and_stones"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Lookup",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("done", "Answered"), ("refused", "Not compared")],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("asked", models.JSONField()),
                ("found", models.JSONField(default=list)),
                ("things", models.IntegerField(help_text="How many were asked about; counts in the day's budget.")),
                ("has_file", models.BooleanField(default=False)),
                ("note", models.CharField(blank=True, help_text="Why nothing was compared by looks.", max_length=300)),
                ("answered_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="NewMaterial",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("is_urgent", models.BooleanField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("reopening_reason", models.CharField(blank=True, max_length=500)),
                ("reopening_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name_plural": "new material",
            },
        ),
        migrations.AddField(
            model_name="blindhit",
            name="is_counted",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="blindhit",
            name="told_on",
            field=models.DateField(default=series.models.blind.today),
        ),
        migrations.AddIndex(
            model_name="blindhit",
            index=models.Index(
                condition=models.Q(("is_counted", True)),
                fields=["audience", "told_on", "item"],
                name="blind_hit_by_day",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["sha1"], name="item_by_sha1"),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["md5"], name="item_by_md5"),
        ),
        migrations.AddField(
            model_name="lookup",
            name="audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="lookup",
            name="country",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
            ),
        ),
        migrations.AddField(
            model_name="lookup",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="lookup",
            name="unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddField(
            model_name="newmaterial",
            name="country",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
            ),
        ),
        migrations.AddField(
            model_name="newmaterial",
            name="item",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="new_material",
                to="series.item",
            ),
        ),
        migrations.AddField(
            model_name="newmaterial",
            name="item_audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="newmaterial",
            name="other",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="series.item"),
        ),
        migrations.AddField(
            model_name="newmaterial",
            name="other_audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="newmaterial",
            name="reopening_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="newmaterial",
            name="series",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="new_material", to="series.series"
            ),
        ),
        migrations.AddField(
            model_name="newmaterial",
            name="series_audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="newmaterial",
            name="subject",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="new_material", to="series.subject"
            ),
        ),
        migrations.AddIndex(
            model_name="lookup",
            index=models.Index(fields=["country", "created_at"], name="lookup_by_day"),
        ),
        migrations.AddIndex(
            model_name="lookup",
            index=models.Index(fields=["officer", "-id"], name="lookup_by_officer"),
        ),
        migrations.AddConstraint(
            model_name="lookup",
            constraint=models.CheckConstraint(
                condition=models.Q(("things__gte", 1), ("things__lte", 1000)), name="lookup_of_some_things"
            ),
        ),
        migrations.AddIndex(
            model_name="newmaterial",
            index=models.Index(fields=["country", "-is_urgent", "-id"], name="new_material_of_country"),
        ),
        migrations.AddConstraint(
            model_name="newmaterial",
            constraint=models.UniqueConstraint(fields=("item", "subject", "other"), name="new_material_once"),
        ),
        migrations.AddConstraint(
            model_name="newmaterial",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reopening_at", None), ("reopening_by", None), ("reopening_reason", "")),
                    models.Q(
                        ("reopening_at__isnull", False),
                        ("reopening_by__isnull", False),
                        models.Q(("reopening_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="reopening_takes_a_reason",
            ),
        ),
        # Children carry their parents' audiences, kept equal by the database.
        copied_key("series_newmaterial", ("item_id", "item_audience_id"), "series_item", ("id", "audience_id")),
        copied_key("series_newmaterial", ("other_id", "other_audience_id"), "series_item", ("id", "audience_id")),
        copied_key("series_newmaterial", ("series_id", "series_audience_id"), "series_series", ("id", "audience_id")),
        copied_key("series_newmaterial", ("subject_id", "series_audience_id"), "series_subject", ("id", "audience_id")),
    ]
