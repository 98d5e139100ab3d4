"""Links between series and between subjects."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import visible_or_404
from accounts.api.rest import AFTER, PAGE, ApiView, after_of, asking, documented, one_visible, page_answer, typed
from accounts.permissions import require
from icse.core import audit
from series import actions
from series.link_serializers import (
    LinkActSerializer,
    NewSeriesLinkSerializer,
    NewSubjectLinkSerializer,
    SeriesLinkPageSerializer,
    SeriesLinkSerializer,
    SubjectLinkPageSerializer,
    SubjectLinkSerializer,
)
from series.models import Subject
from series.queries.links import all_links, all_same_person
from series.queries.series import all_series
from series.views.links import act_on


class SeriesLinkListView(ApiView):
    """Links between series that are shown to the officer."""

    @documented(
        "list_links", "Links between series, newest first", response=SeriesLinkPageSerializer, parameters=[AFTER]
    )
    def get(self, request: Request) -> Response:
        """List them: of who sees both series."""
        require(asking(request), "series.link")
        return _page(request, all_links(), SeriesLinkSerializer)

    @documented(
        "propose_link",
        "Propose a link; between two series of the own country it is accepted at once",
        request=NewSeriesLinkSerializer,
        response=SeriesLinkSerializer,
        status=201,
    )
    def post(self, request: Request) -> Response:
        """Propose one."""
        officer = asking(request)
        require(officer, "series.link")
        data = typed(NewSeriesLinkSerializer(data=request.data))
        for name in ("series", "other"):
            data[name] = one_visible(all_series(), data[name], field=name)
        link = actions.propose_link(**data, by=officer)
        return Response(SeriesLinkSerializer(link, context={"officer": officer}).data, status=201)


class SeriesLinkView(ApiView):
    """One link."""

    @documented("get_link", "One link", response=SeriesLinkSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """Show it."""
        return _one(request, all_links(), pk, SeriesLinkSerializer, "series.link")

    @documented(
        "act_on_link",
        "Accept, decline, withdraw or undo a link",
        request=LinkActSerializer,
        response=SeriesLinkSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Do it."""
        return _act(request, all_links(), pk, SeriesLinkSerializer, "series.link")


class SubjectLinkListView(ApiView):
    """Links between subjects who are the same person."""

    @documented(
        "list_subject_links",
        "Links between subjects, newest first",
        response=SubjectLinkPageSerializer,
        parameters=[AFTER],
    )
    def get(self, request: Request) -> Response:
        """List them: of who sees both subjects."""
        require(asking(request), "subject.link")
        return _page(request, all_same_person(), SubjectLinkSerializer)

    @documented(
        "propose_subject_link",
        "Propose that two subjects are the same person",
        request=NewSubjectLinkSerializer,
        response=SubjectLinkSerializer,
        status=201,
    )
    def post(self, request: Request) -> Response:
        """Propose one."""
        officer = asking(request)
        require(officer, "subject.link")
        data = typed(NewSubjectLinkSerializer(data=request.data))
        for name in ("subject", "other"):
            data[name] = one_visible(Subject.objects.select_related("series"), data[name], field=name)
        link = actions.propose_same_person(**data, by=officer)
        return Response(SubjectLinkSerializer(link, context={"officer": officer}).data, status=201)


class SubjectLinkView(ApiView):
    """One link between subjects."""

    @documented("get_subject_link", "One link between subjects", response=SubjectLinkSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """Show it."""
        return _one(request, all_same_person(), pk, SubjectLinkSerializer, "subject.link")

    @documented(
        "act_on_subject_link",
        "Accept, decline, withdraw or undo a link between subjects",
        request=LinkActSerializer,
        response=SubjectLinkSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Do it."""
        return _act(request, all_same_person(), pk, SubjectLinkSerializer, "subject.link")


def _page(request: Request, rows: QuerySet[Any], serializer: Any) -> Response:
    after = after_of(request)
    found = list((rows.filter(pk__lt=after) if after else rows).order_by("-pk")[: PAGE + 1])
    audit.record("list.viewed", list="links", rows=len(found[:PAGE]))
    results = serializer(found[:PAGE], many=True, context={"officer": asking(request)}).data
    return page_answer(request, results, found[PAGE - 1].pk if len(found) > PAGE else None)


def _one(request: Request, rows: QuerySet[Any], pk: UUID, serializer: Any, act: str) -> Response:
    officer = asking(request)
    link = visible_or_404(rows, pk=pk)
    require(officer, act)
    audit.record("list.viewed", on=link, list="links", rows=1)
    return Response(serializer(link, context={"officer": officer}).data)


def _act(request: Request, rows: QuerySet[Any], pk: UUID, serializer: Any, act: str) -> Response:
    officer = asking(request)
    link = visible_or_404(rows, pk=pk)
    require(officer, act)
    wanted = typed(LinkActSerializer(data=request.data))
    act_on(link, wanted["act"], wanted.get("reason", ""), officer)
    link.refresh_from_db()
    return Response(serializer(link, context={"officer": officer}).data)
