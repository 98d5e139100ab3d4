"""The file of a crop, for who sees its thread."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from accounts.access import visible_or_404
from forum.crops import crop_path
from forum.models import Crop


@require_GET
def show_crop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Send the crop. It is made to be shown, so opening it is no exposure; the look at its thread is recorded."""
    crop = visible_or_404(Crop.objects.filter(state=Crop.State.READY), pk=pk)
    try:
        content = crop_path(crop.sha256).read_bytes()
    except FileNotFoundError as error:
        raise Http404 from error
    return HttpResponse(content, content_type="image/webp", headers={"Cache-Control": "no-store"})
