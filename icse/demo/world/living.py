"""Series and clue requests as they come about: every step is the service's own action, in the door of who does it.

Everything here runs in one transaction of the system, in which officers' doors open and close; afterwards the rows
are dated back, the series last, since the database notes its activity by itself.
"""

from itertools import chain

from accounts.models import Country
from forum.actions import CropRequest, accept_post, add_post, credit_answer, open_thread
from forum.models import ClueKind, Post, Thread
from forum.saying import Saying
from icse.demo.clue_texts import Counted
from icse.demo.world.cast import Cast, marking_of
from icse.demo.world.particulars import particulars_of
from icse.demo.world.shapes import Act, Finding, ItemRef, SeriesPlan, SubjectPlan, ThreadPlan
from series.actions import (
    NewSubject,
    claim_subject,
    confirm_identification,
    create_series,
    place_items,
    record_identification,
)
from series.models import Identification, Item, Placement, Series, Subject


def live_series(plan: SeriesPlan, cast: Cast) -> None:
    """Make a series and let everything happen in it that the plan says."""
    series = _make(plan, cast)
    posts = _ask(plan.thread, plan.audience, series, cast) if plan.thread else []
    subjects = Subject.objects.filter(series=series).order_by("pk")
    for planned, subject in zip(plan.subjects, subjects, strict=True):
        cast.backdate(subject, plan.made.ago)
        _search(planned, subject, posts, cast)
    _date_series(plan, series, cast)


def live_thread(plan: ThreadPlan, audience: str, cast: Cast) -> None:
    """A clue request that belongs to no series."""
    _ask(plan, audience, None, cast)


def _make(plan: SeriesPlan, cast: Cast) -> Series:
    with cast.acting(plan.made) as officer:
        series = create_series(
            title=plan.text.title,
            summary=plan.text.known,
            audience=cast.audience(plan.audience, officer.country_id),
            items=_items(plan.items),
            subjects=[NewSubject(one.role) for one in plan.subjects],
            marking=marking_of(plan.mark),
            by=officer,
        )
    _date_placements(series, plan.items, plan.made.ago, cast)
    for addition in plan.additions:
        with cast.acting(addition.act) as officer:
            place_items(series=series, items=_items(addition.items), by=officer)
        _date_placements(series, addition.items, addition.act.ago, cast)
    return series


def _items(refs: tuple[ItemRef, ...]) -> list[Item]:
    """The files as rows, in the plan's order."""
    return [Item.objects.get(upload=ref.upload, name=ref.name) for ref in refs]


def _date_placements(series: Series, refs: tuple[ItemRef, ...], ago: float, cast: Cast) -> None:
    for upload in {ref.upload for ref in refs}:
        Placement.objects.filter(series=series, item__upload=upload).update(created_at=cast.when(ago))


def _ask(plan: ThreadPlan, audience: str, series: Series | None, cast: Cast) -> list[Post]:
    """Open the request, answer it, accept what helped. Return the answers."""
    with cast.acting(plan.asked) as officer:
        thread = open_thread(
            kind=ClueKind.objects.get(pk=plan.clue.topic),
            question=plan.clue.question.text,
            audience=cast.audience(audience, officer.country_id),
            series=series,
            crops=_crops(plan),
            marking=marking_of(plan.mark) if plan.mark else None,
            particulars=particulars_of(plan.clue),
            by=officer,
        )
    posts = [_say(plan, number, thread, cast) for number in range(len(plan.answers))]
    for answer, post in zip(plan.clue.answers, posts, strict=True):
        if answer.accepted:
            with cast.acting(plan.asked) as officer:
                accept_post(post=post, by=officer)
    if plan.closing:
        act, words = plan.closing
        with cast.acting(act) as officer:
            last = add_post(thread=thread, body=words, by=officer)
        cast.backdate(last, act.ago)
    cast.backdate(thread, plan.asked.ago)
    Thread.objects.filter(pk=thread.pk).update(last_activity_at=cast.when(_last_word(plan)))
    return posts


def _crops(plan: ThreadPlan) -> list[CropRequest]:
    crop = plan.crop
    if crop is None:
        return []
    return [CropRequest(_items((crop.item,))[0], crop.x, crop.y, crop.width, crop.height)]


def _say(plan: ThreadPlan, number: int, thread: Thread, cast: Cast) -> Post:
    act = plan.answers[number]
    with cast.acting(act) as officer:
        text = plan.clue.answers[number]
        post = add_post(thread=thread, body=text.words.text, says=_counted(text.counted), by=officer)
    cast.backdate(post, act.ago)
    return post


def _counted(said: Counted) -> Saying:
    country = Country.objects.get(pk=said.country) if said.country else None
    return Saying(country, said.region, said.product, said.source, said.confidence, said.common)


def _last_word(plan: ThreadPlan) -> float:
    return min(act.ago for act in (plan.asked, *plan.answers, *([plan.closing[0]] if plan.closing else [])))


def _search(plan: SubjectPlan, subject: Subject, posts: list[Post], cast: Cast) -> None:
    """A country verifies, records, and a second officer confirms, as far as the plan says."""
    if plan.claim:
        with cast.acting(plan.claim) as officer:
            claim = claim_subject(subject=subject, by=officer)
        cast.backdate(claim, plan.claim.ago)
    if plan.finding:
        _identify(plan.finding, subject, posts, cast)


def _identify(plan: Finding, subject: Subject, posts: list[Post], cast: Cast) -> None:
    with cast.acting(plan.recorded) as officer:
        found = record_identification(
            subject=subject,
            national_reference=plan.reference,
            method=plan.method,
            identified_on=cast.day(plan.recorded.ago + 2),
            source_evaluation=plan.source_evaluation,
            information_evaluation=plan.information_evaluation,
            by=officer,
        )
        if plan.credited is not None:
            credit_answer(identification=found, post=posts[plan.credited], by=officer)
    if plan.confirmed:
        with cast.acting(plan.confirmed) as officer:
            confirm_identification(identification=found, by=officer)
        # The database then dates the subject itself.
        Identification.objects.filter(pk=found.pk).update(confirmed_at=cast.when(plan.confirmed.ago))
    for row in (found, found.case):
        cast.backdate(row, plan.recorded.ago)


def _date_series(plan: SeriesPlan, series: Series, cast: Cast) -> None:
    cast.backdate(series, plan.made.ago)
    Series.objects.filter(pk=series.pk).update(last_activity_at=cast.when(last_activity(plan)))


def last_activity(plan: SeriesPlan) -> float:
    """How many days ago something happened in the series for the last time."""
    thread = [_last_word(plan.thread)] if plan.thread else []
    acts = [plan.made, *(one.act for one in plan.additions), *chain.from_iterable(map(_acts, plan.subjects))]
    return min([*(act.ago for act in acts), *thread])


def _acts(plan: SubjectPlan) -> list[Act]:
    found = [plan.finding.recorded, plan.finding.confirmed] if plan.finding else []
    return [act for act in (plan.claim, *found) if act is not None]
