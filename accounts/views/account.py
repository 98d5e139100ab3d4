"""Sign-in, sign-out, and the officer's own account."""

import logging
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import actions, queries, sign_in
from accounts.access import officer_of, visible_or_404
from accounts.demo_lines import demo_lines
from accounts.forms import LanguagesForm, PasswordForm, SignInForm, TokenForm
from accounts.languages import language_names
from accounts.models import ApiToken, Officer
from accounts.permissions import may
from accounts.role_words import allowed_words
from icse.core.errors import IcseError
from icse.core.limits import how_often

log = logging.getLogger("icse.accounts")

#: The same words for a wrong address, a wrong password and an inactive officer.
REFUSED = "This address and password do not fit together. Try again, or ask your unit's supervisor."

#: Refused sign-ins from one network address in a quarter of an hour.
MOST_FAILURES = 60
_WINDOW = 15 * 60


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in_page(request: HttpRequest) -> HttpResponse:
    """Ask for address and password, and start a session."""
    if isinstance(request.user, Officer):
        return HttpResponseRedirect(_landing(request.user, request.GET.get("next", "")))
    form = SignInForm(request.POST or None, initial={"next": request.GET.get("next", "")})
    if form.is_valid():
        if _too_many_failures(request):
            sign_in.record_refusal("", "network_locked_out")
            return _locked_out_page(request)
        officer = authenticate(request, email=form.cleaned_data["email"], password=form.cleaned_data["password"])
        if isinstance(officer, Officer):
            sign_in.start_session(request, officer)
            return HttpResponseRedirect(_landing(officer, form.cleaned_data["next"]))
        log.warning("sign-in refused")
        sign_in.record_refusal(form.cleaned_data["email"], "refused")
        how_often("sign-in-refused", _address_of(request), _WINDOW)
        form.add_error(None, REFUSED)
    return _sign_in_answer(request, form)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    sign_in.end_session(request, officer_of(request))
    return redirect("sign-in")


def locked_out(request: HttpRequest, *_: object) -> HttpResponse:
    """Answer who tried too often; called by django-axes."""
    sign_in.record_refusal(request.POST.get("email", ""), "locked_out")
    return _locked_out_page(request)


@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """Show who is signed in, what that allows, and what can be changed."""
    return _account_page(request, officer_of(request))


@require_POST
def languages(request: HttpRequest) -> HttpResponse:
    """Change the languages."""
    officer = officer_of(request)
    form = LanguagesForm(request.POST)
    if not form.is_valid():
        return _account_page(request, officer, languages=form)
    actions.change_languages(languages=form.cleaned_data["languages"], by=officer)
    messages.success(request, "Your languages are saved.")
    return redirect("account")


@sensitive_post_parameters("current", "new", "again")
@require_POST
def password(request: HttpRequest) -> HttpResponse:
    """Change the password. Attempts at the present one are counted like attempts to sign in."""
    officer = officer_of(request)
    form = PasswordForm(request.POST, officer=officer)
    if form.is_valid() and not authenticate(request, email=officer.email, password=form.cleaned_data["current"]):
        form.add_error("current", "This is not your present password.")
    if not form.is_valid():
        return _account_page(request, officer, password=form)
    actions.change_password(password=form.cleaned_data["new"], by=officer)
    update_session_auth_hash(request, officer)
    messages.success(request, "Your password is changed. Every other session and every token of yours has ended.")
    return redirect("account")


@sensitive_post_parameters("password")
@require_POST
def tokens(request: HttpRequest) -> HttpResponse:
    """Make a token and show its secret, this once. Attempts at the password are counted like attempts to sign in."""
    officer = officer_of(request)
    form = TokenForm(request.POST)
    if form.is_valid() and not authenticate(request, email=officer.email, password=form.cleaned_data["password"]):
        form.add_error("password", "This is not your password.")
    if form.is_valid():
        asked = form.cleaned_data
        try:
            _, secret = actions.create_token(name=asked["name"], days=asked["days"], by=officer)
        except IcseError as error:
            form.add_error(error.field, error.message)
        else:
            return _account_page(request, officer, secret=secret, status=201)
    return _account_page(request, officer, token=form)


@require_POST
def token_revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a token."""
    officer = officer_of(request)
    actions.revoke_token(token=visible_or_404(ApiToken.objects.all(), pk=pk), by=officer)
    messages.success(request, "The token is revoked. Programs that use it are refused from now on.")
    return redirect("account")


def _locked_out_page(request: HttpRequest) -> HttpResponse:
    page = render(request, "accounts/locked_out.html", status=429)
    page["Retry-After"] = str(_WINDOW)
    return page


def _too_many_failures(request: HttpRequest) -> bool:
    """Tell whether one address failed too often, whichever officers it tried; axes counts for each officer."""
    return how_often("sign-in-refused", _address_of(request), _WINDOW, count=False) >= MOST_FAILURES


def _address_of(request: HttpRequest) -> str:
    return str(request.META.get("REMOTE_ADDR", ""))


def _sign_in_answer(request: HttpRequest, form: SignInForm) -> HttpResponse:
    status = 400 if form.is_bound else 200
    context = {"form": form, "lines": demo_lines(), "next": form["next"].value() or ""}
    return render(request, "accounts/sign_in.html", context, status=status)


def _landing(officer: Officer, target: str) -> str:
    """Return where to go after sign-in: only ever a path of this service, of one slash at its start."""
    if target.startswith("/") and url_has_allowed_host_and_scheme(target, None):
        return target
    if may(officer, "item.upload"):
        return reverse("board")
    return reverse("progress" if may(officer, "progress.view") else "account")


def _account_page(request: HttpRequest, officer: Officer, *, status: int = 0, **given: Any) -> HttpResponse:
    """Show the account page; ``given`` holds a refused form under its name, or the secret of a new token."""
    forms = {
        "languages": LanguagesForm(initial={"languages": ", ".join(officer.languages)}),
        "password": PasswordForm(officer=officer),
        "token": TokenForm(),
    }
    context = {
        "forms": forms | given,
        "facts": _facts(officer),
        "allowed": allowed_words(officer),
        "tokens": queries.usable_tokens(officer),
        "supervisors": queries.supervisors(officer) if not officer.is_certified else (),
        "secret": given.get("secret", ""),
    }
    return render(request, "accounts/account.html", context, status=status or (400 if given else 200))


def _facts(officer: Officer) -> list[tuple[str, object]]:
    return [
        ("Name", officer.name),
        ("E-mail address", officer.email),
        ("Unit", officer.unit.name),
        ("Country", officer.country.name),
        ("Role", officer.get_role_display()),
        ("Certificate until", officer.certified_until.isoformat()),
        ("Languages", ", ".join(language_names(officer.languages))),
        ("Pictures opened today", queries.exposures_today(officer)),
    ]
