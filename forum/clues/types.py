"""What a field of a clue may hold. Each type has the control of a form, what is kept of it, and how it is told."""

from dataclasses import dataclass
from typing import Any, Protocol

from django import forms
from django.core.validators import RegexValidator

from accounts.models import Country
from forum.clues.languages import LANGUAGES
from icse.core.selects import NamedChoiceField

Kept = str | int
_NONE = ("", "Not known")


class FieldType(Protocol):
    """One sort of value."""

    def control(self, **given: Any) -> forms.Field:
        """Return the field of a form; it also checks what a program sends."""

    def kept(self, value: Any) -> Kept:
        """Return what is written down of what the control found right."""

    def told(self, kept: Kept) -> str:
        """Return it in words."""


@dataclass(frozen=True)
class Text:
    """Words of a limited length; with a pattern, of that form (``wrong`` says what is expected)."""

    most: int
    pattern: str = ""
    wrong: str = ""

    def control(self, **given: Any) -> forms.Field:
        """A line."""
        checks = [RegexValidator(f"^(?:{self.pattern})$", self.wrong)] if self.pattern else []
        line = forms.TextInput(attrs={"dir": "auto"})
        return forms.CharField(max_length=self.most, validators=checks, widget=line, **given)

    def kept(self, value: Any) -> Kept:
        """The words."""
        return str(value)

    def told(self, kept: Kept) -> str:
        """The words."""
        return str(kept)


@dataclass(frozen=True)
class Choice:
    """One of a few words."""

    options: tuple[tuple[str, str], ...]

    def control(self, **given: Any) -> forms.Field:
        """A list."""
        return forms.ChoiceField(choices=[_NONE, *self.options], **given)

    def kept(self, value: Any) -> Kept:
        """The short form."""
        return str(value)

    def told(self, kept: Kept) -> str:
        """The words."""
        return dict(self.options).get(str(kept), "")


@dataclass(frozen=True)
class Whole:
    """A whole number between two."""

    least: int
    most: int

    def control(self, **given: Any) -> forms.Field:
        """A number."""
        return forms.IntegerField(min_value=self.least, max_value=self.most, **given)

    def kept(self, value: Any) -> Kept:
        """The number."""
        return int(value)

    def told(self, kept: Kept) -> str:
        """The number."""
        return str(kept)


@dataclass(frozen=True)
class OfCountry:
    """A country, connected or not."""

    def control(self, **given: Any) -> forms.Field:
        """A list of all countries."""
        return NamedChoiceField(Country.objects.all(), empty_label=_NONE[1], **given)

    def kept(self, value: Any) -> Kept:
        """Its code."""
        return str(value.pk)

    def told(self, kept: Kept) -> str:
        """Its code; who tells several looks the names up together."""
        return str(kept)


@dataclass(frozen=True)
class OfLanguage:
    """A language."""

    def control(self, **given: Any) -> forms.Field:
        """A list of languages."""
        return forms.ChoiceField(choices=[_NONE, *LANGUAGES.items()], **given)

    def kept(self, value: Any) -> Kept:
        """Its tag."""
        return str(value)

    def told(self, kept: Kept) -> str:
        """Its name."""
        return LANGUAGES.get(str(kept), "")
