"""What units say of subjects and items, which items show whom; and versions of what is written of a subject."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import icse.core.ids
from icse.core.keys import copied_key


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_duty_unit"),
        ("series", "0026_finding"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="subject",
            name="version",
            field=models.IntegerField(db_default=1, default=1),
        ),
        migrations.CreateModel(
            name="Depiction",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "country",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="depictions",
                        to="series.item",
                    ),
                ),
                (
                    "item_audience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="depictions",
                        to="series.subject",
                    ),
                ),
                (
                    "subject_audience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
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
                "indexes": [models.Index(fields=["subject", "item"], name="depictions_of_subject")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("item", "item_audience", "subject", "subject_audience"), name="depicted_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemStatement",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("value", models.CharField(max_length=300)),
                (
                    "source_evaluation",
                    models.CharField(
                        choices=[
                            ("A", "A: no doubt"),
                            ("B", "B: reliable in most instances"),
                            ("C", "C: unreliable in most instances"),
                            ("X", "X: cannot be assessed"),
                        ],
                        max_length=1,
                    ),
                ),
                (
                    "information_evaluation",
                    models.SmallIntegerField(
                        choices=[
                            (1, "1: accuracy not in doubt"),
                            (2, "2: known personally to the source"),
                            (3, "3: corroborated"),
                            (4, "4: not corroborated"),
                        ]
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("nature", "Content or context"),
                            ("distributed", "Distributed"),
                            ("taken_by", "Who took it"),
                            ("authenticity", "Real, altered or generated"),
                        ],
                        max_length=14,
                    ),
                ),
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
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="statements",
                        to="series.item",
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
                "indexes": [models.Index(fields=["item", "-id"], name="said_of_item")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("value", ""), _negated=True), name="item_statement_says_something"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("item", "unit", "kind"),
                        name="item_statement_once_a_unit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SubjectStatement",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("value", models.CharField(max_length=300)),
                (
                    "source_evaluation",
                    models.CharField(
                        choices=[
                            ("A", "A: no doubt"),
                            ("B", "B: reliable in most instances"),
                            ("C", "C: unreliable in most instances"),
                            ("X", "X: cannot be assessed"),
                        ],
                        max_length=1,
                    ),
                ),
                (
                    "information_evaluation",
                    models.SmallIntegerField(
                        choices=[
                            (1, "1: accuracy not in doubt"),
                            (2, "2: known personally to the source"),
                            (3, "3: corroborated"),
                            (4, "4: not corroborated"),
                        ]
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sex", "Sex"),
                            ("age", "Age"),
                            ("language", "Spoken language"),
                            ("hair", "Hair"),
                            ("mark", "Mark, such as a scar or a tattoo"),
                            ("other", "Something else"),
                        ],
                        max_length=14,
                    ),
                ),
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
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="series.subject",
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
                "indexes": [models.Index(fields=["subject", "-id"], name="said_of_subject")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("value", ""), _negated=True), name="subject_statement_says_something"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("subject", "unit", "kind", "value"),
                        name="subject_statement_once_a_unit",
                    ),
                ],
            },
        ),
        # Children carry their parents' audiences, kept equal by the database.
        copied_key("series_subjectstatement", ("subject_id", "audience_id"), "series_subject", ("id", "audience_id")),
        copied_key("series_itemstatement", ("item_id", "audience_id"), "series_item", ("id", "audience_id")),
        copied_key("series_depiction", ("subject_id", "subject_audience_id"), "series_subject", ("id", "audience_id")),
        copied_key("series_depiction", ("item_id", "item_audience_id"), "series_item", ("id", "audience_id")),
    ]
