"""One kind of work on a series after the other: each line of the texts, done by its officer through the action."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from accounts.models import Country, Officer
from icse.demo import desk_texts as texts
from icse.demo.desk_texts import (
    AlertText,
    DepictionText,
    FactText,
    IndicationText,
    LeadText,
    LinkText,
    NoteText,
    ReferralText,
    ReopeningText,
    Said,
    StatementText,
    TaskText,
    WithholdingText,
)
from icse.demo.world.cast import Cast
from icse.demo.world.shapes import Act
from series.actions import (
    Chosen,
    accept_link,
    acknowledge_alert,
    begin_lead,
    depict_subject,
    edit_note,
    finish_task,
    give_task,
    indicate_country,
    propose_link,
    propose_reopening_of,
    propose_same_person,
    raise_alert,
    record_fact,
    refer_series,
    say_of_item,
    say_of_subject,
    step_referral,
    withhold_series,
    write_note,
)
from series.models import FACT_OF_ROLE, Depiction, Indication, Item, Note, Referral, Series, Subject, Task
from series.models.link import Link
from series.queries.leads import standing_leads
from series.queries.referrals import sendable

#: So many files go with a referral.
_FILES: Final = 3


@dataclass(frozen=True)
class Step:
    """Lines of one kind, and how one of them is done."""

    texts: Sequence[Said]
    live: Callable[[Any, Cast], None]


def act_of(who: str, ago: float) -> Act:
    """Say as an act who does something when."""
    return Act(f"{who}.example.invalid", ago)


def series_of(title: str) -> Series:
    """Return a series by its title, as far as the actor sees it."""
    return Series.objects.select_related("audience", "merged_into").get(title=title)


def _act(said: Said) -> Act:
    return act_of(said.who, said.ago)


def _officer(who: str, cast: Cast) -> Officer:
    return cast.officers[act_of(who, 0).email]


def _victim(title: str) -> Subject:
    found = Subject.objects.select_related("series").filter(series__title=title, role=Subject.Role.VICTIM)
    return found.order_by("pk")[0]


def _own_files(series: Series) -> list[Item]:
    """Return the files that the series was made of, in their order."""
    placed = Item.objects.filter(placements__series=series, country=series.country_id).order_by("pk")
    return list(placed.select_related("audience", "country"))


def _indicate(text: IndicationText, cast: Cast) -> None:
    with cast.acting(_act(text)) as officer:
        made = indicate_country(
            series=series_of(text.series),
            made_in=Country.objects.get(pk=text.made_in),
            kinds=text.kinds,
            reason=text.reason,
            source_evaluation=text.sure[0],
            information_evaluation=text.sure[1],
            by=officer,
        )
    cast.backdate(made, text.ago)


def _refer(text: ReferralText, cast: Cast) -> None:
    with cast.acting(_act(text)) as officer:
        series = series_of(text.series)
        files = _own_files(series)
        allowed = sendable(series, files, officer)
        sent = refer_series(
            series=series,
            to_country=Country.objects.get(pk=text.to),
            chosen=Chosen(
                items=[one for one in files if one.pk in allowed][:_FILES],
                subjects=[_victim(text.series)],
                indications=list(Indication.objects.filter(series=series, made_in=text.to)),
                with_summary=True,
            ),
            note=text.note,
            by=officer,
        )
    for step in text.steps:
        with cast.acting(act_of(step.who, text.ago)) as officer:
            received = Referral.objects.get(reference=sent.reference, side=Referral.Side.RECEIVED)
            step_referral(referral=received, step=step.step, body=step.body, code=step.code, by=officer)


def _withhold(text: WithholdingText, cast: Cast) -> None:
    with cast.acting(_act(text)) as officer:
        made = withhold_series(
            series=series_of(text.series),
            to_country=Country.objects.get(pk=text.to),
            reason=text.reason,
            by=officer,
        )
    cast.backdate(made, text.ago)


def _raise_flag(text: AlertText, cast: Cast) -> None:
    with cast.acting(_act(text)) as officer:
        alert = raise_alert(series=series_of(text.series), code=text.code, reason=text.reason, by=officer)
    for who, acts, note in text.answers:
        with cast.acting(act_of(who, text.ago)) as officer:
            acknowledge_alert(alert=alert, acts=acts, note=note, by=officer)


def _lead(text: LeadText, cast: Cast) -> None:
    with cast.acting(_act(text)) as officer:
        series = series_of(text.series)
        made = begin_lead(
            series=series,
            kind=text.kind,
            plan=text.plan,
            ends_on=cast.now.date() + timedelta(days=text.days),
            seen=_seen(series.pk),
            by=officer,
        )
    cast.backdate(made, text.ago)


def _seen(series: UUID) -> set[UUID]:
    return {one.pk for one in standing_leads([series])}


def _note(text: NoteText, cast: Cast) -> None:
    with cast.acting(_act(text)) as officer:
        note = write_note(series=series_of(text.series), text=text.text, only_country=text.only_country, by=officer)
    cast.backdate(note, text.ago)
    if text.edited:
        who, words = text.edited
        with cast.acting(act_of(who, text.ago)) as officer:
            edit_note(note=Note.objects.get(pk=note.pk), text=words, version=note.version, by=officer)
    note.texts.update(created_at=cast.when(text.ago))


def _task(text: TaskText, cast: Cast) -> None:
    with cast.acting(_act(text)) as officer:
        task = give_task(
            series=series_of(text.series),
            title=text.title,
            due_on=cast.now.date() + timedelta(days=text.days),
            assignee=_officer(text.assignee, cast) if text.assignee else None,
            by=officer,
        )
    cast.backdate(task, text.ago)
    if text.done:
        with cast.acting(act_of(text.assignee, text.ago)) as officer:
            finish_task(task=Task.objects.get(pk=task.pk), version=task.version, by=officer)
        Task.objects.filter(pk=task.pk).update(done_at=cast.when(text.ago))


def _state(text: StatementText, cast: Cast) -> None:
    sure: dict[str, Any] = {"source_evaluation": text.sure[0], "information_evaluation": text.sure[1]}
    with cast.acting(_act(text)) as officer:
        said: dict[str, Any] = {"kind": text.kind, "value": text.value, **sure, "by": officer}
        made = (
            say_of_subject(subject=_victim(text.series), **said)
            if text.file is None
            else say_of_item(item=_own_files(series_of(text.series))[text.file], **said)
        )
    cast.backdate(made, text.ago)


def _depict(text: DepictionText, cast: Cast) -> None:
    with cast.acting(_act(text)) as officer:
        files = _own_files(series_of(text.series))[: text.files]
        victim = _victim(text.series)
        depict_subject(subject=victim, items=files, by=officer)
    Depiction.objects.filter(subject=victim, item__in=files).update(created_at=cast.when(text.ago))


def _link(text: LinkText, cast: Cast) -> None:
    with cast.acting(_act(text)) as officer:
        one, other = series_of(text.series), series_of(text.other)
        link = propose_link(series=one, other=other, reason=text.reason, note=text.note, by=officer)
    _settle(link, text, cast)


def _same_person(text: LinkText, cast: Cast) -> None:
    with cast.acting(_act(text)) as officer:
        one, other = _victim(text.series), _victim(text.other)
        link = propose_same_person(subject=one, other=other, reason=text.reason, note=text.note, by=officer)
    _settle(link, text, cast)


def _settle(link: Link, text: LinkText, cast: Cast) -> None:
    if text.accepted:
        with cast.acting(act_of(text.accepted, text.ago)) as officer:
            accept_link(link=link, by=officer)
        type(link)._default_manager.filter(pk=link.pk).update(decided_at=cast.when(text.ago))
    cast.backdate(link, text.ago)


def _safeguard(text: FactText, cast: Cast) -> None:
    with cast.acting(_act(text)) as officer:
        victim = _victim(text.series)
        day = cast.day(text.ago)
        made = record_fact(subject=victim, kind=FACT_OF_ROLE[victim.role], happened_on=day, by=officer)
    cast.backdate(made, text.ago)


def _doubt(text: ReopeningText, cast: Cast) -> None:
    with cast.acting(_act(text)) as officer:
        made = propose_reopening_of(subject=_victim(text.series), reason=text.reason, by=officer)
    cast.backdate(made, text.ago)


#: In this order: a referral takes what was said before along.
STEPS: Final = (
    Step(texts.STATEMENTS, _state),
    Step(texts.DEPICTED, _depict),
    Step(texts.INDICATIONS, _indicate),
    Step(texts.WITHHOLDINGS, _withhold),
    Step(texts.LEADS, _lead),
    Step(texts.NOTES, _note),
    Step(texts.TASKS, _task),
    Step(texts.LINKS, _link),
    Step(texts.SAME_PEOPLE, _same_person),
    Step(texts.SAFEGUARDED, _safeguard),
    Step(texts.REOPENINGS, _doubt),
    Step(texts.REFERRALS, _refer),
    Step(texts.ALERTS, _raise_flag),
)
