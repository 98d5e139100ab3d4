"""What the flood guard set aside for the own country, and what the country says of it."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import visible_or_404
from accounts.api.rest import AFTER, ApiView, after_of, asking, documented, page_answer, typed
from accounts.permissions import require
from icse.core import audit
from series import actions
from series.hash_list_serializers import NewDecisionSerializer, SetAsidePageSerializer, SetAsideSerializer
from series.models import SetAside
from series.queries.standing import asides_to_review


class SetAsideListView(ApiView):
    """What waits for review."""

    @documented(
        "list_set_aside",
        "Files that match too many series, set aside for your country and not reviewed yet",
        response=SetAsidePageSerializer,
        parameters=[AFTER],
    )
    def get(self, request: Request) -> Response:
        """List it, the newest first."""
        require(asking(request), "match.review")
        page = asides_to_review(after_of(request))
        audit.record("list.viewed", list="set aside", rows=len(page.rows))
        return page_answer(request, SetAsideSerializer(page.rows, many=True).data, page.older)


class DecisionView(ApiView):
    """What becomes of one."""

    @documented(
        "decide_set_aside",
        "Release what was set aside for your country, or keep it aside; both may be said again",
        request=NewDecisionSerializer,
        response=SetAsideSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Decide."""
        aside = visible_or_404(SetAside.objects.all(), pk=pk)
        officer = asking(request)
        require(officer, "match.review")
        actions.decide_set_aside(aside=aside, **typed(NewDecisionSerializer(data=request.data)), by=officer)
        aside.refresh_from_db(fields=["decision", "reason", "decided_at"])
        return Response(SetAsideSerializer(aside).data)
