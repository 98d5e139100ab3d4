"""The named queries that pages, programs and the live stream are made of, asked as one officer."""

from collections.abc import Callable
from random import Random
from uuid import UUID

from django.core import signing
from django.db import connection
from django.utils import timezone

from accounts.models import Officer
from forum.models import Crop, Thread
from forum.queries import Wanted, conversation, feed, threads_about
from icse.coordination.activity import activities
from icse.coordination.board import Cursor, Row, rows_of_board
from icse.core.doors import acting_as
from series.models import Item, Series
from series.queries.cases import counts_of_cases, newest_cases
from series.queries.depictions import Narrowing
from series.queries.duty import duty_of
from series.queries.findings import Finding, findings_of
from series.queries.history import Line, history_page
from series.queries.items import ItemRow, states_of_case
from series.queries.leads import leads_by_series
from series.queries.places import Place, stacked_items, stacked_pictures
from series.queries.stacks import Stack
from series.queries.subjects import subjects_of
from series.queries.work import work_of
from tests.partition.comparing import all_pages, compare, require
from tests.partition.loading import Loader
from tests.partition.making import KINDS
from tests.partition.oracle import BoardRow, Folded, ItemLine, Sight, ThreadLine
from tests.partition.oracle_of_duty import alerts_waiting, identifications_to_confirm, referrals_to_answer
from tests.partition.oracle_of_work import leads_in_hand, leads_offered, leads_on, tasks_in_hand


def whole_history(series: Series) -> list[Line]:
    """Return every page of it."""
    found, before = history_page(series)
    while before is not None:
        more, before = history_page(series, before=before)
        found += more
    return found


STATUSES = ("active", "offenders", "claimed", "solved")


_EVERYWHERE = """SELECT key FROM icse_find('series', %s, %s, '{"status": "all"}', NULL, NULL, 200) WHERE NOT is_end"""


