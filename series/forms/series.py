"""What officers type about a series."""

from typing import ClassVar

from django import forms

from accounts.forms.new_marking import NewMarkingFields
from accounts.models import Audience
from accounts.visibility import contributable_audiences
from series.models import Series


class SeriesForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """What is known of a series."""

    class Meta:
        model = Series
        fields: ClassVar[list[str]] = ["title", "summary"]
        labels: ClassVar[dict[str, str]] = {"summary": "What is known"}
        help_texts: ClassVar[dict[str, str]] = {
            "title": "A few words by which colleagues recognise it. No name of a child.",
            "summary": "What can be seen, heard or read; where it may be. No name or address of a child.",
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "title": forms.TextInput(attrs={"dir": "auto"}),
            "summary": forms.Textarea(attrs={"dir": "auto", "rows": 6}),
        }


class NewSeriesForm(NewMarkingFields, SeriesForm):
    """What is known of a new series, who may see it, and how far it may travel."""

    audience = forms.ModelChoiceField(
        queryset=Audience.objects.none(),
        to_field_name="key",
        empty_label="Choose who may see it",
        help_text="Each file keeps its own audience: nobody sees a file by way of a series.",
    )

    class Meta(SeriesForm.Meta):
        fields: ClassVar[list[str]] = ["title", "summary", "audience"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["audience"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        choice.queryset = Audience.objects.filter(pk__in=contributable_audiences())


class EditSeriesForm(SeriesForm):
    """What is known of a series, and which version of it the officer has read."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
