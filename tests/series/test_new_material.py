"""New material of an identified child reaches the country that identified it, and nobody who may not see both."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, IcseError, NotAllowed
from icse.core.models import AuditEntry, Event
from series import actions
from series.ingest.work import Tools
from series.models import Item, NewMaterial, Series, Subject, SubjectLink
from series.queries import material
from tests import media
from tests.forum.world import ClientOf, assert_looks_absent
from tests.series.grouping import add, confirm, make_items, make_series, record
from tests.series.making import ingested, receive
from tests.series.test_findings import solve

Audiences = dict[str, Audience]
PICTURE = media.as_bytes(media.pattern(1))
NEAR = media.as_bytes(media.recompressed(media.pattern(1)))
WHY = "The picture was made this month."


@pytest.fixture(autouse=True)
def empty_store(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_FOLDER = tmp_path


@pytest.fixture
def solved(fleur: Officer, felix: Officer, audiences: Audiences, tools: Tools) -> Series:
    """A series for all, whose only victim France identified."""
    [held] = ingested(tools, receive(fleur, audiences["members"], PICTURE, name="old.jpg"))
    series = make_series(by=fleur, audience=audiences["members"], items=[held])
    solve(series, fleur, felix)
    return series


def seen(by: Officer) -> list[NewMaterial]:
    with acting_as(by.pk):
        return list(NewMaterial.objects.order_by("pk"))


def upload(by: Officer, audience: Audience, tools: Tools, content: bytes = NEAR, **columns: object) -> Item:
    item = receive(by, audience, content, name="new.jpg")
    with acting_as_system("tests"):
        Item.objects.filter(pk=item.pk).update(**columns)
    return ingested(tools, item)[0]


def test_it_reaches_who_sees_both_and_tells_the_identifying_country(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, solved: Series, tools: Tools
) -> None:
    item = upload(nora, audiences["group"], tools)
    [one] = seen(fleur)
    assert (one.item_id, one.series_id, one.country_id, one.is_urgent) == (item.pk, solved.pk, "FR", True)
    assert ([row.pk for row in seen(nora)], seen(gregor)) == ([one.pk], [])
    with acting_as_system("tests"):
        [event] = Event.objects.filter(type="material.new")
    assert event.about == [one.pk]
    assert set(event.audiences) == {audiences[name].pk for name in ("group", "members", "FR")}


def test_a_hidden_file_is_not_told(
    gregor: Officer, fleur: Officer, audiences: Audiences, solved: Series, tools: Tools
) -> None:
    """The row is there, for when the file is shown; until then the country hears what blind hits tell."""
    item = upload(gregor, audiences["DE"], tools)
    assert seen(fleur) == []
    assert [one.item_id for one in seen(gregor)] == [item.pk]
    with acting_as(fleur.pk):
        assert not Event.objects.filter(type="material.new").exists()
    with acting_as_system("tests"):
        Item.objects.filter(pk=item.pk).update(audience=audiences["members"])
    assert [one.item_id for one in seen(fleur)] == [item.pk]


def test_a_series_that_is_hidden_from_the_uploader_is_not_told(
    gregor: Officer, fleur: Officer, felix: Officer, audiences: Audiences, tools: Tools
) -> None:
    [held] = ingested(tools, receive(fleur, audiences["group"], PICTURE))
    solve(make_series(by=fleur, audience=audiences["group"], items=[held]), fleur, felix)
    upload(gregor, audiences["members"], tools)
    assert (len(seen(fleur)), seen(gregor)) == (1, [])


def test_a_match_that_is_hidden_from_the_uploader_is_not_told(
    gregor: Officer, nora: Officer, fleur: Officer, felix: Officer, audiences: Audiences, tools: Tools
) -> None:
    """The series is shown to all; what matches in it is not."""
    held = ingested(tools, receive(fleur, audiences["group"], PICTURE), receive(fleur, audiences["FR"], PICTURE))
    solve(make_series(by=fleur, audience=audiences["members"], items=held), fleur, felix)
    upload(gregor, audiences["members"], tools)
    assert (len(seen(fleur)), len(seen(nora)), seen(gregor)) == (2, 1, [])
    with acting_as(fleur.pk):
        assert len(material.material_of_country(fleur).rows) == 1


@pytest.mark.parametrize(
    ("role", "confirmed"), [("victim", False), ("offender", True)], ids=["not confirmed", "an offender"]
)
def test_only_identified_victims(
    nora: Officer,
    fleur: Officer,
    felix: Officer,
    audiences: Audiences,
    tools: Tools,
    role: str,
    confirmed: bool,
) -> None:
    [held] = ingested(tools, receive(fleur, audiences["members"], PICTURE))
    series = make_series(by=fleur, audience=audiences["members"], items=[held])
    subject = add(series, role, by=fleur)
    if confirmed:
        with acting_as_system("tests"):
            Subject.objects.filter(pk=subject.pk).update(
                status="identified", status_country="FR", identified_at=timezone.now()
            )
    upload(nora, audiences["members"], tools)
    assert seen(fleur) == []


def joined(one: Subject, other: Subject, by: Officer) -> SubjectLink:
    """Of two series of one country: accepted at once."""
    with acting_as(by.pk):
        rows = Subject.objects.select_related("series").in_bulk([one.pk, other.pk])
        return actions.propose_same_person(subject=rows[one.pk], other=rows[other.pk], reason="looks", note="", by=by)


def holding(picture: bytes, audience: Audience, by: Officer, tools: Tools) -> Subject:
    """The victim of a new series that holds the picture."""
    [held] = ingested(tools, receive(by, audience, picture, name="old.jpg"))
    return add(make_series(by=by, audience=audience, items=[held]), "victim", by=by)


def test_the_same_person_is_told_to_who_identified_and_to_nobody_else(
    nora: Officer, niels: Officer, fleur: Officer, felix: Officer, bea: Officer, audiences: Audiences, tools: Tools
) -> None:
    """The Netherlands' two series; France, which holds the group, identified the victim of the one in it."""
    shown = holding(PICTURE, audiences["members"], nora, tools)
    known = holding(media.as_bytes(media.pattern(7)), audiences["group"], nora, tools)
    joined(shown, known, nora)
    confirm(record(known, by=fleur), by=felix)
    item = upload(bea, audiences["members"], tools)
    [one] = seen(fleur)
    assert (one.item_id, one.subject_id, one.person_id, one.country_id) == (item.pk, shown.pk, known.pk, "FR")
    # Whoever sees the file, the match and the series still does not learn which country identified.
    assert (seen(nora), seen(niels), seen(bea)) == ([], [], [])
    with acting_as_system("tests"):
        [event] = Event.objects.filter(type="material.new")
    assert set(event.audiences) == {audiences[name].pk for name in ("members", "FR", "group")}
    with acting_as(fleur.pk):
        actions.propose_reopening(material=one, reason=WHY, by=fleur)
    with acting_as_system("tests"):
        assert {row.status for row in Subject.objects.filter(pk__in=[shown.pk, known.pk])} == {"unidentified"}


