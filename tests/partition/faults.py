"""Faults that the worlds must catch, by name. Each is a way in which a partition like this one has failed somewhere."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any, TypeVar
from unittest.mock import patch
from uuid import UUID

from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.dateparse import parse_datetime

import accounts.access
import accounts.permissions
import accounts.queries
import accounts.sign_in
import accounts.visibility
import forum.api.threads
import forum.queries
import icse.coordination.board
import icse.core.live.looking
import series.api.series
import series.queries.cases
import series.queries.elsewhere
import series.queries.findings
import series.queries.history
import series.queries.items
import series.queries.places
import series.queries.series
import series.queries.stacks
from accounts.middleware import OfficerDoor
from accounts.models import Audience, Officer
from icse.coordination import activity
from icse.coordination.board import Cursor
from icse.core import events
from icse.core.doors import acting_as_system
from icse.core.errors import NotAllowed
from icse.core.live import looking
from icse.core.models import Event
from series.serializers import ItemSerializer
from tests.partition.breaking import (
    NothingBroken,
    everywhere,
    function,
    loose_copy,
    policy,
    remembered,
    with_system_rights,
)

Fault = Callable[[], AbstractContextManager[Any]]
M = TypeVar("M", bound=Model)

HELD = "ANY ((SELECT icse_audiences())::int[])"

#: Tables whose rows carry audiences, with the columns that do.
CARRIERS: dict[str, tuple[str, ...]] = {
    "series_case": ("audience_id",),
    "series_item": ("audience_id",),
    "series_hit": ("item_audience_id", "other_audience_id"),
    "series_series": ("audience_id",),
    "series_placement": ("series_audience_id", "item_audience_id"),
    "series_subject": ("audience_id",),
    "series_claim": ("audience_id",),
    "series_identification": ("audience_id",),
    "forum_thread": ("audience_id",),
    "forum_threadseries": ("thread_audience_id", "series_audience_id"),
    "forum_post": ("audience_id",),
    "forum_crop": ("audience_id",),
    "forum_cropsource": ("thread_audience_id", "item_audience_id"),
    "forum_credit": ("series_audience_id", "thread_audience_id"),
    "series_subjectfact": ("audience_id",),
    "series_reopening": ("audience_id",),
    "forum_outcome": ("audience_id", "item_audience_id", "thread_audience_id"),
    "series_linkreason": ("series_audience_id", "item_audience_id", "other_audience_id", "other_item_audience_id"),
    "series_proposaldecision": ("audience_id", "series_audience_id"),
    "series_permission": ("audience_id",),
    "series_seriesinterest": ("audience_id",),
    "forum_threadinterest": ("audience_id",),
    "forum_request": ("audience_id", "object_audience_id"),
    "forum_requestword": ("audience_id", "object_audience_id"),
    "accounts_disclosure": ("audience_id",),
    "series_hashlist": ("audience_id",),
    "series_listedhash": ("audience_id",),
    "series_listing": ("item_audience_id", "audience_id"),
    "series_hashvote": ("audience_id",),
    "series_setaside": ("item_audience_id", "audience_id"),
    "series_lookup": ("audience_id",),
    "series_newmaterial": (
        "item_audience_id",
        "other_audience_id",
        "series_audience_id",
        "only_for_id",
        "person_audience_id",
    ),
    "series_indication": ("audience_id",),
    "series_withholding": ("audience_id", "series_audience_id"),
    "series_referral": ("audience_id", "series_audience_id"),
    "series_referralstep": ("audience_id", "series_audience_id"),
    "series_alert": ("audience_id",),
    "series_acknowledgement": ("audience_id",),
    "series_lead": ("audience_id",),
    "series_note": ("audience_id", "country_audience_id"),
    "series_notetext": ("audience_id", "country_audience_id"),
    "series_task": ("audience_id", "country_audience_id"),
    "series_subjectstatement": ("audience_id",),
    "series_itemstatement": ("audience_id",),
    "series_depiction": ("subject_audience_id", "item_audience_id"),
    "forum_threadcheck": ("audience_id", "thread_audience_id", "wanted_id"),
}
COPIES = (
    *(("series_hit", column) for column in CARRIERS["series_hit"]),
    *(("series_placement", column) for column in CARRIERS["series_placement"]),
    ("series_subject", "audience_id"),
    ("series_claim", "audience_id"),
    ("series_identification", "audience_id"),
    *(("forum_threadseries", column) for column in CARRIERS["forum_threadseries"]),
    ("forum_post", "audience_id"),
    ("forum_crop", "audience_id"),
    *(("forum_cropsource", column) for column in CARRIERS["forum_cropsource"]),
    *(("forum_credit", column) for column in CARRIERS["forum_credit"]),
    ("series_subjectfact", "audience_id"),
    ("series_reopening", "audience_id"),
    *(("forum_outcome", column) for column in CARRIERS["forum_outcome"]),
    ("series_blindhit", "item_audience_id"),
    ("series_seriesinterest", "audience_id"),
    ("forum_threadinterest", "audience_id"),
    ("forum_requestword", "object_audience_id"),
    ("series_listing", "item_audience_id"),
    ("series_hashvote", "audience_id"),
    ("series_setaside", "item_audience_id"),
    # Its series_audience_id is kept by two keys, so that it follows where one is lost.
    ("series_newmaterial", "item_audience_id"),
    ("series_newmaterial", "other_audience_id"),
    ("series_newmaterial", "person_audience_id"),
    # Those of items that lie in a series are kept by their placements.
    ("series_linkreason", "series_audience_id"),
    ("series_linkreason", "other_audience_id"),
    ("series_linkreason", "other_item_audience_id"),
    ("series_proposaldecision", "series_audience_id"),
    ("series_indication", "audience_id"),
    ("series_withholding", "series_audience_id"),
    ("series_referral", "series_audience_id"),
    ("series_referralstep", "series_audience_id"),
    ("series_alert", "audience_id"),
    ("series_acknowledgement", "audience_id"),
    *((f"series_{table}", "audience_id") for table in ("lead", "note", "notetext", "task")),
    ("series_subjectstatement", "audience_id"),
    ("series_itemstatement", "audience_id"),
    *(("series_depiction", column) for column in CARRIERS["series_depiction"]),
    ("forum_threadcheck", "thread_audience_id"),
)
#: A copy that several parents share: the table, its column, and each parent.
SHARED_COPIES = (
    *(("series_permission", "audience_id", f"series_{parent}") for parent in ("series", "item")),
    *(("forum_request", "object_audience_id", table) for table in ("series_series", "series_item", "forum_thread")),
)


def _policies() -> dict[str, Fault]:
    others = (
        "accounts_tally",
        "core_event",
        "core_auditentry",
        "accounts_officer",
        "accounts_audience",
        "accounts_apitoken",
    )
    faults: dict[str, Fault] = {f"{t}: no condition": partial(policy, t, "true") for t in (*CARRIERS, *others)}
    for table, columns in CARRIERS.items():
        for dropped in columns if len(columns) > 1 else ():
            kept = " AND ".join(_asked(table, column) for column in columns if column != dropped)
            faults[f"{table}: {dropped} not asked for"] = partial(policy, table, kept)
    mine = f"audience_id = {HELD} OR country_id = (SELECT icse_country())"
    anything = "cardinality((SELECT icse_audiences())) > 0"
    return faults | {
        "accounts_tally: every unit's": partial(
            policy,
            "accounts_tally",
            f"audience_id = {HELD} AND (other_audience_id IS NULL OR other_audience_id = {HELD})",
        ),
        "accounts_tally: the other audience not asked for": partial(
            policy, "accounts_tally", f"unit_id = (SELECT icse_unit()) AND audience_id = {HELD}"
        ),
        "forum_outcome: shown to the whole country": partial(
            policy,
            "forum_outcome",
            " AND ".join(
                f"({column} IS NULL OR {column} = {HELD})"
                for column in ("audience_id", "item_audience_id", "thread_audience_id")
            ),
        ),
        "core_event: one of its audiences is enough": partial(
            policy, "core_event", "audiences && (SELECT icse_audiences())"
        ),
        "series_case: shown to all who hold anything": partial(policy, "series_case", anything),
        "series_series: always shown to its own country": partial(policy, "series_series", mine),
        "forum_thread: always shown to its own country": partial(policy, "forum_thread", mine),
        "accounts_officer: shown to all who hold anything": partial(policy, "accounts_officer", anything),
        "series_permission: shown to every country": partial(policy, "series_permission", f"audience_id = {HELD}"),
        "series_lookup: shown to the whole country": partial(policy, "series_lookup", f"audience_id = {HELD}"),
        "series_hashlist: administrators see countries' own": partial(
            policy, "series_hashlist", f"audience_id = {HELD} OR (SELECT icse_administered()) IS NOT NULL"
        ),
        "series_hashlist: administrators see none": partial(policy, "series_hashlist", f"audience_id = {HELD}"),
        "series_listedhash: administrators see what is on lists": partial(
            policy, "series_listedhash", f"audience_id = {HELD} OR audience_id = (SELECT icse_administered())"
        ),
        "forum_request: the sent copy is shown with its object": partial(
            policy, "forum_request", f"audience_id = {HELD} OR object_audience_id = {HELD}"
        ),
    }


def _asked(table: str, column: str) -> str:
    """Return how one audience is asked for; of what a unit is told, only where the row carries it, and of that unit."""
    if table == "series_newmaterial" and column in ("only_for_id", "person_audience_id"):
        return f"({column} IS NULL OR {column} = {HELD})"
    if table != "forum_outcome":
        return f"{column} = {HELD}"
    return f"unit_id = (SELECT icse_unit()) AND ({column} IS NULL OR {column} = {HELD})"


def _functions() -> dict[str, Fault]:
    rule = partial(partial, function, "icse_audiences_of")
    return {
        "rule: the certificate is not asked for": rule("o.certified_until >= current_date", "true"),
        "rule: the certificate ends a day early": rule(
            "certified_until >= current_date", "certified_until > current_date"
        ),
        "rule: inactive officers hold what they held": rule("AND o.is_active", ""),
        "rule: suspended countries hold what they held": rule("AND c.is_connected", ""),
        "rule: every role holds content": rule("o.role IN ('analyst', 'supervisor')", "true"),
        "rule: contributing counts as seeing": rule("p.codename = needed", "p.codename = 'contribute_audience'"),
        "rule: what a unit was given, its country holds": rule("u.id = o.unit_id", "u.country_id = o.country_id"),
        "rule: what an officer was given is ignored": rule("g.user_id = e.id", "false"),
        "rule: what an officer was given, everybody holds": rule("g.user_id = e.id", "true"),
        "rule: what a country was given is ignored": rule("(e.unit_group, e.country_group)", "(e.unit_group)"),
        "rule: contributing without seeing": partial(
            function,
            "icse_contributable",
            "a = ANY ((SELECT icse_audiences_of(icse_officer(), 'view_audience'))::int[])",
            "true",
        ),
        "inverse: answers from contributing": partial(
            function, "icse_officers_who_see", "'view_audience'", "'contribute_audience'"
        ),
        "search: no condition": partial(
            function,
            "icse_search_series",
            "s.audience_id OPERATOR(public.=*) ANY (held)",
            "true",
        ),
        "the one search: in every audience": partial(
            function,
            "icse_find",
            "coalesce(icse_audiences(), '{}')",
            "(SELECT array_agg(id) FROM public.accounts_audience)",
        ),
        "search: the newest of every audience": partial(
            function,
            "icse_search_series",
            "unnest(held)",
            "(SELECT DISTINCT audience_id FROM series_series)",
        ),
        "counts of items: no condition on the items": partial(
            function, "icse_counts_of_items", " AND pairs.what IN (SELECT audience FROM held)", ""
        ),
        "hidden matches: told where nothing is to be": partial(
            function, "icse_hidden_matches", "coalesce(d.told, 'exists') <> 'nothing'", "true"
        ),
        "hidden matches: a country is always named": partial(
            function, "icse_hidden_matches", "CASE WHEN d.told = 'whom' THEN o.country_id END", "o.country_id"
        ),
        "hidden matches: told where the match is shown": partial(
            function,
            "icse_hidden_matches",
            "theirs.audience_id <> ALL ((SELECT icse_audiences())::int[])",
            "true",
        ),
        "hidden matches: told of an item that is not seen": partial(
            function,
            "icse_hidden_matches",
            "b.item_audience_id = ANY ((SELECT icse_audiences())::int[])",
            "true",
        ),
        "hidden matches: told of another country's item": partial(
            function,
            "icse_hidden_matches",
            "b.audience_id = (SELECT icse_national()) AND b.audience_id = ANY ((SELECT icse_audiences())::int[])",
            "true",
        ),
        "hidden matches: each is a line": partial(
            function, "icse_hidden_matches", "PARTITION BY h.item_id, h.whom ORDER BY", "PARTITION BY h.id ORDER BY"
        ),
        "tallies: what goes to another audience stays": partial(
            function, "icse_mark_tally", "WHERE NOT EXISTS", "WHERE false AND NOT EXISTS"
        ),
        "tallies: what is added to own series counts": partial(
            function, "icse_tally_added", "s.country_id <> a.country_id", "true"
        ),
        "solved: an identification that was opened again counts": partial(
            function, "icse_settle_person", "revoked_at IS NULL", "id IS NOT NULL"
        ),
        "solved: an accepted reopening changes nothing": partial(
            function, "icse_revoke_identification", "WHERE id = NEW.identification_id", "WHERE false"
        ),
        "solved: a series stays active for victims": partial(
            function, "icse_settle_series_now", "c.victims = 0 OR c.victims_identified < c.victims", "true"
        ),
        "solved: a series stays active for offenders": partial(
            function, "icse_settle_series_now", "c.offenders_identified < c.offenders", "c.offenders > 0"
        ),
        "solved: a series stays verified": partial(
            function, "icse_settle_series_now", "status = 'claimed'", "status <> 'unidentified'"
        ),
        "solved: requests stay in the feed": partial(
            function,
            "icse_settle_threads",
            "SET is_active = NEW.active_for_victims OR NEW.active_for_offenders",
            "SET is_active = t.is_active",
        ),
        "solved: a new request about it is in the feed": partial(
            function, "icse_thread_is_activity", "s.active_for_victims OR s.active_for_offenders", "true"
        ),
        "order: a hidden item moves its series": partial(
            function, "icse_placement_is_activity", " AND audience_id = NEW.item_audience_id", ""
        ),
        "order: a hidden answer moves its series": partial(
            function, "icse_post_is_activity", " AND l.thread_audience_id = l.series_audience_id", ""
        ),
        "order: a hidden request moves its series": partial(
            function, "icse_thread_is_activity", " AND NEW.thread_audience_id = NEW.series_audience_id", ""
        ),
    }


def _copies() -> dict[str, Fault]:
    faults: dict[str, Fault] = {
        f"{table}: {column} stays when the parent moves": partial(loose_copy, table, column) for table, column in COPIES
    }
    for table, column, parent in SHARED_COPIES:
        faults[f"{table}: {column} stays when its {parent} moves"] = partial(loose_copy, table, column, parent)
    return faults


def _queries() -> dict[str, Fault]:
    board, items = icse.coordination.board, series.queries.items
    asked_as_system: dict[str, Callable[..., Any]] = {
        "board: requests counted as the system": board._counts_of_requests,
        "board: thumbnails chosen as the system": series.queries.series.first_pictures,
        "board: pictures elsewhere read as the system": series.queries.elsewhere.shown_elsewhere,
        "series: pictures read as the system": series.queries.stacks.page_of_series,
        "stacks: what they count read as the system": series.queries.places._newest,
        "series: requests read as the system": forum.queries.threads_about,
        "series: history read as the system": series.queries.history.history_page,
        "items: series of items read as the system": series.queries.findings.series_of,
        "items: findings read as the system": series.queries.findings.findings_of,
        "cases: items counted as the system": series.queries.cases.counts_of_cases,
        "cases: states counted as the system": items.states_of_case,
        "request: read as the system": forum.queries.conversation,
        "unit: counted as the system": activity.activities,
        "api: series of requests read as the system": forum.api.threads._about,
    }
    return {name: with_system_rights(query) for name, query in asked_as_system.items()}


def _python() -> dict[str, Fault]:
    return {
        "cache: audiences kept from before a revocation": remembered(accounts.visibility.held_audiences),
        "cache: contributable audiences kept": remembered(accounts.visibility.contributable_audiences),
        "details: looked up as the system": lambda: everywhere(accounts.access.visible_or_404, _visible_to_system),
        "details: what is hidden is forbidden": lambda: everywhere(accounts.access.visible_or_404, _forbidden),
        "audiences: listed as the system": lambda: everywhere(accounts.queries.my_audiences, _all_audiences),
        "unit: lists every officer": lambda: everywhere(accounts.queries.unit_officers, _all_officers),
        "solved: the board shows it": lambda: patch.dict(icse.coordination.board.STATUSES, active="true"),
        "solved: the board of offenders shows it": lambda: patch.dict(
            icse.coordination.board.STATUSES, offenders="true"
        ),
        "solved: the board of what is verified shows it": lambda: patch.dict(
            icse.coordination.board.STATUSES, claimed="true"
        ),
        "solved: the API lists it": lambda: patch.dict(series.api.series.STATUSES, active="true = %s"),
        "solved: requests about it are listed": lambda: patch.object(
            forum.queries.Wanted, "condition", _with_what_is_solved
        ),
        "solved: the API lists requests about it": lambda: patch.object(
            forum.api.threads, "_conditions", lambda request: {}
        ),
        "roles: nothing is refused": lambda: everywhere(accounts.permissions.require, lambda officer, action: None),
        "sign-in: inactive officers go on": lambda: everywhere(accounts.sign_in.load_officer, _load_anybody),
        "sign-in: an ended certificate stops nobody": lambda: patch.object(
            OfficerDoor, "_certificate_lapsed", lambda *_: None
        ),
        "board: the cursor is not signed": lambda: patch.object(Cursor, "read", _read_unsigned),
        "api: the case of others' items": lambda: patch.object(
            ItemSerializer, "get_case", lambda _, item: item.case_id
        ),
        "api: why others' files were refused": lambda: patch.object(
            ItemSerializer, "get_reason", lambda _, item: item.reason
        ),
        "api: what an item repeats, seen or not": lambda: patch.object(
            ItemSerializer, "get_duplicate_of", lambda _, item: item.duplicate_of_id
        ),
        "events: one audience too few": _one_audience_too_few,
        "live: the object is not looked at": lambda: patch.object(
            looking, "_visible_objects", lambda rows: {event.about[0] for event in rows}
        ),
        "live: read as the system": _look_as_system,
        "live: resumes from what is hidden": lambda: everywhere(looking.find_cursor, _find_any_cursor),
        "live: the session is not looked at": lambda: patch.object(looking, "_still_signed_in", lambda listener: True),
    }


_condition = forum.queries.Wanted.condition


def _with_what_is_solved(wanted: forum.queries.Wanted) -> tuple[str, list[object]]:
    where, values = _condition(wanted)
    if "t.is_active" not in where:
        raise NothingBroken("the list of requests asks otherwise")
    return where.replace("t.is_active", "true"), values


def _visible_to_system(rows: QuerySet[M], **lookup: object) -> M:
    with acting_as_system("fault"):
        found = rows.filter(**lookup).first()
    if found is None:
        raise Http404
    return found


def _forbidden(rows: QuerySet[M], **lookup: object) -> M:
    found = rows.filter(**lookup).first()
    if found is None:
        _visible_to_system(rows, **lookup)
        raise NotAllowed("This is not yours.")
    return found


def _all_audiences() -> list[Audience]:
    with acting_as_system("fault"):
        return list(Audience.objects.order_by("kind", "name"))


class _Everybody(list[Officer]):
    """What is chosen from it is all of it, too."""

    def filter(self, **asked: object) -> "_Everybody":
        return self


def _all_officers(officer: Officer) -> _Everybody:
    with acting_as_system("fault"):
        return _Everybody(Officer.objects.order_by("name"))


def _load_anybody(officer_id: UUID) -> Officer | None:
    return Officer.objects.select_related("unit", "country").filter(pk=officer_id).first()


def _read_unsigned(text: str) -> Cursor | None:
    try:
        at, key = json.loads(text)
    except ValueError:
        return None
    moment = parse_datetime(at)
    return Cursor(moment, UUID(key)) if moment else None


def _one_audience_too_few() -> AbstractContextManager[Any]:
    publish = events.publish

    def forgetful(type: str, *, objects: Any, audiences: Any) -> None:
        publish(type, objects=objects, audiences=sorted(set(audiences))[:1])

    return patch.object(events, "publish", forgetful)


def _find_any_cursor(listener: looking.Listener, key: UUID) -> int | None:
    with acting_as_system("fault"):
        return Event.objects.filter(key=key).values_list("id", flat=True).first()


@contextmanager
def _look_as_system() -> Iterator[None]:
    told = looking._news

    def as_system(rows: list[Any]) -> Any:
        with acting_as_system("fault"):
            return told([looking.Told(one.key, one.type, one.about) for one in Event.objects.order_by("id")])

    with patch.object(looking, "_news", as_system):
        yield


#: What is broken in the database, and what in the code. Apart, so that two processes share them.
OF_RULES: dict[str, Fault] = _policies() | _functions() | _copies()
OF_CODE: dict[str, Fault] = _queries() | _python()
