"""Components that are rendered once say exactly what they would say each time."""

import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from accounts.markings import Marking
from icse.core import parts

AUDIENCE = '{% include "components/audience.html" with kind=kind name=name only %}'


def rendered(text: str, **values: object) -> str:
    return str(engines["django"].from_string(text).render(values))


@pytest.mark.parametrize("kind", ["members", "national", "group"])
def test_what_is_kept_is_what_the_component_says(kind: str) -> None:
    values = {"kind": kind, "name": "Tom & Jerry"}
    plain = render_to_string("components/audience.html", values)
    assert "Tom &amp; Jerry" in plain
    assert [rendered(AUDIENCE, **values) for _ in range(2)] == [plain, plain]


def test_text_that_is_to_be_escaped_is_not_taken_for_text_that_is_safe() -> None:
    found = [rendered(AUDIENCE, kind="group", name=name) for name in (mark_safe("<b>x</b>"), "<b>x</b>")]
    assert ["<b>x</b>" in one for one in found] == [True, False]


def test_what_is_given_beside_the_words_does_not_matter_and_other_words_do() -> None:
    assert rendered(AUDIENCE, kind="group", name="A", other=1) == rendered(AUDIENCE, kind="group", name="A", other=2)
    assert rendered(AUDIENCE, kind="group", name="A") != rendered(AUDIENCE, kind="group", name="B")


def test_notes_are_not_kept() -> None:
    marking = '{% include "components/marking.html" with marking=marking only %}'
    before = len(parts._kept)
    assert "Ask first." in rendered(marking, marking=Marking("amber", ("H3",), "Ask first."))
    assert len(parts._kept) == before
    rendered(marking, marking=Marking("clear", ("H1",)))
    assert len(parts._kept) == before + 1


def test_no_more_is_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "_MOST", 3)
    monkeypatch.setattr(parts, "_kept", {})
    for number in range(8):
        rendered(AUDIENCE, kind="group", name=str(number))
    assert 0 < len(parts._kept) <= 3