class Asked:
    """One officer's reading of one world."""

    def __init__(self, loader: Loader, sight: Sight, random: Random) -> None:
        self.world, self.sight, self.random, self.loader = loader.world, sight, random, loader
        self.officer = Officer.objects.select_related("unit", "country").get(pk=sight.who.key)

    def board(self) -> None:
        """All of it, and once narrowed."""
        narrowed: list[dict[str, str]] = [
            *({"status": status} for status in STATUSES),
            {"status": "all", "country": self.random.choice(sorted(self.world.connected))},
            {"status": "all", "kind": self.random.choice(KINDS)},
        ]
        for chosen in ({"status": "all"}, self.random.choice(narrowed)):
            self._board(chosen)

    def search(self) -> None:
        """By a reference, by a word that one series has, by a word that all have; once narrowed too."""
        one = self.random.choice(list(self.world.series.values()))
        marker = one.title.split()[1]
        words = self.random.choice(("room", one.reference, marker, one.reference.lower(), f"room {marker}"))
        self._board({"status": "all", "words": words})
        self._board({"status": self.random.choice(STATUSES), "words": "room"})
        kind = self.random.choice(KINDS)
        self._board({"status": "all", "words": "summary", "kind": kind})
        expected = [row.key for row in self.sight.board("all", words="room")]
        for most in (2, 1000):  # few, which the newest may fill; and more than a page, from the index of words
            with connection.cursor() as cursor:
                cursor.execute("SELECT icse_search_series('room', 'all', NULL, NULL, NULL, NULL, %s)", [most])
                found = [row[0] for row in cursor.fetchall()]
            compare(f"search function, {most}", found, expected[:most])
        self._search_everything(marker)

    def _search_everything(self, marker: str) -> None:
        """The one search: by the word that all series have, by one's own, and with a letter missing."""
        shown = {row.key for row in self.sight.board("all", words="room")}
        own = {row.key for row in self.sight.board("all", words=marker)}
        asked = (("room", False, shown), ("roam", True, shown), (f"room {marker}", False, own))
        for words, close, expected in asked:
            with connection.cursor() as cursor:
                cursor.execute(_EVERYWHERE, [words, close])
                found = {row[0] for row in cursor.fetchall()}
            compare(f"the one search for {len(words)} letters", found, expected)

    def _board(self, chosen: dict[str, str]) -> None:
        surface = f"board {chosen}"

        def page(after: Cursor | None) -> tuple[list[BoardRow], Cursor | None]:
            rows, following = rows_of_board(chosen, after)
            compare(f"{surface} cursor", following and Cursor.read(following.signed()), following)
            expected = self.sight.elsewhere([row.series.pk for row in rows])
            told = {row.series.pk: {other.pk: number for other, number in row.elsewhere} for row in rows}
            numbers = {key: {other: len(some) for other, some in found.items()} for key, found in expected.items()}
            compare(f"{surface} pictures elsewhere", told, numbers)
            marked = {row.series.pk: row.repeated for row in rows}
            repeated = {key: frozenset().union(*found.values()) for key, found in expected.items()}
            compare(f"{surface} pictures marked", marked, repeated)
            return [_board_row(row) for row in rows], following

        shown = all_pages(surface, page)
        compare(surface, shown, self.sight.board(**{"status": "active", **chosen}))

    def cursor(self) -> None:
        """A cursor that was not made here is none: whoever could write one could ask where hidden rows are."""
        one = self.random.choice(list(self.world.series.values()))
        forged = signing.dumps([one.active_at.isoformat(), str(one.key)], key="not ours", salt="icse.board")
        plain = f'["{one.active_at.isoformat()}", "{one.key}"]'
        compare("forged cursors", [Cursor.read(forged), Cursor.read(plain)], [None, None])

    def items(self) -> None:
        """The list of items with what is known of each."""

        stacks: list[Folded] = []

        def page(after: UUID | None) -> tuple[list[ItemLine], UUID | None]:
            found = stacked_items(Place(self.officer), after=after)
            stacks.extend(_folded(row.stack) for row in found.rows)
            return [self._item_line(row) for row in found.rows], found.older

        expected = self.sight.stacks(self.sight.items())
        lines = all_pages("item list", page)
        compare("item list", lines, [self.sight.item_line(self.world.items[first]) for first, _ in expected])
        compare("stacks of items", stacks, expected)

    def findings(self) -> None:
        """What is known of the items that the officer sees, whatever their state."""
        found = findings_of(list(Item.objects.all()))
        expected = {
            item.key: self.sight.findings_of(item)
            for item in self.world.items.values()
            if self.sight.sees("series_item", item.key)
        }
        compare("findings", {key: frozenset(map(_finding, some)) for key, some in found.items()}, expected)

    def _item_line(self, row: ItemRow) -> ItemLine:
        findings = frozenset(map(_finding, row.findings))
        key, series = row.item.pk, tuple(one.pk for one in row.series)
        expected = self.sight.item_line(self.world.items[key]) if key in self.world.items else None
        solvers = expected.solvers if expected else frozenset()
        named = row.identified_by in solvers if row.identified_by else not solvers
        require(f"item {key}", named, f"identified by {row.identified_by!r} instead of {sorted(solvers)}")
        return ItemLine(key, series, findings, solvers)

    def cases(self) -> None:
        """The list of cases, and how many items each has."""
        rows = [key for key in self.world.cases if self.sight.sees("series_case", key)]

        def page(after: UUID | None) -> tuple[list[tuple[UUID, int, int]], UUID | None]:
            found = newest_cases(after=after)
            counts = counts_of_cases(found.cases)
            lines = [(one.pk, counts.get(one.pk, 0), sum(states_of_case(one).values())) for one in found.cases]
            return lines, found.older

        expected = [(key, self._items_of(key), self._items_of(key)) for key in sorted(rows, reverse=True)]
        compare("case list", all_pages("case list", page), expected)

    def _items_of(self, case: UUID) -> int:
        items = self.world.items.values()
        return sum(one.case == case and self.sight.sees("series_item", one.key) for one in items)

    def threads(self) -> None:
        """The list of requests."""
        status = self.random.choice(("any", "any", "open", "answered", "closed"))

        def page(before: object) -> tuple[list[ThreadLine], object]:
            found = feed(Wanted(status=status, before=before))  # type: ignore[arg-type]
            return [_thread_line(one) for one in found.threads], found.older

        compare(f"requests {status}", all_pages("requests", page), self.sight.threads(status))

    def series(self) -> None:
        """What the page of one series is made of."""
        shown = list(Series.objects.order_by("pk"))
        if not shown:
            return
        series = self.random.choice(shown)
        key = series.pk

        def page(after: UUID | None) -> tuple[list[Folded], UUID | None]:
            found = stacked_pictures(Place(self.officer, series=series), after=after)
            compare("pictures in all", found.total, len(self.sight.placed(key)))
            return [_folded(one.stack) for one in found.placements], found.older  # type: ignore[attr-defined]

        def threads(after: UUID | None) -> tuple[list[UUID], UUID | None]:
            found, older = threads_about(series, after=after)
            return [one.pk for one in found], older

        placed_newest_first = list(reversed(self.sight.placed(key)))
        compare("pictures", all_pages("pictures", page), self.sight.stacks(placed_newest_first, copies=False))
        compare("requests of a series", all_pages("requests of a series", threads), self.sight.threads_of(key))
        states = subjects_of(series, self.officer, contributes=False)
        compare("subjects", [one.subject.pk for one in states], [one.key for one in self.sight.subjects(key)])
        for state in states:
            only = Place(self.officer, series=series, only=Narrowing(state.subject))
            found = {key for one in stacked_pictures(only).placements for key in one.stack.members}  # type: ignore[attr-defined]
            compare("files that show somebody", found, self.sight.shows(state.subject.pk))
        entries = whole_history(series)
        placed = sum(int(one.text.split()[0]) for one in entries if one.icon == "image")
        compare("pictures in the history", placed, len(self.sight.placed(key)))
        hidden = {who.name for who in self.world.people.values()} - self.sight.words
        named = {name for name in hidden for one in entries if name in one.who}
        compare("names in the history", named, set())

    def conversation(self) -> None:
        """What the page of one request is made of."""
        visible = list(Thread.objects.select_related("kind", "country", "unit", "audience").order_by("pk"))
        if not visible:
            return
        thread = self.random.choice(visible)
        talk = conversation(thread, self.officer)
        linked = self.sight.sees("forum_threadseries", thread.pk)
        expected = self.world.threads[thread.pk].series if linked else None
        compare("series of a request", talk.series and talk.series.pk, expected)
        helped = {one.post.pk for one in talk.answers if one.helped}
        shown = {one.post.pk for one in talk.answers}
        compare("answers that helped", helped, self.sight.helped(thread.pk) & shown)

    def duty(self) -> None:
        """What waits for the unit."""
        found = duty_of(self.officer)
        compare("duty: flags", {one.pk for one in found.alerts}, alerts_waiting(self.sight))
        confirmed = identifications_to_confirm(self.sight)
        compare("duty: identifications", {one.pk for one in found.to_confirm}, confirmed)
        compare("duty: referrals", {one.pk for one in found.to_answer}, referrals_to_answer(self.sight))

    def work(self) -> None:
        """What is in hand, and who is on the series that are shown."""
        sight = self.sight
        mine, units = work_of(self.officer), work_of(self.officer, whose="unit")
        compare("work: mine", {one.pk for one in mine.tasks}, tasks_in_hand(sight, mine=True))
        compare("work: of the unit", {one.pk for one in units.tasks}, tasks_in_hand(sight, mine=False))
        compare("work: leads", {one.pk for one in mine.leads}, leads_in_hand(sight))
        compare("work: offers", {one.pk for one in mine.offers}, leads_offered(sight))
        shown = leads_by_series(sight.world.series)
        expected = {key: leads_on(sight, key) for key in sight.world.series}
        compare(
            "work: who is on it",
            {key: {one.pk for one in found} for key, found in shown.items()},
            {key: found for key, found in expected.items() if found},
        )

    def unit(self) -> None:
        """What the unit's page counts."""
        shown = {one.name: one.total for one in activities(self.officer, timezone.now().date())}
        compare("unit", shown, self.sight.unit_totals())


