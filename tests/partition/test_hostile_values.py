"""What nobody means to type, in every field, parameter and header of every address: a refusal, never a fault."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest
import yaml
from django import forms

import accounts
import forum
import series
from icse.core.doors import acting_as_system
from series.models import Upload
from tests.partition.routes import routes
from tests.partition.small_world import SmallWorld
from tests.partition.urls import body_of, lines

ROUTES, LINES = routes(), lines()
SCHEMA = Path(__file__).parents[2] / "docs" / "api" / "schema.yaml"
#: Larger than each kind of number holds, longer than Python reads, negative, no digits or digits of other scripts,
#: numbers that are none, and what the database does not keep.
TEXTS = (
    *("9" * 5000, str(2**63), str(2**31), "-1", "1e999", "nan", "1.5"),
    *("\u00b2", "\u0663", "\uff11", "a\0b", "\ud800", "9999-99-99", "0000-00-00"),
)
TEXTS_OF_FORMS = tuple(text for text in TEXTS if text != "\ud800")
VALUES: tuple[Any, ...] = (
    10**400,
    2**63,
    2**31,
    -1,
    -(2**70),
    1e308,
    1.5,
    True,
    None,
    [],
    {},
    [[]],
    [{}],
    "a\0b",
    "\u00b2",
    "\ud800",
)
#: Fields that may be left out, beside those of ``BODIES``.
ALSO: dict[str, tuple[str, ...]] = {
    "upload": ("exhibit", "source", "seized_on", "tlp", "handling", "handling_note"),
    "upload-open": ("number", "size", "seized_on"),
    "upload-more": ("size",),
    "series-new": ("summary", "items", "form-MAX_NUM_FORMS", "form-0-role", "tlp"),
    "thread-new": ("item", "x", "y", "width", "height", "series"),
    "thread-posts": ("item", "x", "y", "width", "height"),
    "subject-identify": ("answer", "source_evaluation", "information_evaluation", "identified_on"),
    "country-disclosure": ("reason", "review_on"),
    "lookup": ("distance", "pdq"),
    "series-export": ("note", "reason"),
    "api-uploads": ("files", "size", "nature", "tlp", "handling"),
    "api-lookup": ("pdq", "sha1", "sha256", "distance"),
    "api-threads": ("series", "crops"),
    "api-series-list": ("items", "subjects", "summary"),
    "api-cases": ("exhibit", "source", "seized_on"),
    "api-items": ("upload", "nature", "path"),
}
PARAMETERS = (
    *("after", "before", "from", "blind", "case", "kind", "name", "next", "of", "purpose", "reference", "series"),
    *("reason", "side", "solved", "state", "status", "words", "items", "item", "again", "page", "year", "days"),
)
HEADERS = ("Upload-Length", "Upload-Offset", "Upload-Metadata", "Upload-Checksum", "Range", "Prefer", "Last-Event-ID")
WRITTEN = [line for line in LINES if line[1] == "POST"]
READ = [line for line in LINES if line[1] == "GET" and line[0] != "events"]


def address(world: SmallWorld, name: str) -> str:
    of = next(named for (route, _), (named, _) in LINES.items() if route == name)
    return ROUTES[name].path(*(world.keys[one] for one in of))


def faults(answers: Iterator[tuple[object, Any]]) -> list[object]:
    """Return what was answered with a fault."""
    return [what for what, answer in answers if answer.status_code >= 500 and answer.status_code != 507]


@pytest.mark.parametrize("name", [name for name, _ in WRITTEN])
def test_typed_fields(small_world: SmallWorld, name: str) -> None:
    path, body = address(small_world, name), body_of(small_world, name)
    # A half of a surrogate pair cannot be sent by a form.
    values: tuple[Any, ...] = VALUES if name.startswith("api-") and not _is_form(name) else TEXTS_OF_FORMS

    def asked() -> Iterator[tuple[object, Any]]:
        for field in (*body, *ALSO.get(name, ())):
            for value in values:
                changed = {**body_of(small_world, name), field: value}
                yield (field, value), small_world.ask("niels", "POST", path, changed)

    assert faults(asked()) == [], body


@pytest.mark.parametrize("name", [name for name, _ in READ])
def test_parameters(small_world: SmallWorld, name: str) -> None:
    """All at once, each in turn with the same: none of them hides another, since what makes no sense is left out."""
    path = address(small_world, name)

    def asked() -> Iterator[tuple[object, Any]]:
        for value in TEXTS[1:]:
            query = "&".join(f"{one}={_quoted(value)}" for one in PARAMETERS)
            yield value, small_world.ask("niels", "GET", f"{path}?{query}")

    assert faults(asked()) == []


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("api-upload-files", "POST"),
        ("api-transfer", "PATCH"),
        ("api-transfer", "POST"),
        ("item-play", "GET"),
        ("api-lookup-answer", "GET"),
        ("api-items", "GET"),
    ],
)
@pytest.mark.parametrize("header", HEADERS)
def test_headers(small_world: SmallWorld, name: str, method: str, header: str) -> None:
    path, key = address(small_world, name), "HTTP_" + header.upper().replace("-", "_")

    def asked() -> Iterator[tuple[object, Any]]:
        for value in filter(str.isprintable, TEXTS):
            for text in (value, f"bytes={value}-{value}", f"wait={value}", f"sha256 {value}", f"filename {value}"):
                sent = text.encode().decode("latin-1")  # as servers hand it on
                yield text, small_world.ask("nora", method, path, **{key: sent})

    assert faults(asked()) == []


def test_every_whole_number_of_a_form_has_both_bounds() -> None:
    found = {
        f"{form.__name__}.{name}": (field.min_value, field.max_value)
        for form in _forms()
        for name, field in form.base_fields.items()
        if isinstance(field, forms.IntegerField) and not isinstance(field, forms.FloatField)
    }
    assert {"AmountForm.number", "AmountForm.size"} <= set(found)
    assert {name: bounds for name, bounds in found.items() if None in bounds} == {}


def test_every_whole_number_of_a_program_s_body_has_both_bounds() -> None:
    parts = yaml.safe_load(SCHEMA.read_text())["components"]["schemas"]
    found = {
        f"{part}.{name}": ("minimum" in field, "maximum" in field)
        for part, schema in parts.items()
        if part.endswith("Request")
        for name, field in schema.get("properties", {}).items()
        if field.get("type") == "integer" and "enum" not in field
    }
    assert {"NewUploadRequest.files", "NewUploadRequest.size"} <= set(found)
    assert {name: bounds for name, bounds in found.items() if bounds != (True, True)} == {}


def test_what_is_added_to_an_upload_stays_within_its_columns(small_world: SmallWorld) -> None:
    """Each sum is within the bounds; many of them together are not."""
    key = small_world.keys["upload"]
    with acting_as_system("tests"):
        Upload.objects.filter(pk=key).update(expected_files=2**31 - 2, expected_bytes=2**63 - 2)
    answer = small_world.send("niels", "POST", address(small_world, "upload-more"), {"number": 10**6, "size": 2**53})
    assert answer.status_code == 200
    with acting_as_system("tests"):
        assert Upload.objects.values_list("expected_files", "expected_bytes").get(pk=key) == (10**7, 2**53)


def _is_form(name: str) -> bool:
    return name in {"api-items", "api-hash-lists"}


def _quoted(value: str) -> str:
    return "".join(f"%{byte:02x}" for byte in value.encode("utf-8", "surrogatepass"))


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
