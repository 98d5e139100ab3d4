"""What officers type when they ask about a clue."""

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django import forms
from django.forms import BoundField
from django.http import QueryDict

from accounts.access import as_uuid
from accounts.forms.new_marking import NewMarkingFields
from accounts.models import Audience, Country
from accounts.models.marking import Handling, Tlp
from accounts.visibility import contributable_audiences
from forum.actions import CropRequest, Particulars
from forum.actions.crops import MOST_CROPS
from forum.actions.threads import LONGEST_QUESTION
from forum.actions.wide import LONGEST_REASON, is_wide
from forum.clues import ClueField, fields_of
from forum.clues.languages import language_of
from forum.models import ClueKind, Thread
from icse.core.selects import NamedChoiceField
from series.models import Item, Series

SIDES: Final = ("x", "y", "width", "height")
_REDRAW: Final = "Choose a picture and draw the rectangle on it again, or clear it."


class ManyHidden(forms.MultipleHiddenInput):
    """Hidden inputs of one name; nothing where there are none."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Return each that was sent."""
        return list(data.getlist(name)) if hasattr(data, "getlist") else list(data.get(name, []))


class KeptCrops(forms.Field):
    """Rectangles that were put aside while another was drawn: ``item x y width height``, one an input."""

    widget = ManyHidden

    def to_python(self, value: Any) -> list[tuple[UUID, dict[str, float]]]:
        """Return the item and the sides of each."""
        return [self._one(str(text)) for text in value or []]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether something is put aside."""
        return bool(data)

    def _one(self, text: str) -> tuple[UUID, dict[str, float]]:
        item, *sides = text.split(" ")
        key = as_uuid(item)
        try:
            numbers = [float(side) for side in sides]
        except ValueError as error:
            raise forms.ValidationError(_REDRAW) from error
        if key is None or len(numbers) != len(SIDES) or not all(0 <= number <= 1 for number in numbers):
            raise forms.ValidationError(_REDRAW)
        return key, dict(zip(SIDES, numbers, strict=True))


class CropFields(forms.Form):
    """The rectangle that is being drawn, and those that were put aside."""

    x = forms.FloatField(required=False, widget=forms.HiddenInput)
    y = forms.FloatField(required=False, widget=forms.HiddenInput)
    width = forms.FloatField(required=False, widget=forms.HiddenInput)
    height = forms.FloatField(required=False, widget=forms.HiddenInput)
    item = forms.UUIDField(required=False, widget=forms.HiddenInput)
    crop = KeptCrops(required=False)

    def __init__(self, *args: Any, pictures: Sequence[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pictures = {item.pk: item for item in pictures}

    def clean(self) -> dict[str, Any]:
        """Each rectangle is whole, and on one of the pictures that are offered; they are few."""
        data = super().clean() or {}
        drawn = [data.get(side) is not None for side in SIDES]
        kept = [item for item, _ in data.get("crop", [])]
        wanted = [*kept, *([data.get("item")] if any(drawn) else [])]
        if (any(drawn) and not all(drawn)) or any(item not in self.pictures for item in wanted):
            self.add_error(None, _REDRAW)
        elif len(wanted) > MOST_CROPS:
            self.add_error(None, f"A request shows {MOST_CROPS} crops at most. Take one away.")
        return data

    def crops(self) -> list[CropRequest]:
        """Return what is to be cut, in the order in which it was drawn, as far as it was found right."""
        drawn = [one for one in self.cleaned_data.get("crop", []) if one[0] in self.pictures]
        item, sides = self.cleaned_data.get("item"), {side: self.cleaned_data.get(side) for side in SIDES}
        if item in self.pictures and None not in sides.values():
            drawn.append((item, sides))
        return [CropRequest(item=self.pictures[item], **sides) for item, sides in drawn]

    @property
    def kept_crops(self) -> list[dict[str, object]]:
        """What was put aside, to be shown again: the text of each input, and the picture's name."""
        found = []
        for text in self["crop"].value() or []:
            item = self.pictures.get(as_uuid(str(text).split(" ")[0]) or UUID(int=0))
            if item is not None:
                found.append({"text": text, "name": item.name})
        return found


