"""New material of who is identified as the same person as another subject: for the country that identified that one."""

import django.db.models.deletion
from django.db import migrations, models

from icse.core.keys import copied_key


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_versions_of_audiences_and_disclosures"),
        ("series", "0032_undoing_a_link_takes_a_reason"),
    ]

    operations = [
        migrations.AddField(
            model_name="newmaterial",
            name="only_for",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.audience",
            ),
        ),
        migrations.AddField(
            model_name="newmaterial",
            name="person",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="series.subject"
            ),
        ),
        migrations.AddField(
            model_name="newmaterial",
            name="person_audience",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddConstraint(
            model_name="newmaterial",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("only_for", None), ("person", None), ("person_audience", None)),
                    models.Q(
                        ("only_for__isnull", False),
                        ("person__isnull", False),
                        ("person_audience__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="new_material_of_the_same_person",
            ),
        ),
        copied_key(
            "series_newmaterial",
            ("person_id", "person_audience_id"),
            "series_subject",
            ("id", "audience_id"),
            late=True,
        ),
    ]
