"""What an officer of a member country may try over HTTP, with the source code open beside it."""

import json
import re
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.visibility import RULES
from icse.core.doors import acting_as_system
from tests.partition.answers import KEY, TIME, answer
from tests.partition.routes import Route, routes
from tests.partition.small_world import SmallWorld
from tests.partition.urls import BODIES, FILE, body_of, filled, lines

ROUTES, LINES = routes(), lines()
READ = [name for name, method in LINES if method == "GET" and name != "events"]
LISTS = [name for name in READ if not ROUTES[name].parameters and name != "sign-in"]
MEDIA = ("item-concealed", "item-plain", "item-original", "item-play", "item-spectrogram", "crop", "check-crop")


def address(world: SmallWorld, name: str) -> str:
    of = next(named for (route, _), (named, _) in LINES.items() if route == name)
    return ROUTES[name].path(*(world.keys[one] for one in of))


# Parents and children


@pytest.mark.parametrize("route", [one for one in ROUTES.values() if one.parameters], ids=lambda route: route.name)
def test_a_key_of_another_kind_is_not_there(small_world: SmallWorld, route: Route) -> None:
    """All of these are shown to Nora; none is what the address is about."""
    for method in sorted(route.methods):
        wanted, sent = LINES[route.name, "GET" if method == "HEAD" else method][0], body_of(small_world, route.name)
        others = {name: key for name, key in small_world.keys.items() if kind(name) not in map(kind, wanted)}
        found = {
            name: small_world.ask("nora", method, route.path(*(key for _ in route.parameters)), sent).status_code
            for name, key in others.items()
        }
        assert found == dict.fromkeys(others, 404), method


def kind(name: str) -> str:
    """Return what it is. Both copies of an access request are requests, and have the same addresses."""
    return "subject" if name == "known" else name.removeprefix("other ").removeprefix("sent ").removeprefix("check ")


HOW = {"method": "clue", "identified_on": "2026-11-01", "source_evaluation": "A", "information_evaluation": "1"}
SIDES = {"x": 0, "y": 0, "width": 1, "height": 1}
ASK = {"kind": "wallpaper", "question": "Which?", "audience": "{audience}"}
#: All of these keys are shown to Nora, but do not belong together.
CONFUSED = {
    "an answer about another series": (
        "/subjects/{subject}/identify/",
        {**HOW, "national_reference": "NAT-9", "answer": "{NL post}"},
        400,
    ),
    "a picture of another series": ("/threads/new/?series={series}", {**ASK, **SIDES, "item": "{NL item}"}, 400),
    "a picture without a series": ("/threads/new/", {**ASK, **SIDES, "item": "{NL item}"}, 400),
    "a wider audience than the series'": (
        "/threads/new/?series={NL series}",
        {**ASK, "audience": "{members audience}"},
        200,  # it says first who is going to see it
    ),
    "another country's picture for others": (
        "/api/v1/threads",
        {
            "kind": "wallpaper",
            "question": "?",
            "audience": "{audience}",
            "crops": [{"item": "{members item}", **SIDES}],
        },
        403,
    ),
    "another country's case": (
        "/api/v1/items",
        {"case": "{DE case}", "audience": "{audience}", "file": FILE},
        400,
    ),
    "another's token": ("/account/tokens/{other token}/revoke/", {}, 404),
}


@pytest.mark.parametrize("name", CONFUSED)
def test_things_that_do_not_belong_together(small_world: SmallWorld, name: str) -> None:
    path, data, status = CONFUSED[name]
    words = small_world.words() | {"other token": token_of_gregor(small_world)}
    assert effect(small_world, path.format_map(words), filled(words, data)) == (status, ())


def token_of_gregor(world: SmallWorld) -> str:
    with acting_as_system("tests"), connection.cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_apitoken WHERE officer_id = %s", [world.officers["gregor"].pk])
        return str(cursor.fetchone()[0])


# What is sent beside what is asked for

FORGED = ("-1", "0", "99999999999999999999", "1 OR 1=1", "[]", "null", "{members audience}x", "%", "á")


@pytest.mark.parametrize("value", FORGED)
@pytest.mark.parametrize("name", [name for name, body in BODIES.items() if "audience" in body])
def test_a_forged_audience_is_refused_in_words(small_world: SmallWorld, name: str, value: str) -> None:
    words = small_world.words()
    sent = filled(words, {**BODIES[name], "audience": value})
    who = "niels" if name == "country-default" else "nora"
    assert effect(small_world, address(small_world, name), sent, who) == (400, ())


