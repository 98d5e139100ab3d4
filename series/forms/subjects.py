"""What officers type about a victim or an offender."""

from typing import Any, ClassVar

from django import forms

from series.actions.subjects import NewSubject
from series.models import Subject


class SubjectForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """A victim or an offender that can be seen in a series."""

    class Meta:
        model = Subject
        fields: ClassVar[list[str]] = ["role", "label", "known"]
        labels: ClassVar[dict[str, str]] = {"role": "Who", "known": "What is known"}
        help_texts: ClassVar[dict[str, str]] = {
            "label": "How to speak of this person here. Left empty: Victim 1, Offender 1 and so on. Never a name.",
            "known": "Age, language, clothing, surroundings. No name or address of a child.",
        }
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "label": forms.TextInput(attrs={"dir": "auto"}),
            "known": forms.Textarea(attrs={"dir": "auto", "rows": 3}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["label"].required = False
        role = self.fields["role"]
        assert isinstance(role, forms.TypedChoiceField)  # noqa: S101 - tells the type checker
        role.choices = [("", "Choose"), *Subject.Role.choices]

    def typed(self) -> NewSubject:
        """Return what was typed, ready for the action."""
        data = self.cleaned_data
        return NewSubject(role=data["role"], label=data["label"], known=data["known"])


class SubjectRow(SubjectForm):
    """A subject of a new series; a row that is left empty is none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["label"].help_text = ""
        self.fields["known"].help_text = ""
        self.fields["known"].widget = forms.TextInput(attrs={"dir": "auto", "maxlength": 4000})


#: Three rows are offered; further subjects are added on the series' page.
SubjectRows = forms.formset_factory(SubjectRow, extra=3, max_num=3, validate_max=True)


def typed_subjects(rows: "forms.BaseFormSet[SubjectRow]") -> list[NewSubject]:
    """Return the rows in which somebody typed something. Only for a valid formset."""
    return [row.typed() for row in rows if row.has_changed()]
