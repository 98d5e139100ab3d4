"""What ``benchmarks.policies`` does in a process with Django set up: asks, and prints the figures as JSON."""

import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from accounts.visibility import newest_query
from benchmarks.harness import Contender, in_turns, summary
from benchmarks.officers import Asker, three
from icse.coordination.board import STATUSES
from icse.coordination.clues import clue_query
from icse.core.facts import sign_fact
from icse.demo.scale.words import COMMON, RARE

FREE = "no policies"
PAGE = 51
ROUNDS = 60
Values = Sequence[Any]


@dataclass(frozen=True)
class Question:
    """What a page asks of an officer's rows, and what a login that no policy binds asks for the same."""

    ask: str
    values: Callable[[Asker], Values]
    free: str
    free_values: Values


def main() -> None:
    """Ask all questions in turns."""
    arguments = json.loads(sys.argv[1])
    connection.ensure_connection()
    with psycopg.connect(arguments["superuser"]) as free, psycopg.connect(connection.connection.info.dsn) as web:
        askers = three(free)
        found = {
            name: _measured(one, free, web, askers)
            for name, one in questions(free, askers["sees most"].country).items()
        }
    held = {name: len(asker.audiences) for name, asker in askers.items()}
    print(json.dumps({"audiences_held": held, "rounds": ROUNDS, "questions": found}))


def questions(free: psycopg.Connection[Any], country: str) -> dict[str, Question]:
    """Return the questions, about the largest series, the longest thread, and a country."""
    series, thread = _largest(free)
    board = [row[0] for row in free.execute(_BOARD).fetchall()]
    event = (free.execute("SELECT max(id) - 200 FROM core_event").fetchone() or [0])[0]
    return {
        "newest 50 items": _newest("series_item", "id", "(t.state = 'ready' OR t.country_id = %s)", country),
        **{f"board, {name}": _newest("series_series", "last_activity_at", text) for name, text in STATUSES.items()},
        "board, one country": _newest(
            "series_series", "last_activity_at", "t.active_for_victims AND t.country_id = %s", country
        ),
        "board, one clue": Question(
            clue_query(PAGE, STATUSES["active"], "active"), lambda asker: ["wallpaper"], _PLAIN_CLUE, ["wallpaper"]
        ),
        "open requests": _newest("forum_thread", "last_activity_at", "t.is_active AND t.status = 'open'"),
        "page of 5,000 items": _same(_PLACED, [series]),
        "count of 5,000 items": _same("SELECT count(*) FROM series_placement WHERE series_id = %s", [series]),
        "page of 5,000 answers": _same(_POSTS, [thread]),
        "counts of a board": Question(_COUNTED, lambda asker: [board], _COUNTS, [board]),
        "search, rare word": _search(RARE),
        "search, common word": _search(COMMON),
        "first look of a stream": _same("SELECT * FROM core_event WHERE id > %s ORDER BY id LIMIT 201", [event]),
    }


_BOARD = "SELECT id FROM series_series WHERE active_for_victims ORDER BY last_activity_at DESC LIMIT 50"
_PLACED = """
    SELECT p.*, i.* FROM series_placement p JOIN series_item i ON i.id = p.item_id
    WHERE p.series_id = %s ORDER BY p.id DESC LIMIT 51
"""
_POSTS = "SELECT * FROM forum_post WHERE thread_id = %s ORDER BY id DESC LIMIT 51"
_COUNTS = "SELECT series_id, count(id) FROM series_placement WHERE series_id = ANY (%s) GROUP BY series_id"
_COUNTED = "SELECT series, number FROM icse_counts_of_items(%s::uuid[])"
_PLAIN_CLUE = """
    SELECT t.id FROM series_series t WHERE t.active_for_victims AND EXISTS (
        SELECT 1 FROM forum_threadseries l JOIN forum_thread h ON h.id = l.thread_id
        WHERE l.series_id = t.id AND h.kind_id = %s
    ) ORDER BY t.last_activity_at DESC, t.id DESC LIMIT 51
"""
_PLAIN_SEARCH = """
    SELECT id FROM series_series
    WHERE to_tsvector('simple', title || ' ' || summary) @@ websearch_to_tsquery('simple', %s) AND active_for_victims
    ORDER BY last_activity_at DESC, id DESC LIMIT 51
"""


def _newest(table: str, order: str, where: str, free_country: str = "") -> Question:
    plain = f"SELECT t.id FROM {table} t WHERE {where} ORDER BY t.{order} DESC LIMIT {PAGE}"
    ask = newest_query(table, order, PAGE, where)
    if free_country:
        return Question(ask, lambda asker: [asker.country] * 2, plain, [free_country])
    return Question(ask, lambda asker: [], plain, [])


def _same(query: str, values: Values) -> Question:
    return Question(query, lambda asker: values, query, values)


def _search(word: str) -> Question:
    ask = "SELECT icse_search_series(%s, 'active', NULL, NULL, NULL, NULL, 51)"
    return Question(ask, lambda asker: [word], _PLAIN_SEARCH, [word])


def _largest(free: psycopg.Connection[Any]) -> tuple[Any, Any]:
    """Return the largest series and the longest thread; both are shown to all members."""
    series = "SELECT series_id FROM series_placement GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
    thread = "SELECT thread_id FROM forum_post GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
    found = [free.execute(query).fetchone() for query in (series, thread)]
    return found[0][0], found[1][0]  # type: ignore[index]


def _measured(
    question: Question, free: psycopg.Connection[Any], web: psycopg.Connection[Any], askers: dict[str, Asker]
) -> dict[str, Any]:
    contenders: dict[str, Contender] = {FREE: lambda: _ask(free, question.free, question.free_values)}
    for name, asker in askers.items():
        contenders[name] = _asking(web, question, asker)
    return summary(in_turns(contenders, ROUNDS), FREE)


def _asking(web: psycopg.Connection[Any], question: Question, asker: Asker) -> Contender:
    return lambda: _ask(web, question.ask, question.values(asker), asker)


def _ask(connection: psycopg.Connection[Any], query: str, values: Values, asker: Asker | None = None) -> float:
    """Ask once, and return the milliseconds; that the fact is stated is not counted."""
    with connection.transaction():
        if asker is not None:
            fact = sign_fact(asker.key, backend_pid=connection.info.backend_pid, key=settings.FACT_KEY)
            connection.execute("SELECT set_config('icse.fact', %s, true)", [fact])
        begun = time.perf_counter()
        connection.execute(query, values).fetchall()
        return (time.perf_counter() - begun) * 1000
