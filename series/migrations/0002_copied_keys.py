"""Children carry their parents' audiences, kept equal by the database; what Django's models cannot say."""

from django.db import migrations

from icse.core.keys import copied_key

_ITEM = ("series_item", ("id", "audience_id"))
_SERIES = ("series_series", ("id", "audience_id"))
_SUBJECT = ("series_subject", ("id", "audience_id"))
_CASE = ("series_case", ("id", "country_id"))


class Migration(migrations.Migration):
    dependencies = [("series", "0001_initial"), ("accounts", "0002_copied_keys")]
    operations = [
        copied_key("series_item", ("case_id", "country_id"), *_CASE),
        copied_key("series_hit", ("item_id", "item_audience_id"), *_ITEM),
        copied_key("series_hit", ("other_id", "other_audience_id"), *_ITEM),
        copied_key("series_placement", ("series_id", "series_audience_id"), *_SERIES),
        copied_key("series_placement", ("item_id", "item_audience_id"), *_ITEM),
        copied_key("series_subject", ("series_id", "audience_id"), *_SERIES),
        copied_key("series_claim", ("subject_id", "audience_id"), *_SUBJECT),
        copied_key("series_identification", ("subject_id", "audience_id"), *_SUBJECT),
        copied_key("series_identification", ("case_id", "country_id"), *_CASE),
        # Which transaction wrote a fingerprint, so that the matcher can read what is not yet in its index.
        migrations.RunSQL(
            "ALTER TABLE series_fingerprint ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();"
            "CREATE INDEX fingerprint_by_xid ON series_fingerprint (xid)",
            "ALTER TABLE series_fingerprint DROP COLUMN xid",
        ),
        migrations.RunSQL(
            "CREATE INDEX series_words ON series_series "
            "USING gin (to_tsvector('simple'::regconfig, title || ' ' || summary))",
            "DROP INDEX series_words",
        ),
    ]
