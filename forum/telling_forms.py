"""What officers type about what they want to be told."""

from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf.locale import LANG_INFO

from accounts.models import Country, Unit
from accounts.regions import REGIONS
from forum.models import Cause, ClueKind, NotificationSettings, Subscription
from forum.notifications import Place
from icse.core.cursors import moment_of
from icse.core.selects import NamedChoiceField
from series.models import Series

#: What each choice of ``what`` needs, and the words where it is missing.
_NEEDS = {
    Subscription.What.KIND: ("kind", "Choose a kind of clue."),
    Subscription.What.REGION: ("region", "Choose a region."),
    Subscription.What.LANGUAGE: ("language", "Choose a language."),
    Subscription.What.COUNTRY: ("of_country", "Choose a country."),
    Subscription.What.UNIT: ("of_unit", "Choose a unit."),
    Subscription.What.SERIES: ("series", "Write the reference of a series that you see."),
}


@cache
def time_zones() -> list[tuple[str, str]]:
    """Return the time zones that this machine knows, by name."""
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix")))
    return [(name, name.replace("_", " ")) for name in ["UTC", *names]]


@cache
def languages() -> list[tuple[str, str]]:
    """Return the languages that have a name, by it."""
    named = [(tag, str(one["name"])) for tag, one in LANG_INFO.items() if "name" in one]
    return [("", "Any language"), *sorted(named, key=lambda pair: pair[1])]


class ToldForm(forms.Form):
    """What to narrow the list to. Whatever is not understood is ignored."""

    cause = forms.ChoiceField(choices=[("", "Anything"), *Cause.choices], required=False, label="What happened")
    unread = forms.ChoiceField(choices=[("", "Read and unread"), ("yes", "Unread only")], required=False, label="State")
    part = forms.CharField(required=False, widget=forms.HiddenInput)
    before = forms.CharField(required=False, widget=forms.HiddenInput)

    def wanted(self) -> dict[str, Any]:
        """Return what was understood."""
        self.is_valid()
        data = self.cleaned_data
        at: datetime | None = moment_of(data.get("before", ""))
        after = Place(data.get("part") == "read", at) if at else None
        return {"cause": data.get("cause", ""), "unread": data.get("unread") == "yes", "after": after}


class FollowForm(forms.Form):
    """One thing to follow."""

    what = forms.ChoiceField(choices=Subscription.What.choices, label="Follow")
    kind = NamedChoiceField(ClueKind.objects.all(), required=False, empty_label="Any clue", label="Kind of clue")
    region = forms.ChoiceField(
        choices=[("", "Any region"), *((code, one.name) for code, one in REGIONS.items())], required=False
    )
    language = forms.ChoiceField(choices=languages, required=False)
    of_country = NamedChoiceField(
        Country.objects.filter(is_connected=True), required=False, empty_label="Any country", label="Country"
    )
    of_unit = NamedChoiceField(Unit.objects.all(), required=False, empty_label="Any unit", label="Unit")
    series = forms.CharField(max_length=24, required=False, label="Reference of a series")

    def clean_series(self) -> Series | None:
        """Return the series that the reference names, as far as it is seen; what is hidden is not there."""
        text = self.cleaned_data["series"].strip().upper()
        return Series.objects.filter(reference=text).first() if text else None

    def clean(self) -> dict[str, Any]:
        """Ask for what the choice needs."""
        data: dict[str, Any] = super().clean() or {}
        needed, words = _NEEDS.get(data.get("what", ""), ("", ""))
        if needed and not data.get(needed) and needed not in self.errors:
            self.add_error(needed, words)
        return data

    def target(self) -> dict[str, Any]:
        """Return what is followed, as the action takes it; what is filled in besides is left out."""
        needed, _ = _NEEDS.get(self.cleaned_data["what"], ("", ""))
        return {"what": self.cleaned_data["what"], **({needed: self.cleaned_data[needed]} if needed else {})}


class SettingsForm(forms.Form):
    """What is told without asking, quiet hours, and mail."""

    tells_mentioned = forms.BooleanField(required=False, label="Mentions of me, my unit or my country")
    tells_asked = forms.BooleanField(required=False, label="Answers to requests of my unit")
    tells_posted = forms.BooleanField(required=False, label="What is said in requests where I answered")
    tells_hoped = forms.BooleanField(required=False, label="New requests that hope for my country or my languages")
    time_zone = forms.ChoiceField(choices=time_zones, label="Time zone", help_text="Your hours are hours of it.")
    quiet_from = forms.TimeField(
        required=False,
        label="Quiet from",
        help_text="Nothing is mailed then, and nothing is read out. What comes waits in the list.",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
    )
    quiet_until = forms.TimeField(
        required=False, label="Quiet until", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    digest = forms.ChoiceField(
        choices=NotificationSettings.Digest.choices,
        label="Mail that counts what is unread",
        help_text="Numbers and links only: nothing of what is in a request, not even its reference.",
    )
    digest_hour = forms.TypedChoiceField(
        choices=[(hour, f"{hour:02}:00") for hour in range(24)], coerce=int, label="The daily mail comes at"
    )

    def clean(self) -> dict[str, Any]:
        """Ask for both ends of the quiet hours, or for none."""
        data: dict[str, Any] = super().clean() or {}
        begins, ends = data.get("quiet_from"), data.get("quiet_until")
        if (begins is None) != (ends is None) and not {"quiet_from", "quiet_until"} & set(self.errors):
            self.add_error("quiet_until" if ends is None else "quiet_from", "Choose both ends, or neither.")
        return data

    @classmethod
    def values_of(cls, one: NotificationSettings) -> dict[str, Any]:
        """Return what stands in the form for what was chosen."""
        return {name: getattr(one, name) for name in cls.base_fields}
