"""The indexes of the boards hold what their filters ask for, so that no row is read to be left out."""

from django.db import migrations, models

_SETTLED = ("active_for_victims", "active_for_offenders", "being_verified")
_NEWEST = ["audience", "-last_activity_at", "-id"]


class Migration(migrations.Migration):
    dependencies = [("series", "0007_boards_by_country_and_being_verified")]

    operations = [
        migrations.RemoveIndex("series", "series_newest"),
        migrations.RemoveIndex("series", "series_of_country"),
        migrations.AddIndex(
            "series",
            models.Index(fields=_NEWEST, condition=models.Q(active_for_offenders=True), name="series_of_offenders"),
        ),
        migrations.AddIndex("series", models.Index(fields=_NEWEST, include=_SETTLED, name="series_newest")),
        migrations.AddIndex(
            "series", models.Index(fields=["country", *_NEWEST], include=_SETTLED, name="series_of_country")
        ),
    ]
