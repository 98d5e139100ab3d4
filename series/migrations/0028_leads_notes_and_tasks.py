"""Who is on a series, what is written beside it, and what the own country has to do about it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import icse.core.ids
from icse.core.keys import copied_key


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_duty_unit"),
        ("series", "0027_subjects_described"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("text", models.TextField(blank=True, max_length=4000)),
                ("version", models.IntegerField(default=1)),
                ("removed_at", models.DateTimeField(null=True)),
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
                    "removed_unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
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
        ),
        migrations.CreateModel(
            name="NoteText",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.IntegerField()),
                ("text", models.TextField(max_length=4000)),
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
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="texts", to="series.note"
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
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("title", models.CharField(max_length=200)),
                ("due_on", models.DateField()),
                (
                    "returned_at",
                    models.DateTimeField(
                        help_text="When it came back to the unit, because the officer left.", null=True
                    ),
                ),
                ("done_at", models.DateTimeField(null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "assignee",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                    "country_audience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "for_unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
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
                        related_name="tasks",
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
        ),
        migrations.CreateModel(
            name="Lead",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("place", "Identifying the place"),
                            ("product", "Identifying a product"),
                            ("person", "Identifying a person"),
                            ("technical", "Technical work"),
                            ("other", "Something else"),
                        ],
                        max_length=10,
                    ),
                ),
                ("plan", models.CharField(max_length=500)),
                ("ends_on", models.DateField(help_text="Its last day.")),
                (
                    "returned_at",
                    models.DateTimeField(help_text="When it came back, because its keeper left.", null=True),
                ),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "end_code",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "Ended by its unit"),
                            ("expired", "Its last day has passed"),
                            ("taken_over", "Taken over by another unit"),
                        ],
                        max_length=10,
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
                    "earlier",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="series.lead"
                    ),
                ),
                (
                    "keeper",
                    models.ForeignKey(
                        help_text="Who carries it; nobody, when it came back to the unit.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "offered_unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
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
                        related_name="leads",
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
                    models.Index(fields=["series", "-id"], name="lead_of_series"),
                    models.Index(condition=models.Q(("ended_at", None)), fields=["ends_on"], name="lead_standing"),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("plan", ""), _negated=True), name="lead_says_what"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("end_code", ""), ("ended_at", None)),
                            models.Q(("ended_at__isnull", False), models.Q(("end_code", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="lead_ends_somehow",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("returned_at", None), ("keeper", None), _connector="OR"),
                        name="lead_that_came_back_has_no_keeper",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["series", "-id"], name="note_of_series"),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.UniqueConstraint(fields=("id", "audience"), name="note_id_audience"),
        ),
        migrations.AddConstraint(
            model_name="note",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("removed_at", None), ("removed_unit", None), models.Q(("text", ""), _negated=True)),
                    models.Q(("removed_at__isnull", False), ("removed_unit__isnull", False), ("text", "")),
                    _connector="OR",
                ),
                name="note_has_a_text_until_removed",
            ),
        ),
        migrations.AddConstraint(
            model_name="notetext",
            constraint=models.UniqueConstraint(fields=("note", "version"), name="note_text_once_a_version"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(fields=["series", "-id"], name="task_of_series"),
        ),
        migrations.AddIndex(
            model_name="task",
            index=models.Index(
                condition=models.Q(("done_at", None)), fields=["for_unit", "due_on", "id"], name="task_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="task_says_what"),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at", None), ("done_by", None)),
                    models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                    _connector="OR",
                ),
                name="task_is_done_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("returned_at", None), ("assignee", None), _connector="OR"),
                name="task_that_came_back_is_nobodys",
            ),
        ),
        copied_key("series_lead", ("series_id", "audience_id"), "series_series", ("id", "audience_id")),
        copied_key("series_note", ("series_id", "audience_id"), "series_series", ("id", "audience_id")),
        copied_key("series_task", ("series_id", "audience_id"), "series_series", ("id", "audience_id")),
        copied_key("series_notetext", ("note_id", "audience_id"), "series_note", ("id", "audience_id")),
    ]
