"""One search: how texts are written down to be found, their indexes, and searches that are kept.

Nothing of other makers is needed: no extension of PostgreSQL has to be there. The functions stay as they are, since
indexes hold what they gave; a later migration makes others under new names.
"""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import icse.core.ids

_SQL = Path(__file__).resolve().parent.parent / "sql" / "finding"
#: Whoever writes a row writes its tokens, so that these roles call the functions; nobody else does.
_CALLERS = "icse_app, icse_system, icse_definer, icse_owner"
_SCHEMA = f"""
    CREATE SCHEMA finding;
    REVOKE ALL ON SCHEMA finding FROM PUBLIC;
    GRANT USAGE ON SCHEMA finding TO {_CALLERS};
"""
_GRANTS = f"""
    REVOKE ALL ON ALL FUNCTIONS IN SCHEMA finding FROM PUBLIC;
    GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA finding TO {_CALLERS};
"""
#: No list of what is still to be sorted in: every search would read all of it, hidden rows too. Nor statistics.
_INDEX = """
    CREATE INDEX {name} ON {table} USING gin ({tokens}) WITH (fastupdate = off) {where};
    ALTER INDEX {name} ALTER COLUMN 1 SET STATISTICS 0;
"""
_MADE = "audience_id, created_at, country_id"
_INDEXES = {
    "series_found": ("series_series", f"finding.series_tokens({_MADE}, title, summary)", ""),
    "subject_found": ("series_subject", f"finding.subject_tokens({_MADE}, label, known)", ""),
    "case_found": ("series_case", f"finding.case_tokens({_MADE}, national_reference, exhibit, source)", ""),
    "item_found": (
        "series_item",
        f"finding.item_tokens({_MADE}, name, path, maker, model, serial, kind, latitude, longitude)",
        "WHERE state IN ('ready', 'duplicate', 'refused')",
    ),
}


def _sql(name: str) -> str:
    return (_SQL / f"{name}.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_duty_unit"),
        ("series", "0025_reopenings_and_facts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL([_SCHEMA, _sql("words"), _sql("tokens"), _GRANTS], "DROP SCHEMA finding CASCADE"),
        *(
            migrations.RunSQL(
                _INDEX.format(name=name, table=table, tokens=tokens, where=where), f"DROP INDEX IF EXISTS {name}"
            )
            for name, (table, tokens, where) in _INDEXES.items()
        ),
        migrations.CreateModel(
            name="SavedSearch",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("name", models.CharField(max_length=80)),
                ("asked", models.JSONField(help_text="The fields of the search, as an address has them.")),
                ("is_shared", models.BooleanField(default=False)),
                (
                    "audience",
                    models.ForeignKey(
                        db_index=False,
                        help_text="The country's national one.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.audience",
                    ),
                ),
                (
                    "country",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "-id"], name="saved_search_of_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="saved_search_has_a_name"
                    )
                ],
            },
        ),
    ]
