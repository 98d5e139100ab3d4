"""Country indications, and flags that ongoing abuse is suspected."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import as_uuid, visible_or_404
from accounts.api.rest import AFTER, ApiView, asking, documented, newest_page, one_visible, page_answer, typed
from accounts.models import Country
from accounts.permissions import require
from icse.core import audit
from icse.core.errors import IcseError
from series import actions
from series.models import Alert, Indication
from series.queries.duty import duty_of
from series.queries.series import all_series
from series.referral_serializers import (
    AlertSerializer,
    DutySerializer,
    EndAlertSerializer,
    IndicationPageSerializer,
    IndicationSerializer,
    NewAlertSerializer,
    NewAnswerSerializer,
    NewIndicationSerializer,
)

_SERIES = OpenApiParameter("series", UUID, description="Only what is said of this series.")


class IndicationListView(ApiView):
    """Where series were made, by whose word."""

    @documented(
        "list_indications",
        "Country indications, newest first; withdrawn ones too",
        response=IndicationPageSerializer,
        parameters=[AFTER, _SERIES],
    )
    def get(self, request: Request) -> Response:
        """List them."""
        officer = asking(request)
        require(officer, "indication.make")
        wanted: dict[str, object] = {}
        if text := request.query_params.get("series"):
            if (key := as_uuid(text)) is None:
                raise IcseError("This is no key.", field="series")
            wanted["t.series_id = %s"] = key
        rows, last = newest_page(request, Indication.objects.select_related("unit"), wanted)
        audit.record("list.viewed", list="indications", rows=len(rows))
        return page_answer(request, IndicationSerializer(rows, many=True, context={"officer": officer}).data, last)

    @documented(
        "indicate_country",
        "Say that a series was probably made in a country",
        request=NewIndicationSerializer,
        response=IndicationSerializer,
        status=201,
    )
    def post(self, request: Request) -> Response:
        """Say it."""
        officer = asking(request)
        data = typed(NewIndicationSerializer(data=request.data))
        require(officer, "indication.make")
        series = one_visible(all_series(), data.pop("series"), field="series")
        made_in = one_visible(Country.objects.all(), data.pop("made_in"), field="made_in")
        made = actions.indicate_country(series=series, made_in=made_in, **data, by=officer)
        return Response(IndicationSerializer(made, context={"officer": officer}).data, status=201)


class IndicationWithdrawalView(ApiView):
    """The end of an indication."""

    @documented("withdraw_indication", "Withdraw the own country's indication", response=IndicationSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        """Withdraw it."""
        officer = asking(request)
        one = visible_or_404(Indication.objects.select_related("unit"), pk=pk)
        actions.withdraw_indication(indication=one, by=officer)
        one.refresh_from_db(fields=["withdrawn_at"])
        return Response(IndicationSerializer(one, context={"officer": officer}).data)


class AlertListView(ApiView):
    """Flags."""

    @documented(
        "raise_alert",
        "Say that ongoing abuse is suspected: duty units are asked at once",
        request=NewAlertSerializer,
        response=AlertSerializer,
        status=201,
    )
    def post(self, request: Request) -> Response:
        """Raise one."""
        officer = asking(request)
        data = typed(NewAlertSerializer(data=request.data))
        require(officer, "alert.raise")
        series = one_visible(all_series(), data.pop("series"), field="series")
        made = actions.raise_alert(series=series, **data, by=officer)
        return Response(AlertSerializer(made, context={"officer": officer}).data, status=201)


class AlertWithdrawalView(ApiView):
    """The end of a flag."""

    @documented(
        "withdraw_alert",
        "Withdraw a flag, as who raised it or as the owner",
        request=EndAlertSerializer,
        response=AlertSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Withdraw it."""
        officer = asking(request)
        one = visible_or_404(Alert.objects.select_related("unit", "series"), pk=pk)
        actions.withdraw_alert(alert=one, **typed(EndAlertSerializer(data=request.data)), by=officer)
        one.refresh_from_db(fields=["withdrawn_at", "withdrawn_reason"])
        return Response(AlertSerializer(one, context={"officer": officer}).data)


class AcknowledgementView(ApiView):
    """A unit's answer to a flag."""

    @documented(
        "acknowledge_alert",
        "Answer a flag for the own unit",
        request=NewAnswerSerializer,
        response=AlertSerializer,
        status=201,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Answer it."""
        officer = asking(request)
        one = visible_or_404(Alert.objects.select_related("unit"), pk=pk)
        actions.acknowledge_alert(alert=one, **typed(NewAnswerSerializer(data=request.data)), by=officer)
        return Response(AlertSerializer(one, context={"officer": officer}).data, status=201)


class DutyView(ApiView):
    """What waits."""

    @documented("show_duty", "What waits for the officer's unit, 50 of each", response=DutySerializer)
    def get(self, request: Request) -> Response:
        """Show it."""
        officer = asking(request)
        require(officer, "referral.answer")
        duty = duty_of(officer)
        audit.record("list.viewed", list="duty", rows=duty.number)
        return Response(DutySerializer(duty, context={"officer": officer}).data)
