"""Answers that say something that can be counted, their versions, mentions, marks, translations; drafts; endings."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import icse.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_versions_of_audiences_and_disclosures"),
        ("forum", "0015_clue_kinds_with_fields"),
        ("series", "0037_indications_are_credited"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("fields", models.JSONField(help_text="The form's fields, as they were typed.")),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="IndicationCredit",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PostMark",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PostMention",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("typed", models.CharField(help_text="As it stands in the text.", max_length=140)),
            ],
        ),
        migrations.CreateModel(
            name="PostTranslation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("version", models.IntegerField(help_text="Of the post.")),
                ("target", models.CharField(help_text="Into which language.", max_length=12)),
                ("source", models.CharField(max_length=12)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Being translated"), ("ready", "Ready"), ("refused", "Refused")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                ("engine", models.CharField(blank=True, max_length=120)),
                ("reason", models.CharField(blank=True, max_length=300)),
            ],
        ),
        migrations.CreateModel(
            name="PostVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("body", models.TextField(blank=True, max_length=10000)),
                (
                    "language",
                    models.CharField(
                        db_default="und", default="und", help_text="Recognised, a BCP 47 tag.", max_length=12
                    ),
                ),
                ("said_region", models.CharField(blank=True, db_default="", default="", max_length=120)),
                ("said_product", models.CharField(blank=True, db_default="", default="", max_length=200)),
                ("said_source", models.CharField(blank=True, db_default="", default="", max_length=300)),
                (
                    "confidence",
                    models.CharField(
                        blank=True,
                        choices=[("low", "A guess"), ("medium", "Likely"), ("high", "Sure")],
                        db_default="",
                        default="",
                        max_length=6,
                    ),
                ),
                ("too_common", models.BooleanField(db_default=False, default=False)),
                ("version", models.IntegerField()),
            ],
        ),
        migrations.AddField(
            model_name="post",
            name="confidence",
            field=models.CharField(
                blank=True,
                choices=[("low", "A guess"), ("medium", "Likely"), ("high", "Sure")],
                db_default="",
                default="",
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="edited_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="post",
            name="language",
            field=models.CharField(
                db_default="und", default="und", help_text="Recognised, a BCP 47 tag.", max_length=12
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="redacted_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="post",
            name="redacted_reason",
            field=models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
        migrations.AddField(
            model_name="post",
            name="redacted_unit",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.unit",
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="said_country",
            field=models.ForeignKey(
                db_index=False,
                help_text="Any of ISO 3166.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.country",
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="said_product",
            field=models.CharField(blank=True, db_default="", default="", max_length=200),
        ),
        migrations.AddField(
            model_name="post",
            name="said_region",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.AddField(
            model_name="post",
            name="said_source",
            field=models.CharField(blank=True, db_default="", default="", max_length=300),
        ),
        migrations.AddField(
            model_name="post",
            name="too_common",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="post",
            name="version",
            field=models.IntegerField(db_default=1, default=1),
        ),
        migrations.AddField(
            model_name="thread",
            name="ended_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="thread",
            name="ending",
            field=models.CharField(
                blank=True,
                choices=[
                    ("identified", "Identified"),
                    ("narrowed", "Narrowed to countries"),
                    ("common", "Too common to help"),
                    ("unanswered", "Unanswered"),
                ],
                db_default="",
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="thread",
            name="ending_countries",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=2), blank=True, db_default=[], default=list, size=None
            ),
        ),
        migrations.AlterField(
            model_name="post",
            name="body",
            field=models.TextField(blank=True, max_length=10000),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(
                    ("said_country__isnull", False),
                    ("too_common", True),
                    _connector="OR",
                ),
                fields=["thread"],
                name="post_that_says",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("redacted_at", None), ("redacted_reason", ""), ("redacted_unit", None)),
                    models.Q(
                        ("body", ""),
                        ("redacted_at__isnull", False),
                        ("redacted_unit__isnull", False),
                        ("said_country", None),
                        ("said_product", ""),
                        ("said_region", ""),
                        ("said_source", ""),
                        ("too_common", False),
                        models.Q(("redacted_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="post_redacted_is_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("body", ""), _negated=True),
                    ("said_country__isnull", False),
                    models.Q(("said_region", ""), _negated=True),
                    models.Q(("said_product", ""), _negated=True),
                    ("too_common", True),
                    ("redacted_at__isnull", False),
                    _connector="OR",
                ),
                name="post_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ending", "")),
                    models.Q(
                        models.Q(("ending", ""), _negated=True), ("ended_at__isnull", False), ("status", "closed")
                    ),
                    _connector="OR",
                ),
                name="thread_ends_closed",
            ),
        ),
        migrations.AddConstraint(
            model_name="thread",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ending", "narrowed"), ("ending_countries__len__gt", 0)),
                    models.Q(models.Q(("ending", "narrowed"), _negated=True), ("ending_countries", [])),
                    _connector="OR",
                ),
                name="thread_narrowed_to_countries",
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="audience",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="officer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="thread",
            field=models.ForeignKey(
                help_text="None: a new request.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="forum.thread",
            ),
        ),
        migrations.AddField(
            model_name="indicationcredit",
            name="country",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
            ),
        ),
        migrations.AddField(
            model_name="indicationcredit",
            name="indication",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="credit", to="series.indication"
            ),
        ),
        migrations.AddField(
            model_name="indicationcredit",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="indicationcredit",
            name="post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="indications", to="forum.post"
            ),
        ),
        migrations.AddField(
            model_name="indicationcredit",
            name="series_audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="indicationcredit",
            name="thread_audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="indicationcredit",
            name="unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddField(
            model_name="postmark",
            name="audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="postmark",
            name="country",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
            ),
        ),
        migrations.AddField(
            model_name="postmark",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="postmark",
            name="post",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="mark", to="forum.post"
            ),
        ),
        migrations.AddField(
            model_name="postmark",
            name="thread",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="forum.thread"
            ),
        ),
        migrations.AddField(
            model_name="postmark",
            name="unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddField(
            model_name="postmention",
            name="audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="postmention",
            name="country",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
            ),
        ),
        migrations.AddField(
            model_name="postmention",
            name="officer",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="postmention",
            name="post",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="mentions", to="forum.post"
            ),
        ),
        migrations.AddField(
            model_name="postmention",
            name="unit",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddField(
            model_name="posttranslation",
            name="audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="posttranslation",
            name="country",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
            ),
        ),
        migrations.AddField(
            model_name="posttranslation",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="posttranslation",
            name="post",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="translations",
                to="forum.post",
            ),
        ),
        migrations.AddField(
            model_name="posttranslation",
            name="unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddField(
            model_name="postversion",
            name="audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="postversion",
            name="country",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
            ),
        ),
        migrations.AddField(
            model_name="postversion",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="postversion",
            name="post",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="forum.post"
            ),
        ),
        migrations.AddField(
            model_name="postversion",
            name="said_country",
            field=models.ForeignKey(
                db_index=False,
                help_text="Any of ISO 3166.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.country",
            ),
        ),
        migrations.AddField(
            model_name="postversion",
            name="unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(fields=("officer", "thread"), name="draft_once", nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("audience", None), ("thread", None)),
                    models.Q(("audience__isnull", False), ("thread__isnull", False)),
                    _connector="OR",
                ),
                name="draft_thread_is_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="postmention",
            constraint=models.UniqueConstraint(fields=("post", "typed"), name="post_mention_once"),
        ),
        migrations.AddIndex(
            model_name="posttranslation",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["created_at"], name="translation_to_do"
            ),
        ),
        migrations.AddConstraint(
            model_name="posttranslation",
            constraint=models.UniqueConstraint(fields=("post", "version", "target"), name="post_translation_once"),
        ),
        migrations.AddConstraint(
            model_name="postversion",
            constraint=models.UniqueConstraint(fields=("post", "version"), name="post_version_once"),
        ),
    ]
