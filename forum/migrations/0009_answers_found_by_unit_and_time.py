"""What a unit has answered in a week is found without reading all that it ever did."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_tallies"),
        ("forum", "0008_requests_without_telling_indexes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="post",
            name="unit",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["unit", "created_at"], name="post_of_unit"),
        ),
    ]
