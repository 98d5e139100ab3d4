"""What became of that in which the officer's unit took part."""

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.rest import AFTER, PAGE, ApiView, after_of, asking, documented, page_answer
from accounts.permissions import require
from forum import actions
from forum.outcome_serializers import OutcomePageSerializer, OutcomeSerializer, ReadSerializer
from forum.outcomes import our_outcomes
from icse.core import audit


class OutcomeListView(ApiView):
    """What the unit is told."""

    @documented(
        "list_outcomes", "What your unit is told, newest key first", response=OutcomePageSerializer, parameters=[AFTER]
    )
    def get(self, request: Request) -> Response:
        """List them."""
        officer = asking(request)
        require(officer, "outcome.read")
        rows = our_outcomes(officer).select_related("subject")
        if after := after_of(request):
            rows = rows.filter(pk__lt=after)
        found = list(rows.order_by("-pk")[: PAGE + 1])
        audit.record("list.viewed", list="outcomes", rows=len(found[:PAGE]))
        shown = OutcomeSerializer(found[:PAGE], many=True).data
        return page_answer(request, shown, found[PAGE - 1].pk if len(found) > PAGE else None)


class OutcomeReadView(ApiView):
    """Reading them."""

    @documented("read_outcomes", "Say that your unit has read all of them", response=ReadSerializer)
    def post(self, request: Request) -> Response:
        """Mark all as read."""
        officer = asking(request)
        require(officer, "outcome.read")
        return Response({"read": actions.read_outcomes(by=officer)})
