"""Markings compared: the most restrictive applies to what is inside.

TLP 2.0 is FIRST's standard; the handling codes follow Europol's SIENA.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol

from django.db import IntegrityError, transaction

from accounts.models import Audience
from accounts.models.marking import NOTE_LENGTH, Handling, Tlp
from icse.core.errors import IcseError

#: From the most to the least restrictive.
ORDER = (Tlp.RED, Tlp.AMBER_STRICT, Tlp.AMBER, Tlp.GREEN, Tlp.CLEAR)

#: What each says, as the standard means it, for units of police.
TLP_WORDS: Final = {
    Tlp.RED: "for the named officers only, nobody further",
    Tlp.AMBER_STRICT: "for those of your own organisation who need to know, nobody outside it",
    Tlp.AMBER: "for those who need to know, in your organisation and where it works for",
    Tlp.GREEN: "for the community of units, not for the public",
    Tlp.CLEAR: "may be made public",
}
#: The database's name for the rule (``icse_marking_fits``).
RED_RULE: Final = "red_is_for_named_officers"
RED_NEEDS: Final = "TLP:RED needs an audience of named officers. Choose one, or mark it TLP:AMBER+STRICT."
_BETWEEN = " / "


class HasMarking(Protocol):
    """A series, an item, a thread, or a row like them."""

    tlp: str
    handling: list[str]
    handling_note: str


@dataclass(frozen=True)
class Marking:
    """One marking: TLP, the codes in their order, and the note."""

    tlp: str = Tlp.AMBER.value
    handling: tuple[str, ...] = (Handling.H0.value,)
    note: str = ""

    @classmethod
    def of(cls, marked: HasMarking) -> "Marking":
        """Return what a row is marked with."""
        return cls(marked.tlp, tuple(sorted(marked.handling)), marked.handling_note)

    @property
    def is_plain(self) -> bool:
        """Tell whether it says nothing in anybody's own words, so that what shows it may be kept."""
        return not self.note

    @property
    def columns(self) -> dict[str, object]:
        """Return the columns of a marked row."""
        return {"tlp": self.tlp, "handling": list(self.handling), "handling_note": self.note}

    @property
    def label(self) -> str:
        """Return TLP as the standard writes it."""
        return Tlp(self.tlp).label

    @property
    def style(self) -> str:
        """Return the class of its colour: AMBER+STRICT has AMBER's."""
        return self.tlp.partition("+")[0]

    @property
    def tlp_words(self) -> str:
        """Say what TLP allows."""
        return TLP_WORDS[Tlp(self.tlp)]

    @property
    def codes(self) -> list[tuple[str, str]]:
        """Return each handling code and what it means."""
        return [(code, Handling(code).label.partition(": ")[2]) for code in self.handling]

    @property
    def short(self) -> str:
        """Return it in one line, for where only text can stand."""
        return " ".join(filter(None, [self.label, *self.handling, self.note]))

    def forbids(self, code: Handling) -> bool:
        """Tell whether this code is among them."""
        return code.value in self.handling

    def covers(self, needed: "Marking") -> bool:
        """Tell whether nothing that the other one asks is missing here: TLP, each code, and what H3 stands for."""
        if ORDER.index(Tlp(self.tlp)) > ORDER.index(Tlp(needed.tlp)):
            return False
        if not set(needed.handling) - {Handling.H0.value} <= set(self.handling):
            return False
        return not needed.forbids(Handling.H3) or all(part in self.note for part in needed.note.split(_BETWEEN))

    def fitted(self) -> "Marking":
        """Return it with a note that a row can hold."""
        if len(self.note) <= NOTE_LENGTH:
            return self
        return Marking(self.tlp, self.handling, self.note[: NOTE_LENGTH - 1] + "…")


#: What nobody marked otherwise.
UNMARKED: Final = Marking()


def most_restrictive(markings: Iterable[Marking]) -> Marking:
    """Return what applies to a thing inside others: the strictest TLP, every code, every note.

    :param markings: the thing's own first, then those of what it is seen in; at least one.
    :raises ValueError: none was given.
    """
    given = tuple(dict.fromkeys(markings))  # equal ones say nothing twice
    if not given:
        raise ValueError("Compare at least one marking.")
    return _strictest(given) if any(one.note for one in given) else _strictest_plain(given)


def _strictest(given: tuple[Marking, ...]) -> Marking:
    tlp = min((one.tlp for one in given), key=lambda name: ORDER.index(Tlp(name)))
    codes = {code for one in given for code in one.handling}
    restrictions = codes - {Handling.H0.value} or {Handling.H0.value}
    # Each part of a note once, so that what is compared twice says nothing twice.
    notes = dict.fromkeys(part for one in given for part in one.note.split(_BETWEEN) if part)
    return Marking(tlp, tuple(sorted(restrictions)), _BETWEEN.join(notes))


#: Without notes, which are text and are not kept, there are few, and a page asks hundreds of times.
_strictest_plain: Final = lru_cache(maxsize=1024)(_strictest)


def effective(thing: HasMarking, *around: HasMarking | None) -> Marking:
    """Return what applies to a thing where it is seen.

    :param around: what it is seen in, as far as the actor may see it; None counts for nothing.
    """
    return most_restrictive(Marking.of(one) for one in (thing, *around) if one is not None)


def kept_by_follower(thing: HasMarking, marking: Marking) -> Marking:
    """Return the marking of what follows something elsewhere: the new one, and nothing stricter is lost."""
    return most_restrictive([Marking.of(thing), marking]).fitted()


def check_marking(marking: Marking, audience: Audience) -> None:
    """Go on only if a row for this audience can be marked so; the database holds rows to the same.

    :raises IcseError: a code is unknown or contradicts another, H3 says nothing, or TLP:RED has no named officers.
    """
    codes = marking.handling
    if marking.tlp not in Tlp.values:
        raise IcseError("There is no such TLP marking.", field="tlp")
    if not codes or not set(codes) <= set(Handling.values):
        raise IcseError("Choose H0, or one or more of H1, H2 and H3.", field="handling")
    if len(codes) > 1 and Handling.H0.value in codes:
        raise IcseError("H0 means no other restriction. Choose it alone, or only the others.", field="handling")
    if marking.forbids(Handling.H3) and not marking.note.strip():
        raise IcseError("Write what restriction H3 stands for.", field="handling_note")
    if len(marking.note) > NOTE_LENGTH:
        raise IcseError(f"The note holds {NOTE_LENGTH} characters at most.", field="handling_note")
    if marking.tlp == Tlp.RED and not audience.named_only:
        raise IcseError(RED_NEEDS, field="tlp")


@contextmanager
def marking_fits() -> Iterator[None]:
    """Turn the database's refusal of TLP:RED into the sentence that ``check_marking`` has for it.

    :raises IcseError: it refused.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") == RED_RULE:
            raise IcseError(RED_NEEDS, field="tlp") from error
        raise
