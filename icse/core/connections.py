"""Giving the database's connection back before anybody waits for a network."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase


def give_back() -> None:
    """Return this thread's connection to the pool, unless it is in the middle of a transaction.

    Django does it when the last byte of the response has gone: a client that does not read would keep it till then.
    """
    if not connection.in_atomic_block:
        connection.close()


class GiveBack:
    """The outermost middleware: when it is left, doors are shut, the session is saved, and nothing is sent yet."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        give_back()
        return response
