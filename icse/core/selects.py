"""Lists to choose from, written without a template for each choice: a country is one of two hundred."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

from django.forms import ModelChoiceField
from django.forms.models import ModelChoiceIterator
from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

_SELECT: Final = "django/forms/widgets/select.html"
_OPTION: Final = "django/forms/widgets/select_option.html"


class _Names(ModelChoiceIterator):  # type: ignore[type-arg]  # not generic at run time
    def __iter__(self) -> Iterator[tuple[Any, str]]:
        """Yield each choice."""
        if self.field.empty_label is not None:
            yield "", str(self.field.empty_label)
        yield from self.queryset.values_list("pk", "name")


class NamedChoiceField(ModelChoiceField):  # type: ignore[type-arg]  # not generic at run time
    """A choice among rows that are called by their ``name``: to list them, no row is made an object."""

    iterator = _Names


class Renderer(DjangoTemplates):
    """Django's, but for ``<select>``, which comes out the same."""

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """Return the widget as HTML."""
        if template_name == _SELECT and _is_plain(context["widget"]):
            return _select(context["widget"])
        return super().render(template_name, context, request)


def _is_plain(widget: Mapping[str, Any]) -> bool:
    """Tell whether each choice is written as Django would."""
    return all(option["template_name"] == _OPTION for _, some, _ in widget["optgroups"] for option in some)


def _select(widget: Mapping[str, Any]) -> SafeString:
    parts = [f'<select name="{conditional_escape(widget["name"])}"{_attributes(widget["attrs"])}>']
    for group, options, _ in widget["optgroups"]:
        if group:
            parts.append(f'\n  <optgroup label="{conditional_escape(group)}">')
        parts.extend(f"\n  {_option(option)}" for option in options)
        if group:
            parts.append("\n  </optgroup>")
    return mark_safe("".join([*parts, "\n</select>"]))  # noqa: S308 - each part is escaped


def _option(option: Mapping[str, Any]) -> str:
    value, label = _text(str(option["value"])), _text(option["label"])
    return f'<option value="{value}"{_attributes(option["attrs"])}>{label}</option>\n'


def _text(value: Any) -> str:
    return escape(value) if type(value) is str else conditional_escape(value)


def _attributes(attributes: Mapping[str, Any]) -> str:
    shown = ((conditional_escape(name), value) for name, value in attributes.items() if value is not False)
    return "".join(
        f" {name}" if value is True else f' {name}="{conditional_escape(str(value))}"' for name, value in shown
    )
