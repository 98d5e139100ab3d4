"""Items: listing, sending a file, and what is known of it."""

from typing import Any, cast
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import as_uuid, visible_or_404
from accounts.api.rest import (
    AFTER,
    PAGE,
    ApiView,
    after_of,
    asking,
    documented,
    newest_page,
    one_visible,
    page_answer,
    typed,
)
from accounts.markings import UNMARKED
from accounts.models import Audience, Officer
from accounts.permissions import require
from accounts.serializers import take_marking
from icse.core import audit
from icse.core.errors import Conflict, IcseError
from series import actions
from series.actions.uploads import CANCELLED
from series.api.receiving import received
from series.lookup_serializers import VerdictSerializer
from series.models import Case, Item, Stone
from series.queries.blind import blind_lines
from series.queries.findings import Finding, findings_of
from series.queries.items import all_items, verdicts
from series.queries.uploads import all_uploads
from series.serializers import (
    BlindHitPageSerializer,
    BlindHitSerializer,
    DeletionSerializer,
    FindingPageSerializer,
    FindingSerializer,
    ItemPageSerializer,
    ItemSerializer,
    ListedItemSerializer,
    NewItemSerializer,
    StoneSerializer,
)
from series.uploads import ReceivedFile

_FILTERS = [
    AFTER,
    OpenApiParameter("case", UUID, description="A case of the own country."),
    OpenApiParameter("state", str, enum=Item.State.values),
]


class ItemListView(ApiView):
    """Items of every country that shows them to the officer."""

    parser_classes = [MultiPartParser]

    @documented("list_items", "Items, newest first", response=ItemPageSerializer, parameters=_FILTERS)
    def get(self, request: Request) -> Response:
        """List them."""
        officer = asking(request)
        items, last = newest_page(request, all_items(), _conditions(request, officer))
        audit.record("list.viewed", list="items", rows=len(items))
        return page_answer(request, ListedItemSerializer(items, many=True, context={"officer": officer}).data, last)

    @documented(
        "send_item",
        "Send one file; ingest begins at once",
        request={"multipart/form-data": NewItemSerializer},
        response=ItemSerializer,
        status=201,
    )
    def post(self, request: Request) -> Response:
        """Take a file."""
        officer = asking(request)
        require(officer, "item.upload")
        data = typed(NewItemSerializer(data=received(request)))
        file = cast(ReceivedFile, data.pop("file"))
        _check_upload(data)
        item = actions.receive_item(
            received=file,
            name=file.name or "",
            case=one_visible(Case.objects.all(), data.pop("case"), field="case"),
            marking=take_marking(data, UNMARKED),
            audience=one_visible(Audience.objects.all(), data.pop("audience"), field="audience", name="key"),
            **data,
            by=officer,
        )
        return Response(ItemSerializer(item, context={"officer": officer}).data, status=201)


class ItemView(ApiView):
    """One item."""

    http_method_names = ["get", "head", "delete"]

    @documented("get_item", "One item; reading it is recorded", response=ItemSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """Show it."""
        item = visible_or_404(all_items(), pk=pk)
        audit.record("item.viewed", on=item)
        return Response(ItemSerializer(item, context={"officer": asking(request)}).data)

    @documented(
        "delete_item",
        "Delete an item of the own country; a worker carries it out. A body may hold reason and note.",
        response=StoneSerializer,
        status=202,
        parameters=[OpenApiParameter("reason", str, enum=Stone.Reason.values)],
    )
    def delete(self, request: Request, pk: UUID) -> Response:
        """Lay a stone on it."""
        item = visible_or_404(all_items(), pk=pk)
        officer = asking(request)
        require(officer, "item.delete")
        said = {"reason": request.query_params.get("reason", "")} | dict(request.data)
        stone = actions.delete_item(item=item, **typed(DeletionSerializer(data=said)), by=officer)
        return Response(StoneSerializer(stone).data, status=202)


class FindingListView(ApiView):
    """What is known of an item from others."""

    @documented("list_findings", "Other items that show the same", response=FindingPageSerializer, parameters=[AFTER])
    def get(self, request: Request, pk: UUID) -> Response:
        """List them: solved ones first, then exact before videos before near."""
        item = visible_or_404(all_items(), pk=pk)
        found, last = _after(findings_of([item])[item.pk], after_of(request))
        audit.record("list.viewed", on=item, list="findings", rows=len(found))
        return page_answer(request, FindingSerializer(many=True, instance=cast(Any, found)).data, last)


class VerdictView(ApiView):
    """What a file hears."""

    @documented("get_verdict", "What is known of a file, in typed parts", response=VerdictSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """Tell it, in the order in which the pages do."""
        item = visible_or_404(all_items(), pk=pk)
        audit.record_view("item.viewed", on=item)
        return Response(VerdictSerializer(verdicts([item])[item.pk]).data)


class BlindHitListView(ApiView):
    """What may be told of an item's matches that are not shown to the officer."""

    @documented("list_blind_hits", "Matches with what is not shown to you", response=BlindHitPageSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """List them: a line for each country that lets itself be named, and one for all others. Never more."""
        item = visible_or_404(all_items(), pk=pk)
        lines = blind_lines([item.pk])[item.pk] if item.is_ready else []
        audit.record("list.viewed", on=item, list="blind hits", rows=len(lines))
        return page_answer(request, BlindHitSerializer(many=True, instance=cast(Any, lines)).data, None)


def _after(findings: list[Finding], after: UUID | None) -> tuple[list[Finding], UUID | None]:
    keys = [one.other.pk for one in findings]
    start = keys.index(after) + 1 if after in keys else 0
    page = findings[start : start + PAGE]
    return page, page[-1].other.pk if len(findings) > start + PAGE else None


def _conditions(request: Request, officer: Officer) -> dict[str, object]:
    """Return what the list is narrowed to; of other countries only what is ready, as on the page."""
    wanted: dict[str, object] = {"(t.state = 'ready' OR t.country_id = %s)": officer.country_id}
    if "case" in request.query_params:
        wanted["t.case_id = %s"] = visible_or_404(Case.objects.all(), pk=as_uuid(request.query_params["case"])).pk
    if "state" in request.query_params:
        wanted["t.state = %s"] = request.query_params["state"]
        if wanted["t.state = %s"] not in Item.State.values:
            raise IcseError("There is no such state.", field="state")
    return wanted


def _check_upload(data: dict[str, Any]) -> None:
    """Go on only with an upload that is open to the officer, and is of the same case and for the same audience."""
    if "upload" not in data:
        return
    upload = one_visible(all_uploads(), data["upload"], field="upload")
    if upload.cancelled_at is not None:
        raise Conflict(CANCELLED, field="upload")
    if (upload.case_id, upload.files_audience.key) != (data["case"], data["audience"]):
        raise IcseError("This upload is of another case, or for another audience.", field="upload")
