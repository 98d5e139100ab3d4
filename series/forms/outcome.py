"""What officers type about what followed an identification."""

from typing import Any

from django import forms

from series.models import FACT_OF_ROLE, Subject

_WHY = "Seen by everybody who sees the series. No name or address of a child."


def reason_field(label: str, *, required: bool = True) -> forms.CharField:
    """Return the field for a reason."""
    return forms.CharField(
        label=label,
        required=required,
        min_length=10,
        max_length=500,
        help_text=_WHY,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class ReasonForm(forms.Form):
    """Why."""

    reason = reason_field("Why")


class AnswerForm(forms.Form):
    """The answer to a proposal: opened again, or a reason why not."""

    decision = forms.ChoiceField(
        label="Your decision",
        choices=[("accepted", "Open it again"), ("declined", "The identification holds")],
        widget=forms.RadioSelect,
    )
    answer = reason_field("Why it holds", required=False)

    def clean(self) -> dict[str, Any]:
        """Ask for a reason where the proposal is declined."""
        data = super().clean() or self.cleaned_data
        if data.get("decision") == "declined" and not data.get("answer") and "answer" not in self.errors:
            self.add_error("answer", "Say why, in 10 to 500 characters.")
        return data


class FactForm(forms.Form):
    """The day of a fact."""

    happened_on = forms.DateField(label="On which day", widget=forms.DateInput(attrs={"type": "date"}))


def fact_of(subject: Subject) -> str:
    """Return what is recorded of such a subject."""
    return FACT_OF_ROLE[subject.role]
