"""What speaks for a link, by each proposer; what does not; and what goes with its cause."""

import pytest

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from series import actions
from series.models import HashList, LinkReason, Listing, Placement, ProposalWork, SeriesName
from series.proposing import devices, writing
from series.proposing.names import names_in
from series.proposing.work import compare
from tests.series.grouping import add, make_items, make_series
from tests.series.proposing.making import hit, lines, pairs, proposed, series_of, set_item


def test_similar_pictures_speak_for_two_series(nora: Officer, fleur: Officer, audiences: dict[str, Audience]) -> None:
    dutch, mine = series_of(2, by=nora, audience=audiences["group"])
    french, theirs = series_of(2, by=fleur, audience=audiences["members"])
    hit(theirs[0], mine[0], distance=7)
    rows = proposed()
    assert [(one.reason, one.score) for one in rows] == [("pictures", 93)]
    assert {rows[0].series_id, rows[0].other_id} == {dutch.pk, french.pk}
    assert {rows[0].item_id, rows[0].other_item_id} == {mine[0].pk, theirs[0].pk}
    assert [(line.saves, line.reasons[0].pairs) for line in lines(nora)] == [(1, 1)]
    assert lines(nora) == lines(fleur)
    assert proposed() == rows  # nothing waits, and asked again nothing is new
    with acting_as_system("tests"):
        assert not ProposalWork.objects.exists()
        assert compare([one.pk for one in (*mine, *theirs)], [dutch.pk, french.pk]) == 0


def test_one_item_in_two_series_speaks_for_both(nora: Officer, audiences: dict[str, Audience]) -> None:
    one, items = series_of(1, by=nora, audience=audiences["group"])
    two = make_series(by=nora, audience=audiences["group"], items=items)
    assert [(row.reason, row.score, row.item_id == row.other_item_id) for row in proposed()] == [
        ("pictures", 100, True)
    ]
    assert pairs(nora) == [tuple(sorted((one.pk, two.pk)))]


def test_an_item_is_proposed_for_a_series_until_it_is_in_one(nora: Officer, audiences: dict[str, Audience]) -> None:
    series, placed = series_of(2, by=nora, audience=audiences["group"])
    loose = make_items(1, by=nora, audience=audiences["group"])[0]
    for one in placed:
        hit(loose, one)
    proposed()
    assert pairs(nora) == [(series.pk, loose.pk)]
    make_series(by=nora, audience=audiences["group"], items=[loose])
    proposed()
    assert [line.item for line in lines(nora)] == [None]  # now the two series are proposed


def test_the_same_device(nora: Officer, fleur: Officer, audiences: dict[str, Audience]) -> None:
    camera = {"maker": "Maker", "model": "X1", "serial": "ab-12"}
    dutch, _ = series_of(3, by=nora, audience=audiences["group"], **camera)
    french, _ = series_of(1, by=fleur, audience=audiences["group"], **{**camera, "serial": "AB-12"})
    series_of(1, by=fleur, audience=audiences["group"], **{**camera, "model": "X2"})
    loose = set_item(make_items(1, by=nora, audience=audiences["group"])[0], **camera)
    with acting_as_system("tests"):
        ProposalWork.objects.create(what="item", key=loose.pk)
    assert {one.reason for one in proposed()} == {"device"}
    expected = [tuple(sorted((dutch.pk, french.pk))), (dutch.pk, loose.pk), (french.pk, loose.pk)]
    assert sorted(pairs(nora)) == sorted(expected)
    assert {line.saves for line in lines(nora)} == {0}


def test_a_serial_number_that_many_share_says_nothing(
    nora: Officer, audiences: dict[str, Audience], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(devices, "MOST_SERIES", 2)
    camera = {"maker": "Maker", "model": "X1", "serial": "0000"}
    for _ in range(2):
        series_of(1, by=nora, audience=audiences["group"], **camera)
    assert {one.reason for one in proposed()} == {"device"}
    # Of another audience: counted by itself.
    series_of(1, by=nora, audience=audiences["members"], **camera)
    assert len({one.series_id for one in proposed()} | {one.other_id for one in proposed()}) == 3
    series_of(1, by=nora, audience=audiences["group"], **camera)
    assert proposed() == []


def test_the_same_place(nora: Officer, audiences: dict[str, Audience]) -> None:
    audience = audiences["group"]
    one, _ = series_of(1, by=nora, audience=audience, latitude=52.37, longitude=4.89)
    near, _ = series_of(1, by=nora, audience=audience, latitude=52.3711, longitude=4.8911)  # 143 m
    series_of(1, by=nora, audience=audience, latitude=52.3722, longitude=4.8922)  # 286 m from the first
    for _ in range(2):
        series_of(1, by=nora, audience=audience, latitude=0.0, longitude=0.0)
    rows = proposed()
    assert {row.reason for row in rows} == {"place"}
    found = {frozenset((row.series_id, row.other_id)) for row in rows}
    assert frozenset((one.pk, near.pk)) in found
    assert len(found) == 2  # and the third, which is near the second


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Seen as blue_fox77 on a chat.", ["blue_fox77"]),
        ("Write to Fox@example.org, or +31612345678.", ["fox@example.org", "31612345678"]),
        ("On 2026-01-02 at 10:15, 1080p, the 3rd of 40 kB.", []),
        ("As in SE-2026-7K3QF.", ["se-2026-7k3qf"]),
        ("A green room with a bed.", []),
    ],
)
def test_names_are_words_that_hardly_stand_there_by_chance(text: str, names: list[str]) -> None:
    assert names_in(text) == names


