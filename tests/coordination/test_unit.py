"""My unit: its officers and its own work; additions to others' series are counted apart."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Audience, Officer, Tally
from accounts.models.owned import owner_fields
from forum.models import ClueKind, Post, Thread
from icse.core.doors import acting_as, acting_as_system
from series.actions import add_subject, claim_subject, create_series, open_case
from series.models import Case, Item, Placement, Series
from tests.coordination.world import confirm, make_subjects

ClientOf = Callable[[Officer], Client]
Queries = Callable[[int], object]


def make_item(by: Officer, audience: Audience) -> Item:
    with acting_as(by.pk):
        case = open_case(national_reference=f"{by.country_id}-1", by=by)
        item = Item(audience=audience, case=case, name="room.jpg", sha256="0" * 64, size=1, **owner_fields(by))
        item.save(force_insert=True)
        return item


def make_thread(by: Officer, audience: Audience) -> Thread:
    with acting_as(by.pk):
        kind = ClueKind.objects.all()[0]
        thread = Thread(kind=kind, question="Which wallpaper?", audience=audience, **owner_fields(by))
        thread.save(force_insert=True)
        return thread


@pytest.fixture
def work(nora: Officer, fleur: Officer, gregor: Officer, audiences: dict[str, Audience]) -> None:
    """Nora's unit: a case, two items, a series with a subject, three additions and an answer to France's."""
    item = make_item(nora, audiences["members"])
    make_item(nora, audiences["NL"])
    make_item(fleur, audiences["members"])
    with acting_as(fleur.pk):
        hers = create_series(title="hers", audience=audiences["group"], by=fleur)
        subject = add_subject(series=hers, role="victim", by=fleur)
    thread = make_thread(fleur, audiences["group"])
    with acting_as(nora.pk):
        own = create_series(title="own", audience=audiences["members"], items=[item], by=nora)
        add_subject(series=own, role="victim", by=nora)
        for one in (own, hers):
            add_subject(series=one, role="offender", by=nora)
        claim_subject(subject=subject, by=nora)
        columns = {"series_audience_id": hers.audience_id, "item_audience_id": item.audience_id}
        Placement.objects.bulk_create([Placement(series=hers, item=item, **columns, **owner_fields(nora))])
        Post.objects.bulk_create([Post(thread=thread, audience_id=thread.audience_id, body="!", **owner_fields(nora))])


def totals(page: object) -> dict[str, int]:
    return {one.name: one.total for one in page.context["activities"]}  # type: ignore[attr-defined]


def test_it_counts_the_units_own_work(client_of: ClientOf, nora: Officer, niels: Officer, work: None) -> None:
    expected = {
        "Cases opened": 1,
        "Items uploaded": 2,
        "Series made": 1,
        "Contributions to own series": 1,
        "Additions to others' series": 3,
        "Answers to others' clue requests": 1,
    }
    assert totals(client_of(nora).get("/unit/")) == expected
    assert totals(client_of(niels).get("/unit/")) == expected


def test_it_says_what_one_did_oneself(client_of: ClientOf, nora: Officer, niels: Officer, work: None) -> None:
    assert "1 file contributed to series of your country, 1 added" in client_of(nora).get("/unit/").content.decode()
    assert "0 files contributed to series of your country, 0 added" in client_of(niels).get("/unit/").content.decode()


def test_another_country_counts_its_own(client_of: ClientOf, gregor: Officer, work: None) -> None:
    assert set(totals(client_of(gregor).get("/unit/")).values()) == {0}


def test_it_lists_the_unit_and_nobody_else(client_of: ClientOf, nora: Officer) -> None:
    page = client_of(nora).get("/unit/")
    assert [one.name for one, _ in page.context["people"]] == ["Ada", "Ivo", "Niels", "Nora", "Una"]
    text = page.content.decode()
    assert [name for name in ("Fleur", "Gregor", "Cleo") if name in text] == []


def test_a_coordinator_sees_colleagues_and_no_work(client_of: ClientOf, cleo: Officer, work: None) -> None:
    page = client_of(cleo).get("/unit/")
    assert [one.name for one, _ in page.context["people"]] == ["Cleo"]
    assert page.context["activities"] == []


def test_what_is_narrowed_or_removed_leaves_no_trace(
    client_of: ClientOf, nora: Officer, fleur: Officer, audiences: dict[str, Audience], work: None
) -> None:
    with acting_as_system("tests"), connection.cursor() as cursor:
        Post.objects.all().delete()
        Case.objects.filter(country="NL").update(audience=audiences["FR"])
        cursor.execute("SET CONSTRAINTS recount_tallies IMMEDIATE")
        assert Tally.objects.filter(unit=nora.unit_id, number__lte=0).count() == 0
    found = totals(client_of(nora).get("/unit/"))
    assert (found["Answers to others' clue requests"], found["Cases opened"], found["Items uploaded"]) == (0, 0, 2)


def test_weeks_run_to_this_one(client_of: ClientOf, nora: Officer, work: None) -> None:
    with acting_as_system("tests"), connection.cursor() as cursor:
        Case.objects.update(created_at=timezone.now() - timedelta(weeks=3))
        cursor.execute("SET CONSTRAINTS recount_tallies IMMEDIATE")
    (cases, *_) = client_of(nora).get("/unit/").context["activities"]
    assert [number for _, number in cases.weeks] == [0] * 8 + [1, 0, 0, 0]
    today = timezone.now().date()
    assert date.fromisoformat(cases.weeks[-1][0]) == today - timedelta(days=today.weekday())


def test_anonymous_is_sent_to_sign_in(client: Client, db: object) -> None:
    assert client.get("/unit/").headers["Location"] == "/sign-in/?next=/unit/"


def test_it_asks_as_much_for_three_rows_as_for_one(
    client_of: ClientOf,
    nora: Officer,
    niels: Officer,
    audiences: dict[str, Audience],
    django_assert_num_queries: Queries,
) -> None:
    client = client_of(nora)
    for more in (1, 2):
        for subject in make_subjects(nora, audiences["members"], "victim", more):
            confirm(subject, nora, niels, timezone.now().date())
            make_item(nora, audiences["members"])
        with django_assert_num_queries(9):  # type: ignore[attr-defined]
            assert client.get("/unit/").status_code == 200
    with acting_as(nora.pk):
        assert Series.objects.count() == 2
