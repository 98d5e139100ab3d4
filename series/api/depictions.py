"""Which items show a subject."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import visible_or_404
from accounts.api.rest import (
    AFTER,
    PAGE,
    ApiView,
    after_of,
    all_visible,
    asking,
    documented,
    page_answer,
    typed,
)
from accounts.permissions import require
from icse.core import audit
from series import actions
from series.models import Depiction, Item, Subject
from series.statement_serializers import (
    ChangedSerializer,
    ChosenItemsSerializer,
    DepictionPageSerializer,
    DepictionSerializer,
)


class DepictionListView(ApiView):
    """The items that show a subject."""

    @documented(
        "list_depictions",
        "Which items are said to show a subject, newest first",
        response=DepictionPageSerializer,
        parameters=[AFTER],
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """List them, as far as both are shown to the officer."""
        officer = asking(request)
        subject = visible_or_404(Subject.objects.all(), pk=pk)
        rows = Depiction.objects.filter(subject=subject).select_related("unit").order_by("-pk")
        after = after_of(request)
        found = list((rows.filter(pk__lt=after) if after else rows)[: PAGE + 1])
        page, last = found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None
        audit.record("list.viewed", on=subject, list="depictions", rows=len(page))
        return page_answer(request, DepictionSerializer(page, many=True, context={"officer": officer}).data, last)

    @documented(
        "depict_subject",
        "Say that items of its series show a subject",
        request=ChosenItemsSerializer,
        response=ChangedSerializer,
        status=201,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Say it."""
        officer = asking(request)
        subject = visible_or_404(Subject.objects.select_related("series"), pk=pk)
        require(officer, "depiction.make")
        items = _items(request)
        number = actions.depict_subject(subject=subject, items=items, by=officer)
        return Response({"number": number}, status=201)


class DepictionRemovalView(ApiView):
    """Taking back that items show a subject."""

    @documented(
        "undepict_subject",
        "Say that items do not show a subject",
        request=ChosenItemsSerializer,
        response=ChangedSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Take it back."""
        officer = asking(request)
        subject = visible_or_404(Subject.objects.select_related("series"), pk=pk)
        require(officer, "depiction.make")
        number = actions.undepict_subject(subject=subject, items=_items(request), by=officer)
        return Response({"number": number})


def _items(request: Request) -> list[Item]:
    keys = typed(ChosenItemsSerializer(data=request.data))["items"]
    return all_visible(Item.objects.all(), keys, field="items")
