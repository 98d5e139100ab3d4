"""Named reads of referrals: what may go with one, those sent, those received, one with its steps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from accounts.markings import TLP_WORDS, Marking
from accounts.models import Officer
from accounts.models.marking import Handling, Tlp
from accounts.permissions import may
from accounts.visibility import contributable_audiences, newest_ids
from series.models import Indication, Item, Placement, Referral, ReferralStep, Series, Subject
from series.queries.permissions import owners_words

PAGE = 50
#: So many files of a series are offered to be chosen: as many as one referral takes.
OFFERED = 500
MOST_STEPS = 200

State, Side, Kind = Referral.State, Referral.Side, ReferralStep.Kind

#: What follows the words of a marking, on the form.
_RED = "It cannot be referred while it is marked so."
_STRICT = "Another country is outside it. Your country owns the series, and may decide that it goes all the same."
_STRICT_FILES = "Your country may decide that what it owns goes all the same."
_OTHERS_FILES = "Another country owns this: ask that country before you choose it."

#: Which steps the receiving country has, by where a referral stands.
_ANSWERS: dict[str, tuple[str, ...]] = {
    State.SENT: (Kind.ACKNOWLEDGED, Kind.ACCEPTED, Kind.DECLINED, Kind.PASSED_ON),
    State.RECEIVED: (Kind.ACCEPTED, Kind.DECLINED, Kind.PASSED_ON),
    State.ACCEPTED: (Kind.REPORTED, Kind.PASSED_ON),
    State.REPORTED: (Kind.REPORTED,),
}
#: And the owner; the last is what a country that takes no part has answered by other means.
_OF_THE_OWNER: dict[str, tuple[str, ...]] = {
    State.SENT: (Kind.WITHDRAWN,),
    State.RECEIVED: (Kind.WITHDRAWN,),
    State.PREPARED: (Kind.HANDED_OVER, Kind.WITHDRAWN),
    State.HANDED_OVER: (Kind.REPORTED, Kind.DECLINED),
}


@dataclass(frozen=True)
class Box:
    """One page of referrals, newest activity first; ``older`` is the moment before which the next page begins."""

    referrals: list[Referral]
    older: datetime | None


@dataclass(frozen=True)
class Course:
    """A referral with what was done, and what its reader may do now."""

    referral: Referral
    steps: list[ReferralStep]
    names: dict[UUID, str]
    may: tuple[str, ...] = ()
    proposes: bool = False

    @property
    def named_steps(self) -> list[tuple[ReferralStep, str]]:
        """The steps, each with the officer's name where it is one of the own country."""
        return [(one, self.names.get(one.officer_id, "") if one.officer_id else "") for one in self.steps]


def all_referrals() -> QuerySet[Referral]:
    """Return the copies that the actor may see, with what names them."""
    return Referral.objects.select_related("country", "unit", "to_country", "pass_to", "series")


def sendable(series: Series, items: Iterable[Item], officer: Officer) -> set[UUID]:
    """Return the keys of those items of the series that may go with a referral. Two queries.

    Never what is for named officers only, nor another country's H2, whatever else it permits: the owner of a series
    may not decide that for the owner of a file.
    """
    keys = [item.pk for item in items]
    placed = Placement.objects.filter(series=series, item__in=keys, item__state=Item.State.READY)
    found = {one.item_id: one.item for one in placed.select_related("item")}
    words = owners_words([item for item in found.values() if item.country_id != officer.country_id])
    return {key for key, item in found.items() if _may_go(words.get(key, Marking.of(item)), item, officer)}


def _may_go(word: Marking, item: Item, officer: Officer) -> bool:
    if word.tlp == Tlp.RED:
        return False
    return item.country_id == officer.country_id or not word.forbids(Handling.H2)


@dataclass(frozen=True)
class Offer:
    """What may go with a referral: the first pictures, who is in the series, and where it was made by whose word."""

    items: list[Item]
    left_out: int
    kept_back: int
    subjects: list[Subject]
    indications: list[Indication]


