"""What officers say of the files that they upload."""

from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils import timezone

from accounts.forms.new_marking import NewMarkingFields
from accounts.models import Audience
from accounts.visibility import contributable_audiences
from series.models import Item


class UploadForm(NewMarkingFields, forms.Form):
    """The case that files come from, who may see them, what kind they are, and how they are marked: all alike."""

    national_reference = forms.CharField(
        label="Case",
        max_length=80,
        help_text="Your country's reference. It is never shown to another country.",
        widget=forms.TextInput(attrs={"list": "recent-cases", "autocomplete": "off", "dir": "auto"}),
    )
    exhibit = forms.CharField(
        max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"})
    )
    source = forms.CharField(
        max_length=200,
        required=False,
        help_text="Where the files were found. Kept with a new case.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
    )
    seized_on = forms.DateField(
        label="Seized on",
        required=False,
        help_text="Kept with a new case.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    audience = forms.ModelChoiceField(
        queryset=Audience.objects.none(),
        to_field_name="key",
        empty_label=None,
        help_text="Who may see these files. The narrowest comes first.",
    )
    nature = forms.ChoiceField(
        label="Kind",
        choices=[
            (Item.Nature.CONTENT, "Content"),
            (Item.Nature.CONTEXT, "Context: a possible victim or offender in another setting"),
        ],
        initial=Item.Nature.CONTENT,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Audience]", self.fields["audience"]).queryset = _narrowest_first()

    def clean_seized_on(self) -> date | None:
        """Refuse a day that has not come yet."""
        seized_on: date | None = self.cleaned_data["seized_on"]
        if seized_on and seized_on > timezone.localdate():
            raise forms.ValidationError("This day has not come yet.")
        return seized_on


class AmountForm(forms.Form):
    """How much the page's script is about to send."""

    number = forms.IntegerField(min_value=0, max_value=10**6, required=False)
    size = forms.IntegerField(min_value=0, max_value=2**53, required=False)

    def clean(self) -> dict[str, int]:
        """Nothing said is nothing."""
        return {name: self.cleaned_data.get(name) or 0 for name in ("number", "size")}


def _narrowest_first() -> QuerySet[Audience]:
    kinds = (Audience.Kind.NATIONAL, Audience.Kind.GROUP, Audience.Kind.MEMBERS)
    rank = Case(*(When(kind=kind, then=Value(place)) for place, kind in enumerate(kinds)), output_field=IntegerField())
    return Audience.objects.filter(pk__in=contributable_audiences()).order_by(rank, "name")
