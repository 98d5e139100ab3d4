"""A place in the day's budget of blind hits stays taken when the file is deleted."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("series", "0015_videos_sounds_and_other_evidence")]

    operations = [
        migrations.AddField(
            model_name="stone",
            name="told_on",
            field=models.DateField(
                null=True, help_text="When a hidden match of it was told: that day's budget stays used."
            ),
        ),
        migrations.AddIndex(
            model_name="stone",
            index=models.Index(
                fields=["audience", "told_on"],
                condition=models.Q(("told_on", None), _negated=True),
                name="stone_by_day_of_telling",
            ),
        ),
    ]
