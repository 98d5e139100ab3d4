"""Who is on a series, notes and tasks beside it, and what is in hand."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import visible_or_404
from accounts.api.rest import AFTER, PAGE, ApiView, after_of, asking, documented, one_visible, page_answer, typed
from accounts.models import Officer, Unit
from accounts.permissions import require
from icse.core import audit
from icse.core.errors import IcseError
from series import actions
from series.models import Lead, Note, Task
from series.queries.beside import all_notes
from series.queries.leads import all_leads
from series.queries.series import series_or_404
from series.queries.work import WHOSE, all_tasks, work_of
from series.work_serializers import (
    ChangeTaskSerializer,
    EditNoteSerializer,
    LeadPageSerializer,
    LeadSerializer,
    LeadStepSerializer,
    NewLeadSerializer,
    NewNoteSerializer,
    NewTaskSerializer,
    NotePageSerializer,
    NoteSerializer,
    TaskPageSerializer,
    TaskSerializer,
    TaskStepSerializer,
)

_WHOSE = OpenApiParameter("whose", str, enum=list(WHOSE), description="Mine if nothing is said.")
_PLAIN_STEPS = {"end": actions.end_lead, "withdraw_offer": actions.withdraw_offer, "decline": actions.decline_lead}


class LeadListView(ApiView):
    """Who is, or was, on a series."""

    @documented("list_leads", "Leads on a series, newest first", response=LeadPageSerializer, parameters=[AFTER])
    def get(self, request: Request, pk: UUID) -> Response:
        """List them."""
        return _listed(request, pk, all_leads(), LeadSerializer, "leads")

    @documented(
        "begin_lead",
        "Say that the own unit is on a series; 409 until the leads of others are named as seen",
        request=NewLeadSerializer,
        response=LeadSerializer,
        status=201,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Begin one."""
        officer, series = asking(request), series_or_404(pk)
        require(officer, "lead.keep")
        made = actions.begin_lead(series=series, **typed(NewLeadSerializer(data=request.data)), by=officer)
        return Response(LeadSerializer(made, context={"officer": officer}).data, status=201)


