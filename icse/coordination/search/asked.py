"""What somebody searches for, as the page and the API take it."""

import math
import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Country
from forum.models import ClueKind
from icse.coordination.search.words import words_of
from icse.core.selects import NamedChoiceField
from icse.core.typed import is_text

LONGEST = 200
MOST_WORDS = 16
FARTHEST_KM = 100
THINGS = {
    "series": "Series",
    "subject": "Subjects",
    "item": "Items",
    "thread": "Clue requests",
    "post": "Answers",
    "case": "Own cases",
}
_STATUSES = [
    ("", "Not solved"),
    ("active", "Victims to be found"),
    ("offenders", "Offenders to be found"),
    ("claimed", "Being verified"),
    ("solved", "Solved"),
    ("all", "All"),
]
_KINDS = [("", "Any"), ("picture", "Picture"), ("video", "Video"), ("sound", "Sound"), ("other", "Other file")]
_PLACE = re.compile(r"\s*(-?\d{1,3}(?:\.\d{1,12})?)\s*[,;]\s*(-?\d{1,3}(?:\.\d{1,12})?)\s*")
_DATE = {"type": "date"}


class SearchForm(forms.Form):
    """What to look for. Unlike the filters of lists it says what is wrong: nothing found would be believed."""

    words = forms.CharField(
        required=False,
        max_length=LONGEST,
        label="Words, reference, hash or place",
        widget=forms.TextInput(attrs={"type": "search", "data-search": "", "dir": "auto"}),
    )
    thing = forms.ChoiceField(required=False, choices=[("", "Everything"), *THINGS.items()], label="Among")
    status = forms.ChoiceField(required=False, choices=_STATUSES)
    country = NamedChoiceField(Country.objects.filter(is_connected=True), required=False, empty_label="Any")
    clue = NamedChoiceField(ClueKind.objects.all(), required=False, empty_label="Any", label="Kind of clue")
    kind = forms.ChoiceField(required=False, choices=_KINDS, label="Kind of file")
    place = forms.CharField(
        required=False, max_length=60, label="Near", widget=forms.TextInput(attrs={"placeholder": "52.37, 4.89"})
    )
    km = forms.IntegerField(required=False, min_value=1, max_value=FARTHEST_KM, label="Within km")
    since = forms.DateField(required=False, label="Made since", widget=forms.DateInput(attrs=_DATE))
    until = forms.DateField(required=False, label="Made until", widget=forms.DateInput(attrs=_DATE))
    close = forms.BooleanField(required=False, label="Similar spellings too")

    def clean_words(self) -> str:
        """Return the words.

        :raises ValidationError: they are too many, or no text.
        """
        words: str = self.cleaned_data["words"]
        if not is_text(words):
            raise ValidationError("This holds a character that cannot be looked for.")
        if len(words_of(words)) > MOST_WORDS:
            raise ValidationError(
                f"Search for at most {MOST_WORDS} words at once, or {MOST_WORDS} letters where words have no spaces."
            )
        return words

    def clean_place(self) -> tuple[float, float] | None:
        """Return latitude and longitude.

        :raises ValidationError: it is neither empty nor a place.
        """
        text = self.cleaned_data["place"]
        found = place_of(text)
        if text and found is None:
            raise ValidationError("Write latitude and longitude, such as 52.37, 4.89.")
        return found

    def chosen(self) -> dict[str, str]:
        """Return what was typed, as an address has it; for links, and to be saved."""
        found = {name: str(self.data.get(name, "")).strip() for name in self.fields}
        return {name: value for name, value in found.items() if value}

    def is_something(self) -> bool:
        """Tell whether anything narrows the search: words, a place, a country, a clue, or a kind of file."""
        data = self.cleaned_data
        return bool(data["words"] or data["place"] or data["country"] or data["clue"] or data["kind"])


def asked_of(data: dict[str, Any]) -> dict[str, Any]:
    """Return the filters as the database's function takes them, out of what a form found right."""
    asked: dict[str, Any] = {"status": data["status"], "kind": data["kind"]}
    asked |= {name: data[name].pk for name in ("country", "clue") if data[name]}
    asked |= {"from": _day(data["since"])} if data["since"] else {}
    asked |= {"until": _day(date.fromordinal(data["until"].toordinal() + 1))} if data["until"] else {}
    place = data["place"] or place_of(data["words"])
    if place:
        km = data["km"] or 10
        asked |= {"lat": place[0], "lon": place[1], "km": km, "squares": squares(place[0], place[1], km)}
    return {name: value for name, value in asked.items() if value != ""}


def place_of(text: str) -> tuple[float, float] | None:
    """Return the place that is written as latitude and longitude, or None."""
    found = _PLACE.fullmatch(text)
    if not found:
        return None
    latitude, longitude = float(found[1]), float(found[2])
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def squares(latitude: float, longitude: float, km: float) -> list[str]:
    """Return the squares that may hold what is so near: of a twentieth of a degree, or of one."""
    name, parts = ("near", 20) if km <= 3 else ("wide", 1)
    high = km / 111.0
    top = min(abs(latitude) + high, 89.99)
    across = min(high / math.cos(math.radians(top)), 180.0)
    rows = range(math.floor((latitude - high) * parts), math.floor((latitude + high) * parts) + 1)
    columns = range(math.floor((longitude - across) * parts), math.floor((longitude + across) * parts) + 1)
    around = {(column + 180 * parts) % (360 * parts) - 180 * parts for column in columns}
    if longitude + across >= 180:
        around.add(180 * parts)
    return sorted(f"{name} {row} {column}" for row in rows for column in around)


def _day(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
