"""What hangs on answers carries their audience, kept equal by the database."""

from django.db import migrations

from icse.core.keys import copied_key

_POST = ("forum_post", ("id", "audience_id"))


class Migration(migrations.Migration):
    dependencies = [("forum", "0016_answering"), ("series", "0037_indications_are_credited")]
    operations = [
        copied_key("forum_postversion", ("post_id", "audience_id"), *_POST),
        copied_key("forum_postmention", ("post_id", "audience_id"), *_POST),
        copied_key("forum_postmark", ("post_id", "audience_id"), *_POST),
        copied_key("forum_postmark", ("post_id", "thread_id"), "forum_post", ("id", "thread_id")),
        # Who marks is of the country that asked.
        copied_key("forum_postmark", ("thread_id", "country_id"), "forum_thread", ("id", "country_id")),
        copied_key("forum_posttranslation", ("post_id", "audience_id"), *_POST),
        copied_key("forum_indicationcredit", ("post_id", "thread_audience_id"), *_POST),
        copied_key(
            "forum_indicationcredit",
            ("indication_id", "series_audience_id"),
            "series_indication",
            ("id", "audience_id"),
        ),
        copied_key("forum_draft", ("thread_id", "audience_id"), "forum_thread", ("id", "audience_id")),
    ]
