"""Who sees what, told a second time: from DESIGN.md's prose, in plain Python over ``World``.

It shares no code with ``accounts.visibility``, the SQL, the models or the queries, and must not: it is what they are
compared with. Where it says how a list is ordered or cut, it says so in the words of the page that shows it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID

from tests.partition.world import Event, Identification, Item, LinkReason, Person, Row, Series, Subject, Thread, World

#: The first of a stack, and all of it.
Folded = tuple[UUID, frozenset[UUID]]
#: What shows the same: the item, how, whether its case is told, its series, and who identified.
Found = tuple[UUID, str, bool, tuple[UUID, ...], str]

CONTENT_ROLES = ("analyst", "supervisor")


def holds_content(world: World, who: Person) -> bool:
    """An officer who is inactive, uncertified, or whose country is not connected holds nothing; nor do
    coordinators ("not super-readers") and administrators ("hold no content at all")."""
    return who.active and who.certified_for >= 0 and world.connected[who.country] and who.role in CONTENT_ROLES


def given(world: World, who: Person, *, contribute: bool) -> set[str]:
    """The audiences given to the officer, to the officer's unit, or to the officer's country, for this use."""
    if not holds_content(world, who):
        return set()
    mine = (who.key, who.unit, who.country)
    return {grant.audience for grant in world.grants if grant.to in mine and grant.contribute == contribute}


def held(world: World, who: Person) -> set[str]:
    """What the officer is shown."""
    return given(world, who, contribute=False)


def may_add_to(world: World, who: Person) -> set[str]:
    """Into what the officer may put something: never into what the officer cannot see."""
    return given(world, who, contribute=True) & held(world, who)


def needed(world: World) -> dict[str, dict[UUID, set[str]]]:
    """Return, for each table, the audiences needed to see each row: its own, and those of each parent."""
    series = {key: {one.audience} for key, one in world.series.items()}
    items = {key: {one.audience} for key, one in world.items.items()}
    threads = {key: {one.audience} for key, one in world.threads.items()}
    subjects = {key: series[one.series] for key, one in world.subjects.items()}
    identifications = {key: subjects[one.subject] for key, one in world.identifications.items()}
    posts = {key: threads[one.thread] for key, one in world.posts.items()}
    return _needed_for_dealings(world, {"series": series, "item": items, "thread": threads}) | {
        "series_case": {key: {f"national {one.country}"} for key, one in world.cases.items()},
        "series_item": items,
        "series_series": series,
        "series_placement": {key: series[one.series] | items[one.item] for key, one in world.placements.items()},
        "series_hit": {key: items[one.item] | items[one.other] for key, one in world.hits.items()},
        "series_subject": subjects,
        "series_claim": {key: subjects[one.subject] for key, one in world.claims.items()},
        "series_identification": identifications,
        "forum_thread": threads,
        "forum_threadseries": {
            key: threads[key] | series[one.series] for key, one in world.threads.items() if one.series
        },
        "forum_post": posts,
        "forum_crop": {key: threads[one.thread] for key, one in world.crops.items()},
        "forum_cropsource": {
            one.source: threads[one.thread] | items[one.item] for one in world.crops.values() if one.item
        },
        "forum_credit": {
            key: identifications[one.identification] | posts[one.post] for key, one in world.credits.items()
        },
        "core_event": {key: set(one.audiences) for key, one in world.events.items()},
        "series_serieslink": {
            key: series[one.one] | series[one.other] for key, one in world.links.items() if one.kind == "series"
        },
        "series_subjectlink": {
            key: subjects[one.one] | subjects[one.other] for key, one in world.links.items() if one.kind == "subject"
        },
        **_needed_for_proposals(world, series, items),
        "series_merge": {key: series[one.one] | series[one.other] for key, one in world.splits.items()},
    }


def _needed_for_proposals(
    world: World, series: dict[UUID, set[str]], items: dict[UUID, set[str]]
) -> dict[str, dict[UUID, set[str]]]:
    """Both sides and the evidence, which is there while it lies in its series; what was said of the two."""

    def of(*keys: UUID | None) -> set[str]:
        return {name for key in keys if key for name in (series.get(key) or items[key])}

    return {
        "series_linkreason": {
            key: of(one.series, one.other, one.item, one.other_item)
            for key, one in world.link_reasons.items()
            if still_speaks(world, one)
        },
        "series_proposaldecision": {
            key: of(one.series, one.other, one.item) | {f"national {world.people[one.by].country}"}
            for key, one in world.proposal_decisions.items()
        },
    }


def still_speaks(world: World, reason: LinkReason) -> bool:
    """The evidence of each side lies in that side's series."""
    placed = {(one.series, one.item) for one in world.placements.values()}
    mine = reason.item is None or (reason.series, reason.item) in placed
    return mine and (reason.other is None or reason.other_item is None or (reason.other, reason.other_item) in placed)


