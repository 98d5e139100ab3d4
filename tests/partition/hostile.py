"""What nobody means to type, and where: read by the tests of it, which are two so that no transaction is long.

(A transaction of one test keeps fingerprints of another one's from being settled: it sees what is open everywhere.)
"""

from collections.abc import Iterator
from typing import Any

from tests.partition.routes import routes
from tests.partition.small_world import SmallWorld
from tests.partition.urls import body_of, lines

ROUTES, LINES = routes(), lines()
#: Larger than each kind of number holds, longer than Python reads, negative, no digits or digits of other scripts,
#: numbers that are none, days that are none, and what the database does not keep.
TEXTS = ("9" * 5000, str(2**63), "-1", "1e999", "\u00b2", "\u0663", "a\0b", "9999-99-99", "0000-00-00")
VALUES: tuple[Any, ...] = (10**400, 2**63, 2**31, -1, 1e308, True, None, [], {}, [{}], "a\0b", "\u00b2", "\ud800")
#: Fields that may be left out, beside those of ``BODIES``.
ALSO: dict[str, tuple[str, ...]] = {
    "upload": ("exhibit", "source", "seized_on", "tlp", "handling", "handling_note"),
    "upload-open": ("number", "size", "seized_on"),
    "upload-more": ("size",),
    "series-new": ("summary", "items", "form-MAX_NUM_FORMS", "form-0-role", "tlp"),
    "thread-new": (
        *("item", "x", "y", "width", "height", "series", "crop", "urgency", "answer_by", "hoped_countries"),
        *("hoped_languages", "wide", "detail_year", "detail_country_guess"),
    ),
    "thread-new-fields": ("detail_year", "answer_by"),
    "thread-new-help": ("crop", "item", "x", "y", "width", "height", "detail_pattern", "hoped_countries", "wide"),
    "thread-crops": ("item", "x", "y", "width", "height"),
    "thread-posts": ("item", "x", "y", "width", "height"),
    "subject-identify": ("answer", "source_evaluation", "information_evaluation", "identified_on"),
    "country-disclosure": ("reason", "review_on"),
    "lead-begin": ("seen",),
    "note-write": ("only_country",),
    "task-give": ("unit", "assignee"),
    "api-leads": ("seen",),
    "api-lead-steps": ("ends_on", "keeper", "unit"),
    "api-notes": ("only_country",),
    "api-tasks": ("unit", "assignee"),
    "api-task": ("unit", "assignee"),
    "lookup": ("distance", "pdq"),
    "series-export": ("note", "reason"),
    "api-uploads": ("files", "size", "nature", "tlp", "handling"),
    "api-lookup": ("pdq", "sha1", "sha256", "distance"),
    "api-threads": ("series", "crops", "details", "urgency", "answer_by", "hoped_countries", "hoped_languages", "wide"),
    "api-check-answer": ("reason",),
    "api-series-list": ("items", "subjects", "summary"),
    "api-cases": ("exhibit", "source", "seized_on"),
    "api-items": ("upload", "nature", "path"),
}


def address(world: SmallWorld, name: str) -> str:
    """Return where a route leads for what the table says that it is about."""
    of = next(named for (route, _), (named, _) in LINES.items() if route == name)
    return ROUTES[name].path(*(world.keys[one] for one in of))


def takes_json(name: str) -> bool:
    """Tell whether programs send JSON there; where they send files, it is a form."""
    return name.startswith("api-") and name not in {"api-items", "api-hash-lists"}


def written(*, json: bool) -> list[str]:
    """Return the routes that take a body of this kind."""
    return [name for name, method in LINES if method == "POST" and takes_json(name) == json]


def typed(world: SmallWorld, name: str) -> list[object]:
    """Type each value into each field, one at a time. Return what was answered with a fault."""
    path, fields = address(world, name), (*body_of(world, name), *ALSO.get(name, ()))

    def asked() -> Iterator[tuple[object, Any]]:
        for field in fields:
            for value in VALUES if takes_json(name) else TEXTS:
                body = {**body_of(world, name), field: value}
                yield (field, value), world.ask("niels", "POST", path, body)

    return faults(asked())


def faults(answers: Iterator[tuple[object, Any]]) -> list[object]:
    """Return what was answered with a fault. No room is none."""
    return [what for what, answer in answers if answer.status_code >= 500 and answer.status_code != 507]
