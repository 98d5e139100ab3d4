"""What lies on the desks: indications, referrals, leads, notes, tasks, statements, links, all done through the actions.

As the whole world these are lived in officers' own doors, and dated back afterwards. Referrals and flags are not dated
back: their hours run from when they are sent.
"""

from collections.abc import Iterable
from typing import Final

from accounts.actions import choose_duty_unit
from accounts.markings import Marking
from icse.demo import desk_texts as texts
from icse.demo.desk_texts import AlertText, ReferralText, Said
from icse.demo.unit_texts import UNITS
from icse.demo.world.cast import Cast
from icse.demo.world.desk_steps import STEPS as _STEPS
from icse.demo.world.desk_steps import Step, act_of, series_of
from icse.demo.world.people import officers_of
from icse.demo.world.shapes import Act, Upload
from series.actions import create_series, merge_series, reject_proposal, save_search
from series.models import Item, LinkReason, Placement, Series
from series.queries.proposals import Narrow, queue_of

_MERGES: Final = "sanne@nl"
_MERGED_AGO: Final = 4.5


def make_doubles(cast: Cast, uploads: Iterable[Upload]) -> None:
    """Two more series of a room that is known: one is merged into it, the other may be. As the system."""
    for title, upload in zip(texts.DOUBLES, uploads, strict=True):
        _make_double(title, upload, cast)
    with cast.acting(act_of(_MERGES, _MERGED_AGO)) as officer:
        merge_series(into=series_of(texts.DAMASK), other=series_of(texts.DOUBLES[0]), by=officer)


def choose_duty(cast: Cast) -> None:
    """Every supervisor puts the own unit on duty."""
    for unit in UNITS:
        with cast.acting(Act(officers_of(unit.country)[0], 0)) as officer:
            choose_duty_unit(unit=officer.unit, by=officer)


def fill_desks(cast: Cast) -> None:
    """Do all that the texts say, as far as the series are there. As the system."""
    there = set(Series.objects.values_list("title", flat=True))
    for step in _STEPS:
        for one in step.texts:
            if {one.series, getattr(one, "other", one.series)} <= there:
                step.live(one, cast)
    for search in texts.SEARCHES:
        with cast.acting(act_of(search.who, 0)) as officer:
            save_search(name=search.name, asked=search.asked, is_shared=True, by=officer)
    for title in there & {one.series for step in _STEPS for one in step.texts}:
        _date(title, _STEPS, cast)


def answer_proposals(cast: Cast) -> None:
    """An officer of each of these countries rejects the last file that may belong in a series. As the system."""
    for who, note in texts.REJECTED:
        with cast.acting(act_of(who, 0)) as officer:
            *_, last = (line for line in queue_of(officer, Narrow()).lines if line.item is not None)
            proposal = LinkReason.objects.get(pk=last.key)
            reject_proposal(proposal=proposal, why="unrelated", note=note, by=officer)


def _make_double(title: str, upload: Upload, cast: Cast) -> None:
    with cast.acting(upload.act) as officer:
        known = series_of(texts.DAMASK)
        made = create_series(
            title=title,
            audience=known.audience,
            items=Item.objects.filter(upload=upload.key).order_by("pk"),
            marking=Marking.of(known),
            by=officer,
        )
    when = cast.when(upload.act.ago)
    Placement.objects.filter(series=made).update(created_at=when)
    Series.objects.filter(pk=made.pk).update(created_at=when, last_activity_at=when)


def _date(title: str, steps: Iterable[Step], cast: Cast) -> None:
    """The database has noted that something happened just now; a referral or a flag did. As the system."""
    said: list[Said] = [one for step in steps for one in step.texts if title in (one.series, getattr(one, "other", ""))]
    Series.objects.filter(title=title).update(last_activity_at=cast.when(min(map(_shown_ago, said))))


def _shown_ago(said: Said) -> float:
    return 0 if isinstance(said, ReferralText | AlertText) else said.ago
