"""What who asks can tell apart, and what differs each time anyway."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connection

from tests.partition.small_world import SmallWorld

KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_TOKEN = re.compile(r'(csrfmiddlewaretoken" value="|csrftoken=)\w+')
TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d[\d:.]*")
_SAVEPOINT = re.compile(r'"s\d+_x\d+"')
_VARYING = ("Date", "Set-Cookie")


@dataclass(frozen=True)
class Answer:
    """All that who asks can tell apart, without what differs each time."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str
    statements: tuple[str, ...]


def answer(world: SmallWorld, key: object, who: str, method: str, path: str, data: Any = None) -> Answer:
    """Ask, and put words in the place of the key, and of keys that were made just now."""
    known = set(world.words().values())

    def plain(text: str) -> str:
        text = text.replace(str(key), "(the key)") if len(str(key)) > len("999999") else text
        text = TIME.sub("(a time)", _TOKEN.sub(r"\1", text))
        return KEY.sub(lambda found: found[0] if found[0] in known else "(a key)", text)

    with statements() as asked:
        response = world.ask(who, method, path, data)
    headers = tuple(sorted((name, plain(value)) for name, value in response.headers.items() if name not in _VARYING))
    body = "" if response.streaming else plain(response.content.decode())
    return Answer(response.status_code, headers, body, tuple(asked))


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect what the database is asked, without the values."""
    asked: list[str] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(_SAVEPOINT.sub("(a savepoint)", str(sql)))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield asked
