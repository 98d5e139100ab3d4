"""Changing how something is shared: a form, a preview of who gains and who loses, and the confirmation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts import queries
from accounts.forms.sharing import SharingForm, state_of
from accounts.markings import Marking
from accounts.models import Audience, Unit
from accounts.models.marking import Tlp
from accounts.sharing import OVERTAKEN, Plan, Sight, Told
from icse.core.doors import rehearse
from icse.core.errors import Conflict, IcseError

_TICK = "Tick that you know it: this audience does not list who is in it."


@dataclass(frozen=True)
class Asked:
    """One page on which things are shared.

    ``shared`` are the things as they are now: audience and marking of each. ``plan`` says what a valid form would do,
    ``act`` does it. ``follows`` are choices (value, label) and ``following`` those of them that are ticked at first.
    """

    heading: str
    shared: Sequence[tuple[Audience, Marking]]
    back: str
    done: str
    plan: Callable[[SharingForm], Plan]
    act: Callable[[SharingForm], object]
    nav_section: str
    follows: Sequence[tuple[str, str]] = ()
    following: Sequence[str] = ()
    hidden: Sequence[tuple[str, str]] = field(default=())

    @property
    def state(self) -> str:
        """Return what stands for how the things are shared now."""
        return state_of([(audience.key, marking) for audience, marking in self.shared])

    @property
    def initial(self) -> dict[str, object]:
        """Return what the form shows first: what all the things have in common."""
        audiences = {audience.key for audience, _ in self.shared}
        markings = {marking for _, marking in self.shared}
        [marking, *others] = markings
        one = marking if not others else Marking()
        return {
            "audience": audiences.pop() if len(audiences) == 1 else None,
            "tlp": one.tlp,
            "handling": one.handling,
            "handling_note": one.note,
            "follow": list(self.following),
            "was": self.state,
        }


def answer_sharing(request: HttpRequest, asked: Asked, *, begins: bool = False) -> HttpResponse:
    """Answer with the form; with the preview, from which nothing is saved; or do what was confirmed.

    :param begins: a POST that only says what is to be shared.
    """
    if request.method != "POST" or begins:
        return _form_page(request, asked, SharingForm(initial=asked.initial, follows=asked.follows))
    form = SharingForm(request.POST, follows=asked.follows)
    if not form.is_valid():
        return _form_page(request, asked, form, status=400)
    try:
        if form.cleaned_data["was"] not in ("", asked.state):
            raise Conflict(OVERTAKEN)
        rehearse(partial(asked.act, form))
        plan = asked.plan(form)
        unknown = bool(plan.unlisted) and not form.cleaned_data["knows"]
        if plan.needs_confirmation and (form.cleaned_data["seen"] != plan.digest or unknown):
            return _preview_page(request, asked, form, plan)
        asked.act(form)
    except IcseError as refusal:
        if refusal.status == 403 and refusal.field is None:
            raise
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _form_page(request, asked, form, status=refusal.status)
    messages.success(request, asked.done)
    return redirect(asked.back)


def _form_page(request: HttpRequest, asked: Asked, form: SharingForm, status: int = 200) -> HttpResponse:
    if form.is_bound:
        again = request.POST.copy()
        again["was"] = asked.state  # whoever goes on from here has been told
        form.data = again
    context = {"asked": asked, "form": form, "nav_section": asked.nav_section}
    return render(request, "accounts/sharing_form.html", context, status=status)


def _preview_page(request: HttpRequest, asked: Asked, form: SharingForm, plan: Plan) -> HttpResponse:
    seen, unticked = form.cleaned_data["seen"], bool(plan.unlisted)
    overtaken = bool(seen) and seen != plan.digest
    context = {
        "asked": asked,
        "steps": _in_words(plan),
        "marking": plan.marking,
        "tlp": Tlp(plan.marking.tlp).label,
        "remarks": plan.remarks,
        "unlisted": plan.unlisted,
        "untold": _TICK if seen and not overtaken and unticked else "",
        "sent": [*form.sent(), *asked.hidden],
        "was": asked.state,
        "seen": plan.digest,
        "overtaken": overtaken,
        "nav_section": asked.nav_section,
    }
    status = 409 if overtaken else 400 if context["untold"] else 200
    return render(request, "accounts/sharing_preview.html", context, status=status)


def plan_in_words(plan: Plan) -> list[dict[str, object]]:
    """Return the steps of a plan as the previews show them (``sharing_side.html``)."""
    return _in_words(plan)


def _in_words(plan: Plan) -> list[dict[str, object]]:
    sights = [sight for one in plan.steps for sight in (*one.sights, *one.at_most)]
    units = queries.units_by_key([sight.unit for sight in sights])
    return [_step_in_words(one, units) for one in plan.steps if one.step.moves or one.step.remarked]


def _step_in_words(told: Told, units: dict[UUID, Unit]) -> dict[str, object]:
    def those(sights: Sequence[Sight], side: str) -> list[tuple[Unit, int | None]]:
        return [(units[one.unit], getattr(one, side)) for one in sights if getattr(one, side) != 0]

    return {
        "step": told.step,
        "gaining": those(told.sights, "gained"),
        "losing": those(told.sights, "lost"),
        "may_gain": those(told.at_most, "gained") if told.before_unlisted else [],
        "may_lose": those(told.at_most, "lost") if told.after_unlisted else [],
        # Everybody is among all members, so that nobody gains or loses by being outside.
        "gain_unlisted": told.after_unlisted and told.step.before.kind != Audience.Kind.MEMBERS,
        "loss_unlisted": told.before_unlisted and told.step.after.kind != Audience.Kind.MEMBERS,
    }
