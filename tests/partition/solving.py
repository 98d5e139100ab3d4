"""Three series, and what each active surface shows of them: one is active, one is solved, one was opened again."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.template import Engine, Template
from django.test import Client
from django.utils import timezone

import forum.checking
import icse.coordination.figures
import series.queries.duty
import series.queries.findings
import series.queries.work
from accounts.models import Audience, Officer
from accounts.models.owned import owner_fields
from forum import notifications
from forum.actions import subscribe
from forum.models import News, Notification, Thread, ThreadCheck, ThreadSeries
from forum.notifications import unread_threads
from forum.telling import tell
from icse.coordination import choosing
from icse.coordination.figures import identified
from icse.core import events
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import Event
from series import actions
from series.models import Alert, Hit, Identification, Item, LinkReason, Referral, Series
from series.proposing.work import propose
from series.queries import proposals
from series.queries.duty import waiting_for
from series.referring.escalation import escalate_alerts, escalate_referrals
from tests.conftest import officer
from tests.forum.world import ask, make_item
from tests.partition.breaking import NothingBroken, everywhere, function
from tests.partition.faults import OF_CODE, OF_RULES, Fault
from tests.series.grouping import add, confirm, make_series, record
from tests.series.leading import lead, task
from tests.series.referring import raise_alert, refer

ACTIVE, SOLVED, RETURNED = "Blue room", "Green room", "Brown room"
WHY = "The room is not the room of this child."
Seen = set[str] | dict[str, int]


@dataclass
class Scene:
    """What was made, and who looks: an officer of a third country."""

    looker: Officer
    series: dict[str, Series] = field(default_factory=dict)
    mine: dict[str, UUID] = field(default_factory=dict)
    client: Client = field(default_factory=Client)

    def page(self, path: str) -> str:
        """Return the body of a page."""
        return self.client.get(path).content.decode()

    def named(self, path: str) -> set[str]:
        """Return which of the three are named on a page."""
        body = self.page(path)
        return {title for title in self.series if title in body}


def make_scene() -> Scene:
    """Make the three, through the actions of the pages; each with a file, a request, and a claim of France."""
    nora, niels, fleur, gregor = (officer(name) for name in ("Nora", "Niels", "Fleur", "Gregor"))
    with acting_as_system("tests"):
        members = Audience.objects.get(kind="members")
    scene = Scene(gregor)
    for title in (ACTIVE, SOLVED, RETURNED):
        _one(scene, title, nora, niels, fleur, members)
    ask(nora, members, series=scene.series[SOLVED], question=f"Late: {SOLVED}?")
    scene.client.force_login(gregor, backend="accounts.sign_in.OfficerBackend")
    return scene


def _one(scene: Scene, title: str, nora: Officer, niels: Officer, fleur: Officer, members: Audience) -> None:
    made = scene.series[title] = make_series(by=nora, audience=members, title=title)
    theirs = make_item(nora, members, made)
    mine = make_item(scene.looker, members)
    _match(mine, theirs)
    scene.mine[title] = mine.pk
    ask(nora, members, series=made, question=f"Early: {title}?")
    raise_alert(made, by=nora)
    lead(made, by=scene.looker)
    task(made, by=scene.looker, assignee=scene.looker)
    refer(made, "DE", by=nora)
    victim, offender = add(made, "victim", by=nora), add(made, "offender", by=nora)
    with acting_as(fleur.pk):
        actions.claim_subject(subject=victim, by=fleur)
    if title != ACTIVE:
        confirm(record(victim, by=nora), by=niels)
        confirm(record(offender, by=nora), by=niels)
    if title == RETURNED:
        with acting_as(nora.pk):
            actions.reopen_subject(subject=victim, reason=WHY, by=nora)


def _match(one: Item, other: Item) -> None:
    with acting_as_system("tests"):
        sides = {"item_audience_id": one.audience_id, "other_audience_id": other.audience_id}
        Hit.objects.create(kind="near", item=one, other=other, distance=3, **sides)


def _board(scene: Scene) -> set[str]:
    """The board as it opens; and by what is chosen on it, each named."""
    return scene.named("/")


def _board_rows(scene: Scene) -> set[str]:
    chosen = {"": "", "offenders ": "status=offenders", "verified ": "status=claimed", "words ": "words=room"}
    return {f"{name}{title}" for name, query in chosen.items() for title in scene.named(f"/board/rows/?{query}")}


def _unfolded(scene: Scene, path: str) -> set[str]:
    folded = "of a solved series; open only if needed"
    return {title for title, one in scene.series.items() if folded not in scene.page(path.format(one.pk))}


def _identified(scene: Scene, path: str) -> set[str]:
    return {title for title, key in scene.mine.items() if "already identified" in scene.page(path.format(key)).lower()}


def _heard(scene: Scene, type: str) -> dict[str, int]:
    with acting_as_system("tests"):
        return {type: Event.objects.filter(type=type).count()}


def _found(scene: Scene, path: str) -> set[str]:
    """Which of the three are named by their key, since what was found is marked in its title."""
    body = scene.page(path)
    return {title for title, one in scene.series.items() if str(one.pk) in body}


def _choosable(scene: Scene) -> set[str]:
    """Which of the three are offered to add files to, by their own references."""
    pages = {title: scene.page(f"/series/choose/?words={one.reference}") for title, one in scene.series.items()}
    return {title for title, one in scene.series.items() if str(one.pk) in pages[title]}


def _duty(scene: Scene, path: str) -> set[str]:
    """Flags are named by their own key or by their series, referrals by their own."""
    body = scene.page(path)
    with acting_as_system("tests"):
        flags = list(Alert.objects.values_list("series__title", "pk", "series_id"))
        referrals = {one.title: one.pk for one in Referral.objects.filter(side="received")}
    found = {f"flag {title}" for title, *keys in flags if any(str(key) in body for key in keys)}
    return found | {f"referral {title}" for title, key in referrals.items() if str(key) in body}


def _waiting(scene: Scene) -> dict[str, int]:
    with acting_as(scene.looker.pk):
        return {"waiting": waiting_for(scene.looker)}


def _proposed(scene: Scene, path: str) -> set[str]:
    """Which of the three the looker's own file, which resembles one of each, is proposed for."""
    propose()
    return _found(scene, path)


