"""What is counted as it is done, against the rows themselves, counted plainly and in other words."""

from collections import Counter
from datetime import date, timedelta
from functools import cache

from django.db import connection

from accounts.models import Tally
from forum.models import Post
from icse.core.doors import acting_as_system
from series.models import Case, Claim, Identification, Item, Placement, Series, Subject
from tests.partition.comparing import compare
from tests.partition.oracle import Sight

#: The models, what their rows are called, and where the country stands whose thing it is that something was added to.
_COUNTED = (
    (Case, "case", None),
    (Item, "item", None),
    (Series, "series", None),
    (Placement, "given", "series__country"),
    (Placement, "addition", "series__country"),
    (Subject, "addition", "series__country"),
    (Claim, "addition", "subject__series__country"),
    (Identification, "addition", "subject__series__country"),
    (Post, "answer", "thread__country"),
)
Key = tuple[object, str, date, int, int | None]


def settle_tallies() -> None:
    """Count anew what went to another audience or away, as a commit does."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS recount_tallies IMMEDIATE")
        cursor.execute("SET CONSTRAINTS recount_tallies DEFERRED")


def check_all_tallies() -> None:
    """Compare every tally of every unit with the rows."""
    with acting_as_system("tests"):
        compare("tallies", told(), counted())


def check_tallies(sight: Sight) -> None:
    """Compare what one officer may read of all tallies with what the oracle counts. Inside that officer's door."""
    shown: Counter[str] = Counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, number FROM accounts_tally")
        for kind, number in cursor:
            shown[Tally.Kind(kind).label] += number
    expected = {name: number for name, number in sight.unit_totals().items() if number}
    compare(f"tallies for {sight.who.role} {sight.who.key}", dict(shown), expected)


def told() -> dict[Key, int]:
    """Return the tallies, added up."""
    found: Counter[Key] = Counter()
    for *key, number in Tally.objects.values_list(
        "unit_id", "kind", "week", "audience_id", "other_audience_id", "number"
    ):
        found[tuple(key)] += number  # type: ignore[index]
    return dict(found)


def counted() -> dict[Key, int]:
    """Return what the tallies must say, row by row."""
    found: Counter[Key] = Counter()
    with connection.cursor() as cursor:
        for kind, everyones, query in _questions():
            cursor.execute(query)
            for unit, at, country, of, *held in cursor:
                if everyones or (of == country) == (kind == "given"):
                    found[unit, kind, at.date() - timedelta(days=at.weekday()), *[*held, None][:2]] += 1
    return dict(found)


@cache
def _questions() -> list[tuple[str, bool, str]]:
    """Return, for each counted model, its kind, whether what is one's own counts too, and the query of its rows."""
    found = []
    for model, kind, whose in _COUNTED:
        audiences = ("series_audience_id", "item_audience_id") if model is Placement else ("audience_id",)
        rows = model._default_manager.values_list("unit_id", "created_at", "country_id", whose or "id", *audiences)
        found.append((kind, whose is None, str(rows.query)))
    return found
