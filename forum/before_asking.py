"""What an officer is shown before a question is asked: who sees it, what was asked like it, who may know."""

from typing import Any

from django.http import QueryDict

from accounts.models import Audience, Officer
from accounts.sharing import members_known, sight_between
from forum.actions.wide import require_widenable
from forum.forms_asking import ThreadForm
from forum.suggesting import similar_threads, suggested_readers
from icse.core import audit
from icse.core.errors import IcseError


def before_asking(form: ThreadForm, typed: QueryDict, officer: Officer) -> dict[str, object]:
    """Return what is known of what was typed so far, as far as that was found right: for ``asking_help.html``."""
    pictures = list(form.pictures.values())
    trial = ThreadForm(typed, pictures=pictures, series=form.series, initial=form.initial)
    trial.is_valid()
    found, kind, known = trial.cleaned_data, trial.asked_kind, _details(trial)
    audience = found.get("audience")
    similar = similar_threads(kind, typed.get("question", ""), known) if kind else []
    if similar:
        audit.record_list("threads", len(similar))
    hoped = [
        [*found.get(name, []), *([known[detail]] if detail in known else [])]
        for name, detail in (("hoped_countries", "country_guess"), ("hoped_languages", "language"))
    ]
    readers = suggested_readers(audience, *hoped) if audience else []
    wide = _wide(audience, trial, officer) if audience and trial.is_wide else None
    return {"form": form, "series": form.series, "similar": similar, "readers": readers, "wide": wide}


def _details(form: ThreadForm) -> dict[str, Any]:
    said = {field.slug: form.cleaned_data.get(field.name) for field in form.asked}
    return {slug: getattr(value, "pk", value) for slug, value in said.items() if value not in (None, "")}


def _wide(audience: Audience, form: ThreadForm, officer: Officer) -> dict[str, object]:
    """Return who is going to see a request that is wider than its series or pictures, as far as that may be told."""
    home = Audience.objects.get(kind=Audience.Kind.NATIONAL, owner=officer.country_id)
    known = members_known(audience)
    gaining = [one for one in (sight_between(home.pk, audience.pk) if known else ()) if one.gained != 0]
    numbers = [one.gained for one in gaining]
    return {
        "audience": audience,
        "known": known,
        "countries": len({one.country for one in gaining}),
        "officers": None if None in numbers else sum(number or 0 for number in numbers),
        "crops": len(form.crops()),
        "ticked": form.data.get("wide") == str(audience.key),
        "refusal": _refusal(form, officer),
    }


def _refusal(form: ThreadForm, officer: Officer) -> str:
    try:
        require_widenable(form.series, [crop.item for crop in form.crops()], officer)
    except IcseError as refusal:
        return refusal.message
    return ""
