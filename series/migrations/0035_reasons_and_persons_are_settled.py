"""Items that all see in a series are no open reasons; of who is identified by a link no moment is kept."""

from django.db import migrations, models

_TABLES = ("series_linkreason", "series_placement", "series_subject")
_CLOSE = """
    UPDATE series_linkreason r SET is_open = false
    WHERE r.is_open AND r.of_item AND EXISTS (
        SELECT 1 FROM series_placement p WHERE p.item_id = r.other_item_id AND p.series_audience_id = p.item_audience_id
    )
"""
#: By whom and when stands on the subject that was identified, which may be hidden from who sees this one.
_FORGET = """
    UPDATE series_subject SET identified_at = NULL
    WHERE status = 'identified' AND status_country_id IS NULL AND identified_at IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("series", "0034_what_waits_is_indexed"),
    ]

    operations = [
        migrations.AlterField(
            "linkreason",
            "is_open",
            models.BooleanField(
                default=True, editable=False, help_text="Neither series is solved or merged, and the item is in none."
            ),
        ),
        # The owner of the tables is bound by their rules too.
        *(
            migrations.RunSQL(f"ALTER TABLE {name} NO FORCE ROW LEVEL SECURITY", migrations.RunSQL.noop)
            for name in _TABLES
        ),
        migrations.RunSQL(_CLOSE, migrations.RunSQL.noop),
        migrations.RunSQL(_FORGET, migrations.RunSQL.noop),
        *(
            migrations.RunSQL(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY", migrations.RunSQL.noop)
            for name in _TABLES
        ),
    ]
