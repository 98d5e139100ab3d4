"""The marking of something that is being made: folded away, and what is left out gets the default."""

from typing import Any

from django import forms
from django.forms import BoundField

from accounts.forms.marking import MarkingFields
from accounts.markings import UNMARKED, Marking, check_marking
from accounts.models import Audience
from icse.core.errors import IcseError

NAMES = ("tlp", "handling", "handling_note")


def marking_initial(marking: Marking) -> dict[str, str | list[str]]:
    """Return what these fields offer first."""
    return {"tlp": marking.tlp, "handling": list(marking.handling), "handling_note": marking.note}


class NewMarkingFields(MarkingFields):
    """The fields of a marking where something is made. Templates fold them (``components/marking_fields.html``).

    A browser or program that knows nothing of markings leaves them out: then the form's initial values hold.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in NAMES:
            self.fields[name].required = False

    @property
    def offered(self) -> Marking:
        """The marking that the form began with."""
        given = {name: self.get_initial_for_field(self.fields[name], name) for name in NAMES}
        return Marking(given["tlp"], tuple(given["handling"]), given["handling_note"] or "")

    @property
    def plain_fields(self) -> list[BoundField]:
        """All other fields, in their order."""
        return [field for field in self if field.name not in NAMES]

    @property
    def marking_fields(self) -> list[BoundField]:
        """The three fields."""
        return [self[name] for name in NAMES]

    @property
    def marking_is_open(self) -> bool:
        """True where the officer should see them at once: something is wrong, or they are not the default."""
        if any(name in self.errors for name in NAMES) if self.is_bound else False:
            return True
        return (self.typed_marking() if self.is_bound else self.offered) != UNMARKED

    def typed_marking(self) -> Marking:
        """Return what was sent, as far as it makes a marking; else what was offered."""
        found = getattr(self, "cleaned_data", {}).get("marking")
        return found if isinstance(found, Marking) else self.offered

    def clean_tlp(self) -> str:
        """Take what was offered where nothing was sent."""
        typed: str = self.cleaned_data["tlp"]
        return typed or self.offered.tlp

    def clean_handling(self) -> list[str]:
        """Take what was offered where the fields were not sent at all; no box ticked means no restriction."""
        if not self.cleaned_data["handling"]:
            is_sent = self.add_prefix("tlp") in self.data
            return list(UNMARKED.handling if is_sent else self.offered.handling)
        return super().clean_handling()

    def clean_handling_note(self) -> str:
        """Take what was offered where nothing was sent."""
        is_sent = self.add_prefix("handling_note") in self.data
        return super().clean_handling_note() if is_sent else self.offered.note

    def clean(self) -> dict[str, Any]:
        """TLP:RED fits only some audiences."""
        data = super().clean()
        audience = data.get("audience")
        if "marking" in data and isinstance(audience, Audience):
            try:
                check_marking(data["marking"], audience)
            except IcseError as refusal:
                self.add_error(refusal.field, forms.ValidationError(refusal.message))
        return data
