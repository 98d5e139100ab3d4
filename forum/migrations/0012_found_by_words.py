"""Requests and answers are found by what the one search writes down of them."""

from django.db import migrations

_INDEX = """
    CREATE INDEX {name} ON {table} USING gin ({tokens}) WITH (fastupdate = off);
    ALTER INDEX {name} ALTER COLUMN 1 SET STATISTICS 0;
"""
_MADE = "audience_id, created_at, country_id"
_INDEXES = {
    "thread_found": ("forum_thread", f"finding.thread_tokens({_MADE}, kind_id, question)"),
    "post_found": ("forum_post", f"finding.post_tokens({_MADE}, body)"),
}


class Migration(migrations.Migration):
    dependencies = [("forum", "0011_outcomes"), ("series", "0026_finding")]

    operations = [
        migrations.RunSQL(_INDEX.format(name=name, table=table, tokens=tokens), f"DROP INDEX IF EXISTS {name}")
        for name, (table, tokens) in _INDEXES.items()
    ]
