"""Merging and splitting series of the own country."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import visible_or_404
from accounts.api.rest import ApiView, all_visible, asking, documented, one_visible, typed
from accounts.permissions import require
from series import actions
from series.link_serializers import MergeSerializer, NewMergeSerializer, NewSplitSerializer
from series.models import Item, Merge, Subject
from series.queries.series import all_series, series_or_404
from series.serializers import SeriesSerializer


class MergeView(ApiView):
    """What is merged into a series."""

    @documented(
        "merge_series",
        "Move all that is in another series of the own country here",
        request=NewMergeSerializer,
        response=MergeSerializer,
        status=201,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Merge."""
        officer = asking(request)
        series = series_or_404(pk)
        require(officer, "series.merge")
        key = typed(NewMergeSerializer(data=request.data))["other"]
        other = one_visible(all_series().select_related("merged_into"), key, field="other")
        merge = actions.merge_series(into=series, other=other, by=officer)
        return Response(MergeSerializer(merge, context={"officer": officer}).data, status=201)


class SplitView(ApiView):
    """What is split from a series."""

    @documented(
        "split_series",
        "Make a new series of some of this one",
        request=NewSplitSerializer,
        response=SeriesSerializer,
        status=201,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Split."""
        officer = asking(request)
        series = series_or_404(pk)
        require(officer, "series.merge")
        data = typed(NewSplitSerializer(data=request.data))
        data["items"] = all_visible(Item.objects.all(), data["items"], field="items")
        data["subjects"] = all_visible(Subject.objects.all(), data["subjects"], field="subjects")
        made = actions.split_series(series=series, **data, by=officer)
        return Response(SeriesSerializer(made, context={"officer": officer}).data, status=201)


class MergeUndoingView(ApiView):
    """The end of a merge or a split."""

    @documented("undo_merge", "Undo a merge or a split", response=MergeSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        """Undo it."""
        officer = asking(request)
        rows = Merge.objects.select_related("into__merged_into", "other__merged_into", "unit")
        merge = visible_or_404(rows, pk=pk)
        require(officer, "series.merge")
        actions.undo_merge(merge=merge, by=officer)
        merge.refresh_from_db(fields=["undone_at"])
        return Response(MergeSerializer(merge, context={"officer": officer}).data)