#: Columns that nobody may set by sending them. An address that takes one of these has it in its body, or in ``TAKES``:
#: the fields that it documents.
NOT_ASKED_FOR = {
    **dict.fromkeys(("country", "country_id", "to_country", "status_country", "owner", "whom"), "DE"),
    **dict.fromkeys(("unit", "unit_id", "officer", "officer_id", "confirmed_by", "by"), "{case}"),
    **dict.fromkeys(("id", "pk", "key", "reference", "sha256", "media", "duplicate_of"), "{series}"),
    **dict.fromkeys(("audience_id", "series_audience_id", "item_audience_id", "audience_key"), "1"),
    **dict.fromkeys(("created_at", "last_activity_at", "identified_at", "confirmed_at", "at"), "2001-01-01T00:00:00Z"),
    **dict.fromkeys(("status", "state", "stage", "told"), "identified"),
    **dict.fromkeys(("is_active", "active_for_victims", "solved", "is_staff", "named"), "true"),
    **dict.fromkeys(("victims", "victims_identified", "attempt", "size", "distance"), "7"),
    **dict.fromkeys(("tlp", "handling", "handling_note"), "clear"),
    **dict.fromkeys(("certified_until", "role", "session_stamp", "is_connected"), "supervisor"),
}
_MARKING = {"tlp", "handling", "handling_note"}
_MAKING = (
    "upload",
    "upload-open",
    "series-new",
    "thread-new",
    "api-items",
    "api-series-list",
    "api-threads",
    "api-uploads",
)
_SHARING = tuple(f"{api}{what}-sharing" for api in ("", "api-") for what in ("series", "item", "thread"))
TAKES: dict[str, set[str]] = {
    "audience": {"country", "unit", "officer"},
    **dict.fromkeys(_MAKING, _MARKING),
    **{name: {"handling_note"} for name in _SHARING},
    "api-uploads": _MARKING | {"size"},
    "api-lookup": {"sha256"},
    "search-save": {"country", "status"},
    "upload-open": _MARKING | {"size"},
    "upload-more": {"size"},
    **{name: {"unit"} for name in ("task-give", "api-tasks", "api-task")},
}
#: What is sent there is no form: nobody has signed in yet, or it is a piece of a file.
NO_FIELDS = {"sign-in", "api-transfer"}
POSTED = [name for (name, method), (_, statuses) in LINES.items() if method == "POST" and name not in NO_FIELDS]


@pytest.mark.parametrize("name", POSTED)
def test_what_was_not_asked_for_has_no_effect(small_world: SmallWorld, name: str) -> None:
    """The same rows come of it, column by column, as without."""
    who = next(one for one in ("nora", "niels") if LINES[name, "POST"][1][one] < 400)
    extra = {key: value for key, value in NOT_ASKED_FOR.items() if key not in TAKES.get(name, ())}
    path, words = address(small_world, name), small_world.words()
    plain = effect(small_world, path, body_of(small_world, name), who)
    more = effect(small_world, path, filled(words, {**extra, **BODIES.get(name, {})}), who)
    assert plain[0] < 400
    assert more == plain


#: The fields of an audience are only previewed by the first request.
SAVED = [(name, one) for name, fields in TAKES.items() for one in sorted(fields) if name != "audience"]


@pytest.mark.parametrize(("name", "taken"), SAVED)
def test_what_is_taken_is_heeded(small_world: SmallWorld, name: str, taken: str) -> None:
    """Nothing stands in ``TAKES`` that would have no effect: it is saved, or it is refused in words."""
    path, words = address(small_world, name), small_world.words()
    plain = effect(small_world, path, body_of(small_world, name))
    more = effect(small_world, path, filled(words, {**BODIES[name], taken: NOT_ASKED_FOR[taken]}))
    assert plain[0] < 400
    assert more[0] in {plain[0], 400}
    assert more != plain


NUMBER = re.compile(r"RF-\d{4}-\w{8}")
#: What differs each time: numbers, and what is drawn by lot. Keys and times are replaced.
VARYING = {"id", "reference", "digest", "password", "session_stamp", "content_object_id"}


def effect(world: SmallWorld, path: str, data: dict[str, Any], who: str = "nora") -> tuple[int, tuple[str, ...]]:
    """Return the status, and what the request did to all tables, before it is undone."""
    with transaction.atomic():
        before = rows()
        status = world.send(who, "POST", path, data).status_code
        after = rows()
        transaction.set_rollback(True)
    known = {*world.words().values(), *(str(key) for one in world.officers.values() for key in (one.pk, one.unit_id))}
    done = [(table, plain(row, known)) for table, row in after - before if table != "core_auditentry"]
    return status, tuple(sorted(f"{table}: {text}" for table, text in done if table != "django_session"))


def rows() -> set[tuple[str, str]]:
    each = " UNION ALL ".join(f"SELECT '{table}', to_jsonb(t)::text FROM {table} t" for table in TABLES)
    with acting_as_system("tests"), connection.cursor() as cursor:
        cursor.execute(each)
        return {(table, text) for table, text in cursor.fetchall()}


#: All that the system reads.
TABLES = [table for table, rule in RULES.items() if "SELECT" in rule.system and table != "core_factkey"]


def plain(row: str, known: set[str]) -> str:
    """Return a row without what differs each time; of its keys, those that were there before."""
    kept = {name: value for name, value in json.loads(row).items() if name not in VARYING}
    text = TIME.sub(lambda found: f"in {found[0][:4]}", json.dumps(kept, sort_keys=True))
    text = NUMBER.sub("(a referral)", text)  # the package's list of contents names it
    return KEY.sub(lambda found: found[0] if found[0] in known else "(a key)", text)


# Filters and orders that nobody offered

