"""What is known of items from others that show the same, as far as the actor may see both."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from accounts.markings import Marking, effective
from series.models import Case, Hit, Item, Placement, Series, Subject
from series.queries.standing import HELD_BACK_WORDS, Standing, own_country, standings_of

#: Nearest first; more than this many others of a page of items are not read.
MOST = 2000


@dataclass(frozen=True)
class Finding:
    """Another item that shows the same as ``item``. ``case`` is known for the own country's only.

    ``series`` are the series that hold the other one and that the actor may see; ``identified_by`` names the
    countries that identified all victims of one of them, or is empty; ``identified_elsewhere`` says that this series is
    not of the country of ``item``, which then may think otherwise. ``held_back`` says why the match is folded away and
    proposes nothing (a key of ``HELD_BACK_WORDS``), or is empty.
    """

    kind: str
    item: Item
    other: Item
    is_own: bool
    distance: int
    case: Case | None
    series: tuple[Series, ...]
    identified_by: str
    identified_elsewhere: bool
    held_back: str = ""

    @property
    def held_back_words(self) -> str:
        """Say why it is folded away, in the middle of a sentence."""
        return HELD_BACK_WORDS.get(self.held_back, "")

    @property
    def marking(self) -> Marking:
        """What applies to the other item where it is named together with its series."""
        return effective(self.other, *self.series)

    @property
    def identified_words(self) -> str:
        """Say who identified, in the middle of a sentence."""
        return identified_words(self.identified_by, elsewhere=self.identified_elsewhere)

    @property
    def words(self) -> str:
        """Say it in a sentence's words, without the series and the identification."""
        holder = f"yours already, in case {self.case}" if self.case else f"held by {self.other.country.name}"
        if self.kind == Hit.Kind.NEAR:
            return f"Near-duplicate (distance {self.distance} of 256), {holder}"
        return holder[0].upper() + holder[1:]


@dataclass(frozen=True)
class _Around:
    """What is known round the other items, by key."""

    cases: dict[UUID, Case]
    series: dict[UUID, tuple[Series, ...]]
    identified: dict[UUID, str]
    standings: dict[UUID, Standing]


@dataclass(frozen=True)
class Known:
    """What is known of items: their matches, and what else is said of them."""

    findings: dict[UUID, list[Finding]]
    standings: dict[UUID, Standing]


def identified_words(countries: str, *, elsewhere: bool) -> str:
    """Say who identified, and whether it is another country's series that says so. Empty where nobody did."""
    if not countries:
        return ""
    return f"already identified, by {countries}" + (", in another country's series" if elsewhere else "")


def findings_of(items: Sequence[Item]) -> dict[UUID, list[Finding]]:
    """Return, for each item, the others that show the same; see ``known_of``."""
    return known_of(items).findings


def known_of(items: Sequence[Item]) -> Known:
    """Return, for each item, what is known: solved ones first, then exact before near, then by distance; what is
    held back comes last.

    Eight queries, however many items.
    """
    keys = {item.pk for item in items}
    pairs = list(_pairs(keys))
    country_id = own_country()
    others = [other for _, _, other in pairs]
    around = _around(others, country_id, standings_of([*others, *items], country_id))
    findings: dict[UUID, list[Finding]] = {key: [] for key in keys}
    for hit, item, other in pairs:
        findings[item.pk].append(_finding(hit, item, other, country_id, around))
    for found in findings.values():
        found.sort(key=lambda one: (one.held_back, not one.identified_by, one.kind, one.distance, one.other.pk))
    return Known(findings, around.standings)


def series_of(items: Iterable[UUID]) -> dict[UUID, tuple[Series, ...]]:
    """Return, for each item that is in one, the series that the actor may see, the first placement first."""
    placed: dict[UUID, list[Series]] = defaultdict(list)
    for one in Placement.objects.filter(item__in=list(items)).select_related("series").order_by("pk"):
        placed[one.item_id].append(one.series)
    return {item: tuple(found) for item, found in placed.items()}


def _pairs(keys: set[UUID]) -> Iterable[tuple[Hit, Item, Item]]:
    """Give each hit from the side of each item that was asked about, if the other one is ready."""
    hits = (
        Hit.objects.filter(Q(item__in=keys) | Q(other__in=keys))
        .filter(item__state=Item.State.READY, other__state=Item.State.READY)
        .select_related("item__country", "other__country")
        .order_by("distance", "pk")[:MOST]
    )
    for hit in hits:
        if hit.item_id in keys:
            yield hit, hit.item, hit.other
        if hit.other_id in keys:
            yield hit, hit.other, hit.item


def _around(others: Sequence[Item], country_id: str, standings: dict[UUID, Standing]) -> _Around:
    own_cases = {other.case_id for other in others if other.country_id == country_id}
    series = series_of({other.pk for other in others})
    return _Around(
        cases=Case.objects.in_bulk(own_cases),
        series=series,
        identified=identified_by({one for found in series.values() for one in found}),
        standings=standings,
    )


def identified_by(series: Iterable[Series]) -> dict[UUID, str]:
    """Return, for each series whose victims are all identified, the names of the countries that did it."""
    solved = [one.pk for one in series if one.victims and one.victims == one.victims_identified]
    subjects = Subject.objects.filter(series__in=solved, role=Subject.Role.VICTIM, status=Subject.Status.IDENTIFIED)
    names: dict[UUID, list[str]] = defaultdict(list)
    for subject in subjects.select_related("status_country").order_by("pk"):
        if subject.status_country and subject.status_country.name not in names[subject.series_id]:
            names[subject.series_id].append(subject.status_country.name)
    return {key: " and ".join(found) for key, found in names.items()}


def _finding(hit: Hit, item: Item, other: Item, country_id: str, around: _Around) -> Finding:
    series = around.series.get(other.pk, ())
    solved = min((one for one in series if one.pk in around.identified), key=_is_elsewhere(item), default=None)
    return Finding(
        kind=hit.kind,
        item=item,
        other=other,
        is_own=other.country_id == country_id,
        distance=hit.distance,
        case=around.cases.get(other.case_id),
        series=series,
        identified_by=around.identified[solved.pk] if solved else "",
        identified_elsewhere=solved is not None and solved.country_id != item.country_id,
        held_back=around.standings[item.pk].held_back or around.standings[other.pk].held_back,
    )


def _is_elsewhere(item: Item) -> Callable[[Series], bool]:
    return lambda series: series.country_id != item.country_id
