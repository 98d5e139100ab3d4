"""To whom something is shown from now on, and how it is marked."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import QueryDict

from accounts.forms.marking import MarkingFields
from accounts.markings import Marking
from accounts.models import Audience
from accounts.visibility import contributable_audiences

#: What a form sends that is not what somebody chose.
_CONTROL = frozenset({"seen", "was", "knows"})


class SharingForm(MarkingFields):
    """An audience and a marking; for a series, which pictures of the own country follow.

    ``was`` stands for how the thing was shared when the form was made, ``seen`` for the preview that is confirmed, and
    ``knows`` is ticked by who gives something to people who are not listed.
    """

    audience = forms.ModelChoiceField(
        label="Audience", queryset=Audience.objects.none(), to_field_name="key", empty_label="Choose who may see it"
    )
    follow = forms.MultipleChoiceField(
        label="Files of your country that follow",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="They get its audience and marking, and keep what is stricter of their own. The others stay.",
    )
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    was = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    knows = forms.BooleanField(required=False, widget=forms.HiddenInput)

    field_order = ("audience", "tlp", "handling", "handling_note", "follow")

    def __init__(self, *args: Any, follows: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = cast("forms.ModelChoiceField[Audience]", self.fields["audience"])
        choice.queryset = Audience.objects.filter(pk__in=contributable_audiences())
        if follows:
            cast(forms.MultipleChoiceField, self.fields["follow"]).choices = list(follows)
        else:
            del self.fields["follow"]

    def sent(self) -> list[tuple[str, str]]:
        """Return what was chosen, to be sent again when it is confirmed."""
        names = [name for name in self.fields if name not in _CONTROL]
        sent = cast(QueryDict, self.data)
        return [(name, value) for name in names for value in sent.getlist(name)]


def state_of(shared: Sequence[tuple[UUID, Marking]]) -> str:
    """Return what stands for how these things are shared now. Audiences by key: a number could be guessed from it."""
    text = json.dumps([[str(audience), one.tlp, one.handling, one.note] for audience, one in shared])
    return hashlib.sha256(text.encode()).hexdigest()
