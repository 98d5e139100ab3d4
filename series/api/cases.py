"""Cases of the own country."""

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.rest import AFTER, ApiView, asking, documented, newest_page, page_answer, typed
from accounts.permissions import require
from icse.core import audit
from series import actions
from series.models import Case
from series.serializers import CasePageSerializer, CaseSerializer, NewCaseSerializer


class CaseListView(ApiView):
    """The own country's cases."""

    @documented("list_cases", "The own country's cases, newest first", response=CasePageSerializer, parameters=[AFTER])
    def get(self, request: Request) -> Response:
        """List them."""
        officer = asking(request)
        require(officer, "case.open")
        cases, last = newest_page(request, Case.objects.select_related("unit"), {})
        audit.record("list.viewed", list="cases", rows=len(cases))
        return page_answer(request, CaseSerializer(cases, many=True, context={"officer": officer}).data, last)

    @documented(
        "open_case",
        "Open a case, or find the one with this reference and exhibit",
        request=NewCaseSerializer,
        response=CaseSerializer,
    )
    def post(self, request: Request) -> Response:
        """Open one."""
        officer = asking(request)
        require(officer, "case.open")
        case = actions.open_case(**typed(NewCaseSerializer(data=request.data)), by=officer)
        return Response(CaseSerializer(case, context={"officer": officer}).data)
