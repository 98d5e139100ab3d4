"""Answers are found by the region, the product and the source that they name, as by their text."""

from django.db import migrations

_INDEX = """
    DROP INDEX post_found;
    CREATE INDEX post_found ON forum_post USING gin (
        finding.post_tokens(audience_id, created_at, country_id, {words})
    ) WITH (fastupdate = off);
    ALTER INDEX post_found ALTER COLUMN 1 SET STATISTICS 0;
"""
_WORDS = "body || ' ' || said_region || ' ' || said_product || ' ' || said_source"


class Migration(migrations.Migration):
    dependencies = [("forum", "0017_answering_keys")]
    operations = [migrations.RunSQL(_INDEX.format(words=_WORDS), _INDEX.format(words="body"))]
