"""What units are told of that in which they took part."""

import django.db.models.deletion
from django.db import migrations, models

import icse.core.ids
from icse.core.keys import copied_key


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_tallies"),
        ("forum", "0010_threads_by_kind"),
        ("series", "0025_reopenings_and_facts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Outcome",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("made", "made the series"),
                            ("named", "described a victim or an offender"),
                            ("verified", "verified"),
                            ("identified", "identified"),
                            ("proposed", "proposed to open it again"),
                            ("uploaded", "uploaded a file"),
                            ("placed", "added a file"),
                            ("asked", "asked"),
                            ("answered", "answered a request"),
                            ("indicated", "said where it was made"),
                            ("referred", "got a referral"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("identified", "Identified"),
                            ("reopened", "Opened again"),
                            ("declined", "Not opened again"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_change", models.BooleanField(default=False, help_text="Something else was told before.")),
                ("told_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "audience",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
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
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="series.item"
                    ),
                ),
                (
                    "item_audience",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
                    ),
                ),
                (
                    "subject",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="series.subject"
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="forum.thread"
                    ),
                ),
                (
                    "thread_audience",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
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
                "indexes": [
                    models.Index(fields=["unit", "-told_at", "-id"], name="outcome_of_unit"),
                    models.Index(condition=models.Q(("read_at", None)), fields=["unit"], name="outcome_unread"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject", "unit", "way", "item", "thread"),
                        name="outcome_told_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("audience__isnull", False), ("subject__isnull", False)),
                            models.Q(("audience", None), ("item", None), ("subject", None), ("thread__isnull", False)),
                            _connector="OR",
                        ),
                        name="outcome_of_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("item", None), ("item_audience", None)),
                            models.Q(("item__isnull", False), ("item_audience__isnull", False)),
                            _connector="OR",
                        ),
                        name="outcome_item_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("thread", None), ("thread_audience", None)),
                            models.Q(("thread__isnull", False), ("thread_audience__isnull", False)),
                            _connector="OR",
                        ),
                        name="outcome_thread_is_whole",
                    ),
                ],
            },
        ),
        copied_key("forum_outcome", ("subject_id", "audience_id"), "series_subject", ("id", "audience_id")),
        copied_key("forum_outcome", ("item_id", "item_audience_id"), "series_item", ("id", "audience_id")),
        copied_key("forum_outcome", ("thread_id", "thread_audience_id"), "forum_thread", ("id", "audience_id")),
    ]
