"""What a supervisor types about the country's hidden files."""

from django import forms

from accounts.models import Disclosure


class DisclosureForm(forms.Form):
    """What other countries hear of a match; silence takes a reason and a day."""

    #: Of what the supervisor read; 0 where nothing was chosen yet.
    version = forms.IntegerField(required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    told = forms.ChoiceField(
        label="When a file of another country matches one that it may not see, it hears",
        choices=Disclosure.Told.choices,
        initial=Disclosure.Told.EXISTS,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        max_length=500,
        required=False,
        label="Why nothing is told",
        help_text="Needed for “Nothing”. Only your country reads it.",
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 2}),
    )
    review_on = forms.DateField(
        required=False,
        label="Look at this again on",
        help_text="Needed for “Nothing”.",
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
