"""Pages by cursor: the key of the last row that was shown."""

from uuid import UUID

from django.http import HttpRequest

from icse.core.cursors import key_of, signed


def after_of(request: HttpRequest) -> UUID | None:
    """Return the cursor of the address, or None for the first page."""
    return key_of(request.GET.get("after", ""))


def start_of(request: HttpRequest) -> UUID | None:
    """Return where the window of stacks begins that the address asks for, or None for the newest."""
    return key_of(request.GET.get("from", ""))


def is_refresh(request: HttpRequest) -> bool:
    """Tell whether an open page asks for its live part alone."""
    return request.headers.get("X-Requested-With") == "live"


def pages(request: HttpRequest, address: str, older: UUID | None, start: UUID | None = None) -> dict[str, str | None]:
    """Return what ``components/pages.html`` needs; other parts of the query stay.

    :param start: where the window of stacks begins in which the next page is.
    """
    query = request.GET.copy()
    for name in ("after", "from"):
        query.pop(name, None)
    newest = f"{address}?{query.urlencode()}" if query else address
    older_query = query.copy()
    for name, place in (("from", start), ("after", older)):
        if place is not None:
            older_query[name] = signed(place)
    return {
        "here": request.get_full_path(),
        "newest": newest if after_of(request) or start_of(request) else None,
        "older": f"{address}?{older_query.urlencode()}" if older or start not in (None, start_of(request)) else None,
    }
