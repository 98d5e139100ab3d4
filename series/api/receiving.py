"""A file that came with a request's fields."""

from typing import Any

from rest_framework.request import Request

from icse.core.errors import IcseError
from series.uploads import FileTooLarge, handler_of


def received(request: Request) -> Any:
    """Return what was sent, fields and file.

    :raises IcseError: the file broke off, or is too large.
    """
    data = request.data
    handler = handler_of(request._request)
    if handler.too_large:
        raise FileTooLarge
    if handler.is_interrupted:
        raise IcseError("The upload broke off before its end. Nothing of it was kept; send it again.", field="file")
    return data
