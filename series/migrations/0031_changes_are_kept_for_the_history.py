"""What was done, where the row itself does not tell it afterwards: for the history of a series."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import icse.core.ids
from icse.core.keys import copied_key


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_contributions_are_counted"),
        ("series", "0030_open_link_reasons"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("text", "Text edited"),
                            ("marking", "Marking changed"),
                            ("sharing", "Shown to others"),
                            ("renewed", "Another last day"),
                            ("handed_over", "In other hands"),
                            ("changed", "Task changed"),
                            ("reopened", "Task opened again"),
                        ],
                        max_length=11,
                    ),
                ),
                (
                    "about",
                    models.UUIDField(
                        help_text="The subject, lead or task of the series, if not the series itself.", null=True
                    ),
                ),
                ("until", models.DateField(help_text="The last day that a lead was given.", null=True)),
                (
                    "audience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
                    ),
                ),
                (
                    "country",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
                    ),
                ),
                (
                    "country_audience",
                    models.ForeignKey(
                        help_text="The own country's, if only for it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.audience",
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="changes",
                        to="series.series",
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
                    models.Index(fields=["series", "-id"], name="change_of_series"),
                    models.Index(
                        condition=models.Q(("about", None), _negated=True), fields=["about"], name="change_by_about"
                    ),
                ],
            },
        ),
        copied_key("series_change", ("series_id", "audience_id"), "series_series", ("id", "audience_id")),
    ]
