"""Contributions to the own country's series are counted beside additions to others'.

What is counted is counted anew after the migration: the command counts everything where nothing is (``migrate``).
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_duty_unit")]

    operations = [
        migrations.AlterField(
            model_name="tally",
            name="kind",
            field=models.CharField(
                choices=[
                    ("case", "Cases opened"),
                    ("item", "Items uploaded"),
                    ("series", "Series made"),
                    ("given", "Contributions to own series"),
                    ("addition", "Additions to others' series"),
                    ("answer", "Answers to others' clue requests"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunSQL("TRUNCATE accounts_tally", migrations.RunSQL.noop),
    ]
