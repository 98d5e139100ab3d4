"""Markings compared: the most restrictive applies to what is inside.

TLP 2.0 is FIRST's standard; the handling codes follow Europol's SIENA.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from accounts.models.marking import Handling, Tlp

#: From the most to the least restrictive.
ORDER = (Tlp.RED, Tlp.AMBER_STRICT, Tlp.AMBER, Tlp.GREEN, Tlp.CLEAR)


class HasMarking(Protocol):
    """A series, an item, a thread, or a marking itself."""

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
    def columns(self) -> dict[str, object]:
        """Return the columns of a marked row."""
        return {"tlp": self.tlp, "handling": list(self.handling), "handling_note": self.note}

    def forbids(self, code: Handling) -> bool:
        """Tell whether this code is among them."""
        return code.value in self.handling


def most_restrictive(markings: Iterable[Marking]) -> Marking:
    """Return what applies to a thing inside others: the strictest TLP, every code, every note.

    :param markings: the thing's own first, then those of what it is seen in; at least one.
    :raises ValueError: none was given.
    """
    given = list(markings)
    if not given:
        raise ValueError("Compare at least one marking.")
    tlp = min((one.tlp for one in given), key=lambda name: ORDER.index(Tlp(name)))
    codes = {code for one in given for code in one.handling}
    restrictions = codes - {Handling.H0.value} or {Handling.H0.value}
    notes = dict.fromkeys(one.note for one in given if one.note)
    return Marking(tlp, tuple(sorted(restrictions)), " / ".join(notes))
