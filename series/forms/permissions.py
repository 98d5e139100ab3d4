"""What owners type when they permit another country something."""

from typing import Any

from django import forms

from accounts.models import Country, Officer
from accounts.queries import connected_countries
from series.actions.permissions import LONGEST_NOTE
from series.models import Permission


class PermissionForm(forms.Form):
    """Which country, for what, and what was agreed."""

    to_country = forms.ModelChoiceField(Country.objects.none(), empty_label="Choose a country", label="Country")
    purpose = forms.ChoiceField(choices=[("", "Choose what for"), *Permission.Purpose.choices], label="For")
    note = forms.CharField(
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text="The other country reads this. Nothing that names a child.",
    )

    def __init__(self, *args: Any, owner: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "permit-%s"  # the page has other forms
        choice = self.fields["to_country"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        choice.queryset = connected_countries().exclude(pk=owner.country_id)
