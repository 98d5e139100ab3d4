"""The fields that a kind of clue may ask for. Closed: what is not here is neither asked, kept nor shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError

from accounts.models import Country
from forum.clues.types import Choice, FieldType, Kept, OfCountry, OfLanguage, Text, Whole
from icse.core.errors import IcseError


@dataclass(frozen=True)
class ClueField:
    """One thing that is worth asking."""

    slug: str
    label: str
    help: str
    type: FieldType

    @property
    def name(self) -> str:
        """What its control in a form is called."""
        return f"detail_{self.slug}"

    def control(self) -> forms.Field:
        """Return its control; nobody has to fill it in."""
        return self.type.control(label=self.label, help_text=self.help, required=False)


_FOUND: Final = (
    ClueField("seen_where", "Where it is seen", "For example: on the wall behind a bed.", Text(160)),
    ClueField("country_guess", "Country you think of", "A guess helps. Leave it open if you have none.", OfCountry()),
    ClueField("size", "Size", "For example: about 30 × 40 cm, or as high as a door.", Text(80)),
    ClueField("language", "Language", "Of what is written or spoken, if you know it.", OfLanguage()),
    ClueField("inscription", "What is written on it", "Letter by letter, in its own script.", Text(200)),
    ClueField("brand", "Brand or maker", "As it is written, or what it looks like.", Text(100)),
    ClueField("model", "Model or type", "A name or number of the model.", Text(100)),
    ClueField("material", "Material", "For example: cotton, plastic, dark wood.", Text(100)),
    ClueField("pattern", "Pattern", "What repeats, and how far apart.", Text(160)),
    ClueField("colours", "Colours", "As they look; light may change them.", Text(100)),
    ClueField("school", "School, club or company", "A badge, a crest, a name.", Text(120)),
    ClueField("year", "Year", "About when it was made or used.", Whole(1900, 2100)),
    ClueField("plug", "Shape of the plug or socket", "IEC letter; choose what is nearest.", Choice((
        ("a", "A: two flat pins"), ("b", "B: two flat pins and earth"), ("c", "C: two round pins"),
        ("d", "D: three round pins, old British"), ("e", "E: round pins, earth pin in the socket"),
        ("f", "F: round pins, earth clips"), ("g", "G: three rectangular pins"), ("h", "H: Israel"),
        ("i", "I: slanted flat pins"), ("j", "J: Switzerland"), ("k", "K: Denmark"), ("l", "L: Italy"),
        ("m", "M: three large round pins"), ("n", "N: Brazil and South Africa"), ("o", "O: Thailand"),
        ("other", "Another one"),
    ))),
    ClueField("script", "Script", "Of what is written.", Choice((
        ("latin", "Latin"), ("cyrillic", "Cyrillic"), ("arabic", "Arabic"), ("greek", "Greek"), ("hebrew", "Hebrew"),
        ("devanagari", "Devanagari"), ("chinese", "Chinese"), ("japanese", "Japanese"), ("korean", "Korean"),
        ("thai", "Thai"), ("other", "Another one"),
    ))),
    ClueField("words", "What is said", "As you hear it. No names of children.", Text(300)),
    ClueField("dialect", "Accent or region", "What makes you think of it.", Text(120)),
    ClueField("sound", "What is heard", "Choose what is nearest.", Choice((
        ("announcement", "An announcement"), ("broadcast", "Radio or television"), ("bell", "A bell or a call"),
        ("siren", "A siren"), ("traffic", "Traffic or trains"), ("animal", "An animal"), ("machine", "A machine"),
        ("music", "Music"), ("other", "Something else"),
    ))),
    ClueField("floor", "How high", "From which floor the view seems to be.", Choice((
        ("ground", "Ground floor"), ("low", "First to third floor"), ("high", "Higher"),
    ))),
    ClueField("season", "Season", "By light, leaves, snow or clothing.", Choice((
        ("spring", "Spring"), ("summer", "Summer"), ("autumn", "Autumn"), ("winter", "Winter"), ("dry", "Dry season"),
        ("rainy", "Rainy season"),
    ))),
    ClueField("surroundings", "What is round it", "Buildings, hills, water, roads, signs.", Text(200)),
    ClueField("vehicle", "What sort of vehicle", "Choose what is nearest.", Choice((
        ("car", "Car"), ("van", "Van"), ("lorry", "Lorry"), ("bus", "Bus"), ("motorcycle", "Motorcycle"),
        ("bicycle", "Bicycle"), ("train", "Train or tram"), ("boat", "Boat"), ("aircraft", "Aircraft"),
        ("other", "Another one"),
    ))),
    ClueField("plate", "Look of the number plate", "Colours, order of letters and digits: AA-00-AA.", Text(60)),
    ClueField("growth", "Where it grows", "Wild, in a garden, in a pot.", Choice((
        ("wild", "Wild"), ("garden", "In a garden or park"), ("field", "In a field"), ("pot", "In a pot"),
    ))),
    ClueField("currency", "Currency", "Three letters, such as EUR.", Text(3, "[A-Z]{3}", "Write three letters: EUR.")),
    ClueField("denomination", "Value", "What the note, the coin or the price tag says.", Text(40)),
    ClueField("issuer", "Bank or issuer", "As it is written on it.", Text(100)),
    ClueField("first_digits", "First digits of the card", "Six to eight digits, never the whole number.",
              Text(8, "[0-9]{6,8}", "Write six to eight digits, never the whole number.")),
    ClueField("sold_at", "Where it may be sold", "A shop, a market, a web shop.", Text(120)),
)  # fmt: skip
FIELDS: Final[Mapping[str, ClueField]] = {field.slug: field for field in _FOUND}


def fields_of(slugs: Iterable[object]) -> list[ClueField]:
    """Return the fields that a kind names, in its order; what is not known here is left out."""
    return [FIELDS[slug] for slug in slugs if isinstance(slug, str) and slug in FIELDS]


def clean_details(slugs: Iterable[object], given: Mapping[str, Any]) -> dict[str, Kept]:
    """Return what is kept of what was said about a clue of a kind that names these fields.

    :raises IcseError: a field is not asked of this kind, or what it holds is not of its type.
    """
    asked = {field.slug: field for field in fields_of(slugs)}
    if unknown := sorted(set(given) - set(asked)):
        raise IcseError(f"This kind of clue has no such field: {unknown[0][:40]}.", field="details")
    kept: dict[str, Kept] = {}
    for slug, value in given.items():
        try:
            found = asked[slug].control().clean(value)
        except ValidationError as error:
            raise IcseError(f"{asked[slug].label}: {error.messages[0]}", field="details") from error
        if found not in (None, ""):
            kept[slug] = asked[slug].type.kept(found)
    return kept


def told_details(details: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what is known of a clue as pairs of label and words, in the order of the list."""
    told = [(field, field.type.told(details[field.slug])) for field in _FOUND if field.slug in details]
    codes = {words for field, words in told if isinstance(field.type, OfCountry)}
    names = dict(Country.objects.filter(pk__in=codes).values_list("pk", "name")) if codes else {}
    return [
        (field.label, names.get(words, words) if isinstance(field.type, OfCountry) else words)
        for field, words in told
        if words
    ]
