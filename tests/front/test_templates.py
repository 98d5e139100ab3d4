"""The frame and the components, rendered without a database."""

import re
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django import forms
from django.template.loader import render_to_string
from django.test import RequestFactory

OFFICER = SimpleNamespace(name="<Nora>", unit=SimpleNamespace(name="Team"), country_id="NL", is_certified=True)
PAGES = ["400.html", "403.html", "404.html", "413.html", "500.html"]


class _Form(forms.Form):
    title = forms.CharField(max_length=3, help_text="Short.")
    role = forms.ChoiceField(choices=[("v", "Victim"), ("o", "Offender")], widget=forms.RadioSelect)
    sure = forms.BooleanField(label="Checked")


def _frame(**context: object) -> str:
    return render_to_string("base.html", {"officer": OFFICER, "nav_work": True, **context}, RequestFactory().get("/"))


def test_frame_shows_who_is_signed_in_and_where_to_go() -> None:
    html = _frame()
    assert "&lt;Nora&gt;" in html
    assert "<Nora>" not in html
    assert 'data-live="/events"' in html
    assert html.count('name="csrfmiddlewaretoken"') == 2


def test_progress_is_a_place_only_where_it_is_given() -> None:
    assert 'data-go="p"' not in _frame()
    assert 'data-go="p"' in _frame(nav_progress=True)


def test_place_is_marked_by_section() -> None:
    html = _frame(nav_section="case-list")
    marked = [line for line in html.splitlines() if "aria-current" in line]
    assert len(marked) == 1
    assert 'data-go="c"' in marked[0]


def test_upload_and_cases_are_places_of_those_who_work_on_cases() -> None:
    assert _goes(_frame()) == ["i", "b", "d", "w", "u", "l", "n", "k", "c", "r", "q", "o", "a", "m", "x"]
    assert _goes(_frame(nav_work=False)) == ["b", "r", "m"]


def _goes(html: str) -> list[str]:
    return re.findall(r'data-go="(\w)"', html)


def test_officer_without_a_certificate_gets_the_account_and_nothing_else() -> None:
    html = _frame(officer=SimpleNamespace(**{**vars(OFFICER), "is_certified": False}))
    assert _goes(html) == []
    assert "data-live=" not in html
    assert "Sign out" in html


def test_nobody_signed_in_means_no_places_and_no_stream() -> None:
    html = _frame(officer=None)
    assert 'class="place"' not in html
    assert "data-live=" not in html


@pytest.mark.parametrize("name", PAGES)
def test_error_page_needs_no_context_and_is_the_same_each_time(name: str) -> None:
    assert "<h1" in render_to_string(name)
    requests = [RequestFactory().get(path) for path in ("/series/a", "/series/b")]
    first, second = (render_to_string(name, {"officer": OFFICER}, request) for request in requests)
    assert first == second
    assert "csrfmiddlewaretoken" not in first


def test_refused_field_keeps_what_was_typed_and_ties_help_and_error_to_it() -> None:
    form = _Form({"title": "<long>"})
    html = render_to_string("components/field.html", {"field": form["title"]})
    assert 'value="&lt;long&gt;"' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert 'aria-invalid="true"' in html
    assert html.count('id="id_title_helptext"') == html.count('id="id_title_error"') == 1


def test_every_field_of_a_form_has_its_label_and_control() -> None:
    html = render_to_string("components/form_fields.html", {"form": _Form()})
    assert html.count("<label") == 4  # title, two radio buttons, one check box
    assert html.count("<legend") == 1
    assert "flash-error" not in html


STATUSES = {
    "unidentified": "circle-help",
    "claimed": "hand",
    "identified": "shield-check",
    "answered": "circle-check",
    "open": "message-circle-question-mark",
    "refused": "circle-x",
    "duplicate": "copy",
    "working": "rotate-cw",
    "new": "sparkles",
    "anything else": "circle-dot",
}


@pytest.mark.parametrize(("status", "icon"), STATUSES.items())
def test_state_has_an_icon_and_a_word(status: str, icon: str) -> None:
    html = render_to_string("components/badge.html", {"status": status})
    assert f"icons.svg#{icon}" in html
    assert f"<span>{status.capitalize()}</span>" in html


@pytest.mark.parametrize(("kind", "icon"), [("members", "globe"), ("national", "flag"), ("group", "users")])
def test_audience_has_an_icon_and_its_name(kind: str, icon: str) -> None:
    html = render_to_string("components/audience.html", {"kind": kind, "name": "<b>"})
    assert f"icons.svg#{icon}" in html
    assert "&lt;b&gt;" in html


def test_tile_names_the_plain_picture_only_where_nothing_fetches_it() -> None:
    context = {"item_id": "7", "concealed": "/c", "plain": "/p", "name": "<a>.jpg", "select": "items"}
    html = render_to_string("components/tile.html", context)
    assert 'data-plain="/p"' in html
    assert 'src="/p"' not in html
    assert 'href="/p"' not in html
    assert "<a>.jpg" not in html
    assert 'name="items" value="7"' in html


def test_facts_leave_out_what_is_empty_but_not_a_zero() -> None:
    html = render_to_string("components/facts.html", {"rows": [("a", ""), ("b", None), ("c", 0)]})
    assert html.count("<dt>") == 1
    assert "<bdi>0</bdi>" in html


def test_moment_is_exact_for_machines() -> None:
    html = render_to_string("components/when.html", {"at": datetime(2026, 11, 22, 9, 5, tzinfo=UTC)})
    assert 'datetime="2026-11-22T09:05:00+00:00"' in html
    assert "2026-11-22 09:05 UTC" in html


def test_progress_without_a_value_is_open_ended() -> None:
    assert " value=" not in render_to_string("components/progress.html", {"label": "a"})
    assert ' value="1.5" max="3"' in render_to_string(
        "components/progress.html", {"label": "a", "value": 1.5, "max": 3}
    )


def test_pages_are_links_only_where_there_is_more() -> None:
    assert "<a" not in render_to_string("components/pages.html", {})
    assert render_to_string("components/pages.html", {"older": "?c=1"}).count("<a") == 1
