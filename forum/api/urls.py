"""Addresses of this app's part of the API."""

from django.urls import URLPattern, path

from forum.api.answers import (
    AnswerIndicationView,
    EndingView,
    MarkView,
    PostVersionListView,
    PostView,
    RedactionView,
    TranslationView,
)
from forum.api.asking import CheckAnswerView, CheckListView, ClueKindListView, CropListView
from forum.api.export import ExportView
from forum.api.notifications import (
    NotificationListView,
    NotificationReadView,
    SubscriptionListView,
    SubscriptionRemovalView,
)
from forum.api.outcomes import OutcomeListView, OutcomeReadView
from forum.api.posts import AcceptanceView, PostListView
from forum.api.requests import (
    RequestAnswerView,
    RequestListView,
    RequestReplyView,
    RequestView,
    RequestWithdrawalView,
)
from forum.api.sharing import ItemSharingView, SeriesSharingView, ThreadSharingView
from forum.api.threads import ThreadListView, ThreadView

urlpatterns: list[URLPattern] = [
    path("series/<uuid:pk>/sharing", SeriesSharingView.as_view(), name="api-series-sharing"),
    path("items/<uuid:pk>/sharing", ItemSharingView.as_view(), name="api-item-sharing"),
    path("threads/<uuid:pk>/sharing", ThreadSharingView.as_view(), name="api-thread-sharing"),
    path("series/<uuid:pk>/export", ExportView.as_view(), name="api-export"),
    path("threads", ThreadListView.as_view(), name="api-threads"),
    path("threads/<uuid:pk>", ThreadView.as_view(), name="api-thread"),
    path("threads/<uuid:pk>/posts", PostListView.as_view(), name="api-posts"),
    path("posts/<uuid:pk>/acceptance", AcceptanceView.as_view(), name="api-acceptance"),
    path("outcomes", OutcomeListView.as_view(), name="api-outcomes"),
    path("outcomes/read", OutcomeReadView.as_view(), name="api-outcomes-read"),
    path("requests", RequestListView.as_view(), name="api-requests"),
    path("requests/<uuid:pk>", RequestView.as_view(), name="api-request"),
    path("requests/<uuid:pk>/answer", RequestAnswerView.as_view(), name="api-request-answer"),
    path("requests/<uuid:pk>/reply", RequestReplyView.as_view(), name="api-request-reply"),
    path("requests/<uuid:pk>/withdrawal", RequestWithdrawalView.as_view(), name="api-request-withdrawal"),
]

urlpatterns += [
    path("clue-kinds", ClueKindListView.as_view(), name="api-clue-kinds"),
    path("threads/<uuid:pk>/crops", CropListView.as_view(), name="api-thread-crops"),
    path("checks", CheckListView.as_view(), name="api-checks"),
    path("checks/<uuid:pk>/answer", CheckAnswerView.as_view(), name="api-check-answer"),
    path("posts/<uuid:pk>", PostView.as_view(), name="api-post"),
    path("posts/<uuid:pk>/versions", PostVersionListView.as_view(), name="api-post-versions"),
    path("posts/<uuid:pk>/redaction", RedactionView.as_view(), name="api-post-redaction"),
    path("posts/<uuid:pk>/mark", MarkView.as_view(), name="api-post-mark"),
    path("posts/<uuid:pk>/translation", TranslationView.as_view(), name="api-post-translation"),
    path("posts/<uuid:pk>/indication", AnswerIndicationView.as_view(), name="api-post-indication"),
    path("threads/<uuid:pk>/ending", EndingView.as_view(), name="api-thread-ending"),
    path("notifications", NotificationListView.as_view(), name="api-notifications"),
    path("notifications/read", NotificationReadView.as_view(), name="api-notifications-read"),
    path("subscriptions", SubscriptionListView.as_view(), name="api-subscriptions"),
    path("subscriptions/<uuid:pk>/removal", SubscriptionRemovalView.as_view(), name="api-subscription-removal"),
]
