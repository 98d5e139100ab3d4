"""Writes a world's rows as the system, straight into the tables; and reads back what actions added."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID, uuid5

from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.db.models import Model

from accounts.models import ApiToken, Audience, AudienceGroupGrant, AudienceUserGrant, Country, Officer, Unit
from forum.models import Credit, Crop, CropSource, Post, Thread, ThreadSeries
from icse.core.models import AuditEntry, Event
from series.models import Case, Claim, Hit, Identification, Item, Placement, Series, Subject
from tests.partition.world import Row, World, moment


@dataclass
class Loader:
    """Knows the database's numbers for a world's names."""

    world: World
    groups: dict[str | UUID, int]
    audiences: dict[str, int]
    permissions: dict[bool, int]
    country_names: dict[str, str]

    @cached_property
    def names(self) -> dict[int, str]:
        """Return the audiences' names in the world by their numbers."""
        return {number: name for name, number in self.audiences.items()}

    def made(self, row: Row) -> dict[str, Any]:
        """Return the columns of every owned row."""
        who = self.world.people[row.by]
        names = {"country_id": who.country, "unit_id": who.unit, "officer_id": who.key}
        return {"id": row.key, **names}

    def series_audience(self, series: UUID) -> int:
        return self.audiences[self.world.series[series].audience]

    def item_audience(self, item: UUID) -> int:
        return self.audiences[self.world.items[item].audience]

    def thread_audience(self, thread: UUID) -> int:
        return self.audiences[self.world.threads[thread].audience]

    def subject_audience(self, subject: UUID) -> int:
        return self.series_audience(self.world.subjects[subject].series)


def load(world: World) -> Loader:
    """Write everything. Inside ``acting_as_system``."""
    loader = _people(world)
    _audiences(loader)
    for rows in (_files(loader), _grouped(loader), _talk(loader), _record(loader)):
        for some in rows:
            _insert(some)
    set_times(world)
    return loader


def add_grants(loader: Loader, grants: Iterable[Any]) -> None:
    """Write grants."""
    to_groups: list[Model] = []
    to_officers: list[Model] = []
    for grant in grants:
        what = {"content_object_id": loader.audiences[grant.audience]}
        what["permission_id"] = loader.permissions[grant.contribute]
        if grant.to in loader.world.people:
            to_officers.append(AudienceUserGrant(user_id=grant.to, **what))
        else:
            to_groups.append(AudienceGroupGrant(group_id=loader.groups[grant.to], **what))
    _insert(to_groups)
    _insert(to_officers)


def remove_grant(loader: Loader, grant: Any) -> None:
    """Take one grant away."""
    what = {"content_object_id": loader.audiences[grant.audience]}
    what["permission_id"] = loader.permissions[grant.contribute]
    if grant.to in loader.world.people:
        AudienceUserGrant.objects.filter(user_id=grant.to, **what).delete()
    else:
        AudienceGroupGrant.objects.filter(group_id=loader.groups[grant.to], **what).delete()


