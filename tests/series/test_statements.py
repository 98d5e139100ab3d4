"""What units say of subjects and of items: each its own word, and they may disagree."""

from itertools import product

import pytest
from guardian.shortcuts import assign_perm

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from icse.core.errors import Conflict, IcseError, NotAllowed
from icse.core.models import AuditEntry, Event
from series import actions
from series.actions import statements as bounds
from series.models import ItemStatement, SubjectStatement
from tests.series.describing import described, said, said_of, say, say_of_item
from tests.series.grouping import confirm, make_items, record

Audiences = dict[str, Audience]


def test_who_sees_the_series_sees_what_is_said(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    _, victim, _ = described(nora, audiences["group"])
    made = say(victim, "sex", "female", by=fleur)
    for who, seen in ((nora, {made.pk}), (fleur, {made.pk}), (gregor, set())):
        with acting_as(who.pk):
            assert set(SubjectStatement.objects.values_list("pk", flat=True)) == seen


def test_it_is_told_live_and_recorded_without_words(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    series, victim, _ = described(nora, audiences["group"])
    made = say(victim, "mark", "A round scar on the left hand", by=fleur)
    with acting_as_system("tests"):
        last = Event.objects.order_by("-id")[0]
        entry = AuditEntry.objects.get(action="subject_statement.made")
    assert (last.type, last.about, last.audiences) == (
        "series.changed",
        [series.pk, victim.pk],
        [audiences["group"].pk],
    )
    assert entry.facts == {"statement": str(made.pk), "kind": "mark"}


def test_units_disagree_in_the_open(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    _, victim, _ = described(nora, audiences["group"])
    say(victim, "age", "10-13", by=nora, sure="B3")
    say(victim, "age", "6-9", by=fleur, sure="A2")
    say(victim, "language", "nl", by=nora)
    say(victim, "language", "FR", by=fleur)
    found = {one.kind: one for one in said(victim, nora)}
    assert [(value.words, value.best, value.countries) for value in found["age"].values] == [
        ("6 to 9", "A2", ["FR"]),
        ("10 to 13", "B3", ["NL"]),
    ]
    assert found["age"].disagree
    assert [value.words for value in found["language"].values] == ["French (fr)", "Dutch (nl)"]
    assert not found["language"].disagree


def test_who_cannot_tell_disagrees_with_nobody(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    _, victim, _ = described(nora, audiences["group"])
    say(victim, "sex", "unsure", by=nora)
    say(victim, "sex", "male", by=fleur)
    [found] = said(victim, nora)
    assert ({value.code for value in found.values}, found.disagree) == ({"unsure", "male"}, False)


def test_a_unit_replaces_its_own_word_and_nobody_elses(
    nora: Officer, niels: Officer, fleur: Officer, audiences: Audiences
) -> None:
    _, victim, _ = described(nora, audiences["group"])
    first, other = say(victim, "age", "3-5", by=nora), say(victim, "age", "3-5", by=fleur)
    with pytest.raises(Conflict):
        say(victim, "age", "3-5", by=niels)
    second = say(victim, "age", "3-5", by=niels, sure="A1")
    third = say(victim, "age", "6-9", by=nora, sure="A1")
    with acting_as(nora.pk):
        standing = set(SubjectStatement.objects.filter(withdrawn_at=None).values_list("pk", flat=True))
        assert standing == {other.pk, third.pk}
        assert set(SubjectStatement.objects.values_list("pk", flat=True)) == {first.pk, second.pk, third.pk, other.pk}


def test_marks_stand_beside_each_other(nora: Officer, audiences: Audiences) -> None:
    _, victim, _ = described(nora, audiences["group"])
    say(victim, "mark", "A scar  on\nthe hand", by=nora)
    say(victim, "mark", "A star, tattooed", by=nora)
    [found] = said(victim, nora)
    assert ({value.words for value in found.values}, found.disagree) == (
        {"A scar on the hand", "A star, tattooed"},
        False,
    )


def test_it_is_withdrawn_by_its_own_country_once(
    nora: Officer, fleur: Officer, felix: Officer, audiences: Audiences
) -> None:
    _, victim, _ = described(nora, audiences["group"])
    made = say(victim, "sex", "female", by=fleur)
    with acting_as(nora.pk), pytest.raises(NotAllowed):
        actions.withdraw_subject_statement(statement=made, by=nora)
    with acting_as(felix.pk):
        actions.withdraw_subject_statement(statement=made, by=felix)
    assert said(victim, nora) == []
    with acting_as(fleur.pk), pytest.raises(Conflict):
        actions.withdraw_subject_statement(statement=made, by=fleur)


def test_who_may_only_look_says_nothing(nora: Officer, bea: Officer, audiences: Audiences) -> None:
    _, victim, [item] = described(nora, audiences["group"], items=1)
    with acting_as_system("tests"):
        assign_perm("view_audience", bea, audiences["group"])
    with pytest.raises(NotAllowed):
        say(victim, "sex", "female", by=bea)
    with pytest.raises(NotAllowed):
        say_of_item(item, "authenticity", "real", by=bea)


@pytest.mark.parametrize(
    ("kind", "value", "sure", "field"),
    [
        ("height", "120", "A1", "kind"),
        ("sex", "girl", "A1", "value"),
        ("age", "", "A1", "value"),
        ("language", "French", "A1", "value"),
        ("mark", "x", "A1", "value"),
        ("mark", "x" * 301, "A1", "value"),
        ("sex", "male", "E1", "source_evaluation"),
        ("sex", "male", "A5", "information_evaluation"),
    ],
)
def test_what_is_wrong_is_said(
    nora: Officer, audiences: Audiences, kind: str, value: str, sure: str, field: str
) -> None:
    _, victim, _ = described(nora, audiences["group"])
    with pytest.raises(IcseError) as refused:
        say(victim, kind, value, by=nora, sure=sure)
    assert (refused.value.status, refused.value.field) == (400, field)


def test_of_who_is_identified_nothing_more_is_said(nora: Officer, niels: Officer, audiences: Audiences) -> None:
    _, victim, _ = described(nora, audiences["group"])
    say(victim, "sex", "female", by=nora)
    confirm(record(victim, by=nora), by=niels)
    with pytest.raises(Conflict):
        say(victim, "age", "6-9", by=nora)


def test_a_country_says_so_much(
    nora: Officer, fleur: Officer, audiences: Audiences, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MOST_STANDING", 2)
    _, victim, _ = described(nora, audiences["group"])
    say(victim, "mark", "first", by=fleur)
    say(victim, "mark", "second", by=fleur)
    with pytest.raises(Conflict):
        say(victim, "mark", "third", by=fleur)
    say(victim, "mark", "third", by=nora)
    monkeypatch.setattr(bounds, "MOST_STANDING", 9)
    monkeypatch.setattr(bounds, "MOST_STATEMENTS", 2)
    with pytest.raises(Conflict):
        say(victim, "mark", "third", by=fleur)


def test_who_sees_the_item_sees_what_is_said_of_it(
    nora: Officer, fleur: Officer, gregor: Officer, audiences: Audiences
) -> None:
    [item] = make_items(1, by=nora, audience=audiences["group"])
    made = say_of_item(item, "authenticity", "generated", by=fleur)
    for who, seen in ((nora, {made.pk}), (fleur, {made.pk}), (gregor, set())):
        with acting_as(who.pk):
            assert set(ItemStatement.objects.values_list("pk", flat=True)) == seen
    with acting_as_system("tests"):
        last = Event.objects.order_by("-id")[0]
        entry = AuditEntry.objects.get(action="item_statement.made")
    assert (last.type, last.about, last.audiences) == ("item.changed", [item.pk], [audiences["group"].pk])
    assert entry.facts == {"statement": str(made.pk), "kind": "authenticity"}


def test_units_disagree_about_an_item(nora: Officer, fleur: Officer, audiences: Audiences) -> None:
    [item] = make_items(1, by=nora, audience=audiences["group"])
    say_of_item(item, "authenticity", "generated", by=fleur, sure="A1")
    first = say_of_item(item, "authenticity", "altered", by=nora)
    second = say_of_item(item, "authenticity", "real", by=nora)
    [found] = said_of(item, fleur)
    assert ([value.code for value in found.values], found.disagree) == (["generated", "real"], True)
    with acting_as(nora.pk):
        actions.withdraw_item_statement(statement=second, by=nora)
        with pytest.raises(Conflict):
            actions.withdraw_item_statement(statement=first, by=nora)
    [found] = said_of(item, fleur)
    assert ([value.code for value in found.values], found.disagree) == (["generated"], False)


@pytest.mark.parametrize(
    ("kind", "value"),
    [*product(["nature", "distributed", "taken_by", "authenticity"], ["", "A room"]), ("sex", "male")],
)
def test_of_an_item_codes_are_said(nora: Officer, audiences: Audiences, kind: str, value: str) -> None:
    [item] = make_items(1, by=nora, audience=audiences["group"])
    with pytest.raises(IcseError) as refused:
        say_of_item(item, kind, value, by=nora)
    assert refused.value.field == ("kind" if kind == "sex" else "value")
