"""The pages of requests to owners: for whom they are there, what they show, and the preview before acceptance."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from accounts.models import Audience, Country, Officer
from forum.models import Request
from icse.core.doors import acting_as, acting_as_system
from icse.core.models import Event
from series.actions import place_items
from series.models import Permission, Series
from tests.forum.requesting import WHY, ask, fresh_copy, group_of, lines, matching, received_copy, said, seen_requests
from tests.forum.world import Audiences, ClientOf, assert_looks_absent, make_item, make_series
from tests.forum.world import ask as open_thread

LIST = "/requests/"


def url(request: Request, what: str = "") -> str:
    return f"{LIST}{request.pk}/{what}"


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def listed(answer: Any) -> list[str]:
    return re.findall(r'entry-title" href="/requests/([0-9a-f-]+)/"', answer.content.decode())


def sent_again(preview: Any) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', preview.content.decode()))


def test_a_request_is_sent_and_shown_to_both_sides(
    nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series = make_series(nora, audiences["group"], title="Green wallpaper")
    his, hers = client_of(gregor), client_of(nora)
    done = his.post(f"{LIST}new/", {"reference": series.reference, "purpose": "sight", "reason": WHY})
    [sent] = listed(his.get(LIST))
    assert done["Location"] == f"{LIST}{sent}/"
    page = his.get(done["Location"]).content.decode()
    assert WHY in page
    assert series.reference in page
    assert "Green wallpaper" not in page
    assert str(series.pk) not in page
    [received] = listed(hers.get(LIST))
    page = hers.get(f"{LIST}{received}/").content.decode()
    assert WHY in page
    assert "Unit DE" in page
    assert "Gregor" not in page
    assert f'href="/series/{series.pk}/"' in page


def test_lists_are_of_the_unit_and_of_the_country(
    nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    sent = ask(gregor, make_series(nora, audiences["group"]).reference)
    with acting_as_system("tests"):
        Series.objects.update(unit=gregor.unit_id)
        Request.objects.filter(pk=sent.pk).update(unit=nora.unit_id)
    for who, copy in ((nora, sent.twin), (gregor, sent.pk)):
        assert listed(client_of(who).get(LIST)) == []
        assert listed(client_of(who).get(LIST, {"of": "country"})) == [str(copy)]


@pytest.mark.parametrize(("number", "queries"), [(1, 11), (3, 11)])
def test_the_list_asks_as_much_for_three_as_for_one(
    nora: Officer,
    gregor: Officer,
    audiences: Audiences,
    client_of: ClientOf,
    django_assert_num_queries: DjangoAssertNumQueries,
    number: int,
    queries: int,
) -> None:
    for _ in range(number):
        ask(gregor, make_series(nora, audiences["group"]).reference)
        ask(nora, make_series(gregor, audiences["DE"]).reference)
    client = client_of(nora)
    with django_assert_num_queries(queries):
        assert len(listed(client.get(LIST))) == 2 * number


def test_pages_of_a_list(
    nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("forum.requests.PAGE", 2)
    keys = [str(ask(gregor, f"SE-2026-{number:08}").pk) for number in range(3)][::-1]
    client = client_of(gregor)
    first = client.get(LIST)
    assert listed(first) == keys[:2]
    [older] = re.findall(r'href="([^"]+)" rel="next"', first.content.decode())
    assert listed(client.get(older.replace("&amp;", "&"))) == keys[2:]


def test_what_waits_is_counted_for_the_unit(
    nora: Officer, niels: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    sent = ask(gregor, make_series(nora, audiences["group"]).reference)

    def waiting(who: Officer) -> str:
        return text(client_of(who).get(f"{LIST}waiting/")).strip()

    assert (waiting(nora), waiting(niels), waiting(gregor)) == ("1 waiting", "1 waiting", "")
    client_of(nora).post(f"{LIST}{sent.twin}/ask-back/", {"body": "Which seizure?"})
    assert (waiting(nora), waiting(gregor)) == ("", "1 waiting")


def test_a_conversation_on_the_pages(
    nora: Officer, niels: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    sent = ask(gregor, make_series(nora, audiences["group"]).reference)
    got = received_copy(sent)
    his, hers = client_of(gregor), client_of(niels)
    assert hers.post(url(got, "ask-back/"), {"body": "Which seizure?"})["Location"] == url(got)
    assert "Which seizure?" in his.get(url(sent)).content.decode()
    assert his.post(url(sent, "reply/"), {"body": "DE-7"})["Location"] == url(sent)
    assert hers.post(url(got, "decline/"), {"body": ""})["Location"] == url(got)
    page = his.get(url(sent)).content.decode()
    assert "Declined" in page
    assert "Withdraw the request" not in page
    assert said(sent) == [(False, WHY), (True, "Which seizure?"), (False, "DE-7")]


def test_what_was_typed_is_kept_when_it_is_too_late(
    nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    sent = ask(gregor, make_series(nora, audiences["group"]).reference)
    got = received_copy(sent)
    assert client_of(gregor).post(url(sent, "withdraw/"))["Location"] == url(sent)
    late = client_of(nora).post(url(got, "ask-back/"), {"body": "Which seizure was it?"})
    assert late.status_code == 409
    assert "decided or withdrawn already" in text(late)
    assert "Which seizure was it?" in late.content.decode()
    empty = client_of(nora).post(url(got, "ask-back/"), {"body": " "})
    assert empty.status_code == 400


def test_accepting_into_the_group_that_it_has(
    nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    group = group_of(nora)
    series = make_series(nora, group)
    sent = ask(gregor, series.reference)
    client, path = client_of(nora), f"{LIST}{sent.twin}/accept/"
    typed = {"thing": str(series.pk), "how": "add", "who": "country", "level": "view", "body": "Welcome."}
    preview = client.post(path, typed)
    assert "Unit DE: 1 officer" in text(preview)
    assert client_of(gregor).get(f"/series/{series.pk}/").status_code == 404
    done = client.post(path, sent_again(preview))
    assert done["Location"] == f"{LIST}{sent.twin}/"
    opened = client_of(gregor).get(url(sent)).content.decode()
    assert f'href="/series/{series.pk}/">Open what you were given' in opened
    assert client_of(gregor).get(f"/series/{series.pk}/").status_code == 200


def test_accepting_into_a_new_group(
    nora: Officer, niels: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series = make_series(nora, audiences["group"])
    item = make_item(nora, audiences["group"], series)
    sent = ask(gregor, series.reference)
    client, path = client_of(nora), f"{LIST}{sent.twin}/accept/"
    page = client.get(path).content.decode()
    assert 'value="Netherlands and Germany"' in page
    typed = {"thing": str(series.pk), "how": "make", "who": "unit", "level": "view", "name": "Wallpapers"}
    preview = client.post(path, {**typed, "with_items": "on"})
    assert preview.status_code == 200
    assert "Gains sight DEGermany Unit DE: 1 officer Loses sight FRFrance Unit FR: 2 officers" in text(preview)
    with acting_as(nora.pk):
        assert not Audience.objects.filter(name="Wallpapers").exists()
    assert client.post(path, sent_again(preview)).status_code == 302
    seen = {who.name: client_of(who).get(f"/series/{series.pk}/").status_code for who in (niels, gregor, fleur)}
    assert seen == {"Niels": 200, "Gregor": 200, "Fleur": 404}
    assert client_of(gregor).get(f"/items/{item.pk}/").status_code == 200
    assert fresh_copy(sent).state == "accepted"


def test_what_was_not_shown_is_not_done(
    nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    series = make_series(nora, group_of(nora))
    sent = ask(gregor, series.reference)
    client, path = client_of(nora), f"{LIST}{sent.twin}/accept/"
    typed = {"thing": str(series.pk), "how": "add", "who": "country", "level": "view"}
    again = sent_again(client.post(path, typed))
    assert client.post(path, {**again, "level": "contribute"}).status_code == 409
    assert fresh_copy(sent).state == "waiting"
    other = make_series(nora, audiences["NL"])
    assert client.post(path, {**typed, "thing": str(other.pk)}).status_code == 400
    assert client.post(path, {**typed, "how": "permit"}).status_code == 400


def test_a_file_is_opened_alone_or_with_its_series(
    nora: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    hidden, mine = matching(nora, audiences["NL"], gregor, audiences["DE"])
    series = make_series(nora, audiences["NL"])
    with acting_as(nora.pk):
        place_items(series=series, items=[hidden], by=nora)
    [line] = lines(gregor, mine)
    his = client_of(gregor)
    assert "Another country holds a matching file" in text(his.get(f"{LIST}new/?blind={line.key}"))
    done = his.post(f"{LIST}new/?blind={line.key}", {"reason": WHY})
    sent = Request(pk=UUID(done["Location"].split("/")[2]))
    got = received_copy(fresh_copy(sent))
    client, path = client_of(nora), url(got, "accept/")
    page = client.get(path)
    offered = [value for value, _ in page.context["form"].fields["thing"].choices]
    assert offered == [str(hidden.pk), str(series.pk)]
    typed = {"thing": str(hidden.pk), "how": "make", "who": "country", "level": "view", "name": "One file"}
    assert client.post(path, sent_again(client.post(path, typed))).status_code == 302
    assert his.get(f"/items/{hidden.pk}/").status_code == 200
    assert his.get(f"/series/{series.pk}/").status_code == 404
    assert lines(gregor, mine) == []


def test_a_permission_is_recorded(nora: Officer, fleur: Officer, audiences: Audiences, client_of: ClientOf) -> None:
    series = make_series(nora, audiences["group"])
    asked = client_of(fleur).get(f"{LIST}new/?reference={series.reference}&purpose=judicial").content.decode()
    assert f'value="{series.reference}"' in asked
    sent = ask(fleur, series.reference, purpose="judicial")
    client, path = client_of(nora), f"{LIST}{sent.twin}/accept/"
    preview = client.post(path, {"thing": str(series.pk), "how": "permit", "note": "This case only."})
    assert "Nobody gains sight by this" in text(preview)
    assert client.post(path, sent_again(preview)).status_code == 302
    with acting_as(fleur.pk):
        [permission] = Permission.objects.all()
    assert (permission.series_id, permission.purpose, permission.note) == (series.pk, "judicial", "This case only.")


def test_the_other_sides_copy_is_as_if_it_were_not_there(
    nora: Officer, gregor: Officer, bea: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    sent = ask(gregor, make_series(nora, audiences["group"]).reference)
    for who, key in ((gregor, sent.twin), (nora, sent.pk), (bea, sent.pk), (bea, sent.twin)):
        client = client_of(who)
        for what in ("", "accept/"):
            assert_looks_absent(client, f"{LIST}{{}}/{what}", key)
        for what in ("ask-back/", "decline/", "reply/", "withdraw/", "accept/"):
            assert_looks_absent(client, f"{LIST}{{}}/{what}", key, method="post")
    assert client_of(gregor).get(url(sent)).status_code == 200
    assert_looks_absent(client_of(gregor), f"{LIST}{{}}/accept/", sent.pk)


@pytest.mark.parametrize("name", ["ada", "cleo"])
def test_other_roles_are_refused(name: str, request: pytest.FixtureRequest, client_of: ClientOf) -> None:
    client = client_of(request.getfixturevalue(name))
    for path in (LIST, f"{LIST}new/", f"{LIST}waiting/"):
        assert client.get(path).status_code == 403


def test_anonymous_is_sent_to_sign_in(client: Client, db: object) -> None:
    for path in (LIST, f"{LIST}new/", f"{LIST}waiting/", f"{LIST}{Request().pk}/"):
        assert client.get(path)["Location"] == f"/sign-in/?next={path}"


def _hidden_references(nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences) -> dict[str, str]:
    suspended = make_series(fleur, audiences["FR"]).reference
    with acting_as_system("tests"):
        Country.objects.filter(pk="FR").update(is_connected=False)
    return {
        "wrong": "SE-2026-ZZZZZZZZ",
        "wrong clue": "CR-2026-ZZZZZZZZ",
        "hidden series": make_series(nora, audiences["group"]).reference,
        "hidden national series": make_series(nora, audiences["NL"]).reference,
        "hidden thread": open_thread(nora, audiences["group"]).reference,
        "of a country that is suspended": suspended,
    }


def test_a_wrong_reference_and_a_hidden_one_are_the_same(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences, client_of: ClientOf
) -> None:
    references = _hidden_references(nora, fleur, gregor, audiences)
    client = client_of(gregor)
    client.get(LIST)
    seen: dict[str, list[object]] = {}
    for what, reference in references.items():
        with CaptureQueriesContext(connection) as asked:
            answers = [client.post(f"{LIST}new/", {"reference": reference, "purpose": "sight", "reason": WHY})]
            answers += [client.get(answers[0]["Location"]), client.get(LIST)]
            answers += [client.post(f"{LIST}new/", {"reference": reference, "purpose": "sight", "reason": WHY})]
            [key] = listed(answers[2])
            answers += [client.post(f"{LIST}{key}/reply/", {"body": "x"}), client.post(f"{LIST}{key}/withdraw/")]
        client.get(LIST)  # shows the message that waits
        with acting_as(gregor.pk):
            events = [(e.type, len(e.about), e.audiences) for e in Event.objects.filter(about__contains=[key])]
            [row] = Request.objects.filter(pk=key).values()
        private = {"id", "twin", "created_at", "last_activity_at", "reference"}
        rows = {name: value for name, value in row.items() if name not in private}
        statements = [_plain(query["sql"], reference, key) for query in asked.captured_queries]
        bodies = [_plain(answer.content.decode(), reference, key) for answer in answers]
        seen[what] = [[answer.status_code for answer in answers], bodies, statements, events, rows]
        with acting_as_system("tests"):
            Request.objects.filter(side="sent").update(side="gone", audience=None)
    for what, found in seen.items():
        for one, expected in zip(found, seen["wrong"], strict=True):
            assert one == expected, what
    assert seen["wrong"][0] == [302, 200, 200, 409, 409, 302]


def _plain(words: str, reference: str, key: str) -> str:
    """Return it without what differs for every request: keys, the reference itself, times, tokens."""
    words = words.replace(reference, "REFERENCE").replace(key, "KEY")
    words = re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}", "UUID", words)
    words = re.sub(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*(\+00:00)?", "TIME", words)
    words = re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", words)
    words = re.sub(r"'[^']*\.[0-9a-f]{64}'", "'FACT'", words)
    words = re.sub(r"\d+ [A-Z][a-z]+ \d{4},? \d\d:\d\d|\d\d:\d\d", "TIME", words)
    return re.sub(r'SAVEPOINT "[^"]+"', "SAVEPOINT", words)


def test_nothing_of_the_thing_is_in_the_askers_copy(nora: Officer, gregor: Officer, audiences: Audiences) -> None:
    series = make_series(nora, audiences["group"], title="Green wallpaper")
    sent = ask(gregor, series.reference)
    assert seen_requests(gregor) == {sent.pk}
    with acting_as(gregor.pk):
        [row] = Request.objects.values()
    values = {str(value) for name, value in row.items() if value is not None}
    with acting_as_system("tests"):
        hidden = {str(value) for name, value in Series.objects.filter(pk=series.pk).values()[0].items() if value}
    assert values & (hidden - {series.reference, "True", "False"}) <= {str(audiences["DE"].pk)}
