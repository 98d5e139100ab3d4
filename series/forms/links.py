"""What is said of a link, and which series are meant. A series is named by its reference."""

from typing import Any

from django import forms

from icse.core.ids import reference_in
from series.models import Series, SeriesLink, SubjectLink
from series.queries.series import all_series, live_key

_HIDDEN = "No series with this reference is shown to you."


class ReferenceForm(forms.Form):
    """Another series, by its reference; ``cleaned_data["other"]`` is the series, wherever it was merged."""

    other = forms.CharField(
        max_length=40,
        label="Reference of the other series",
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "placeholder": "SE-2026-…"}),
    )

    def clean_other(self) -> Series:
        """Find it. Hidden and invented are refused alike."""
        found = all_series().filter(reference=reference_in(self.cleaned_data["other"]) or "").first()
        if found is None:
            raise forms.ValidationError(_HIDDEN)
        return found if found.merged_into_id is None else all_series().get(pk=live_key(found))


def _said(reasons: Any) -> tuple[forms.ChoiceField, forms.CharField]:
    reason = forms.ChoiceField(choices=[("", "Choose"), *reasons.choices], label="Why")
    note = forms.CharField(
        required=False,
        max_length=500,
        label="In a few words",
        help_text="Seen by who sees both. No name or address of a child.",
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    return reason, note


class UndoLinkForm(forms.Form):
    """Why a link is undone."""

    reason = forms.CharField(
        min_length=10,
        max_length=500,
        label="Why it is undone",
        help_text="Seen by who sees both. No name or address of a child.",
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class LinkForm(ReferenceForm):
    """A link between two series."""

    reason, note = _said(SeriesLink.Reason)


class MergeForm(ReferenceForm):
    """The series whose contents come here."""


class SamePersonForm(forms.Form):
    """Why two subjects are the same person; the other one is chosen beside it."""

    reason, note = _said(SubjectLink.Reason)


class SplitForm(forms.Form):
    """What the new series is called; its pictures and subjects are chosen beside it."""

    title = forms.CharField(max_length=160, label="Title of the new series", widget=forms.TextInput({"dir": "auto"}))
