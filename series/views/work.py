"""Who is on a series, notes and tasks beside it; and what is in the hands of the officer and the unit."""

from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import as_uuid, officer_of, visible_or_404
from accounts.models import Officer
from accounts.permissions import may, require
from accounts.visibility import contributable_audiences
from icse.core import audit
from icse.core.cursors import moment_of, signed
from icse.core.errors import Conflict, IcseError
from series import actions
from series.forms.work import (
    LEAD_STEPS,
    ChangeTaskForm,
    EditNoteForm,
    LeadForm,
    LeadStepForm,
    NoteForm,
    TaskForm,
    VersionForm,
)
from series.models import Lead, Note, Series, Task
from series.queries.beside import all_notes, beside, texts_of
from series.queries.history import KINDS, history_page
from series.queries.leads import all_leads, standing_leads, today
from series.queries.series import all_series, series_or_404
from series.queries.work import WHOSE, all_tasks, work_of
from series.views.paging import after_of, is_refresh, pages

NAV: Final = {"nav_section": "board"}
#: So much of its history stands on the page of a series.
NEWEST: Final = 20
#: What a step of a lead does with what its form holds, and what is said afterwards.
LEAD_ACTS: Final[Mapping[str, tuple[Callable[..., object], Mapping[str, str], str]]] = {
    "renew": (actions.renew_lead, {"ends_on": "ends_on"}, "The last day is changed."),
    "end": (actions.end_lead, {}, "The lead has ended."),
    "hand_over": (actions.hand_over_lead, {"to": "keeper"}, "Handed over."),
    "offer": (actions.offer_lead, {"unit": "unit"}, "Offered. It stays yours until they take it over."),
    "withdraw_offer": (actions.withdraw_offer, {}, "The offer is taken back."),
    "accept": (actions.accept_lead, {}, "Your unit is on it now."),
    "decline": (actions.decline_lead, {}, "Declined."),
}
TASK_ACTS: Final[Mapping[str, tuple[Callable[..., object], str]]] = {
    "done": (actions.finish_task, "Done."),
    "reopen": (actions.reopen_task, "The task is open again."),
}


