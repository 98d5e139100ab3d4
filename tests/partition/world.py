"""A small world in plain Python: who there is, what was given to whom, and what was put in it.

Nothing here knows Django, SQL, or the rule of who sees what. Rows name their parents by key; audiences are named by
words (``members``, ``national AR``, ``group 0``). Every text holds a marker, ten letters that occur nowhere else, so
that a page that shows what it must not is caught by its text.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)


def moment(minute: int) -> datetime:
    """Return a moment of the world's own time."""
    return BEGINNING + timedelta(minutes=minute)


@dataclass
class Person:
    """An officer. ``certified_for``: days from today on; -1 ended yesterday, 0 is the last day."""

    key: UUID
    name: str
    country: str
    unit: UUID
    role: str
    active: bool
    certified_for: int


@dataclass(frozen=True)
class Grant:
    """An audience given to a country (its code), a unit or an officer (their keys), for one of two things."""

    audience: str
    to: str | UUID
    contribute: bool


@dataclass
class Row:
    """What every row has: a key, who made it, when."""

    key: UUID
    by: UUID
    minute: int


@dataclass
class Case(Row):
    country: str
    reference: str
    source: str


@dataclass
class Item(Row):
    country: str
    audience: str
    case: UUID
    name: str
    state: str
    reason: str
    repeats: UUID | None


@dataclass
class Series(Row):
    country: str
    audience: str
    reference: str
    title: str
    summary: str
    active_at: datetime


@dataclass
class Placement(Row):
    series: UUID
    item: UUID


@dataclass
class Subject(Row):
    series: UUID
    role: str
    label: str
    known: str


@dataclass
class Claim(Row):
    subject: UUID
    withdrawn: bool


@dataclass
class Identification(Row):
    subject: UUID
    case: UUID
    confirmed_by: UUID | None


@dataclass
class Thread(Row):
    country: str
    audience: str
    reference: str
    kind: str
    question: str
    status: str
    series: UUID | None
    active_at: datetime


@dataclass
class Post(Row):
    thread: UUID
    body: str


@dataclass
class Crop(Row):
    thread: UUID
    ready: bool
    item: UUID | None
    source: UUID


@dataclass
class Credit(Row):
    identification: UUID
    post: UUID


@dataclass
class Hit:
    key: UUID
    kind: str
    item: UUID
    other: UUID
    distance: int


@dataclass
class Event:
    """``audiences`` stay what they were when the event was written; ``number`` orders."""

    key: UUID
    number: int
    type: str
    about: list[UUID]
    audiences: list[str]


@dataclass
class Audit:
    key: UUID
    officer: UUID | None


@dataclass
class Token:
    key: UUID
    officer: UUID


@dataclass
class Disclosure(Row):
    """What a country lets others know of hidden matches, and why."""

    country: str
    told: str
    reason: str


@dataclass
class Permission(Row):
    """Given for a series or an item (``kind``) to one country."""

    kind: str
    of: UUID
    to: str
    note: str


@dataclass
class BlindHit:
    """One side of a match: ``item`` is the one that its viewers know of."""

    key: UUID
    item: UUID
    other: UUID


@dataclass
class Interest(Row):
    """In a series or a thread (``kind``)."""

    kind: str
    of: UUID


@dataclass
class Word:
    """What was written in a request: the key of each side's copy."""

    sent: UUID
    received: UUID
    by_owner: bool
    body: str


@dataclass
class Request(Row):
    """``key`` is the sent copy's, ``received`` the owner's; about a series, an item, a thread, or nothing."""

    received: UUID
    kind: str
    of: UUID | None
    words: list[Word] = field(default_factory=list)


@dataclass
class HashList:
    """A version of a list of hashes, for all members or for one country."""

    key: UUID
    audience: str
    kind: str
    state: str
    name: str
    source: str


@dataclass
class ListedHash:
    """``key`` is the hash itself."""

    key: UUID
    list: UUID


