"""What nobody means to type into pages: a refusal, never a fault."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import pytest
from django import forms

import accounts
import forum
import series
from icse.core.doors import acting_as_system
from series.models import Upload
from tests.partition.hostile import address, typed, written
from tests.partition.small_world import SmallWorld


@pytest.mark.parametrize("name", written(json=False))
def test_typed_fields(small_world: SmallWorld, name: str) -> None:
    assert typed(small_world, name) == []


def test_every_whole_number_of_a_form_has_both_bounds() -> None:
    found = {
        f"{form.__name__}.{name}": (field.min_value, field.max_value)
        for form in _forms()
        for name, field in form.base_fields.items()
        if isinstance(field, forms.IntegerField) and not isinstance(field, forms.FloatField)
    }
    assert {"AmountForm.number", "AmountForm.size"} <= set(found)
    assert {name: bounds for name, bounds in found.items() if None in bounds} == {}


def test_what_is_added_to_an_upload_stays_within_its_columns(small_world: SmallWorld) -> None:
    """Each sum is within the bounds; many of them together are not."""
    key = small_world.keys["upload"]
    with acting_as_system("tests"):
        Upload.objects.filter(pk=key).update(expected_files=2**31 - 2, expected_bytes=2**63 - 2)
    answer = small_world.send("niels", "POST", address(small_world, "upload-more"), {"number": 10**6, "size": 2**53})
    assert answer.status_code == 200
    with acting_as_system("tests"):
        assert Upload.objects.values_list("expected_files", "expected_bytes").get(pk=key) == (10**7, 2**53)


def _forms() -> set[type[forms.Form]]:
    for package in (accounts, forum, series):
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            if "forms" in module.name:
                import_module(module.name)
    return set(_below(forms.Form))


def _below(form: type[forms.Form]) -> Iterator[type[forms.Form]]:
    for one in form.__subclasses__():
        if one.__module__.split(".")[0] in {"accounts", "forum", "series"}:
            yield one
        yield from _below(one)
