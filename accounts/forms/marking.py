"""How far something may travel, as its owner types it: TLP, handling codes, and a note."""

from typing import Any

from django import forms

from accounts.markings import Marking
from accounts.models.marking import NOTE_LENGTH, Handling, Tlp


class MarkingFields(forms.Form):
    """The three fields of a marking, for any form: ``class NewThingForm(MarkingFields, forms.Form)``, or a model form.

    A valid form has ``cleaned_data["marking"]``. The defaults are what the database gives an unmarked row.
    """

    tlp = forms.ChoiceField(
        label="TLP",
        choices=Tlp.choices,
        initial=Tlp.AMBER.value,
        help_text="How far it may travel. TLP:RED needs an audience of named officers.",
    )
    handling = forms.MultipleChoiceField(
        label="Handling codes",
        choices=Handling.choices,
        initial=(Handling.H0.value,),
        widget=forms.CheckboxSelectMultiple,
        help_text="H0 stands alone and gives way to the others, which add up.",
    )
    handling_note = forms.CharField(
        label="Handling note",
        max_length=NOTE_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 2}),
        help_text="Everybody who sees it reads this. H3 needs it. Nothing that names a child.",
    )

    def clean_handling(self) -> list[str]:
        """H0 means that nothing else is asked: it gives way to what is ticked beside it."""
        codes = set(self.cleaned_data["handling"])
        return sorted(codes - {Handling.H0.value} or codes)

    def clean_handling_note(self) -> str:
        """One line, as it is shown beside the codes."""
        return " ".join(self.cleaned_data["handling_note"].split())

    def clean(self) -> dict[str, Any]:
        """Put the whole together."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        note = data.get("handling_note", "")
        if Handling.H3.value in data.get("handling", ()) and not note and "handling_note" in data:
            self.add_error("handling_note", "Write what restriction H3 stands for.")
        if {"tlp", "handling", "handling_note"} <= data.keys():
            data["marking"] = Marking(data["tlp"], tuple(data["handling"]), note)
        return data
