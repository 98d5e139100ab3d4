"""Indexes of what waits for a unit, with the columns that are asked for, and of what a country decided."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("series", "0033_new_material_of_the_same_person"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                fields=["to_country"],
                condition=Q(side="received", is_active=True, state__in=["sent", "received", "accepted"]),
                name="referral_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="referral",
            index=models.Index(
                fields=["unit"],
                condition=Q(side="sent", is_active=True, state__in=["sent", "passed_on", "prepared"]),
                name="referral_of_unit",
            ),
        ),
        migrations.AddIndex(
            model_name="series",
            index=models.Index(
                fields=["unit"],
                include=["id", "audience", "country"],
                condition=Q(active_for_victims=True) | Q(active_for_offenders=True),
                name="series_active_of_unit",
            ),
        ),
        migrations.AddIndex(
            model_name="indication",
            index=models.Index(
                fields=["id"],
                include=["series", "audience", "country", "made_in"],
                condition=Q(withdrawn_at=None),
                name="indication_standing",
            ),
        ),
        migrations.AddIndex(
            model_name="proposaldecision",
            index=models.Index(fields=["country", "-id"], name="proposal_decision_newest"),
        ),
    ]
