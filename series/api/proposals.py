"""The queue of possible links."""

from uuid import UUID

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import visible_or_404
from accounts.api.rest import AFTER, ApiView, after_of, asking, documented, page_answer, typed
from accounts.permissions import require
from icse.core import audit
from series import actions
from series.forms.proposals import QueueForm
from series.models import LinkReason
from series.proposal_serializers import (
    ProposalAnswerSerializer,
    ProposalDecidedSerializer,
    ProposalPageSerializer,
    ProposalSerializer,
)
from series.queries.proposals import queue_of

_NARROW = (
    OpenApiParameter("reason", str, enum=LinkReason.Reason.values),
    OpenApiParameter("own", bool, description="Only with a series of the own country."),
    OpenApiParameter("series", UUID, description="Only with this series."),
)


class ProposalListView(ApiView):
    """What may belong together, as far as the officer sees both sides and what speaks for it."""

    @documented(
        "list_proposals",
        "Possible links, what saves the most work first",
        response=ProposalPageSerializer,
        parameters=[AFTER, *_NARROW],
    )
    def get(self, request: Request) -> Response:
        """List them."""
        officer = asking(request)
        require(officer, "proposal.decide")
        queue = queue_of(officer, QueueForm(request.query_params).narrow, after=after_of(request))
        audit.record("list.viewed", list="proposals", rows=len(queue.lines))
        return page_answer(request, ProposalSerializer(queue.lines, many=True).data, queue.older)


class ProposalAnswerView(ApiView):
    """The own country's answer to one."""

    @documented(
        "answer_proposal",
        "Accept or reject a possible link, for the own country",
        request=ProposalAnswerSerializer,
        response=ProposalDecidedSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Answer."""
        officer = asking(request)
        row = visible_or_404(LinkReason.objects.all(), pk=pk)
        require(officer, "proposal.decide")
        said = typed(ProposalAnswerSerializer(data=request.data))
        if said["answer"] == "accept":
            actions.accept_proposal(proposal=row, how=said.get("how", ""), by=officer)
        else:
            actions.reject_proposal(proposal=row, why=said.get("why", ""), note=said.get("note", ""), by=officer)
        return Response({"id": str(pk), "answer": said["answer"]})