def _needed_for_dealings(world: World, things: dict[str, dict[UUID, set[str]]]) -> dict[str, dict[UUID, set[str]]]:
    """What countries dealt out: with each thing's audience, and inside a country its national one."""
    requests: dict[UUID, set[str]] = {}
    words: dict[UUID, set[str]] = {}
    owners = {"series": world.series, "item": world.items, "thread": world.threads}
    for key, one in world.requests.items():
        requests[key] = {f"national {world.people[one.by].country}"}
        words |= {word.sent: requests[key] for word in one.words}
        requests[one.received] = {"nobody"}
        if one.of is not None:
            owner = owners[one.kind][one.of].country  # type: ignore[index]
            requests[one.received] = {f"national {owner}"} | things[one.kind][one.of]
        words |= {word.received: requests[one.received] for word in one.words}
    interests = world.interests.items()
    return (
        {
            "series_permission": {key: things[one.kind][one.of] for key, one in world.permissions.items()},
            "series_seriesinterest": {key: things["series"][one.of] for key, one in interests if one.kind == "series"},
            "forum_threadinterest": {key: things["thread"][one.of] for key, one in interests if one.kind == "thread"},
            "forum_request": requests,
            "forum_requestword": words,
            "accounts_disclosure": {key: {f"national {one.country}"} for key, one in world.disclosures.items()},
        }
        | _needed_for_lists(world, things)
        | _needed_for_referrals(world, things["series"])
        | _needed_for_outcomes(world, things)
        | _needed_for_work(world, things["series"])
        | _needed_for_remarks(world, things)
        | _needed_for_checks(world, things["thread"])
    )


def _needed_for_work(world: World, series: dict[UUID, set[str]]) -> dict[str, dict[UUID, set[str]]]:
    """Leads with their series; notes too, or inside a country; tasks inside a country."""

    def home(one: Row) -> set[str]:
        return {f"national {world.people[one.by].country}"}

    notes = {key: series[one.series] | (home(one) if one.only_country else set()) for key, one in world.notes.items()}
    return {
        "series_lead": {key: series[one.series] for key, one in world.leads.items()},
        "series_note": notes,
        "series_notetext": {one.text_key: notes[key] for key, one in world.notes.items()},
        "series_task": {key: series[one.series] | home(one) for key, one in world.tasks.items()},
    }


def _needed_for_remarks(world: World, things: dict[str, dict[UUID, set[str]]]) -> dict[str, dict[UUID, set[str]]]:
    """What units say: with the series of the person, with the file; and of both, who a file shows."""
    subjects = {key: things["series"][one.series] for key, one in world.subjects.items()}
    return {
        "series_subjectstatement": {key: subjects[one.of] for key, one in world.said_of_subjects.items()},
        "series_itemstatement": {key: things["item"][one.of] for key, one in world.said_of_items.items()},
        "series_depiction": {key: subjects[one.subject] | things["item"][one.item] for key, one in world.shown.items()},
    }


def _needed_for_checks(world: World, threads: dict[UUID, set[str]]) -> dict[str, dict[UUID, set[str]]]:
    """Inside the country that asked, with the request, and with the audience that is wanted for it."""
    return {
        "forum_threadcheck": {
            key: threads[one.thread] | {one.wanted, f"national {world.people[one.by].country}"}
            for key, one in world.checks.items()
        }
    }


def _needed_for_outcomes(world: World, things: dict[str, dict[UUID, set[str]]]) -> dict[str, dict[UUID, set[str]]]:
    """What followed identifications: with the series; what a unit is told, also with what it took part with."""
    series = {key: things["series"][one.series] for key, one in world.subjects.items()}
    identifications = {key: series[one.subject] for key, one in world.identifications.items()}
    told = {}
    for key, one in world.outcomes.items():
        told[key] = set[str]()
        told[key] |= series[one.subject] if one.subject else set()
        told[key] |= things["item"][one.item] if one.item else set()
        told[key] |= things["thread"][one.thread] if one.thread else set()
    return {
        "series_subjectfact": {key: series[one.subject] for key, one in world.facts.items()},
        "series_reopening": {key: identifications[one.identification] for key, one in world.reopenings.items()},
        "forum_outcome": told,
    }


def _needed_for_lists(world: World, things: dict[str, dict[UUID, set[str]]]) -> dict[str, dict[UUID, set[str]]]:
    """What others say of files by their hashes, and what was noticed of items: with each item's audience."""
    items, lists = things["item"], {key: {one.audience} for key, one in world.hash_lists.items()}
    series = {key: things["series"][one.series] for key, one in world.subjects.items()}
    return {
        "series_hashlist": lists,
        "series_listedhash": {key: lists[one.list] for key, one in world.listed_hashes.items()},
        "series_listing": {key: items[one.item] | lists[one.list] for key, one in world.listings.items()},
        "series_hashvote": {key: items[one.item] for key, one in world.votes.items()},
        "series_setaside": {key: items[one.item] | {f"national {one.country}"} for key, one in world.set_aside.items()},
        "series_lookup": {key: {f"national {world.people[one.by].country}"} for key, one in world.lookups.items()},
        "series_newmaterial": {
            key: items[one.item]
            | items[one.other]
            | series[one.subject]
            | (series[one.person] | {f"national {one.country}"} if one.person else set())
            for key, one in world.new_material.items()
        },
    }


def _needed_for_referrals(world: World, series: dict[UUID, set[str]]) -> dict[str, dict[UUID, set[str]]]:
    """What is said of a series with its audience; what the owner keeps for itself inside its country; and of a referral
    each side's copy inside its country, the owner's only where the series is shown."""
    referrals: dict[UUID, set[str]] = {}
    steps: dict[UUID, set[str]] = {}
    for key, one in world.referrals.items():
        referrals[key] = {f"national {world.people[one.by].country}"} | series[one.series]
        referrals[one.received] = {f"national {one.to}"}
        steps |= {one.sent_step: referrals[key], one.received_step: referrals[one.received]}
    alerts = {key: series[one.series] for key, one in world.alerts.items()}
    return {
        "series_indication": {key: series[one.series] for key, one in world.indications.items()},
        "series_withholding": {
            key: {f"national {world.people[one.by].country}"} | series[one.series]
            for key, one in world.withholdings.items()
        },
        "series_referral": referrals,
        "series_referralstep": steps,
        "series_alert": alerts,
        "series_acknowledgement": {key: alerts[one.alert] for key, one in world.answers.items()},
    }


@dataclass(frozen=True)
class BoardRow:
    """A line of the board."""

    key: UUID
    items: int
    requests: int
    verifying: tuple[str, ...]
    pictures: tuple[UUID, ...]


@dataclass(frozen=True)
class ItemLine:
    """A line of the list of items: its series, what shows the same and is not folded away, and who may be named for
    the identification."""

    key: UUID
    series: tuple[UUID, ...]
    findings: frozenset[Found]
    solvers: frozenset[str]


@dataclass(frozen=True)
class ThreadLine:
    """A line of the list of requests."""

    key: UUID
    answers: int
    crops: tuple[UUID, ...]


