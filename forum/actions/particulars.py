"""What a request says besides its question: what is known of the clue, how soon and from whom an answer is hoped."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from django.utils import timezone

from accounts.models import Country
from forum.clues import clean_details
from forum.clues.languages import LANGUAGES
from forum.models import ClueKind, Thread
from icse.core.errors import IcseError

MOST_HOPED: Final = 12
_FURTHEST: Final = timedelta(days=2 * 365)


@dataclass(frozen=True)
class Particulars:
    """All of it; nothing of it has to be said."""

    details: Mapping[str, Any] = field(default_factory=dict)
    urgency: str = Thread.Urgency.ROUTINE
    answer_by: date | None = None
    hoped_countries: Sequence[str] = ()
    hoped_languages: Sequence[str] = ()

    def columns(self, kind: ClueKind) -> dict[str, object]:
        """Return the columns of a request of this kind.

        :raises IcseError: something of it cannot be kept.
        """
        if self.urgency not in Thread.Urgency.values:
            raise IcseError("There is no such urgency.", field="urgency")
        return {
            "details": clean_details(kind.fields, self.details),
            "urgency": self.urgency,
            "answer_by": _day(self.answer_by),
            "hoped_countries": _countries(self.hoped_countries),
            "hoped_languages": _languages(self.hoped_languages),
        }


NOTHING_MORE: Final = Particulars()


def _day(day: date | None) -> date | None:
    today = timezone.localdate()
    if day is not None and not today <= day <= today + _FURTHEST:
        raise IcseError("Choose a day from today on, in the next two years.", field="answer_by")
    return day


def _countries(codes: Sequence[str]) -> list[str]:
    wanted = _few(codes, "hoped_countries")
    known = (
        set(Country.objects.filter(pk__in=wanted, is_connected=True).values_list("pk", flat=True)) if wanted else set()
    )
    if unknown := [code for code in wanted if code not in known]:
        raise IcseError(f"This country does not take part: {unknown[0][:40]}.", field="hoped_countries")
    return wanted


def _languages(tags: Sequence[str]) -> list[str]:
    wanted = _few(tags, "hoped_languages")
    if unknown := [tag for tag in wanted if tag not in LANGUAGES]:
        raise IcseError(f"There is no such language: {unknown[0][:40]}.", field="hoped_languages")
    return wanted


def _few(some: Sequence[str], name: str) -> list[str]:
    wanted = list(dict.fromkeys(some))
    if len(wanted) > MOST_HOPED:
        raise IcseError(f"Name {MOST_HOPED} at most.", field=name)
    return wanted
