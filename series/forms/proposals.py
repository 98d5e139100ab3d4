"""What of the queue of possible links is wanted, and what an officer says to one."""

from typing import Any

from django import forms

from series.actions.proposals import LONGEST_NOTE
from series.models import LinkReason, ProposalDecision
from series.queries.proposals import Narrow


class QueueForm(forms.Form):
    """Filters; what cannot be read is left out."""

    reason = forms.ChoiceField(required=False, choices=[("", "Any reason"), *LinkReason.Reason.choices], label="Reason")
    own = forms.BooleanField(required=False, label="With a series of my country")
    series = forms.UUIDField(required=False, widget=forms.HiddenInput)

    @property
    def narrow(self) -> Narrow:
        """Return what was asked for."""
        self.is_valid()
        said: dict[str, Any] = self.cleaned_data
        return Narrow(said.get("reason") or "", bool(said.get("own")), said.get("series"))


class RejectForm(forms.Form):
    """Why it is not so."""

    why = forms.ChoiceField(
        choices=[("", "Choose"), *ProposalDecision.Why.choices],
        label="Why not",
        widget=forms.Select(
            attrs={"data-key": "r", "data-key-focuses": True, "data-key-words": "Reject: choose why, then Enter"}
        ),
    )
    note = forms.CharField(
        required=False,
        max_length=LONGEST_NOTE,
        label="In a few words",
        help_text="Your country’s officers can read it.",
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
