"""What officers type about leads, notes and tasks."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from django import forms

from accounts.models import Officer, Unit
from series.actions.leads import LONGEST_PLAN
from series.actions.notes import LONGEST_NOTE
from series.actions.tasks import LONGEST_TITLE
from series.forms.where import area
from series.models import Lead
from series.queries.leads import today

#: What a button of a lead does, as a page says it.
LEAD_STEPS: Final = {
    "renew": "Change the last day",
    "hand_over": "Hand over",
    "offer": "Offer to another unit",
    "end": "End this lead",
    "withdraw_offer": "Take the offer back",
    "accept": "Take over",
    "decline": "Decline",
}


class UnitField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A unit, with its country where there are several."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Unit.objects.none(), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """Return the words of a choice."""
        return f"{obj.name} ({obj.country_id})"


class OfficerField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """An officer of the own country."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Officer.objects.none(), **kwargs)

    def label_from_instance(self, obj: Any) -> str:
        """Return the words of a choice."""
        return str(obj.name)


def day_field(label: str) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}))


def colleagues(officer: Officer) -> Any:
    """Return who in the country may work at present, by name."""
    rows = Officer.objects.filter(country=officer.country_id, is_active=True, certified_until__gte=today())
    return rows.filter(role__in=[Officer.Role.ANALYST, Officer.Role.SUPERVISOR]).order_by("name", "pk")


def own_units(officer: Officer) -> Any:
    """Return the units of the country."""
    return Unit.objects.filter(country=officer.country_id).order_by("name", "pk")


class LeadForm(forms.Form):
    """What a unit is going to do, until when; and that it has seen who is on it already."""

    kind = forms.ChoiceField(label="What you are doing", choices=Lead.Kind.choices)
    plan = forms.CharField(
        label="In a sentence",
        min_length=10,
        max_length=LONGEST_PLAN,
        widget=area(2),
        help_text="Everybody who sees the series reads this. No name or address of a child.",
    )
    ends_on = day_field("Until")
    seen = forms.MultipleChoiceField(
        label="Others are on it", required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(self, *args: Any, others: Iterable[Lead] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "lead-%s"  # the page has other forms
        choices = [
            (str(one.pk), f"I have seen: {one.unit.name} ({one.country_id}), until {one.ends_on:%-d %B %Y}")
            for one in others
        ]
        self.fields["seen"].choices = choices  # type: ignore[attr-defined]  # a field of choices
        if not choices:
            del self.fields["seen"]


class LeadStepForm(forms.Form):
    """One step of a lead, and what it needs."""

    def __init__(self, step: str, lead: Lead, officer: Officer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.step, self.button = step, LEAD_STEPS[step]
        self.auto_id = f"{step}-{lead.pk}-%s"
        if step == "renew":
            self.fields["ends_on"] = day_field("Last day")
            self.fields["ends_on"].initial = lead.ends_on
        elif step == "hand_over":
            keeper = OfficerField(label="To", empty_label="Choose an officer")
            keeper.queryset = colleagues(officer)
            self.fields["keeper"] = keeper
        elif step == "offer":
            unit = UnitField(label="To", empty_label="Choose a unit")
            unit.queryset = Unit.objects.filter(country__is_connected=True).exclude(pk=lead.unit_id)
            unit.help_text = "Only a unit that sees this series hears of it. It stays yours until they take it over."
            self.fields["unit"] = unit


class NoteForm(forms.Form):
    """A note, and for whom."""

    text = forms.CharField(label="Note", max_length=LONGEST_NOTE, widget=area(4))
    only_country = forms.BooleanField(required=False, label="Only for my country")

    def __init__(self, *args: Any, may_tell_all: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "note-%s"
        if not may_tell_all:
            self.fields["text"].help_text = "Only your country reads this: you may look at this series, not add to it."
            del self.fields["only_country"]


class EditNoteForm(forms.Form):
    """Another text, and which one the officer has read."""

    text = forms.CharField(label="Note", max_length=LONGEST_NOTE, widget=area(10))
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class TaskForm(forms.Form):
    """What has to be done, by when and by whom."""

    title = forms.CharField(label="What has to be done", min_length=3, max_length=LONGEST_TITLE)
    due_on = day_field("Due on")
    unit = UnitField(label="Unit", required=False, empty_label="My unit")
    assignee = OfficerField(label="Officer", required=False, empty_label="Nobody yet")

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "task-%s"
        self.fields["title"].widget.attrs["dir"] = "auto"
        for name, rows in (("unit", own_units), ("assignee", colleagues)):
            _offer(self, name, rows, officer)


class ChangeTaskForm(forms.Form):
    """Another day, other hands; and which version the officer has read."""

    due_on = day_field("Due on")
    unit = UnitField(label="Unit", empty_label=None)
    assignee = OfficerField(label="Officer", required=False, empty_label="Nobody yet")
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, rows in (("unit", own_units), ("assignee", colleagues)):
            _offer(self, name, rows, officer)


class VersionForm(forms.Form):
    """Which version of a task the officer has read."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1)


def _offer(form: forms.Form, name: str, rows: Callable[[Officer], Any], officer: Officer) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
    field.queryset = rows(officer)