@require_GET
def show_series_work(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show who is on a series, notes and tasks; it refreshes itself."""
    return _series_page(request, series_or_404(pk))


@require_POST
def begin_lead(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that the officer's unit is on it."""
    officer, series = officer_of(request), series_or_404(pk)
    require(officer, "lead.keep")
    form = LeadForm(request.POST, others=_others(series, officer))
    status = _try(form, lambda: actions.begin_lead(series=series, **_lead_said(form), by=officer))
    return _answer(request, series, "lead_form", form, status, "Your unit is on it now. Others see that.")


@require_POST
def step_lead(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Do something with a lead: ``step`` says what."""
    officer = officer_of(request)
    lead = visible_or_404(all_leads(), pk=pk)
    step = request.POST.get("step", "")
    if step not in LEAD_ACTS:
        raise Http404
    require(officer, "lead.keep")
    form = LeadStepForm(step, lead, officer, request.POST)
    act, names, done = LEAD_ACTS[step]
    status = _try(
        form, lambda: act(lead=lead, **{name: form.cleaned_data[field] for name, field in names.items()}, by=officer)
    )
    return _answer(request, visible_or_404(all_series(), pk=lead.series_id), "step_form", form, status, done)


@require_POST
def write_note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write a note."""
    officer, series = officer_of(request), series_or_404(pk)
    require(officer, "note.write")
    tells_all = series.audience_id in contributable_audiences()
    form = NoteForm(request.POST, may_tell_all=tells_all)
    status = _try(
        form,
        lambda: actions.write_note(
            series=series,
            text=form.cleaned_data["text"],
            only_country=not tells_all or form.cleaned_data["only_country"],
            by=officer,
        ),
    )
    return _answer(request, series, "note_form", form, status, "The note is written.")


@require_http_methods(["GET", "POST"])
def show_note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a note with its texts; its country's officers write another text."""
    officer = officer_of(request)
    note = visible_or_404(all_notes(), pk=pk)
    if request.method == "GET":
        return _note_page(request, note)
    require(officer, "note.write")
    form = EditNoteForm(request.POST)
    if not form.is_valid():
        return _note_page(request, note, form, 400)
    try:
        actions.edit_note(note=note, **form.cleaned_data, by=officer)
    except Conflict as conflict:
        return _both_texts(request, pk, conflict)
    messages.success(request, "The note is saved.")
    return redirect("note", pk=pk)


@require_POST
def remove_note(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a note away."""
    note = visible_or_404(all_notes(), pk=pk)
    require(officer_of(request), "note.write")
    actions.remove_note(note=note, by=officer_of(request))
    messages.success(request, "The note is taken away. That it was there stays.")
    return redirect("series-work", pk=note.series_id)


@require_POST
def give_task(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write down what has to be done."""
    officer, series = officer_of(request), series_or_404(pk)
    require(officer, "task.keep")
    form = TaskForm(request.POST, officer=officer)
    status = _try(form, lambda: actions.give_task(series=series, **form.cleaned_data, by=officer))
    return _answer(request, series, "task_form", form, status, "The task is written down. Only your country sees it.")


@require_http_methods(["GET", "POST"])
def show_task(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a task, and give it another day or other hands."""
    officer = officer_of(request)
    task = visible_or_404(all_tasks(), pk=pk)
    if request.method == "GET":
        return _task_page(request, task)
    require(officer, "task.keep")
    form = ChangeTaskForm(request.POST, officer=officer)
    status = _try(form, lambda: actions.change_task(task=task, **form.cleaned_data, by=officer))
    if status != 302:
        return _task_page(request, visible_or_404(all_tasks(), pk=pk), form, status)
    messages.success(request, "The task is changed.")
    return redirect("task", pk=pk)


@require_POST
def step_task(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say that a task is done, or open again."""
    officer = officer_of(request)
    task = visible_or_404(all_tasks(), pk=pk)
    step, form = request.POST.get("step", ""), VersionForm(request.POST)
    if step not in TASK_ACTS or not form.is_valid():
        raise Http404
    require(officer, "task.keep")
    act, done = TASK_ACTS[step]
    act(task=task, version=form.cleaned_data["version"], by=officer)
    messages.success(request, done)
    return redirect("work") if request.POST.get("from") == "work" else redirect("series-work", pk=task.series_id)


@require_GET
def show_work(request: HttpRequest) -> HttpResponse:
    """Show what is in the hands of the officer and of the unit; it refreshes itself."""
    officer = officer_of(request)
    require(officer, "task.keep")
    whose = request.GET.get("whose", "mine")
    whose = whose if whose in WHOSE else "mine"
    work = work_of(officer, whose=whose, after=after_of(request))
    audit.record_list("work", len(work.tasks))
    context = {"work": work, "whose": whose, "choices": WHOSE, "day": today(), "nav_section": "work"}
    turning = pages(request, reverse("work"), work.older)
    template = "series/work_body.html" if is_refresh(request) else "series/work.html"
    return render(request, template, {**context, **turning})


@require_GET
def show_history(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the whole history of a series, of one kind or all, in pages; its newest, as a part of the series' page."""
    series = series_or_404(pk)
    if is_refresh(request) or "HX-Request" in request.headers:
        return _newest(request, series)
    chosen = request.GET.get("kind", "")
    kind = chosen if chosen in KINDS else ""
    lines, older = history_page(series, kind=kind, before=moment_of(request.GET.get("before", "")))
    audit.record_list("history", len(lines), on=series)
    here = reverse("series-history", args=[series.pk])
    context = {
        "series": series,
        "lines": lines,
        "kind": kind,
        "kinds": KINDS,
        "newest": f"{here}?kind={kind}" if request.GET.get("before") else None,
        "older": f"{here}?{urlencode({'kind': kind, 'before': signed(older)})}" if older else None,
    }
    return render(request, "series/series_history.html", {**context, **NAV})


def _newest(request: HttpRequest, series: Series) -> HttpResponse:
    """Show the part of an open page, which refreshes itself; recorded once in a while, as the page's other parts."""
    audit.record_view("series.viewed", on=series)
    lines, older = history_page(series)
    context = {"series": series, "lines": lines[:NEWEST], "is_cut": older is not None or len(lines) > NEWEST}
    return render(request, "series/history_newest.html", context)


def _try(form: forms.Form, act: Callable[[], object]) -> int:
    """Do it if the form is right. Return the status of what is shown then."""
    if not form.is_valid():
        return 400
    try:
        act()
    except IcseError as refusal:
        if refusal.status == 403:
            raise
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return refusal.status
    return 302


def _answer(request: HttpRequest, series: Series, name: str, form: forms.Form, status: int, done: str) -> HttpResponse:
    """Go back to the page of work; or show it with what was typed."""
    if status == 302:
        messages.success(request, done)
        return redirect("series-work", pk=series.pk)
    return _series_page(request, series, status, **{name: form})


def _lead_said(form: forms.Form) -> dict[str, Any]:
    seen = [as_uuid(key) for key in form.cleaned_data.get("seen", ())]
    return {name: form.cleaned_data[name] for name in ("kind", "plan", "ends_on")} | {"seen": seen}


def _others(series: Series, officer: Officer) -> list[Lead]:
    return [one for one in standing_leads([series.pk]) if one.unit_id != officer.unit_id]


def _series_page(request: HttpRequest, series: Series, status: int = 200, **typed: forms.Form) -> HttpResponse:
    audit.record_view("series.viewed", on=series)
    officer = officer_of(request)
    found = beside(series, after=after_of(request))
    contributes = series.audience_id in contributable_audiences()
    keeps = contributes and may(officer, "lead.keep")
    others = [one for one in found.leads if one.unit_id != officer.unit_id]
    begins = keeps and series.is_active and all(one.unit_id != officer.unit_id for one in found.leads)
    context = {
        "series": series,
        "beside": found,
        "leads": [(one, _steps(one, officer) if keeps else []) for one in found.leads],
        "day": today(),
        "lead_form": LeadForm(others=others) if begins else None,
        "note_form": NoteForm(may_tell_all=contributes) if may(officer, "note.write") else None,
        "task_form": TaskForm(officer=officer) if series.is_active and may(officer, "task.keep") else None,
        "page_query": request.GET.urlencode() if request.method == "GET" else "",
        **pages(request, reverse("series-work", args=[series.pk]), found.older),
        **NAV,
        **typed,
    }
    template = "series/series_work_body.html" if is_refresh(request) else "series/series_work.html"
    return render(request, template, context, status=status)


def _steps(lead: Lead, officer: Officer) -> list[LeadStepForm]:
    """Return what this officer may do with a lead."""
    names: list[str] = []
    if officer.unit_id == lead.unit_id or officer.pk == lead.keeper_id:
        names = ["renew", "hand_over", "withdraw_offer" if lead.offered_unit_id else "offer", "end"]
    elif officer.unit_id == lead.offered_unit_id:
        names = ["accept", "decline"]
    return [LeadStepForm(name, lead, officer) for name in LEAD_STEPS if name in names]


def _note_page(request: HttpRequest, note: Note, typed: forms.Form | None = None, status: int = 200) -> HttpResponse:
    audit.record_view("series.viewed", on=note.series)
    officer = officer_of(request)
    writes = note.removed_at is None and note.country_id == officer.country_id and may(officer, "note.write")
    if note.country_audience_id is None:
        writes = writes and note.audience_id in contributable_audiences()
    form = typed or (EditNoteForm(initial={"text": note.text, "version": note.version}) if writes else None)
    saved = note if status == 409 else None
    context = {"note": note, "texts": texts_of(note), "form": form, "writes": writes, "saved": saved, **NAV}
    return render(request, "series/note.html", context, status=status)


def _both_texts(request: HttpRequest, pk: UUID, conflict: Conflict) -> HttpResponse:
    """Show the saved text beside the typed one; saving again then replaces a text that has been read."""
    note = visible_or_404(all_notes(), pk=pk)
    typed = request.POST.copy()
    typed["version"] = str(note.version)
    form = EditNoteForm(typed)
    form.add_error(None, conflict.message)
    return _note_page(request, note, form, conflict.status)


def _task_page(request: HttpRequest, task: Task, typed: forms.Form | None = None, status: int = 200) -> HttpResponse:
    audit.record_view("series.viewed", on=task.series)
    officer = officer_of(request)
    said = {"due_on": task.due_on, "unit": task.for_unit_id, "assignee": task.assignee_id, "version": task.version}
    changes = task.done_at is None and may(officer, "task.keep")
    form = typed or (ChangeTaskForm(officer=officer, initial=said) if changes else None)
    return render(request, "series/task.html", {"task": task, "form": form, **NAV}, status=status)
