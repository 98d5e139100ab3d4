"""Attempts that were lost for no fault of the file's do not count."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("series", "0010_uploads")]

    operations = [
        migrations.AddField(
            model_name="item",
            name="excused",
            field=models.IntegerField(
                default=0, db_default=0, help_text="Attempts that were lost for no fault of the file's."
            ),
        ),
    ]
