"""Lists to choose from are written exactly as Django writes them."""

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.functional import lazystr
from django.utils.safestring import mark_safe

from accounts.models import Country
from icse.coordination.board import BoardFilter
from icse.core.selects import NamedChoiceField, Renderer

CHOICES: list[list[tuple[Any, Any]]] = [
    [],
    [("", "Any"), ("nl", "Netherlands"), (None, "None"), (3, 3)],
    [("a", "Tom & <b>Jerry</b>"), ("\"'&<>", mark_safe("<i>kept</i>")), ("later", lazystr("lazy & late"))],
    [("Group & more", [("a", "A"), ("b", "B")]), ("c", "C"), ("Empty", [])],
]
ATTRIBUTES: list[dict[str, Any]] = [
    {},
    {"id": "one", "class": "wide & <low>", "disabled": True, "required": False, "data-number": 1, "title": 'a"b'},
]


@pytest.mark.parametrize("choices", CHOICES)
@pytest.mark.parametrize("attributes", ATTRIBUTES)
@pytest.mark.parametrize("value", [None, "", "a", "3", ["a", "b"], "nowhere"])
@pytest.mark.parametrize("widget", [forms.Select, forms.SelectMultiple, forms.RadioSelect])
def test_it_is_what_django_writes(
    widget: type[forms.Select], choices: list[tuple[Any, Any]], attributes: dict[str, Any], value: Any
) -> None:
    made = widget(attrs=attributes)
    made.choices = choices
    ours, theirs = (made.render("a&b", value, renderer=one) for one in (Renderer(), DjangoTemplates()))
    assert ours == theirs
    assert type(ours) is type(theirs)


def test_choices_with_a_template_of_their_own_keep_it() -> None:
    class Special(forms.Select):
        option_template_name = "django/forms/widgets/radio_option.html"

    made = Special(choices=[("a", "A")])
    ours, theirs = (made.render("a", "a", renderer=one) for one in (Renderer(), DjangoTemplates()))
    assert ours == theirs
    assert "radio" in ours or "input" in ours


def test_a_form_of_countries_is_what_django_writes(db: object) -> None:
    form = BoardFilter({"country": "NL", "status": "all"})
    assert isinstance(form.renderer, Renderer)
    ours = str(form["country"])
    form.renderer = DjangoTemplates()
    assert ours == str(form["country"])
    assert ours.count("<option") == Country.objects.filter(is_connected=True).count() + 1


@pytest.mark.parametrize("empty", ["Any", None])
def test_rows_that_are_listed_by_name_are_those_that_django_lists(empty: str | None, db: object) -> None:
    class Named(forms.Form):
        ours = NamedChoiceField(Country.objects.filter(is_connected=True), required=False, empty_label=empty)
        theirs = forms.ModelChoiceField(Country.objects.filter(is_connected=True), required=False, empty_label=empty)

    form = Named({"ours": "NL", "theirs": "NL"})
    assert str(form["ours"]).replace("ours", "theirs") == str(form["theirs"])
    assert form.is_valid()
    assert form.cleaned_data["ours"] == form.cleaned_data["theirs"] == Country.objects.get(pk="NL")
    assert not Named({"ours": "nowhere"}).is_valid()
