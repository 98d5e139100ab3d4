"""What the officer is told, and what the officer follows."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import visible_or_404
from accounts.api.rest import AFTER, PAGE, ApiView, after_of, asking, documented, one_visible, page_answer, typed
from accounts.models import Country, Unit
from accounts.permissions import require
from forum import actions
from forum.models import ClueKind, Subscription, Thread
from forum.notifications import subscriptions_of, told_to
from forum.outcome_serializers import ReadSerializer
from forum.telling_serializers import (
    NewSubscriptionSerializer,
    NotificationPageSerializer,
    NotificationSerializer,
    ReadingSerializer,
    SubscriptionPageSerializer,
    SubscriptionSerializer,
)
from icse.core import audit
from icse.core.errors import IcseError
from series.models import Series


class NotificationListView(ApiView):
    """What the officer is told."""

    @documented(
        "list_notifications",
        "What you are told, newest first",
        response=NotificationPageSerializer,
        parameters=[AFTER],
    )
    def get(self, request: Request) -> Response:
        """List them."""
        officer = asking(request)
        require(officer, "notification.read")
        rows = told_to(officer)
        if after := after_of(request):
            rows = rows.filter(pk__lt=after)
        found = list(rows.order_by("-pk")[: PAGE + 1])
        audit.record("list.viewed", list="notifications", rows=len(found[:PAGE]))
        shown = NotificationSerializer(found[:PAGE], many=True).data
        return page_answer(request, shown, found[PAGE - 1].pk if len(found) > PAGE else None)


class NotificationReadView(ApiView):
    """Reading them."""

    @documented(
        "read_notifications",
        "Say that you have read what you are told, of one request or all",
        request=ReadingSerializer,
        response=ReadSerializer,
    )
    def post(self, request: Request) -> Response:
        """Mark as read."""
        officer = asking(request)
        require(officer, "notification.read")
        key = typed(ReadingSerializer(data=request.data)).get("thread")
        thread = one_visible(Thread.objects.all(), key, field="thread") if key else None
        return Response({"read": actions.read_notifications(thread=thread, by=officer)})


class SubscriptionListView(ApiView):
    """What the officer follows."""

    @documented("list_subscriptions", "What you follow, newest first", response=SubscriptionPageSerializer)
    def get(self, request: Request) -> Response:
        """List all of it; there are few."""
        officer = asking(request)
        require(officer, "notification.read")
        return page_answer(request, SubscriptionSerializer(subscriptions_of(officer), many=True).data, None)

    @documented(
        "add_subscription",
        "Follow something",
        request=NewSubscriptionSerializer,
        response=SubscriptionSerializer,
        status=201,
    )
    def post(self, request: Request) -> Response:
        """Follow it."""
        officer = asking(request)
        require(officer, "notification.read")
        data = typed(NewSubscriptionSerializer(data=request.data))
        row = actions.subscribe(what=data["what"], by=officer, **_target(data))
        return Response(SubscriptionSerializer(row).data, status=201)


class SubscriptionRemovalView(ApiView):
    """Following no more."""

    @documented("remove_subscription", "Follow it no more", response=SubscriptionSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        """Remove it."""
        officer = asking(request)
        row = visible_or_404(Subscription.objects.all(), pk=pk)
        shown = SubscriptionSerializer(row).data
        actions.unsubscribe(subscription=row, by=officer)
        return Response(shown)


def _target(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the column that is followed.

    :raises IcseError: it is missing, or not there for this officer.
    """
    what = data["what"]
    if what == Subscription.What.ALL:
        return {}
    if what not in data:
        raise IcseError("Say what to follow.", field=what)
    value = data[what]
    rows: dict[str, tuple[str, Any]] = {
        "kind": ("kind", ClueKind.objects.all()),
        "country": ("of_country", Country.objects.filter(is_connected=True)),
        "unit": ("of_unit", Unit.objects.all()),
        "series": ("series", Series.objects.all()),
    }
    if what not in rows:
        return {what: value}
    column, among = rows[what]
    return {column: one_visible(among, value, field=what)}
