"""What officers look up: a file that is not kept, or hashes."""

import re
from typing import Any

from django import forms

from icse.core.errors import IcseError
from series.actions.lookups import FURTHEST, MOST_AT_ONCE, Asked, told_by_length

_ROWS = {"rows": 4, "autocomplete": "off", "spellcheck": "false", "class": "mono", "dir": "ltr"}


class LookupForm(forms.Form):
    """Hashes, one a line. The file is taken by the view, since it is received before any form is read."""

    hashes = forms.CharField(
        label="Hashes",
        required=False,
        max_length=MOST_AT_ONCE * 80,
        help_text=f"MD5, SHA-1 or SHA-256, one a line; at most {MOST_AT_ONCE:,} with those below. 64 digits may be a "
        "SHA-256 or a PDQ hash: here they are read as SHA-256. Put a PDQ hash into the field for PDQ.",
        widget=forms.Textarea(attrs=_ROWS),
    )
    pdq = forms.CharField(
        label="PDQ hashes",
        required=False,
        max_length=MOST_AT_ONCE * 80,
        help_text="64 hex digits, one a line. A turned or mirrored picture is found by its file only.",
        widget=forms.Textarea(attrs=_ROWS),
    )
    distance = forms.IntegerField(
        label="Greatest distance of PDQ",
        min_value=0,
        max_value=FURTHEST,
        initial=FURTHEST,
        required=False,
        help_text=f"Of 256 bits; at most {FURTHEST}.",
    )

    def clean_hashes(self) -> list[Asked]:
        """Tell each hash's kind by its length."""
        try:
            return [told_by_length(word) for word in _words(self.cleaned_data["hashes"])]
        except IcseError as refusal:
            raise forms.ValidationError(refusal.message) from refusal

    def clean_pdq(self) -> list[str]:
        """Return them one by one."""
        return _words(self.cleaned_data["pdq"])

    def clean_distance(self) -> int:
        """Return the greatest where none is given."""
        given: int | None = self.cleaned_data["distance"]
        return FURTHEST if given is None else given

    @property
    def asked(self) -> list[Asked]:
        """All that is asked about."""
        data: dict[str, Any] = self.cleaned_data
        return [*data["hashes"], *(Asked("pdq", word, data["distance"]) for word in data["pdq"])]


def _words(text: str) -> list[str]:
    return re.split(r"[\s,;]+", text.strip()) if text.strip() else []
