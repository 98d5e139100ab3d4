"""Series and what is placed in them."""

from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter
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
    newest_page,
    one_visible,
    page_answer,
    typed,
)
from accounts.markings import UNMARKED
from accounts.models import Audience
from accounts.permissions import require
from accounts.serializers import take_marking
from icse.core import audit
from icse.core.errors import IcseError
from series import actions
from series.actions.subjects import MOST_SUBJECTS
from series.models import Item, Placement, Series
from series.queries.series import all_series, series_or_404
from series.queries.subjects import subjects_of
from series.serializers import (
    NewPlacementsSerializer,
    NewSeriesSerializer,
    PlacementPageSerializer,
    PlacementSerializer,
    SeriesDetailSerializer,
    SeriesPageSerializer,
    SeriesSerializer,
)
from series.statement_serializers import SeriesTextSerializer

#: What is solved is off every list unless it is asked for; what was merged always.
STATUSES = {
    "active": "(t.active_for_victims OR t.active_for_offenders) = %s",
    "solved": "(NOT t.active_for_victims AND NOT t.active_for_offenders AND t.merged_into_id IS NULL) = %s",
    "all": "(t.merged_into_id IS NULL) = %s",
}
_STATUS = OpenApiParameter("status", str, enum=list(STATUSES), default="active")


class SeriesListView(ApiView):
    """Series that are shown to the officer."""

    @documented("list_series", "Series, newest first", response=SeriesPageSerializer, parameters=[AFTER, _STATUS])
    def get(self, request: Request) -> Response:
        """List them."""
        condition = STATUSES.get(request.query_params.get("status", "active"))
        if condition is None:
            raise IcseError("There is no such status.", field="status")
        series, last = newest_page(request, all_series(), {condition: True})
        audit.record("list.viewed", list="series", rows=len(series))
        context = {"officer": asking(request)}
        return page_answer(request, SeriesSerializer(series, many=True, context=context).data, last)

    @documented("create_series", "Make a series", request=NewSeriesSerializer, response=SeriesSerializer, status=201)
    def post(self, request: Request) -> Response:
        """Make one."""
        officer = asking(request)
        require(officer, "series.create")
        data = typed(NewSeriesSerializer(data=request.data))
        data["audience"] = one_visible(Audience.objects.all(), data["audience"], field="audience", name="key")
        data["items"] = all_visible(Item.objects.all(), data.get("items", []), field="items")
        data["marking"] = take_marking(data, UNMARKED)
        series = actions.create_series(**data, by=officer)
        series.refresh_from_db()
        return Response(SeriesSerializer(series, context={"officer": officer}).data, status=201)


class SeriesView(ApiView):
    """One series."""

    @documented("get_series", "One series; reading it is recorded", response=SeriesDetailSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """Show it with its subjects."""
        officer = asking(request)
        series = visible_or_404(all_series(), pk=pk)
        audit.record("series.viewed", on=series)
        subjects = subjects_of(series, officer, contributes=False, at_most=MOST_SUBJECTS, said=False)
        shown = {"series": series, "subjects": subjects}
        return Response(SeriesDetailSerializer(shown, context={"officer": officer}).data)


class SeriesTextView(ApiView):
    """The text of a series."""

    @documented(
        "edit_series",
        "Edit the text; 409 with the saved version if somebody else saved first",
        request=SeriesTextSerializer,
        response=SeriesSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Save it."""
        officer = asking(request)
        series = series_or_404(pk)
        require(officer, "series.edit")
        saved = actions.edit_series(series=series, **typed(SeriesTextSerializer(data=request.data)), by=officer)
        return Response(SeriesSerializer(saved, context={"officer": officer}).data)


class PlacementListView(ApiView):
    """The items of a series."""

    @documented(
        "list_placements", "The items of a series, newest first", response=PlacementPageSerializer, parameters=[AFTER]
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """List them, as far as both are shown to the officer."""
        series = series_or_404(pk)
        rows = _placements(series)
        after = after_of(request)
        found = list((rows.filter(pk__lt=after) if after else rows)[: PAGE + 1])
        audit.record("list.viewed", on=series, list="placements", rows=len(found[:PAGE]))
        return page_answer(request, _shown(request, found[:PAGE]), found[PAGE - 1].pk if len(found) > PAGE else None)

    @documented(
        "place_items",
        "Put items in a series; one that is there already stays once",
        request=NewPlacementsSerializer,
        response=PlacementPageSerializer,
        status=201,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Place them."""
        officer = asking(request)
        series = series_or_404(pk)
        require(officer, "placement.add")
        keys = typed(NewPlacementsSerializer(data=request.data))["items"]
        items = all_visible(Item.objects.all(), keys, field="items")
        placed = actions.place_items(series=series, items=items, by=officer)
        rows = _placements(series).filter(pk__in=[one.pk for one in placed])
        answer = page_answer(request, _shown(request, rows), None)
        answer.status_code = 201
        return answer


def _placements(series: Series) -> QuerySet[Placement]:
    return Placement.objects.filter(series=series).select_related("unit", "item", "series").order_by("-pk")


def _shown(request: Request, placements: object) -> object:
    return PlacementSerializer(placements, many=True, context={"officer": asking(request)}).data
