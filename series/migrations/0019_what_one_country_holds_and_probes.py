"""How much each country holds, who sent what of which hidden files were like, and frames that stand for others."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import icse.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_tallies"),
        ("series", "0018_looks_of_looked_up_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="BlindProbe",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "other_key",
                    models.UUIDField(
                        help_text="The hidden item. No reference: whoever deletes it does not wait for this."
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "officer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["created_at"], name="blind_probe_by_time")],
                "constraints": [
                    models.UniqueConstraint(fields=("officer", "other_key", "sha256"), name="blind_probe_once_a_file")
                ],
            },
        ),
        migrations.CreateModel(
            name="Holding",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "country",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.country",
                    ),
                ),
                ("bytes", models.BigIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name="frame",
            name="stands_for",
            field=models.IntegerField(db_default=0, default=0, help_text="Seconds without a row that it resembles."),
        ),
        migrations.AddIndex(
            model_name="skippedfile",
            index=models.Index(fields=["officer", "-id"], name="skipped_by_officer"),
        ),
    ]
