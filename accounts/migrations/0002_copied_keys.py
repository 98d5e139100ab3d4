"""An officer's country is its unit's, kept so by the database."""

from django.db import migrations

from icse.core.keys import copied_key


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        copied_key("accounts_officer", ("unit_id", "country_id"), "accounts_unit", ("id", "country_id")),
        migrations.RunSQL(
            "CREATE UNIQUE INDEX officer_address ON accounts_officer (lower(email))", "DROP INDEX officer_address"
        ),
    ]
