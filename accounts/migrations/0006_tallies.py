"""How much each unit has done, counted as it is done."""

import django.db.models.deletion
from django.db import migrations, models

import icse.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_held_operator"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("case", "Cases opened"),
                            ("item", "Items uploaded"),
                            ("series", "Series made"),
                            ("addition", "Additions to others' series"),
                            ("answer", "Answers to others' clue requests"),
                        ],
                        max_length=10,
                    ),
                ),
                ("week", models.DateField(help_text="Its Monday (UTC).")),
                ("number", models.IntegerField()),
                (
                    "audience",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.audience",
                    ),
                ),
                (
                    "other_audience",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.audience",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "tallies",
                "indexes": [
                    models.Index(
                        fields=["unit", "week"],
                        include=("kind", "audience", "other_audience", "number"),
                        name="tally_by_week",
                    ),
                    models.Index(condition=models.Q(("number", 0)), fields=["unit", "week"], name="tally_marks"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("audience", None), ("number", 0), ("other_audience", None)),
                            models.Q(("audience__isnull", False), ("number__gt", 0)),
                            _connector="OR",
                        ),
                        name="tally_or_mark",
                    )
                ],
            },
        ),
    ]
