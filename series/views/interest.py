"""Who shows interest in a series: a part of its page, which asks again while it is looked at."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from accounts.access import officer_of, visible_or_404
from accounts.permissions import require
from accounts.views.interest import interest_part
from series import actions
from series.models import Series, SeriesInterest


@require_GET
def show_interest(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show who is here, works on it, has opened it; and keep that this page is open, where the unit shows that."""
    series = visible_or_404(Series.objects.all(), pk=pk)
    actions.note_series_present(series=series, by=officer_of(request))
    return interest_part(request, SeriesInterest, series)


@require_POST
def change_work(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that the officer works on it (``working=yes``), or no more."""
    officer = officer_of(request)
    series = visible_or_404(Series.objects.all(), pk=pk)
    require(officer, "interest.show")
    actions.work_on_series(series=series, working=request.POST.get("working") == "yes", by=officer)
    if request.headers.get("HX-Request") == "true":
        return interest_part(request, SeriesInterest, series)
    return redirect("series", pk=pk)
