"""Pages and the API through the whole stack: the status, and no word and no key of anything hidden in any body."""

import json
import re
from collections.abc import Callable
from functools import cache
from random import Random
from urllib.parse import quote
from uuid import UUID

from django.test import Client
from django.test.client import ClientHandler

from accounts.models import Officer
from icse.core.doors import acting_as_system
from tests.partition.comparing import PAGE, compare, require
from tests.partition.loading import Loader
from tests.partition.oracle import Sight, newest
from tests.partition.tables import TABLES

_MARKER = re.compile(r"zq[a-z]{8}|(?:SE|CR|RF)-2026-[2-9B-DF-HJ-NP-TV-XZ]{8}")
_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")

#: Who may look at what a thing is addressed by, and the addresses of it.
DETAILS = {
    "series_series": (
        "/series/{}/",
        "/series/{}/body/",
        "/series/{}/threads/",
        "/series/{}/links/",
        "/series/{}/link/",
        "/series/{}/proposals/",
        "/api/v1/series/{}",
        "/series/{}/place/",
        "/series/{}/where/",
        "/series/{}/work/",
        "/series/{}/history/",
        "/api/v1/series/{}/leads",
        "/api/v1/series/{}/notes",
        "/api/v1/series/{}/tasks",
    ),
    "series_note": ("/notes/{}/", "/api/v1/notes/{}"),
    "series_task": ("/tasks/{}/", "/api/v1/tasks/{}"),
    "series_linkreason": ("/proposals/{}/",),
    "series_referral": ("/referrals/{}/", "/api/v1/referrals/{}"),
    "series_item": (
        "/items/{}/",
        "/items/{}/row/",
        "/items/{}/statements/",
        "/api/v1/items/{}",
        "/api/v1/items/{}/findings",
    ),
    "forum_thread": ("/threads/{}/", "/threads/{}/posts/", "/api/v1/threads/{}", "/api/v1/threads/{}/posts"),
    "series_case": ("/cases/{}/", "/items/?case={}", "/api/v1/items?case={}"),
    "series_subject": ("/subjects/{}/identify/", "/subjects/{}/", "/api/v1/subjects/{}"),
}
#: Addresses that need a role: the others answer an officer without content with "not there".
NEED_WORK = (
    "/work/",
    "/api/v1/work",
    "/proposals/",
    "/api/v1/proposals",
    "/duty/",
    "/referrals/",
    "/api/v1/duty",
    "/api/v1/referrals",
    "/api/v1/indications",
    "/cases/",
    "/items/?",
    "/items/",
    "/upload/",
    "/series/new/",
    "/threads/new/",
    "/outcomes/",
    "/api/v1/outcomes",
)
LISTS = (
    "/work/",
    "/work/?whose=unit",
    "/api/v1/work",
    "/",
    "/board/rows/?status=all",
    "/?status=all&words=room",
    "/items/",
    "/cases/",
    "/threads/?status=any",
    "/unit/",
    "/account/",
    "/upload/",
    "/series/new/",
    "/threads/new/",
    "/outcomes/",
    "/api/v1/audiences",
    "/api/v1/outcomes",
    "/api/v1/cases",
    "/duty/",
    "/referrals/",
    "/api/v1/duty",
    "/api/v1/referrals",
    "/api/v1/indications",
    "/proposals/",
    "/proposals/decided/",
    "/api/v1/proposals",
)


@cache
def _the_stack() -> ClientHandler:
    """Return the one handler of all browsers: putting the middleware together takes long."""
    return Client().handler


