"""Two texts side by side."""

from icse.core import comparing
from icse.core.comparing import Piece, compare_texts


def test_what_is_in_one_only_is_marked() -> None:
    found = compare_texts("Summary", "A green room.\n", "A blue room.")
    assert found.saved == (Piece("A ", False), Piece("green", True), Piece(" room.", False))
    assert found.typed == (Piece("A ", False), Piece("blue", True), Piece(" room.", False))
    assert found.differs


def test_how_lines_end_makes_no_difference() -> None:
    assert not compare_texts("Summary", "One\nTwo", "One\r\nTwo\r\n").differs


def test_an_empty_text_has_no_pieces() -> None:
    found = compare_texts("Summary", "", "Now")
    assert (found.saved, found.typed, found.differs) == ((), (Piece("Now", True),), True)


def test_other_scripts_are_compared_too() -> None:
    found = compare_texts("Summary", "غرفة خضراء", "غرفة زرقاء")
    assert [piece.text for piece in found.typed if piece.differs] == ["زرقاء"]


def test_long_texts_are_compared_by_lines() -> None:
    lines = "".join(f"line {number}\n" for number in range(comparing.MOST_WORDS))
    found = compare_texts("Summary", lines + "a b", lines + "a c")
    assert [piece.text for piece in found.typed if piece.differs] == ["a c"]
