"""What officers type about the country of a series, and about abuse that probably goes on."""

from typing import Any

from django import forms

from accounts.models import Country
from series.actions.alerts import LONGEST_NOTE
from series.actions.alerts import LONGEST_REASON as LONGEST_ALERT
from series.actions.indications import LONGEST_REASON, LONGEST_WITHHOLDING, NO_PLACE
from series.models import Alert, Identification, Indication


def area(rows: int) -> forms.Textarea:
    """Return a field of several lines for any script."""
    return forms.Textarea(attrs={"dir": "auto", "rows": rows})


class CountryField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """Any country of ISO 3166."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Country.objects.none(), empty_label="Choose a country", **kwargs)

    def fill(self, *, without: str | None = None) -> None:
        """Offer all countries but one; asked when a form is made."""
        rows = Country.objects.exclude(pk__in=NO_PLACE)
        self.queryset = rows.exclude(pk=without) if without else rows


class _WithCountry(forms.Form):
    """A form whose field ``country_field`` offers countries."""

    country_field = "to_country"
    prefix_of_ids = "where"

    def __init__(self, *args: Any, without: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = f"{self.prefix_of_ids}-%s"  # the page has other forms
        field = self.fields[self.country_field]
        assert isinstance(field, CountryField)  # noqa: S101 - tells the type checker
        field.fill(without=without)


class IndicationForm(_WithCountry):
    """Where a series was probably made, why, and how surely."""

    country_field = "made_in"
    prefix_of_ids = "indicate"

    made_in = CountryField(label="Probably made in")
    kinds = forms.MultipleChoiceField(
        label="What speaks for it", choices=Indication.Kind.choices, widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        label="Why",
        min_length=10,
        max_length=LONGEST_REASON,
        widget=area(3),
        help_text="Everybody who sees the series reads this. No name or address of a child.",
    )
    source_evaluation = forms.ChoiceField(
        label="Source", choices=[("", "Choose"), *Identification.SourceEvaluation.choices]
    )
    information_evaluation = forms.TypedChoiceField(
        label="Information", choices=[("", "Choose"), *Identification.InformationEvaluation.choices], coerce=int
    )


class WithholdingForm(_WithCountry):
    """From which country the owner withholds a series, and why."""

    prefix_of_ids = "withhold"

    to_country = CountryField(label="Country")
    reason = forms.CharField(
        label="Why",
        min_length=10,
        max_length=LONGEST_WITHHOLDING,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text="Only officers of your country read this.",
    )


class AlertForm(forms.Form):
    """Why abuse probably goes on."""

    code = forms.ChoiceField(label="Because", choices=[("", "Choose"), *Alert.Reason.choices])
    reason = forms.CharField(
        label="What points to it",
        min_length=10,
        max_length=LONGEST_ALERT,
        widget=area(3),
        help_text="The duty units of all countries that see the series are asked at once, also at night.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "alert-%s"


class EndAlertForm(forms.Form):
    """Why the flag is taken back."""

    reason = forms.CharField(
        label="Why it no longer stands",
        min_length=10,
        max_length=LONGEST_NOTE,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "end-alert-%s"


class AnswerForm(forms.Form):
    """What a unit says to a flag."""

    acts = forms.TypedChoiceField(
        label="We have seen it, and",
        choices=[("yes", "we act"), ("no", "we do not act")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="What you do, or why not",
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.TextInput(attrs={"dir": "auto"}),
        help_text="Everybody who sees the series reads this.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "answer-%s"
