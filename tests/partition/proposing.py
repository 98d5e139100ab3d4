"""Possible links in a world: drawn, written, and what each officer's queue comes to, told a second time."""

from itertools import combinations
from random import Random
from typing import Any
from uuid import UUID

from accounts.models import Officer
from icse.core.doors import acting_as
from series.models import LinkReason as LinkReasonRow
from series.models import ProposalDecision as ProposalDecisionRow
from series.queries.proposals import Line, Narrow, decisions_of, queue_of
from tests.partition.comparing import all_pages, compare, require
from tests.partition.loading import Loader
from tests.partition.making import Maker
from tests.partition.oracle import Sight
from tests.partition.world import LinkReason, Placement, ProposalDecision

_REASONS = ("pictures", "pictures", "device", "place", "outside")
#: Two series, or a series and an item.
Pair = tuple[frozenset[UUID], UUID | None]
#: How much it saves; and of each reason how much it says, of how many pairs.
Said = tuple[int, frozenset[tuple[str, int, int]]]


def draw_proposals(maker: Maker, seed: int, size: int) -> None:
    """Add reasons between placements, between placements and items, and between texts; and what countries said.

    Drawn by themselves, so that the rest of a world stays what it was.
    """
    maker.random = Random(f"proposals {seed} {size}")
    world, placements = maker.world, list(maker.world.placements.values())
    for one, other in maker.some(list(combinations(placements, 2)), 2 * size + 2):
        if one.series != other.series:
            _reason(maker, one, other.series, other.item)
    for one in maker.some(placements, size + 1):
        item = maker.random.choice(list(world.items))
        if item != one.item and not any((p.series, p.item) == (one.series, item) for p in placements):
            _reason(maker, one, None, item)
    for series, another in maker.some(list(combinations(world.series, 2)), 2):
        word = maker.words("fox")
        made = LinkReason(maker.key(), "name", 70, series, another, None, None, word)
        world.link_reasons[made.key] = made
    for about in maker.some(list(world.link_reasons.values()), size):
        _decision(maker, about)


def _reason(maker: Maker, one: Placement, other: UUID | None, other_item: UUID) -> None:
    reason, score = maker.random.choice(_REASONS), maker.random.randint(1, 100)
    made = LinkReason(maker.key(), reason, score, one.series, other, one.item, other_item, "")
    same = (made.reason, made.series, made.other, made.item, made.other_item)
    known = maker.world.link_reasons.values()
    if same not in [(k.reason, k.series, k.other, k.item, k.other_item) for k in known]:
        maker.world.link_reasons[made.key] = made


def _decision(maker: Maker, about: LinkReason) -> None:
    by, item = maker.someone(), None if about.other else about.other_item
    made = ProposalDecision(
        maker.key(), by.key, maker.minute(), about.reason, about.series, about.other, item, maker.words("note")
    )
    same = (by.country, made.reason, made.series, made.other, made.item)
    for one in maker.world.proposal_decisions.values():
        if same == (maker.world.people[one.by].country, one.reason, one.series, one.other, one.item):
            return
    maker.world.proposal_decisions[made.key] = made


def load_proposals(loader: Loader) -> None:
    """Write them, as the system, after the placements that they are tied to."""
    world = loader.world
    LinkReasonRow.objects.bulk_create([_row(loader, one) for one in world.link_reasons.values()])
    for one in world.proposal_decisions.values():
        said: dict[str, Any] = {"outcome": "rejected", "why": "common", "reason": one.reason, "note": one.note}
        said["audience_id"] = loader.audiences[f"national {world.people[one.by].country}"]
        sides = {"series_id": one.series, "other_id": one.other, "item_id": one.item}
        audiences = {
            "series_audience_id": loader.series_audience(one.series),
            "other_audience_id": loader.series_audience(one.other) if one.other else None,
            "item_audience_id": loader.item_audience(one.item) if one.item else None,
        }
        ProposalDecisionRow.objects.bulk_create([ProposalDecisionRow(**said, **sides, **audiences, **loader.made(one))])


def _row(loader: Loader, one: LinkReason) -> LinkReasonRow:
    return LinkReasonRow(
        id=one.key,
        reason=one.reason,
        score=one.score,
        words=one.words,
        series_id=one.series,
        series_audience_id=loader.series_audience(one.series),
        other_id=one.other,
        other_audience_id=loader.series_audience(one.other) if one.other else None,
        item_id=one.item,
        item_audience_id=loader.item_audience(one.item) if one.item else None,
        other_item_id=one.other_item,
        other_item_audience_id=loader.item_audience(one.other_item) if one.other_item else None,
    )


