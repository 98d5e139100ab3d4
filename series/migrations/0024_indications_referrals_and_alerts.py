"""Where series were made, referrals to those countries, and ongoing abuse that is suspected."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import icse.core.ids
from icse.core.keys import copied_key


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_duty_unit"),
        ("series", "0021_links_and_merges"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="series",
            name="ongoing_suspected",
            field=models.BooleanField(db_default=False, default=False, help_text="An alert stands."),
        ),
        migrations.CreateModel(
            name="Alert",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("recent", "Made very recently"),
                            ("appearing", "New material keeps appearing"),
                            ("statement", "Somebody says so"),
                            ("access", "A suspect has access to the child"),
                            ("other", "Something else"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reason", models.TextField(max_length=2000)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_reason", models.CharField(blank=True, max_length=500)),
                ("escalations", models.SmallIntegerField(default=0)),
                ("escalated_at", models.DateTimeField(null=True)),
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
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="alerts", to="series.series"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
                (
                    "withdrawn_by_country",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Acknowledgement",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("acts", models.BooleanField()),
                ("note", models.CharField(blank=True, max_length=500)),
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
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
                (
                    "alert",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="acknowledgements", to="series.alert"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Indication",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("language", "Language or accent"),
                                ("product", "Product"),
                                ("socket", "Plug or socket"),
                                ("landmark", "Landmark or landscape"),
                                ("device", "Device data"),
                                ("other", "Something else"),
                            ],
                            max_length=10,
                        ),
                        size=None,
                    ),
                ),
                ("reason", models.TextField(max_length=2000)),
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
                    "made_in",
                    models.ForeignKey(
                        help_text="Any of ISO 3166.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.country",
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
                        on_delete=django.db.models.deletion.CASCADE, related_name="indications", to="series.series"
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
            name="Referral",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("side", models.CharField(choices=[("sent", "Sent"), ("received", "Received")], max_length=8)),
                ("twin", models.UUIDField(help_text="The other side's copy.", unique=True)),
                ("reference", models.CharField(help_text="The same on both copies.", max_length=24)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sent", "Sent"),
                            ("received", "Received"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("passed_on", "Another country proposed"),
                            ("reported", "Outcome reported"),
                            ("withdrawn", "Withdrawn"),
                            ("prepared", "Prepared"),
                            ("handed_over", "Handed over"),
                        ],
                        max_length=11,
                    ),
                ),
                (
                    "by_hand",
                    models.BooleanField(default=False, help_text="The country takes no part: sent by other means."),
                ),
                ("note", models.TextField(blank=True, max_length=2000)),
                (
                    "document",
                    models.JSONField(help_text="What goes with it, in words; ``series.exchange.referral_json``."),
                ),
                ("package", models.UUIDField(help_text="The packed file, the same for both copies.")),
                (
                    "package_state",
                    models.CharField(
                        choices=[("waiting", "Being packed"), ("ready", "Packed")], default="waiting", max_length=7
                    ),
                ),
                ("package_size", models.BigIntegerField(default=0)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("victim", "Victim identified"),
                            ("offender", "Offender identified"),
                            ("both", "Victim and offender identified"),
                            ("not_found", "Nobody found"),
                            ("not_ours", "Not our country"),
                            ("other", "Something else"),
                        ],
                        max_length=9,
                    ),
                ),
                ("handed_over_on", models.DateField(null=True)),
                ("due_at", models.DateTimeField(help_text="When it escalates, unless it is acknowledged.", null=True)),
                (
                    "escalations",
                    models.SmallIntegerField(default=0, help_text="1: supervisors were told. 2: the owner was told."),
                ),
                (
                    "is_active",
                    models.BooleanField(default=True, help_text="The series is not solved; kept by the database."),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("last_activity_at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "country",
                    models.ForeignKey(
                        help_text="Who refers.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.country",
                    ),
                ),
                (
                    "earlier",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="series.referral"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pass_to",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="referrals",
                        to="series.series",
                    ),
                ),
                (
                    "series_audience",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
                    ),
                ),
                (
                    "to_country",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
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
            name="ReferralItem",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.IntegerField()),
                ("is_original", models.BooleanField()),
                (
                    "item",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="series.item"),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        help_text="The sent copy.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="series.referral",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReferralStep",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sent", "Referred"),
                            ("acknowledged", "Received"),
                            ("accepted", "Accepted"),
                            ("declined", "Declined"),
                            ("passed_on", "Another country proposed"),
                            ("reported", "Outcome"),
                            ("withdrawn", "Withdrawn"),
                            ("handed_over", "Handed over"),
                            ("supervisors", "Not acknowledged in time: supervisors were told"),
                            ("owner", "Not acknowledged: the owner was told"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        blank=True, help_text="A country, an outcome or a day, by the kind of step.", max_length=10
                    ),
                ),
                ("body", models.TextField(blank=True, max_length=2000)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "audience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
                    ),
                ),
                (
                    "country",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="steps", to="series.referral"
                    ),
                ),
                (
                    "series_audience",
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
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Withholding",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("reason", models.CharField(max_length=500)),
                ("ended_at", models.DateTimeField(null=True)),
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
                    "series",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="withholdings", to="series.series"
                    ),
                ),
                (
                    "series_audience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
                    ),
                ),
                (
                    "to_country",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
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
        migrations.AddIndex(
            model_name="alert",
            index=models.Index(
                condition=models.Q(("withdrawn_at", None)), fields=["audience", "-id"], name="alert_standing"
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)), fields=("series",), name="one_alert_a_series"
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.UniqueConstraint(fields=("audience", "id"), name="alert_id_audience"),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at", None), ("withdrawn_by_country", None), ("withdrawn_reason", "")),
                    models.Q(
                        ("withdrawn_at__isnull", False),
                        ("withdrawn_by_country__isnull", False),
                        models.Q(("withdrawn_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="alert_ends_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(condition=models.Q(("reason", ""), _negated=True), name="alert_says_why"),
        ),
        migrations.AddConstraint(
            model_name="acknowledgement",
            constraint=models.UniqueConstraint(fields=("alert", "unit"), name="acknowledged_once_a_unit"),
        ),
        migrations.AddConstraint(
            model_name="indication",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("reason", ""), _negated=True), ("kinds__len__gt", 0)),
                name="indication_says_why",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(fields=["audience", "-last_activity_at"], name="referral_newest"),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("escalations__lt", 2), ("side", "sent"), ("state", "sent")),
                fields=["due_at"],
                name="referral_due",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                condition=models.Q(("package_state", "waiting")), fields=["package"], name="referral_to_pack"
            ),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.UniqueConstraint(fields=("id", "series_audience"), name="referral_id_series_audience"),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.UniqueConstraint(fields=("reference", "side"), name="referral_reference_once"),
        ),
        migrations.AddConstraint(
            model_name="referral",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("series__isnull", False), ("series_audience__isnull", False), ("side", "sent")),
                    models.Q(
                        ("earlier", None),
                        ("officer", None),
                        ("series", None),
                        ("series_audience", None),
                        ("side", "received"),
                    ),
                    _connector="OR",
                ),
                name="received_referral_names_no_series",
            ),
        ),
        migrations.AddConstraint(
            model_name="referralitem",
            constraint=models.UniqueConstraint(fields=("referral", "number"), name="referral_item_once"),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="withholding_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="withholding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("series", "to_country"), name="withheld_once"
            ),
        ),
        # Children carry their parents' audiences, kept equal by the database.
        copied_key("series_indication", ("series_id", "audience_id"), "series_series", ("id", "audience_id")),
        copied_key("series_withholding", ("series_id", "series_audience_id"), "series_series", ("id", "audience_id")),
        copied_key("series_alert", ("series_id", "audience_id"), "series_series", ("id", "audience_id")),
        copied_key("series_acknowledgement", ("alert_id", "audience_id"), "series_alert", ("id", "audience_id")),
        copied_key("series_referral", ("series_id", "series_audience_id"), "series_series", ("id", "audience_id")),
        copied_key(
            "series_referralstep",
            ("referral_id", "series_audience_id"),
            "series_referral",
            ("id", "series_audience_id"),
        ),
    ]
