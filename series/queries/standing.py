"""What is said of contents beside what they show: lists that they are on, votes, and what was set aside."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db.models import F

from accounts.models import Officer
from icse.core.actor import require_actor
from series.models import HashList, HashVote, Item, Listing, SetAside

PAGE: Final = 50
#: Why matches are folded away, in words.
HELD_BACK_WORDS: Final = {
    "harmless": "on a list of harmless files",
    "voted": "voted down by your country",
    "set_aside": "matches too many series",
}


@dataclass(frozen=True)
class Standing:
    """What the actor may know of one item beside its matches.

    ``votes`` are those on every item of the same content that the actor sees. ``set_aside`` is the own country's.
    """

    listings: tuple[Listing, ...] = ()
    votes: tuple[HashVote, ...] = ()
    set_aside: SetAside | None = None
    country_id: str = ""

    @property
    def listed(self) -> str:
        """``known``, ``harmless`` or nothing. What is known goes first: it is not folded away."""
        return max((one.kind for one in self.listings), default="")

    @property
    def own_votes(self) -> list[HashVote]:
        """Return the votes of the own country."""
        return [one for one in self.votes if one.country_id == self.country_id]

    @property
    def countries_against(self) -> int:
        """How many countries voted it down."""
        return len({one.country_id for one in self.votes})

    @property
    def is_set_aside(self) -> bool:
        """True while links are held back for the own country."""
        return self.set_aside is not None and self.set_aside.decision != SetAside.Decision.RELEASED

    @property
    def held_back(self) -> str:
        """Why its matches are folded away for the own country, as a key of ``HELD_BACK_WORDS``, or nothing."""
        if self.listed == HashList.Kind.HARMLESS:
            return "harmless"
        if self.own_votes:
            return "voted"
        return "set_aside" if self.is_set_aside else ""


@dataclass(frozen=True)
class AsidePage:
    """One page of what was set aside; ``older`` is the key after which the next one begins, or None."""

    rows: list[SetAside]
    older: UUID | None


def standings_of(items: Iterable[Item], country_id: str) -> dict[UUID, Standing]:
    """Return what stands against or for each of these items. Three queries, however many.

    :param country_id: the own country, or nothing for the system, for which nothing is held back but what is harmless.
    """
    wanted = {item.pk: item for item in items}
    listings, votes, asides = _listings(wanted), _votes(wanted), _asides(wanted, country_id)
    return {
        key: Standing(
            tuple(listings[key]),
            tuple(votes[item.sha256]),
            asides.get(item.media_id) if item.media_id else None,
            country_id,
        )
        for key, item in wanted.items()
    }


def asides_to_review(after: UUID | None = None) -> AsidePage:
    """Return one page of what was set aside for the own country and nobody has reviewed, the newest first."""
    rows = SetAside.objects.filter(decision="").select_related("item__country", "item__unit", "item__audience")
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    return AsidePage(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None)


def own_country() -> str:
    """Return the country of the officer who acts; empty for the system, whose findings are nobody's own."""
    officer_id = require_actor().officer_id
    if officer_id is None:
        return ""
    return Officer.objects.values_list("country_id", flat=True).get(pk=officer_id)


def _listings(items: dict[UUID, Item]) -> dict[UUID, list[Listing]]:
    rows = Listing.objects.filter(
        item__in=list(items), hash_list__state=HashList.State.CURRENT, hash_list__removed_at=None
    )
    found: dict[UUID, list[Listing]] = defaultdict(list)
    for one in rows.select_related("hash_list").order_by("hash_list"):
        found[one.item_id].append(one)
    return found


def _votes(items: dict[UUID, Item]) -> dict[str, list[HashVote]]:
    rows = HashVote.objects.filter(withdrawn_at=None, item__sha256__in=list({one.sha256 for one in items.values()}))
    found: dict[str, list[HashVote]] = defaultdict(list)
    for one in rows.select_related("country", "unit").annotate(sha256=F("item__sha256")).order_by("pk"):
        found[one.sha256].append(one)
    return found


def _asides(items: dict[UUID, Item], country_id: str) -> dict[UUID, SetAside]:
    media = {one.media_id for one in items.values() if one.media_id is not None}
    if not country_id:
        return {}
    return {one.media_id: one for one in SetAside.objects.filter(country=country_id, media__in=list(media))}
