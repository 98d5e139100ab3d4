"""The progress page and the figures behind it: right, counted once, small numbers hidden, and nothing else shown."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Audience, Officer
from icse.coordination.chart import draw_progress
from icse.coordination.figures import Identified, make_figures
from icse.coordination.models import Figure
from icse.coordination.suppression import SMALL
from icse.coordination.targets import BASELINE, TARGET, TARGET_DAY, target_on
from icse.coordination.tasks import publish_figures
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import AuditEntry
from tests.coordination.world import confirm, make_officer, make_subjects

ClientOf = Callable[[Officer], Client]
Queries = Callable[[int], object]
TODAY = timezone.now().date()
LAST_MONTH = TODAY.replace(day=1) - timedelta(days=1)


@pytest.fixture
def identified(
    nora: Officer, niels: Officer, fleur: Officer, felix: Officer, audiences: dict[str, Audience]
) -> list[str]:
    """Last month seven victims by the Netherlands, two by Brazil; today an offender by France; one not confirmed."""
    brazil = make_officer("BR", "Beto"), make_officer("BR", "Bruna")
    victims = make_subjects(nora, audiences["members"], "victim", 10)
    for subject in victims[:7]:
        confirm(subject, nora, niels, LAST_MONTH)
    for subject in victims[7:9]:
        confirm(subject, *brazil, on=LAST_MONTH)
    confirm(victims[0], fleur, felix, TODAY)
    (offender,) = make_subjects(fleur, audiences["NL"], "offender", 1)
    confirm(offender, fleur, felix, TODAY)
    return [str(subject.pk) for subject in [*victims, offender]]


def values(measure: str, month: date) -> dict[str, int | None]:
    found = Figure.objects.filter(measure=measure, month=month.replace(day=1)).values_list("region", "value")
    return dict(found)


def test_figures_count_each_subject_once_and_hide_small_regions(identified: list[str], nora: Officer) -> None:
    assert publish_figures() > 0
    with acting_as(nora.pk):
        assert values("victims_identified", LAST_MONTH) == {
            "": 9,
            "Africa": 0,
            "Americas": None,
            "Asia and South Pacific": 0,
            "Europe": None,
            "Middle East and North Africa": 0,
            "General Secretariat": 0,
        }
        assert values("victims_identified", TODAY) == {"": 9}
        assert values("offenders_identified", TODAY) == {"": 0}
        assert values("victims_identified_30_days", TODAY)[""] == (9 if (TODAY - LAST_MONTH).days <= 30 else 0)
        assert values("victims_identified_90_days", TODAY) == {"": 9}


def test_publishing_twice_changes_no_number(identified: list[str], nora: Officer) -> None:
    def all_figures() -> set[tuple[str, str, date, int | None]]:
        with acting_as(nora.pk):
            return set(Figure.objects.values_list("measure", "region", "month", "value"))

    publish_figures()
    first = all_figures()
    publish_figures()
    assert all_figures() == first
    with acting_as_system("tests"):
        entries = AuditEntry.objects.filter(action="figures.published")
        assert [(e.officer_id, e.reason, e.facts) for e in entries] == [(None, "figures", {"figures": len(first)})] * 2


def test_the_first_confirmation_decides_the_region_and_the_month() -> None:
    found = [Identified("victim", "Europe", date(2026, 1, 31))] * 6 + [Identified("victim", "Africa", date(2026, 2, 1))]
    figures = {
        (f.region, f.month.month): f.value for f in make_figures(found, date(2026, 3, 5)) if "victims_i" in f.measure
    }
    assert {key: value for key, value in figures.items() if key[0] in {"", "Europe"}} == {
        ("", 1): 6,
        ("", 2): 6,
        ("", 3): 6,
        ("Europe", 1): 6,
        ("Europe", 2): None,
    }


def world(found: list[Identified], today: date) -> dict[tuple[str, date], int | None]:
    return {(f.measure, f.month): f.value for f in make_figures(found, today) if f.region == ""}


def test_the_world_is_told_in_steps_and_the_pace_from_what_was_told() -> None:
    days = [date(2026, 1, 10)] * 5 + [date(2026, 2, 1)] * 4 + [date(2026, 3, 2)] * 2
    found = [Identified("victim", "Europe", day) for day in days]
    told = {
        key: value for key, value in world(found, date(2026, 3, 4)).items() if key[0].startswith("victims_identified")
    }
    assert told == {
        ("victims_identified", date(2026, 1, 1)): 5,
        ("victims_identified", date(2026, 2, 1)): 5,
        ("victims_identified", date(2026, 3, 1)): 11,
        ("victims_identified_30_days", date(2026, 3, 1)): 6,
        ("victims_identified_90_days", date(2026, 3, 1)): 11,
    }


def test_what_happens_today_is_told_tomorrow() -> None:
    found = [Identified("victim", "Europe", date(2026, 3, 4))] * 9
    key = ("victims_identified", date(2026, 3, 1))
    assert [world(found, date(2026, 3, day))[key] for day in (4, 5)] == [0, 9]


history = st.lists(st.dates(date(2026, 1, 1), date(2026, 6, 30)), max_size=40)


@settings(max_examples=100, deadline=None)
@given(history, st.dates(date(2026, 2, 1), date(2026, 6, 29)), st.integers(1, 30))
def test_no_two_publications_tell_of_few(days: list[date], today: date, later: int) -> None:
    first, second = (
        world([Identified("victim", "Europe", day) for day in days if day <= asked], asked)
        for asked in (today, today + timedelta(days=later))
    )
    totals = [
        [value for (measure, _), value in sorted(one.items()) if measure == "victims_identified" and value is not None]
        for one in (first, second)
    ]
    everything = sorted({0, *totals[0], *totals[1]})
    assert all(after - before >= SMALL for before, after in pairwise(everything))
    past = [key for key in first if key[0] == "victims_identified" and key[1] < today.replace(day=1)]
    assert {key: first[key] for key in past} == {key: second[key] for key in past}


@settings(max_examples=100, deadline=None)
@given(history, st.dates(date(2026, 2, 1), date(2026, 6, 30)), st.integers(1, 9))
def test_one_day_s_publications_are_alike(days: list[date], today: date, more: int) -> None:
    before = [Identified("victim", "Europe", day) for day in days if day <= today]
    assert world(before, today) == world([*before, *[Identified("victim", "Africa", today)] * more], today)


def test_officers_cannot_write_figures(nora: Officer) -> None:
    with pytest.raises(Exception, match="permission denied"), acting_as(nora.pk):
        Figure.objects.create(measure="victims_identified", month=TODAY, value=99)


def test_the_page_shows_the_published_numbers(client_of: ClientOf, cleo: Officer, identified: list[str]) -> None:
    publish_figures()
    page = client_of(cleo).get("/progress/")
    assert page.status_code == 200
    numbers = [number for number, _ in page.context["headline"]]
    days = (TARGET_DAY - TODAY).days
    assert numbers[:3] == ["56,009", "43,991", f"{43_991 / days:.1f}"]
    assert numbers[4] == "0.1"
    rows = {row.name: (row.victims, row.offenders) for row in page.context["regions"]}
    assert rows["Europe"] == (None, 0)
    assert rows["Africa"] == (0, 0)
    assert [(row.day, row.victims, row.offenders) for row in page.context["months"]] == [
        (LAST_MONTH, 9, 0),
        (TODAY, 9, 0),
    ]


def test_the_page_shows_figures_and_nothing_of_any_case(
    client_of: ClientOf, cleo: Officer, identified: list[str]
) -> None:
    publish_figures()
    text = client_of(cleo).get("/progress/").content.decode()
    assert [key for key in [*identified, "rooms", "REF", "Unit NL", "Nora", "Brazil"] if key in text] == []


def test_supervisors_see_it_too_and_others_do_not(
    client_of: ClientOf, niels: Officer, nora: Officer, ada: Officer, client: Client
) -> None:
    assert client_of(niels).get("/progress/").status_code == 200
    assert client_of(nora).get("/progress/").status_code == 403
    assert client_of(ada).get("/progress/").status_code == 403
    assert client.get("/progress/").headers["Location"] == "/sign-in/?next=/progress/"
    with acting_as(nora.pk):
        assert [e.action for e in AuditEntry.objects.all()] == ["request.refused"]


def test_without_figures_it_says_so(client_of: ClientOf, cleo: Officer) -> None:
    assert "No figures are published yet" in client_of(cleo).get("/progress/").content.decode()


def test_with_nobody_identified_it_starts_at_the_baseline(client_of: ClientOf, cleo: Officer) -> None:
    publish_figures()
    page = client_of(cleo).get("/progress/")
    assert page.context["reached"] == "56,000"
    assert "Regions are published after the end of the first whole month" in page.content.decode()


def test_it_asks_as_much_for_three_months_as_for_one(
    client_of: ClientOf,
    cleo: Officer,
    nora: Officer,
    niels: Officer,
    audiences: dict[str, Audience],
    django_assert_num_queries: Queries,
) -> None:
    client = client_of(cleo)
    for back in (0, 62):
        for subject in make_subjects(nora, audiences["members"], "victim", 3):
            confirm(subject, nora, niels, TODAY - timedelta(days=back))
        publish_figures()
        with django_assert_num_queries(7):  # type: ignore[attr-defined]
            page = client.get("/progress/")
        assert len(page.context["months"]) == (1 if back == 0 else 3)


def test_the_target_line_runs_from_the_baseline_to_the_target() -> None:
    assert target_on(date(2025, 9, 30)) == BASELINE
    assert target_on(TARGET_DAY) == TARGET
    assert target_on(date(2031, 6, 1)) == TARGET
    assert target_on(date(2028, 5, 16)) == 78_000


def test_the_chart_is_drawn_to_scale() -> None:
    chart = draw_progress([(date(2028, 5, 16), 75_000)])
    assert chart.target == "64.0,306.9 936.0,20.0"
    assert chart.today == ("500.0", "183.0")
    assert chart.actual.split(" ")[-1] == "500.0,183.0"
    assert chart.required == "500.0,183.0 936.0,20.0"
    assert [mark.text for mark in chart.rows] == ["50,000", "60,000", "70,000", "80,000", "90,000", "100,000"]
    assert [mark.text for mark in chart.columns] == ["2026", "2027", "2028", "2029", "2030"]


def test_past_the_target_the_chart_grows() -> None:
    chart = draw_progress([(date(2030, 1, 1), 104_000)])
    assert chart.rows[-1].text == "110,000"
    assert chart.required == ""


def test_facts_are_counted_apart() -> None:
    found = [Identified("victim", "Europe", date(2026, 1, 10))] * 6
    found += [Identified("safeguarded", "Europe", date(2026, 2, 1))] * 5
    told = world(found, date(2026, 3, 4))
    months = [date(2026, month, 1) for month in (1, 2, 3)]
    assert [told["victims_safeguarded", month] for month in months] == [0, 5, 5]
    assert [told["victims_identified", month] for month in months] == [6, 6, 6]
    assert {told["offenders_arrested", month] for month in months} == {0}
