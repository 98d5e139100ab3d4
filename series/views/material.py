"""New material of identified children: the list, and proposing to open a series again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from accounts.access import officer_of, visible_or_404
from accounts.permissions import require
from icse.core import audit
from icse.core.errors import IcseError
from series import actions
from series.forms.material import ReopeningForm
from series.queries.material import all_material, material_of_country
from series.views.paging import after_of, is_refresh, pages

NAV = {"nav_section": "material-list"}


@require_GET
def list_material(request: HttpRequest) -> HttpResponse:
    """Show what resembles series in which the officer's country identified a child, urgent first."""
    officer = officer_of(request)
    require(officer, "reopening.propose")
    page = material_of_country(officer, after=after_of(request))
    audit.record_list("new material", len(page.rows))
    context = {"page": page, **NAV, **pages(request, reverse("material-list"), page.older)}
    template = "series/material_list_body.html" if is_refresh(request) else "series/material_list.html"
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
def propose_reopening(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say why a solved series should be worked on again; its owner decides."""
    officer = officer_of(request)
    material = visible_or_404(all_material(), pk=pk)
    require(officer, "reopening.propose")
    actions.require_identifier(material, officer)
    form = ReopeningForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose_reopening(material=material, reason=form.cleaned_data["reason"], by=officer)
        except IcseError as refusal:
            if refusal.field is None:
                raise
            form.add_error("reason", refusal.message)
        else:
            messages.success(
                request,
                f"Written down. {material.series.reference} is worked on again, or its identifying country is asked.",
            )
            return redirect("material-list")
    status = 400 if request.method == "POST" else 200
    return render(request, "series/reopening_form.html", {"material": material, "form": form, **NAV}, status=status)