class ThreadForm(NewMarkingFields, CropFields):
    """A clue request; the series gives the pictures, and the audience and the marking that are offered first."""

    kind = NamedChoiceField(ClueKind.objects.all(), empty_label="Choose a kind", label="Kind of clue")
    question = forms.CharField(
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 5}),
        help_text="What do you want to know? Nothing that names a child.",
    )
    audience = forms.ModelChoiceField(
        Audience.objects.none(),
        to_field_name="key",
        empty_label="Choose who may see it",
        help_text="Who may see and answer the request.",
    )
    urgency = forms.ChoiceField(choices=Thread.Urgency.choices, required=False, initial=Thread.Urgency.ROUTINE)
    answer_by = forms.DateField(
        required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), label="Answer by"
    )
    hoped_countries = forms.CharField(
        max_length=600,
        required=False,
        label="Countries hoped for",
        help_text="Codes or English names with commas between them, for example: FR, Belgium.",
    )
    hoped_languages = forms.CharField(
        max_length=600,
        required=False,
        label="Languages hoped for",
        help_text="Tags or English names with commas between them, for example: fr, Arabic.",
    )
    wide = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, series: Series | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.series = series
        choice = self.fields["audience"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101 - tells the type checker
        choice.queryset = Audience.objects.filter(pk__in=contributable_audiences())
        self.asked_kind = self._asked_kind()
        self.asked: list[ClueField] = fields_of(self.asked_kind.fields) if self.asked_kind else []
        for field in self.asked:
            self.fields[field.name] = field.control()

    def _asked_kind(self) -> ClueKind | None:
        """Return the kind that is chosen, whose fields are shown."""
        slug = self.data.get("kind") if self.is_bound else self.initial.get("kind")
        return ClueKind.objects.filter(pk=str(slug)[:30]).first() if slug and "\0" not in str(slug) else None

    @property
    def detail_fields(self) -> list[BoundField]:
        """The controls of what is worth asking about the chosen kind."""
        return [self[field.name] for field in self.asked]

    def clean_hoped_countries(self) -> list[str]:
        """Return the codes."""
        words = _words(self.cleaned_data["hoped_countries"])
        if not words:
            return []
        known = dict(Country.objects.filter(is_connected=True).values_list("pk", "name"))
        codes = {name.lower(): code for code, name in known.items()} | {code.lower(): code for code in known}
        if unknown := [word for word in words if word.lower() not in codes]:
            raise forms.ValidationError(f"No country of this name takes part: {', '.join(unknown)[:120]}.")
        return list(dict.fromkeys(codes[word.lower()] for word in words))

    def clean_hoped_languages(self) -> list[str]:
        """Return the tags."""
        found = {word: language_of(word) for word in _words(self.cleaned_data["hoped_languages"])}
        if unknown := [word for word, tag in found.items() if tag is None]:
            raise forms.ValidationError(f"No language has this name: {', '.join(unknown)[:120]}.")
        return list(dict.fromkeys(tag for tag in found.values() if tag))

    def particulars(self) -> Particulars:
        """Return what was said besides the question. Only for a valid form."""
        data = self.cleaned_data
        said = {field.slug: data[field.name] for field in self.asked if data.get(field.name) not in (None, "")}
        return Particulars(
            details={slug: getattr(value, "pk", value) for slug, value in said.items()},
            urgency=data["urgency"] or Thread.Urgency.ROUTINE,
            answer_by=data["answer_by"],
            hoped_countries=data["hoped_countries"],
            hoped_languages=data["hoped_languages"],
        )

    @property
    def is_wide(self) -> bool:
        """Tell whether more officers are asked than see the series or the pictures. The audience is chosen."""
        return is_wide(self.cleaned_data["audience"], self.series, [one.item for one in self.crops()])

    @property
    def wide_is_known(self) -> bool:
        """Tell whether the officer was shown what asking exactly this audience means. Only for a valid form."""
        return bool(self.cleaned_data["wide"] == str(self.cleaned_data["audience"].key))


class CheckForm(forms.Form):
    """What the second officer says: of each crop, or why not."""

    crops = forms.TypedMultipleChoiceField(required=False, coerce=UUID)
    reason = forms.CharField(
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 2}),
        label="Why not",
        help_text="The officer who asked reads it. Nothing that names a child.",
    )

    def __init__(self, *args: Any, shown: Sequence[UUID] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["crops"]
        assert isinstance(choice, forms.TypedMultipleChoiceField)  # noqa: S101 - tells the type checker
        choice.choices = [(str(key), str(key)) for key in shown]


def typed_so_far(data: QueryDict, offered: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was typed as what a form shows first: nothing of it is found wrong yet."""
    if data.get("tlp", "") not in ("", *Tlp.values) or not set(data.getlist("handling")) <= set(Handling.values):
        return dict(offered)  # no browser sends that
    lists = ("handling", "crop")
    typed = {
        name: data.getlist(name) if name in lists else data.get(name)
        for name in data
        if name in lists or data.get(name)
    }
    return {**offered, **typed}


def _words(text: str) -> list[str]:
    return [word for part in text.split(",") if (word := part.strip())]
