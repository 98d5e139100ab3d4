"""What follows an identification: opening again, safeguarding and arrest."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import visible_or_404
from accounts.api.rest import ApiView, asking, documented, typed
from accounts.permissions import require
from series import actions
from series.models import Reopening, Subject, SubjectFact
from series.serializers import (
    NewFactSerializer,
    ReasonSerializer,
    ReopeningAnswerSerializer,
    ReopeningSerializer,
    SubjectFactSerializer,
)


class ReopeningListView(ApiView):
    """Opening a subject again. Who identified or owns does so; others propose it."""

    @documented(
        "reopen_subject",
        "Open an identified subject again, as who identified or owns; others propose it",
        request=ReasonSerializer,
        response=ReopeningSerializer,
        status=201,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Open it again, or propose that."""
        officer = asking(request)
        subject = visible_or_404(Subject.objects.select_related("series"), pk=pk)
        require(officer, "reopening.propose")
        reason = typed(ReasonSerializer(data=request.data))["reason"]
        decides = officer.country_id in (subject.series.country_id, subject.status_country_id)
        act = actions.reopen_subject if decides else actions.propose_reopening_of
        made = act(subject=subject, reason=reason, by=officer)
        return Response(ReopeningSerializer(_fresh(made), context={"officer": officer}).data, status=201)


class ReopeningAnswerView(ApiView):
    """The answer to a proposal."""

    @documented(
        "answer_reopening",
        "Accept or decline, as who identified or owns, what another country proposed",
        request=ReopeningAnswerSerializer,
        response=ReopeningSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Answer."""
        officer = asking(request)
        proposed = visible_or_404(Reopening.objects.all(), pk=pk)
        require(officer, "reopening.decide")
        said = typed(ReopeningAnswerSerializer(data=request.data))
        if said["state"] == Reopening.State.ACCEPTED:
            actions.accept_reopening(reopening=proposed, by=officer)
        else:
            actions.decline_reopening(reopening=proposed, answer=said.get("answer", ""), by=officer)
        return Response(ReopeningSerializer(_fresh(proposed), context={"officer": officer}).data)


class FactListView(ApiView):
    """Safeguarding and arrest. They are read with the series."""

    @documented(
        "record_fact",
        "Record, as a country that identified, that a victim is safeguarded or an offender arrested",
        request=NewFactSerializer,
        response=SubjectFactSerializer,
        status=201,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Record one."""
        officer = asking(request)
        subject = visible_or_404(Subject.objects.all(), pk=pk)
        require(officer, "fact.record")
        fact = actions.record_fact(subject=subject, **typed(NewFactSerializer(data=request.data)), by=officer)
        return Response(SubjectFactSerializer(fact, context={"officer": officer}).data, status=201)


class FactWithdrawalView(ApiView):
    """Taking a fact back."""

    @documented(
        "withdraw_fact",
        "Say, as the country that recorded it, why it was not so",
        request=ReasonSerializer,
        response=SubjectFactSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Withdraw."""
        officer = asking(request)
        fact = visible_or_404(SubjectFact.objects.select_related("subject", "unit"), pk=pk)
        require(officer, "fact.record")
        actions.withdraw_fact(fact=fact, reason=typed(ReasonSerializer(data=request.data))["reason"], by=officer)
        fact.refresh_from_db(fields=["withdrawn_at", "withdrawn_reason"])
        return Response(SubjectFactSerializer(fact, context={"officer": officer}).data)


def _fresh(reopening: Reopening) -> Reopening:
    return Reopening.objects.select_related("unit").get(pk=reopening.pk)
