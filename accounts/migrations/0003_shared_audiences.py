"""Group audiences belong to the unit that made them; countries choose a default audience."""

import django.db.models.deletion
from django.db import migrations, models

from icse.core.keys import copied_key


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_copied_keys")]
    operations = [
        migrations.AddField(
            model_name="audience",
            name="unit",
            field=models.ForeignKey(
                help_text="Made it, and may change it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.unit",
            ),
        ),
        migrations.AddField(
            model_name="audience",
            name="named_only",
            field=models.BooleanField(default=False, help_text="Holds single officers, no countries and no units."),
        ),
        migrations.AddField(
            model_name="audience",
            name="lists_members",
            field=models.BooleanField(default=False, help_text="Its members may see who else is in it."),
        ),
        migrations.AddField(
            model_name="country",
            name="default_audience",
            field=models.ForeignKey(
                help_text="Offered first for what its officers make; none: the national one.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.audience",
            ),
        ),
        migrations.AddConstraint(
            model_name="audience",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "group"))
                | models.Q(("lists_members", False), ("named_only", False), ("unit", None)),
                name="audience_of_a_unit_is_a_group",
            ),
        ),
        copied_key("accounts_audience", ("unit_id", "owner_id"), "accounts_unit", ("id", "country_id")),
    ]
