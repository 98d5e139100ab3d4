"""Pages by cursor: the key of the last row that was shown."""

from uuid import UUID

from django.http import HttpRequest

from icse.core.cursors import key_of, signed


def after_of(request: HttpRequest) -> UUID | None:
    """Return the cursor of the address, or None for the first page."""
    return key_of(request.GET.get("after", ""))


def is_refresh(request: HttpRequest) -> bool:
    """Tell whether an open page asks for its live part alone."""
    return request.headers.get("X-Requested-With") == "live"


def pages(request: HttpRequest, address: str, older: UUID | None) -> dict[str, str | None]:
    """Return what ``components/pages.html`` needs; other parts of the query stay."""
    query = request.GET.copy()
    query.pop("after", None)
    newest = f"{address}?{query.urlencode()}" if query else address
    older_query = query.copy()
    older_query["after"] = signed(older)
    return {
        "here": request.get_full_path(),
        "newest": newest if after_of(request) else None,
        "older": f"{address}?{older_query.urlencode()}" if older else None,
    }
