"""The live stream's look, under one officer's session."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from unittest.mock import patch

from django.db import connections

from icse.core.live.looking import Listener, News, find_cursor, look
from tests.partition.comparing import compare
from tests.partition.oracle import Sight


def check_live(sight: Sight, session_key: str, random: Random) -> None:
    """Compare what is told of all events, and whether a stream may resume from some of them."""
    listener = Listener(sight.who.key, session_key)
    asked = random.sample(sorted(sight.world.events), min(3, len(sight.world.events)))
    with _kept_open():
        news = look(listener, 0, 10**15)
        resumed = {key for key in asked if find_cursor(listener, key) is not None}
    compare("cursors", resumed, {key for key in asked if sight.sees("core_event", key)})
    if not sight.who.active or sight.who.certified_for < 0:
        compare("news of who may not listen", news, News(over=True))
        return
    told = [dict(line.split(": ", 1) for line in message.strip().splitlines()) for message in news.messages]
    compare("news", [one["id"] for one in told], [str(key) for key in sight.heard()])
    named = {key for one in told for key in json.loads(one["data"])["objects"]}
    visible = {key for keys in sight.tables.values() for key in keys}
    compare("objects of the news", named - visible, set())


@contextmanager
def _kept_open() -> Iterator[None]:
    """A look closes its thread's connection; here that would end the world."""
    with patch.object(connections["default"], "close", lambda: None):
        yield
