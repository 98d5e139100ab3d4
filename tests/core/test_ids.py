"""A reference is read however it was typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from icse.core.ids import ALPHABET, new_reference, reference_in

references = st.builds(
    "{}-{}-{}".format,
    st.sampled_from(["SE", "CR", "RF"]),
    st.integers(2020, 2099),
    st.text(ALPHABET, min_size=8, max_size=8),
)
between = st.text("- \t\u00a0\u2013\u2011\u2212\u2068\u200b", max_size=3)


@given(references, st.data())
def test_case_dashes_and_spaces_do_not_matter(reference: str, data: st.DataObject) -> None:
    letters = [data.draw(st.sampled_from([one.lower(), one])) for one in reference.replace("-", "")]
    typed = "".join(data.draw(between) + letter for letter in letters) + data.draw(between)
    assert reference_in(typed) == reference


@given(st.text())
def test_what_is_read_is_a_reference_and_is_read_again(text: str) -> None:
    found = reference_in(text)
    assert found is None or reference_in(found.lower()) == found


@pytest.mark.parametrize(
    "text",
    ["", "SE-2026", "SE-2026-7K3QF4B", "SE-2026-7K3QF4BXX", "green wallpaper", "SE-2026-7K3QF4BX.", "ſe-2026-7K3QF4BX"],
)
def test_what_is_no_reference_is_not_read_as_one(text: str) -> None:
    assert reference_in(text) is None


def test_new_ones_are_read() -> None:
    made = new_reference("SE")
    assert reference_in(f" {made.replace('-', ' ').lower()} ") == made
