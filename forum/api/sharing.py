"""Sharing series, items and clue requests otherwise. The first call says what would happen, the second does it."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import visible_or_404
from accounts.api.rest import ApiView, all_visible, asking, documented, typed
from accounts.api.sharing import NewSharingSerializer, SharingSerializer, share_confirmed, wanted_sharing
from accounts.models import Officer
from accounts.permissions import require
from accounts.sharing import Plan
from forum import actions
from forum.actions.sharing import require_thread_sharer
from forum.queries import all_threads
from forum.sharing import plan_items, plan_series, plan_thread
from series.actions import share_item
from series.actions.sharing import MOST_SHARED, require_item_sharer, require_sharer
from series.models import Item
from series.queries.items import all_items
from series.queries.series import series_or_404

_WHAT = "Share {} otherwise; the first call previews, the second confirms"


class NewSeriesSharingSerializer(NewSharingSerializer):
    """For a series also the own country's items in it that take over its audience and marking."""

    items = serializers.ListField(child=serializers.UUIDField(), required=False, default=list, max_length=MOST_SHARED)


class SeriesSharingView(ApiView):
    """How a series is shared."""

    @documented(
        "share_series", _WHAT.format("a series"), request=NewSeriesSharingSerializer, response=SharingSerializer
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Preview or do it."""
        officer = asking(request)
        series = series_or_404(pk)
        require(officer, "series.share")
        require_sharer(series, officer)
        data = typed(NewSeriesSharingSerializer(data=request.data))
        items = all_visible(Item.objects.select_related("audience"), data["items"], field="items")
        plan = partial(plan_series, series, items=items)
        return _answer(data, officer, plan, partial(actions.share_series_and_threads, series=series, items=items))


class ItemSharingView(ApiView):
    """How an item is shared."""

    @documented("share_item", _WHAT.format("an item"), request=NewSharingSerializer, response=SharingSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        """Preview or do it."""
        officer = asking(request)
        item = visible_or_404(all_items(), pk=pk)
        require(officer, "item.share")
        require_item_sharer([item], officer)
        data = typed(NewSharingSerializer(data=request.data))
        return _answer(data, officer, partial(plan_items, [item]), partial(share_item, item=item))


class ThreadSharingView(ApiView):
    """How a clue request is shared."""

    @documented(
        "share_thread", _WHAT.format("a clue request"), request=NewSharingSerializer, response=SharingSerializer
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Preview or do it."""
        officer = asking(request)
        thread = visible_or_404(all_threads(), pk=pk)
        require(officer, "thread.share")
        require_thread_sharer(thread, officer)
        data = typed(NewSharingSerializer(data=request.data))
        return _answer(data, officer, partial(plan_thread, thread), partial(actions.share_thread, thread=thread))


def _answer(data: dict[str, Any], officer: Officer, plan: Callable[..., Plan], act: Callable[..., object]) -> Response:
    audience, marking = wanted_sharing(data)
    chosen = {"audience": audience, "marking": marking}
    return Response(share_confirmed(data, partial(plan, **chosen), partial(act, **chosen, by=officer)))
