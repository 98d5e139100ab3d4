"""Addresses of this app."""

from django.urls import URLPattern, path

from forum.views import (
    answers,
    asking,
    checks,
    crops,
    drafts,
    export,
    identify,
    interest,
    notifications,
    outcomes,
    posts,
    requests,
    sharing,
    telling,
    threads,
)

urlpatterns: list[URLPattern] = [
    path("threads/", threads.list_threads, name="thread-list"),
    path("threads/rows/", threads.list_rows, name="thread-rows"),
    path("threads/new/", asking.new_thread, name="thread-new"),
    path("threads/<uuid:pk>/", threads.show_thread, name="thread"),
    path("threads/<uuid:pk>/posts/", posts.thread_posts, name="thread-posts"),
    path("threads/<uuid:pk>/interest/", interest.show_interest, name="thread-interest"),
    path("threads/<uuid:pk>/interest/work", interest.change_work, name="thread-interest-work"),
    path("threads/<uuid:pk>/close/", threads.close_thread, name="thread-close"),
    path("posts/<uuid:pk>/accept/", posts.accept_post, name="post-accept"),
    path("crops/<uuid:pk>", crops.show_crop, name="crop"),
    path("series/<uuid:pk>/threads/", threads.series_threads, name="series-threads"),
    path("series/<uuid:pk>/sharing/", sharing.share_series, name="series-sharing"),
    path("items/sharing/", sharing.share_items, name="items-sharing"),
    path("items/<uuid:pk>/sharing/", sharing.share_item, name="item-sharing"),
    path("threads/<uuid:pk>/sharing/", sharing.share_thread, name="thread-sharing"),
    path("series/<uuid:pk>/export/", export.export_series, name="series-export"),
    path("subjects/<uuid:pk>/identify/", identify.identify_subject, name="subject-identify"),
]

urlpatterns += [
    path("outcomes/", outcomes.list_outcomes, name="outcome-list"),
    path("outcomes/unread/", outcomes.count_unread, name="outcome-unread"),
    path("outcomes/read/", outcomes.read_outcomes, name="outcome-read"),
]

urlpatterns += [
    path("requests/", requests.list_requests, name="request-list"),
    path("requests/waiting/", requests.count_waiting, name="request-waiting"),
    path("requests/new/", requests.new_request, name="request-new"),
    path("requests/<uuid:pk>/", requests.show_request, name="request"),
    path("requests/<uuid:pk>/ask-back/", requests.ask_back, name="request-ask-back"),
    path("requests/<uuid:pk>/decline/", requests.decline_request, name="request-decline"),
    path("requests/<uuid:pk>/accept/", requests.accept_request, name="request-accept"),
    path("requests/<uuid:pk>/reply/", requests.reply_to_owner, name="request-reply"),
    path("requests/<uuid:pk>/withdraw/", requests.withdraw_request, name="request-withdraw"),
]

urlpatterns += [
    path("threads/new/fields/", asking.kind_fields, name="thread-new-fields"),
    path("threads/new/help/", asking.asking_help, name="thread-new-help"),
    path("threads/<uuid:pk>/crops/", asking.add_crops, name="thread-crops"),
    path("checks/", checks.list_checks, name="check-list"),
    path("checks/rows/", checks.list_rows, name="check-rows"),
    path("checks/waiting/", checks.count_waiting, name="check-waiting"),
    path("checks/crops/<uuid:pk>", checks.show_crop, name="check-crop"),
    path("checks/<uuid:pk>/confirm/", checks.confirm, name="check-confirm"),
    path("checks/<uuid:pk>/refuse/", checks.refuse, name="check-refuse"),
    path("posts/<uuid:pk>/edit/", answers.edit_post, name="post-edit"),
    path("posts/<uuid:pk>/versions/", answers.show_versions, name="post-versions"),
    path("posts/<uuid:pk>/redact/", answers.redact_post, name="post-redact"),
    path("posts/<uuid:pk>/helped/", answers.mark_post, name="post-mark"),
    path("posts/<uuid:pk>/translation/", answers.translate_post, name="post-translate"),
    path("posts/<uuid:pk>/indicate/", answers.indicate_from_answer, name="post-indicate"),
    path("threads/<uuid:pk>/draft/", drafts.save_draft, name="thread-draft"),
    path("threads/new/draft/", drafts.save_new_draft, name="thread-new-draft"),
    path("drafts/", drafts.list_drafts, name="draft-list"),
    path("drafts/<uuid:pk>/discard/", drafts.discard_draft, name="draft-discard"),
    path("notifications/", notifications.list_notifications, name="notification-list"),
    path("notifications/unread/", notifications.count_unread, name="notification-unread"),
    path("notifications/read/", notifications.read_notifications, name="notification-read"),
    path("threads/<uuid:pk>/told/", notifications.thread_told, name="thread-told"),
    path("settings/notifications/", telling.notification_settings, name="notification-settings"),
    path("settings/notifications/follow/", telling.subscribe, name="subscription-add"),
    path("settings/notifications/<uuid:pk>/unfollow/", telling.unsubscribe, name="subscription-remove"),
]
