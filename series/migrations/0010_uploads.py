"""Uploads as things, with their transfers and archives; what items tell of where they come from."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import accounts.models.marking
import icse.core.ids
from icse.core.keys import copied_key

_UPLOAD = ("upload_id", "country_id", "files_audience_id")
_OF_UPLOAD = ("id", "country_id", "files_audience_id")

#: Uploads of before this were only a key on their items: each becomes a row, after its first item. As the system,
#: which alone sees them all.
UPLOADS_OF_BEFORE = """
    INSERT INTO series_upload (id, created_at, country_id, unit_id, officer_id, audience_id, files_audience_id, case_id,
        nature, tlp, handling, handling_note, expected_files, expected_bytes)
    SELECT DISTINCT ON (i.upload) i.upload, i.created_at, i.country_id, i.unit_id, i.officer_id, c.audience_id,
        i.audience_id, i.case_id, i.nature, i.tlp, i.handling, i.handling_note,
        count(*) OVER same, (sum(i.size) OVER same)::bigint
    FROM series_item i JOIN series_case c ON c.id = i.case_id
    WHERE i.upload IS NOT NULL
    WINDOW same AS (PARTITION BY i.upload, i.case_id)
    ORDER BY i.upload, i.id
"""
#: After each migrate all grants are made anew.
_AS_SYSTEM = """
    GRANT SELECT, INSERT ON series_upload, series_item, series_case TO icse_system;
    SET LOCAL ROLE icse_system;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_held_operator"),
        ("series", "0013_hash_lists_set_aside_and_votes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Archive",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("name", models.CharField(max_length=255)),
                (
                    "path",
                    models.CharField(blank=True, help_text="Where the sender had it. Only shown.", max_length=1000),
                ),
                ("size", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("sha1", models.CharField(max_length=40)),
                ("md5", models.CharField(max_length=32)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("working", "Being expanded"),
                            ("ready", "Expanded"),
                            ("refused", "Refused"),
                        ],
                        default="received",
                        max_length=10,
                    ),
                ),
                ("reason_code", models.CharField(blank=True, max_length=40)),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("attempt", models.IntegerField(default=0)),
                ("lease_until", models.DateTimeField(null=True)),
                ("entry", models.IntegerField(help_text="Which member of the parent it is.", null=True)),
                ("depth", models.SmallIntegerField(default=1)),
                ("next_entry", models.IntegerField(default=0, help_text="Members before this one are settled.")),
                ("taken", models.IntegerField(default=0)),
                ("unpacked", models.BigIntegerField(default=0, help_text="Bytes of what was taken.")),
                ("refused", models.IntegerField(default=0)),
                (
                    "refused_names",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=400),
                        default=list,
                        help_text="Why, and its name: some.",
                        size=None,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SkippedFile",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("name", models.CharField(max_length=255)),
                (
                    "path",
                    models.CharField(blank=True, help_text="Where the sender had it. Only shown.", max_length=1000),
                ),
                ("size", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                (
                    "why",
                    models.CharField(
                        choices=[("in_case", "Already in this case"), ("harmless", "On a list of harmless files")],
                        max_length=10,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("name", models.CharField(max_length=255)),
                (
                    "path",
                    models.CharField(blank=True, help_text="Where the sender had it. Only shown.", max_length=1000),
                ),
                ("size", models.BigIntegerField()),
                ("received", models.BigIntegerField(default=0)),
                (
                    "sha256",
                    models.CharField(blank=True, help_text="What the sender says that it is; checked.", max_length=64),
                ),
                (
                    "state",
                    models.CharField(choices=[("open", "Under way"), ("done", "Whole")], default="open", max_length=4),
                ),
                ("expires_at", models.DateTimeField()),
                ("item_key", models.UUIDField(help_text="The item that came of it.", null=True)),
                ("archive_key", models.UUIDField(help_text="The archive that came of it.", null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "tlp",
                    models.CharField(
                        choices=[
                            ("red", "TLP:RED"),
                            ("amber+strict", "TLP:AMBER+STRICT"),
                            ("amber", "TLP:AMBER"),
                            ("green", "TLP:GREEN"),
                            ("clear", "TLP:CLEAR"),
                        ],
                        default="amber",
                        max_length=12,
                    ),
                ),
                (
                    "handling",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("H0", "H0: only to prevent and combat crime"),
                                ("H1", "H1: not in judicial proceedings without the provider's permission"),
                                ("H2", "H2: not to be passed on without the provider's permission"),
                                ("H3", "H3: other restrictions, as written"),
                            ],
                            max_length=2,
                        ),
                        default=accounts.models.marking.no_restriction,
                        size=None,
                    ),
                ),
                ("handling_note", models.CharField(blank=True, help_text="Free text; H3 needs it.", max_length=500)),
                ("nature", models.CharField(max_length=10)),
                ("expected_files", models.IntegerField(default=0)),
                ("expected_bytes", models.BigIntegerField(default=0)),
                ("cancelled_at", models.DateTimeField(null=True)),
                (
                    "retry_asked_at",
                    models.DateTimeField(help_text="A worker takes back what failed, and empties this.", null=True),
                ),
            ],
        ),
        migrations.RemoveIndex(
            model_name="item",
            name="item_by_upload",
        ),
        migrations.AddField(
            model_name="item",
            name="archive_entry",
            field=models.IntegerField(help_text="Which member of the archive it is.", null=True),
        ),
        migrations.AddField(
            model_name="item",
            name="path",
            field=models.CharField(
                blank=True, help_text="Where the sender had it. Shown inside the country only.", max_length=1000
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="settled_at",
            field=models.DateTimeField(help_text="When it became ready, a duplicate, or was refused.", null=True),
        ),
        migrations.AlterField(
            model_name="item",
            name="upload",
            field=models.UUIDField(help_text="The key of the upload that it came with.", null=True),
        ),
        migrations.AddField(
            model_name="archive",
            name="audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="archive",
            name="country",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
            ),
        ),
        migrations.AddField(
            model_name="archive",
            name="files_audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="archive",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="archive",
            name="parent",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="inner",
                to="series.archive",
            ),
        ),
        migrations.AddField(
            model_name="archive",
            name="root",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="series.archive"
            ),
        ),
        migrations.AddField(
            model_name="archive",
            name="unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddField(
            model_name="item",
            name="archive",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="series.archive",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("upload", None), _negated=True), fields=["upload", "-id"], name="item_of_upload"
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(fields=("archive", "archive_entry"), name="item_once_in_its_archive"),
        ),
        migrations.AddField(
            model_name="skippedfile",
            name="audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="skippedfile",
            name="country",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
            ),
        ),
        migrations.AddField(
            model_name="skippedfile",
            name="files_audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="skippedfile",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="skippedfile",
            name="unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddField(
            model_name="transfer",
            name="audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="country",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="files_audience",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.audience"
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddField(
            model_name="upload",
            name="audience",
            field=models.ForeignKey(
                db_index=False,
                help_text="The country's national one.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.audience",
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="uploads", to="series.case"
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="country",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="files_audience",
            field=models.ForeignKey(
                help_text="Chosen for its files.",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.audience",
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="officer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="upload",
            name="unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"),
        ),
        migrations.AddField(
            model_name="transfer",
            name="upload",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="series.upload"
            ),
        ),
        migrations.AddField(
            model_name="skippedfile",
            name="upload",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="series.upload"
            ),
        ),
        migrations.AddField(
            model_name="archive",
            name="upload",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="series.upload"
            ),
        ),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(fields=["unit", "-id"], name="upload_by_unit"),
        ),
        migrations.AddIndex(
            model_name="upload",
            index=models.Index(
                condition=models.Q(("retry_asked_at", None), _negated=True), fields=["id"], name="upload_to_retry"
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.UniqueConstraint(
                fields=("id", "country", "files_audience"), name="upload_id_country_audience"
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(("tlp__in", ["red", "amber+strict", "amber", "green", "clear"])),
                name="upload_tlp_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("handling__contained_by", ["H0", "H1", "H2", "H3"]),
                    ("handling__len__gt", 0),
                    models.Q(
                        ("handling", ["H0"]), models.Q(("handling__contains", ["H0"]), _negated=True), _connector="OR"
                    ),
                ),
                name="upload_handling_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="upload",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("handling__contains", ["H3"]), _negated=True),
                    models.Q(("handling_note", ""), _negated=True),
                    _connector="OR",
                ),
                name="upload_h3_says_what",
            ),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["upload", "officer"], name="transfer_by_upload"),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["expires_at"], name="transfer_by_end"),
        ),
        migrations.AddConstraint(
            model_name="skippedfile",
            constraint=models.UniqueConstraint(fields=("upload", "sha256", "path"), name="skipped_once"),
        ),
        migrations.AddIndex(
            model_name="archive",
            index=models.Index(fields=["upload", "-id"], name="archive_by_upload"),
        ),
        migrations.AddIndex(
            model_name="archive",
            index=models.Index(
                condition=models.Q(("state__in", ["received", "working"])), fields=["lease_until"], name="archive_to_do"
            ),
        ),
        migrations.AddConstraint(
            model_name="archive",
            constraint=models.UniqueConstraint(fields=("parent", "entry"), name="archive_once_in_its_parent"),
        ),
        copied_key("series_upload", ("case_id", "country_id"), "series_case", ("id", "country_id")),
        copied_key("series_transfer", _UPLOAD, "series_upload", _OF_UPLOAD),
        copied_key("series_archive", _UPLOAD, "series_upload", _OF_UPLOAD),
        copied_key("series_skippedfile", _UPLOAD, "series_upload", _OF_UPLOAD),
        migrations.RunSQL(f"{_AS_SYSTEM} {UPLOADS_OF_BEFORE}; RESET ROLE", migrations.RunSQL.noop),
    ]
