"""Cutting passages into sentences."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forum.words.sentences import LONGEST_SENTENCE, sentences


@pytest.mark.parametrize(
    ("passage", "cut"),
    [
        ("", []),
        ("One. Two! Três? Fim", ["One.", "Two!", "Três?", "Fim"]),
        ("Fala o Sr. Silva. Ele sabe.", ["Fala o Sr. Silva.", "Ele sabe."]),
        ("It costs 3.50 euros. really", ["It costs 3.50 euros. really"]),
        ('He said "no." Then he left.', ['He said "no."', "Then he left."]),
        ("Onde? «Aqui.» ¿Sí?", ["Onde?", "«Aqui.»", "¿Sí?"]),
    ],
)
def test_sentences_end_where_they_end(passage: str, cut: list[str]) -> None:
    assert sentences(passage) == cut


def test_a_long_sentence_is_cut_at_a_comma_or_a_space() -> None:
    cut = sentences("a house, " * 50)
    assert all(piece.endswith(",") for piece in cut)
    assert " ".join(cut) == ("a house, " * 50).strip()


@settings(deadline=None)
@given(st.text(max_size=2000))
def test_nothing_but_spaces_is_lost_and_nothing_is_long(passage: str) -> None:
    cut = sentences(passage)
    assert "".join("".join(cut).split()) == "".join(passage.split())
    assert all(0 < len(piece) <= LONGEST_SENTENCE for piece in cut)
