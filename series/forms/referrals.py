"""What officers choose and type about referrals."""

from typing import Any

from django import forms
from django.utils import timezone

from accounts.models import Officer, Unit
from series.actions.referrals import LONGEST_WORD, Kind
from series.forms.where import CountryField, area
from series.models import Referral
from series.queries.referrals import Offer

#: What each step's button says, and its words' label; without a label there are no words.
STEP_WORDS: dict[str, tuple[str, str]] = {
    Kind.ACKNOWLEDGED: ("Confirm receipt", ""),
    Kind.ACCEPTED: ("Accept", "What you will do"),
    Kind.DECLINED: ("Decline", "Why"),
    Kind.PASSED_ON: ("Propose another country", "Why that country"),
    Kind.REPORTED: ("Report the outcome", "What you can tell"),
    Kind.WITHDRAWN: ("Withdraw", "Why"),
    Kind.HANDED_OVER: ("Say that it was handed over", "How, and to whom"),
}
_NEEDS_WORDS = (Kind.DECLINED, Kind.PASSED_ON)


class ReferredCountryField(CountryField):
    """Says of each country that takes no part that a package is made instead."""

    def label_from_instance(self, obj: Any) -> str:
        """Name it."""
        return str(obj.name) if obj.is_connected else f"{obj.name} (takes no part: a package to hand over)"


class ReferralForm(forms.Form):
    """Where a series is referred, and what goes with it."""

    to_country = ReferredCountryField(label="Country")
    note = forms.CharField(
        label="Note to the country",
        required=False,
        max_length=LONGEST_WORD,
        widget=area(4),
        help_text="Why you think of this country, and what you ask for. No name or address of a child.",
    )
    with_summary = forms.BooleanField(label="What is known of the series goes too", required=False)
    subjects = forms.MultipleChoiceField(
        label="Victims and offenders", required=False, widget=forms.CheckboxSelectMultiple
    )
    indications = forms.MultipleChoiceField(
        label="Country indications",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Of those by other countries neither the country nor its words are told.",
    )
    send_as = forms.ChoiceField(
        label="The chosen files go as",
        choices=[("previews", "previews"), ("originals", "originals")],
        initial="previews",
        widget=forms.RadioSelect,
        help_text="Their hashes go in any case, their names never.",
    )

    def __init__(self, *args: Any, offer: Offer, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        country, subjects, indications = (self.fields[name] for name in ("to_country", "subjects", "indications"))
        assert isinstance(country, CountryField)  # noqa: S101 - tells the type checker
        assert isinstance(subjects, forms.MultipleChoiceField)  # noqa: S101 - as above
        assert isinstance(indications, forms.MultipleChoiceField)  # noqa: S101 - as above
        country.fill(without=officer.country_id)
        subjects.choices = [(str(one.pk), one.label) for one in offer.subjects]
        indications.choices = [
            (str(one.pk), f"{one.made_in.name}: {', '.join(one.kinds_in_words)}, by {one.country.name}")
            for one in offer.indications
        ]
        for name in ("subjects", "indications"):
            if not self.fields[name].choices:  # type: ignore[attr-defined]  # both have choices
                del self.fields[name]


class StepForm(forms.Form):
    """One step: its words, and what it is about."""

    def __init__(self, step: str, *args: Any, without: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"{step}-%s"
        self.step, (self.button, label) = step, STEP_WORDS[step]
        if step == Kind.PASSED_ON:
            field = CountryField(label="Country")
            field.fill(without=without)
            self.fields["code"] = field
        elif step == Kind.REPORTED:
            choices = [("", "Choose"), *Referral.Outcome.choices]
            self.fields["code"] = forms.ChoiceField(label="Outcome", choices=choices)
        elif step == Kind.HANDED_OVER:
            widget = forms.DateInput(attrs={"type": "date"})
            self.fields["code"] = forms.DateField(label="Day", initial=timezone.localdate, widget=widget)
        if label:
            needed = step in _NEEDS_WORDS
            self.fields["body"] = forms.CharField(
                label=label, required=needed, min_length=10 if needed else 0, max_length=LONGEST_WORD, widget=area(3)
            )

    @property
    def typed(self) -> dict[str, str]:
        """What the action takes."""
        data = self.cleaned_data
        code = data.get("code", "")
        return {"body": data.get("body", ""), "code": str(getattr(code, "pk", code) or "")}


class DutyUnitForm(forms.Form):
    """Which unit of the country hears of referrals and alerts."""

    unit = forms.ModelChoiceField(Unit.objects.none(), empty_label=None, label="Duty unit")

    def __init__(self, *args: Any, officer: Officer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        field.queryset = Unit.objects.filter(country=officer.country_id)
