"""What units say of subjects and items."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import visible_or_404
from accounts.api.rest import AFTER, ApiView, asking, documented, newest_page, page_answer, typed
from accounts.permissions import require
from icse.core import audit
from series import actions
from series.models import Item, ItemStatement, Subject, SubjectStatement
from series.queries.statements import said_of_subjects
from series.serializers import SubjectSerializer
from series.statement_serializers import (
    ItemStatementPageSerializer,
    ItemStatementSerializer,
    NewItemStatementSerializer,
    NewSubjectStatementSerializer,
    SubjectDetailSerializer,
    SubjectStatementPageSerializer,
    SubjectStatementSerializer,
    SubjectTextSerializer,
)


class SubjectView(ApiView):
    """One subject."""

    @documented("get_subject", "One subject; reading it is recorded", response=SubjectDetailSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """Show it with what units say."""
        officer = asking(request)
        subject = visible_or_404(Subject.objects.select_related("unit"), pk=pk)
        audit.record("subject.viewed", on=subject)
        said = [one for one in said_of_subjects([pk]).get(pk, []) if one.withdrawn_at is None]
        shown = {"subject": subject, "statements": said}
        return Response(SubjectDetailSerializer(shown, context={"officer": officer}).data)


class SubjectTextView(ApiView):
    """What is written of a subject."""

    @documented(
        "edit_subject",
        "Edit what is written; 409 with the saved version if somebody else saved first",
        request=SubjectTextSerializer,
        response=SubjectSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Save it."""
        officer = asking(request)
        subject = visible_or_404(Subject.objects.select_related("unit"), pk=pk)
        require(officer, "subject.edit")
        actions.edit_subject(subject=subject, **typed(SubjectTextSerializer(data=request.data)), by=officer)
        return Response(SubjectSerializer(subject, context={"officer": officer}).data)


class SubjectStatementListView(ApiView):
    """What is said of a subject."""

    @documented(
        "list_subject_statements",
        "What units say of a subject, newest first; withdrawn ones too",
        response=SubjectStatementPageSerializer,
        parameters=[AFTER],
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """List it."""
        officer = asking(request)
        subject = visible_or_404(Subject.objects.all(), pk=pk)
        wanted = {"t.subject_id = %s": subject.pk}
        rows, last = newest_page(request, SubjectStatement.objects.select_related("unit"), wanted)
        audit.record("list.viewed", on=subject, list="statements", rows=len(rows))
        return page_answer(
            request, SubjectStatementSerializer(rows, many=True, context={"officer": officer}).data, last
        )

    @documented(
        "say_of_subject",
        "Say what a subject is like; replaces what the own unit said of the same",
        request=NewSubjectStatementSerializer,
        response=SubjectStatementSerializer,
        status=201,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Say it."""
        officer = asking(request)
        subject = visible_or_404(Subject.objects.all(), pk=pk)
        require(officer, "statement.make")
        said = typed(NewSubjectStatementSerializer(data=request.data))
        made = actions.say_of_subject(subject=subject, **said, by=officer)
        return Response(SubjectStatementSerializer(made, context={"officer": officer}).data, status=201)


class SubjectStatementWithdrawalView(ApiView):
    """The end of what is said of a subject."""

    @documented(
        "withdraw_subject_statement",
        "Withdraw what the own country says of a subject",
        response=SubjectStatementSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Withdraw it."""
        officer = asking(request)
        one = visible_or_404(SubjectStatement.objects.select_related("subject", "unit"), pk=pk)
        require(officer, "statement.make")
        actions.withdraw_subject_statement(statement=one, by=officer)
        one.refresh_from_db(fields=["withdrawn_at"])
        return Response(SubjectStatementSerializer(one, context={"officer": officer}).data)


class ItemStatementListView(ApiView):
    """What is said of an item."""

    @documented(
        "list_item_statements",
        "What units say of an item, newest first; withdrawn ones too",
        response=ItemStatementPageSerializer,
        parameters=[AFTER],
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """List it."""
        officer = asking(request)
        item = visible_or_404(Item.objects.all(), pk=pk)
        rows, last = newest_page(request, ItemStatement.objects.select_related("unit"), {"t.item_id = %s": item.pk})
        audit.record("list.viewed", on=item, list="statements", rows=len(rows))
        return page_answer(request, ItemStatementSerializer(rows, many=True, context={"officer": officer}).data, last)

    @documented(
        "say_of_item",
        "Say what an item is; replaces what the own unit said of the same",
        request=NewItemStatementSerializer,
        response=ItemStatementSerializer,
        status=201,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Say it."""
        officer = asking(request)
        item = visible_or_404(Item.objects.all(), pk=pk)
        require(officer, "statement.make")
        made = actions.say_of_item(item=item, **typed(NewItemStatementSerializer(data=request.data)), by=officer)
        return Response(ItemStatementSerializer(made, context={"officer": officer}).data, status=201)


class ItemStatementWithdrawalView(ApiView):
    """The end of what is said of an item."""

    @documented(
        "withdraw_item_statement", "Withdraw what the own country says of an item", response=ItemStatementSerializer
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Withdraw it."""
        officer = asking(request)
        one = visible_or_404(ItemStatement.objects.select_related("item", "unit"), pk=pk)
        require(officer, "statement.make")
        actions.withdraw_item_statement(statement=one, by=officer)
        one.refresh_from_db(fields=["withdrawn_at"])
        return Response(ItemStatementSerializer(one, context={"officer": officer}).data)
