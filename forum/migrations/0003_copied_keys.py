"""Children carry their parents' audiences, kept equal by the database."""

from django.db import migrations

from icse.core.keys import copied_key

_THREAD = ("forum_thread", ("id", "audience_id"))
_POST = ("forum_post", ("id", "audience_id"))


class Migration(migrations.Migration):
    dependencies = [("forum", "0002_initial"), ("series", "0002_copied_keys")]
    operations = [
        copied_key("forum_threadseries", ("thread_id", "thread_audience_id"), *_THREAD),
        copied_key("forum_threadseries", ("series_id", "series_audience_id"), "series_series", ("id", "audience_id")),
        copied_key("forum_post", ("thread_id", "audience_id"), *_THREAD),
        copied_key("forum_crop", ("thread_id", "audience_id"), *_THREAD),
        copied_key("forum_cropsource", ("crop_id", "thread_audience_id"), "forum_crop", ("id", "audience_id")),
        copied_key("forum_cropsource", ("item_id", "item_audience_id"), "series_item", ("id", "audience_id")),
        copied_key(
            "forum_credit",
            ("identification_id", "series_audience_id"),
            "series_identification",
            ("id", "audience_id"),
        ),
        copied_key("forum_credit", ("post_id", "thread_audience_id"), *_POST),
        # The accepted answer is one of the thread's own.
        copied_key("forum_thread", ("accepted_post_id", "id"), "forum_post", ("id", "thread_id")),
    ]
