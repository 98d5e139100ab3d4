"""Links between series and between subjects, merges and splits, and the journal of what moved."""

import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import icse.core.ids
from icse.core.keys import copied_key

_SERIES = ("series_series", ("id", "audience_id"))
_SUBJECT = ("series_subject", ("id", "audience_id"))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_tallies"),
        ("series", "0019_what_one_country_holds_and_probes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Merge",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("kind", models.CharField(choices=[("merge", "Merged"), ("split", "Split")], max_length=5)),
                ("undone_at", models.DateTimeField(null=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Moved",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("what", models.CharField(help_text="The table.", max_length=40)),
                ("key", models.UUIDField()),
                ("was", models.JSONField(null=True)),
                ("kept", models.UUIDField(null=True)),
            ],
            options={
                "verbose_name_plural": "moved",
            },
        ),
        migrations.CreateModel(
            name="SeriesLink",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                            ("undone", "Undone"),
                        ],
                        default="proposed",
                        max_length=9,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                ("decided_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("victim", "The same victim"),
                            ("offender", "The same offender"),
                            ("place", "The same place"),
                            ("pictures", "The same or similar pictures"),
                            ("device", "The same device"),
                            ("name", "The same name or text"),
                            ("other", "Another reason"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SubjectLink",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                            ("undone", "Undone"),
                        ],
                        default="proposed",
                        max_length=9,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                ("decided_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("looks", "The same face or body"),
                            ("marks", "The same marks"),
                            ("voice", "The same voice"),
                            ("name", "The same name or account"),
                            ("statement", "Somebody said so"),
                            ("other", "Another reason"),
                        ],
                        max_length=10,
                    ),
                ),
            ],
        ),
        migrations.RemoveIndex(
            model_name="series",
            name="series_newest",
        ),
        migrations.RemoveIndex(
            model_name="series",
            name="series_of_country",
        ),
        migrations.AddField(
            model_name="series",
            name="merged_into",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="series.series",
            ),
        ),
        migrations.AddIndex(
            model_name="series",
            index=models.Index(
                condition=models.Q(("merged_into", None), _negated=True), fields=["merged_into"], name="series_merged"
            ),
        ),
        migrations.AddIndex(
            model_name="series",
            index=models.Index(
                fields=["audience", "-last_activity_at", "-id"],
                include=("active_for_victims", "active_for_offenders", "being_verified", "merged_into"),
                name="series_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="series",
            index=models.Index(
                fields=["country", "audience", "-last_activity_at", "-id"],
                include=("active_for_victims", "active_for_offenders", "being_verified", "merged_into"),
                name="series_of_country",
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="country",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="into",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="series.series"),
        ),
        migrations.AddField(
            model_name="merge",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="other",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="series.series"),
        ),
        migrations.AddField(
            model_name="merge",
            name="other_audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="undone_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddField(
            model_name="moved",
            name="merge",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="series.merge"),
        ),
        migrations.AddField(
            model_name="serieslink",
            name="country",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
            ),
        ),
        migrations.AddField(
            model_name="serieslink",
            name="decided_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="serieslink",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="serieslink",
            name="other",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="series.series"
            ),
        ),
        migrations.AddField(
            model_name="serieslink",
            name="other_audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="serieslink",
            name="other_country",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
            ),
        ),
        migrations.AddField(
            model_name="serieslink",
            name="series",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="series.series"
            ),
        ),
        migrations.AddField(
            model_name="serieslink",
            name="series_audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="serieslink",
            name="undone_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="serieslink",
            name="undone_country",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
            ),
        ),
        migrations.AddField(
            model_name="serieslink",
            name="unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddField(
            model_name="subjectlink",
            name="audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="subjectlink",
            name="country",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
            ),
        ),
        migrations.AddField(
            model_name="subjectlink",
            name="decided_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="subjectlink",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="subjectlink",
            name="other",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="series.subject"
            ),
        ),
        migrations.AddField(
            model_name="subjectlink",
            name="other_audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="subjectlink",
            name="other_country",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
            ),
        ),
        migrations.AddField(
            model_name="subjectlink",
            name="subject",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="series.subject"
            ),
        ),
        migrations.AddField(
            model_name="subjectlink",
            name="undone_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="subjectlink",
            name="undone_country",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
            ),
        ),
        migrations.AddField(
            model_name="subjectlink",
            name="unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddIndex(
            model_name="moved",
            index=models.Index(condition=models.Q(("kept", None), _negated=True), fields=["kept"], name="moved_folded"),
        ),
        migrations.AddIndex(
            model_name="serieslink",
            index=models.Index(fields=["series", "id"], name="series_link_by_series"),
        ),
        migrations.AddIndex(
            model_name="serieslink",
            index=models.Index(fields=["other", "id"], name="series_link_by_other"),
        ),
        migrations.AddConstraint(
            model_name="serieslink",
            constraint=models.UniqueConstraint(
                django.db.models.functions.comparison.Least("series", "other"),
                django.db.models.functions.comparison.Greatest("series", "other"),
                django.db.models.functions.comparison.Least("series_audience", "other_audience"),
                django.db.models.functions.comparison.Greatest("series_audience", "other_audience"),
                condition=models.Q(("state__in", ("proposed", "accepted"))),
                name="series_link_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="serieslink",
            constraint=models.CheckConstraint(
                condition=models.Q(("series", models.F("other")), _negated=True), name="series_link_of_two"
            ),
        ),
        migrations.AddIndex(
            model_name="subjectlink",
            index=models.Index(fields=["subject", "id"], name="subject_link_by_subject"),
        ),
        migrations.AddIndex(
            model_name="subjectlink",
            index=models.Index(fields=["other", "id"], name="subject_link_by_other"),
        ),
        migrations.AddConstraint(
            model_name="subjectlink",
            constraint=models.UniqueConstraint(
                django.db.models.functions.comparison.Least("subject", "other"),
                django.db.models.functions.comparison.Greatest("subject", "other"),
                django.db.models.functions.comparison.Least("audience", "other_audience"),
                django.db.models.functions.comparison.Greatest("audience", "other_audience"),
                condition=models.Q(("state__in", ("proposed", "accepted"))),
                name="subject_link_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="subjectlink",
            constraint=models.CheckConstraint(
                condition=models.Q(("subject", models.F("other")), _negated=True), name="subject_link_of_two"
            ),
        ),
        # Children carry their parents' audiences, kept equal by the database.
        copied_key("series_serieslink", ("series_id", "series_audience_id"), *_SERIES, late=True),
        copied_key("series_serieslink", ("other_id", "other_audience_id"), *_SERIES, late=True),
        copied_key("series_subjectlink", ("subject_id", "audience_id"), *_SUBJECT, late=True),
        copied_key("series_subjectlink", ("other_id", "other_audience_id"), *_SUBJECT, late=True),
        copied_key("series_merge", ("into_id", "audience_id"), *_SERIES, late=True),
        copied_key("series_merge", ("other_id", "other_audience_id"), *_SERIES, late=True),
        # What was merged goes wherever the series goes that it was merged into.
        copied_key("series_series", ("merged_into_id", "audience_id"), *_SERIES),
    ]
