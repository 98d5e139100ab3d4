"""What officers say of subjects and items: a field for each kind, and one evaluation for what is said at a time."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from series.models import Identification, ItemStatement, Subject, SubjectStatement
from series.models.statement import LONGEST_VALUE, Statement

_HELP = {
    "language": "A language tag, for example en, fr or pt-br.",
    "mark": "What it is and where. No name or address of a child.",
    "other": "No name or address of a child.",
}


class SayForm(forms.Form):
    """A field for each kind; what is left empty is not said."""

    model: ClassVar[type[Statement]]
    _order: ClassVar = ("source_evaluation", "information_evaluation")

    source_evaluation = forms.ChoiceField(
        label="Source", choices=[("", "Choose"), *Identification.SourceEvaluation.choices]
    )
    information_evaluation = forms.TypedChoiceField(
        label="Information", choices=[("", "Choose"), *Identification.InformationEvaluation.choices], coerce=int
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "say-%s"
        for kind, label in self.model.Kind.choices:  # type: ignore[attr-defined]
            self.fields[kind] = _field(self.model, kind, str(label))
        self.order_fields([name for name in self.fields if name not in self._order])

    def clean(self) -> dict[str, Any]:
        """Ask for something to be said."""
        data = super().clean() or self.cleaned_data
        if not self.said() and not self.errors:
            self.add_error(None, "Say at least one thing.")
        return data

    def said(self) -> Mapping[str, str]:
        """Return what was filled in: kind to value."""
        kinds = [kind for kind, _ in self.model.Kind.choices]  # type: ignore[attr-defined]
        return {kind: self.cleaned_data[kind] for kind in kinds if self.cleaned_data.get(kind)}

    def sure(self) -> dict[str, Any]:
        """Return how surely."""
        return {name: self.cleaned_data[name] for name in self._order}


class SayOfSubjectForm(SayForm):
    """What is said of a victim or an offender."""

    model = SubjectStatement


class SayOfItemForm(SayForm):
    """What is said of an item."""

    model = ItemStatement


class EditSubjectForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """What is written of a subject, and which version of it the officer has read."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    class Meta:
        model = Subject
        fields: ClassVar[list[str]] = ["label", "known"]
        labels: ClassVar[dict[str, str]] = {"known": "What is known"}
        help_texts: ClassVar[dict[str, str]] = {
            "label": "How to speak of this person here. Never a name.",
            "known": "No name or address of a child.",
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "label": forms.TextInput(attrs={"dir": "auto"}),
            "known": forms.Textarea(attrs={"dir": "auto", "rows": 5}),
        }


class NarrowForm(forms.Form):
    """Which files of a series are shown."""

    subject = forms.ChoiceField(label="Shows", required=False)

    def __init__(self, *args: Any, subjects: list[Subject], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "narrow-%s"
        shows = self.fields["subject"]
        assert isinstance(shows, forms.ChoiceField)  # noqa: S101 - tells the type checker
        shows.choices = [("", "Anybody"), *((str(one.pk), one.label) for one in subjects)]
        for kind, label in ItemStatement.Kind.choices:
            self.fields[kind] = _field(ItemStatement, kind, str(label), empty="Any")


def _field(model: type[Statement], kind: str, label: str, *, empty: str = "Nothing said") -> forms.Field:
    if kind in model.CODES:
        return forms.ChoiceField(label=label, required=False, choices=[("", empty), *model.CODES[kind].items()])
    widget = forms.TextInput(attrs={"dir": "auto"})
    help_text = _HELP.get(kind, "")
    return forms.CharField(label=label, required=False, max_length=LONGEST_VALUE, widget=widget, help_text=help_text)
