"""An index of the identifications that a country has recorded and not confirmed."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("series", "0035_reasons_and_persons_are_settled"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="identification",
            index=models.Index(
                fields=["country", "id"],
                condition=Q(confirmed_at=None, revoked_at=None),
                name="identification_unconfirmed",
            ),
        ),
    ]
