"""An answer may be credited with an indication: its audience is copied there."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_versions_of_audiences_and_disclosures"),
        ("series", "0036_what_waits_for_a_second_officer_is_indexed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="indication",
            constraint=models.UniqueConstraint(fields=("id", "audience"), name="indication_id_audience"),
        ),
    ]
