"""What is said of new material."""

from django import forms


class ReopeningForm(forms.Form):
    """Why a solved series should be worked on again."""

    reason = forms.CharField(
        label="Why",
        min_length=10,
        max_length=500,
        help_text="Seen by everybody who sees the series. No name or address of a child.",
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )
