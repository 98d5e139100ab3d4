"""What no translator may change."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.words.keeping import between, hide, put_back


@pytest.mark.parametrize(
    ("passage", "hidden", "kept"),
    [
        ("see https://a.example/b?c=1.", "see X10.", ("https://a.example/b?c=1",)),
        ("ask a.b@c.example, @NL/unit", "ask X10, X11", ("a.b@c.example", "@NL/unit")),
        ("SE-2026-7K3QF is IMG_2034.jpg", "X10 is X11", ("SE-2026-7K3QF", "IMG_2034.jpg")),
        ("12,50 € or $1,200.00 in 2019", "X10 or X11 in X12", ("12,50 €", "$1,200.00", "2019")),
        ("4 x 12.5 cm on 12/10/2025 at 14:30", "X10 x X11 on X12 at X13", ("4", "12.5 cm", "12/10/2025", "14:30")),
        ("X10 stands here", "X10 stands here", ("X10",)),
        ("nothing to keep", "nothing to keep", ()),
    ],
)
def test_links_names_and_numbers_are_hidden(passage: str, hidden: str, kept: tuple[str, ...]) -> None:
    found = hide(passage)
    assert (found.text, found.kept) == (hidden, kept)
    assert put_back(hidden, kept) == passage


@pytest.mark.parametrize("said", ["X10 and X10", "X10", "X11 and X10 and X12", "X10, X11 and 3", "nothing"])
def test_what_was_lost_doubled_or_invented_is_not_put_back(said: str) -> None:
    assert put_back(said, ("1", "2")) is None
    assert put_back("X11 before X10", ("1", "2")) == "2 before 1"


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["X10", "X", "1", "12,5", "€", "$", "https://a.b", "@NL/u", "a@b.c", "_", "word", ".", "٣", "½"]
        )
        | st.text(max_size=5)
    )
)
def test_hiding_is_undone_exactly(words: list[str]) -> None:
    passage = " ".join(words)
    found = hide(passage)
    back = put_back(found.text, found.kept)
    assert back in {passage, None}
    assert "".join(text for text, _ in between(passage)) == passage
