"""Templates that are written more quickly say, byte for byte, what Django's own say."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.template import Context, Engine, defaultfilters
from django.template.base import VariableNode
from django.test import override_settings
from django.urls import NoReverseMatch, set_script_prefix
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from icse.core import parts
from icse.core.quick import QuickTemplate, QuickVariableNode

TEMPLATES = {
    "value": "{{ it }}",
    "raw": "{% autoescape off %}{{ it }}{% endautoescape %}",
    "inside": "{{ box.it }}{{ box.list.0 }}{{ box.list.9 }}{{ box.none.it }}{{ box.name.0 }}{{ missing.it }}",
    "missing": "{{ no }}{{ template_name }}{{ dicts.0.True }}{% if no or it %}{{ no|default:it }}!{% endif %}",
    "filters": '{{ it|default:"none" }}{{ it|default_if_none:other }}{{ box.it|length }}{{ "a<b" }}{{ it|add:other }}',
    "choice": "{% if it %}1{% elif other == 2 %}{{ other }}{% else %}no{% endif %}{% if missing.it %}x{% endif %}",
    "loop": "{% for one in box.list %}{{ forloop.counter }}{{ one }}{% if not forloop.last %}, {% endif %}{% endfor %}",
    "with": "{% with other=box.it %}{{ other }}{{ it }}{% endwith %}{{ other }}",
    "part": "[{{ given }}{{ it }}{{ forloop.counter }}{% with given=3 %}{{ given }}{% endwith %}]",
    "only": '{% for one in box.list %}{% include "part" with given=one only %}{% endfor %}{{ given }}{{ other }}',
    "shared": '{% include "part" with given=it %}{% include name with given=it only %}',
    "base": "<{% block a %}{{ it }}{% endblock %}>{% block b %}{% endblock %}",
    "child": '{% extends "base" %}{% block a %}{{ block.super }}{{ other }}{% endblock %}',
    "cycle": '{% for one in box.list %}{% include "cycled" only %}{% endfor %}',
    "cycled": '{% for _ in "ab" %}{% cycle "x" "y" %}{% endfor %}',
}
_QUICK, _DJANGO = "icse.core.quick.Loader", "django.template.loaders.cached.Loader"


def engine(loader: str, templates: dict[str, str]) -> Engine:
    """Return an engine with these templates and the pages' own tags."""
    return Engine(
        loaders=[(loader, [("django.template.loaders.locmem.Loader", templates)])], builtins=["icse.core.parts"]
    )


OURS, DJANGO = engine(_QUICK, TEMPLATES).get_template, engine(_DJANGO, TEMPLATES).get_template


class Box:
    """A thing with attributes, one of which is a failure and one a function."""

    def __init__(self, it: object) -> None:
        self.it, self.list, self.none, self.name = it, [it, 1, "<b>"], None, "name"

    def called(self) -> str:
        """Return a word."""
        return "called"

    def erase(self) -> str:
        """Never to be called by a page."""
        raise AssertionError

    erase.alters_data = True  # type: ignore[attr-defined]

    @property
    def lost(self) -> str:
        """Fail silently."""
        raise ObjectDoesNotExist

    @property
    def broken(self) -> str:
        """Fail."""
        raise AttributeError("broken")


VALUES = st.one_of(
    st.text(max_size=8),
    st.text(max_size=8).map(mark_safe),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.uuids(),
    st.decimals(places=3, min_value=-99999, max_value=99999),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
    st.just(gettext_lazy("Yes")),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.sampled_from(["it", "0", "items"]), st.integers(), max_size=2),
)


def both(name: str, values: dict[str, Any]) -> list[str]:
    return [find(name).render(Context(dict(values))) for find in (OURS, DJANGO)]