def _proposed_by_title(scene: Scene) -> set[str]:
    propose()
    return scene.named("/proposals/")


def _proposed_of_each(scene: Scene) -> set[str]:
    propose()
    pages = {title: scene.page(f"/series/{one.pk}/proposals/") for title, one in scene.series.items()}
    return {
        title for title, page in pages.items() if "/proposals/" in page.replace("data-live-url", "", 1).split(">", 1)[1]
    }


def _possible(scene: Scene) -> set[str]:
    """Of which of the three a possible link can be opened by its key."""
    propose()
    with acting_as_system("tests"):
        rows = dict(LinkReason.objects.values_list("series__title", "pk"))
    return {title for title, key in rows.items() if "What speaks for it" in scene.page(f"/proposals/{key}/")}


def _late(scene: Scene) -> dict[str, int]:
    """How much is told on that nobody answered."""
    later = timezone.now() + timedelta(days=30)
    return {"flags": escalate_alerts(later), "referrals": escalate_referrals(later)}


def _to_check(scene: Scene) -> None:
    """Let the looker's country have a request about each of the three that waits for a second officer."""
    with acting_as_system("tests"):
        home = Audience.objects.get(kind="national", owner=scene.looker.country_id)
        names = owner_fields(scene.looker)
        someone = Officer.objects.get(name="Nora")
        for title, one in scene.series.items():
            thread = Thread.objects.create(audience=home, kind_id="socket", question=f"Wide: {title}?", **names)
            sides = {"thread_audience": home, "series_audience_id": one.audience_id}
            who = {"country_id": names["country_id"], "officer_id": names["officer_id"]}
            ThreadSeries.objects.create(thread=thread, series=one, **sides, **who)
            asked = {**names, "officer_id": someone.pk}
            ThreadCheck.objects.create(thread=thread, audience=home, thread_audience=home, wanted=home, **asked)


def _checks(scene: Scene, path: str) -> set[str]:
    _to_check(scene)
    return scene.named(path)


def _checks_by_key(scene: Scene) -> set[str]:
    _to_check(scene)
    body = scene.page("/api/v1/checks")
    with acting_as_system("tests"):
        rows = dict(ThreadCheck.objects.values_list("thread__about__series__title", "pk"))
    return {title for title, key in rows.items() if str(key) in body}


def _checks_waiting(scene: Scene) -> dict[str, int]:
    _to_check(scene)
    with acting_as(scene.looker.pk):
        return {"waiting": forum.checking.waiting_for(scene.looker)}


def _news_page(scene: Scene) -> set[str]:
    """Of which of the three an early request is news; it was told before any was solved."""
    _tell_early(scene)
    return scene.named("/notifications/")


def _news_number(scene: Scene) -> dict[str, int]:
    _tell_early(scene)
    with acting_as(scene.looker.pk):
        return {"unread": unread_threads(scene.looker)}


def _news_of_api(scene: Scene) -> set[str]:
    threads = _tell_early(scene)
    body = scene.page("/api/v1/notifications")
    return {title for key, title in threads.items() if str(key) in body}


def _news_told(scene: Scene) -> set[str]:
    """Of which of the three a worker tells what was asked, that comes late."""
    with acting_as(scene.looker.pk):
        subscribe(what="all", by=scene.looker)
    with acting_as_system("tests"):
        for key in News.objects.values_list("pk", flat=True):
            tell(key)
        rows = Notification.objects.filter(officer=scene.looker).values_list("thread__about__series__title", flat=True)
        return {str(title) for title in rows}


def _tell_early(scene: Scene) -> dict[UUID, str]:
    """Tell of every request that it is new; return which series each is about."""
    with acting_as_system("tests"):
        threads = list(Thread.objects.select_related("about__series"))
        told = {"officer": scene.looker, "cause": "new", "why": "all", "told_at": timezone.now()}
        rows = [Notification(thread=one, audience_id=one.audience_id, news=one.pk, **told) for one in threads]
        Notification.objects.bulk_create(rows)
    return {one.pk: one.about.series.title for one in threads}


def _figures(scene: Scene) -> dict[str, int]:
    with acting_as_system("tests"):
        found = [one.role for one in identified()]
    return {role: found.count(role) for role in ("victim", "offender")}


def _settled(scene: Scene) -> set[str]:
    """What the database says of each series and its requests, by the pages that read it."""
    return {f"{word} {title}" for word, titles in _surfaces(scene).items() for title in titles}


def _surfaces(scene: Scene) -> dict[str, set[str]]:
    return {"board": _board_rows(scene), "requests": scene.named("/threads/")}


Look = Callable[[Scene], Seen]
_SOUGHT = {ACTIVE, RETURNED}
_ROWS = {*_SOUGHT, f"offenders {ACTIVE}", *(f"{name} {one}" for name in ("verified", "words") for one in _SOUGHT)}
_ON_DUTY = {f"{what} {title}" for what in ("flag", "referral") for title in _SOUGHT}
_LATE = {"flags": 2, "referrals": 2}
_SETTLED = {*(f"board {one}" for one in _ROWS), *(f"requests {one}" for one in _SOUGHT)}

