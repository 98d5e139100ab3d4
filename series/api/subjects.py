"""Subjects, claims and identifications."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import visible_or_404
from accounts.api.rest import ApiView, asking, documented, typed
from accounts.permissions import require
from series import actions
from series.models import Identification, Subject
from series.queries.series import series_or_404
from series.serializers import (
    ClaimSerializer,
    IdentificationSerializer,
    NewIdentificationSerializer,
    NewSubjectSerializer,
    SubjectSerializer,
)


class SubjectListView(ApiView):
    """The subjects of a series. They are read with it."""

    @documented(
        "add_subject",
        "Add a victim or an offender to a series",
        request=NewSubjectSerializer,
        response=SubjectSerializer,
        status=201,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Add one."""
        officer = asking(request)
        series = series_or_404(pk)
        require(officer, "subject.add")
        subject = actions.add_subject(series=series, **typed(NewSubjectSerializer(data=request.data)), by=officer)
        return Response(SubjectSerializer(subject, context={"officer": officer}).data, status=201)


class ClaimListView(ApiView):
    """Who is verifying."""

    @documented("claim_subject", "Say that the own country verifies", response=ClaimSerializer, status=201)
    def post(self, request: Request, pk: UUID) -> Response:
        """Claim."""
        officer = asking(request)
        subject = visible_or_404(Subject.objects.all(), pk=pk)
        require(officer, "subject.claim")
        claim = actions.claim_subject(subject=subject, by=officer)
        return Response(ClaimSerializer(claim, context={"officer": officer}).data, status=201)


class IdentificationListView(ApiView):
    """Who was identified."""

    @documented(
        "record_identification",
        "Record an identification; it counts once a second officer confirms it",
        request=NewIdentificationSerializer,
        response=IdentificationSerializer,
        status=201,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Record one."""
        officer = asking(request)
        subject = visible_or_404(Subject.objects.all(), pk=pk)
        require(officer, "identification.record")
        facts = typed(NewIdentificationSerializer(data=request.data))
        recorded = actions.record_identification(subject=subject, **facts, by=officer)
        return Response(IdentificationSerializer(recorded, context={"officer": officer}).data, status=201)


class ConfirmationView(ApiView):
    """The word of a second officer."""

    @documented(
        "confirm_identification",
        "Confirm, as a second officer of the country, what a colleague recorded",
        response=IdentificationSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Confirm."""
        officer = asking(request)
        recorded = visible_or_404(Identification.objects.select_related("subject", "unit"), pk=pk)
        require(officer, "identification.confirm")
        actions.confirm_identification(identification=recorded, by=officer)
        recorded.refresh_from_db(fields=["confirmed_at"])
        return Response(IdentificationSerializer(recorded, context={"officer": officer}).data)
