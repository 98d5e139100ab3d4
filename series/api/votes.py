"""Votes on what is not distinctive."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import visible_or_404
from accounts.api.rest import ApiView, asking, documented, page_answer, typed
from accounts.permissions import require
from icse.core import audit
from series import actions
from series.hash_list_serializers import NewVoteSerializer, VotePageSerializer, VoteSerializer
from series.models import HashVote
from series.queries.items import all_items
from series.queries.standing import standings_of


class VoteListView(ApiView):
    """What countries say of a content."""

    @documented("list_votes", "Votes on a content that were not taken back", response=VotePageSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """List those on this item, and on others of the same content that are visible."""
        item = visible_or_404(all_items(), pk=pk)
        officer = asking(request)
        votes = standings_of([item], officer.country_id)[item.pk].votes
        audit.record("list.viewed", on=item, list="votes", rows=len(votes))
        return page_answer(request, VoteSerializer(votes, many=True, context={"officer": officer}).data, None)

    @documented(
        "cast_vote",
        "Vote a content down for the own country",
        request=NewVoteSerializer,
        response=VoteSerializer,
        status=201,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Vote."""
        item = visible_or_404(all_items(), pk=pk)
        officer = asking(request)
        require(officer, "match.vote")
        vote = actions.vote_down(item=item, **typed(NewVoteSerializer(data=request.data)), by=officer)
        return Response(VoteSerializer(vote, context={"officer": officer}).data, status=201)


class VoteWithdrawalView(ApiView):
    """The end of a vote."""

    @documented("withdraw_vote", "Take the own country's vote back", response=VoteSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        """Withdraw it."""
        officer = asking(request)
        vote = visible_or_404(HashVote.objects.select_related("item", "unit"), pk=pk)
        require(officer, "match.vote")
        actions.withdraw_vote(vote=vote, by=officer)
        vote.refresh_from_db(fields=["withdrawn_at"])
        return Response(VoteSerializer(vote, context={"officer": officer}).data)
