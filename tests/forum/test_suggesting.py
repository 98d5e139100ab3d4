"""Before a question is asked: what was asked like it, and who may know."""

import pytest
from django.db import connection
from guardian.shortcuts import assign_perm

from accounts.models import Audience, Officer
from forum import actions
from forum.actions import Particulars
from forum.clues.words import asked_words
from forum.models import ClueKind, Thread
from forum.suggesting import similar_threads, suggested_readers
from icse.core.doors import acting_as, acting_as_system
from tests.forum.world import Audiences, ClientOf, answer, ask, make_series


def similar(by: Officer, question: str, kind: str = "wallpaper", **details: object) -> list[str]:
    with acting_as(by.pk):
        return [one.question for one in similar_threads(ClueKind.objects.get(pk=kind), question, details)]


def readers(by: Officer, audience: Audience, countries: list[str], languages: list[str]) -> list[tuple[str, list[str]]]:
    with acting_as(by.pk):
        return [(one.unit.country_id, one.tags) for one in suggested_readers(audience, countries, languages)]


def speaks(officer: Officer, *tags: str) -> None:
    with acting_as_system("tests"):
        Officer.objects.filter(pk=officer.pk).update(languages=list(tags))


def test_the_words_that_say_most() -> None:
    assert asked_words("Who sells this green Wallpaper with green birds?") == ["wallpaper", "sells", "green", "birds"]
    assert asked_words("من يعرف ورق الجدران") == ["الجدران", "يعرف", "ورق"]


def test_requests_like_it_come_ended_ones_first(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    ask(nora, audiences["group"], question="Wallpaper with green birds, open")
    ended = ask(nora, audiences["group"], question="Which wallpaper has green parrots and birds?")
    post = answer(fleur, ended)
    with acting_as(nora.pk):
        actions.accept_post(post=post, by=nora)
    ask(nora, audiences["group"], question="Wallpaper with green birds", kind="bedding")
    ask(nora, audiences["group"], question="Orange stripes")
    assert similar(fleur, "Who knows this wallpaper with green birds?") == [
        "Which wallpaper has green parrots and birds?",
        "Wallpaper with green birds, open",
    ]


def test_what_is_hidden_is_not_like_it(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    ask(nora, audiences["group"], question="Wallpaper with green birds")
    assert similar(nora, "Wallpaper with green birds") == ["Wallpaper with green birds"]
    assert similar(gregor, "Wallpaper with green birds") == []


def test_the_same_details_are_like_it(nora: Officer, audiences: Audiences) -> None:
    with acting_as(nora.pk):
        kind = ClueKind.objects.get(pk="wallpaper")
        for brand in ("BE", "FR"):
            actions.open_thread(
                kind=kind,
                question=f"Only {brand}",
                audience=audiences["group"],
                particulars=Particulars(details={"country_guess": brand, "colours": "green"}),
                by=nora,
            )
    assert similar(nora, "x", country_guess="BE") == ["Only BE"]
    assert similar(nora, "x", colours="green") == []


def test_units_are_told_and_no_officers(nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences) -> None:
    speaks(fleur, "fr", "ar-MA")
    speaks(gregor, "de", "ar")
    speaks(nora, "ar")
    members = audiences["members"]
    assert readers(nora, members, [], ["ar"]) == [("DE", ["ar"]), ("FR", ["ar"])]
    assert readers(nora, members, ["FR"], ["ar", "fr"])[0] == ("FR", ["ar", "fr"])
    assert readers(nora, audiences["group"], [], ["ar"]) == [("FR", ["ar"])]
    assert readers(nora, members, [], ["sv"]) == readers(nora, members, [], []) == []
    assert readers(nora, audiences["NL"], ["FR"], ["ar"]) == []
    with acting_as(nora.pk), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM icse_readers_hoped(%s, '{}', '{ar}')", [members.pk])
        told = [column.name for column in cursor.description]
        assert str(fleur.pk) not in str(cursor.fetchall())
    assert told == ["unit", "country", "spoken", "is_of_country", "is_of_region"]


def test_who_is_in_a_group_is_told_only_where_it_may_be_known(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    speaks(nora, "ar")
    group = audiences["group"]
    assert readers(fleur, group, ["NL"], ["ar"]) == []
    with acting_as_system("tests"):
        Audience.objects.filter(pk=group.pk).update(lists_members=True)
    assert readers(fleur, group, ["NL"], ["ar"]) == [("NL", ["ar"])]
    assert readers(gregor, group, ["NL"], ["ar"]) == []


def test_an_officer_who_was_named_alone_is_told_to_who_named_him(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    speaks(gregor, "ar")
    with acting_as_system("tests"):
        Audience.objects.filter(pk=audiences["group"].pk).update(lists_members=True)
        assign_perm("view_audience", gregor, audiences["group"])
    assert readers(nora, audiences["group"], [], ["ar"]) == [("DE", ["ar"])]
    assert readers(fleur, audiences["group"], [], ["ar"]) == []


def test_both_are_offered_on_the_page(nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    speaks(fleur, "ar")
    thread = ask(fleur, audiences["group"], question="Wallpaper with green birds")
    sent = {
        "kind": "wallpaper",
        "question": "Green birds on wallpaper?",
        "audience": str(audiences["members"].key),
        "hoped_languages": "Arabic",
    }
    for path, more in (("/threads/new/help/", {}), ("/threads/new/", {"look": "1"})):
        page = client_of(nora).post(path, {**sent, **more}).content.decode()
        assert f"/threads/{thread.pk}/" in page
        assert 'name="hope" value="FR"' in page
        assert "Fleur" not in page
    hoped = client_of(nora).post("/threads/new/", {**sent, "hope": "FR"}).content.decode()
    assert 'name="hoped_countries" value="FR"' in hoped
    with acting_as(nora.pk):
        assert Thread.objects.count() == 1


def test_a_hidden_series_looks_absent(
    nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series = make_series(nora, audiences["group"])
    assert client_of(gregor).post(f"/threads/new/help/?series={series.pk}").status_code == 404
    assert client_of(nora).post(f"/threads/new/help/?series={series.pk}").status_code == 200
    assert client_of(nora).post("/threads/new/help/?series=x").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_queries_do_not_grow(
    number: int, nora: Officer, audiences: Audiences, django_assert_num_queries: object
) -> None:
    for _ in range(number):
        ask(nora, audiences["group"], question="Wallpaper with green birds")
    with acting_as(nora.pk):
        kind = ClueKind.objects.get(pk="wallpaper")
        with django_assert_num_queries(5):  # type: ignore[operator]
            similar_threads(kind, "Green birds on wallpaper", {})
