"""The flood guard: what matches too many series of those that a country sees is set aside for it, and only then."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Audience, Officer
from accounts.models.owned import owner_fields
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import IcseError
from icse.core.models import AuditEntry
from series import actions, tasks
from series.ingest.work import Tools
from series.models import Hit, Item, SetAside
from series.queries.items import ItemRow, rows_of
from tests import media
from tests.series.grouping import make_series
from tests.series.making import ingested, receive, statements_of

Audiences = dict[str, Audience]
PICTURE = media.pattern(21)
BYTES = media.as_bytes(PICTURE)


@pytest.fixture(autouse=True)
def few(settings: Any) -> None:
    settings.MOST_UNRELATED_SERIES = 3


def spread(tools: Tools, by: Officer, audience: Audience, number: int, shown: Audience | None = None) -> list[Item]:
    """Return items of the same content, each in a series of its own."""
    sent = [receive(by, audience, BYTES, name=f"{n}.jpg", case=f"C-{n}") for n in range(number)]
    items = ingested(tools, *sent)
    for item in items:
        make_series(by=by, audience=shown or audience, items=[item])
    return items


def flood(tools: Tools, audiences: Audiences, *owners: Officer) -> None:
    """Put the content, shown to all members, into one series of each of these."""
    for owner in owners:
        spread(tools, owner, audiences["members"], 1)


def row_for(who: Officer, item: Item) -> ItemRow:
    with acting_as(who.pk):
        [row] = rows_of([Item.objects.get(pk=item.pk)])
        return row


def set_aside() -> set[str]:
    """The countries for which something is set aside."""
    with acting_as_system("tests"):
        return set(SetAside.objects.values_list("country_id", flat=True))


def test_what_matches_more_series_than_that_is_set_aside(
    tools: Tools, nora: Officer, fleur: Officer, gregor: Officer, bea: Officer, audiences: Audiences
) -> None:
    flood(tools, audiences, fleur, gregor, bea, nora)
    with acting_as_system("tests"):
        SetAside.objects.all().delete()
    [item] = ingested(tools, receive(nora, audiences["NL"], BYTES))
    assert set_aside() == {"NL"}
    row = row_for(nora, item)
    assert (row.findings, {one.held_back for one in row.folded}, len(row.folded)) == ((), {"set_aside"}, 4)


def test_as_many_as_that_are_not(
    tools: Tools, nora: Officer, fleur: Officer, gregor: Officer, bea: Officer, audiences: Audiences
) -> None:
    flood(tools, audiences, fleur, gregor, bea)
    [item] = ingested(tools, receive(nora, audiences["NL"], BYTES))
    assert set_aside() == set()
    assert len(row_for(nora, item).findings) == 3


def test_one_country_s_own_series_set_nothing_aside_for_others(
    tools: Tools, nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    """However many it makes, and though others' series are there: what these say is not buried."""
    flood(tools, audiences, gregor, nora)
    spread(tools, fleur, audiences["members"], 6)
    [item] = ingested(tools, receive(nora, audiences["NL"], BYTES, case="C-9"))
    tasks.set_aside_floods()
    assert "NL" not in set_aside()
    assert (len(row_for(nora, item).findings), row_for(nora, item).folded) == (8, ())


def test_nor_does_what_one_country_puts_into_others_series(
    tools: Tools, nora: Officer, fleur: Officer, gregor: Officer, bea: Officer, audiences: Audiences
) -> None:
    """Whoever may contribute to series of many countries can put its copies into them, and hold its own back by it."""
    sent = [receive(fleur, audiences["members"], BYTES, name=f"{n}.jpg", case=f"C-{n}") for n in range(6)]
    others = [make_series(by=owner, audience=audiences["members"]) for owner in (nora, gregor, bea, nora, gregor, bea)]
    for item, series in zip(ingested(tools, *sent), others, strict=True):
        with acting_as(fleur.pk):
            actions.place_items(series=series, items=[item], by=fleur)
    ingested(tools, receive(nora, audiences["NL"], BYTES, case="C-9"))
    tasks.set_aside_floods()
    assert set_aside() == {"FR"}


