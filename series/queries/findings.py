"""What is known of items from others that show the same, as far as the actor may see both."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Case as Choice
from django.db.models import Expression, F, Q, When, Window
from django.db.models.functions import RowNumber

from accounts.markings import Marking, effective
from series.clock import clock
from series.models import Case, Hit, Item, Placement, Series, Subject
from series.queries.standing import HELD_BACK_WORDS, Standing, own_country, standings_of

#: Of each item and each other country in turn the nearest; more than this many of a page of items are not read.
MOST = 2000
#: The surest first.
KIND_ORDER = {Hit.Kind.EXACT.value: 0, Hit.Kind.VIDEO.value: 1, Hit.Kind.NEAR.value: 2}


#: What a finding tells of both items: the rows are read by the dozen, and a statement takes as long to write as it has
#: columns.
_OF_ITEM: Final = (
    *("name", "country__name", "case", "media", "sha256", "state", "kind"),
    *("tlp", "handling", "handling_note"),
)
_TOLD: Final = (
    *("kind", "distance", "orientation", "second", "share", "other_share"),
    *(f"{side}__{name}" for side in ("item", "other") for name in _OF_ITEM),
)


@dataclass(frozen=True)
class Solved:
    """Who identified all victims of a series, and when the last one was."""

    countries: str
    at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Known:
    """An item that shows the same as what was asked about. ``case`` is known for the own country's only.

    ``series`` are the series that hold it and that the actor may see; ``identified_by`` names the countries that
    identified all victims of one of them, or is empty; ``identified_elsewhere`` says that this series is not of the
    country that asks, which then may think otherwise. ``second`` is where in the video, of a picture and a video;
    ``share`` is how many percent of the asked one's frames are in ``other``, ``other_share`` the other way.
    """

    kind: str
    other: Item
    is_own: bool
    distance: int
    orientation: str = ""
    case: Case | None
    series: tuple[Series, ...]
    identified_by: str
    identified_at: datetime | None
    identified_elsewhere: bool
    second: int | None = None
    share: int | None = None
    other_share: int | None = None

    @property
    def marking(self) -> Marking:
        """What applies to the other item where it is named together with its series."""
        return effective(self.other, *self.series)

    @property
    def identified_words(self) -> str:
        """Say who identified, in the middle of a sentence."""
        return identified_words(self.identified_by, elsewhere=self.identified_elsewhere)

    @property
    def holder(self) -> str:
        """Say who holds it, in the middle of a sentence."""
        return f"yours already, in case {self.case}" if self.case else f"held by {self.other.country.name}"

    @property
    def frame_words(self) -> str:
        """Say of which video a frame is meant, where one of the two is a video and the other one a picture."""
        if self.second is None:
            return ""
        return "a video" if self.other.kind == Item.Kind.VIDEO else "this video"

    @property
    def words(self) -> str:
        """Say it in a sentence's words, without the series and the identification."""
        holder = self.holder
        if self.kind == Hit.Kind.VIDEO:
            return (
                f"Similar video ({self.share} % of this one is in it, {self.other_share} % of it in this one), {holder}"
            )
        if self.second is not None:
            where = f"a frame of {self.frame_words}, at {clock(self.second)}"
            return f"Near-duplicate of {where} (distance {self.distance} of 256), {holder}"
        if self.kind == Hit.Kind.NEAR:
            return f"Near-duplicate (distance {self.distance} of 256), {holder}"
        return holder[0].upper() + holder[1:]


@dataclass(frozen=True, kw_only=True)
class Finding(Known):
    """Another item that shows the same as ``item``.

    ``held_back`` says why the match is folded away and proposes nothing (a key of ``HELD_BACK_WORDS``), or is empty.
    """

    item: Item
    held_back: str = ""

    @property
    def held_back_words(self) -> str:
        """Say why it is folded away, in the middle of a sentence."""
        return HELD_BACK_WORDS.get(self.held_back, "")


@dataclass(frozen=True)
class Matches:
    """The matches of items, by key, and what else is said of these; ``around`` knows the items themselves too."""

    findings: dict[UUID, list[Finding]]
    standings: dict[UUID, Standing]
    around: "Around"


@dataclass(frozen=True)
class Around:
    """What is known round some items, by key."""

    cases: dict[UUID, Case]
    series: dict[UUID, tuple[Series, ...]]
    solved: dict[UUID, Solved]

    def about(self, item: Item, country_id: str) -> dict[str, Any]:
        """Return what ``Known`` says of one of these items, to this country."""
        series = self.series.get(item.pk, ())
        known = [one for one in series if one.pk in self.solved]
        chosen = min(known, key=lambda one: one.country_id != country_id, default=None)
        solved = self.solved[chosen.pk] if chosen else None
        return {
            "case": self.cases.get(item.case_id),
            "series": series,
            "identified_by": solved.countries if solved else "",
            "identified_at": solved.at if solved else None,
            "identified_elsewhere": chosen is not None and chosen.country_id != country_id,
        }


