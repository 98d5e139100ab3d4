"""Whom a post mentions: only who may see its thread, as far as its author may know that.

A unit is written by its name, as in an address: ``@FR/unite-des-mineurs``; where two of a country are written alike,
the later one has ``-2`` behind it. An officer is written likewise, ``@NL/team-high-tech/nora``, and only inside the own
country. Whatever else is written so stays text, whether there is somebody of that name or not.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.db import connection
from django.utils.text import slugify

from accounts.models import Officer, Unit
from forum.models import Thread
from forum.words.markdown import mentions
from forum.words.mentions import Mention

#: More than these are text: nobody calls everybody.
MOST: Final = 20


@dataclass(frozen=True)
class Mentioned:
    """Somebody who is mentioned: a country, a unit of it, or an officer of that."""

    typed: str
    country: str
    unit: UUID | None = None
    officer: UUID | None = None


def mentioned_in(text: str, thread: Thread, by: Officer) -> list[Mentioned]:
    """Return who is mentioned in what the actor writes in this thread."""
    wanted = mentions(text)[:MOST] if "@" in text else []
    if not wanted:
        return []
    seeing = _who_see(thread, {one.country for one in wanted})
    units = _by_name(seeing)
    found = (_meant(one, seeing, units, by) for one in wanted)
    return [one for one in found if one is not None]


def unit_slug(name: str) -> str:
    """Return how a unit or an officer of this name is written."""
    return slugify(name, allow_unicode=True)


Seeing = list[tuple[str, UUID, UUID | None]]


def _meant(one: Mention, seeing: Seeing, units: Mapping[tuple[str, str], UUID], by: Officer) -> Mentioned | None:
    if not one.unit:
        there = any(country == one.country for country, _, _ in seeing)
        return Mentioned(one.typed, one.country) if there else None
    unit = units.get((one.country, one.unit.casefold()))
    if unit is None or not one.name:
        return Mentioned(one.typed, one.country, unit) if unit else None
    officer = _colleague(one, unit, seeing) if one.country == by.country_id else None
    return Mentioned(one.typed, one.country, unit, officer) if officer else None


def _who_see(thread: Thread, countries: Iterable[str]) -> Seeing:
    with connection.cursor() as cursor:
        cursor.execute("SELECT country, unit, officer FROM icse_mentionable(%s, %s)", [thread.pk, sorted(countries)])
        return list(cursor.fetchall())


def _by_name(seeing: Seeing) -> dict[tuple[str, str], UUID]:
    """Return the units that see it by country and name as written. All of the country's count for who comes second."""
    able = {unit for _, unit, _ in seeing}
    found: dict[tuple[str, str], UUID] = {}
    for unit in Unit.objects.filter(country__in={country for country, _, _ in seeing}).order_by("pk"):
        slug, number = unit_slug(unit.name).casefold(), 2
        written = slug
        while (unit.country_id, written) in found:
            written, number = f"{slug}-{number}", number + 1
        found[unit.country_id, written] = unit.pk
    return {name: key for name, key in found.items() if key in able}


def _colleague(one: Mention, unit: UUID, seeing: Seeing) -> UUID | None:
    """Return the officer of this unit who is written so, if there is only one."""
    keys = {officer for _, of, officer in seeing if of == unit and officer is not None}
    named = [row.pk for row in Officer.objects.filter(pk__in=keys) if unit_slug(row.name) == one.name.casefold()]
    return named[0] if len(named) == 1 else None
