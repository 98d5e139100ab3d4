"""Nobody overwrites a name, or what a country tells, without having read it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_contributions_are_counted")]

    operations = [
        migrations.AddField("audience", "version", models.IntegerField(default=1, db_default=1)),
        migrations.AddField("disclosure", "version", models.IntegerField(default=1, db_default=1)),
    ]
