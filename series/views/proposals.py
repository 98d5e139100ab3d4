"""The queue of possible links: the list, one of them with all that speaks for it, and the two answers."""

from collections.abc import Iterable
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.access import officer_of, visible_or_404
from accounts.models import Officer
from accounts.permissions import require
from accounts.visibility import contributable_audiences
from icse.core import audit
from icse.core.cursors import SCREENFUL
from icse.core.errors import IcseError
from series import actions
from series.actions.proposals import ways_of
from series.forms.proposals import QueueForm, RejectForm
from series.models import LinkReason, ProposalDecision
from series.queries.links import links_to_decide
from series.queries.proposals import FEW, Line, Narrow, decisions_of, evidence_of, line_of, queue_of
from series.queries.series import all_series
from series.queries.sides import sides_of
from series.views.paging import after_of, is_refresh, pages

NAV = {"nav_section": "proposal-list"}


@require_GET
def list_proposals(request: HttpRequest) -> HttpResponse:
    """Show what may belong together: what saves the most work first."""
    officer = officer_of(request)
    require(officer, "proposal.decide")
    form = QueueForm(request.GET)
    queue = queue_of(officer, form.narrow, after=after_of(request), rows=SCREENFUL)
    audit.record_list("proposals", len(queue.lines))
    context = {"form": form, "shown": _with_ways(queue.lines, officer), "whys": ProposalDecision.Why.choices, **NAV}
    context |= {"query": _kept(request), **pages(request, reverse("proposal-list"), queue.older)}
    context["to_decide"] = links_to_decide(officer.country_id)
    template = "series/proposal_list_body.html" if is_refresh(request) else "series/proposal_list.html"
    return render(request, template, context)


@require_GET
def list_decisions(request: HttpRequest) -> HttpResponse:
    """Show what the officer's country decided, newest first."""
    officer = officer_of(request)
    require(officer, "proposal.decide")
    rows, older = decisions_of(officer, after=after_of(request))
    audit.record_list("proposals", len(rows))
    context = {"rows": rows, **NAV, **pages(request, reverse("proposal-decided"), older)}
    return render(request, "series/proposal_decided.html", context)


@require_GET
def show_proposal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show both sides of one, and what speaks for it."""
    officer = officer_of(request)
    row = visible_or_404(LinkReason.objects.all(), pk=pk)
    require(officer, "proposal.decide")
    return _page(request, row, officer, RejectForm())


@require_POST
def accept_proposal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that it is so; what follows is a link, a merge, or a file put into a series."""
    officer = officer_of(request)
    row = visible_or_404(LinkReason.objects.all(), pk=pk)
    require(officer, "proposal.decide")
    accepted = actions.accept_proposal(proposal=row, how=request.POST.get("how", ""), by=officer)
    messages.success(request, accepted.sentence)
    return _back(request)


@require_POST
def reject_proposal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that it is not so, and why."""
    officer = officer_of(request)
    row = visible_or_404(LinkReason.objects.all(), pk=pk)
    require(officer, "proposal.decide")
    form = RejectForm(request.POST)
    if not form.is_valid():
        return _page(request, row, officer, form, status=400)
    try:
        actions.reject_proposal(proposal=row, **form.cleaned_data, by=officer)
    except IcseError as refusal:
        if refusal.field is None:
            raise
        form.add_error(refusal.field, refusal.message)
        return _page(request, row, officer, form, status=refusal.status)
    messages.success(request, "Rejected. It is not shown to your country again for this reason.")
    return _back(request)


@require_GET
def show_series_proposals(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show, as a part of a series' page, what may belong to it."""
    officer = officer_of(request)
    series = visible_or_404(all_series(), pk=pk)
    queue = queue_of(officer, Narrow(series=series.pk), rows=FEW)
    audit.record_list("proposals", len(queue.lines), on=series)
    return render(request, "series/series_proposals.html", {"series": series, "queue": queue})


def _with_ways(lines: Iterable[Line], officer: Officer) -> list[tuple[Line, list[str]]]:
    contributable = contributable_audiences()
    return [(line, ways_of(line, officer, contributable)) for line in lines]


def _page(request: HttpRequest, row: LinkReason, officer: Officer, form: RejectForm, status: int = 200) -> HttpResponse:
    audit.record_list("proposals", 1, on=row)
    line = line_of(row, officer)
    context: dict[str, object] = {"row": row, "line": line, "form": form, "query": _kept(request), **NAV}
    if line is not None:
        keys = [one.pk for one in (line.one, line.two) if one is not None]
        context |= {"sides": sides_of(keys), "evidence": evidence_of(line), "ways": _with_ways([line], officer)[0][1]}
    return render(request, "series/proposal.html", context, status=status)


def _back(request: HttpRequest) -> HttpResponse:
    """Go on where the officer was in the queue."""
    query = _kept(request)
    return redirect(f"{reverse('proposal-list')}?{query}" if query else reverse("proposal-list"))


def _kept(request: HttpRequest) -> str:
    """Return the filters and the page of the address, and nothing else that stands in it."""
    names = (*QueueForm.base_fields, "after")
    return urlencode({name: request.GET[name] for name in names if request.GET.get(name)})
