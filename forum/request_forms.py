"""What officers type into requests to owners."""

from typing import Any, cast

from django import forms

from accounts.models import Officer
from forum.actions.requests import LONGEST_REFERENCE, LONGEST_WORD, SHORTEST_REASON
from forum.models import Request, Thread
from forum.opening import Opening, Thing, chosen, openable, ways
from series.models import Item, Series

_HOW = {
    "add": "Add the requester to the group that sees this now",
    "make": "Make a new group for your country and the requester, and show it to that group only",
    "permit": "Record the permission",
}


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"dir": "auto", "rows": rows})


class AskForm(forms.Form):
    """A reference that was heard of, or a blind hit; what for, and why."""

    reference = forms.CharField(
        max_length=LONGEST_REFERENCE,
        help_text="As you heard it: SE-… of a series, CR-… of a clue request.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "mono"}),
    )
    purpose = forms.ChoiceField(label="What you ask for", choices=Request.Purpose.choices, initial="sight")
    reason = forms.CharField(
        label="Why you ask",
        min_length=SHORTEST_REASON,
        max_length=LONGEST_WORD,
        help_text="The owner reads this, with your country and unit. Nothing that names a child.",
        widget=_area(5),
    )

    def __init__(self, *args: Any, blind: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if blind:
            del self.fields["reference"], self.fields["purpose"]


class WordForm(forms.Form):
    """What one side writes to the other."""

    body = forms.CharField(max_length=LONGEST_WORD, widget=_area(3))

    def __init__(self, *args: Any, label: str, needed: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].label, self.fields["body"].required = label, needed


class AcceptForm(forms.Form):
    """What is opened, how, and to whom."""

    thing = forms.ChoiceField(label="What you open", widget=forms.RadioSelect)
    how = forms.ChoiceField(label="How", widget=forms.RadioSelect)
    who = forms.ChoiceField(label="To whom", widget=forms.RadioSelect)
    level = forms.ChoiceField(
        label="As",
        choices=[("view", "Viewer"), ("contribute", "Contributor")],
        help_text="A viewer sees; a contributor adds too.",
    )
    name = forms.CharField(
        label="Name of the new group",
        max_length=80,
        required=False,
        help_text="Everyone in it reads this name.",
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    with_items = forms.BooleanField(
        label="Our files in the series go to the new group too",
        required=False,
        initial=True,
        help_text="Without them, only those files are seen that are shown to the requester already.",
    )
    note = forms.CharField(
        label="Conditions of the permission",
        max_length=500,
        required=False,
        help_text="Both countries read this.",
        widget=_area(2),
    )
    body = forms.CharField(
        label="Your words to the requester", max_length=LONGEST_WORD, required=False, widget=_area(3)
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, request: Request, by: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request, self.by = request, by
        things = openable(request, by)
        self.ways = list(dict.fromkeys(way for thing in things for way in ways(request, thing)))
        self._offer("thing", [(str(thing.pk), _name(thing)) for thing in things])
        self._offer("how", [(way, _HOW[way]) for way in self.ways])
        self._offer(
            "who", [("unit", f"{request.country.name}: {request.unit.name}"), ("country", request.country.name)]
        )
        if self.ways == ["permit"]:
            unused = {"who", "level", "name", "with_items"}
        elif "make" not in self.ways:
            unused = {"note", "name", "with_items"}
        else:
            unused = {"note"} if any(isinstance(thing, Series) for thing in things) else {"note", "with_items"}
        for name in unused:
            del self.fields[name]
        if "name" in self.fields:
            self.fields["name"].initial = f"{by.country.name} and {request.country.name}"[:80]

    def clean(self) -> dict[str, Any]:
        """A new group has a name."""
        data = super().clean() or {}
        if data.get("how") == "make" and not data.get("name"):
            self.add_error("name", "Give the new group a name.")
        return data

    def opening(self) -> Opening:
        """Return what was chosen. Only for a valid form.

        :raises IcseError: the thing is not one of those that may be opened.
        """
        names = ("how", "who", "level", "name", "with_items", "note")
        typed = {name: self.cleaned_data[name] for name in names if name in self.fields}
        return Opening(thing=chosen(self.request, self.cleaned_data["thing"], self.by), **typed)

    def sent(self) -> list[tuple[str, str]]:
        """Return what was sent, to be sent again when it is confirmed."""
        return [(name, str(self.data[name])) for name in self.fields if name != "seen" and name in self.data]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices
        self.fields[name].initial = choices[0][0] if choices else None


def _name(thing: Thing) -> str:
    if isinstance(thing, Item):
        return f"Only the file {thing.name}"
    return f"Clue request {thing.reference}" if isinstance(thing, Thread) else f"Series {thing.reference}"
