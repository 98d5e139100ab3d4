"""Countries, units, officers and audiences of the world, and who holds what."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from accounts.countries import COUNTRIES
from icse.demo.scale.draws import Bytes, Flags, Ints, Rng, chosen, keys, stream
from icse.demo.scale.size import Size

#: Of a new world's audiences: all members, then a national one a country, then the first of the groups.
MEMBERS = 0
ROLES = ("analyst", "supervisor", "coordinator", "administrator")
_ALWAYS_ABLE = 3
_NAMED_SHARE = 0.05


@dataclass(frozen=True)
class Group:
    """A list of countries (by place), or of named officers. ``lookers`` may see and not contribute."""

    owner: int
    members: tuple[int, ...]
    lookers: tuple[int, ...] = ()
    officers: tuple[int, ...] = ()


@dataclass(frozen=True)
class People:
    """Who there is. Everything is known by its place in these lists.

    The last country has just been connected: it holds its national audience and one group, and not yet what all
    members see.
    """

    codes: tuple[str, ...]
    weights: npt.NDArray[np.float64]
    unit_country: Ints
    unit_keys: Bytes
    officer_country: Ints
    officer_unit: Ints
    officer_role: Ints
    officer_active: Flags
    officer_certified: Flags
    officer_keys: Bytes
    groups: tuple[Group, ...]

    @property
    def newcomer(self) -> int:
        """The country that has just been connected."""
        return len(self.codes) - 1

    @property
    def newcomers_group(self) -> int:
        """The audience that the newcomer shares with the largest country."""
        return 1 + len(self.codes)

    def national(self, countries: Ints) -> Ints:
        """Return the national audiences of countries."""
        return countries + 1

    @cached_property
    def able(self) -> Flags:
        """Whose role and certificate let them see content."""
        return self.officer_active & self.officer_certified & (self.officer_role < 2)

    def held(self, officer: int) -> list[int]:
        """Return the audiences that an officer holds."""
        if not self.able[officer]:
            return []
        own = int(self.officer_country[officer])
        found = [own + 1] + ([MEMBERS] if own != self.newcomer else [])
        for place, group in enumerate(self.groups):
            if own in group.members or own in group.lookers or officer in group.officers:
                found.append(self.newcomers_group + place)
        return sorted(found)

    def officer_of(self, rng: Rng, countries: Ints) -> Ints:
        """Return an officer of each country who may upload and write."""
        return chosen(rng, self.first_officer[countries], np.full(len(countries), _ALWAYS_ABLE))

    def another(self, officers: Ints) -> Ints:
        """Return a second able officer of the same country."""
        first = self.first_officer[self.officer_country[officers]]
        return first + (officers - first + 1) % _ALWAYS_ABLE

    def country(self, rng: Rng, number: int) -> Ints:
        """Return countries that upload: large ones often, the newcomer never."""
        return rng.choice(len(self.codes) - 1, number, p=self.weights)

    def group_of(self, rng: Rng, countries: Ints) -> Ints:
        """Return a group that each country contributes to."""
        starts, counts, groups = self._groups_of_countries
        return groups[chosen(rng, starts[countries], counts[countries])]

    def contributor(self, rng: Rng, audiences: Ints, owners: Ints) -> Ints:
        """Return a country that may contribute to each audience: any for all members, the owner for a national one."""
        found = np.where(audiences == MEMBERS, self.country(rng, len(audiences)), owners)
        starts, counts, countries = self._countries_of_groups
        grouped = np.flatnonzero(audiences > len(self.codes))
        places = audiences[grouped] - self.newcomers_group
        found[grouped] = countries[chosen(rng, starts[places], counts[places])]
        return found

    def named_group(self, country: int) -> int | None:
        """Return the audience of a group of named officers that the country owns, if there is one."""
        found = (place for place, group in enumerate(self.groups) if group.officers and group.owner == country)
        place = next(found, None)
        return None if place is None else self.newcomers_group + place

    @cached_property
    def first_officer(self) -> Ints:
        """The first officer of each country, who is in each group of named officers that it owns."""
        return np.searchsorted(self.officer_country, np.arange(len(self.codes)))

    @cached_property
    def _groups_of_countries(self) -> tuple[Ints, Ints, Ints]:
        lists = [
            [place for place, group in enumerate(self.groups) if country in group.members and place]
            for country in range(len(self.codes) - 1)
        ]
        return _spans([[self.newcomers_group + place for place in places] for places in lists])

    @cached_property
    def _countries_of_groups(self) -> tuple[Ints, Ints, Ints]:
        return _spans([[one for one in group.members if one != self.newcomer] for group in self.groups])


def _spans(lists: list[list[int]]) -> tuple[Ints, Ints, Ints]:
    counts = np.array([len(one) for one in lists])
    return np.concatenate([[0], np.cumsum(counts)[:-1]]), counts, np.array([value for one in lists for value in one])


def plan_people(size: Size) -> People:
    """Return everybody. Countries differ in size; the largest is in a third of the groups."""
    rng = stream(size.seed, "people")
    facts = [fact for fact in COUNTRIES if fact.member]
    codes = tuple(facts[place].code for place in rng.permutation(len(facts))[: size.countries])
    weights = 1 / (np.arange(size.countries - 1) + 2) ** 0.8
    weights /= weights.sum()
    more = size.officers - _ALWAYS_ABLE * size.countries
    country = np.sort(
        np.concatenate(
            [np.repeat(np.arange(size.countries), _ALWAYS_ABLE), rng.choice(size.countries - 1, more, p=weights)]
        )
    )
    units_of = 1 + (np.arange(size.countries) < size.countries // 6).astype(np.int64)
    unit_country = np.repeat(np.arange(size.countries), units_of)
    first_unit = np.searchsorted(unit_country, np.arange(size.countries))
    place = np.arange(len(country)) - np.searchsorted(country, np.arange(size.countries))[country]
    able = place < _ALWAYS_ABLE
    begun = np.full(len(country), size.begin_ms)
    return People(
        codes=codes,
        weights=weights,
        unit_country=unit_country,
        unit_keys=keys(rng, np.full(len(unit_country), size.begin_ms)),
        officer_country=country,
        officer_unit=first_unit[country] + place % units_of[country],
        officer_role=np.where(able, 0, rng.choice(4, len(country), p=[0.86, 0.08, 0.03, 0.03])),
        officer_active=able | (rng.random(len(country)) < 0.97),
        officer_certified=able | (rng.random(len(country)) < 0.97),
        officer_keys=keys(rng, begun),
        groups=_groups(size, rng, weights, country),
    )


def _groups(size: Size, rng: Rng, weights: npt.NDArray[np.float64], officer_country: Ints) -> tuple[Group, ...]:
    others = size.countries - 1
    number = size.audiences - size.countries - 1
    groups = [Group(0, (0, others))]
    for place in range(1, number):
        owner = place % others
        if place >= number - max(1, round(number * _NAMED_SHARE)):
            first = int(np.searchsorted(officer_country, owner))
            named = [first, first + 1, *rng.integers(0, np.searchsorted(officer_country, others), 3).tolist()]
            groups.append(Group(owner, (), officers=tuple(dict.fromkeys(named))))
            continue
        wanted = min(others, 2 + int(rng.geometric(0.3)))
        members = {owner, *rng.choice(others, wanted, p=weights, replace=False).tolist()} - {0}
        members |= {0} if rng.random() < 1 / 3 or owner == 0 else set()
        lookers = {one for one in members if one != owner and rng.random() < 0.15}
        groups.append(Group(owner, tuple(sorted(members - lookers)), tuple(sorted(lookers))))
    return tuple(groups)