def identified_words(countries: str, *, elsewhere: bool) -> str:
    """Say who identified, and whether it is another country's series that says so. Empty where nobody did."""
    if not countries:
        return ""
    return f"already identified, by {countries}" + (", in another country's series" if elsewhere else "")


def findings_of(items: Sequence[Item]) -> dict[UUID, list[Finding]]:
    """Return, for each item, the others that show the same; see ``matches_of``."""
    return matches_of(items).findings


def matches_of(items: Sequence[Item], country_id: str | None = None) -> Matches:
    """Return, for each item, what is known: solved ones first, then exact before videos before near, then by
    distance; what is held back comes last.

    Eight queries, however many items.

    :param country_id: the country of the officer who asks, where that is known already.
    """
    keys = {item.pk for item in items}
    pairs = list(_pairs(keys))
    country_id = own_country() if country_id is None else country_id
    others = [other for _, _, other in pairs]
    around, standings = around_of([*others, *items], country_id), standings_of([*others, *items], country_id)
    findings: dict[UUID, list[Finding]] = {key: [] for key in keys}
    for hit, item, other in pairs:
        held_back = standings[item.pk].held_back or standings[other.pk].held_back
        findings[item.pk].append(_finding(hit, item, other, country_id, around, held_back))
    for found in findings.values():
        found.sort(key=_place)
    return Matches(findings, standings, around)


def _place(found: Finding) -> tuple[object, ...]:
    return found.held_back, not found.identified_by, KIND_ORDER[found.kind], found.distance, found.other.pk


def series_of(items: Iterable[UUID]) -> dict[UUID, tuple[Series, ...]]:
    """Return, for each item that is in one, the series that the actor may see, the first placement first."""
    placed: dict[UUID, list[Series]] = defaultdict(list)
    for one in Placement.objects.filter(item__in=list(items)).select_related("series").order_by("pk"):
        placed[one.item_id].append(one.series)
    return {item: tuple(found) for item, found in placed.items()}


def _pairs(keys: set[UUID]) -> Iterable[tuple[Hit, Item, Item]]:
    """Give each hit from the side of each item that was asked about, if the other one is ready."""
    asked = Q(item__in=keys)
    # What one country has sent many times hides nobody else's.
    of = (_either(asked, "item", "other"), _either(asked, "other__country", "item__country"))
    hits = (
        Hit.objects.filter(asked | Q(other__in=keys))
        .filter(item__state=Item.State.READY, other__state=Item.State.READY)
        .select_related("item__country", "other__country")
        .only(*_TOLD)
        .annotate(turn=Window(RowNumber(), partition_by=of, order_by=("distance", "pk")))
        .order_by("turn", "distance", "pk")[:MOST]
    )
    for hit in hits:
        if hit.item_id in keys:
            yield hit, hit.item, hit.other
        if hit.other_id in keys:
            yield hit, hit.other, hit.item


def _either(condition: Q, then: str, otherwise: str) -> Expression:
    return Choice(When(condition, then=F(then)), default=F(otherwise))


def around_of(items: Sequence[Item], country_id: str) -> Around:
    """Return what the actor may know round these items, in three queries."""
    series = series_of({item.pk for item in items})
    return Around(
        cases=Case.objects.in_bulk({item.case_id for item in items if item.country_id == country_id}),
        series=series,
        solved=solved_by({one for found in series.values() for one in found}),
    )


def solved_by(series: Iterable[Series]) -> dict[UUID, Solved]:
    """Return, for each series whose victims are all identified, the names of the countries that did it, and when."""
    wanted = [one.pk for one in series if one.victims and one.victims == one.victims_identified]
    subjects = Subject.objects.filter(series__in=wanted, role=Subject.Role.VICTIM, status=Subject.Status.IDENTIFIED)
    found: dict[UUID, list[Subject]] = defaultdict(list)
    for subject in subjects.select_related("status_country").order_by("pk"):
        if subject.status_country:
            found[subject.series_id].append(subject)
    return {key: _solved(those) for key, those in found.items()}


def _solved(subjects: Sequence[Subject]) -> Solved:
    names = dict.fromkeys(one.status_country.name for one in subjects if one.status_country)
    return Solved(" and ".join(names), max((one.identified_at for one in subjects if one.identified_at), default=None))


def _finding(hit: Hit, item: Item, other: Item, country_id: str, around: Around, held_back: str) -> Finding:
    return Finding(
        kind=hit.kind,
        item=item,
        other=other,
        is_own=other.country_id == country_id,
        distance=hit.distance,
        orientation=hit.orientation,
        held_back=held_back,
        **around.about(other, item.country_id),
        second=hit.second,
        share=hit.share if item.pk == hit.item_id else hit.other_share,
        other_share=hit.other_share if item.pk == hit.item_id else hit.share,
    )
