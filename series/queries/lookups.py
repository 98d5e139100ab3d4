"""What is known of hashes and files that were looked up: one answer for the page, the API and the command line.

It comes from what the officer sees now, items and lists of hashes, and from nothing else. Hidden matches are
never told here, not even that there are some: a look-up has no case, and can be repeated.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from series.actions.lookups import Asked
from series.models import Hit, Item, Lookup
from series.queries.findings import KIND_ORDER, Known, around_of
from series.queries.lists import PDQ
from series.queries.on_lists import OnList, each_once, lists_of_hashes, lists_of_items
from series.queries.standing import own_country

#: Of one thing that was asked about and of each kind of match, and of all together.
MOST_EACH: Final = 50
MOST: Final = 5000
#: Which column of an item holds which kind of hash.
_COLUMNS: Final = {"md5": "md5", "sha1": "sha1", "sha256": "sha256", "file": "sha256"}


@dataclass(frozen=True)
class LookupAnswer:
    """What is known of one thing that was asked about: the same file first, then by distance; and its lists."""

    asked: Asked
    matches: tuple[Known, ...]
    lists: tuple[OnList, ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether anything is."""
        return bool(self.matches or self.lists)


@dataclass(frozen=True)
class _Match:
    place: int
    kind: str
    item: UUID
    distance: int = 0
    orientation: str = ""
    second: int | None = None
    share: int | None = None
    other_share: int | None = None


def all_lookups() -> QuerySet[Lookup]:
    """Return the officer's own look-ups; others' are shown to nobody."""
    return Lookup.objects.select_related("country")


def answers_of(lookup: Lookup) -> list[LookupAnswer]:
    """Return the answers, in the order in which they were asked for; the same number of queries for one and many."""
    asked = [Asked(*one) for one in lookup.asked]
    matches = _bounded([*_exact(asked), *_near(lookup)])
    items = Item.objects.select_related("country", "unit", "audience").defer("metadata")
    seen = items.filter(state=Item.State.READY).in_bulk({one.item for found in matches.values() for one in found})
    country_id = own_country()
    around = around_of(list(seen.values()), country_id)
    lists = _lists(asked, lookup.looks, matches)
    return [
        LookupAnswer(
            one,
            tuple(
                Known(
                    kind=match.kind,
                    other=seen[match.item],
                    is_own=seen[match.item].country_id == country_id,
                    distance=match.distance,
                    orientation=match.orientation,
                    second=match.second,
                    share=match.share,
                    other_share=match.other_share,
                    **around.about(seen[match.item], country_id),
                )
                for match in matches[place]
                if match.item in seen
            ),
            tuple(lists[place]),
        )
        for place, one in enumerate(asked)
    ]


def _exact(asked: list[Asked]) -> Iterable[_Match]:
    """Give the items with these very bytes; one query for each kind of hash that was asked about."""
    places: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for place, one in enumerate(asked):
        if one.kind in _COLUMNS:
            places[_COLUMNS[one.kind]][one.value].append(place)
    for column, wanted in places.items():
        # Of each hash and of each country its own: what one country has sent many times hides nobody else's.
        turn = Window(RowNumber(), partition_by=[F(column), F("country")], order_by="pk")
        rows = Item.objects.filter(**{f"{column}__in": list(wanted)}, state=Item.State.READY).annotate(turn=turn)
        for key, value in rows.filter(turn__lte=MOST_EACH).order_by("turn", "pk").values_list("pk", column)[:MOST]:
            for place in wanted[value]:
                yield _Match(place, Hit.Kind.EXACT, key)


def _lists(asked: list[Asked], looks: list[str], matches: dict[int, list[_Match]]) -> list[list[OnList]]:
    """Return, for each thing, the lists that its hashes are on, or an item of the very same bytes. Two queries."""
    hashes = [_hashes(one, looks) for one in asked]
    same = [{match.item for match in matches[place] if match.kind == Hit.Kind.EXACT} for place in range(len(asked))]
    by_hash = lists_of_hashes(text for some in hashes for text in some)
    by_item = lists_of_items(key for some in same for key in some)
    return [
        each_once(
            [
                *(on for text in hashes[place] for on in by_hash[text] if on.is_sure or one.kind != "file"),
                *(on for key in same[place] for on in by_item[key]),
            ]
        )
        for place, one in enumerate(asked)
    ]


def _hashes(one: Asked, looks: list[str]) -> list[str]:
    """Return how lists are asked about it; of a file its PDQs are known once it has been read."""
    if one.kind == "pdq":
        return [PDQ + one.value]
    if one.kind == "file":
        return [one.value, one.sha1, one.md5, *(PDQ + look for look in looks)]
    return [one.value]


def _near(lookup: Lookup) -> Iterable[_Match]:
    for place, key, *numbers in lookup.found:
        found = _Match(place, Hit.Kind.NEAR, UUID(key), *numbers)
        yield found if found.share is None else replace(found, kind=Hit.Kind.VIDEO)


def _bounded(matches: list[_Match]) -> dict[int, list[_Match]]:
    """Return them by place: each item once, the same file before videos alike before what is near."""
    found: dict[int, dict[UUID, _Match]] = defaultdict(dict)
    number: Counter[tuple[int, str]] = Counter()
    for one in sorted(matches, key=lambda one: (KIND_ORDER[one.kind], one.distance)):
        if one.item not in found[one.place] and number[one.place, one.kind] < MOST_EACH:
            number[one.place, one.kind] += 1
            found[one.place][one.item] = one
    return defaultdict(list, {place: list(those.values()) for place, those in found.items()})