def test_one_s_own_series_are_one_s_own_matter(
    tools: Tools, nora: Officer, gregor: Officer, audiences: Audiences
) -> None:
    spread(tools, nora, audiences["members"], 4)
    ingested(tools, receive(nora, audiences["NL"], BYTES, case="C-9"), receive(gregor, audiences["DE"], BYTES))
    assert set_aside() == {"NL"}


def test_many_files_in_one_series_are_no_flood(
    tools: Tools, nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    items = ingested(tools, *(receive(fleur, audiences["members"], BYTES, case=f"C-{n}") for n in range(6)))
    make_series(by=fleur, audience=audiences["members"], items=items)
    ingested(tools, receive(nora, audiences["NL"], BYTES))
    assert set_aside() == set()


def test_similar_ones_count_too(tools: Tools, nora: Officer, audiences: Audiences) -> None:
    spread(tools, nora, audiences["members"], 4)
    ingested(tools, receive(nora, audiences["NL"], media.as_bytes(media.recompressed(PICTURE))))
    assert set_aside() == {"NL"}


@pytest.mark.parametrize("hidden", ["series", "items"])
def test_hidden_series_change_nothing(
    tools: Tools, gregor: Officer, fleur: Officer, audiences: Audiences, hidden: str
) -> None:
    """Three that Germany sees, and five that it does not: with or without these, it hears the same."""
    spread(tools, gregor, audiences["members"], 3)
    where = audiences["members"] if hidden == "series" else audiences["group"]
    spread(tools, fleur, where, 5, shown=audiences["group"])
    [item] = ingested(tools, receive(gregor, audiences["DE"], BYTES, case="C-9"))
    tasks.set_aside_floods()
    assert "DE" not in set_aside()
    assert row_for(gregor, item).folded == ()


def test_what_one_officer_was_given_by_name_does_not_count(
    tools: Tools, bea: Officer, fleur: Officer, audiences: Audiences
) -> None:
    """Else the row would tell the officer's colleagues of series that they do not see."""
    spread(tools, bea, audiences["BE"], 3)
    spread(tools, fleur, audiences["group"], 5)
    ingested(tools, receive(bea, audiences["BE"], BYTES, case="C-9"))
    assert set_aside() == set()


def test_series_that_come_later_count(
    tools: Tools, nora: Officer, fleur: Officer, gregor: Officer, bea: Officer, audiences: Audiences
) -> None:
    [item] = ingested(tools, receive(nora, audiences["NL"], BYTES, case="C-9"))
    flood(tools, audiences, fleur, gregor, bea, nora)
    assert set_aside() == set()
    tasks.set_aside_floods()
    assert "NL" in set_aside()
    assert row_for(nora, item).findings == ()
    assert tasks.set_aside_floods() == 0


def test_each_country_decides_for_itself(
    tools: Tools, nora: Officer, fleur: Officer, gregor: Officer, bea: Officer, audiences: Audiences
) -> None:
    flood(tools, audiences, fleur, bea)
    for owner in (nora, gregor):
        spread(tools, owner, audiences["members"], 2)
    mine, theirs = ingested(
        tools,
        receive(nora, audiences["NL"], BYTES, case="C-8"),
        receive(gregor, audiences["DE"], BYTES, case="C-8"),
    )
    with acting_as(nora.pk):
        [aside] = SetAside.objects.all()
        assert aside.country_id == "NL"
        actions.decide_set_aside(aside=aside, decision="released", by=nora)
    assert [len(row_for(who, item).findings) for who, item in ((nora, mine), (gregor, theirs))] == [6, 0]
    ingested(tools, receive(nora, audiences["NL"], BYTES, case="C-9"))
    with acting_as(nora.pk):
        [aside] = SetAside.objects.all()
        assert (aside.decision, aside.officer_id, aside.unit_id) == ("released", nora.pk, nora.unit_id)
        assert aside.decided_at is not None
        actions.decide_set_aside(aside=aside, decision="kept", reason="logo", by=nora)
    assert row_for(nora, mine).findings == ()


def test_keeping_it_aside_takes_a_reason(tools: Tools, nora: Officer, audiences: Audiences) -> None:
    spread(tools, nora, audiences["members"], 4)
    ingested(tools, receive(nora, audiences["NL"], BYTES, case="C-9"))
    with acting_as(nora.pk):
        [aside] = SetAside.objects.all()
        for decision, reason in (("kept", ""), ("kept", "dull"), ("", ""), ("burn", "")):
            with pytest.raises(IcseError):
                actions.decide_set_aside(aside=aside, decision=decision, reason=reason, by=nora)
        actions.decide_set_aside(aside=aside, decision="kept", reason="meme", by=nora)
    with acting_as_system("tests"):
        rows = AuditEntry.objects.filter(action__startswith="content.").order_by("id")
        assert [(row.action, row.officer_id, row.facts) for row in rows] == [
            ("content.set_aside", None, {}),
            ("content.kept_aside", nora.pk, {"reason": "meme"}),
        ]


def test_the_page_says_so_without_a_number(
    tools: Tools, nora: Officer, fleur: Officer, audiences: Audiences, client_of: Callable[[Officer], Client]
) -> None:
    spread(tools, nora, audiences["members"], 4)
    [item] = ingested(tools, receive(nora, audiences["group"], BYTES, name="mine.jpg", case="C-9"))
    words = "its links are held back until your country has reviewed it"
    assert words in client_of(nora).get(f"/items/{item.pk}/").content.decode()
    assert words not in client_of(fleur).get(f"/items/{item.pk}/").content.decode()
    assert "mine.jpg" in client_of(nora).get("/lists/aside/").content.decode()
    assert "Nothing waits for review." in client_of(fleur).get("/lists/aside/").content.decode()
    with acting_as(nora.pk):
        [aside] = SetAside.objects.all()
    path = f"/aside/{aside.pk}/decide/"
    refused = client_of(nora).post(path, {"decision": "kept"})
    assert (refused.status_code, "Choose why." in refused.content.decode()) == (400, True)
    assert client_of(fleur).post(path, {"decision": "released"}).status_code == 404
    assert client_of(nora).post(path, {"decision": "released"}).status_code == 302
    assert "Your country released it" in client_of(nora).get(f"/items/{item.pk}/standing/").content.decode()
    assert "Nothing waits for review." in client_of(nora).get("/lists/aside/").content.decode()


# One hash, repeated by thousands


def repeat(item: Item, audiences: Audiences, by: Officer, number: int) -> None:
    """Write copies of a ready item for three audiences, as so many uploads would have left them."""
    columns = {name: getattr(item, name) for name in ("case_id", "sha256", "sha1", "md5", "size", "media_id")}
    columns |= {"state": "ready", "stage": "announce", **owner_fields(by)}
    where = [audiences[name] for name in ("members", "group", "FR")]
    with acting_as_system("tests"):
        Item.objects.bulk_create(Item(audience=where[n % 3], name=f"copy {n}", **columns) for n in range(number))


def test_a_content_that_was_sent_thousands_of_times_is_bounded(
    tools: Tools, nora: Officer, fleur: Officer, audiences: Audiences
) -> None:
    """5,000 repetitions make as many statements as 10, and no more hits than fifty of an audience."""
    similar = [media.as_bytes(PICTURE, quality=quality) for quality in (50, 60, 70)]
    first, _ = ingested(
        tools, receive(fleur, audiences["members"], BYTES), receive(nora, audiences["NL"], similar[0], case="C-0")
    )
    asked = []
    for number, case in ((10, 1), (4990, 2)):
        repeat(first, audiences, fleur, number)
        same = receive(nora, audiences["NL"], BYTES, case=f"C-{case}")
        other = receive(nora, audiences["group"], similar[case], case=f"C-{case}")
        with CaptureQueriesContext(connection) as statements:
            ingested(tools, same, other)
        asked.append(statements_of(statements.captured_queries))
    with acting_as_system("tests"):
        exact, near = (
            Counter(Hit.objects.filter(item=one.pk, kind=kind).values_list("other_audience", flat=True))
            for one, kind in ((same, "exact"), (other, "near"))
        )
    for counts in (exact, near):
        assert {counts[audiences[name].pk] for name in ("members", "group", "FR")} == {50}
    assert asked[0] == asked[1]
