"""Writes lists of hashes, votes, what was set aside, look-ups and new material, as the system, into the tables."""

from collections.abc import Iterable

from django.db.models import Model

from series.models import HashList, HashVote, ListedHash, Listing, Lookup, Media, NewMaterial, SetAside
from tests.partition.loading import Loader
from tests.partition.world import moment


def load_lists(loader: Loader) -> None:
    """Write everything. Inside ``acting_as_system``, after ``load``."""
    for rows in (*_lists(loader), *_distinct(loader), _lookups(loader), _material(loader)):
        if rows:
            type(rows[0])._default_manager.bulk_create(rows)


def _lists(loader: Loader) -> Iterable[list[Model]]:
    world, audiences = loader.world, loader.audiences
    yield [
        HashList(
            id=one.key,
            audience_id=audiences[one.audience],
            for_all=one.audience == "members",
            country_id=world.audiences[one.audience],
            kind=one.kind,
            state=one.state,
            name=one.name,
            source=one.source,
        )
        for one in world.hash_lists.values()
    ]
    yield [
        ListedHash(
            digest=one.key.bytes,
            algorithm=ListedHash.Algorithm.MD5,
            hash_list_id=one.list,
            audience_id=audiences[world.hash_lists[one.list].audience],
        )
        for one in world.listed_hashes.values()
    ]
    yield [
        Listing(
            id=one.key,
            item_id=one.item,
            item_audience_id=loader.item_audience(one.item),
            hash_list_id=one.list,
            audience_id=audiences[world.hash_lists[one.list].audience],
            kind=world.hash_lists[one.list].kind,
        )
        for one in world.listings.values()
    ]


def _distinct(loader: Loader) -> Iterable[list[Model]]:
    world = loader.world
    yield [
        HashVote(
            item_id=one.item,
            audience_id=loader.item_audience(one.item),
            reason="logo",
            withdrawn_at=moment(one.minute) if one.withdrawn else None,
            **loader.made(one),
        )
        for one in world.votes.values()
    ]
    asides = list(world.set_aside.values())
    # Of a content that no item of the world has: nothing is held back by it, and the row itself is what is compared.
    yield [
        Media(id=one.key, sha256=one.key.hex * 2, sha1="0" * 40, md5="0" * 32, size=1, media_type="image/jpeg")
        for one in asides
    ]
    yield [
        SetAside(
            id=one.key,
            media_id=one.key,
            country_id=one.country,
            audience_id=loader.audiences[f"national {one.country}"],
            item_id=one.item,
            item_audience_id=loader.item_audience(one.item),
        )
        for one in asides
    ]


def _lookups(loader: Loader) -> list[Model]:
    return [
        Lookup(
            audience_id=loader.audiences[f"national {loader.world.people[one.by].country}"],
            state=Lookup.State.DONE,
            asked=[["md5", one.key.hex, 31]],
            things=1,
            **loader.made(one),
        )
        for one in loader.world.lookups.values()
    ]


def _material(loader: Loader) -> list[Model]:
    world = loader.world
    return [
        NewMaterial(
            id=one.key,
            item_id=one.item,
            item_audience_id=loader.item_audience(one.item),
            other_id=one.other,
            other_audience_id=loader.item_audience(one.other),
            series_id=world.subjects[one.subject].series,
            series_audience_id=loader.subject_audience(one.subject),
            subject_id=one.subject,
            country_id=one.country,
            person_id=one.person,
            person_audience_id=loader.subject_audience(one.person) if one.person else None,
            only_for_id=loader.audiences[f"national {one.country}"] if one.person else None,
            is_urgent=False,
        )
        for one in world.new_material.values()
    ]
