"""What officers are told of clue requests, and what each wants to hear."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import icse.core.ids
from icse.core.keys import copied_key

#: Told because of a series: gone with the tie between thread and series.
_ABOUT = """
    ALTER TABLE forum_notification ADD CONSTRAINT forum_notification_about FOREIGN KEY (thread_id, about_audience_id)
    REFERENCES forum_threadseries (thread_id, series_audience_id) ON UPDATE CASCADE ON DELETE CASCADE
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_versions_of_audiences_and_disclosures"),
        ("forum", "0018_answers_found_by_what_they_say"),
        ("series", "0032_undoing_a_link_takes_a_reason"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NotificationSettings",
            fields=[
                (
                    "officer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("tells_asked", models.BooleanField(default=True)),
                ("tells_posted", models.BooleanField(default=True)),
                ("tells_hoped", models.BooleanField(default=True)),
                ("tells_mentioned", models.BooleanField(default=True)),
                ("time_zone", models.CharField(default="UTC", max_length=64)),
                ("quiet_from", models.TimeField(null=True)),
                ("quiet_until", models.TimeField(null=True)),
                (
                    "digest",
                    models.CharField(
                        choices=[("off", "No mail"), ("daily", "Once a day"), ("hourly", "Once an hour")],
                        default="off",
                        max_length=10,
                    ),
                ),
                ("digest_hour", models.SmallIntegerField(default=8)),
                (
                    "mailed_until",
                    models.DateTimeField(
                        default=django.utils.timezone.now, help_text="What was told before is in a mail, or read."
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("digest", "off"), _negated=True),
                        fields=["mailed_until"],
                        name="digest_to_send",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("digest_hour__range", (0, 23))), name="digest_at_an_hour"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("quiet_from", None), ("quiet_until", None)),
                            models.Q(("quiet_from__isnull", False), ("quiet_until__isnull", False)),
                            _connector="OR",
                        ),
                        name="quiet_from_and_until",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="News",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("new", "New request"),
                            ("answer", "New answer"),
                            ("helped", "Your answer helped"),
                            ("ended", "Request ended"),
                            ("mention", "You are mentioned"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "countries",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2), default=list, help_text="Mentioned.", size=None
                    ),
                ),
                (
                    "units",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, help_text="Mentioned.", size=None
                    ),
                ),
                (
                    "officers",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), default=list, help_text="Mentioned.", size=None
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
                    "post",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="forum.post"
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="forum.thread"),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["created_at"], name="news_to_tell")],
            },
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("new", "New request"),
                            ("answer", "New answer"),
                            ("helped", "Your answer helped"),
                            ("ended", "Request ended"),
                            ("mention", "You are mentioned"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        choices=[
                            ("mentioned", "You, your unit or your country is mentioned"),
                            ("wrote", "You wrote that answer"),
                            ("asked", "Your unit asked"),
                            ("posted", "You answered there"),
                            ("hoped", "Your country or your language is hoped for"),
                            ("series", "You follow its series"),
                            ("kind", "You follow this kind of clue"),
                            ("unit", "You follow the unit that asks"),
                            ("country", "You follow this country"),
                            ("language", "You follow this language"),
                            ("region", "You follow this region"),
                            ("all", "You follow everything"),
                        ],
                        max_length=10,
                    ),
                ),
                ("news", models.UUIDField(help_text="What happened; told once to each officer.")),
                ("told_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "about_audience",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
                    ),
                ),
                (
                    "audience",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="forum.post"
                    ),
                ),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="notifications", to="forum.thread"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["officer", "-told_at"], name="notification_of_officer"),
                    models.Index(condition=models.Q(("read_at", None)), fields=["officer"], name="notification_unread"),
                    models.Index(fields=["told_at"], name="notification_by_age"),
                ],
                "constraints": [models.UniqueConstraint(fields=("officer", "news"), name="notified_once")],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("kind", "A kind of clue"),
                            ("region", "A region"),
                            ("language", "A language"),
                            ("country", "A country"),
                            ("series", "A series"),
                            ("unit", "A unit"),
                            ("all", "Everything I may see"),
                        ],
                        max_length=10,
                    ),
                ),
                ("region", models.CharField(blank=True, max_length=3)),
                ("language", models.CharField(blank=True, max_length=12)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "kind",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="forum.cluekind"
                    ),
                ),
                (
                    "of_country",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.country"
                    ),
                ),
                (
                    "of_unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.unit"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "series",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="series.series"
                    ),
                ),
                (
                    "series_audience",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["what", "region", "language"], name="subscription_by_what")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("officer", "what", "kind", "region", "language", "of_country", "of_unit", "series"),
                        name="subscribed_once",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("series", None), ("series_audience", None)),
                            models.Q(("series__isnull", False), ("series_audience__isnull", False), ("what", "series")),
                            _connector="OR",
                        ),
                        name="subscription_to_a_whole_series",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="threadseries",
            constraint=models.UniqueConstraint(fields=("thread", "series_audience"), name="thread_series_audience"),
        ),
        copied_key("forum_news", ("thread_id", "audience_id"), "forum_thread", ("id", "audience_id")),
        copied_key("forum_news", ("post_id", "thread_id"), "forum_post", ("id", "thread_id")),
        copied_key("forum_notification", ("thread_id", "audience_id"), "forum_thread", ("id", "audience_id")),
        copied_key("forum_notification", ("post_id", "thread_id"), "forum_post", ("id", "thread_id")),
        copied_key("forum_subscription", ("series_id", "series_audience_id"), "series_series", ("id", "audience_id")),
        migrations.RunSQL(_ABOUT, "ALTER TABLE forum_notification DROP CONSTRAINT forum_notification_about"),
    ]