def check_proposals(sight: Sight) -> None:
    """Compare one officer's queue, and what the country decided as far as the officer sees it."""
    with acting_as(sight.who.key):
        officer = Officer.objects.get(pk=sight.who.key)
        surface = f"possible links of {sight.who.role} {sight.who.key}"

        def page(after: UUID | None) -> tuple[list[Line], UUID | None]:
            queue = queue_of(officer, Narrow(), after=after)
            return queue.lines, queue.older

        lines = all_pages(surface, page)
        decided = all_pages(f"{surface}: decided", lambda after: decisions_of(officer, after=after))
    require(surface, [one.saves for one in lines] == sorted((one.saves for one in lines), reverse=True), "out of order")
    compare(surface, {_pair_of(line): _said_of(line) for line in lines}, _expected(sight))
    compare(f"{surface}: decided", {str(one.pk) for one in decided}, sight.tables["series_proposaldecision"])


def _pair_of(line: Line) -> Pair:
    keys = frozenset(one.pk for one in (line.one, line.two) if one is not None)
    return keys, line.item.pk if line.two is None and line.item else None


def _said_of(line: Line) -> Said:
    return line.saves, frozenset((why.reason, why.score, why.pairs) for why in line.reasons)


def _expected(sight: Sight) -> dict[Pair, Said]:
    groups: dict[Pair, list[LinkReason]] = {}
    for one in sight.world.link_reasons.values():
        if sight.sees("series_linkreason", one.key) and _is_open(sight, one):
            groups.setdefault(_pair(one), []).append(one)
    return {pair: (_saved(found), _summed(found)) for pair, found in groups.items()}


def _pair(one: LinkReason) -> Pair:
    if one.other is None:
        return frozenset({one.series}), one.other_item
    return frozenset({one.series, one.other}), None


def _is_open(sight: Sight, one: LinkReason) -> bool:
    """Both are worked on, nothing joins them, the own country has said nothing to it, no match is folded away."""
    sides = [key for key in (one.series, one.other) if key]
    if not all(any(sight.active(key)) for key in sides):
        return False
    if any(sight.held_back(item) for item in (one.item, one.other_item) if item):
        return False
    if one.other is None:
        placed = [p for p in sight.world.placements.values() if p.item == one.other_item]
        if any(sight.sees("series_placement", p.key) for p in placed):
            return False
    return not _is_joined(sight, one) and not _is_decided(sight, one)


def _is_joined(sight: Sight, one: LinkReason) -> bool:
    for link in sight.world.links.values():
        if link.kind != "series" or {link.one, link.other} != {one.series, one.other}:
            continue
        # Links of worlds have the reason "other", which is what a classifier's proposals become.
        said_no = link.state in ("declined", "undone") and one.reason == "outside"
        if sight.sees("series_serieslink", link.key) and (link.state in ("proposed", "accepted") or said_no):
            return True
    return False


def _is_decided(sight: Sight, one: LinkReason) -> bool:
    """A colleague who is not shown what is inside the country does not know of its decisions."""
    for said in sight.world.proposal_decisions.values():
        own = sight.world.people[said.by].country == sight.who.country
        own = own and sight.sees("series_proposaldecision", said.key)
        same = {said.series, said.other, said.item} == {*_pair(one)[0], None, _pair(one)[1]}
        if own and said.reason == one.reason and same:
            return True
    return False


def _saved(found: list[LinkReason]) -> int:
    """Of pictures, as many as lie on the side that has fewer."""
    sides: dict[object, set[UUID | None]] = {}
    for one in found:
        if one.reason == "pictures":
            sides.setdefault(one.series, set()).add(one.item)
            sides.setdefault(one.other or "item", set()).add(one.other_item)
    return min((len(items) for items in sides.values()), default=0)


def _summed(found: list[LinkReason]) -> frozenset[tuple[str, int, int]]:
    reasons = {one.reason for one in found}
    scores = {name: [one.score for one in found if one.reason == name] for name in reasons}
    return frozenset((name, max(of), len(of)) for name, of in scores.items())
