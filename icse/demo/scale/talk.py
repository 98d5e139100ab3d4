"""The clue requests of the world and their answers."""

from dataclasses import dataclass

import numpy as np

from icse.demo.scale.draws import Bytes, Flags, Ints, chosen, heavy_tail, keys, later, moments, rising, stream
from icse.demo.scale.people import MEMBERS, People
from icse.demo.scale.series import SeriesPlan, audiences_by_kind
from icse.demo.scale.size import MOST, Size

POSTS_A_THREAD = 5
OPEN, ANSWERED, CLOSED = range(3)
_TIED_SHARE = 0.7


@dataclass(frozen=True)
class ThreadPlan:
    """Threads by place; ``series`` is -1 for one about none. ``accepted`` is the place of a post, or -1."""

    times: Ints
    keys: Bytes
    country: Ints
    officer: Ints
    audience: Ints
    series: Ints
    status: Ints
    accepted: Ints


@dataclass(frozen=True)
class PostPlan:
    """Posts, thread by thread, oldest first."""

    thread: Ints
    times: Ints
    keys: Bytes
    country: Ints
    officer: Ints

    def by_time(self) -> Ints:
        """Return the places in the order of time."""
        return np.argsort(self.times, kind="stable")


def plan_talk(size: Size, people: People, series: SeriesPlan) -> tuple[ThreadPlan, PostPlan]:
    """Return the threads and posts. The longest is shown to all members and about no series, so always in the feed."""
    rng = stream(size.seed, "talk")
    sizes = heavy_tail(rng, size.threads, size.threads * POSTS_A_THREAD, min(MOST, size.threads))
    sizes -= sizes == 1  # many get no answer
    longest = int(np.argmax(sizes))
    tied = rng.random(size.threads) < _TIED_SHARE
    tied[longest] = False
    about = np.where(tied, rng.integers(0, size.series, size.threads), -1)
    theirs, owner = series.audience[about], series.country[about]
    by_owner = rng.random(size.threads) < 0.6
    of_others = np.where(tied, people.contributor(rng, theirs, owner), people.country(rng, size.threads))
    country = np.where(tied & by_owner, owner, of_others)
    audience = audiences_by_kind(rng, people, country, rng.random(size.threads))
    audience = np.where(tied & (rng.random(size.threads) < 0.85), theirs, audience)
    audience[longest] = MEMBERS
    alone = moments(rng, size.threads, size.begin_ms, size.end_ms - 3_600_000)
    times = np.where(tied, later(rng, series.times[about], 90, size.end_ms), alone)
    order = np.argsort(times, kind="stable")
    country, audience, about, sizes = country[order], audience[order], about[order], sizes[order]
    posts = _plan_posts(size, people, rising(times), country, audience, sizes)
    longest = int(np.argmax(sizes))
    status = rng.choice(3, size.threads, p=[0.45, 0.4, 0.15])
    status[longest] = OPEN
    status = np.where((sizes == 0) & (status == ANSWERED), OPEN, status)
    starts = np.cumsum(sizes) - sizes
    accepted = np.where(status == ANSWERED, chosen(rng, starts, np.maximum(sizes, 1)), -1)
    times = rising(times)
    officer = people.officer_of(rng, country)
    return ThreadPlan(times, keys(rng, times), country, officer, audience, about, status, accepted), posts


def _plan_posts(size: Size, people: People, times: Ints, country: Ints, audience: Ints, sizes: Ints) -> PostPlan:
    rng = stream(size.seed, "posts")
    thread = np.repeat(np.arange(size.threads), sizes)
    at = later(rng, times[thread], 12, size.end_ms)
    at = at[np.lexsort((at, thread))]
    whose = people.contributor(rng, audience[thread], country[thread])
    return PostPlan(thread, at, keys(rng, at), whose, people.officer_of(rng, whose))


def is_in_feed(threads: ThreadPlan, active: Flags) -> Flags:
    """Return which threads the database holds for active: those about no series, or about an active one."""
    return (threads.series < 0) | active[threads.series]
