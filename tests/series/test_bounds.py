"""No country fills another's series, and only the owner opens a solved one again."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Audience, Officer
from accounts.models.owned import owner_fields
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, NotAllowed
from icse.core.models import AuditEntry, Event
from series import actions
from series.actions.subjects import MOST_CLAIMS, MOST_SUBJECTS, MOST_SUBJECTS_OF_A_COUNTRY
from series.models import Series, Subject
from series.queries.subjects import SHOWN
from tests.series.grouping import add, confirm, make_series, record

ClientOf = Callable[[Officer], Client]


@pytest.fixture
def series(nora: Officer, audiences: dict[str, Audience]) -> Series:
    return make_series(by=nora, audience=audiences["members"])


@pytest.fixture
def solved(series: Series, nora: Officer, fleur: Officer, felix: Officer) -> Series:
    """A series of the Netherlands, whose one victim France identified."""
    confirm(record(add(series, "victim", by=nora), by=fleur), by=felix)
    return series


def fill(series: Series, number: int, *, by: Officer, label: str = "Filler") -> list[Subject]:
    columns = {"series": series, "audience_id": series.audience_id, "role": "victim", **owner_fields(by)}
    with acting_as_system("tests"):
        return Subject.objects.bulk_create([Subject(label=f"{label} {n}", **columns) for n in range(number)])


def test_one_country_adds_so_many_and_another_still_can(series: Series, fleur: Officer, nora: Officer) -> None:
    fill(series, MOST_SUBJECTS_OF_A_COUNTRY - 1, by=fleur)
    add(series, "victim", by=fleur)
    with pytest.raises(Conflict, match="One country adds 50"):
        add(series, "offender", by=fleur)
    assert add(series, "victim", by=nora).country_id == "NL"


def test_a_series_holds_so_many(series: Series, nora: Officer, fleur: Officer, gregor: Officer, bea: Officer) -> None:
    for number, by in ((50, fleur), (50, gregor), (50, bea), (MOST_SUBJECTS - 151, nora)):
        fill(series, number, by=by)
    add(series, "victim", by=nora)
    with pytest.raises(Conflict, match="holds 200"):
        add(series, "victim", by=nora)


def test_a_country_claims_so_many_at_once(series: Series, nora: Officer, fleur: Officer) -> None:
    subjects = fill(series, MOST_CLAIMS + 1, by=nora)
    with acting_as(fleur.pk):
        claims = [actions.claim_subject(subject=one, by=fleur) for one in subjects[:-1]]
        with pytest.raises(Conflict, match="verifies 20 people"):
            actions.claim_subject(subject=subjects[-1], by=fleur)
        actions.withdraw_claim(claim=claims[0], by=fleur)
        actions.claim_subject(subject=subjects[-1], by=fleur)


def test_a_country_claims_one_subject_so_often(series: Series, nora: Officer, fleur: Officer, gregor: Officer) -> None:
    victim = add(series, "victim", by=nora)
    with acting_as(fleur.pk):
        for _ in range(MOST_CLAIMS):
            actions.withdraw_claim(claim=actions.claim_subject(subject=victim, by=fleur), by=fleur)
        with pytest.raises(Conflict, match="20 times"):
            actions.claim_subject(subject=victim, by=fleur)
    with acting_as(gregor.pk):
        assert actions.claim_subject(subject=victim, by=gregor).country_id == "DE"


def test_the_page_shows_the_owner_s_subjects_before_a_flood(
    series: Series, nora: Officer, fleur: Officer, gregor: Officer, client_of: ClientOf
) -> None:
    fill(series, 50, by=fleur)
    fill(series, 50, by=gregor)
    own = add(series, "victim", by=nora)
    page = client_of(nora).get(reverse("series", args=[series.pk]))
    shown = [state.subject.pk for state in page.context["subjects"]]
    assert (len(shown), own.pk in shown, shown == sorted(shown)) == (SHOWN, True, True)
    text = page.content.decode()
    assert "51 more are not shown here." in text
    program = client_of(nora).get(f"/api/v1/series/{series.pk}").json()
    assert len(program["subjects"]) == 101


def test_a_short_history_leaves_nothing_out(series: Series, nora: Officer, client_of: ClientOf) -> None:
    add(series, "victim", by=nora)
    text = client_of(nora).get(reverse("series", args=[series.pk])).content.decode()
    assert [words in text for words in ("left out", "not shown here")] == [False, False]


def test_a_long_history_is_cut(series: Series, nora: Officer, fleur: Officer, client_of: ClientOf) -> None:
    for subject in fill(series, 6, by=nora):
        with acting_as(fleur.pk):
            for _ in range(10):
                actions.withdraw_claim(claim=actions.claim_subject(subject=subject, by=fleur), by=fleur)
    address = reverse("series-history", args=[series.pk])
    part = client_of(nora).get(address, headers={"HX-Request": "true"})
    assert len(part.context["lines"]) == 20
    assert "Older entries are left out here." in part.content.decode()
    assert "Older entries" not in client_of(nora).get(address).content.decode()


@pytest.mark.parametrize("role", ["victim", "offender"])
def test_only_the_owner_opens_a_solved_series_again(
    solved: Series, nora: Officer, fleur: Officer, client_of: ClientOf, role: str
) -> None:
    form = {"role": role, "known": "Wears a scarf."}
    refused = client_of(fleur).post(reverse("subject-add", args=[solved.pk]), form)
    assert refused.status_code == 403
    assert "Ask the country that owns it" in refused.content.decode()
    assert "Wears a scarf." in refused.content.decode()
    with pytest.raises(NotAllowed):
        add(solved, role, by=fleur)
    with acting_as_system("tests"):
        Event.objects.all().delete()
    subject = add(solved, role, by=nora)
    with acting_as_system("tests"):
        [entry] = AuditEntry.objects.filter(action="subject.added", object_id=str(subject.pk))
        assert entry.facts["reopened"] is True
        assert [e.type for e in Event.objects.all()] == ["series.reopened"]
        assert Series.objects.get(pk=solved.pk).is_active


def test_in_a_series_that_still_looks_for_a_victim_anybody_adds(
    series: Series, nora: Officer, fleur: Officer, felix: Officer
) -> None:
    add(series, "victim", by=nora)
    confirm(record(add(series, "victim", by=nora), by=fleur), by=felix)
    added = add(series, "victim", by=fleur)
    with acting_as_system("tests"):
        [entry] = AuditEntry.objects.filter(action="subject.added", object_id=str(added.pk))
        assert entry.facts["reopened"] is False
