"""Uploads: opened, looked at, compared by hash, cancelled, tried again."""

from typing import Any, cast
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import visible_or_404
from accounts.api.rest import AFTER, ApiView, after_of, asking, documented, one_visible, page_answer, typed
from accounts.markings import UNMARKED
from accounts.models import Audience, Officer
from accounts.permissions import require
from accounts.serializers import take_marking
from icse.core import audit
from series import actions
from series.models import Case, Item, Upload
from series.queries.uploads import all_uploads, newest_uploads, progress_of
from series.upload_serializers import (
    KnownFilesSerializer,
    NewUploadSerializer,
    OfferedFilesSerializer,
    UploadPageSerializer,
    UploadSerializer,
    WholeUploadSerializer,
)


class UploadListView(ApiView):
    """The own unit's uploads."""

    @documented("list_uploads", "Your unit's uploads, newest first", response=UploadPageSerializer, parameters=[AFTER])
    def get(self, request: Request) -> Response:
        """List them."""
        officer = asking(request)
        require(officer, "item.upload")
        page = newest_uploads(officer, after=after_of(request))
        audit.record("list.viewed", list="uploads", rows=len(page.uploads))
        rows = [one.upload for one in page.uploads]
        return page_answer(request, UploadSerializer(rows, many=True, context={"officer": officer}).data, page.older)

    @documented(
        "open_upload",
        "Open an upload for files of a case",
        request=NewUploadSerializer,
        response=UploadSerializer,
        status=201,
    )
    def post(self, request: Request) -> Response:
        """Open one."""
        officer = asking(request)
        require(officer, "item.upload")
        data = typed(NewUploadSerializer(data=request.data))
        upload = actions.open_upload(
            case=one_visible(Case.objects.all(), data.pop("case"), field="case"),
            audience=one_visible(Audience.objects.all(), data.pop("audience"), field="audience", name="key"),
            marking=take_marking(data, UNMARKED),
            **data,
            by=officer,
        )
        return Response(UploadSerializer(upload, context={"officer": officer}).data, status=201)


class UploadView(ApiView):
    """One upload."""

    @documented("get_upload", "One upload, and how far it has come", response=WholeUploadSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """Show it."""
        upload = visible_or_404(all_uploads(), pk=pk)
        audit.record_view("upload.viewed", on=upload)
        return whole(upload, asking(request))


class KnownView(ApiView):
    """Which files need not travel."""

    @documented(
        "compare_files",
        "Which of these files are in this case or on a list of harmless files; they are noted as skipped",
        request=OfferedFilesSerializer,
        response=KnownFilesSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Tell; at most 1,000 at once."""
        officer = asking(request)
        upload = visible_or_404(all_uploads(), pk=pk)
        require(officer, "item.upload")
        data = typed(OfferedFilesSerializer(data=request.data))
        offered = [actions.OfferedFile(**file) for file in data["files"]]
        known = actions.skip_known(upload=upload, offered=offered, by=officer)
        told = [{"sha256": sha256, "why": one.why, "noted": one.noted} for sha256, one in sorted(known.items())]
        return Response({"known": told})


class CancellationView(ApiView):
    """An upload's end."""

    @documented("cancel_upload", "Cancel an upload; what is settled stays", response=WholeUploadSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        """Cancel it."""
        officer = asking(request)
        upload = visible_or_404(all_uploads(), pk=pk)
        require(officer, "item.upload")
        actions.cancel_upload(upload=upload, by=officer)
        return whole(all_uploads().get(pk=upload.pk), officer)


class RetryView(ApiView):
    """Another attempt."""

    @documented("retry_upload", "Try again what failed for a passing reason", response=WholeUploadSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        """Have it tried again."""
        officer = asking(request)
        upload = visible_or_404(all_uploads(), pk=pk)
        require(officer, "item.upload")
        actions.retry_upload(upload=upload, by=officer)
        return whole(upload, officer)


def whole(upload: Upload, officer: Officer) -> Response:
    """Answer with an upload and how far it has come."""
    progress = progress_of(upload)
    states = {state: progress.states.get(state, 0) for state in Item.State.values}
    cast(Any, upload).state = {
        **states,
        "refused_in_passing": progress.passing,
        "unfinished": progress.unfinished,
        "not_sent": progress.not_sent,
        "skipped": progress.skipped,
        "archives_waiting": sum(not archive.is_settled for archive in progress.archives),
        "hits": progress.hits,
        "bytes": progress.arrived_bytes,
        "seconds_left": progress.seconds_left,
    }
    return Response(WholeUploadSerializer(upload, context={"officer": officer}).data)
