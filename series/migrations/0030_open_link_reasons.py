"""Reasons of proposed links say whether they are open and whose they are, so that the queue reads one index."""

from django.db import migrations, models

_AROUND = ["item_audience", "other_audience", "other_item_audience"]
_FILL = """
    UPDATE series_linkreason r SET
        owner = least(s.country_id, coalesce(o.country_id, i.country_id)),
        other_owner = greatest(s.country_id, coalesce(o.country_id, i.country_id)),
        of_item = r.other_id IS NULL,
        is_open = s.merged_into_id IS NULL AND (s.active_for_victims OR s.active_for_offenders)
            AND (r.other_id IS NULL OR o.merged_into_id IS NULL AND (o.active_for_victims OR o.active_for_offenders))
    FROM series_linkreason f JOIN series_series s ON s.id = f.series_id LEFT JOIN series_series o ON o.id = f.other_id
    LEFT JOIN series_item i ON i.id = f.other_item_id
    WHERE r.id = f.id
"""
_TABLES = ("series_linkreason", "series_series", "series_item")


def _open(name: str, first: str, *others: str) -> migrations.AddIndex:
    return migrations.AddIndex(
        model_name="linkreason",
        index=models.Index(
            condition=models.Q(("is_open", True)),
            fields=[first, "of_item", "reason", "-score", "-id"],
            include=list(others),
            name=name,
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("series", "0029_proposals")]

    operations = [
        migrations.AddField(
            "linkreason",
            "owner",
            models.CharField(
                editable=False, max_length=2, default="", help_text="Of the two sides' countries the first."
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "linkreason",
            "other_owner",
            models.CharField(editable=False, max_length=2, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "linkreason",
            "of_item",
            models.BooleanField(default=False, editable=False, help_text="An item is proposed for the series."),
        ),
        migrations.AddField(
            "linkreason",
            "is_open",
            models.BooleanField(default=True, editable=False, help_text="Neither series is solved or merged."),
        ),
        # The owner of the tables is bound by their rules too.
        *(
            migrations.RunSQL(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY", migrations.RunSQL.noop)
            for name in _TABLES
        ),
        migrations.RunSQL(_FILL, migrations.RunSQL.noop),
        *(
            migrations.RunSQL(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY", migrations.RunSQL.noop)
            for name in _TABLES
        ),
        migrations.RemoveIndex("linkreason", "link_reason_by_score"),
        _open("link_reason_open", "series_audience", *_AROUND, "owner", "other_owner"),
        _open("link_reason_of_owner", "owner", "series_audience", *_AROUND, "other_owner"),
        _open("link_reason_of_other_owner", "other_owner", "series_audience", *_AROUND, "owner"),
    ]
