"""Items: the newest ones, one row, one page."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from accounts.access import as_uuid, officer_of, visible_or_404
from accounts.permissions import may, require
from accounts.visibility import contributable_audiences
from icse.core import audit
from series.ingest.kinds import words
from series.models import Item
from series.queries.blind import blind_lines
from series.queries.cases import all_cases, cases_to_choose
from series.queries.items import all_items, rows_of
from series.queries.permissions import why_no_original
from series.queries.places import Place, stacked_items
from series.queries.series import placements_of, removable
from series.queries.streams import has_sound, stream_lines
from series.views.distinct import standing_context
from series.views.metadata import metadata_context
from series.views.paging import after_of, is_refresh, pages, start_of
from series.views.permissions import permissions_context
from series.views.playing import can_play
from series.views.stacks import stack_query


@require_GET
def list_items(request: HttpRequest) -> HttpResponse:
    """Show the newest items that the officer may see, of one case if asked; some can be made a series."""
    officer = officer_of(request)
    require(officer, "item.reveal")
    case_key = request.GET.get("case")
    case = visible_or_404(all_cases(), pk=as_uuid(case_key)) if case_key else None
    page = stacked_items(Place(officer, case=case, start=start_of(request)), after=after_of(request))
    audit.record_list("items", len(page.rows), on=case)
    context = {
        "page": page,
        "case": case,
        "stack_query": stack_query(request, case=case),
        "nav_section": "case-list",
        "cases": cases_to_choose(),
    }
    template = "series/item_page.html" if is_refresh(request) else "series/item_list.html"
    context["none"] = "Nothing is here yet. What you and others upload for you appears here, newest first."
    return render(request, template, context | pages(request, reverse("item-list"), page.older, page.start))


@require_GET
def show_row(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one row: a part of a list that refreshes itself."""
    [row] = rows_of([visible_or_404(all_items(), pk=pk)])
    audit.record_view("item.viewed", on=row.item)
    return render(request, "series/item_row.html", {"row": row})


@require_GET
def show_verdict(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what a file hears: a part of its page that refreshes itself."""
    [row] = rows_of([visible_or_404(all_items(), pk=pk)])
    audit.record_view("item.viewed", on=row.item)
    return render(request, "series/item_verdict.html", {"row": row, "item": row.item})


@require_GET
def show_blind_hits(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what may be told of an item's hidden matches: a part of its page that refreshes itself."""
    item = visible_or_404(all_items(), pk=pk)
    audit.record_view("item.viewed", on=item)
    context = {"item": item, "lines": blind_lines([item.pk])[item.pk]}
    return render(request, "series/item_blind_part.html", context)


@require_GET
def show_item(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show an item, concealed, with what its file says and what is known of it; looking is recorded."""
    officer = officer_of(request)
    [row] = rows_of([visible_or_404(all_items().defer(None), pk=pk)], officer.country_id)
    item = row.item
    placements = placements_of(item)
    is_own = item.country_id == officer.country_id
    contributable = contributable_audiences()
    for placement in placements:
        placement.item = item
    refused = why_no_original(item, officer) if item.is_ready else ""
    context = {
        "row": row,
        "item": item,
        "placements": placements,
        "removable": removable(placements, officer, contributable),
        "case": next(iter(all_cases().filter(pk=item.case_id).order_by()[:1]), None),
        "facts": _facts(item),
        "hashes": [("SHA-256", item.sha256), ("SHA-1", item.sha1), ("MD5", item.md5)],
        "may_share": is_own and item.audience_id in contributable and may(officer, "item.share"),
        "may_delete": is_own and item.audience_id in contributable and may(officer, "item.delete"),
        "may_download": item.is_ready and may(officer, "item.download") and not refused,
        "may_play": can_play(item) and may(officer, "item.reveal") and not refused,
        "streams": stream_lines(item),
        "has_spectrogram": has_sound(item),
        "no_picture": _no_picture(item),
        "why_no_original": refused,
        **permissions_context(officer, item),
        **metadata_context(item),
        **standing_context(officer, row, contributable),
        "nav_section": "case-list",
    }
    audit.record("item.viewed", on=item)
    return render(request, "series/item.html", context)


def _facts(item: Item) -> list[tuple[str, object]]:
    return [
        ("Type", f"{words(item.media_type)} ({item.media_type})" if item.media_type else ""),
        ("Length", item.length),
        ("Size", f"{item.width} × {item.height} pixels" if item.width else ""),
        ("Bytes", f"{item.size:,}".replace(",", " ")),
        ("Kind", item.get_nature_display()),
    ]


def _no_picture(item: Item) -> str:
    if not (item.is_ready and item.kind == Item.Kind.OTHER):
        return ""
    return f"This is evidence of another kind ({words(item.media_type)}). It is kept, and never shown here."