class Browser:
    """One officer's browser in one world."""

    def __init__(self, loader: Loader, sight: Sight, random: Random) -> None:
        self.loader, self.sight, self.random = loader, sight, random
        self.client = Client()
        self.client.handler = _the_stack()
        with acting_as_system("tests"):
            officer = Officer.objects.get(pk=sight.who.key)
        self.client.force_login(officer, backend="accounts.sign_in.OfficerBackend")
        world = loader.world
        everything = {str(key) for rows in sight.needs.values() for key in rows} | set(map(str, world.people))
        shown = {key for table in TABLES for key in sight.tables[table]}
        mine = [one for one in world.items.values() if one.country == sight.who.country]
        # From which case a visible item comes may be known in its own country, even by who cannot open the case.
        shown |= {str(one.case) for one in mine if sight.sees("series_item", one.key)}
        self.hidden_keys = everything - shown
        self.shown_words = {word for text in sight.words for word in _MARKER.findall(text)}

    @property
    def session_key(self) -> str:
        """The key of the browser's session."""
        return str(self.client.cookies["sessionid"].value)

    def get(self, path: str) -> tuple[int, str]:
        """Open a page; nothing hidden may be in it."""
        response = self.client.get(path)
        body = response.content.decode()
        surface = f"GET {path} as {self.sight.who.role}"
        compare(f"{surface}: words", set(_MARKER.findall(body)) - self.shown_words - set(_MARKER.findall(path)), set())
        compare(f"{surface}: keys", (set(_KEY.findall(body)) & self.hidden_keys) - set(_KEY.findall(path)), set())
        return response.status_code, body

    def detail(self) -> None:
        """One thing by its key: shown, or not there."""
        table = self.random.choice(list(DETAILS))
        keys = sorted(self.sight.needs[table])
        if not keys:
            return
        key, template = self.random.choice(keys), self.random.choice(DETAILS[table])
        path = template.format(key)
        status, body = self.get(path)
        expected = self._expected(path, 200 if self.sight.sees(table, key) else 404)
        compare(f"GET {path} as {self.sight.who.role}", status, expected)
        if status == 200 and path.startswith("/api/") and body.startswith('{"results"'):
            return
        if status == 404:
            _, never = self.get(template.format(UUID(int=key.int ^ 1)))
            compare(f"GET {path}, and what never was", body, never)

    def national(self) -> None:
        """An item that is shown while something about it is not: its case, why it was refused, what it repeats."""
        shown = [one for one in self.loader.world.items.values() if self.sight.sees("series_item", one.key)]
        others = [one for one in shown if one.country != self.sight.who.country]
        told = [one for one in others if one.state != "ready"]
        told += [one for one in shown if one.repeats and not self.sight.sees("series_item", one.repeats)]
        if told or others:
            key = self.random.choice(told or others).key
            path = self.random.choice(("/items/{}/", "/api/v1/items/{}", "/api/v1/items/{}")).format(key)
            compare(f"GET {path} as {self.sight.who.role}", self.get(path)[0], 200)

    def listing(self) -> None:
        """One list."""
        path = self.random.choice(LISTS)
        status, body = self.get(path)
        compare(f"GET {path} as {self.sight.who.role}", status, self._expected(path, 200))
        if status == 200 and path == "/?status=all&words=room":
            first = self.sight.board("all", words="room")[:PAGE] if self._works else []
            compare("board page", re.findall(r'id="series-([0-9a-f-]{36})"', body), [str(row.key) for row in first])

    def search(self) -> None:
        """A reference that exists and is hidden is answered as one that does not exist."""
        one = self.random.choice(list(self.loader.world.series.values()))
        if self.sight.sees("series_series", one.key) or self._stopped:
            return
        never = one.reference[:-1] + ("2" if one.reference[-1] != "2" else "3")
        bodies = [self.get(f"/board/rows/?status=all&words={quote(words)}")[1] for words in (one.reference, never)]
        compare("search by reference", bodies[0].replace(one.reference, never), bodies[1])

    def program(self) -> None:
        """One list of the API, all its pages."""
        sight, world = self.sight, self.loader.world
        items, series, threads = world.items.values(), world.series.values(), world.threads.values()
        own_or_ready = [one.key for one in items if one.state == "ready" or one.country == sight.who.country]
        lists: dict[str, tuple[str, list[UUID]]] = {
            "/api/v1/series?status=all": ("series_series", [one.key for one in series]),
            "/api/v1/series": ("series_series", [one.key for one in series if any(sight.active(one.key))]),
            "/api/v1/items": ("series_item", own_or_ready),
            "/api/v1/threads": ("forum_thread", [one.key for one in threads if sight.is_live(one)]),
            "/api/v1/threads?solved=true": ("forum_thread", [one.key for one in threads if not sight.is_live(one)]),
        }
        path = self.random.choice(list(lists))
        table, keys = lists[path]
        expected = [str(key) for key in sorted(keys, reverse=True) if sight.sees(table, key)]
        shown, following = list[str](), path
        while following:
            status, body = self.get(following)
            compare(f"GET {following} as {sight.who.role}", status, self._expected(following, 200))
            if status != 200:
                return
            page = json.loads(body)
            shown += [one["id"] for one in page["results"]]
            following = page["next"]
            require(path, not following or len(page["results"]) == PAGE, "a short page before the last")
        compare(path, shown, expected)

    def placements(self) -> None:
        """The items of a series that is shown, as the API lists them."""
        shown = [one for one in newest(self.loader.world.series.values()) if self.sight.sees("series_series", one.key)]
        if not shown:
            return
        key = self.random.choice(shown).key
        status, body = self.get(f"/api/v1/series/{key}/placements")
        compare("placements' status", status, 200)
        expected = [str(item.key) for item in reversed(self.sight.placed(key))][:PAGE]
        compare("placements", [one["item"] for one in json.loads(body)["results"]], expected)

    @property
    def _works(self) -> bool:
        return self.sight.who.role in ("analyst", "supervisor")

    @property
    def _stopped(self) -> bool:
        return not self.sight.who.active or self.sight.who.certified_for < 0

    def _expected(self, path: str, status: int) -> int:
        """Return the status for who is signed in: who must not work is stopped before anything is looked up."""
        api = path.startswith("/api/")
        if not self.sight.who.active:
            return 401 if api else 302
        if self.sight.who.certified_for < 0 and path != "/account/":
            return 403 if api else 302
        if not self._works and (self._needs_work(path)):
            return 403
        return status

    @staticmethod
    def _needs_work(path: str) -> bool:
        if path in NEED_WORK or path == "/api/v1/cases":
            return True
        return path.startswith(("/cases/", "/items/?"))


CHECKS: tuple[Callable[[Browser], None], ...] = (
    Browser.detail,
    Browser.detail,
    Browser.national,
    Browser.national,
    Browser.listing,
    Browser.listing,
    Browser.search,
    Browser.program,
    Browser.placements,
)


def check_pages(browser: Browser, random: Random, number: int) -> None:
    """Compare so many of the pages for one officer, drawn at random."""
    for check in random.sample(CHECKS, number):
        check(browser)
