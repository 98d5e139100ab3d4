"""The page of the search, and searches that are kept."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from accounts.access import officer_of, visible_or_404
from accounts.models import Officer
from accounts.permissions import require
from icse.coordination.search.asked import SearchForm
from icse.coordination.search.finding import Answer, Cursor, Group, answer
from icse.core import audit
from icse.core.errors import IcseError, NotAllowed
from series import actions
from series.models import SavedSearch

_NAV = {"nav_section": "search"}


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Show what is found, by kind; or the form alone."""
    officer = officer_of(request)
    require(officer, "search.ask")
    return _page(request, officer)


@require_POST
def save_search(request: HttpRequest) -> HttpResponse:
    """Keep what is asked in the address of the page, under a name."""
    officer = officer_of(request)
    require(officer, "search.ask")
    form = SearchForm(request.POST)
    if not form.is_valid() or not form.chosen():
        return _page(request, officer, refusal=IcseError("Search for something first, then save it."))
    try:
        actions.save_search(
            name=request.POST.get("name", ""), asked=form.chosen(), is_shared="is_shared" in request.POST, by=officer
        )
    except NotAllowed:
        raise
    except IcseError as refusal:
        return _page(request, officer, refusal=refusal)
    return redirect(_address(form.chosen()))


@require_POST
def change_search(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Give a saved search another name, or share it inside the unit or no longer."""
    officer = officer_of(request)
    saved = visible_or_404(SavedSearch.objects.all(), pk=pk)
    require(officer, "search.ask")
    try:
        actions.change_search(
            saved=saved, name=request.POST.get("name", ""), is_shared="is_shared" in request.POST, by=officer
        )
    except NotAllowed:
        raise
    except IcseError as refusal:
        return _page(request, officer, refusal=refusal)
    return redirect("search")


@require_POST
def delete_search(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a saved search away."""
    officer = officer_of(request)
    saved = visible_or_404(SavedSearch.objects.all(), pk=pk)
    require(officer, "search.ask")
    actions.delete_search(saved=saved, by=officer)
    return redirect("search")


def _page(request: HttpRequest, officer: Officer, *, refusal: IcseError | None = None) -> HttpResponse:
    typed = request.GET if request.method == "GET" else request.POST
    form = SearchForm(typed)
    is_right = form.is_valid()
    after = Cursor.read(typed.get("after", "")) if typed.get("thing") else None
    found = answer(form.cleaned_data, officer, after) if is_right and form.is_something() else None
    audit.record_list("search", found.number if found else 0)
    chosen = form.chosen()
    context = {
        "form": form,
        "found": found,
        "groups": [(group, *_addresses(group, chosen, found)) for group in found.groups] if found else [],
        "chosen": chosen,
        "newest": _address(chosen) if after else None,
        "close_page": _address({**chosen, "close": "on"}),
        "saved": list(SavedSearch.objects.select_related("officer").defer("officer__password").order_by("-pk")[:200]),
        "refusal": refusal,
        **_NAV,
    }
    status = refusal.status if refusal else 200 if is_right else 400
    return render(request, "coordination/search.html", context, status=status)


def _addresses(group: Group, chosen: dict[str, str], found: Answer) -> tuple[str | None, str | None]:
    """Return where all of one kind are shown, and where its next page is."""
    only = {**chosen, "thing": group.thing, **({"close": "on"} if found.close else {})}
    if group.older is None:
        return None, None
    if not chosen.get("thing") and not found.is_hash:
        return _address(only), None
    return None, _address({**only, "after": group.older.signed()})


def _address(chosen: dict[str, str]) -> str:
    return f"{reverse('search')}?{urlencode(chosen)}" if chosen else reverse("search")
