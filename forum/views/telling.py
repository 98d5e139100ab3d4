"""What the officer wants to be told, and when: one page."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import as_uuid, officer_of, visible_or_404
from accounts.permissions import require
from forum import actions
from forum.models import Subscription
from forum.notifications import settings_of, subscriptions_of, target_in_words
from forum.telling_forms import FollowForm, SettingsForm
from icse.core.errors import IcseError


@require_http_methods(["GET", "POST"])
def notification_settings(request: HttpRequest) -> HttpResponse:
    """Show all of it, and change what is told without asking, quiet hours and mail."""
    officer = officer_of(request)
    require(officer, "notification.read")
    if request.method == "GET":
        return _page(request)
    form = SettingsForm(request.POST)
    if not form.is_valid():
        return _page(request, settings_form=form, status=400)
    actions.change_settings(**form.cleaned_data, by=officer)
    messages.success(request, "Your settings are saved.")
    return redirect("notification-settings")


@require_POST
def subscribe(request: HttpRequest) -> HttpResponse:
    """Follow something."""
    officer = officer_of(request)
    require(officer, "notification.read")
    form = FollowForm(request.POST)
    if not form.is_valid():
        return _page(request, follow_form=form, status=400)
    try:
        actions.subscribe(**form.target(), by=officer)
    except IcseError as refusal:
        form.add_error(refusal.field, refusal.message)
        return _page(request, follow_form=form, status=refusal.status)
    messages.success(request, "You follow it from now on.")
    return _back(request)


@require_POST
def unsubscribe(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Follow it no more."""
    officer = officer_of(request)
    followed = visible_or_404(Subscription.objects.all(), pk=pk)
    actions.unsubscribe(subscription=followed, by=officer)
    messages.success(request, "You follow it no more.")
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """Lead to the page of the series on which the button was, or to the settings."""
    series = as_uuid(request.POST.get("from", ""))
    return redirect("series", pk=series) if series else redirect("notification-settings")


def _page(
    request: HttpRequest,
    settings_form: SettingsForm | None = None,
    follow_form: FollowForm | None = None,
    status: int = 200,
) -> HttpResponse:
    officer = officer_of(request)
    followed = [(one, target_in_words(one)) for one in subscriptions_of(officer)]
    context = {
        "settings_form": settings_form or SettingsForm(initial=SettingsForm.values_of(settings_of(officer))),
        "follow_form": follow_form or FollowForm(),
        "followed": followed,
        "mail_is_set_up": settings.MAIL_IS_SET_UP,
        "shown": [one for one in ("shows_seen", "shows_presence", "shows_work") if getattr(officer.unit, one)],
        "nav_section": "notification-list",
    }
    return render(request, "forum/notification_settings.html", context, status=status)
