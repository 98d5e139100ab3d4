"""Ids of events are taken under a lock, in commit order, from a sequence of their own."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunSQL("CREATE SEQUENCE icse_event_ids", "DROP SEQUENCE icse_event_ids")]
