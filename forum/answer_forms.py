"""What officers type when they answer, edit and redact an answer, and when a request ends."""

from typing import Any, Final

from django import forms

from accounts.models import Country
from forum.actions.threads import MOST_COUNTRIES
from forum.models import Thread
from forum.models.said import SAID, Said
from forum.saying import LONGEST, LONGEST_POST, Saying
from icse.core.selects import NamedChoiceField
from series.actions.indications import NO_PLACE

_NAMES: Final = ("said_country", *(name for name in SAID if name != "said_country_id"))
#: Fields of an answer that are kept while it is typed.
DRAFTED: Final = ("body", *_NAMES)


def _line(**attributes: str) -> forms.TextInput:
    return forms.TextInput(attrs={"dir": "auto", **attributes})


def _countries() -> Any:
    return Country.objects.exclude(pk__in=NO_PLACE)


class PostForm(forms.Form):
    """An answer: words, and what can be counted. Either is enough."""

    body = forms.CharField(
        max_length=LONGEST_POST,
        required=False,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 4}),
        label="Your answer",
        help_text="**bold**, lists and links work. @NL calls a country, @NL/name-of-the-unit a unit that sees this.",
    )
    said_country = NamedChoiceField(_countries(), required=False, empty_label="No country", label="Country")
    said_region = forms.CharField(
        max_length=LONGEST["said_region"], required=False, widget=_line(), label="Region or place"
    )
    said_product = forms.CharField(
        max_length=LONGEST["said_product"], required=False, widget=_line(), label="Product, brand or object"
    )
    confidence = forms.ChoiceField(
        choices=[("", "Not said"), *Said.Confidence.choices], required=False, label="How sure are you?"
    )
    said_source = forms.CharField(
        max_length=LONGEST["said_source"], required=False, widget=_line(), label="How do you know?"
    )
    too_common = forms.BooleanField(required=False, label="Too common to help: it is found nearly everywhere")

    def saying(self) -> Saying:
        """Return what is said beside the text. Only for a valid form."""
        return Saying(**{name: self.cleaned_data[name] for name in _NAMES})

    @property
    def in_a_form(self) -> list[forms.BoundField]:
        """The fields that can be counted."""
        return [self[name] for name in _NAMES]

    @property
    def is_open(self) -> bool:
        """True if one of them holds something, or is wrong."""
        return any(self[name].value() or self[name].errors for name in _NAMES)


class EditPostForm(PostForm):
    """Another text of an answer, and which text the officer has read."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)


class RedactForm(forms.Form):
    """Why an answer is taken away."""

    reason = forms.CharField(
        min_length=5,
        max_length=300,
        widget=_line(),
        label="Why",
        help_text="Everybody who sees the request reads this. Do not repeat what is taken away.",
    )


class EndingForm(forms.Form):
    """What came of a request."""

    ending = forms.ChoiceField(
        choices=Thread.Ending.choices, widget=forms.RadioSelect, label="What came of it?", required=True
    )
    countries = forms.ModelMultipleChoiceField(
        _countries(),
        required=False,
        label="Countries",
        help_text=f"Only where it is narrowed to countries; up to {MOST_COUNTRIES}.",
        widget=forms.SelectMultiple(attrs={"size": "6"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "ending-%s"  # the page has another form
