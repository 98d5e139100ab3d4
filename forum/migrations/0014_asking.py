"""How soon and from whom an answer is hoped; what is known of a clue; a second look before a wide audience."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import icse.core.ids
from icse.core.keys import copied_key

_DEFAULTS = """
    ALTER TABLE forum_thread ALTER details SET DEFAULT '{}', ALTER urgency SET DEFAULT 'routine',
        ALTER hoped_countries SET DEFAULT '{}', ALTER hoped_languages SET DEFAULT '{}';
    ALTER TABLE forum_thread ADD CONSTRAINT thread_details_are_few
        CHECK (jsonb_typeof(details) = 'object' AND octet_length(details::text) <= 8000);
    ALTER TABLE forum_thread ADD CONSTRAINT thread_hopes_are_few
        CHECK (cardinality(hoped_countries) <= 12 AND cardinality(hoped_languages) <= 12);
    ALTER TABLE forum_thread ADD CONSTRAINT thread_urgency_is_known CHECK (urgency IN ('routine', 'soon', 'urgent'));
"""
_UNDONE = """
    ALTER TABLE forum_thread DROP CONSTRAINT thread_details_are_few, DROP CONSTRAINT thread_hopes_are_few,
        DROP CONSTRAINT thread_urgency_is_known;
"""


def _to(model: str, **more: object) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model, **more)  # type: ignore[arg-type]


def _list_of(length: int) -> models.Field:  # type: ignore[type-arg]
    base = models.CharField(max_length=length)
    return django.contrib.postgres.fields.ArrayField(base_field=base, blank=True, default=list, size=None)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_versions_of_audiences_and_disclosures"),
        ("forum", "0013_active_threads_by_kind"),
        ("series", "0032_undoing_a_link_takes_a_reason"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "cluekind",
            "fields",
            models.JSONField(blank=True, default=list, help_text="Slugs of forum.clues.FIELDS, in their order."),
        ),
        migrations.AddField(
            "thread",
            "details",
            models.JSONField(blank=True, default=dict, help_text="What is known of the clue, by field (forum.clues)."),
        ),
        migrations.AddField(
            "thread",
            "urgency",
            models.CharField(
                choices=[("routine", "Routine"), ("soon", "Soon"), ("urgent", "Urgent")],
                default="routine",
                max_length=10,
            ),
        ),
        migrations.AddField("thread", "answer_by", models.DateField(blank=True, null=True)),
        migrations.AddField("thread", "hoped_countries", _list_of(2)),
        migrations.AddField("thread", "hoped_languages", _list_of(12)),
        migrations.RunSQL(_DEFAULTS, _UNDONE),
        migrations.CreateModel(
            name="ThreadCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("confirmed", "No person is visible"), ("refused", "Refused")],
                        default="",
                        max_length=10,
                    ),
                ),
                ("reason", models.CharField(blank=True, default="", max_length=500)),
                ("decided_at", models.DateTimeField(null=True)),
                ("audience", _to("accounts.audience")),
                ("country", _to("accounts.country")),
                ("decided_by", _to(settings.AUTH_USER_MODEL, null=True)),
                ("officer", _to(settings.AUTH_USER_MODEL)),
                (
                    "thread",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="checks", to="forum.thread"
                    ),
                ),
                ("thread_audience", _to("accounts.audience")),
                ("unit", _to("accounts.unit")),
                ("wanted", _to("accounts.audience")),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("outcome", "")), fields=["audience", "id"], name="checks_to_do")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "")), fields=("thread",), name="thread_has_one_open_check"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("outcome", ""), ("reason", "")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                ("outcome__in", ["confirmed", "refused"]),
                                models.Q(("decided_by", models.F("officer")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="check_by_a_second_officer",
                    ),
                ],
            },
        ),
        copied_key("forum_threadcheck", ("thread_id", "thread_audience_id"), "forum_thread", ("id", "audience_id")),
        copied_key("forum_threadcheck", ("thread_id", "country_id"), "forum_thread", ("id", "country_id")),
    ]
