"""Components that are rendered once say exactly what they would say each time; addresses and moments are Django's."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import pytest
from django.template import engines
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
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


@pytest.mark.parametrize("frame", ["styles", "scripts", "search_box", "live_status", "shortcuts"])
def test_a_part_of_the_frame_needs_nothing_of_its_page(frame: str) -> None:
    whole = render_to_string(f"components/{frame}.html", {"officer": "somebody", "request": "some"})
    assert rendered(f'{{% include "components/{frame}.html" only %}}', officer="another") == whole


def test_the_navigation_says_where_it_is_and_what_the_role_has() -> None:
    text = '{% include "components/places.html" with here=here nav_work=work nav_lists=False nav_progress=False only %}'
    found = [rendered(text, here=here, work=work) for here in ("board", "unit") for work in (True, False)]
    assert [one.count("aria-current") for one in found] == [1] * 4
    assert ["/upload/" in one for one in found] == [True, False] * 2
    assert len(set(found)) == 4


def test_the_address_of_a_key_is_what_django_makes_of_it() -> None:
    for key in (uuid4(), uuid4()):
        assert rendered("{% url 'item' key %}", key=key) == reverse("item", args=[key])
        assert rendered("{% url 'item' key as here %}<{{ here }}>", key=key) == f"<{reverse('item', args=[key])}>"
        assert rendered("{% url 'item' key %}", key=str(key)) == reverse("item", args=[key])
    assert rendered("{% url 'board' %}") == reverse("board")
    assert rendered("{% url 'item' pk=key %}", key=key) == reverse("item", kwargs={"pk": key})


@pytest.mark.parametrize("text", ["{% url 'board' key %}", "{% url 'item' %}", "{% url 'nowhere' %}"])
def test_an_address_that_is_not_there_is_refused(text: str) -> None:
    with pytest.raises(NoReverseMatch):
        rendered(text, key=uuid4())


def test_a_moment_is_told_in_utc_and_none_is_nothing() -> None:
    at = datetime(2026, 11, 22, 9, 5, 7, 8, tzinfo=timezone(timedelta(hours=2)))
    shown = '<time datetime="2026-11-22T07:05:07.000008+00:00" data-ago>2026-11-22 07:05 UTC</time>'
    assert rendered("{% when at %}", at=at) == shown
    assert rendered("{% when at %}", at=at.astimezone(UTC)) == shown
    assert rendered("{% when at %}{% when nothing %}", at=None) == ""


def test_what_is_left_out_of_a_tile_is_not_looked_for_and_not_shown() -> None:
    tile = '{% include "components/tile.html" with item_id=key concealed="/c" plain="/p" name="Room" MORE only %}'
    plain = render_to_string("components/tile.html", {"item_id": 1, "concealed": "/c", "plain": "/p", "name": "Room"})
    assert rendered(tile.replace("MORE ", ""), key=1) == plain
    assert "checkbox" not in plain
    assert "checkbox" in rendered(tile.replace("MORE", 'select="items"'), key=1)
