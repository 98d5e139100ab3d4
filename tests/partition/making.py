"""Makes a world from two integers: what it is like (``seed``) and how much there is of it (``size``)."""

import string
from collections.abc import Sequence
from random import Random
from typing import TypeVar
from uuid import UUID

from tests.partition.world import (
    Audit,
    Case,
    Claim,
    Credit,
    Crop,
    Event,
    Grant,
    Hit,
    Identification,
    Item,
    Person,
    Placement,
    Post,
    Series,
    Subject,
    Thread,
    Token,
    World,
    moment,
)

#: Countries that no persona belongs to, so that sets can be compared exactly.
CODES = ("AR", "CL", "JP", "KE", "NO", "PT")
KINDS = ("wallpaper", "bedding", "accent")
ROLES = ("analyst",) * 6 + ("supervisor", "supervisor", "coordinator", "administrator")
STATES = ("ready",) * 7 + ("received", "working", "duplicate", "duplicate", "duplicate", "refused")
LETTERS = "23456789BCDFGHJKMNPQRSTVWXZ"

T = TypeVar("T")


class Maker:
    """Draws one world."""

    def __init__(self, seed: int, size: int) -> None:
        self.random = Random(f"{seed} {size}")  # a text: hashed with SHA-512, the same on every machine
        self.size = size
        self.world = World()
        self._minute = 0

    def make(self) -> World:
        """Return the world."""
        for step in (self.countries, self.officers, self.audiences, self.files, self.groups, self.forum, self.news):
            step()
        return self.world

    # Who there is

    def countries(self) -> None:
        for code in self.random.sample(CODES, self.random.randint(2, 3 if self.size < 4 else 4)):
            self.world.connected[code] = self.chance(0.9)
            for _ in range(self.random.randint(1, 2)):
                self.world.units[self.key()] = code

    def officers(self) -> None:
        for unit, country in self.world.units.items():
            for _ in range(self.random.randint(1, 2 if self.size < 5 else 3)):
                certified_for = self.random.choice((-30, -1, 0, 0, 30, 30, 30, 30, 30, 30))
                who = Person(self.key(), self.words("officer"), country, unit, "", self.chance(0.9), certified_for)
                who.role = self.random.choice(ROLES)
                self.world.people[who.key] = who

    def audiences(self) -> None:
        everyone = sorted(self.world.connected)
        self.audience("members", None)
        self.world.grants += [Grant("members", code, use) for code in everyone for use in (False, True)]
        for code in everyone:
            self.audience(f"national {code}", code)
            self.world.grants += [Grant(f"national {code}", code, use) for use in (False, True)]
        for number in range(self.random.randint(1, 4)):
            self.audience(f"group {number}", self.random.choice(everyone))
            for _ in range(self.random.randint(0, 4)):
                self.give(f"group {number}")

    def audience(self, name: str, owner: str | None) -> None:
        self.world.audiences[name] = owner
        self.world.audience_words[name] = self.words("audience")

    def give(self, audience: str) -> None:
        """Give it to somebody: to look, to contribute too, or (which gives nothing) to contribute only."""
        whom: Sequence[str | UUID] = self.random.choice(
            [list(self.world.connected), list(self.world.units), list(self.world.people)]
        )
        to, uses = self.random.choice(whom), self.random.choice([(False,), (False, True), (False, True), (True,)])
        self.world.grants += [grant for use in uses if (grant := Grant(audience, to, use)) not in self.world.grants]

    # What they made

    def files(self) -> None:
        for who in self.some(list(self.world.people.values()), self.size + 1):
            case = Case(self.key(), who.key, self.minute(), who.country, self.words("NAT"), self.words("source"))
            self.world.cases[case.key] = case
        for _ in range(self.size + 3):
            self.item(self.random.choice(list(self.world.cases.values())[:3]))
        items = list(self.world.items.values())
        for _ in range(self.size + 2):
            item, other = self.random.choice(items), self.random.choice(items)
            if item is not other and not any({h.item, h.other} == {item.key, other.key} for h in self.hits()):
                exact = self.chance(0.5)
                distance = 0 if exact else self.random.randint(1, 31)
                later, earlier = max(item.key, other.key), min(item.key, other.key)
                hit = Hit(self.key(), "exact" if exact else "near", later, earlier, distance)
                self.world.hits[hit.key] = hit

    def hits(self) -> list[Hit]:
        return list(self.world.hits.values())

    def item(self, case: Case) -> None:
        state = self.random.choice(STATES)
        before = [one.key for one in self.world.items.values() if one.case == case.key and one.state == "ready"]
        item = Item(
            key=self.key(),
            by=case.by,
            minute=self.minute(),
            country=case.country,
            audience=self.audience_of(case.country),
            case=case.key,
            name=self.words("file"),
            state=state,
            reason=self.words("reason") if state == "refused" else "",
            repeats=self.random.choice(before) if state == "duplicate" and before else None,
        )
        self.world.items[item.key] = item

    def groups(self) -> None:
        for _ in range(self.size // 2 + 3):
            who = self.someone()
            series = Series(
                key=self.key(),
                by=who.key,
                minute=self.minute(),
                country=who.country,
                audience=self.audience_of(who.country),
                reference=self.reference("SE"),
                title=self.words("room"),
                summary=self.words("summary"),
                active_at=moment(self.minute()),
            )
            self.world.series[series.key] = series
            self.fill(series)

    def fill(self, series: Series) -> None:
        for item in self.some(list(self.world.items.values()), 4):
            if item.state != "refused":
                placed = Placement(self.key(), self.someone().key, self.minute(), series.key, item.key)
                self.world.placements[placed.key] = placed
        for _ in range(self.random.randint(0, 2)):
            role = self.random.choice(("victim", "victim", "offender"))
            by, label, known = self.someone().key, self.words(role), self.words("known")
            subject = Subject(self.key(), by, self.minute(), series.key, role, label, known)
            self.world.subjects[subject.key] = subject
            self.claim(subject)
            self.identify(subject)

    def claim(self, subject: Subject) -> None:
        for who in self.one_a_country(self.random.randint(0, 2)):
            claim = Claim(self.key(), who.key, self.minute(), subject.key, self.chance(0.3))
            self.world.claims[claim.key] = claim

    def identify(self, subject: Subject) -> None:
        for who in self.one_a_country(self.random.choice((0, 0, 1, 1, 2))):
            cases = [case.key for case in self.world.cases.values() if case.country == who.country]
            seconds = [one.key for one in self.of_country(who.country) if one is not who]
            if cases:
                second = self.random.choice(seconds) if seconds and self.chance(0.8) else None
                case = self.random.choice(cases)
                one = Identification(self.key(), who.key, self.minute(), subject.key, case, second)
                self.world.identifications[one.key] = one

    def forum(self) -> None:
        for _ in range(self.size // 2 + 3):
            who = self.someone()
            series = self.random.choice(list(self.world.series.values())) if self.chance(0.75) else None
            audience = series.audience if series and self.chance(0.4) else self.audience_of(who.country)
            thread = Thread(
                key=self.key(),
                by=who.key,
                minute=self.minute(),
                country=who.country,
                audience=audience,
                reference=self.reference("CR"),
                kind=self.random.choice(KINDS),
                question=self.words("question"),
                status=self.random.choice(("open", "open", "open", "answered", "closed")),
                series=series.key if series else None,
                active_at=moment(self.minute()),
            )
            self.world.threads[thread.key] = thread
            self.talk(thread)
        self.thank()

    def talk(self, thread: Thread) -> None:
        for _ in range(self.random.randint(0, 3)):
            post = Post(self.key(), self.someone().key, self.minute(), thread.key, self.words("answer"))
            self.world.posts[post.key] = post
        for _ in range(self.random.randint(0, 1)):
            item = self.random.choice(list(self.world.items)) if self.chance(0.8) else None
            crop = Crop(self.key(), thread.by, self.minute(), thread.key, self.chance(0.7), item, self.key())
            self.world.crops[crop.key] = crop

    def thank(self) -> None:
        for one in self.world.identifications.values():
            if self.world.posts and self.chance(0.7):
                post = self.random.choice(list(self.world.posts))
                credit = Credit(self.key(), one.by, self.minute(), one.key, post)
                self.world.credits[credit.key] = credit

    def news(self) -> None:
        world = self.world
        for item in self.some(list(world.items.values()), 3):
            self.event("item.progressed", [item.key], [item.audience, f"national {item.country}"])
        for series in self.some(list(world.series.values()), 3):
            self.event("series.changed", [series.key], [series.audience])
        for post in self.some(list(world.posts.values()), 3):
            thread = world.threads[post.thread]
            self.event("thread.posted", [thread.key, post.key], [thread.audience])
            if thread.series:
                self.event("series.changed", [thread.series], [thread.audience, world.series[thread.series].audience])
        for placed in self.some(list(world.placements.values()), 2):
            audiences = [world.series[placed.series].audience, world.items[placed.item].audience]
            self.event("series.changed", [placed.series], audiences)
        for who in self.some(list(world.people), 4):
            audit, token = Audit(self.key(), who), Token(self.key(), who)
            world.audits[audit.key], world.tokens[token.key] = audit, token
        audit = Audit(self.key(), None)
        world.audits[audit.key] = audit

    def event(self, type: str, about: list[UUID], audiences: list[str]) -> None:
        event = Event(self.key(), len(self.world.events) + 1, type, about, sorted(set(audiences)))
        self.world.events[event.key] = event

    # Drawing

    def audience_of(self, country: str) -> str:
        """Return an audience that an officer of the country might put something into."""
        shared = [name for name in self.world.audiences if not name.startswith("national")]
        return self.random.choice([*shared, *shared, f"national {country}"])

    def someone(self) -> Person:
        return self.random.choice(list(self.world.people.values()))

    def of_country(self, code: str) -> list[Person]:
        return [who for who in self.world.people.values() if who.country == code]

    def one_a_country(self, number: int) -> list[Person]:
        codes = sorted({who.country for who in self.world.people.values()})
        return [self.random.choice(self.of_country(code)) for code in self.some(codes, number)]

    def some(self, of: Sequence[T], most: int) -> list[T]:
        return self.random.sample(of, min(most, len(of)))

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def minute(self) -> int:
        self._minute += 1
        return self._minute

    def key(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def reference(self, prefix: str) -> str:
        return f"{prefix}-2026-{''.join(self.random.choices(LETTERS, k=8))}"

    def words(self, word: str) -> str:
        return f"{word} zq{''.join(self.random.choices(string.ascii_lowercase, k=8))}"
