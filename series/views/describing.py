"""What is said of a subject and of an item, and editing what is written of a subject."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.access import officer_of, visible_or_404
from accounts.permissions import may, require
from accounts.visibility import contributable_audiences
from icse.core import audit
from icse.core.comparing import Compared
from icse.core.editing import overtaken_form
from icse.core.errors import IcseError
from icse.core.versions import Overtaken
from series import actions
from series.forms.statements import EditSubjectForm, SayForm, SayOfItemForm, SayOfSubjectForm
from series.models import Item, ItemStatement, Subject, SubjectStatement
from series.queries.depictions import files_of, shown_in
from series.queries.items import all_items
from series.queries.links import name_links, same_person_as
from series.queries.statements import by_kind, said_of_item
from series.queries.subjects import state_of

NAV = {"nav_section": "board"}


@require_GET
def show_subject(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a victim or an offender with all that is said; looking is recorded."""
    subject = visible_or_404(all_subjects(), pk=pk)
    audit.record("subject.viewed", on=subject)
    return render(request, "series/subject.html", _of_subject(request, subject))


@require_GET
def show_subject_body(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show the changing part of that page, which refreshes itself."""
    subject = visible_or_404(all_subjects(), pk=pk)
    audit.record_view("subject.viewed", on=subject)
    return render(request, "series/subject_body.html", _of_subject(request, subject))


@require_POST
def say_of_subject(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what the person is like."""
    officer = officer_of(request)
    subject = visible_or_404(all_subjects(), pk=pk)
    require(officer, "statement.make")
    form = SayOfSubjectForm(request.POST)

    def say(kind: str, value: str) -> object:
        return actions.say_of_subject(subject=subject, kind=kind, value=value, **form.sure(), by=officer)

    if (status := _say(form, say)) != 302:
        audit.record_view("subject.viewed", on=subject)
        return render(request, "series/subject.html", {**_of_subject(request, subject), "form": form}, status=status)
    messages.success(request, "Everybody who sees the series sees what your unit says.")
    return redirect("subject", pk=subject.pk)


@require_POST
def withdraw_subject_statement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back what the own country says of a person."""
    officer = officer_of(request)
    statement = visible_or_404(SubjectStatement.objects.select_related("subject"), pk=pk)
    require(officer, "statement.make")
    actions.withdraw_subject_statement(statement=statement, by=officer)
    messages.success(request, "Withdrawn.")
    return redirect("subject", pk=statement.subject_id)


@require_http_methods(["GET", "POST"])
def edit_subject(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Edit what is written; whoever was overtaken sees both texts."""
    officer = officer_of(request)
    subject = visible_or_404(all_subjects(), pk=pk)
    require(officer, "subject.edit")
    actions.require_subject_editor(subject=subject, by=officer)
    if request.method == "GET":
        form = EditSubjectForm(instance=subject, initial={"version": subject.version})
        return _edit_page(request, form, subject)
    form = EditSubjectForm(request.POST)
    if not form.is_valid():
        return _edit_page(request, form, subject, status=400)
    try:
        actions.edit_subject(subject=subject, **form.cleaned_data, by=officer)
    except Overtaken as overtaken:
        form, compared = overtaken_form(EditSubjectForm, request, all_subjects().get(pk=pk), overtaken)
        return _edit_page(request, form, subject, compared=compared, status=overtaken.status)
    messages.success(request, "The text has been saved.")
    return redirect("subject", pk=pk)


@require_http_methods(["GET", "POST"])
def show_item_statements(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what is said of an item, as a part of its page; or say something."""
    officer = officer_of(request)
    item = visible_or_404(all_items(), pk=pk)
    if request.method == "GET":
        audit.record_view("item.viewed", on=item)
        return render(request, "series/item_said.html", _of_item(request, item))
    require(officer, "statement.make")
    form = SayOfItemForm(request.POST)

    def say(kind: str, value: str) -> object:
        return actions.say_of_item(item=item, kind=kind, value=value, **form.sure(), by=officer)

    if (status := _say(form, say)) != 302:
        audit.record_view("item.viewed", on=item)
        context = {**_of_item(request, item), "form": form}
        return render(request, "series/item_said_page.html", context, status=status)
    messages.success(request, "Everybody who sees the file sees what your unit says.")
    return redirect("item", pk=item.pk)


@require_POST
def withdraw_item_statement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back what the own country says of an item."""
    officer = officer_of(request)
    statement = visible_or_404(ItemStatement.objects.select_related("item"), pk=pk)
    require(officer, "statement.make")
    actions.withdraw_item_statement(statement=statement, by=officer)
    messages.success(request, "Withdrawn.")
    return redirect("item", pk=statement.item_id)


def all_subjects() -> QuerySet[Subject]:
    """Return the subjects that the actor may see, with what names them and their series."""
    return Subject.objects.select_related("series__country", "country", "unit", "status_country")


def _say(form: SayForm, act: Callable[[str, str], object]) -> int:
    """Say all that was filled in, or nothing. Return the status of what is shown then."""
    if not form.is_valid():
        return 400
    for kind, value in form.said().items():
        try:
            act(kind, value)
        except IcseError as refusal:
            if refusal.status == 403:
                raise
            field = kind if refusal.field in ("value", "kind") else None
            form.add_error(field, refusal.message)
            return refusal.status
    return 302


def _of_subject(request: HttpRequest, subject: Subject) -> dict[str, object]:
    officer = officer_of(request)
    contributes = subject.audience_id in contributable_audiences()
    sought = subject.status != Subject.Status.IDENTIFIED
    says = contributes and may(officer, "statement.make")
    state, people = state_of(subject, officer, contributes=contributes), same_person_as(subject)
    name_links([], people)
    return {
        "subject": subject,
        "state": state,
        "people": people,
        "said": state.said,
        "shown": files_of(subject).count(),
        "form": SayOfSubjectForm() if says and sought else None,
        "may_withdraw": says,
        "may_depict": contributes and may(officer, "depiction.make"),
        "may_edit": contributes and subject.country_id == officer.country_id and may(officer, "subject.edit"),
        **NAV,
    }


def _of_item(request: HttpRequest, item: Item) -> dict[str, object]:
    officer = officer_of(request)
    says = item.audience_id in contributable_audiences() and may(officer, "statement.make")
    return {
        "item": item,
        "said": by_kind(said_of_item(item)),
        "depictions": shown_in(item),
        "form": SayOfItemForm() if says else None,
        "may_withdraw": says,
        "nav_section": "case-list",
    }


def _edit_page(
    request: HttpRequest,
    form: EditSubjectForm,
    subject: Subject,
    *,
    compared: list[Compared] | None = None,
    status: int = 200,
) -> HttpResponse:
    audit.record_view("subject.viewed", on=subject)
    context = {"form": form, "subject": subject, "compared": compared, **NAV}
    return render(request, "series/subject_edit_form.html", context, status=status)
