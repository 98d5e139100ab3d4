"""What files say of themselves in columns, and what is left of an item that was deleted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import icse.core.ids
from icse.core.keys import copied_key


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_held_operator"),
        ("series", "0009_found_by_unit_and_time"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="item",
            name="altitude",
            field=models.FloatField(help_text="Metres above the sea.", null=True),
        ),
        migrations.AddField(
            model_name="item",
            name="gps_at",
            field=models.CharField(blank=True, help_text="What the receiver said the time was, in UTC.", max_length=40),
        ),
        migrations.AddField(
            model_name="item",
            name="lens",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name="item",
            name="modified_at",
            field=models.CharField(blank=True, help_text="When it was last changed; as ``taken_at``.", max_length=40),
        ),
        migrations.AddField(
            model_name="item",
            name="software",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.CreateModel(
            name="Stone",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("item_key", models.UUIDField(unique=True)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("mistake", "Uploaded by mistake"),
                            ("other_case", "Does not belong to this case"),
                            ("harmless", "Shows nothing of evidential value"),
                            ("retention", "The time for keeping it has ended"),
                            ("ordered", "A court or the law asks for it"),
                            ("requested", "A person who is shown asks for it"),
                            ("other", "Another reason, as written"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "audience",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.audience",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stones",
                        to="series.case",
                    ),
                ),
                (
                    "country",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case", "-id"], name="stone_by_case"),
                    models.Index(condition=models.Q(("removed_at", None)), fields=["id"], name="stone_to_do"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason", "other"), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="stone_of_another_reason_says_which",
                    )
                ],
            },
        ),
        copied_key("series_stone", ("case_id", "country_id"), "series_case", ("id", "country_id")),
    ]
