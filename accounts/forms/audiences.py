"""What officers type about audiences."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms

from accounts.countries import GENERAL_SECRETARIAT
from accounts.membership import GrantChange, Kind, Member
from accounts.models import Audience, Country, Unit
from accounts.visibility import contributable_audiences

LEVELS = [("view", "Viewer"), ("contribute", "Contributor")]
LISTS = "Members may see which countries and units are in it. Single officers are never named to them."


class NewAudienceForm(forms.Form):
    """A name and a kind; who is in it is chosen afterwards, with a preview."""

    name = forms.CharField(
        max_length=80,
        help_text="Everyone in it reads this name.",
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    named_only = forms.TypedChoiceField(
        label="For",
        coerce=lambda value: value == "named",
        choices=[("open", "Countries, units and officers"), ("named", "Named officers only, you first")],
        initial="open",
        widget=forms.RadioSelect,
    )
    lists_members = forms.BooleanField(label="Members may see who is in it", required=False, help_text=LISTS)


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A unit, named after its country."""

    def label_from_instance(self, obj: Any) -> str:
        """Return country and unit."""
        return f"{obj.country.name}: {obj.name}"


class ChangeAudienceForm(forms.Form):
    """The name, a level for each one in it, and one country, unit and officer to add."""

    name = forms.CharField(max_length=80, widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}))
    lists_members = forms.BooleanField(label="Members may see who is in it", required=False, help_text=LISTS)
    country = forms.ModelChoiceField(queryset=Country.objects.none(), required=False, empty_label="None")
    unit = UnitChoice(queryset=Unit.objects.none(), required=False, empty_label="None")
    officer = forms.EmailField(
        label="Officer",
        required=False,
        help_text="The exact e-mail address.",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    level = forms.ChoiceField(
        label="As", choices=LEVELS, initial="view", help_text="A viewer sees; a contributor adds too."
    )
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, audience: Audience, members: Sequence[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update(name=audience.name, lists_members=audience.lists_members, version=audience.version)
        self.members = {f"member-{one.kind}-{one.member}": one for one in members}
        for name, one in self.members.items():
            kept = one.kind == "country" and one.member == audience.owner_id
            choices = [("contribute", "Contributor")] if kept else [*LEVELS, ("none", "Not in it")]
            self.fields[name] = forms.ChoiceField(choices=choices, initial=one.level, required=False, label="Level")
        self._offer(audience)

    def changes(self) -> list[GrantChange]:
        """Return what differs from what is, and what is added. Only for a valid form."""
        typed = self.cleaned_data
        changed = [
            GrantChange(one.kind, one.member, typed[name])
            for name, one in self.members.items()
            if typed[name] not in ("", one.level)
        ]
        return [*changed, *(GrantChange(kind, who, typed["level"]) for kind, who in self._added())]

    def member_fields(self) -> list[tuple[Member, forms.BoundField]]:
        """Return each one in it with the field of its level."""
        return [(one, self[name]) for name, one in self.members.items()]

    def sent(self) -> list[tuple[str, str]]:
        """Return what was sent, to be sent again when it is confirmed."""
        names = [name for name in self.fields if name != "seen"]
        return [(name, str(self.data[name])) for name in names if name in self.data]

    def _added(self) -> list[tuple[Kind, str]]:
        typed = self.cleaned_data
        found: list[tuple[Kind, str]] = []
        if typed.get("country"):
            found.append(("country", typed["country"].pk))
        if typed.get("unit"):
            found.append(("unit", str(typed["unit"].pk)))
        if typed["officer"]:
            found.append(("officer", typed["officer"]))
        return found

    def _offer(self, audience: Audience) -> None:
        if audience.named_only:
            del self.fields["country"], self.fields["unit"]
            return
        countries = Country.objects.filter(is_connected=True).exclude(pk__in=[GENERAL_SECRETARIAT, audience.owner_id])
        units = Unit.objects.filter(country__is_connected=True).exclude(country_id=GENERAL_SECRETARIAT)
        cast("forms.ModelChoiceField[Country]", self.fields["country"]).queryset = countries
        cast("forms.ModelChoiceField[Unit]", self.fields["unit"]).queryset = units.select_related("country").order_by(
            "country__name", "name"
        )


class DefaultAudienceForm(forms.Form):
    """What the forms of the country's officers offer first."""

    audience = forms.ModelChoiceField(
        label="Offered first",
        queryset=Audience.objects.none(),
        to_field_name="key",
        required=False,
        empty_label="The national one",
        help_text="Whoever uploads or makes a series may still choose another.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = Audience.objects.filter(pk__in=contributable_audiences(), named_only=False)
        choice = cast("forms.ModelChoiceField[Audience]", self.fields["audience"])
        choice.queryset = mine.exclude(kind=Audience.Kind.NATIONAL)
