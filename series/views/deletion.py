"""Deleting an item: a page that says what goes, and the act."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.access import officer_of, visible_or_404
from accounts.permissions import require
from icse.core import audit
from icse.core.errors import IcseError
from series import actions
from series.actions.rights import require_contribution, require_own
from series.forms.deletion import DeletionForm
from series.models import Item
from series.queries.deletion import is_being_deleted, taken_with
from series.queries.items import all_items


@require_http_methods(["GET", "POST"])
def delete_item(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what goes and ask why; then give the order. A worker carries it out a moment later."""
    officer = officer_of(request)
    item = visible_or_404(all_items(), pk=pk)
    require(officer, "item.delete")
    require_own(item, officer, "Only officers of the country that uploaded this file may delete it.")
    require_contribution(item.audience_id)
    if request.method == "GET":
        return _page(request, item, DeletionForm())
    form = DeletionForm(request.POST)
    if not form.is_valid():
        return _page(request, item, form, status=400)
    try:
        actions.delete_item(item=item, **form.cleaned_data, by=officer)
    except IcseError as refusal:
        form.add_error(refusal.field, refusal.message)
        return _page(request, item, form, status=refusal.status)
    messages.success(request, "The file is being deleted. A line in the case says so.")
    return redirect("case", pk=item.case_id)


def _page(request: HttpRequest, item: Item, form: DeletionForm, status: int = 200) -> HttpResponse:
    audit.record_view("item.viewed", on=item)
    context = {"item": item, "form": form, "taken": taken_with(item), "is_under_way": is_being_deleted(item)}
    return render(request, "series/item_delete.html", {**context, "nav_section": "case-list"}, status=status)
