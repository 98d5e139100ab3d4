"""Which unit of a country hears of referrals and alerts."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_tallies"),
    ]

    operations = [
        migrations.AddField(
            model_name="country",
            name="duty_unit",
            field=models.ForeignKey(
                help_text="Hears of referrals and alerts; none: its first unit.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.unit",
            ),
        ),
        # Only one of its own.
        migrations.RunSQL(
            "ALTER TABLE accounts_country ADD CONSTRAINT accounts_country_duty_unit_is_its_own "
            "FOREIGN KEY (duty_unit_id, code) REFERENCES accounts_unit (id, country_id) DEFERRABLE INITIALLY DEFERRED",
            "ALTER TABLE accounts_country DROP CONSTRAINT accounts_country_duty_unit_is_its_own",
        ),
    ]
