"""Proposed links: what speaks for them, what countries said to them, and what is still to be compared."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import icse.core.ids
from icse.core.keys import copied_key

_SERIES = ("series_series", ("id", "audience_id"))
_ITEM = ("series_item", ("id", "audience_id"))
_PLACED = ("item_id", "item_audience_id", "series_id", "series_audience_id")
_OTHER_PLACED = ("other_item_id", "other_item_audience_id", "other_id", "other_audience_id")


def _placed(name: str, columns: tuple[str, ...]) -> migrations.RunSQL:
    """Tie evidence to its placement: it goes with it, and moves with it when series are merged or parted."""
    return migrations.RunSQL(
        f"ALTER TABLE series_linkreason ADD CONSTRAINT {name} FOREIGN KEY ({', '.join(columns)}) "
        f"REFERENCES series_placement ({', '.join(_PLACED)}) ON UPDATE CASCADE ON DELETE CASCADE "
        "DEFERRABLE INITIALLY DEFERRED",
        f"ALTER TABLE series_linkreason DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_duty_unit"),
        ("series", "0028_leads_notes_and_tasks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkReason",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("pictures", "The same or similar pictures"),
                            ("device", "The same device"),
                            ("place", "The same place"),
                            ("name", "The same name or text"),
                            ("outside", "Suggested by a classifier"),
                        ],
                        max_length=8,
                    ),
                ),
                ("score", models.SmallIntegerField(help_text="0 to 100: how much it says.")),
                ("words", models.CharField(blank=True, max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name="ProposalDecision",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "outcome",
                    models.CharField(choices=[("accepted", "Accepted"), ("rejected", "Rejected")], max_length=8),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("pictures", "The same or similar pictures"),
                            ("device", "The same device"),
                            ("place", "The same place"),
                            ("name", "The same name or text"),
                            ("outside", "Suggested by a classifier"),
                        ],
                        help_text="What it was proposed for.",
                        max_length=8,
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("different", "Not the same at all"),
                            ("common", "Too common to say anything"),
                            ("unrelated", "The same, but not related"),
                            ("other", "Another reason"),
                        ],
                        max_length=9,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
            ],
        ),
        migrations.CreateModel(
            name="ProposalWork",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("what", models.CharField(choices=[("item", "Item"), ("series", "Series")], max_length=6)),
                ("key", models.UUIDField()),
            ],
        ),
        migrations.CreateModel(
            name="SeriesName",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=80)),
            ],
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("latitude", None), _negated=True),
                fields=["latitude", "longitude"],
                name="item_by_place",
            ),
        ),
        migrations.AddField(
            model_name="linkreason",
            name="series_audience",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="linkreason",
            name="item",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="series.item",
            ),
        ),
        migrations.AddField(
            model_name="linkreason",
            name="item_audience",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.audience",
            ),
        ),
        migrations.AddField(
            model_name="linkreason",
            name="other",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="series.series",
            ),
        ),
        migrations.AddField(
            model_name="linkreason",
            name="other_audience",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.audience",
            ),
        ),
        migrations.AddField(
            model_name="linkreason",
            name="other_item",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="series.item",
            ),
        ),
        migrations.AddField(
            model_name="linkreason",
            name="other_item_audience",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.audience",
            ),
        ),
        migrations.AddField(
            model_name="linkreason",
            name="series",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="series.series"
            ),
        ),
        migrations.AddField(
            model_name="proposaldecision",
            name="audience",
            field=models.ForeignKey(
                db_index=False,
                help_text="The country's national one.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.audience",
            ),
        ),
        migrations.AddField(
            model_name="proposaldecision",
            name="series_audience",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="proposaldecision",
            name="country",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
            ),
        ),
        migrations.AddField(
            model_name="proposaldecision",
            name="item",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="series.item"
            ),
        ),
        migrations.AddField(
            model_name="proposaldecision",
            name="item_audience",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.audience",
            ),
        ),
        migrations.AddField(
            model_name="proposaldecision",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="proposaldecision",
            name="other",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="series.series"
            ),
        ),
        migrations.AddField(
            model_name="proposaldecision",
            name="other_audience",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.audience",
            ),
        ),
        migrations.AddField(
            model_name="proposaldecision",
            name="series",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="series.series"
            ),
        ),
        migrations.AddField(
            model_name="proposaldecision",
            name="unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddField(
            model_name="seriesname",
            name="series",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="series.series"),
        ),
        migrations.AddIndex(
            model_name="linkreason",
            index=models.Index(fields=["series_audience", "-score", "-id"], name="link_reason_by_score"),
        ),
        migrations.AddIndex(
            model_name="linkreason",
            index=models.Index(
                condition=models.Q(("other", None), _negated=True), fields=["other"], name="link_reason_by_other"
            ),
        ),
        migrations.AddIndex(
            model_name="linkreason",
            index=models.Index(
                condition=models.Q(("item", None), _negated=True), fields=["item"], name="link_reason_by_item"
            ),
        ),
        migrations.AddIndex(
            model_name="linkreason",
            index=models.Index(
                condition=models.Q(("other_item", None), _negated=True),
                fields=["other_item"],
                name="link_reason_by_other_item",
            ),
        ),
        migrations.AddConstraint(
            model_name="linkreason",
            constraint=models.UniqueConstraint(
                fields=("series", "other", "reason", "item", "other_item", "words"),
                name="link_reason_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="linkreason",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("other__isnull", False),
                    models.Q(("item__isnull", False), ("other_item__isnull", False)),
                    _connector="OR",
                ),
                name="link_reason_of_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposaldecision",
            constraint=models.UniqueConstraint(
                fields=(
                    "series",
                    "other",
                    "item",
                    "country",
                    "reason",
                    "series_audience",
                    "other_audience",
                    "item_audience",
                ),
                name="proposal_decision_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="proposaldecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("item__isnull", True), ("other__isnull", False)),
                    models.Q(("item__isnull", False), ("other__isnull", True)),
                    _connector="OR",
                ),
                name="proposal_decision_of_two",
            ),
        ),
        migrations.AddIndex(
            model_name="seriesname",
            index=models.Index(fields=["name"], name="series_name"),
        ),
        # Children carry their parents' audiences, kept equal by the database.
        copied_key("series_linkreason", ("series_id", "series_audience_id"), *_SERIES, late=True),
        copied_key("series_linkreason", ("other_id", "other_audience_id"), *_SERIES, late=True),
        copied_key("series_linkreason", ("other_item_id", "other_item_audience_id"), *_ITEM, late=True),
        _placed("link_reason_placed", _PLACED),
        _placed("link_reason_other_placed", _OTHER_PLACED),
        copied_key("series_proposaldecision", ("series_id", "series_audience_id"), *_SERIES, late=True),
        copied_key("series_proposaldecision", ("other_id", "other_audience_id"), *_SERIES, late=True),
        copied_key("series_proposaldecision", ("item_id", "item_audience_id"), *_ITEM, late=True),
    ]