def test_who_no_longer_sees_whom_it_identified_is_not_told(
    nora: Officer, fleur: Officer, felix: Officer, bea: Officer, audiences: Audiences, tools: Tools
) -> None:
    shown = holding(PICTURE, audiences["members"], nora, tools)
    known = holding(media.as_bytes(media.pattern(7)), audiences["group"], nora, tools)
    joined(shown, known, nora)
    confirm(record(known, by=fleur), by=felix)
    upload(bea, audiences["members"], tools)
    assert len(seen(fleur)) == 1
    with acting_as_system("tests"):
        Series.objects.filter(pk=known.series_id).update(audience=audiences["NL"])
    assert seen(fleur) == []


@pytest.mark.parametrize(("between", "is_told"), [("members", True), ("NL", False)])
def test_a_chain_of_links_is_followed_as_far_as_all_see_it(
    nora: Officer,
    fleur: Officer,
    felix: Officer,
    bea: Officer,
    audiences: Audiences,
    tools: Tools,
    between: str,
    is_told: bool,
) -> None:
    """The one in the middle would say, where it is hidden, that the two are the same."""
    shown = holding(PICTURE, audiences["members"], nora, tools)
    middle = holding(media.as_bytes(media.pattern(7)), audiences[between], nora, tools)
    known = holding(media.as_bytes(media.pattern(8)), audiences["group"], nora, tools)
    joined(shown, middle, nora)
    joined(middle, known, nora)
    confirm(record(known, by=fleur), by=felix)
    upload(bea, audiences["members"], tools)
    assert [one.subject_id for one in seen(fleur)] == ([shown.pk] if is_told else [])


@pytest.mark.parametrize(
    ("content", "columns", "is_urgent"),
    [
        (NEAR, {}, True),
        (PICTURE, {}, False),
        (NEAR, {"created_at": timezone.now() - timedelta(days=400)}, False),
    ],
    ids=["first seen after", "the same file, seen before", "uploaded before, read after"],
)
def test_urgent(
    nora: Officer,
    fleur: Officer,
    audiences: Audiences,
    solved: Series,
    tools: Tools,
    content: bytes,
    columns: dict[str, object],
    is_urgent: bool,
) -> None:
    upload(nora, audiences["members"], tools, content, **columns)
    assert [one.is_urgent for one in seen(fleur)] == [is_urgent]