@dataclass
class Sight:
    """What one officer sees of a world. ``country_names``: ISO 3166, which everybody knows."""

    world: World
    who: Person
    country_names: dict[str, str]
    needs: dict[str, dict[UUID, set[str]]]
    held: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.held = held(self.world, self.who)

    @cached_property
    def tables(self) -> dict[str, set[str]]:
        """Return the keys of the visible rows of each table, as text."""
        shown = {
            table: {str(key) for key, audiences in rows.items() if audiences <= self.held}
            for table, rows in self.needs.items()
        }
        shown["series_permission"] &= {
            str(key)
            for key, one in self.world.permissions.items()
            if self.who.country in (self.world.people[one.by].country, one.to)
        }
        shown["series_lookup"] &= {str(key) for key, one in self.world.lookups.items() if one.by == self.who.key}
        shown["series_proposaldecision"] &= {
            str(key)
            for key, one in self.world.proposal_decisions.items()
            if self.world.people[one.by].country == self.who.country
        }
        shown["series_hashlist"] |= self._administered
        ours = {str(key) for key, one in self.world.outcomes.items() if one.unit == self.who.unit}
        shown["forum_outcome"] &= ours
        colleagues = {str(one.key) for one in self.world.people.values() if one.country == self.who.country}
        mine = {str(one.key) for one in self.world.audits.values() if one.officer == self.who.key}
        tokens = {str(one.key) for one in self.world.tokens.values() if one.officer == self.who.key}
        return shown | {
            "accounts_officer": colleagues,
            "accounts_audience": set(self.held),
            "core_auditentry": mine,
            "accounts_apitoken": tokens,
        }

    @property
    def _administered(self) -> set[str]:
        """An administrator, who holds nothing, sees the lists for all: their names, never what is on them."""
        who, lists = self.who, self.world.hash_lists.items()
        works = who.active and who.certified_for >= 0 and self.world.connected[who.country]
        is_shown = works and who.role == "administrator"
        return {str(key) for key, one in lists if is_shown and one.audience == "members"}

    def held_back(self, item: UUID) -> bool:
        """Its matches are folded away: a list that counts calls it harmless and none known, or the country voted so."""
        world = self.world
        lists = [world.hash_lists[one.list] for one in world.listings.values() if one.item == item]
        said = {one.kind for one in lists if one.state == "current" and one.audience in self.held}
        votes = [one for one in world.votes.values() if one.item == item and not one.withdrawn]
        return said == {"harmless"} or any(world.people[one.by].country == self.who.country for one in votes)

    @cached_property
    def blind_lines(self) -> set[tuple[str, str]]:
        """Return what is told of hidden matches: an own country's item that is seen, and a country's name or none.

        Of each match only what the other country tells, and only where its item is not seen. However many, one line.
        """
        told = {one.country: one.told for one in self.world.disclosures.values()}
        lines: set[tuple[str, str]] = set()
        for one in self.world.blind_hits.values():
            mine, other = self.world.items[one.item], self.world.items[one.other]
            is_ours = mine.country == self.who.country and f"national {mine.country}" in self.held
            hidden = self.sees("series_item", mine.key) and not self.sees("series_item", other.key)
            word = told.get(other.country, "exists")
            if is_ours and hidden and word != "nothing":
                lines.add((str(mine.key), self.country_names[other.country] if word == "whom" else ""))
        return lines

    def sees(self, table: str, key: UUID | None) -> bool:
        """Tell whether one row is visible."""
        return key is not None and str(key) in self.tables[table]

    @cached_property
    def words(self) -> set[str]:
        """Return every text that this officer may ever be shown."""
        world, sees = self.world, self.sees
        shown = {world.audience_words[name] for name in self.held}
        shown |= {who.name for who in world.people.values() if who.country == self.who.country}
        for case in world.cases.values():
            shown |= {case.reference, case.source} if sees("series_case", case.key) else set()
        for item in world.items.values():
            shown |= {item.name} if sees("series_item", item.key) else set()
            own = item.country == self.who.country
            shown |= {item.reason} if own and sees("series_item", item.key) else set()  # why refused: national
        for series in world.series.values():
            told = {series.reference, series.title, series.summary}
            shown |= told if sees("series_series", series.key) else set()
        for subject in world.subjects.values():
            shown |= {subject.label, subject.known} if sees("series_subject", subject.key) else set()
        for thread in world.threads.values():
            shown |= {thread.reference, thread.question} if sees("forum_thread", thread.key) else set()
        for post in world.posts.values():
            shown |= {post.body} if sees("forum_post", post.key) else set()
        for link in world.links.values():
            shown |= {link.note} if sees(f"series_{link.kind}link", link.key) else set()
        return (shown | self._words_of_dealings) - {""}

    @property
    def _words_of_dealings(self) -> set[str]:
        world, shown = self.world, set()
        for permission in world.permissions.values():
            shown |= {permission.note} if self.sees("series_permission", permission.key) else set()
        for disclosure in world.disclosures.values():
            shown |= {disclosure.reason} if self.sees("accounts_disclosure", disclosure.key) else set()
        for listed in world.hash_lists.values():
            shown |= {listed.name, listed.source} if self.sees("series_hashlist", listed.key) else set()
        for fact in world.facts.values():
            shown |= {fact.why} if self.sees("series_subjectfact", fact.key) else set()
        for again in world.reopenings.values():
            shown |= {again.reason, again.answer} if self.sees("series_reopening", again.key) else set()
        for remark in world.said_of_subjects.values():
            shown |= {remark.mark} if self.sees("series_subjectstatement", remark.key) else set()
        for word in (word for one in world.requests.values() for word in one.words):
            seen = self.sees("forum_requestword", word.sent) or self.sees("forum_requestword", word.received)
            shown |= {word.body} if seen else set()
        return shown | self._words_of_referrals | self._words_of_work

    @property
    def _words_of_work(self) -> set[str]:
        world = self.world
        shown = {one.plan for key, one in world.leads.items() if self.sees("series_lead", key)}
        shown |= {one.text for key, one in world.notes.items() if self.sees("series_note", key)}
        return shown | {one.title for key, one in world.tasks.items() if self.sees("series_task", key)}

    @property
    def _words_of_referrals(self) -> set[str]:
        world, shown = self.world, set()
        for indication in world.indications.values():
            shown |= {indication.reason} if self.sees("series_indication", indication.key) else set()
        for kept in world.withholdings.values():
            shown |= {kept.reason} if self.sees("series_withholding", kept.key) else set()
        for alert in world.alerts.values():
            shown |= {alert.reason, alert.over} if self.sees("series_alert", alert.key) else set()
        for answer in world.answers.values():
            shown |= {answer.note} if self.sees("series_acknowledgement", answer.key) else set()
        for one in world.referrals.values():
            seen = self.sees("series_referral", one.key) or self.sees("series_referral", one.received)
            shown |= {one.title, one.note, one.reference} if seen else set()
        for reason in world.link_reasons.values():
            shown |= {reason.words} if self.sees("series_linkreason", reason.key) else set()
        for decision in world.proposal_decisions.values():
            shown |= {decision.note} if self.sees("series_proposaldecision", decision.key) else set()
        return shown

    # What a series comes to

    def confirmed(self, subject: Subject) -> list[Identification]:
        """Those that count, the first confirmed first: none that was opened again."""
        found = [one for one in self.world.identifications.values() if one.subject == subject.key and one.confirmed_by]
        opened = {one.identification for one in self.world.reopenings.values() if one.state == "accepted"}
        found = [one for one in found if one.key not in opened]
        return sorted(found, key=lambda one: one.minute)

    def known(self, subject: Subject) -> bool:
        """Identified, or the same person as one who is: a link speaks also to who does not see it."""
        links = [one for one in self.world.links.values() if one.kind == "subject" and one.state == "accepted"]
        people, left = {subject.key}, True
        while left:
            beside = {key for one in links for key in (one.one, one.other) if people & {one.one, one.other}} - people
            people, left = people | beside, bool(beside)
        return any(self.confirmed(self.world.subjects[key]) for key in people)

    def claimed(self, subject: Subject) -> bool:
        """Somebody verifies, and nobody was identified."""
        open_ones = any(c.subject == subject.key and not c.withdrawn for c in self.world.claims.values())
        return open_ones and not self.known(subject)

    def subjects(self, series: UUID, role: str | None = None) -> list[Subject]:
        """Those of a series, by key."""
        found = [one for one in self.world.subjects.values() if one.series == series and role in (None, one.role)]
        return sorted(found, key=lambda one: one.key)

    def active(self, series: UUID) -> tuple[bool, bool]:
        """For victims until one is recorded and all are identified; for offenders while one is not."""
        victims, offenders = self.subjects(series, "victim"), self.subjects(series, "offender")
        for_victims = not victims or any(not self.known(one) for one in victims)
        return for_victims, any(not self.known(one) for one in offenders)

    def solvers(self, series: UUID) -> str:
        """Name the countries that identified the victims, if all are."""
        victims = self.subjects(series, "victim")
        if not victims or any(not self.known(one) for one in victims):
            return ""
        makers = [self.world.people[self.confirmed(one)[0].by].country for one in victims if self.confirmed(one)]
        return " and ".join(dict.fromkeys(self.country_names[code] for code in makers))

    # Lists

    def board(self, status: str, *, country: str = "", kind: str = "", words: str = "") -> list[BoardRow]:
        """Return the whole board, newest activity first."""
        rows = [one for one in self.world.series.values() if self.sees("series_series", one.key)]
        rows = [one for one in rows if self._has_status(one, status) and country in ("", one.country)]
        if kind:
            about = {one.series for one in self._linked() if one.kind == kind}
            rows = [one for one in rows if one.key in about]
        if words:
            rows = [one for one in rows if found_by(one, words)]
        return [self._board_row(one) for one in newest(rows)]

    def _has_status(self, series: Series, status: str) -> bool:
        for_victims, for_offenders = self.active(series.key)
        return {
            "active": for_victims,
            "offenders": for_offenders,
            "claimed": any(self.claimed(one) for one in self.subjects(series.key)),
            "solved": not (for_victims or for_offenders),
            "all": True,
        }[status]

    def _board_row(self, series: Series) -> BoardRow:
        placed = self.placed(series.key)
        verifying = {
            self.world.people[claim.by].country
            for claim in self.world.claims.values()
            for subject in self.subjects(series.key)
            if claim.subject == subject.key and not claim.withdrawn and self.claimed(subject)
        }
        requests = [one for one in self._linked() if one.series == series.key and one.status == "open"]
        firsts = {first for first, _ in self.stacks(placed[::-1], copies=False)}
        pictures = [item.key for item in placed if item.state == "ready" and item.key in firsts][:4]
        return BoardRow(series.key, len(placed), len(requests), tuple(sorted(verifying)), tuple(pictures))

    def elsewhere(self, page: Sequence[UUID]) -> dict[UUID, dict[UUID, set[UUID]]]:
        """Return, for each series of one page of the board, the others of that page that hold what its pictures show.

        A picture counts that is in the other one too, or that has a match there which the officer is shown and which
        is ready. Of each series only the pictures count that its line shows.
        """
        ready = {key: {one.key for one in self.placed(key) if one.state == "ready"} for key in page}
        told: dict[UUID, dict[UUID, set[UUID]]] = {key: {} for key in page}
        for key in page:
            for picture in self._board_row(self.world.series[key]).pictures:
                same = {picture} | {found[0] for found in self._findings(self.world.items[picture])}
                for other in page:
                    if other != key and same & ready[other]:
                        told[key].setdefault(other, set()).add(picture)
        return told

    def placed(self, series: UUID) -> list[Item]:
        """Return the items that are shown in a series, in the order of their placing's keys."""
        found = [one for one in self.world.placements.values() if one.series == series]
        shown = [one for one in sorted(found, key=lambda p: p.key) if self.sees("series_placement", one.key)]
        return [self.world.items[one.item] for one in shown]

    def shows(self, subject: UUID) -> set[UUID]:
        """Return the items of a subject's series that are said to show the subject."""
        rows = [one for one in self.world.shown.values() if self.sees("series_depiction", one.key)]
        said = {one.item for one in rows if one.subject == subject}
        return {item.key for item in self.placed(self.world.subjects[subject].series)} & said

    def _linked(self) -> list[Thread]:
        return [one for one in self.world.threads.values() if self.sees("forum_threadseries", one.key)]

    def threads_of(self, series: UUID) -> list[UUID]:
        """Return the requests about a series, newest key first."""
        return sorted((one.key for one in self._linked() if one.series == series), reverse=True)

    def items(self) -> list[ItemLine]:
        """Return the list of items, newest key first: of other countries only those that are ready."""
        rows = [one for one in self.world.items.values() if self.sees("series_item", one.key)]
        rows = [one for one in rows if one.state == "ready" or one.country == self.who.country]
        return [self.item_line(one) for one in sorted(rows, key=lambda one: one.key, reverse=True)]

    def stacks(self, listed: Sequence[ItemLine | Item], *, copies: bool = True) -> list[Folded]:
        """Return what is listed (newest first) as stacks, in the order of their newest: by union-find, pair by pair.

        A picture joins the earliest listed picture that a hit shows beside it, where that is earlier than itself.
        ``copies``: uploads that repeat a listed picture count in its stack as well, and stand alone in the list.
        """
        order = [one.key for one in listed]
        pictures = {key for key in order if self.world.items[key].state == "ready"}
        group = {key: {key} for key in order}
        pairs = [{hit.item, hit.other} for hit in self.world.hits.values() if self.sees("series_hit", hit.key)]
        for key in pictures:
            beside = [other for pair in pairs if key in pair and pair <= pictures for other in pair - {key}]
            if beside and min(beside) < key:
                joined = group[key] | group[min(beside)]
                group |= dict.fromkeys(joined, joined)
        found: dict[UUID, frozenset[UUID]] = {}
        for key in order:
            first = min(group[key])
            repeated = {one for one in order if copies and self.world.items[one].repeats in group[key] & pictures}
            found.setdefault(first, frozenset(group[key] | repeated))
        return list(found.items())

    def item_line(self, item: Item) -> ItemLine:
        """Return what is said of one item."""
        series = self.series_of(item.key)
        held_back = {key for key in self.world.items if self.held_back(key)}
        found = self.findings_of(item) if item.key not in held_back else frozenset()
        findings = frozenset(one for one in found if one[0] not in held_back)
        solvers = {self.solvers(key) for key in series} | {found[4] for found in findings}
        return ItemLine(item.key, series, findings, frozenset(solvers - {""}))

    def findings_of(self, item: Item) -> frozenset[Found]:
        """Return all that shows the same, also what is folded away."""
        return frozenset(self._findings(item))

    def series_of(self, item: UUID) -> tuple[UUID, ...]:
        """Return the series that an item is in, the first placing's key first."""
        found = [one for one in self.world.placements.values() if one.item == item]
        shown = [one for one in sorted(found, key=lambda p: p.key) if self.sees("series_placement", one.key)]
        return tuple(one.series for one in shown)

    def _findings(self, item: Item) -> Iterable[Found]:
        for hit in self.world.hits.values():
            if item.key not in (hit.item, hit.other) or not self.sees("series_hit", hit.key):
                continue
            other = self.world.items[hit.other if hit.item == item.key else hit.item]
            if item.state == other.state == "ready":
                series = self.series_of(other.key)
                # The word of the item's own country before that of others, who may put it in theirs.
                solved = sorted(
                    filter(self.solvers, series), key=lambda s: self.world.series[s].country != item.country
                )
                solver = self.solvers(solved[0]) if solved else ""
                own_case = other.country == self.who.country and self.sees("series_case", other.case)
                yield other.key, hit.kind, own_case, series, solver

    def threads(self, status: str) -> list[ThreadLine]:
        """Return the list of requests, newest activity first; those about solved series are not in it."""
        rows = [one for one in self.world.threads.values() if self.sees("forum_thread", one.key)]
        rows = [one for one in rows if self.is_live(one) and status in ("any", one.status)]
        return [self.thread_line(one) for one in newest(rows)]

    def is_live(self, thread: Thread) -> bool:
        """A request on its own, or about a series in which somebody is still to be found."""
        return thread.series is None or any(self.active(thread.series))

    def thread_line(self, thread: Thread) -> ThreadLine:
        """Return what the lists say of a request."""
        answers = [one for one in self.world.posts.values() if one.thread == thread.key]
        crops = sorted(one.key for one in self.world.crops.values() if one.thread == thread.key and one.ready)
        return ThreadLine(thread.key, len(answers), tuple(crops))

    def helped(self, thread: UUID) -> set[UUID]:
        """Return the answers that are marked as having helped."""
        credits = [one for one in self.world.credits.values() if self.sees("forum_credit", one.key)]
        return {one.post for one in credits if self.world.posts[one.post].thread == thread}

    def heard(self) -> list[UUID]:
        """Return the events that are told, in order: all their audiences are held, and the object is visible now."""
        tables = {"item": "series_item", "series": "series_series", "thread": "forum_thread"}
        shown = [one for one in self.world.events.values() if self.sees("core_event", one.key)]
        told = [one for one in shown if self._is_told(one, tables[one.type.split(".")[0]])]
        return [one.key for one in sorted(told, key=lambda one: one.number)]

    def _is_told(self, event: Event, table: str) -> bool:
        """What went away is told (without a name) to who misses some of it; what appeared, to who sees some of it."""
        seen = [self.sees(table, key) for key in event.about]
        if event.type.endswith(".gone"):
            return not all(seen)
        return any(seen) if event.type.endswith(".appeared") else seen[0]

    def unit_totals(self) -> dict[str, int]:
        """Return what the page of the officer's unit counts."""
        world, mine = self.world, {key for key, one in self.world.people.items() if one.unit == self.who.unit}

        def count(table: str, rows: Iterable[tuple[UUID, UUID, str | None]]) -> int:
            """Count the unit's own visible rows; with a parent's country, those on other countries' parents."""
            return sum(by in mine and self.sees(table, key) and of != self.who.country for key, by, of in rows)

        def country_of(subject: UUID) -> str:
            return world.series[world.subjects[subject].series].country

        additions = {
            "series_placement": [(p.key, p.by, world.series[p.series].country) for p in world.placements.values()],
            "series_subject": [(s.key, s.by, world.series[s.series].country) for s in world.subjects.values()],
            "series_claim": [(c.key, c.by, country_of(c.subject)) for c in world.claims.values()],
            "series_identification": [(i.key, i.by, country_of(i.subject)) for i in world.identifications.values()],
        }
        posts = [(post.key, post.by, world.threads[post.thread].country) for post in world.posts.values()]
        return {
            "Cases opened": count("series_case", [(one.key, one.by, None) for one in world.cases.values()]),
            "Items uploaded": count("series_item", [(one.key, one.by, None) for one in world.items.values()]),
            "Series made": count("series_series", [(one.key, one.by, None) for one in world.series.values()]),
            "Contributions to own series": sum(
                one.by in mine
                and self.sees("series_placement", key)
                and world.series[one.series].country == self.who.country
                for key, one in world.placements.items()
            ),
            "Additions to others' series": sum(count(table, rows) for table, rows in additions.items()),
            "Answers to others' clue requests": count("forum_post", posts),
        }


def newest(rows: Iterable[Series] | Iterable[Thread]) -> list:  # type: ignore[type-arg]
    """Return rows by their last activity, and by key where it is the same."""

    def order(row: Series | Thread) -> tuple[datetime, UUID]:
        return row.active_at, row.key

    return sorted(rows, key=order, reverse=True)


def found_by(series: Series, words: str) -> bool:
    """The exact reference, or all the words in title and summary."""
    text = f"{series.title} {series.summary}".lower().split()
    return series.reference == words.upper() or all(word in text for word in words.lower().split())
