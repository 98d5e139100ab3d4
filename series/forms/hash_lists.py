"""What is said of a list of hashes that is imported, and of contents that are not distinctive."""

from typing import Any

from django import forms

from series.actions.hash_lists import NAME_LENGTH, SOURCE_LENGTH
from series.models import HashList, SetAside


class HashListForm(forms.Form):
    """The list's name, what it says of its files, where it comes from, and the file."""

    name = forms.CharField(
        max_length=NAME_LENGTH,
        help_text="The same name again makes a new version.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    kind = forms.ChoiceField(
        label="What the list says of its files",
        choices=[
            (HashList.Kind.HARMLESS, "Harmless: fold them away and match nothing with them"),
            (HashList.Kind.KNOWN, "Known material: say so on each file"),
        ],
        initial=HashList.Kind.HARMLESS,
        widget=forms.RadioSelect,
    )
    source = forms.CharField(
        label="Where it comes from",
        max_length=SOURCE_LENGTH,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )


class VoteForm(forms.Form):
    """Why a content is not distinctive."""

    reason = forms.ChoiceField(choices=SetAside.Reason.choices, label="Why it is not distinctive")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "vote-%s"  # the page has other forms


class DecisionForm(forms.Form):
    """What becomes of a content that was set aside."""

    decision = forms.ChoiceField(
        label="What to do",
        choices=[
            (SetAside.Decision.RELEASED, "Release it: show its links"),
            (SetAside.Decision.KEPT, "Keep it aside"),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(choices=SetAside.Reason.choices, required=False, label="Why, if it is kept aside")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "aside-%s"

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where it is kept aside."""
        data = super().clean() or {}
        if data.get("decision") == SetAside.Decision.KEPT and not data.get("reason"):
            self.add_error("reason", "Choose why.")
        return data