ACROSS = (
    "ordering=officer__password",
    "ordering=-audience__name",
    "officer__password__startswith=a",
    "officer__email=nora@example.invalid",
    "audience__name__contains=group",
    "country__officers__email=nora",
    "series__audience__key=1",
    "placements__item__sha256=a",
    "fields=password",
    "expand=officer,audience",
    "page_size=100000",
    "limit=100000&offset=0",
    "all=1&admin=true&as=nora&officer=nora",
)


@pytest.mark.parametrize("name", LISTS)
def test_filters_that_nobody_offered_change_nothing(small_world: SmallWorld, name: str) -> None:
    path = address(small_world, name)
    usual = answer(small_world, "", "gregor", "GET", path)
    for query in ACROSS:
        found = answer(small_world, "", "gregor", "GET", f"{path}?{query}")
        body = found.body.replace(f"?{query}", "").replace(f"?{query}".replace("&", "&amp;"), "")
        assert (found.status, len(found.statements)) == (usual.status, len(usual.statements)), query
        assert body == usual.body, query


# Caches, parts and places of files


@pytest.mark.parametrize("name", READ)
def test_nothing_is_kept_by_a_cache(small_world: SmallWorld, name: str) -> None:
    path = address(small_world, name)
    for who in ("anonymous", "nora", "gregor"):
        headers = small_world.ask(who, "GET", path).headers
        assert headers["Cache-Control"] in {"no-store", "max-age=0, no-cache, no-store, must-revalidate, private"}, who
        assert {"ETag", "Last-Modified", "Expires", "Age"} & set(headers) <= {"Expires"}, who


CONDITIONS: dict[str, dict[str, str]] = {
    "any validator": {"If-None-Match": "*"},
    "a date to come": {"If-Modified-Since": "Wed, 01 Jan 2098 00:00:00 GMT"},
    "a match": {"If-Match": "*"},
    "the first bytes": {"Range": "bytes=0-3"},
    "the last bytes": {"Range": "bytes=-4"},
    "beyond the end": {"Range": "bytes=99999999-"},
    "many ranges": {"Range": "bytes=0-0,1-1,2-2", "If-Range": '"x"'},
    "another method": {"X-HTTP-Method-Override": "HEAD"},
    "another address": {"X-Original-URL": "/account/", "X-Rewrite-URL": "/account/"},
    "another sender": {"X-Forwarded-User": "nora@example.invalid", "Remote-User": "nora@example.invalid"},
}


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("name", MEDIA)
def test_conditions_and_ranges_tell_nothing(small_world: SmallWorld, name: str, condition: str) -> None:
    """Neither 206 nor 304 nor 412 nor 416 tells who may not see that there is a file."""
    path, headers = address(small_world, name), CONDITIONS[condition]
    usual, shown = small_world.ask("nora", "GET", path), small_world.ask("nora", "GET", path, headers=headers)
    if name != "item-play" or "Range" not in headers:  # which gives ranges to who may see it: tests/series/views
        assert (shown.status_code, dict(shown.headers)) == (200, dict(usual.headers))
    hidden, never = (small_world.ask("gregor", "GET", one, headers=headers) for one in (path, nobodys(name)))
    assert (hidden.status_code, never.status_code) == (404, 404)
    assert (hidden.content, dict(hidden.headers)) == (never.content, dict(never.headers))


def nobodys(name: str) -> str:
    return ROUTES[name].path("01930000-0000-7000-8000-000000000000")


def places(world: SmallWorld) -> list[str]:
    sha256 = world.bundles["group"].rows["item"].sha256
    up = ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "....//", "%252e%252e%252f", ".%00./")
    climbs = [f"{root}{step * 6}etc/passwd" for root in ("/items/", "/crops/", "/static/", "/") for step in up]
    climbs += [f"/static/{step * 2}manage.py" for step in up] + [f"/static/{step}icse/settings.py" for step in up]
    stores = [f"/{store}/{sha256[:2]}/{sha256[2:4]}/{sha256}" for store in ("blobs", "media", "previews", "files")]
    stores += [f"{store}/plain.webp" for store in stores]
    named = [f"/items/{sha256}/plain", f"/items/{sha256}/original", f"/crops/{sha256}", f"/crops/{sha256}.webp"]
    own = [f"/items/{world.keys['item']}/{name}" for name in ("../plain", "plain.webp", "thumb", "plain%00", "blob")]
    return [*climbs, *stores, *named, *own]


def test_no_place_leads_to_a_file(small_world: SmallWorld) -> None:
    """Not even whoever is shown the item finds its file at another address than the three that are recorded."""
    found = {path: small_world.ask("nora", "GET", path).status_code for path in places(small_world)}
    assert {path: status for path, status in found.items() if status not in {400, 404}} == {}


def test_only_looking_openly_is_recorded_and_shown(small_world: SmallWorld) -> None:
    """The concealed preview, the plain one and the original are three different files, each for who sees the item."""
    bodies = {}
    for name in MEDIA[:2]:
        bodies[name] = small_world.ask("nora", "GET", address(small_world, name)).content.decode()
    assert bodies == {"item-concealed": "concealed.jpg of group", "item-plain": "plain.jpg of group"}
