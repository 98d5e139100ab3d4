"""What may arrive as text: UTF-8, and only what the database can keep."""

import re
from collections.abc import Callable, Iterable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render

ENCODING = "Send text as UTF-8."
NOT_TEXT = "Something that you typed holds a character that cannot be kept. Remove it, and send the rest again."
_NEVER = re.compile("[\0\ud800-\udfff]")


def is_text(value: str) -> bool:
    """Tell whether it can be kept: no NUL and no half of a surrogate pair."""
    return _NEVER.search(value) is None


class TypedText:
    """Refuses a body in another encoding before anything decodes it, and typed text that cannot be kept.

    What makes no sense in an address is left out of it: there it narrows a list, and narrows nothing then.
    """

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        refusal = self._refusal(request)
        if refusal:
            return _answer(request, refusal)
        if not all(map(is_text, _all_of(request.GET))):
            request.GET = _kept(request.GET)  # type: ignore[assignment]  # as immutable as it was
        return self.get_response(request)

    @staticmethod
    def _refusal(request: HttpRequest) -> str:
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.lower() not in {"utf-8", "utf8"}:
            return ENCODING
        if request.method != "POST":
            return ""
        typed = [*_all_of(request.POST), *request.FILES]
        return "" if all(map(is_text, typed)) else NOT_TEXT


def _all_of(typed: QueryDict) -> Iterable[str]:
    for name, values in typed.lists():
        yield name
        yield from (value for value in values if isinstance(value, str))


def _kept(typed: QueryDict) -> QueryDict:
    kept = typed.copy()
    for name, values in typed.lists():
        del kept[name]
        if is_text(name):
            kept.setlist(name, [value for value in values if isinstance(value, str) and is_text(value)])
    kept._mutable = False
    return kept


def _answer(request: HttpRequest, sentence: str) -> HttpResponse:
    if request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"error": sentence, "field": None}, status=400)
    request.user = AnonymousUser()
    return render(request, "refused.html", {"message": sentence}, status=400)
