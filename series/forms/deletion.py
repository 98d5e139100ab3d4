"""What officers say when they delete an item."""

from django import forms

from series.actions.deletion import LONGEST_NOTE
from series.models import Stone


class DeletionForm(forms.Form):
    """Why, from a list, and more where that is needed."""

    reason = forms.ChoiceField(choices=[("", "Choose a reason"), *Stone.Reason.choices], label="Reason")
    note = forms.CharField(
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text="Stays with the case. Nothing that names a child.",
    )
