"""Lists, votes and what was set aside, on the page of an item; and what waits for review."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.access import officer_of, visible_or_404
from accounts.models import Officer
from accounts.permissions import may, require
from accounts.visibility import contributable_audiences
from icse.core import audit
from icse.core.errors import IcseError
from series import actions
from series.forms.hash_lists import DecisionForm, VoteForm
from series.models import HashVote, Item, SetAside
from series.queries.items import ItemRow, all_items, rows_of
from series.queries.standing import asides_to_review
from series.views.paging import after_of, pages


@require_GET
def show_standing(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what is said of an item beside its matches: a part of its page that refreshes itself."""
    item = visible_or_404(all_items(), pk=pk)
    return _part(request, item)


@require_GET
def show_asides(request: HttpRequest) -> HttpResponse:
    """Show what was set aside for the own country and waits for review."""
    officer = officer_of(request)
    require(officer, "match.review")
    page = asides_to_review(after_of(request))
    audit.record_list("set aside", len(page.rows))
    context = {"rows": page.rows, "nav_section": "hash-lists", **pages(request, reverse("set-asides"), page.older)}
    return render(request, "series/set_asides.html", context)


@require_POST
def vote_down(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Vote a content down for the own country."""
    officer = officer_of(request)
    item = visible_or_404(all_items(), pk=pk)
    require(officer, "match.vote")
    form = VoteForm(request.POST)
    if form.is_valid():
        try:
            actions.vote_down(item=item, **form.cleaned_data, by=officer)
        except IcseError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
            return _part(request, item, refusal.status, vote_form=form)
        messages.success(request, "Your country's vote is saved. Its matches are folded away for you.")
        return redirect("item", pk=item.pk)
    return _part(request, item, 400, vote_form=form)


@require_POST
def withdraw_vote(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take the own country's vote back."""
    officer = officer_of(request)
    vote = visible_or_404(HashVote.objects.select_related("item"), pk=pk)
    require(officer, "match.vote")
    actions.withdraw_vote(vote=vote, by=officer)
    messages.success(request, "Your country's vote is taken back.")
    return redirect("item", pk=vote.item_id)


@require_POST
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Release what was set aside for the own country, or keep it aside."""
    officer = officer_of(request)
    aside = visible_or_404(SetAside.objects.all(), pk=pk)
    require(officer, "match.review")
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _part(request, visible_or_404(all_items(), pk=aside.item_id), 400, aside_form=form)
    actions.decide_set_aside(aside=aside, **form.cleaned_data, by=officer)
    is_released = form.cleaned_data["decision"] == SetAside.Decision.RELEASED
    messages.success(request, "Its links are shown again." if is_released else "It is kept aside.")
    return redirect("item", pk=aside.item_id)


def standing_context(
    officer: Officer, row: ItemRow, contributable: Sequence[int], **forms: VoteForm | DecisionForm
) -> dict[str, object]:
    """Return what ``series/item_standing.html`` shows of an item."""
    may_vote = row.item.audience_id in contributable and may(officer, "match.vote") and row.item.has_pictures
    has_voted = any(one.item_id == row.item.pk for one in row.standing.own_votes)
    return {
        "standing": row.standing,
        "vote_form": forms.get("vote_form") or (VoteForm() if may_vote and not has_voted else None),
        "aside_form": forms.get("aside_form")
        or (DecisionForm() if row.standing.set_aside and may(officer, "match.review") else None),
        "withdrawable": {one.pk for one in row.standing.own_votes if one.audience_id in contributable},
    }


def _part(request: HttpRequest, item: Item, status: int = 200, **forms: VoteForm | DecisionForm) -> HttpResponse:
    """Show the section: alone on a page where something that was sent is refused."""
    audit.record_view("item.viewed", on=item)
    [row] = rows_of([item])
    context = {"row": row, "item": item, "nav_section": "case-list"}
    context |= standing_context(officer_of(request), row, contributable_audiences(), **forms)
    template = "series/item_standing_page.html" if request.method == "POST" else "series/item_standing.html"
    return render(request, template, context, status=status)