def certified_until(days: int) -> date:
    """Return the last day of a certificate, counted from the database's own today."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_date")
        today: date = cursor.fetchone()[0]
        return today + timedelta(days=days)


def _insert(rows: list[Model]) -> None:
    if rows:
        type(rows[0])._default_manager.bulk_create(rows)


def _people(world: World) -> Loader:
    Country.objects.filter(pk__in=[code for code, on in world.connected.items() if on]).update(is_connected=True)
    countries = Country.objects.all()
    groups: dict[str | UUID, int] = {c.pk: c.group_id for c in countries if c.pk in world.connected}
    made = Group.objects.bulk_create([Group(name=f"unit {key}") for key in world.units])
    groups |= {key: group.pk for key, group in zip(world.units, made, strict=True)}
    _insert([Unit(id=k, country_id=code, name=f"Unit {code}", group_id=groups[k]) for k, code in world.units.items()])
    today = certified_until(0)
    _insert([_officer(who, today) for who in world.people.values()])
    uses = {"view_audience": False, "contribute_audience": True}
    permissions = {uses[p.codename]: p.pk for p in Permission.objects.filter(codename__in=uses)}
    return Loader(world, groups, {}, permissions, {c.pk: c.name for c in countries})


def _officer(who: Any, today: date) -> Officer:
    return Officer(
        id=who.key,
        email=f"{who.key.hex}@example.invalid",
        name=who.name,
        unit_id=who.unit,
        country_id=who.country,
        role=who.role,
        languages=["en"],
        certified_until=today + timedelta(days=who.certified_for),
        is_active=who.active,
        password="!",
        session_stamp=who.key.hex,
    )


def _audiences(loader: Loader) -> None:
    world = loader.world
    members = Audience.objects.get(kind="members")
    Audience.objects.filter(pk=members.pk).update(name=world.audience_words["members"])
    rows = [
        Audience(key=uuid5(who, name), kind=name.split()[0], name=world.audience_words[name], owner_id=owner)
        for who in list(world.people)[:1]
        for name, owner in world.audiences.items()
        if owner is not None
    ]
    made = Audience.objects.bulk_create(rows)
    names = [name for name, owner in world.audiences.items() if owner is not None]
    loader.audiences |= {"members": members.pk} | {n: a.pk for n, a in zip(names, made, strict=True)}
    add_grants(loader, world.grants)


def _files(loader: Loader) -> Iterable[list[Model]]:
    world, made = loader.world, loader.made
    yield [
        Case(
            audience_id=loader.audiences[f"national {one.country}"],
            national_reference=one.reference,
            source=one.source,
            **made(one),
        )
        for one in world.cases.values()
    ]
    yield [
        Item(
            audience_id=loader.audiences[one.audience],
            case_id=one.case,
            name=one.name,
            sha256=one.key.hex * 2,
            sha1=one.key.hex[:40],
            md5=one.key.hex,
            size=1000,
            state=one.state,
            reason=one.reason,
            duplicate_of_id=one.repeats,
            **made(one),
        )
        for one in world.items.values()
    ]
    yield [
        Hit(
            id=one.key,
            kind=one.kind,
            item_id=one.item,
            item_audience_id=loader.item_audience(one.item),
            other_id=one.other,
            other_audience_id=loader.item_audience(one.other),
            distance=one.distance,
        )
        for one in world.hits.values()
    ]


def _grouped(loader: Loader) -> Iterable[list[Model]]:
    world, made = loader.world, loader.made
    yield [
        Series(
            audience_id=loader.audiences[one.audience],
            reference=one.reference,
            title=one.title,
            summary=one.summary,
            **made(one),
        )
        for one in world.series.values()
    ]
    yield [
        Placement(
            series_id=one.series,
            series_audience_id=loader.series_audience(one.series),
            item_id=one.item,
            item_audience_id=loader.item_audience(one.item),
            **made(one),
        )
        for one in world.placements.values()
    ]
    yield [
        Subject(
            series_id=one.series,
            audience_id=loader.series_audience(one.series),
            role=one.role,
            label=one.label,
            known=one.known,
            **made(one),
        )
        for one in world.subjects.values()
    ]
    yield [
        Claim(
            subject_id=one.subject,
            audience_id=loader.subject_audience(one.subject),
            withdrawn_at=moment(one.minute) if one.withdrawn else None,
            **made(one),
        )
        for one in world.claims.values()
    ]
    yield [_identification(loader, one) for one in world.identifications.values()]


def _identification(loader: Loader, one: Any) -> Model:
    return Identification(
        subject_id=one.subject,
        audience_id=loader.subject_audience(one.subject),
        case_id=one.case,
        method="clue",
        identified_on=moment(one.minute).date(),
        source_evaluation="A",
        information_evaluation=1,
        confirmed_by_id=one.confirmed_by,
        confirmed_at=moment(one.minute) if one.confirmed_by else None,
        **loader.made(one),
    )


def _talk(loader: Loader) -> Iterable[list[Model]]:
    world, made = loader.world, loader.made
    yield [
        Thread(
            audience_id=loader.audiences[one.audience],
            reference=one.reference,
            kind_id=one.kind,
            question=one.question,
            status=one.status,
            **made(one),
        )
        for one in world.threads.values()
    ]
    yield [
        ThreadSeries(
            thread_id=one.key,
            thread_audience_id=loader.thread_audience(one.key),
            series_id=one.series,
            series_audience_id=loader.series_audience(one.series),
            country_id=one.country,
            officer_id=one.by,
        )
        for one in world.threads.values()
        if one.series
    ]
    yield [
        Post(thread_id=one.thread, audience_id=loader.thread_audience(one.thread), body=one.body, **made(one))
        for one in world.posts.values()
    ]
    crops = list(world.crops.values())
    yield [
        Crop(
            thread_id=one.thread,
            audience_id=loader.thread_audience(one.thread),
            state="ready" if one.ready else "waiting",
            sha256=one.key.hex * 2,
            **made(one),
        )
        for one in crops
    ]
    yield [_source(loader, one) for one in crops if one.item]
    yield [_credit(loader, one) for one in world.credits.values()]


def _source(loader: Loader, one: Any) -> Model:
    return CropSource(
        id=one.source,
        crop_id=one.key,
        thread_audience_id=loader.thread_audience(one.thread),
        item_id=one.item,
        item_audience_id=loader.item_audience(one.item),
        country_id=loader.world.people[one.by].country,
        officer_id=one.by,
        x=0,
        y=0,
        width=1,
        height=1,
    )


def _credit(loader: Loader, one: Any) -> Model:
    world = loader.world
    subject = world.identifications[one.identification].subject
    return Credit(
        identification_id=one.identification,
        series_audience_id=loader.subject_audience(subject),
        post_id=one.post,
        thread_audience_id=loader.thread_audience(world.posts[one.post].thread),
        **loader.made(one),
    )


def _record(loader: Loader) -> Iterable[list[Model]]:
    world = loader.world
    yield [
        Event(
            id=10**12 + one.number,
            key=one.key,
            type=one.type,
            about=one.about,
            audiences=[loader.audiences[name] for name in one.audiences],
        )
        for one in world.events.values()
    ]
    yield [AuditEntry(id=one.key, action="series.viewed", officer_id=one.officer) for one in world.audits.values()]
    yield [
        ApiToken(id=one.key, officer_id=one.officer, name="program", digest=one.key.hex * 2, expires_at=moment(10**7))
        for one in world.tokens.values()
    ]


def set_times(world: World) -> None:
    """Put what the database's triggers stamped with the present back to the world's own time."""
    _set("series_series", {key: one.active_at for key, one in world.series.items()})
    _set("forum_thread", {key: one.active_at for key, one in world.threads.items()})


def _set(table: str, times: Mapping[UUID, object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} t SET last_activity_at = v.at FROM unnest(%s::uuid[], %s::timestamptz[]) AS v(id, at) "
            "WHERE t.id = v.id",
            [list(times), list(times.values())],
        )