def offer_of(series: Series, officer: Officer) -> Offer:
    """Return what the officer may choose from. ``kept_back`` counts files whose owners do not let them go."""
    placed = Placement.objects.filter(series=series, item__state=Item.State.READY)
    first = [one.item for one in placed.select_related("item__country").order_by("pk")[: OFFERED + 1]]
    allowed = sendable(series, first[:OFFERED], officer)
    items = [item for item in first[:OFFERED] if item.pk in allowed]
    return Offer(
        items=items,
        left_out=max(len(first) - OFFERED, 0),
        kept_back=len(first[:OFFERED]) - len(items),
        subjects=list(Subject.objects.filter(series=series).select_related("series").order_by("pk")),
        indications=list(standing_indications(series)),
    )


def cautions_of(series: Series, items: Sequence[Item]) -> list[str]:
    """Say which markings keep a series of the own country, and files that may go with it, inside an organisation."""
    said = []
    marking = Marking.of(series)
    if marking.tlp == Tlp.RED:
        said.append(f"This series is marked {marking.label}: {marking.tlp_words}. {_RED}")
    if marking.tlp == Tlp.AMBER_STRICT:
        said.append(f"This series is marked {marking.label}: {marking.tlp_words}. {_STRICT}")
    strict = [item for item in items if item.tlp == Tlp.AMBER_STRICT]
    for number, rest in (
        (sum(item.country_id == series.country_id for item in strict), _STRICT_FILES),
        (sum(item.country_id != series.country_id for item in strict), _OTHERS_FILES),
    ):
        if number:
            files = "1 file here is" if number == 1 else f"{number} files here are"
            said.append(f"{files} marked {Tlp.AMBER_STRICT.label}: {TLP_WORDS[Tlp.AMBER_STRICT]}. {rest}")
    return said


def standing_indications(series: Series) -> QuerySet[Indication]:
    """Return where the series was made, by whose word, newest first; what was withdrawn is left out."""
    rows = Indication.objects.filter(series=series, withdrawn_at=None)
    return rows.select_related("made_in", "country", "unit").order_by("-pk")


def sent_referrals(*, before: datetime | None = None) -> Box:
    """Return what the officer's country referred, as far as the officer sees the series."""
    return _box("t.side = 'sent'", before)


def received_referrals(*, before: datetime | None = None) -> Box:
    """Return what was referred to the officer's country."""
    return _box("t.side = 'received'", before)


def referrals_of(series: Series) -> list[Referral]:
    """Return where the own country referred this series to, newest first."""
    return list(all_referrals().filter(series=series).order_by("-pk")[:PAGE])


def course_of(referral: Referral, officer: Officer) -> Course:
    """Return a referral with its steps, and which the officer may take now. Four queries at most."""
    rows = ReferralStep.objects.filter(referral=referral).select_related("country", "unit")
    steps = list(rows.order_by("-created_at", "-pk")[:MOST_STEPS])[::-1]
    names = dict(Officer.objects.filter(pk__in={one.officer_id for one in steps}).values_list("pk", "name"))
    if referral.side == Side.RECEIVED:
        allowed = _ANSWERS.get(referral.state, ()) if may(officer, "referral.answer") else ()
        if not set(allowed) <= {Kind.REPORTED} and not on_duty():
            allowed = tuple(step for step in allowed if step == Kind.REPORTED)
        return Course(referral, steps, names, allowed)
    owns = may(officer, "referral.send") and referral.series_audience_id in contributable_audiences()
    proposes = owns and referral.state == State.PASSED_ON and referral.is_active
    allowed = _OF_THE_OWNER.get(referral.state, ()) if owns else ()
    return Course(referral, steps, names, allowed, proposes)


def on_duty() -> bool:
    """Tell whether who asks answers for the country: an officer of its duty unit, or a supervisor."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT icse_on_duty()")
        return bool(cursor.fetchone()[0])


def _box(where: str, before: datetime | None) -> Box:
    values: Sequence[object] = []
    if before is not None:
        where, values = f"{where} AND t.last_activity_at < %s", [before]
    keys = newest_ids("series_referral", "last_activity_at", PAGE + 1, where=where, params=values)
    found = all_referrals().in_bulk(keys[:PAGE])
    rows = [found[key] for key in keys[:PAGE] if key in found]
    return Box(rows, rows[-1].last_activity_at if len(keys) > PAGE and rows else None)
