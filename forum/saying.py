"""What an answer says: its text, and in a form that can be counted. Checked here, for pages and programs alike."""

from dataclasses import dataclass
from typing import Final

from accounts.models import Country
from forum.actions.texts import typed_text
from forum.models.said import Said
from forum.words.language import recognise
from forum.words.markdown import plain
from icse.core.errors import IcseError
from series.actions.indications import NO_PLACE

LONGEST_POST: Final = 10_000
LONGEST: Final = {"said_region": 120, "said_product": 200, "said_source": 300}
_BOTH: Final = "Either it is too common to help, or you say where or what it is. Not both."
_SURE_OF_WHAT: Final = "Say a country, a region or a product of which you are so sure."


@dataclass(frozen=True)
class Saying:
    """What is said beside the text. ``too_common``: the clue cannot narrow anything down."""

    said_country: Country | None = None
    said_region: str = ""
    said_product: str = ""
    said_source: str = ""
    confidence: str = ""
    too_common: bool = False

    @property
    def names_something(self) -> bool:
        """True if it says where or what."""
        return self.said_country is not None or bool(self.said_region or self.said_product)


NOTHING: Final = Saying()


def said_columns(body: str, says: Saying) -> dict[str, object]:
    """Return the columns of what is said, with the language of the text.

    :raises IcseError: nothing is said, or too much, or two things that contradict each other.
    """
    says = _clean(says)
    _check(says)
    enough = says.names_something or says.too_common
    text = "" if enough and not body.strip() else _text(body)
    return {
        "body": text,
        "language": recognise(plain(text)).tag if text else "und",
        "said_country_id": says.said_country.pk if says.said_country else None,
        "said_region": says.said_region,
        "said_product": says.said_product,
        "said_source": says.said_source,
        "confidence": says.confidence,
        "too_common": says.too_common,
    }


def saying_of(said: Said) -> Saying:
    """Return what a post or a version of one says beside its text."""
    return Saying(
        said_country=said.said_country,
        said_region=said.said_region,
        said_product=said.said_product,
        said_source=said.said_source,
        confidence=said.confidence,
        too_common=said.too_common,
    )


def counted(says: Saying) -> str:
    """Return what is said beside the text, in a line: too common; or where, what, how sure and how it is known."""
    common = "Too common to help" if says.too_common else ""
    place = says.said_country.name if says.said_country else ""
    sure = str(Said.Confidence(says.confidence).label) if says.confidence else ""
    return ", ".join(filter(None, [common, place, says.said_region, says.said_product, sure, says.said_source]))


def _text(body: str) -> str:
    return typed_text(body, most=LONGEST_POST, field="body", missing="Write an answer first.")


def _clean(says: Saying) -> Saying:
    """Return it with each of its texts in one line."""
    texts = {name: " ".join(getattr(says, name).split()) for name in LONGEST}
    return Saying(said_country=says.said_country, confidence=says.confidence, too_common=says.too_common, **texts)


def _check(says: Saying) -> None:
    for name, most in LONGEST.items():
        text = getattr(says, name)
        if len(text) > most:
            raise IcseError(f"At most {most} characters can be kept.", field=name)
        if "\0" in text:
            raise IcseError("The text holds a null character. Type it again.", field=name)
    if says.said_country is not None and says.said_country.pk in NO_PLACE:
        raise IcseError("Choose a country.", field="said_country")
    if says.confidence and says.confidence not in Said.Confidence.values:
        raise IcseError("Choose how sure you are.", field="confidence")
    if says.too_common and says.names_something:
        raise IcseError(_BOTH, field="too_common")
    if says.confidence and not (says.names_something or says.too_common):
        raise IcseError(_SURE_OF_WHAT, field="confidence")
