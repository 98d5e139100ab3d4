"""What an owner permits of a series or an item, from the page of either."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.access import officer_of, visible_or_404
from accounts.models import Officer
from accounts.permissions import may, require
from icse.core import audit
from icse.core.errors import IcseError
from series import actions
from series.forms.permissions import PermissionForm
from series.models import Item, Permission, Series
from series.queries.permissions import permissions_on
from series.queries.series import series_or_404


@require_POST
def permit_series(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Permit one country something of a series, and of the own items in it."""
    return _permit(request, series_or_404(pk))


@require_POST
def permit_item(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Permit one country something of an item."""
    return _permit(request, visible_or_404(Item.objects.select_related("country"), pk=pk))


@require_POST
def withdraw_permission(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a permission of the own country."""
    officer = officer_of(request)
    permission = visible_or_404(Permission.objects.select_related("series", "item", "to_country"), pk=pk)
    require(officer, "permission.record")
    actions.withdraw_permission(permission=permission, by=officer)
    messages.success(request, f"{permission.to_country.name} is no longer permitted this.")
    return _back_to(permission.series or permission.item)


def permissions_context(
    officer: Officer, thing: Series | Item, form: PermissionForm | None = None
) -> dict[str, object]:
    """Return what ``series/permissions.html`` shows of a thing: to its owner with a form, to others what they got."""
    is_owner = thing.country_id == officer.country_id and may(officer, "permission.record")
    kind = "series" if isinstance(thing, Series) else "item"
    return {
        "permissions": list(permissions_on(thing)),
        "permit_form": (form or PermissionForm(owner=officer)) if is_owner else None,
        "permit_url": reverse(f"{kind}-permit", args=[thing.pk]),
    }


def _permit(request: HttpRequest, thing: Series | Item) -> HttpResponse:
    officer = officer_of(request)
    require(officer, "permission.record")
    form = PermissionForm(request.POST, owner=officer)
    if not form.is_valid():
        return _page(request, thing, form, 400)
    about = {"series": thing} if isinstance(thing, Series) else {"item": thing}
    try:
        actions.record_permission(**about, **form.cleaned_data, by=officer)
    except IcseError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _page(request, thing, form, refusal.status)
    messages.success(request, f"{form.cleaned_data['to_country'].name} is permitted this now.")
    return _back_to(thing)


def _page(request: HttpRequest, thing: Series | Item, form: PermissionForm, status: int) -> HttpResponse:
    """Show the section alone, with what was typed."""
    audit.record_view("series.viewed" if isinstance(thing, Series) else "item.viewed", on=thing)
    shown = permissions_context(officer_of(request), thing, form)
    context = {"thing": thing, "is_series": isinstance(thing, Series), **shown}
    return render(request, "series/permissions_page.html", context, status=status)


def _back_to(thing: Series | Item | None) -> HttpResponse:
    assert thing is not None  # noqa: S101 - the database keeps it so; tells the type checker
    return redirect("series" if isinstance(thing, Series) else "item", pk=thing.pk)
