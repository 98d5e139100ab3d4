"""What a referral's document says, in the words of the pages: it travels as codes."""

from dataclasses import dataclass
from typing import Any, Final

from accounts.countries import COUNTRIES
from series.models import Indication, Subject, SubjectStatement

_COUNTRIES: Final = {country.code: country.name for country in COUNTRIES}


@dataclass(frozen=True)
class ToldWord:
    """One thing that a unit says, and how surely."""

    label: str
    words: str
    sure: str


@dataclass(frozen=True)
class ToldSubject:
    """Who is sought."""

    label: str
    role: str
    known: str
    said: list[ToldWord]


@dataclass(frozen=True)
class ToldIndication:
    """Where it was probably made. ``reason`` is empty where another country says so."""

    country: str
    kinds: str
    reason: str
    sure: str
    by_owner: bool


def subjects_told(document: dict[str, Any]) -> list[ToldSubject]:
    """Return the victims and offenders of a document."""
    return [
        ToldSubject(
            label=one["label"],
            role=_label(Subject.Role.choices, one["role"]),
            known=one["known"],
            said=[_word(word) for word in one.get("statements", [])],
        )
        for one in document.get("subjects", [])
    ]


def indications_told(document: dict[str, Any]) -> list[ToldIndication]:
    """Return the indications of a document."""
    return [
        ToldIndication(
            country=_COUNTRIES.get(one["country"], one["country"]),
            kinds=", ".join(_label(Indication.Kind.choices, kind) for kind in one["kinds"]),
            reason=one["reason"],
            sure=_sure(one),
            by_owner=one["by_owner"],
        )
        for one in document.get("indications", [])
    ]


def _word(word: dict[str, Any]) -> ToldWord:
    kind = str(word["kind"])
    label = _label(SubjectStatement.Kind.choices, kind)
    return ToldWord(label.partition(",")[0], SubjectStatement.in_words(kind, str(word["value"])), _sure(word))


def _sure(one: dict[str, Any]) -> str:
    return f"{one['source_evaluation']}{one['information_evaluation']}"


def _label(choices: list[tuple[str, str]], code: str) -> str:
    """Return what a code means; a code that is not known any more, as it is."""
    return str(dict(choices).get(code, code))