def test_the_same_name_until_it_stands_there_no_more(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience]
) -> None:
    dutch = make_series(by=nora, audience=audiences["group"], summary="Calls himself Blue_Fox77.")
    french = make_series(by=fleur, audience=audiences["group"], summary="A room")
    with acting_as(fleur.pk):
        actions.add_subject(series=french, role="offender", known="blue_fox77 in a chat", by=fleur)
    assert [(one.reason, one.words, one.score) for one in proposed()] == [("name", "blue_fox77", 70)]
    assert [line.reasons[0].words for line in lines(nora)] == ["blue_fox77"]
    with acting_as(nora.pk):
        actions.edit_series(series=dutch, title="Room", summary="Nothing", version=1, by=nora)
    assert proposed() == []


def test_a_reference_in_a_text_speaks_for_the_series_that_it_names(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience]
) -> None:
    french = make_series(by=fleur, audience=audiences["group"])
    make_series(by=nora, audience=audiences["group"], summary=f"Looks like {french.reference.lower()}.")
    assert [(one.reason, one.score) for one in proposed()] == [("name", 90)]


def test_names_in_many_series_say_nothing(nora: Officer, audiences: dict[str, Audience]) -> None:
    for _ in range(5):
        make_series(by=nora, audience=audiences["group"], summary="room_1")
    assert len(proposed()) == 10
    make_series(by=nora, audience=audiences["group"], summary="room_1")
    assert proposed() == []


def test_no_pair_makes_thousands(
    nora: Officer, audiences: dict[str, Audience], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_OF_A_PAIR", 3)
    _, mine = series_of(4, by=nora, audience=audiences["group"])
    _, others = series_of(4, by=nora, audience=audiences["group"])
    for index, (one, other) in enumerate(zip(mine, others, strict=True)):
        hit(other, one, distance=index)
    assert [row.score for row in proposed()] == [100, 99, 98]
    assert [line.saves for line in lines(nora)] == [3]


def test_what_everybody_knows_to_be_harmless_proposes_nothing(nora: Officer, audiences: dict[str, Audience]) -> None:
    _, mine = series_of(1, by=nora, audience=audiences["group"])
    _, others = series_of(1, by=nora, audience=audiences["group"])
    hit(others[0], mine[0])
    with acting_as_system("tests"):
        names = {"kind": "harmless", "for_all": True, "state": "current"}
        of_all = HashList.objects.create(audience=audiences["members"], name="Harmless", **names)
        Listing.objects.create(
            item=mine[0],
            item_audience=audiences["group"],
            hash_list=of_all,
            audience=audiences["members"],
            kind="harmless",
        )
    assert proposed() == []


def test_reasons_go_with_their_cause_and_others_take_their_place(
    nora: Officer, audiences: dict[str, Audience], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "MOST_OF_A_PAIR", 1)
    one, mine = series_of(2, by=nora, audience=audiences["group"])
    _, others = series_of(1, by=nora, audience=audiences["group"])
    hit(others[0], mine[0], distance=1)
    hit(others[0], mine[1], distance=2)
    assert [row.score for row in proposed()] == [99]
    with acting_as(nora.pk):
        placement = Placement.objects.select_related("series", "item").get(series=one, item=mine[0])
        actions.remove_placement(placement=placement, by=nora)
    with acting_as_system("tests"):
        assert not LinkReason.objects.exclude(other=None).exists()
    rows = proposed()
    assert [row.score for row in rows] == [98]
    # And what was taken out is proposed for the series that it resembles.
    assert {frozenset(pair) for pair in pairs(nora)} == {
        frozenset((rows[0].series_id, rows[0].other_id)),
        frozenset((next(key for key in (rows[0].series_id, rows[0].other_id) if key != one.pk), mine[0].pk)),
    }


def test_a_merge_takes_reasons_along_and_undoing_it_brings_them_back(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience]
) -> None:
    into, _ = series_of(1, by=nora, audience=audiences["group"])
    other, mine = series_of(1, by=nora, audience=audiences["group"])
    french, theirs = series_of(1, by=fleur, audience=audiences["group"])
    hit(theirs[0], mine[0])
    proposed()
    before = pairs(nora)
    assert before == [tuple(sorted((other.pk, french.pk)))]
    with acting_as(nora.pk):
        merge = actions.merge_series(into=into, other=other, by=nora)
    assert pairs(nora) == [tuple(sorted((into.pk, french.pk)))]
    proposed()
    with acting_as(nora.pk):
        actions.undo_merge(merge=merge, by=nora)
    proposed()
    assert pairs(nora) == before


def test_names_of_a_merged_series_speak_for_nothing_until_it_is_parted(
    nora: Officer, fleur: Officer, audiences: dict[str, Audience]
) -> None:
    into = make_series(by=nora, audience=audiences["group"])
    other = make_series(by=nora, audience=audiences["group"], summary="fox_77")
    make_series(by=fleur, audience=audiences["group"], summary="fox_77")
    assert len(proposed()) == 1
    with acting_as(nora.pk):
        merge = actions.merge_series(into=into, other=other, by=nora)
    assert lines(nora) == []
    proposed()
    with acting_as_system("tests"):
        assert not SeriesName.objects.filter(series=other).exists()
    with acting_as(nora.pk):
        actions.undo_merge(merge=merge, by=nora)
    proposed()
    assert len(lines(nora)) == 1


def test_subjects_of_another_role_do_not_matter(nora: Officer, audiences: dict[str, Audience]) -> None:
    series = make_series(by=nora, audience=audiences["group"])
    add(series, "victim", by=nora)
    assert proposed() == []
