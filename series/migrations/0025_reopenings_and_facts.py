"""Opening an identified subject again, and safeguarding and arrest as dated facts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import icse.core.ids
from icse.core.keys import copied_key


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_duty_unit"),
        ("series", "0024_indications_referrals_and_alerts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Reopening",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("reason", models.CharField(max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "Proposed"), ("accepted", "Accepted"), ("declined", "Declined")],
                        default="proposed",
                        max_length=8,
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SubjectFact",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "kind",
                    models.CharField(choices=[("safeguarded", "Safeguarded"), ("arrested", "Arrested")], max_length=11),
                ),
                ("happened_on", models.DateField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="identification",
            name="identification_once_a_country",
        ),
        migrations.AddField(
            model_name="identification",
            name="revoked_at",
            field=models.DateTimeField(help_text="Set by the database when the subject is opened again.", null=True),
        ),
        migrations.AddConstraint(
            model_name="identification",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at", None)),
                fields=("subject", "country"),
                name="identification_once_a_country",
            ),
        ),
        migrations.AddField(
            model_name="reopening",
            name="audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="reopening",
            name="country",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
            ),
        ),
        migrations.AddField(
            model_name="reopening",
            name="decided_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="reopening",
            name="decided_country",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
            ),
        ),
        migrations.AddField(
            model_name="reopening",
            name="decided_unit",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="reopening",
            name="identification",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="reopenings", to="series.identification"
            ),
        ),
        migrations.AddField(
            model_name="reopening",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="reopening",
            name="unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddField(
            model_name="subjectfact",
            name="audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="subjectfact",
            name="country",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
            ),
        ),
        migrations.AddField(
            model_name="subjectfact",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="subjectfact",
            name="subject",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="facts", to="series.subject"
            ),
        ),
        migrations.AddField(
            model_name="subjectfact",
            name="unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")),
                fields=("identification", "country"),
                name="reopening_proposed_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="opening_again_takes_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("answer", ""),
                        ("decided_at", None),
                        ("decided_by", None),
                        ("decided_country", None),
                        ("decided_unit", None),
                        ("state", "proposed"),
                    ),
                    models.Q(
                        models.Q(("state", "proposed"), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("decided_country__isnull", False),
                        ("decided_unit__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="reopening_is_decided_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "declined"), _negated=True),
                    models.Q(("answer", ""), _negated=True),
                    _connector="OR",
                ),
                name="declining_takes_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="subjectfact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("subject", "country", "kind"),
                name="fact_once_a_country",
            ),
        ),
        migrations.AddConstraint(
            model_name="subjectfact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at", None), ("withdrawn_reason", "")),
                    models.Q(("withdrawn_at__isnull", False), models.Q(("withdrawn_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="withdrawing_a_fact_takes_a_reason",
            ),
        ),
        copied_key(
            "series_reopening",
            ("identification_id", "audience_id"),
            "series_identification",
            ("id", "audience_id"),
        ),
        copied_key("series_subjectfact", ("subject_id", "audience_id"), "series_subject", ("id", "audience_id")),
    ]
