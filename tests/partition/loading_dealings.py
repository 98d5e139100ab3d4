"""Writes what countries dealt out in a world, as the system, straight into the tables."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from accounts.models import Disclosure
from forum.models import Request, RequestWord, ThreadInterest
from series.models import BlindHit, BlindHitOther, Permission, SeriesInterest
from tests.partition.loading import Loader, set_times
from tests.partition.loading_checks import load_checks
from tests.partition.loading_lists import load_lists
from tests.partition.loading_outcomes import load_outcomes
from tests.partition.loading_referrals import load_referrals
from tests.partition.loading_remarks import load_remarks
from tests.partition.loading_work import load_work
from tests.partition.world import moment


def load_dealings(loader: Loader) -> None:
    """Write everything. Inside ``acting_as_system``, after ``load``."""
    for rows in (_told(loader), _shown(loader), _asked(loader)):
        for some in rows:
            if some:
                type(some[0])._default_manager.bulk_create(some)
    load_lists(loader)
    load_referrals(loader)
    load_outcomes(loader)
    load_work(loader)
    load_remarks(loader)
    load_checks(loader)
    set_times(loader.world)


def _audience_of(loader: Loader, kind: str, key: Any) -> int:
    return {"series": loader.series_audience, "item": loader.item_audience, "thread": loader.thread_audience}[kind](key)


def _national(loader: Loader, country: str) -> int:
    return loader.audiences[f"national {country}"]


def _told(loader: Loader) -> Iterable[list[Model]]:
    world = loader.world
    yield [
        Disclosure(
            audience_id=_national(loader, one.country),
            told=one.told,
            reason=one.reason,
            review_on=moment(one.minute).date(),
            **loader.made(one),
        )
        for one in world.disclosures.values()
    ]
    blind = list(world.blind_hits.values())
    yield [
        BlindHit(
            id=one.key,
            item_id=one.item,
            item_audience_id=loader.item_audience(one.item),
            audience_id=_national(loader, world.items[one.item].country),
        )
        for one in blind
    ]
    yield [
        BlindHitOther(blind_hit_id=one.key, item_id=one.other, country_id=world.items[one.other].country)
        for one in blind
    ]


def _shown(loader: Loader) -> Iterable[list[Model]]:
    world = loader.world
    yield [
        Permission(
            audience_id=_audience_of(loader, one.kind, one.of),
            **{f"{one.kind}_id": one.of},
            to_country_id=one.to,
            purpose="judicial",
            note=one.note,
            **loader.made(one),
        )
        for one in world.permissions.values()
    ]
    for kind, model in (("series", SeriesInterest), ("thread", ThreadInterest)):
        yield [
            model(
                audience_id=_audience_of(loader, kind, one.of),
                **{f"{kind}_id": one.of},
                seen_at=moment(one.minute),
                **loader.made(one),
            )
            for one in world.interests.values()
            if one.kind == kind
        ]


def _asked(loader: Loader) -> Iterable[list[Model]]:
    requests = list(loader.world.requests.values())
    yield [row for one in requests for row in (_sent(loader, one), _received(loader, one))]
    yield [row for one in requests for word in one.words for row in _copies(loader, one, word)]


def _sent(loader: Loader, one: Any) -> Model:
    national = _national(loader, loader.world.people[one.by].country)
    return Request(side="sent", twin=one.received, audience_id=national, purpose="sight", **loader.made(one))


def _received(loader: Loader, one: Any) -> Model:
    made = loader.made(one) | {"id": one.received, "officer_id": None}
    return Request(side="received", twin=one.key, purpose="sight", **made, **_about(loader, one))


def _about(loader: Loader, one: Any) -> dict[str, Any]:
    """Return the columns that say what the owner's copy is about, and who may see it; none where it is nothing."""
    if one.of is None:
        return {}
    world = loader.world
    rows: dict[str, dict[Any, Any]] = {"series": world.series, "item": world.items, "thread": world.threads}
    return {
        f"{one.kind}_id": one.of,
        "object_audience_id": _audience_of(loader, one.kind, one.of),
        "audience_id": _national(loader, rows[one.kind][one.of].country),
    }


def _copies(loader: Loader, one: Any, word: Any) -> Iterable[Model]:
    told = {"by_owner": word.by_owner, "body": word.body}
    national = _national(loader, loader.world.people[one.by].country)
    yield RequestWord(id=word.sent, request_id=one.key, audience_id=national, **told)
    received = {name: key for name, key in _about(loader, one).items() if "audience" in name}
    yield RequestWord(id=word.received, request_id=one.received, **received, **told)
