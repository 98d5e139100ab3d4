"""A series as one document, for programs."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.rest import ApiView, asking, documented, typed
from accounts.permissions import require
from forum import actions
from forum.views.export import export_headers
from icse.core.refusals import note_refusal
from series.exchange.contents import ExportRefused
from series.exchange.serializers import NewExportSerializer, SeriesExportSerializer
from series.queries.series import series_or_404


class ExportView(ApiView):
    """The export of a series."""

    @documented(
        "export_series",
        "Export a series as one document; recorded, as is a refusal",
        request=NewExportSerializer,
        response=SeriesExportSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Export it."""
        officer = asking(request)
        series = series_or_404(pk)
        require(officer, "series.export")
        purpose = typed(NewExportSerializer(data=request.data))["purpose"]
        try:
            document = actions.export_series(series=series, purpose=purpose, by=officer)
        except ExportRefused as refusal:
            note_refusal(request._request, "export.refused", on=series, purpose=purpose, code=refusal.reason)
            raise
        return Response(document, headers=export_headers(series))
