"""Markings: compared, checked, shown."""

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from accounts.forms.marking import MarkingFields
from accounts.markings import ORDER, UNMARKED, Marking, check_marking, effective, most_restrictive
from accounts.models import Audience
from accounts.models.marking import NOTE_LENGTH, Handling, Tlp
from icse.core.errors import IcseError
from series.models import Series

_codes = st.sets(st.sampled_from(["H1", "H2", "H3"])).map(lambda found: tuple(sorted(found)) or ("H0",))
_notes = st.lists(st.sampled_from(["", "ask first", "not by post", "לא", "a / b"]), max_size=2).map(" / ".join)
markings = st.builds(Marking, st.sampled_from(Tlp.values), _codes, _notes)


def without_order(one: Marking) -> tuple[str, tuple[str, ...], frozenset[str]]:
    """Return what a marking asks; the notes stand in the order of what was given."""
    return one.tlp, one.handling, frozenset(filter(None, one.note.split(" / ")))


@given(markings, markings)
def test_the_order_does_not_matter(one: Marking, other: Marking) -> None:
    assert without_order(most_restrictive([one, other])) == without_order(most_restrictive([other, one]))


@given(markings)
def test_a_marking_with_itself_is_itself(one: Marking) -> None:
    again = most_restrictive([one, one])
    assert without_order(again) == without_order(one)
    assert most_restrictive([again, again]) == again


@given(markings, markings, markings)
def test_nesting_does_not_matter(one: Marking, two: Marking, three: Marking) -> None:
    inner = most_restrictive([most_restrictive([one, two]), three])
    assert inner == most_restrictive([one, most_restrictive([two, three])]) == most_restrictive([one, two, three])


@given(st.lists(markings, min_size=1, max_size=5))
def test_it_is_never_less_restrictive_than_a_part(parts: list[Marking]) -> None:
    found = most_restrictive(parts)
    assert all(found.covers(part) for part in parts)
    assert ORDER.index(Tlp(found.tlp)) == min(ORDER.index(Tlp(part.tlp)) for part in parts)
    assert set(found.handling) - {"H0"} == {code for part in parts for code in part.handling} - {"H0"}


def test_nothing_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="at least one"):
        most_restrictive([])


@pytest.mark.parametrize(
    ("marking", "needed", "does"),
    [
        (Marking("red"), Marking("amber"), True),
        (Marking("amber"), Marking("red"), False),
        (Marking("amber"), Marking("amber+strict"), False),
        (Marking(handling=("H1", "H2")), Marking(handling=("H1",)), True),
        (Marking(handling=("H1",)), Marking(handling=("H0",)), True),
        (Marking(handling=("H1",)), Marking(handling=("H2",)), False),
        (Marking(handling=("H3",), note="not by post"), Marking(handling=("H3",), note="not by post"), True),
        (Marking(handling=("H3",), note="mine / not by post"), Marking(handling=("H3",), note="not by post"), True),
        (Marking(handling=("H3",), note="something"), Marking(handling=("H3",), note="not by post"), False),
        (Marking(note=""), Marking(note="a word"), True),
    ],
)
def test_one_covers_another(marking: Marking, needed: Marking, does: bool) -> None:
    assert marking.covers(needed) is does


def test_what_is_around_counts_and_what_is_hidden_does_not() -> None:
    inner = Series(tlp="green", handling=["H1"], handling_note="one")
    outer = Series(tlp="amber", handling=["H2"], handling_note="two")
    assert effective(inner, None, outer) == Marking("amber", ("H1", "H2"), "one / two")
    assert effective(inner, None) == Marking("green", ("H1",), "one")


def test_a_long_note_is_cut_to_what_a_row_holds() -> None:
    long = Marking(note="x" * NOTE_LENGTH + "y")
    assert len(long.fitted().note) == NOTE_LENGTH
    assert UNMARKED.fitted() is UNMARKED


@pytest.mark.parametrize(
    ("marking", "field"),
    [
        (Marking("pink"), "tlp"),
        (Marking("red"), "tlp"),
        (Marking(handling=()), "handling"),
        (Marking(handling=("H9",)), "handling"),
        (Marking(handling=("H0", "H1")), "handling"),
        (Marking(handling=("H3",)), "handling_note"),
        (Marking(note="x" * (NOTE_LENGTH + 1)), "handling_note"),
    ],
)
def test_what_cannot_be_is_refused(marking: Marking, field: str) -> None:
    with pytest.raises(IcseError) as refusal:
        check_marking(marking, Audience(named_only=False))
    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("ticked", "codes"),
    [(["H0"], ("H0",)), (["H0", "H1"], ("H1",)), (["H2", "H0", "H1"], ("H1", "H2")), (["H2"], ("H2",))],
)
def test_h0_gives_way_to_what_is_ticked_beside_it(ticked: list[str], codes: tuple[str, ...]) -> None:
    form = MarkingFields({"tlp": "amber", "handling": ticked})
    assert form.is_valid()
    assert form.cleaned_data["marking"] == Marking("amber", codes)


def test_what_can_be_passes() -> None:
    check_marking(UNMARKED, Audience(named_only=False))
    check_marking(Marking("red", ("H1", "H2", "H3"), "as agreed"), Audience(named_only=True))


def shown(text: str, **context: object) -> str:
    return Template("{% load markings %}" + text).render(Context(context))


def test_it_is_shown_with_words_for_each_part() -> None:
    html = shown("{% marking thing %}", thing=Marking("amber+strict", ("H1", "H2"), "<b>ask</b>"))
    assert 'class="tlp tlp-amber"' in html
    assert "TLP:AMBER+STRICT</span>" in html
    for code in (Handling.H1, Handling.H2):
        assert f">{code.value}</span>" in html
        assert (
            html.count(code.label.partition(": ")[2].replace("'", "&#x27;")) == 2
        )  # on hover, and for who cannot see it
    assert 'dir="auto">&lt;b&gt;ask&lt;/b&gt;' in html


def test_what_is_not_there_counts_for_nothing() -> None:
    html = shown("{% marking thing nothing series.hidden %}", thing=Marking("green"), nothing=None)
    assert "TLP:GREEN" in html
    assert "TLP:AMBER" not in html