#: How each active surface is looked at, and what it must show.
LOOKS: dict[str, tuple[Look, Seen]] = {
    "route board": (_board, _SOUGHT),
    "route board-rows": (_board_rows, _ROWS),
    "route thread-list": (lambda scene: scene.named("/threads/"), _SOUGHT),
    "route thread-rows": (lambda scene: scene.named("/threads/rows/"), _SOUGHT),
    "route api-series-list": (lambda scene: scene.named("/api/v1/series"), _SOUGHT),
    "route api-threads": (lambda scene: scene.named("/api/v1/threads"), _SOUGHT),
    "route series": (lambda scene: _unfolded(scene, "/series/{}/"), _SOUGHT),
    "route series-body": (lambda scene: _unfolded(scene, "/series/{}/body/"), _SOUGHT),
    "route item-verdict": (lambda scene: _identified(scene, "/items/{}/verdict/"), {SOLVED}),
    "route api-verdict": (lambda scene: _identified(scene, "/api/v1/items/{}/verdict"), {SOLVED}),
    "route series-choose": (_choosable, _SOUGHT),
    "route search": (partial(_found, path="/search/?words=room"), _SOUGHT),
    "route api-search": (partial(_found, path="/api/v1/search?thing=series&words=room"), _SOUGHT),
    "route duty": (partial(_duty, path="/duty/"), _ON_DUTY),
    "route api-duty": (partial(_duty, path="/api/v1/duty"), _ON_DUTY),
    "route work": (lambda scene: scene.named("/work/"), _SOUGHT),
    "route api-work": (partial(_found, path="/api/v1/work"), _SOUGHT),
    "route duty-waiting": (_waiting, {"waiting": 4}),
    "route proposal-list": (_proposed_by_title, _SOUGHT),
    "route api-proposals": (partial(_proposed, path="/api/v1/proposals"), _SOUGHT),
    "route series-proposals": (_proposed_of_each, _SOUGHT),
    "route proposal": (_possible, _SOUGHT),
    "event referral.changed": (partial(_heard, type="referral.changed"), {"referral.changed": 12}),
    "task series.tasks.escalate_alerts": (_late, _LATE),
    "task series.tasks.sweep_referrals": (_late, _LATE),
    "function icse_find": (partial(_found, path="/search/?words=room"), _SOUGHT),
    "event series.changed": (partial(_heard, type="series.changed"), {"series.changed": 22}),
    "event series.solved": (partial(_heard, type="series.solved"), {"series.solved": 2}),
    "event series.reopened": (partial(_heard, type="series.reopened"), {"series.reopened": 1}),
    "event outcome.told": (partial(_heard, type="outcome.told"), {"outcome.told": 8}),
    "route notification-list": (_news_page, _SOUGHT),
    "route notification-unread": (_news_number, {"unread": 2}),
    "route api-notifications": (_news_of_api, _SOUGHT),
    "function icse_tell_news": (_news_told, _SOUGHT),
    "task icse.coordination.tasks.publish_figures": (_figures, {"victim": 1, "offender": 2}),
    **{
        f"function icse_{name}": (_settled, _SETTLED)
        for name in (
            "search_series",
            "settle_subject",
            "settle_person",
            "revoke_identification",
            "settle_series",
            "settle_series_now",
            "settle_threads",
            "thread_is_activity",
        )
    },
    "function icse_settle_referrals": (partial(_duty, path="/duty/"), _ON_DUTY),
    "route check-list": (partial(_checks, path="/checks/"), _SOUGHT),
    "route check-rows": (partial(_checks, path="/checks/rows/"), _SOUGHT),
    "route check-waiting": (_checks_waiting, {"waiting": 2}),
    "route api-checks": (_checks_by_key, _SOUGHT),
}


@contextmanager
def _template(name: str, old: str, new: str) -> Iterator[None]:
    """Replace a part of a template's text."""
    find = Engine.find_template

    def broken(engine: Engine, wanted: str, *args: Any, **kwargs: Any) -> Any:
        template, origin = find(engine, wanted, *args, **kwargs)
        if wanted != name:
            return template, origin
        if old not in template.source:
            raise NothingBroken(f"{name} has no {old!r}")
        return Template(template.source.replace(old, new), origin, wanted, engine=engine), origin

    with patch.object(Engine, "find_template", broken):
        yield


