"""The page of a form that somebody else overtook: both texts side by side, and nothing typed is lost."""

from collections.abc import Mapping
from typing import TypeVar

from django import forms
from django.http import HttpRequest

from icse.core.comparing import Compared, compare_fields
from icse.core.versions import Overtaken

F = TypeVar("F", bound=forms.BaseForm)


def overtaken_form(
    form_type: type[F], request: HttpRequest, saved: object, overtaken: Overtaken
) -> tuple[F, list[Compared]]:
    """Return the form with what was typed, for the version that is saved now, and each field beside the saved text.

    Saving it again then replaces a text that has been read.

    :param form_type: a form with the field ``version`` and fields that are named as the row's columns are.
    :param saved: the row as it is now.
    """
    typed = request.POST.copy()
    typed["version"] = str(overtaken.version)
    form = form_type(typed)
    form.add_error(None, overtaken.message)
    return form, compare_fields(_labels(form), saved, {name: str(value) for name, value in typed.dict().items()})


def _labels(form: forms.BaseForm) -> Mapping[str, str]:
    shown = {field.name: str(field.label) for field in form.visible_fields()}
    return {name: label for name, label in shown.items() if name != "version"}
