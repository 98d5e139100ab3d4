"""The HTTP door: each request of a signed-in officer is one transaction in which the database knows who asks."""

from collections.abc import Callable, Iterable
from contextlib import closing, nullcontext
from functools import partial
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse

from accounts import sign_in
from accounts.models import Officer
from accounts.pace import TooManyWrites, count_write
from accounts.receiving import BeginBody, Receiving
from icse.core import audit
from icse.core.connections import give_back
from icse.core.doors import acting_as
from icse.core.errors import IcseError
from icse.core.refusals import refused_act, with_headers

#: What an officer without a current certificate may still open.
WITHOUT_CERTIFICATE = frozenset({"account", "sign-out"})
LAPSED = "Your certificate has ended. Ask your unit's supervisor to have it renewed."


def _noted(officer_id: UUID, act: Callable[[], bool]) -> bool:
    try:
        with acting_as(officer_id):
            return act()
    finally:
        give_back()


class OfficerDoor:
    """Opens ``acting_as`` round the view; every refusal and every error (4xx, 5xx) undoes what the request wrote.

    Bodies are received before the door, outside any transaction; a view that takes its body itself says first, in a
    door of its own, whether it will (``accounts.receiving``). Refusals worth keeping (403), and what was looked at on a
    page that shows a refused form again, are recorded after the rollback, in a transaction of their own: without it the
    page is not sent.
    """

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.user = AnonymousUser()
        officer_id = sign_in.claimed_officer_id(request)
        if officer_id is None:
            return self.get_response(request)
        if request.method == "POST":
            _ = request.POST  # receives the body; uploads are hashed and stored aside while they arrive
        receiving = self._begin_body(request, officer_id)
        with closing(receiving) if receiving else nullcontext():
            if receiving:
                give_back()  # nobody holds a connection while a body arrives
                receiving.receive(partial(_noted, officer_id))
            with audit.keeping_looks() as looks:
                response = self._through_the_door(request, officer_id)
        if looks and response.status_code >= 400:
            self._record_looks(looks, officer_id)
        if response.status_code == 403 and self._is_officer(request):
            self._record_refusal(request, officer_id)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: object, kwargs: object
    ) -> HttpResponseBase | None:
        """Send who is not signed in to the sign-in page; views that are open say so (``login_not_required``)."""
        if isinstance(request.user, Officer) or not getattr(view, "login_required", True):
            return None
        return redirect_to_login(request.get_full_path(), reverse("sign-in"))

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer what an action refused with its own sentence, as a page or as JSON."""
        audit.forget_looks()
        if not isinstance(error, IcseError):
            return None
        if request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", ""):
            body = {"error": error.message, "field": error.field}
            return JsonResponse(body, status=error.status, headers=error.headers)
        return with_headers(render(request, "refused.html", {"message": error.message}, status=error.status), error)

    def _begin_body(self, request: HttpRequest, officer_id: UUID) -> Receiving | None:
        """Ask the view that is meant whether it takes the body itself."""
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return None
        begin: BeginBody | None = getattr(match.func, "begin_body", None)
        if begin is None or request.method not in {"POST", "PATCH"}:
            return None
        with acting_as(officer_id):
            officer = sign_in.load_officer(officer_id)
            if officer is None or not self._session_holds(request, officer) or not officer.is_certified:
                return None
            return begin(request, officer, **match.kwargs)

    @staticmethod
    def _is_officer(request: HttpRequest) -> bool:
        return isinstance(request.user, Officer)

    def _through_the_door(self, request: HttpRequest, officer_id: UUID) -> HttpResponseBase:
        with acting_as(officer_id):
            officer = sign_in.load_officer(officer_id)
            if officer is None or not self._session_holds(request, officer):
                request.session.flush()
                return self.get_response(request)
            request.user = officer
            refusal = self._certificate_lapsed(request, officer) or self._too_many_writes(request, officer)
            response = refusal or self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
            return response

    def _session_holds(self, request: HttpRequest, officer: Officer) -> bool:
        return sign_in.by_token(request) or sign_in.session_is_valid(request, officer)

    def _certificate_lapsed(self, request: HttpRequest, officer: Officer) -> HttpResponseBase | None:
        if officer.is_certified or resolve(request.path_info).url_name in WITHOUT_CERTIFICATE:
            return None
        if request.path.startswith("/api/"):
            return JsonResponse({"error": LAPSED, "field": None}, status=403)
        return redirect(reverse("account"))

    def _too_many_writes(self, request: HttpRequest, officer: Officer) -> HttpResponse | None:
        """Slow down what no person can type; the API counts its own."""
        if request.method in {"GET", "HEAD"} or request.path.startswith("/api/"):
            return None
        try:
            count_write(officer.pk)
        except TooManyWrites as refusal:
            return self.process_exception(request, refusal)
        return None

    @staticmethod
    def _record_looks(looks: Iterable[audit.Look], officer_id: UUID) -> None:
        with acting_as(officer_id):
            for record in looks:
                record()

    def _record_refusal(self, request: HttpRequest, officer_id: UUID) -> None:
        match = request.resolver_match
        with acting_as(officer_id):
            audit.record("request.refused", view=match.view_name if match else "", method=request.method)
            act = refused_act(request)
            if act is not None:
                audit.record(act.action, on=act.on, **act.facts)
