"""What officers type about clues and identifications."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import Truncator

from accounts.markings import effective
from accounts.models import Country, Officer
from forum.answers import in_short
from forum.clues.languages import LANGUAGES
from forum.models import ClueKind, Post, Thread
from forum.queries import ANSWERS_TO_CHOOSE, Wanted, answers_about
from icse.core.cursors import moment_of
from icse.core.selects import NamedChoiceField
from series.models import Identification, Series


def _area(rows: int, **attributes: str) -> forms.Textarea:
    return forms.Textarea(attrs={"dir": "auto", "rows": rows, **attributes})


class FeedForm(forms.Form):
    """What to narrow the list of requests to. Whatever is not understood is ignored."""

    #: The fields that narrow, as addresses of further pages keep them.
    narrowing = ("kind", "status", "country", "whose", "only", "urgency", "due", "hoped", "language")

    kind = NamedChoiceField(ClueKind.objects.all(), required=False, empty_label="Any clue")
    status = forms.ChoiceField(
        choices=[("", "Open"), *list(Thread.Status.choices)[1:], ("any", "Any status")], required=False
    )
    country = NamedChoiceField(
        Country.objects.filter(is_connected=True), required=False, empty_label="Any country", label="Asked by"
    )
    urgency = forms.ChoiceField(choices=[("", "Any urgency"), *Thread.Urgency.choices], required=False)
    due = forms.ChoiceField(
        choices=[("", "Any day"), ("week", "Within 7 days"), ("late", "Day has passed"), ("none", "No day")],
        required=False,
        label="Answer by",
    )
    hoped = NamedChoiceField(
        Country.objects.filter(is_connected=True), required=False, empty_label="Any country", label="Hoped from"
    )
    language = forms.ChoiceField(choices=[("", "Any language"), *LANGUAGES.items()], required=False)
    whose = forms.ChoiceField(
        choices=[("", "Anybody’s"), ("mine", "Mine"), ("unit", "My unit’s")], required=False, label="Whose"
    )
    only = forms.ChoiceField(
        choices=[
            ("", "All"),
            ("unanswered", "Not answered yet"),
            ("picture", "With a picture"),
            ("both", "With a picture, not answered yet"),
        ],
        required=False,
        label="Only",
    )
    before = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_before(self) -> datetime | None:
        """Return where the page before ended."""
        return moment_of(self.cleaned_data["before"])

    def wanted(self, officer: Officer | None = None) -> Wanted:
        """Return what was understood; ``officer`` is who asks for the own ones."""
        self.is_valid()
        data = {name: value for name, value in self.cleaned_data.items() if value}
        whose, only = data.pop("whose", ""), data.pop("only", "")
        return Wanted(
            **data,
            unanswered=only in ("unanswered", "both"),
            picture=only in ("picture", "both"),
            officer=officer.pk if officer and whose == "mine" else None,
            unit=officer.unit_id if officer and whose == "unit" else None,
        )


class AnswerChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """The answers to choose from, each in a line."""

    series: Series | None = None

    def label_from_instance(self, obj: Post) -> str:
        """Return the request's reference and marking, who answered, and how it begins."""
        thread = f"{obj.thread.reference} ({effective(obj.thread, self.series).short})"
        return f"{thread}, {obj.country.name}: {Truncator(in_short(obj)).chars(80)}"


class IdentificationForm(forms.ModelForm):  # type: ignore[type-arg]
    """How somebody was identified."""

    national_reference = forms.CharField(
        max_length=80,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text="The reference of your own case. No other country sees it. Never a name.",
    )
    answer = AnswerChoice(
        Post.objects.none(), required=False, empty_label="None, or it is not here", label="Which answer helped"
    )

    class Meta:
        model = Identification
        fields = ["method", "identified_on", "source_evaluation", "information_evaluation"]
        labels = {
            "method": "How it came about",
            "identified_on": "Identified on",
            "source_evaluation": "Evaluation of the source",
            "information_evaluation": "Evaluation of the information",
        }
        widgets = {"identified_on": forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})}

    field_order = ("method", "identified_on", "source_evaluation", "information_evaluation", "national_reference")

    def __init__(self, *args: Any, series: Series, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("method", "source_evaluation", "information_evaluation"):
            self.fields[name].choices = [("", "Choose"), *self.fields[name].choices[1:]]  # type: ignore[attr-defined]
        self.fields["identified_on"].initial = timezone.localdate()
        choice = self.fields["answer"]
        assert isinstance(choice, AnswerChoice)  # noqa: S101 - tells the type checker
        choice.series = series
        answers = answers_about(series)
        choice.queryset = answers.filter(pk__in=list(answers.values_list("pk", flat=True)[:ANSWERS_TO_CHOOSE]))
