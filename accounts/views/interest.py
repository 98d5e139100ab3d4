"""The part of a page that shows interest in a thing; the apps that have such things answer with it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.access import officer_of
from accounts.interest import HERE_EVERY, shown_interest
from accounts.models import Owned
from accounts.models.interest import Interest
from accounts.permissions import may
from icse.core import audit


def interest_part(request: HttpRequest, rows: type[Interest], thing: Owned) -> HttpResponse:
    """Answer with the part: named ``series-interest``, with a button at ``series-interest-work``."""
    officer = officer_of(request)
    interest = shown_interest(rows, thing, officer)
    audit.record_list("interest", interest.number, on=thing)
    name = f"{rows.THING}-interest"
    context = {
        "interest": interest,
        "name": name,
        "key": thing.pk,
        "address": reverse(name, args=[thing.pk]),
        "work_address": reverse(f"{name}-work", args=[thing.pk]),
        "may_work": officer.unit.shows_work and may(officer, "interest.show"),
        "every": HERE_EVERY,
    }
    return render(request, "accounts/interest.html", context)
