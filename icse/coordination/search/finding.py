"""What is found: keys from the database's own search, and the rows of them under the policies of who asks."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import signing
from django.db import connection
from django.db.models import Q
from django.utils.dateparse import parse_datetime

from accounts.access import as_uuid
from accounts.models import Officer
from forum.models import Post, Thread
from icse.coordination.search.asked import THINGS, asked_of, place_of
from icse.coordination.search.words import Part, marked, words_of
from icse.core.ids import reference_in
from series.models import Case, Item, Series, Subject
from series.queries.series import live_key

PAGE = 50
#: Of each kind, on the page of everything.
FEW = 5
_REFERENCES = ("SE-", "CR-")
_HASHES = {32: "md5", 40: "sha1", 64: "sha256"}
_SALT = "icse.search"
_FIND = """
    SELECT asked.thing, found.key, found.at, found.is_end
    FROM unnest(%s::text[]) WITH ORDINALITY AS asked(thing, place)
    CROSS JOIN LATERAL icse_find(asked.thing, %s, %s, %s::jsonb, %s::timestamptz, %s::uuid, %s) found
    ORDER BY asked.place, found.is_end, found.at DESC, found.key DESC
"""


@dataclass(frozen=True)
class Cursor:
    """Where a page ended: at a row, or at a moment up to which nothing more was looked at."""

    at: datetime
    key: UUID

    def signed(self) -> str:
        """Return it as text for an address."""
        return signing.Signer(salt=_SALT).sign(f"{self.at.isoformat()} {self.key}")

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """Return the cursor, or None for one that was not made here."""
        try:
            at, _, key = signing.Signer(salt=_SALT).unsign(text).partition(" ")
        except signing.BadSignature:
            return None
        moment, parsed = parse_datetime(at), as_uuid(key)
        return cls(moment, parsed) if moment and parsed else None


@dataclass(frozen=True)
class Found:
    """One thing that was found, and why: in which field, with what was found marked."""

    thing: str
    row: Any
    title: str
    field: str
    parts: tuple[Part, ...]
    #: The series or the request that it is part of; else itself.
    whole: Any


@dataclass(frozen=True)
class Group:
    """What was found of one kind; ``older`` is where the next page begins, ``reached`` how far was looked."""

    thing: str
    found: list[Found]
    older: Cursor | None
    reached: datetime | None = None

    @property
    def name(self) -> str:
        """Its heading."""
        return THINGS[self.thing]


@dataclass(frozen=True)
class Answer:
    """All that was found. ``close``: with similar spellings."""

    groups: list[Group]
    close: bool = False
    is_hash: bool = False

    @property
    def number(self) -> int:
        """How many things are shown."""
        return sum(len(group.found) for group in self.groups)


def answer(data: Mapping[str, Any], officer: Officer, after: Cursor | None) -> Answer:
    """Search for what a form found right. Nothing that fits: similar spellings are looked for as well.

    A reference or a hash names one thing, which is found whether it is solved or not.
    """
    text = data["words"].strip()
    exact = _by_reference(text, officer) or _by_hash(text, officer, after)
    if exact is not None:
        return exact
    things = _things(data)
    number = PAGE if data["thing"] else FEW
    words = "" if place_of(text) else text
    keys = _ask(things, words, data["close"], asked_of(dict(data)), after, number)
    close = bool(data["close"])
    if not keys and words and not close and after is None:
        keys, close = _ask(things, words, True, {**asked_of(dict(data)), "found_none": True}, after, number), True
    return Answer(_groups(keys, words_of(words), officer, number, close=close), close and bool(words))


def _things(data: Mapping[str, Any]) -> list[str]:
    """Return the kinds of things that what is asked can be said of."""
    some = [data["thing"]] if data["thing"] else list(THINGS)
    about_files = bool(data["kind"] or data["place"] or place_of(data["words"]))
    if about_files:
        some = [one for one in some if one == "item"]
    if data["clue"]:
        some = [one for one in some if one in {"series", "thread", "post"}]
        if not (data["words"] or data["country"]):
            some = [one for one in some if one == "thread"]
    if data["status"] not in {"", "all"}:
        some = [one for one in some if one != "case"]
    return some


Keys = dict[str, list[tuple[UUID | None, datetime]]]


def _ask(
    things: Sequence[str], words: str, close: bool, asked: dict[str, Any], after: Cursor | None, number: int
) -> Keys:
    place = [after.at, after.key] if after else [None, None]
    keys: Keys = {}
    with connection.cursor() as cursor:
        cursor.execute(_FIND, [list(things), words, close, json.dumps(asked), *place, number + 1])
        for thing, key, at, _ in cursor.fetchall():
            keys.setdefault(thing, []).append((key, at))
    return keys


def _groups(keys: Keys, words: Sequence[str], officer: Officer, number: int, *, close: bool) -> list[Group]:
    return [_group(thing, some, words, officer, number, close=close) for thing, some in keys.items()]


def _group(
    thing: str,
    some: Sequence[tuple[UUID | None, datetime]],
    words: Sequence[str],
    officer: Officer,
    number: int,
    *,
    close: bool,
) -> Group:
    named = [(key, at) for key, at in some if key is not None]
    end = next((at for key, at in some if key is None), None)
    shown = named[:number]
    rows = _ROWS[thing]([key for key, _ in shown])
    found = [_found(thing, rows[key], words, officer, close=close) for key, _ in shown if key in rows]
    if len(named) > number:
        return Group(thing, found, Cursor(shown[-1][1], shown[-1][0]))
    return Group(thing, found, Cursor(end, UUID(int=0)) if end else None, end)


def _series(keys: Iterable[UUID]) -> dict[UUID, Series]:
    return Series.objects.select_related("country", "audience").in_bulk(list(keys))


def _subjects(keys: Iterable[UUID]) -> dict[UUID, Subject]:
    return Subject.objects.select_related("country", "series__audience").in_bulk(list(keys))


def _items(keys: Iterable[UUID]) -> dict[UUID, Item]:
    return Item.objects.select_related("country", "audience").defer("metadata", "streams").in_bulk(list(keys))


def _threads(keys: Iterable[UUID]) -> dict[UUID, Thread]:
    return Thread.objects.select_related("country", "audience", "kind").in_bulk(list(keys))


def _posts(keys: Iterable[UUID]) -> dict[UUID, Post]:
    return Post.objects.select_related("country", "thread__audience", "thread__kind").in_bulk(list(keys))


def _cases(keys: Iterable[UUID]) -> dict[UUID, Case]:
    return Case.objects.select_related("country", "audience").in_bulk(list(keys))


_ROWS: dict[str, Callable[[Iterable[UUID]], dict[UUID, Any]]] = {
    "series": _series,
    "subject": _subjects,
    "item": _items,
    "thread": _threads,
    "post": _posts,
    "case": _cases,
}


def _found(thing: str, row: Any, words: Sequence[str], officer: Officer, *, close: bool) -> Found:
    fields = _fields(thing, row, officer)
    told = [(field, *marked(text, words, close=close)) for field, text in fields if text]
    field, parts, number = max(told, key=lambda one: one[2], default=("", [], 0))
    whole = row.series if thing == "subject" else row.thread if thing == "post" else row
    title = _title(thing, row, officer)
    return Found(thing, row, title, field if number else "", tuple(parts), whole)


def _fields(thing: str, row: Any, officer: Officer) -> list[tuple[str, str]]:
    """Return the fields that are searched, as far as this officer's country may read them."""
    if thing == "series":
        return [("Title", row.title), ("Summary", row.summary)]
    if thing == "subject":
        return [("Label", row.label), ("What is known", row.known)]
    if thing == "thread":
        return [("Question", row.question)]
    if thing == "post":
        said = [("Place", row.said_region), ("Product", row.said_product), ("Source", row.said_source)]
        return [("Answer", row.body), *said]
    if thing == "case":
        return [("Reference", row.national_reference), ("Exhibit", row.exhibit), ("Source", row.source)]
    device = " ".join(text for text in (row.maker, row.model, row.serial) if text)
    own = [("File name", row.name), ("Folder", row.path)] if row.country_id == officer.country_id else []
    return [("Device", device), *own]


