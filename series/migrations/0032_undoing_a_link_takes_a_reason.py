"""Undoing a link may open a series again, and so takes a reason, as reopening does."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("series", "0031_changes_are_kept_for_the_history"),
    ]

    operations = [
        migrations.AddField(
            model_name="serieslink",
            name="undone_reason",
            field=models.CharField(blank=True, help_text="Why it was undone, for who sees both.", max_length=500),
        ),
        migrations.AddField(
            model_name="subjectlink",
            name="undone_reason",
            field=models.CharField(blank=True, help_text="Why it was undone, for who sees both.", max_length=500),
        ),
    ]