CHECKS: tuple[Callable[[Asked], None], ...] = (
    Asked.board,
    Asked.search,
    Asked.items,
    Asked.findings,
    Asked.cases,
    Asked.threads,
    Asked.series,
    Asked.conversation,
    Asked.unit,
    Asked.cursor,
    Asked.duty,
    Asked.work,
)


def check_lists(loader: Loader, sight: Sight, random: Random, number: int) -> None:
    """Compare so many of the lists for one officer, drawn at random."""
    with acting_as(sight.who.key):
        asked = Asked(loader, sight, random)
        for check in random.sample(CHECKS, number):
            check(asked)


def _board_row(row: Row) -> BoardRow:
    return BoardRow(row.series.pk, row.items, row.requests, tuple(row.verifying), tuple(one.pk for one in row.pictures))


def _folded(stack: Stack | None) -> Folded:
    assert stack is not None
    return stack.first, frozenset(stack.members)


def _finding(found: Finding) -> tuple[UUID, str, bool, tuple[UUID, ...], str]:
    return (
        found.other.pk,
        found.kind,
        found.case is not None,
        tuple(one.pk for one in found.series),
        found.identified_by,
    )


def _thread_line(thread: Thread) -> ThreadLine:
    answers: int = thread.answers  # type: ignore[attr-defined]
    crops: list[Crop] = thread.ready_crops  # type: ignore[attr-defined]
    return ThreadLine(thread.pk, answers, tuple(one.pk for one in crops))
