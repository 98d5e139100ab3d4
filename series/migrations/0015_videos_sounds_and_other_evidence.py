"""Videos, sounds and other evidence beside pictures; the fingerprints of videos' frames; what matches of them."""

import django.db.models.deletion
from django.db import migrations, models

import series.models.media


class Migration(migrations.Migration):
    dependencies = [
        ("series", "0014_excused_attempts"),
    ]

    operations = [
        migrations.AddField(
            model_name="hit",
            name="other_share",
            field=models.SmallIntegerField(
                help_text="Percent of the other video's frames in the later one.", null=True
            ),
        ),
        migrations.AddField(
            model_name="hit",
            name="second",
            field=models.IntegerField(help_text="Where in the video, of a picture and a video.", null=True),
        ),
        migrations.AddField(
            model_name="hit",
            name="share",
            field=models.SmallIntegerField(
                help_text="Percent of the later video's frames in the other one.", null=True
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="duration",
            field=models.FloatField(help_text="Seconds, of a video or a sound.", null=True),
        ),
        migrations.AddField(
            model_name="item",
            name="kind",
            field=models.CharField(
                choices=[("picture", "Picture"), ("video", "Video"), ("sound", "Sound"), ("other", "Other file")],
                db_default="picture",
                default="picture",
                max_length=7,
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="streams",
            field=models.JSONField(
                db_default=models.Value([], models.JSONField()),
                default=list,
                help_text="What the file says of each stream.",
            ),
        ),
        migrations.AddField(
            model_name="media",
            name="duration",
            field=models.FloatField(help_text="Seconds, of a video or a sound.", null=True),
        ),
        migrations.AlterField(
            model_name="hit",
            name="kind",
            field=models.CharField(
                choices=[("exact", "Same file"), ("near", "Near-duplicate"), ("video", "Similar video")], max_length=5
            ),
        ),
        migrations.AlterField(
            model_name="media",
            name="height",
            field=models.IntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="media",
            name="width",
            field=models.IntegerField(null=True),
        ),
        migrations.CreateModel(
            name="Frame",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=series.models.media.frame_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("second", models.IntegerField()),
                ("is_trimmed", models.BooleanField(default=False)),
                ("bits", models.BinaryField(max_length=32)),
                ("quality", models.SmallIntegerField()),
                (
                    "media",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="frames",
                        to="series.media",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("media", "second", "is_trimmed"), name="frame_once")],
            },
        ),
        # As for fingerprints: the matcher reads what is not yet in its index.
        migrations.RunSQL(
            "ALTER TABLE series_frame ADD COLUMN xid xid8 NOT NULL DEFAULT pg_current_xact_id();"
            "CREATE INDEX frame_by_xid ON series_frame (xid)",
            "ALTER TABLE series_frame DROP COLUMN xid",
        ),
    ]
