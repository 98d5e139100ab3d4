"""The rows of countries, units, officers, audiences and grants: few, so written one by one."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from icse.demo.scale.copying import NULL, Table
from icse.demo.scale.draws import stream
from icse.demo.scale.people import ROLES, People
from icse.demo.scale.plan import Plan


@dataclass(frozen=True)
class Reference:
    """What every installation has: numbers that the new rows refer to, or must not take again."""

    members_audience: int
    country_groups: dict[str, int]
    next_group: int
    next_audience: int
    view: int
    contribute: int
    clue_kinds: tuple[str, ...]

    def audience(self, place: int) -> int:
        """Return the number of the audience at a place of the plan."""
        return self.members_audience if place == 0 else self.next_audience + place - 1


def people_tables(plan: Plan, reference: Reference) -> list[Table]:
    """Return the tables of who there is."""
    people = plan.people
    units, officers = _keys(people.unit_keys.tobytes()), _keys(people.officer_keys.tobytes())
    return [
        _listed("auth_group", ("id", "name"), _groups(people, reference)),
        _listed("accounts_unit", ("id", "name", "country_id", "group_id", *_SHOWS), _units(people, units, reference)),
        _listed("accounts_officer", _OFFICER, _officers(plan, officers, units)),
        _listed("accounts_audience", _AUDIENCE, _audiences(plan, units, reference)),
        _listed("accounts_audiencegroupgrant", ("group_id", *_GRANT), _group_grants(people, reference)),
        _listed("accounts_audienceusergrant", ("user_id", *_GRANT), _officer_grants(people, officers, reference)),
    ]


_SHOWS = ("shows_seen", "shows_presence", "shows_work")
_OFFICER = (
    *("id", "password", "email", "name", "role", "languages", "certified_until", "is_active", "session_stamp"),
    *("country_id", "unit_id"),
)
_AUDIENCE = ("id", "key", "kind", "name", "owner_id", "unit_id", "named_only", "lists_members")
_GRANT = ("permission_id", "content_object_id")


def _listed(name: str, columns: tuple[str, ...], rows: Iterator[Sequence[str]]) -> Table:
    found = list(rows)
    return Table(name, columns, len(found), lambda begin, end: list(zip(*found[begin:end], strict=True)))


def _keys(joined: bytes) -> list[str]:
    return [joined[place : place + 16].hex() for place in range(0, len(joined), 16)]


def _groups(people: People, reference: Reference) -> Iterator[Sequence[str]]:
    for place in range(len(people.unit_country)):
        yield str(reference.next_group + place), f"unit {place + 1}"


def _units(people: People, units: list[str], reference: Reference) -> Iterator[Sequence[str]]:
    for place, country in enumerate(people.unit_country.tolist()):
        group = str(reference.next_group + place)
        yield units[place], f"Unit {place + 1} of {people.codes[country]}", people.codes[country], group, "f", "f", "f"


def _officers(plan: Plan, officers: list[str], units: list[str]) -> Iterator[Sequence[str]]:
    people, stamps = plan.people, stream(plan.size.seed, "stamps").bytes(16 * plan.size.officers)
    for place, stamp in enumerate(_keys(stamps)):
        code = people.codes[people.officer_country[place]]
        yield (
            *(officers[place], "!", f"officer{place + 1}@{code.lower()}.example.invalid", f"Officer {place + 1}"),
            *(
                ROLES[people.officer_role[place]],
                "{en}",
                "2099-01-01" if people.officer_certified[place] else "2020-01-01",
            ),
            *("t" if people.officer_active[place] else "f", stamp, code, units[people.officer_unit[place]]),
        )


def _audiences(plan: Plan, units: list[str], reference: Reference) -> Iterator[Sequence[str]]:
    people = plan.people
    joined = stream(plan.size.seed, "audiences").bytes(16 * plan.size.audiences)
    cursors = [str(uuid.UUID(bytes=joined[place : place + 16], version=4)) for place in range(0, len(joined), 16)]
    first_unit = {country: units[place] for place, country in reversed(list(enumerate(people.unit_country.tolist())))}
    for place, code in enumerate(people.codes):
        number = str(reference.audience(place + 1))
        yield number, cursors[place + 1], "national", f"{code} only", code, NULL, "f", "f"
    for place, group in enumerate(people.groups, people.newcomers_group):
        named = "t" if group.officers else "f"
        owner = people.codes[group.owner], first_unit[group.owner]
        yield str(reference.audience(place)), cursors[place], "group", f"Group {place}", *owner, named, "f"


def _group_grants(people: People, reference: Reference) -> Iterator[Sequence[str]]:
    for place, code in enumerate(people.codes):
        audiences = [place + 1] if place == people.newcomer else [0, place + 1]
        for audience in audiences:
            yield from _grants(str(reference.country_groups[code]), reference.audience(audience), True, reference)
    for place, group in enumerate(people.groups, people.newcomers_group):
        for country in (*group.members, *group.lookers):
            to = str(reference.country_groups[people.codes[country]])
            yield from _grants(to, reference.audience(place), country in group.members, reference)


def _officer_grants(people: People, officers: list[str], reference: Reference) -> Iterator[Sequence[str]]:
    for place, group in enumerate(people.groups, people.newcomers_group):
        for officer in group.officers:
            yield from _grants(officers[officer], reference.audience(place), True, reference)


def _grants(to: str, audience: int, contribute: bool, reference: Reference) -> Iterator[Sequence[str]]:
    yield to, str(reference.view), str(audience)
    if contribute:
        yield to, str(reference.contribute), str(audience)
