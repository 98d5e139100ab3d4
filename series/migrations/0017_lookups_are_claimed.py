"""A look-up is answered by one worker at a time, and given up after a few that died of it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("series", "0016_stones_keep_the_day_of_telling")]

    operations = [
        migrations.AddField(
            model_name="lookup",
            name="attempt",
            field=models.IntegerField(default=0, db_default=0, help_text="How many workers have tried."),
        ),
        migrations.AddField(
            model_name="lookup",
            name="lease_until",
            field=models.DateTimeField(null=True, help_text="Until then a worker has it."),
        ),
    ]