@given(it=VALUES, other=VALUES, name=st.sampled_from(list(TEMPLATES)))
def test_any_value_comes_out_as_with_django(it: object, other: object, name: str) -> None:
    try:
        django = DJANGO(name).render(Context({"it": it, "other": other, "box": Box(it), "name": "part"}))
    except (TypeError, ValueError, OverflowError) as error:  # numbers that no page can write
        with pytest.raises(type(error)):
            OURS(name).render(Context({"it": it, "other": other, "box": Box(it), "name": "part"}))
        return
    assert OURS(name).render(Context({"it": it, "other": other, "box": Box(it), "name": "part"})) == django


MOMENTS = st.one_of(st.datetimes(), st.datetimes(timezones=st.timezones()), st.none(), st.text(max_size=3))


@given(at=MOMENTS, wanted=st.sampled_from(["c", "Y-m-d H:i", "D j M Y", None]))
def test_any_moment_comes_out_as_with_django(at: datetime | str | None, wanted: str | None) -> None:
    assert parts.date(at, wanted) == defaultfilters.date(at, wanted)


def test_a_day_without_an_hour_is_djangos() -> None:
    assert parts.date(date(2026, 11, 23), "c") == "2026-11-23"
    with pytest.raises(TypeError):
        parts.date(date(2026, 11, 23), "Y-m-d H:i")


def test_what_is_tested_is_quick() -> None:
    template = OURS("value")
    assert isinstance(template, QuickTemplate)
    assert [type(node) for node in template.nodelist] == [QuickVariableNode]
    assert [type(node) for node in DJANGO("value").nodelist] == [VariableNode]


NAMES = ["called", "erase", "lost", "nothing", "it.real", "list.1", "name.upper"]


@pytest.mark.parametrize("name", NAMES)
def test_calls_failures_and_what_is_not_there_are_djangos(name: str) -> None:
    source = {"one": "{{ box.NAME }}|{% if box.NAME %}yes{% endif %}".replace("NAME", name)}
    found = [engine(one, source).get_template("one").render(Context({"box": Box(7)})) for one in (_QUICK, _DJANGO)]
    assert found[0] == found[1]


def test_an_error_of_a_thing_itself_is_not_hidden() -> None:
    with pytest.raises(AttributeError, match="broken"):
        engine(_QUICK, {"one": "{{ box.broken }}"}).get_template("one").render(Context({"box": Box(7)}))


def test_after_an_error_in_a_component_the_rest_is_as_before() -> None:
    context = Context({})
    state = context.render_context
    before = len(state.dicts), state.template
    with pytest.raises(NoReverseMatch):
        engine(_QUICK, {"a": '{% include "b" only %}', "b": "{% url 'nowhere' %}"}).get_template("a").render(context)
    assert (len(state.dicts), state.template) == before


ADDRESSES = {
    "one": "{% url 'board' %} {% url 'item' pk %} {% url 'item' pk=pk %} {% url 'item' text as kept %}{{ kept }} "
    "{% url 'nowhere' as none %}{{ none }}",
    "many": "{% url 'board' pk %}",
}
PK = UUID("0192f0c1-0000-7000-8000-00000000abcd")


@pytest.mark.parametrize("mount", ["/", "/here/"])
def test_addresses_are_djangos_wherever_the_service_is_mounted(mount: str) -> None:
    values = {"pk": PK, "text": str(PK)}
    set_script_prefix(mount)
    try:
        ours, django = (engine(one, ADDRESSES).get_template("one").render(Context(values)) for one in (_QUICK, _DJANGO))
    finally:
        set_script_prefix("/")
    assert ours == django
    assert ours.startswith(f"{mount} {mount}items/{PK}/ ")


def test_an_address_with_a_key_too_many_is_refused() -> None:
    with pytest.raises(NoReverseMatch):
        engine(_QUICK, ADDRESSES).get_template("many").render(Context({"pk": PK}))


def test_numbers_are_grouped_where_that_is_asked_for() -> None:
    with override_settings(USE_THOUSAND_SEPARATOR=True):
        ours, django = both("value", {"it": 1234567})
    assert ours == django != "1234567"