@dataclass
class Listing:
    key: UUID
    item: UUID
    list: UUID


@dataclass
class Vote(Row):
    item: UUID
    withdrawn: bool


@dataclass
class SetAside:
    """Set aside for one country, noticed with one of its items."""

    key: UUID
    item: UUID
    country: str


@dataclass
class Lookup(Row):
    """Of one officer alone."""


@dataclass
class NewMaterial:
    """``item`` resembles ``other``, of the subject's series; for the country that identified the subject, or ``person``
    who is the same."""

    key: UUID
    item: UUID
    other: UUID
    subject: UUID
    country: str
    person: UUID | None


@dataclass
class Link(Row):
    """Two series, or two subjects (``kind``) that belong together; with a few words."""

    kind: str
    one: UUID
    other: UUID
    state: str
    note: str


@dataclass
class LinkReason:
    """Something that speaks for two series, or for an item in a series: what, how much, which evidence or words."""

    key: UUID
    reason: str
    score: int
    series: UUID
    other: UUID | None
    item: UUID | None
    other_item: UUID | None
    words: str


@dataclass
class ProposalDecision(Row):
    """What a country said to one of them."""

    reason: str
    series: UUID
    other: UUID | None
    item: UUID | None
    note: str


@dataclass
class Indication(Row):
    series: UUID
    made_in: str
    reason: str
    withdrawn: bool


@dataclass
class Withholding(Row):
    series: UUID
    to: str
    reason: str


@dataclass
class Referral(Row):
    """``key`` is the sent copy's, ``received`` the other side's; each has one step. ``late``: how often told on."""

    received: UUID
    sent_step: UUID
    received_step: UUID
    series: UUID
    to: str
    state: str
    late: int
    title: str
    note: str = ""
    reference: str = ""


@dataclass
class Alert(Row):
    """``over``: why it was withdrawn."""

    series: UUID
    late: int
    reason: str
    withdrawn: bool
    over: str


@dataclass
class Answer(Row):
    """Of a unit to a flag."""

    alert: UUID
    acts: bool
    note: str


@dataclass
class Lead(Row):
    """Of the unit of who made it; ``state``: stands, ended, or its last day has passed."""

    series: UUID
    plan: str
    state: str
    keeper: UUID | None = None
    offered: UUID | None = None


@dataclass
class Note(Row):
    """``text_key`` is the key of its one text."""

    series: UUID
    text_key: UUID
    text: str
    only_country: bool


@dataclass
class Task(Row):
    """Of the unit of who made it; or of that officer."""

    series: UUID
    title: str
    done: bool
    for_me: bool


@dataclass
class Check(Row):
    """A second officer of the thread's country is asked; ``second`` has confirmed it."""

    thread: UUID
    wanted: str
    second: UUID | None


@dataclass
class Split(Row):
    """``other`` was split from ``one``; of one owner."""

    one: UUID
    other: UUID


@dataclass
class Fact(Row):
    """A subject was safeguarded; withdrawn where there is a ``why``."""

    subject: UUID
    why: str


@dataclass
class Reopening(Row):
    """Of an identification: proposed, declined, or accepted; then it counts no more."""

    identification: UUID
    state: str
    reason: str
    answer: str


@dataclass
class Remark(Row):
    """A unit's statement about a subject or an item (``of``); withdrawn or not."""

    of: UUID
    mark: str
    withdrawn: bool


@dataclass
class Shown(Row):
    """An item shows a subject."""

    subject: UUID
    item: UUID


@dataclass
class Outcome:
    """What the database told a unit: of a subject, and with what the unit took part."""

    key: UUID
    unit: UUID
    subject: UUID | None
    item: UUID | None
    thread: UUID | None


