"""Places are counted when they are asked for."""

import gc
from concurrent.futures import ThreadPoolExecutor

from icse.core.limits import AtOnce, how_often


def test_at_most_so_many_at_once() -> None:
    limit = AtOnce(20)
    with ThreadPoolExecutor(16) as threads:
        places = list(threads.map(lambda _: limit.take("nora"), range(80)))
    held = [place for place in places if place is not None]
    assert len(held) == 20
    assert limit.take("fleur") is not None
    held[0].release()
    held[0].release()
    assert limit.take("nora") is not None, "released once"


def test_released_once_is_one_place() -> None:
    limit = AtOnce(2)
    one, other = limit.take("nora"), limit.take("nora")
    assert one is not None
    assert other is not None
    one.release()
    one.release()
    again = limit.take("nora")
    assert again is not None
    assert limit.take("nora") is None


def test_a_forgotten_place_is_free() -> None:
    limit = AtOnce(1)
    place = limit.take("nora")
    assert limit.take("nora") is None
    del place
    gc.collect()
    assert limit.take("nora") is not None


def test_it_counts_for_each(own_cache: None) -> None:
    day = 10**9  # a window that does not end during the test
    assert [how_often("tests", "nora", day), how_often("tests", "nora", day)] == [1, 2]
    assert how_often("tests", "nora", day, count=False) == 2
    assert how_often("tests", "fleur", day, count=False) == 0
