"""The PDQs of a file that was looked up, by which lists are asked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("series", "0017_lookups_are_claimed"),
    ]

    operations = [
        migrations.AddField(
            model_name="lookup",
            name="looks",
            field=models.JSONField(default=list, help_text="The PDQs of a file, in hex: lists are asked by them too."),
        ),
    ]
