"""Who is on a series: said until a day, seen before others begin, handed over, offered, and come back."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.utils import timezone
from guardian.shortcuts import assign_perm

from accounts.actions.members import deactivate_officer, end_certificate
from accounts.models import Audience, Country, Officer, Unit
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, IcseError, NotAllowed
from icse.core.models import AuditEntry, Event
from series import actions
from series.leaving import return_overdue
from series.models import Lead, Note, Series, Task
from series.queries.leads import leads_by_series
from series.tasks import sweep_leads
from tests.series.grouping import add, confirm, record
from tests.series.leading import PLAN, date_back, day, fresh_lead, lead, note, task
from tests.series.referring import series_of

Audiences = dict[str, Audience]


def on_it(series: Series, by: Officer) -> list[str]:
    """Return which units are on the series, as this officer is shown it."""
    with acting_as(by.pk):
        return [one.unit.name for one in leads_by_series([series.pk]).get(series.pk, [])]


def test_who_sees_the_series_sees_who_is_on_it(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    series, _ = series_of(nora, audiences["group"])
    made = lead(series, by=nora)
    assert (made.plan, made.keeper_id, made.ends_on) == (PLAN, nora.pk, day(10))
    assert [on_it(series, who) for who in (nora, fleur, gregor)] == [["Unit NL"], ["Unit NL"], []]
    with acting_as_system("tests"):
        last = Event.objects.order_by("-id")[0]
        entry = AuditEntry.objects.get(action="lead.begun")
    assert (last.type, last.about, last.audiences) == ("lead.changed", [made.pk, series.pk], [audiences["group"].pk])
    assert entry.facts == {"lead": str(made.pk), "kind": "product", "until": day(10).isoformat()}


def test_another_unit_begins_only_after_it_has_seen(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    first = lead(series, by=nora)
    with pytest.raises(Conflict) as refused:
        lead(series, by=fleur)
    assert (refused.value.field, "Unit NL (NL)" in refused.value.message) == ("seen", True)
    lead(series, by=fleur, seen=[first.pk])
    assert on_it(series, nora) == ["Unit NL", "Unit FR"]


def test_a_unit_has_one_lead_on_a_series(nora: Officer, niels: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    lead(series, by=nora)
    with pytest.raises(Conflict):
        lead(series, by=niels)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"kind": "smell"}, "kind"),
        ({"plan": "short"}, "plan"),
        ({"plan": "x" * 501}, "plan"),
        ({"days": -1}, "ends_on"),
        ({"days": 91}, "ends_on"),
    ],
)
def test_what_is_wrong_is_said(nora: Officer, audiences: Audiences, more: dict[str, object], field: str) -> None:
    series, _ = series_of(nora, audiences["group"])
    if "days" in more:
        more = {"ends_on": day(int(str(more["days"])))}
    with pytest.raises(IcseError) as refused:
        lead(series, by=nora, **more)
    assert (refused.value.status, refused.value.field) == (400, field)


def test_who_may_only_look_begins_nothing(nora: Officer, bea: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    with acting_as_system("tests"):
        assign_perm("view_audience", bea, audiences["group"])
    with pytest.raises(NotAllowed):
        lead(series, by=bea)


def test_it_ends_by_time_before_anybody_sweeps_and_the_unit_is_told(
    nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    series, _ = series_of(nora, audiences["group"])
    made, other = lead(series, by=nora), lead(series_of(nora, audiences["group"])[0], by=nora)
    date_back(made, ends=-1)
    assert on_it(series, fleur) == []
    with acting_as(nora.pk), pytest.raises(Conflict):
        actions.renew_lead(lead=made, ends_on=day(5), by=nora)
    assert sweep_leads() == 1
    assert sweep_leads() == 0
    ended = fresh_lead(made)
    assert (ended.end_code, ended.ended_at is not None, fresh_lead(other).ended_at) == ("expired", True, None)
    with acting_as_system("tests"):
        assert Event.objects.order_by("-id")[0].about == [made.pk, series.pk]
        assert AuditEntry.objects.filter(action="lead.expired").count() == 1


def test_its_last_day_is_included(nora: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    made = lead(series, by=nora, ends_on=day(0))
    assert on_it(series, nora) == ["Unit NL"]
    assert sweep_leads() == 0
    with acting_as(nora.pk):
        actions.renew_lead(lead=made, ends_on=day(90), by=nora)
    assert fresh_lead(made).ends_on == day(90)


def test_its_unit_ends_it_once(nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    made = lead(series, by=nora)
    with acting_as(fleur.pk), pytest.raises(NotAllowed):
        actions.end_lead(lead=made, by=fleur)
    with acting_as(niels.pk):
        actions.end_lead(lead=made, by=niels)
    assert (on_it(series, fleur), fresh_lead(made).end_code) == ([], "done")
    with acting_as(nora.pk), pytest.raises(Conflict):
        actions.end_lead(lead=made, by=nora)


def test_it_is_handed_to_a_named_officer_of_the_country(
    nora: Officer, niels: Officer, fleur: Officer, una: Officer, audiences: Audiences
) -> None:
    series, _ = series_of(nora, audiences["group"])
    made = lead(series, by=nora)
    for wrong in (fleur, una):
        with acting_as(nora.pk), pytest.raises(IcseError):
            actions.hand_over_lead(lead=made, to=wrong, by=nora)
    with acting_as(nora.pk):
        actions.hand_over_lead(lead=made, to=niels, by=nora)
    assert (fresh_lead(made).keeper_id, on_it(series, fleur)) == (niels.pk, ["Unit NL"])


def unit_of(officer: Officer) -> Unit:
    with acting_as_system("tests"):
        return Unit.objects.get(pk=officer.unit_id)


def offered(nora: Officer, to: Officer, audience: Audience) -> Lead:
    """Return a lead of Nora's on a series of hers, offered to this officer's unit."""
    made = lead(series_of(nora, audience)[0], by=nora)
    with acting_as(nora.pk):
        actions.offer_lead(lead=made, unit=unit_of(to), by=nora)
    return made


def test_another_unit_takes_over_what_is_offered_to_it(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    made = offered(nora, fleur, audiences["group"])
    with acting_as(fleur.pk):
        taken = actions.accept_lead(lead=made, by=fleur)
        assert (taken.country_id, taken.keeper_id, taken.earlier_id) == ("FR", fleur.pk, made.pk)
        assert (taken.kind, taken.plan, taken.ends_on) == (made.kind, made.plan, made.ends_on)
    assert (fresh_lead(made).end_code, fresh_lead(made).offered_unit_id) == ("taken_over", None)
    assert on_it(made.series, nora) == ["Unit FR"]
    with acting_as(fleur.pk), pytest.raises(Conflict):
        actions.accept_lead(lead=made, by=fleur)


def test_nobody_else_takes_it_and_who_does_not_see_it_is_told_nothing(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    made = offered(nora, gregor, audiences["group"])
    with acting_as(fleur.pk), pytest.raises(Conflict):
        actions.accept_lead(lead=made, by=fleur)
    with acting_as(gregor.pk):
        assert not Lead.objects.exists()
        with pytest.raises(NotAllowed):
            actions.accept_lead(lead=made, by=gregor)
    with acting_as(nora.pk):
        actions.withdraw_offer(lead=made, by=nora)
        with pytest.raises(Conflict):
            actions.withdraw_offer(lead=made, by=nora)


def test_an_offer_is_declined(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    made = offered(nora, fleur, audiences["group"])
    with acting_as(fleur.pk):
        actions.decline_lead(lead=made, by=fleur)
        with pytest.raises(Conflict):
            actions.decline_lead(lead=made, by=fleur)
    assert (fresh_lead(made).offered_unit_id, on_it(made.series, fleur)) == (None, ["Unit NL"])


def test_a_solved_series_has_no_leads_and_takes_none(nora: Officer, niels: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    lead(series, by=nora)
    confirm(record(add(series, "victim", by=nora), by=nora), by=niels)
    assert on_it(series, nora) == []
    with pytest.raises(Conflict):
        lead(series, by=niels)


def test_nobody_is_on_it_whose_country_takes_no_part(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    lead(series, by=fleur)
    with acting_as_system("tests"):
        Country.objects.filter(pk="FR").update(is_connected=False)
    assert on_it(series, nora) == []


def _leave(officer: Officer) -> None:
    deactivate_officer(officer=officer)


def _end(officer: Officer) -> None:
    end_certificate(officer=officer)


def _lapse(officer: Officer) -> None:
    """The certificate ends by time; the sweeper finds it."""
    Officer.objects.filter(pk=officer.pk).update(certified_until=timezone.now().date() - timedelta(days=1))
    assert (return_overdue(), return_overdue()) == (2, 0)


def _leave_unnoticed(officer: Officer) -> None:
    Officer.objects.filter(pk=officer.pk).update(is_active=False)
    assert (return_overdue(), return_overdue()) == (2, 0)


@pytest.mark.parametrize("go", [_leave, _end, _lapse, _leave_unnoticed])
def test_what_an_officer_had_in_hand_comes_back(
    nora: Officer, niels: Officer, audiences: Audiences, go: Callable[[Officer], None]
) -> None:
    series, _ = series_of(nora, audiences["group"])
    hers, given = lead(series, by=nora), task(series, by=niels, assignee=nora)
    kept = task(series, by=niels, assignee=niels)
    with acting_as_system("tests"):
        go(nora)
        assert (Lead.objects.get().keeper_id, Lead.objects.get().unit_id) == (None, nora.unit_id)
        assert dict(Task.objects.values_list("pk", "assignee_id")) == {given.pk: None, kept.pk: niels.pk}
        returned = AuditEntry.objects.filter(action__in=["lead.returned", "task.returned"])
        assert {entry.object_id for entry in returned} == {str(hers.pk), str(given.pk)}
    assert fresh_lead(hers).returned_at is not None
    with acting_as(niels.pk):
        actions.hand_over_lead(lead=hers, to=niels, by=niels)
    assert fresh_lead(hers).returned_at is None


def test_a_certificate_that_ends_by_time_gives_it_back(nora: Officer, niels: Officer, audiences: Audiences) -> None:
    series, _ = series_of(nora, audiences["group"])
    made, given = lead(series, by=nora), task(series, by=niels, assignee=nora)
    assert sweep_leads() == 0
    with acting_as_system("tests"):
        Officer.objects.filter(pk=nora.pk).update(certified_until=date.today() - timedelta(days=1))  # noqa: DTZ011
    assert (sweep_leads(), sweep_leads()) == (2, 0)
    assert fresh_lead(made).keeper_id is None
    with acting_as_system("tests"):
        assert Task.objects.get(pk=given.pk).assignee_id is None


def test_work_goes_with_a_series_that_is_merged_and_comes_back(nora: Officer, audiences: Audiences) -> None:
    into, other = (series_of(nora, audiences["group"])[0] for _ in range(2))
    lead(into, by=nora)
    moved = {lead(other, by=nora).pk, note(other, "A note.", by=nora).pk, task(other, by=nora).pk}

    def of(series: Series) -> set[object]:
        with acting_as(nora.pk):
            kinds = (Lead, Note, Task)
            return {key for kind in kinds for key in kind.objects.filter(series=series).values_list("pk", flat=True)}

    before = of(into)
    with acting_as(nora.pk):
        merge = actions.merge_series(into=into, other=other, by=nora)
    assert (of(into), of(other)) == (before | moved, set())
    with acting_as(nora.pk):
        actions.undo_merge(merge=merge, by=nora)
    assert (of(into), of(other)) == (before, moved)
