"""What every view of the API stands on: who may ask, how much, what errors look like, how lists are cut."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any, TypeVar
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.defaults import page_not_found
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, parsers, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle
from rest_framework.views import APIView

from accounts.models import Officer
from accounts.visibility import newest_ids
from icse.core import audit
from icse.core.errors import IcseError
from icse.core.typed import NOT_TEXT, is_text
from icse.core.versions import Overtaken

PAGE = 50
#: Levels of objects and lists in what is sent; what is asked for has three.
DEEPEST = 16
_TOO_DEEP = "This is nested too deeply."
#: The same words and bytes for what is hidden and for what does not exist.
NOT_HERE = "There is nothing here for you at this address."
AFTER = OpenApiParameter("after", UUID, description="Where the last page ended; ``next`` holds the whole address.")

M = TypeVar("M", bound=Model)
F = TypeVar("F", bound=Callable[..., Response])


class ErrorSerializer(serializers.Serializer[dict[str, str | int | None]]):
    """Every refusal: a sentence for a person, and the field that it is about, if it is about one."""

    error = serializers.CharField()
    field = serializers.CharField(allow_null=True)
    version = serializers.IntegerField(
        required=False, help_text="With 409, where somebody else saved first: the version that is saved now."
    )


class OfficerThrottle(UserRateThrottle):
    """Generous: a program that goes wrong is slowed, a person never notices."""

    rate = "1200/min"


class StrictJson(parsers.JSONParser):
    """JSON that neither the answer nor the database can stumble over."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Return what was sent.

        :raises ParseError: it is no JSON, is nested too deeply, or holds text that cannot be kept.
        """
        try:
            data = super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise exceptions.ParseError(_TOO_DEEP) from None
        _check(data)
        return data


def _check(data: Any) -> None:
    level = [data]
    for _ in range(DEEPEST):
        if not all(is_text(value) for value in level if isinstance(value, str)):
            raise exceptions.ParseError(NOT_TEXT)
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return
    raise exceptions.ParseError(_TOO_DEEP)


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return chain(value.keys(), value.values())
    return value if isinstance(value, list) else ()


class ApiView(APIView):
    """Signed-in officers only; answers 401 where a page would lead to the sign-in; undeclared methods are 405."""

    parser_classes = [StrictJson]
    throttle_classes = [OfficerThrottle]
    http_method_names = ["get", "head", "post"]

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """Return the view. It is open to the door's eyes only: it refuses the anonymous itself."""
        return login_not_required(super().as_view(**initkwargs))

    def get_exception_handler(self) -> Callable[[Exception, dict[str, Any]], Response | None]:
        """Return how errors are answered."""
        return answer_error


def documented(
    operation_id: str,
    summary: str,
    *,
    response: Any,
    request: Any = None,
    status: int = 200,
    parameters: Sequence[Any] = (),
) -> Callable[[F], F]:
    """Describe an operation in the schema, with the refusals that each of them has."""
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        request=request,
        parameters=list(parameters),
        responses={status: response} | dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 429), ErrorSerializer),
    )


def answer_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """Answer an error as ``ErrorSerializer`` says; None lets an unknown one become a 500. The door rolls back."""
    audit.forget_looks()
    if isinstance(error, Overtaken):
        return Response({"error": error.message, "field": None, "version": error.version}, status=error.status)
    if isinstance(error, IcseError):
        return _refusal(error.message, error.status, error.field, error.headers)
    if isinstance(error, Http404):
        return _refusal(NOT_HERE, 404)
    if isinstance(error, RequestDataTooBig):
        return _refusal("This request is larger than the service accepts.", 413)
    if isinstance(error, exceptions.ValidationError):
        field, sentence = _first(error.detail)
        return _refusal(sentence, 400, field)
    if isinstance(error, exceptions.APIException):
        answer = _refusal(str(error.detail), error.status_code)
        if header := getattr(error, "auth_header", None):
            answer["WWW-Authenticate"] = header
        if wait := getattr(error, "wait", None):
            answer["Retry-After"] = str(int(wait) + 1)
        return answer
    return None


def not_here(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer where no view is: what is no key, to a program, as a key of nothing."""
    if not request.path.startswith("/api/"):
        return page_not_found(request, exception)
    shape = {"separators": (",", ":")}
    return JsonResponse({"error": NOT_HERE, "field": None}, status=404, json_dumps_params=shape)


def asking(request: Request) -> Officer:
    """Return who is signed in.

    :raises NotAuthenticated: nobody is.
    """
    if not isinstance(request.user, Officer):
        raise exceptions.NotAuthenticated
    return request.user


def typed(form: serializers.Serializer[Any]) -> dict[str, Any]:
    """Return what was sent, checked.

    :raises ValidationError: something is wrong with it.
    """
    form.is_valid(raise_exception=True)
    return dict(form.validated_data)


def one_visible(rows: QuerySet[M], key: UUID | str, *, field: str, name: str = "pk") -> M:
    """Return the row that a request names in its body; hidden and missing are refused alike.

    :raises IcseError: there is none that the actor may see.
    """
    found = rows.filter(**{name: key}).first()
    if found is None:
        raise IcseError("There is nothing with this key that you may use here.", field=field)
    return found


def all_visible(rows: QuerySet[M], keys: Sequence[UUID], *, field: str) -> list[M]:
    """Return the rows that a request names in its body, in their order, each once.

    :raises IcseError: the actor may not see one of them, or it does not exist.
    """
    found = rows.in_bulk(list(keys))
    if len(found) != len(set(keys)):
        raise IcseError("There is nothing with one of these keys that you may use here.", field=field)
    return [found[key] for key in dict.fromkeys(keys)]


def after_of(request: Request) -> UUID | None:
    """Return the cursor of the address.

    :raises IcseError: it is not one.
    """
    text = request.query_params.get("after", "")
    try:
        return UUID(text) if text else None
    except ValueError:
        raise IcseError("This cursor was not made here. Start again without it.", field="after") from None


def newest_page(request: Request, rows: QuerySet[M], conditions: Mapping[str, object]) -> tuple[list[M], UUID | None]:
    """Return one page of the newest rows that the actor may see, and where the next one begins.

    :param conditions: SQL on the table ``t`` with one placeholder each, and its value; trusted text.
    """
    after = after_of(request)
    wanted = {**conditions, **({"t.id < %s": after} if after else {})}
    where = " AND ".join(wanted) or "true"
    keys = newest_ids(rows.model._meta.db_table, "id", PAGE + 1, where=where, params=wanted.values())
    found = rows.in_bulk(keys[:PAGE])
    return [found[key] for key in keys[:PAGE] if key in found], keys[PAGE - 1] if len(keys) > PAGE else None


def page_answer(request: Request, results: Any, last: UUID | str | None) -> Response:
    """Answer with one page of a list and the address of the next."""
    following = None
    if last is not None:
        query = request.query_params.copy()
        query["after"] = str(last)
        following = f"{request.path}?{query.urlencode()}"
    return Response({"results": results, "next": following})


def _refusal(
    sentence: str, status: int, field: str | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    return Response({"error": sentence, "field": field}, status=status, headers=headers)


def _first(detail: Any, field: str | None = None) -> tuple[str | None, str]:
    """Return the first thing that is wrong, and with which field."""
    if isinstance(detail, Mapping):
        name, inner = next(iter(detail.items()))
        return _first(inner, field or (None if name == "non_field_errors" else str(name)))
    if isinstance(detail, list):
        return _first(next((inner for inner in detail if inner), ""), field)
    return field, str(detail)
