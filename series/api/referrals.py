"""Referrals: making one, and each step of both sides."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import visible_or_404
from accounts.api.rest import (
    AFTER,
    ApiView,
    all_visible,
    asking,
    documented,
    newest_page,
    one_visible,
    page_answer,
    typed,
)
from accounts.models import Country, Officer
from accounts.permissions import require
from icse.core import audit
from icse.core.errors import IcseError
from series import actions
from series.actions.referrals import Chosen
from series.models import Item, Referral, Subject
from series.queries.referrals import all_referrals, course_of, standing_indications
from series.queries.series import all_series
from series.referral_serializers import (
    NewReferralSerializer,
    NewStepSerializer,
    ReferralDetailSerializer,
    ReferralPageSerializer,
    ReferralSerializer,
)

_SIDE = OpenApiParameter("side", str, enum=Referral.Side.values)


class ReferralListView(ApiView):
    """Referrals that the officer's country sent or received."""

    @documented("list_referrals", "Referrals, newest first", response=ReferralPageSerializer, parameters=[AFTER, _SIDE])
    def get(self, request: Request) -> Response:
        """List them."""
        officer = asking(request)
        require(officer, "referral.answer")
        wanted: dict[str, object] = {}
        if side := request.query_params.get("side"):
            if side not in Referral.Side.values:
                raise IcseError("Write sent or received.", field="side")
            wanted["t.side = %s"] = side
        rows, last = newest_page(request, all_referrals(), wanted)
        audit.record("list.viewed", list="referrals", rows=len(rows))
        return page_answer(request, ReferralSerializer(rows, many=True, context={"officer": officer}).data, last)

    @documented(
        "refer_series",
        "Refer an own series to a country, with what is named and nothing else",
        request=NewReferralSerializer,
        response=ReferralDetailSerializer,
        status=201,
    )
    def post(self, request: Request) -> Response:
        """Refer it."""
        officer = asking(request)
        data = typed(NewReferralSerializer(data=request.data))
        require(officer, "referral.send")
        series = one_visible(all_series(), data["series"], field="series")
        to_country = one_visible(Country.objects.all(), data["to_country"], field="to_country")
        earlier = data.get("earlier")
        of_series = Subject.objects.filter(series=series).select_related("series")
        chosen = Chosen(
            items=all_visible(Item.objects.filter(placements__series=series), data.get("items", []), field="items"),
            subjects=all_visible(of_series, data.get("subjects", []), field="subjects"),
            indications=all_visible(standing_indications(series), data.get("indications", []), field="indications"),
            with_summary=data["with_summary"],
            originals=data["originals"],
        )
        made = actions.refer_series(
            series=series,
            to_country=to_country,
            chosen=chosen,
            note=data.get("note", ""),
            earlier=one_visible(all_referrals(), earlier, field="earlier") if earlier else None,
            by=officer,
        )
        return Response(_detail(all_referrals().get(pk=made.pk), officer), status=201)


class ReferralView(ApiView):
    """One referral."""

    @documented("get_referral", "One referral with its steps; recorded", response=ReferralDetailSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """Show it."""
        one = visible_or_404(all_referrals(), pk=pk)
        audit.record("referral.viewed", on=one)
        return Response(_detail(one, asking(request)))


class ReferralStepView(ApiView):
    """What either side does next."""

    @documented(
        "step_referral",
        "Take a step of a referral, as the side whose step it is",
        request=NewStepSerializer,
        response=ReferralDetailSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Take it."""
        officer = asking(request)
        one = visible_or_404(all_referrals(), pk=pk)
        actions.step_referral(referral=one, **typed(NewStepSerializer(data=request.data)), by=officer)
        return Response(_detail(all_referrals().get(pk=pk), officer))


def _detail(one: Referral, officer: Officer) -> object:
    course = course_of(one, officer)
    shown = {"referral": one, "steps": course.steps, "may": [str(step) for step in course.may]}
    return ReferralDetailSerializer(shown, context={"officer": officer}).data