class LeadStepView(ApiView):
    """What is done with a lead."""

    @documented(
        "step_lead",
        "Renew, hand over, offer or end a lead; take over or decline what is offered",
        request=LeadStepSerializer,
        response=LeadSerializer,
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Take one step. What was taken over is answered as the new lead."""
        officer = asking(request)
        lead = visible_or_404(all_leads(), pk=pk)
        require(officer, "lead.keep")
        said = typed(LeadStepSerializer(data=request.data))
        now = _step(lead, said, officer)
        return Response(LeadSerializer(all_leads().get(pk=now), context={"officer": officer}).data)


class NoteListView(ApiView):
    """Notes on a series."""

    @documented("list_notes", "Notes on a series, newest first", response=NotePageSerializer, parameters=[AFTER])
    def get(self, request: Request, pk: UUID) -> Response:
        """List them."""
        return _listed(request, pk, all_notes(), NoteSerializer, "notes")

    @documented("write_note", "Write a note", request=NewNoteSerializer, response=NoteSerializer, status=201)
    def post(self, request: Request, pk: UUID) -> Response:
        """Write one."""
        officer, series = asking(request), series_or_404(pk)
        require(officer, "note.write")
        made = actions.write_note(series=series, **typed(NewNoteSerializer(data=request.data)), by=officer)
        return Response(NoteSerializer(made, context={"officer": officer}).data, status=201)


class NoteView(ApiView):
    """One note."""

    @documented("show_note", "A note as it stands", response=NoteSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """Show it."""
        officer = asking(request)
        note = visible_or_404(all_notes(), pk=pk)
        audit.record_view("series.viewed", on=note.series)
        return Response(NoteSerializer(note, context={"officer": officer}).data)

    @documented("edit_note", "Write another text", request=EditNoteSerializer, response=NoteSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        """Edit it."""
        officer = asking(request)
        note = visible_or_404(all_notes(), pk=pk)
        require(officer, "note.write")
        actions.edit_note(note=note, **typed(EditNoteSerializer(data=request.data)), by=officer)
        return _note(pk, officer)


class NoteRemovalView(ApiView):
    """The end of a note."""

    @documented("remove_note", "Take a note away; that it was there stays", response=NoteSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        """Take it away."""
        officer = asking(request)
        note = visible_or_404(all_notes(), pk=pk)
        require(officer, "note.write")
        actions.remove_note(note=note, by=officer)
        return _note(pk, officer)


class TaskListView(ApiView):
    """The own country's tasks on a series."""

    @documented("list_tasks", "Tasks on a series, newest first", response=TaskPageSerializer, parameters=[AFTER])
    def get(self, request: Request, pk: UUID) -> Response:
        """List them."""
        return _listed(request, pk, all_tasks(), TaskSerializer, "tasks")

    @documented(
        "give_task", "Give a task in the own country", request=NewTaskSerializer, response=TaskSerializer, status=201
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Give one."""
        officer, series = asking(request), series_or_404(pk)
        require(officer, "task.keep")
        said = _hands(typed(NewTaskSerializer(data=request.data)))
        made = actions.give_task(series=series, **said, by=officer)
        return Response(TaskSerializer(made, context={"officer": officer}).data, status=201)


class TaskView(ApiView):
    """One task."""

    @documented("show_task", "A task", response=TaskSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """Show it."""
        officer = asking(request)
        task = visible_or_404(all_tasks(), pk=pk)
        audit.record_view("series.viewed", on=task.series)
        return Response(TaskSerializer(task, context={"officer": officer}).data)

    @documented("change_task", "Another day, other hands", request=ChangeTaskSerializer, response=TaskSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        """Change it."""
        officer = asking(request)
        task = visible_or_404(all_tasks(), pk=pk)
        require(officer, "task.keep")
        said = _hands(typed(ChangeTaskSerializer(data=request.data)))
        actions.change_task(task=task, **{"assignee": None, **said}, by=officer)
        return _task(pk, officer)


class TaskStepView(ApiView):
    """Whether a task is done."""

    @documented(
        "step_task", "Say that a task is done, or open again", request=TaskStepSerializer, response=TaskSerializer
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Say it."""
        officer = asking(request)
        task = visible_or_404(all_tasks(), pk=pk)
        require(officer, "task.keep")
        said = typed(TaskStepSerializer(data=request.data))
        act = actions.finish_task if said["step"] == "done" else actions.reopen_task
        act(task=task, version=said["version"], by=officer)
        return _task(pk, officer)


class WorkView(ApiView):
    """What is in hand."""

    @documented(
        "show_work",
        "Open tasks over all series, what is due first",
        response=TaskPageSerializer,
        parameters=[AFTER, _WHOSE],
    )
    def get(self, request: Request) -> Response:
        """Show it."""
        officer = asking(request)
        require(officer, "task.keep")
        whose = request.query_params.get("whose") or "mine"
        if whose not in WHOSE:
            raise IcseError("Choose mine, unit or done.", field="whose")
        work = work_of(officer, whose=whose, after=after_of(request))
        audit.record("list.viewed", list="work", rows=len(work.tasks))
        rows = TaskSerializer(work.tasks, many=True, context={"officer": officer}).data
        return page_answer(request, rows, work.older)


def _listed(request: Request, series: UUID, rows: QuerySet[Any], serializer: type[Any], name: str) -> Response:
    """Answer with one page of what hangs on a series, newest first."""
    officer, after = asking(request), after_of(request)
    rows = rows.filter(series=series_or_404(series))
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    audit.record("list.viewed", list=name, rows=len(found[:PAGE]))
    data = serializer(found[:PAGE], many=True, context={"officer": officer}).data
    return page_answer(request, data, found[PAGE - 1].pk if len(found) > PAGE else None)


def _step(lead: Lead, said: dict[str, Any], by: Officer) -> UUID:
    """Take the step, and return the key of the lead that stands for it now."""
    step = said["step"]
    if step in _PLAIN_STEPS:
        _PLAIN_STEPS[step](lead=lead, by=by)
    elif step == "accept":
        return actions.accept_lead(lead=lead, by=by).pk
    elif step == "renew":
        actions.renew_lead(lead=lead, ends_on=_needed(said, "ends_on"), by=by)
    elif step == "hand_over":
        keeper = one_visible(Officer.objects.all(), _needed(said, "keeper"), field="keeper")
        actions.hand_over_lead(lead=lead, to=keeper, by=by)
    else:
        unit = one_visible(Unit.objects.all(), _needed(said, "unit"), field="unit")
        actions.offer_lead(lead=lead, unit=unit, by=by)
    return lead.pk


def _needed(said: dict[str, Any], name: str) -> Any:
    if name not in said:
        raise IcseError("This step needs it.", field=name)
    return said[name]


def _hands(said: dict[str, Any]) -> dict[str, Any]:
    """Return what was sent, with the unit and the officer for their keys."""
    if said.get("unit"):
        said["unit"] = one_visible(Unit.objects.all(), said["unit"], field="unit")
    if said.get("assignee"):
        rows = Officer.objects.select_related("unit")
        said["assignee"] = one_visible(rows, said["assignee"], field="assignee")
    return said


def _note(pk: UUID, officer: Officer) -> Response:
    note: Note = all_notes().get(pk=pk)
    return Response(NoteSerializer(note, context={"officer": officer}).data)


def _task(pk: UUID, officer: Officer) -> Response:
    task: Task = all_tasks().get(pk=pk)
    return Response(TaskSerializer(task, context={"officer": officer}).data)
