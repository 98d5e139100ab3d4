"""Lists of hashes and what is on them; contents that match too much; votes."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import icse.core.ids
from icse.core.keys import copied_key


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_held_operator"),
        ("series", "0012_lookups_new_material_and_blind_budgets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HashList",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "for_all",
                    models.BooleanField(
                        default=False, help_text="The audience is all members; administrators see no other."
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("harmless", "Harmless files"), ("known", "Known material")], max_length=8
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("source", models.CharField(blank=True, max_length=200)),
                ("version", models.IntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("reading", "Being read"),
                            ("marking", "Being compared with what is here"),
                            ("current", "Current"),
                            ("superseded", "Replaced by a later version"),
                            ("refused", "Refused"),
                            ("removed", "Removed"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("size", models.BigIntegerField(default=0, help_text="Bytes of the file that it was read from.")),
                ("done", models.BigIntegerField(default=0, help_text="Bytes read, or items compared.")),
                ("todo", models.BigIntegerField(default=0, help_text="Of how many.")),
                ("entries", models.BigIntegerField(default=0)),
                ("bad", models.BigIntegerField(default=0, help_text="Lines that were left out.")),
                (
                    "bad_lines",
                    models.JSONField(
                        default=list, help_text="The first of them: number and code, never what they hold."
                    ),
                ),
                ("reason_code", models.CharField(blank=True, max_length=20)),
                (
                    "algorithms",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=6), default=list, size=None
                    ),
                ),
                ("attempt", models.IntegerField(default=0)),
                ("lease_until", models.DateTimeField(null=True)),
                ("current_at", models.DateTimeField(null=True)),
                ("removed_at", models.DateTimeField(null=True)),
                ("cleared_at", models.DateTimeField(help_text="What it said of items is gone.", null=True)),
                (
                    "audience",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.audience",
                    ),
                ),
                (
                    "country",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.country"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HashVote",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("", "Choose why"),
                            ("blank", "Blank, or nearly"),
                            ("logo", "Logo, icon or banner"),
                            ("letterbox", "Frame or black bars"),
                            ("meme", "Meme or common picture"),
                            ("other", "Something else"),
                        ],
                        max_length=10,
                    ),
                ),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "audience",
                    models.ForeignKey(
                        db_index=False,
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
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="votes",
                        to="series.item",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ListedHash",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "digest",
                        "algorithm",
                        "hash_list",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("digest", models.BinaryField(max_length=32)),
                ("algorithm", models.SmallIntegerField(choices=[(1, "pdq"), (2, "md5"), (3, "sha1"), (4, "sha256")])),
                ("decides", models.BooleanField(default=True)),
                (
                    "audience",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.audience",
                    ),
                ),
                (
                    "hash_list",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hashes",
                        to="series.hashlist",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Listing",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("harmless", "Harmless files"), ("known", "Known material")], max_length=8
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "audience",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.audience",
                    ),
                ),
                (
                    "hash_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="listings", to="series.hashlist"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="listings",
                        to="series.item",
                    ),
                ),
                (
                    "item_audience",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.audience",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SetAside",
            fields=[
                (
                    "id",
                    models.UUIDField(default=icse.core.ids.uuid7, editable=False, primary_key=True, serialize=False),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[("", "Not reviewed"), ("released", "Released"), ("kept", "Kept aside")],
                        max_length=8,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Choose why"),
                            ("blank", "Blank, or nearly"),
                            ("logo", "Logo, icon or banner"),
                            ("letterbox", "Frame or black bars"),
                            ("meme", "Meme or common picture"),
                            ("other", "Something else"),
                        ],
                        max_length=10,
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "audience",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.audience",
                    ),
                ),
                (
                    "country",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.country",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        help_text="One of the country's own, to look at.",
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="series.item",
                    ),
                ),
                (
                    "item_audience",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.audience",
                    ),
                ),
                (
                    "media",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="series.media"
                    ),
                ),
                (
                    "officer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="hashlist",
            index=models.Index(
                condition=models.Q(("state__in", ["waiting", "reading", "marking"])),
                fields=["lease_until"],
                name="hash_list_to_do",
            ),
        ),
        migrations.AddConstraint(
            model_name="hashlist",
            constraint=models.UniqueConstraint(fields=("audience", "id"), name="hash_list_id_audience"),
        ),
        migrations.AddConstraint(
            model_name="hashlist",
            constraint=models.UniqueConstraint(fields=("audience", "name", "version"), name="hash_list_version_once"),
        ),
        migrations.AddConstraint(
            model_name="hashvote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)), fields=("item", "country"), name="hash_vote_once_a_country"
            ),
        ),
        migrations.AddConstraint(
            model_name="listing",
            constraint=models.UniqueConstraint(fields=("item", "hash_list"), name="listing_once"),
        ),
        migrations.AddIndex(
            model_name="setaside",
            index=models.Index(fields=["audience", "-id"], name="set_aside_newest"),
        ),
        migrations.AddConstraint(
            model_name="setaside",
            constraint=models.UniqueConstraint(fields=("media", "country"), name="set_aside_once"),
        ),
        # Children carry their parents' audiences, kept equal by the database.
        copied_key("series_listedhash", ("hash_list_id", "audience_id"), "series_hashlist", ("id", "audience_id")),
        copied_key("series_listing", ("hash_list_id", "audience_id"), "series_hashlist", ("id", "audience_id")),
        copied_key("series_listing", ("item_id", "item_audience_id"), "series_item", ("id", "audience_id")),
        copied_key("series_setaside", ("item_id", "item_audience_id"), "series_item", ("id", "audience_id")),
        copied_key("series_hashvote", ("item_id", "audience_id"), "series_item", ("id", "audience_id")),
    ]