@dataclass
class World:
    """All of it, by key where others point at it."""

    connected: dict[str, bool] = field(default_factory=dict)
    units: dict[UUID, str] = field(default_factory=dict)
    people: dict[UUID, Person] = field(default_factory=dict)
    audiences: dict[str, str | None] = field(default_factory=dict)
    audience_words: dict[str, str] = field(default_factory=dict)
    grants: list[Grant] = field(default_factory=list)
    cases: dict[UUID, Case] = field(default_factory=dict)
    items: dict[UUID, Item] = field(default_factory=dict)
    series: dict[UUID, Series] = field(default_factory=dict)
    placements: dict[UUID, Placement] = field(default_factory=dict)
    subjects: dict[UUID, Subject] = field(default_factory=dict)
    claims: dict[UUID, Claim] = field(default_factory=dict)
    identifications: dict[UUID, Identification] = field(default_factory=dict)
    threads: dict[UUID, Thread] = field(default_factory=dict)
    posts: dict[UUID, Post] = field(default_factory=dict)
    crops: dict[UUID, Crop] = field(default_factory=dict)
    credits: dict[UUID, Credit] = field(default_factory=dict)
    hits: dict[UUID, Hit] = field(default_factory=dict)
    events: dict[UUID, Event] = field(default_factory=dict)
    audits: dict[UUID, Audit] = field(default_factory=dict)
    tokens: dict[UUID, Token] = field(default_factory=dict)
    disclosures: dict[UUID, Disclosure] = field(default_factory=dict)
    permissions: dict[UUID, Permission] = field(default_factory=dict)
    blind_hits: dict[UUID, BlindHit] = field(default_factory=dict)
    interests: dict[UUID, Interest] = field(default_factory=dict)
    requests: dict[UUID, Request] = field(default_factory=dict)
    hash_lists: dict[UUID, HashList] = field(default_factory=dict)
    listed_hashes: dict[UUID, ListedHash] = field(default_factory=dict)
    listings: dict[UUID, Listing] = field(default_factory=dict)
    votes: dict[UUID, Vote] = field(default_factory=dict)
    set_aside: dict[UUID, SetAside] = field(default_factory=dict)
    lookups: dict[UUID, Lookup] = field(default_factory=dict)
    new_material: dict[UUID, NewMaterial] = field(default_factory=dict)
    links: dict[UUID, Link] = field(default_factory=dict)
    splits: dict[UUID, Split] = field(default_factory=dict)
    link_reasons: dict[UUID, LinkReason] = field(default_factory=dict)
    proposal_decisions: dict[UUID, ProposalDecision] = field(default_factory=dict)
    indications: dict[UUID, Indication] = field(default_factory=dict)
    withholdings: dict[UUID, Withholding] = field(default_factory=dict)
    referrals: dict[UUID, Referral] = field(default_factory=dict)
    alerts: dict[UUID, Alert] = field(default_factory=dict)
    answers: dict[UUID, Answer] = field(default_factory=dict)
    leads: dict[UUID, Lead] = field(default_factory=dict)
    notes: dict[UUID, Note] = field(default_factory=dict)
    tasks: dict[UUID, Task] = field(default_factory=dict)
    checks: dict[UUID, Check] = field(default_factory=dict)
    facts: dict[UUID, Fact] = field(default_factory=dict)
    reopenings: dict[UUID, Reopening] = field(default_factory=dict)
    said_of_subjects: dict[UUID, Remark] = field(default_factory=dict)
    said_of_items: dict[UUID, Remark] = field(default_factory=dict)
    shown: dict[UUID, Shown] = field(default_factory=dict)
    outcomes: dict[UUID, Outcome] = field(default_factory=dict)
    told_of_moves: set[tuple[UUID, frozenset[str]]] = field(default_factory=set)

    def drop_placement(self, key: UUID) -> None:
        """Take a placement away, and with it what it is evidence of."""
        gone = self.placements.pop(key)
        place = (gone.series, gone.item)
        for one in list(self.link_reasons.values()):
            if place in ((one.series, one.item), (one.other, one.other_item)):
                del self.link_reasons[one.key]