def _title(thing: str, row: Any, officer: Officer) -> str:
    if thing == "series":
        return str(row.title)
    if thing == "subject":
        return f"{row.get_role_display()}: {row.label}"
    if thing == "thread":
        return str(row.kind.name)
    if thing == "post":
        return f"Answer to {row.thread.reference}"
    if thing == "case":
        return str(row)
    return str(row.name) if row.country_id == officer.country_id else f"{row.get_kind_display()} of {row.country.name}"


def _by_reference(text: str, officer: Officer) -> Answer | None:
    """Return the one thing with this reference; of a series that was merged where it is now. None: no reference."""
    reference = reference_in(text)
    if reference is None or not reference.startswith(_REFERENCES):
        return None
    if reference.startswith("SE"):
        thing, keys = "series", [live_key(one) for one in Series.objects.filter(reference=reference)]
    else:
        thing, keys = "thread", list(Thread.objects.filter(reference=reference).values_list("pk", flat=True))
    rows = _ROWS[thing](keys)
    found = [_found(thing, rows[key], [], officer, close=False) for key in keys if key in rows]
    return Answer([Group(thing, found, None)] if found else [])


def _by_hash(text: str, officer: Officer, after: Cursor | None) -> Answer | None:
    """Return the items with exactly this content; None for what is no hash."""
    if not re.fullmatch("[0-9a-fA-F]+", text) or len(text) not in _HASHES:
        return None
    rows = Item.objects.filter(**{_HASHES[len(text)]: text.lower()})
    rows = rows.filter(Q(state=Item.State.READY) | Q(country_id=officer.country_id))
    if after:
        rows = rows.filter(pk__lt=after.key)
    named = list(rows.order_by("-pk").values_list("pk", "created_at")[: PAGE + 1])
    group = _group("item", named, [], officer, PAGE, close=False)
    return Answer([group] if group.found else [], is_hash=True)
