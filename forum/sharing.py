"""What changes when series, items and requests are shared otherwise: for the previews of pages and programs."""

from collections import defaultdict
from collections.abc import Sequence

from accounts.markings import Marking, kept_by_follower
from accounts.models import Audience
from accounts.sharing import Plan, Step, Told, plan_of
from forum.actions.bounds import fits
from forum.actions.sharing import following_threads
from forum.models import CropSource, Post, Thread, ThreadSeries
from series.models import Item, Series
from series.queries.sharing import adding_countries, item_steps, series_step


def plan_series(series: Series, audience: Audience, marking: Marking, items: Sequence[Item]) -> Plan:
    """Return what sharing a series does, with the items that are to follow and the requests that have to."""
    following, stuck = following_threads(series, audience, marking)
    steps = [series_step(series, audience, marking), *item_steps(items, audience, marking, following=True)]
    plan = plan_of(marking, [*steps, *thread_steps(following, audience, marking, following=True)])
    remarks = [
        _additions(plan.steps[0], adding_countries(series), "the series"),
        _answers(plan, following),
        _stuck(len(stuck)),
        _others_requests(series, audience, marking),
        _crops(items),
    ]
    return Plan(marking, plan.steps, tuple(filter(None, remarks)))


def plan_items(items: Sequence[Item], audience: Audience, marking: Marking) -> Plan:
    """Return what sharing these items does."""
    plan = plan_of(marking, item_steps(items, audience, marking))
    return Plan(marking, plan.steps, tuple(filter(None, [_crops(items)])) if plan.moving else ())


def plan_thread(thread: Thread, audience: Audience, marking: Marking) -> Plan:
    """Return what sharing a request does."""
    plan = plan_of(marking, thread_steps([thread], audience, marking))
    return Plan(marking, plan.steps, tuple(filter(None, [_answers(plan, [thread])])))


def thread_steps(
    threads: Sequence[Thread], audience: Audience, marking: Marking, *, following: bool = False
) -> list[Step]:
    """Return what happens to these requests, by the audience that they have now.

    :param following: they go with a series, and keep what is stricter of their own marking.
    """
    by_audience: dict[int, list[Thread]] = defaultdict(list)
    for thread in threads:
        by_audience[thread.audience_id].append(thread)
    return [_thread_step(those, audience, marking, following) for _, those in sorted(by_audience.items())]


def _thread_step(threads: Sequence[Thread], audience: Audience, marking: Marking, following: bool) -> Step:
    words = f"{len(threads)} clue request{'' if len(threads) == 1 else 's'} with all answers"
    remarked = sum(Marking.of(one) != (kept_by_follower(one, marking) if following else marking) for one in threads)
    return Step(words, tuple(str(one.pk) for one in threads), threads[0].audience, audience, remarked)


def _answers(plan: Plan, threads: Sequence[Thread]) -> str:
    keys = {str(one.pk) for one in threads}
    answering = Post.objects.filter(thread__in=threads).exclude(country__in={one.country_id for one in threads})
    countries = set(answering.order_by().values_list("country_id", flat=True).distinct())
    told = [one for one in plan.steps if keys.intersection(one.step.keys)]
    return next(filter(None, (_additions(one, countries, "the requests") for one in told)), "")


def _additions(told: Told, countries: set[str], what: str) -> str:
    """Say how many other countries lose sight of what they themselves added."""
    if not told.step.moves or not countries:
        return ""
    if told.before_unlisted or told.after_unlisted:
        return f"Other countries have added to {what}. Whoever loses sight no longer sees what they added."
    losing = countries & {one.country for one in told.sights if one.lost != 0}
    if not losing:
        return ""
    number = "one other country" if len(losing) == 1 else f"{len(losing)} other countries"
    return f"Officers of {number} lose sight of what their country added to {what}."


def _stuck(number: int) -> str:
    if not number:
        return ""
    words = "1 request about it stays" if number == 1 else f"{number} requests about it stay"
    return f"{words} shown as now: for named officers, with another country’s picture, or where you may only look."


def _others_requests(series: Series, audience: Audience, marking: Marking) -> str:
    about = ThreadSeries.objects.filter(series=series).exclude(country_id=series.country_id).values("thread")
    threads = Thread.objects.select_related("audience").filter(pk__in=about)
    wider = sum(not fits(one.audience, audience, marking.tlp) for one in threads)
    if not wider:
        return ""
    words = "1 request of another country stays" if wider == 1 else f"{wider} requests of other countries stay"
    return f"{words} shown as now. No request shows the series to whoever does not see it."


def _crops(items: Sequence[Item]) -> str:
    number = CropSource.objects.filter(item__in=items).values("crop__thread").distinct().count()
    if not number:
        return ""
    return f"Parts of the pictures are shown in {number} clue request{'' if number == 1 else 's'}, and stay there."