@contextmanager
def _unheard(type: str) -> Iterator[None]:
    """Let nobody hear of one type of event."""
    add_one = events._add
    with patch.object(events, "_add", lambda event: None if event.type == type else add_one(event)):
        yield


def _all_ever() -> Iterator[icse.coordination.figures.Identified]:
    rows = Identification.objects.exclude(confirmed_at=None).order_by("subject_id").distinct("subject_id")
    for one in rows.select_related("subject", "country"):
        assert one.confirmed_at is not None
        yield icse.coordination.figures.Identified(one.subject.role, one.country.region, one.confirmed_at.date())


_BODY = "series/series_body.html"
_FOLDS = "{% if pictures.placements and series.active_for_victims or"
#: What the worlds do not look at: only here.
_MORE: dict[str, Callable[[], AbstractContextManager[Any]]] = {
    "solved: a series is not settled": partial(
        function, "icse_settle_series", "PERFORM icse_settle_series_now(NEW.series_id);", ""
    ),
    "solved: a subject is not settled": partial(
        function, "icse_settle_subject", "PERFORM icse_settle_person(NEW.subject_id, true);", ""
    ),
    "solved: possible links of it are listed": lambda: patch.multiple(
        proposals,
        _LINES=proposals._LINES.replace("(s.active_for_victims OR s.active_for_offenders)", "true"),
        _BEST_OF_ALL=proposals._BEST_OF_ALL.replace("r.is_open AND", ""),
        _BEST_OF_OWN=proposals._BEST_OF_OWN.replace("r.is_open AND", ""),
    ),
    "solved: flags of it wait": lambda: patch.object(series.queries.duty, "_ACTIVE", Q(withdrawn_at=None)),
    "solved: requests about it wait to be checked": lambda: patch.object(forum.checking, "_OPEN", Q(outcome="")),
    "solved: work on it is in hand": lambda: patch.object(series.queries.work, "ACTIVE", Q()),
    "solved: referrals of it wait": partial(
        function,
        "icse_settle_referrals",
        "SET is_active = NEW.active_for_victims OR NEW.active_for_offenders",
        "SET is_active = true",
    ),
    "solved: what was asked about it is news": lambda: patch.object(notifications, "NO_LONGER_NEW", Q(pk=None)),
    "solved: what is asked about it is told": partial(
        function, "icse_tell_news", "n.cause = 'new' AND NOT t.is_active", "false"
    ),
    "solved: it is offered to be added to": lambda: patch.object(choosing, "_is_active", lambda one: True),
    "solved: the one search finds it": partial(
        function, "icse_find", "WHEN '' THEN '(s.active_for_victims OR s.active_for_offenders)'", "WHEN '' THEN 'true'"
    ),
    "solved: the search finds it among what is active": partial(
        function, "icse_search_series", "WHEN 'active' THEN", "WHEN 'active' THEN true OR"
    ),
    "solved: its pictures are not folded away": partial(
        _template, _BODY, _FOLDS, _FOLDS.replace("series.active_for_victims", "True")
    ),
    "solved: findings do not say it": lambda: everywhere(series.queries.findings.solved_by, lambda series: {}),
    "solved: what was opened again is counted": lambda: everywhere(identified, _all_ever),
    **{
        f"solved: nobody hears of {type}": partial(_unheard, type)
        for type in ("series.changed", "series.solved", "series.reopened", "outcome.told", "referral.changed")
    },
}
FAULTS: dict[str, Fault] = OF_RULES | OF_CODE | _MORE


def look(surface: str) -> Seen:
    """Make the scene, and return what one surface shows of it; all is undone."""
    with transaction.atomic():
        try:
            return LOOKS[surface][0](make_scene())
        finally:
            transaction.set_rollback(True)