@pytest.mark.parametrize(("day", "is_urgent"), [("2026:11:02 10:00:00", True), ("2026:10:31 10:00:00", False)])
def test_made_after_the_identification(
    nora: Officer, fleur: Officer, audiences: Audiences, solved: Series, tools: Tools, day: str, is_urgent: bool
) -> None:
    """``solve`` says that it was on the first of November. The content itself had been seen before."""
    dated = media.as_bytes(media.pattern(1), exif=media.exif_of(taken=day))
    upload(nora, audiences["members"], tools, dated, created_at=timezone.now() - timedelta(days=400))
    assert [one.is_urgent for one in seen(fleur)] == [is_urgent]


def test_a_hidden_copy_does_not_make_it_less_urgent(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, solved: Series, tools: Tools
) -> None:
    hidden = upload(gregor, audiences["DE"], tools, created_at=timezone.now() - timedelta(days=400))
    item = upload(nora, audiences["members"], tools)
    with acting_as_system("tests"):
        found = dict(NewMaterial.objects.values_list("item_id", "is_urgent"))
    assert found == {hidden.pk: False, item.pk: True}


def test_proposing_to_open_the_series_again(
    nora: Officer, fleur: Officer, felix: Officer, audiences: Audiences, solved: Series, tools: Tools
) -> None:
    upload(nora, audiences["members"], tools)
    [one] = seen(fleur)
    with acting_as(nora.pk), pytest.raises(NotAllowed):
        actions.propose_reopening(material=one, reason=WHY, by=nora)
    with acting_as(fleur.pk), pytest.raises(IcseError, match="10 to 500"):
        actions.propose_reopening(material=one, reason="now", by=fleur)
    with acting_as(fleur.pk):
        actions.propose_reopening(material=one, reason=WHY, by=fleur)
    with acting_as(felix.pk), pytest.raises(Conflict):
        actions.propose_reopening(material=one, reason=WHY, by=felix)
    [one] = seen(nora)
    assert (one.reopening_reason, one.reopening_by_id) == (WHY, fleur.pk)
    with acting_as(fleur.pk):
        [entry] = AuditEntry.objects.filter(action="reopening.proposed")
    assert entry.facts == {"series": str(solved.pk), "subject": str(one.subject_id)}


def test_pages(
    client_of: ClientOf,
    nora: Officer,
    fleur: Officer,
    gregor: Officer,
    cleo: Officer,
    audiences: Audiences,
    solved: Series,
    tools: Tools,
) -> None:
    item = upload(nora, audiences["group"], tools)
    [one] = seen(fleur)
    page = client_of(fleur).get("/material/").content.decode()
    assert page.count(f'href="/items/{item.pk}/"') == 1
    assert ("Urgent" in page, solved.reference in page) == (True, True)
    assert "Nothing new resembles" in client_of(nora).get("/material/").content.decode()
    assert client_of(cleo).get("/material/").status_code == 403
    address = f"/material/{one.pk}/reopening/"
    assert client_of(nora).post(address, {"reason": WHY}).status_code == 403
    assert_looks_absent(client_of(gregor), "/material/{}/reopening/", one.pk)
    refused = client_of(fleur).post(address, {"reason": "x"})
    assert (refused.status_code, ">\nx</textarea>" in refused.content.decode()) == (400, True)
    assert client_of(fleur).post(address, {"reason": WHY}).status_code == 302
    page = client_of(fleur).get("/material/").content.decode()
    assert (WHY in page, "Opened again" in page, address in page) == (True, True, False)
    assert client_of(fleur).post(address, {"reason": WHY}).status_code == 409


def many(by: Officer, audience: Audience, series: Series, count: int) -> list[NewMaterial]:
    """Every third is urgent."""
    items = make_items(count, by=by, audience=audience)
    with acting_as_system("tests"):
        subject = Subject.objects.get(series=series)
        about = {"series": series, "subject": subject, "country_id": "FR"}
        both = {"item_audience": audience, "other_audience": audience, "series_audience_id": series.audience_id}
        return [
            NewMaterial.objects.create(item=item, other=item, is_urgent=place % 3 == 0, **about, **both)
            for place, item in enumerate(items)
        ]


def test_urgent_first_and_by_pages(
    nora: Officer, fleur: Officer, audiences: Audiences, solved: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = many(nora, audiences["members"], solved, 8)
    expected = sorted(made, key=lambda one: (one.is_urgent, one.pk), reverse=True)
    monkeypatch.setattr(material, "PAGE", 2)
    after, shown = None, []
    with acting_as(fleur.pk):
        while True:
            page = material.material_of_country(fleur, after=after)
            shown += [row.pk for row in page.rows]
            after = page.older
            if after is None:
                break
    assert shown == [one.pk for one in expected]


@pytest.mark.parametrize("count", [1, 3])
def test_queries(
    client_of: ClientOf,
    nora: Officer,
    fleur: Officer,
    audiences: Audiences,
    solved: Series,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    many(nora, audiences["members"], solved, count)
    client = client_of(fleur)
    with django_assert_num_queries(8):
        page = client.get("/material/").content.decode()
    assert page.count(">Open again<") == count
