"""What no program means to send, in bodies, parameters and headers: a refusal, never a fault."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.partition.hostile import LINES, TEXTS, address, faults, typed, written
from tests.partition.small_world import SmallWorld

SCHEMA = Path(__file__).parents[2] / "docs" / "api" / "schema.yaml"
PARAMETERS = (
    *("after", "before", "from", "blind", "case", "kind", "name", "next", "of", "purpose", "reference", "series"),
    *("reason", "side", "solved", "state", "status", "words", "items", "item", "again", "page", "year", "days"),
)
#: A long one is refused by servers; half of a surrogate pair comes in an address only.
IN_ADDRESSES = (*TEXTS[1:5], "a\0b", "\ud800", "9999-99-99")
READ = [name for name, method in LINES if method == "GET" and name != "events"]
#: Where each header is read, and what stands before the value in it.
HEADERS = (
    ("Upload-Length", "api-upload-files", "POST", ""),
    ("Upload-Metadata", "api-upload-files", "POST", ""),
    ("Upload-Metadata", "api-upload-files", "POST", "filename "),
    ("Upload-Checksum", "api-upload-files", "POST", "sha256 "),
    ("Upload-Offset", "api-transfer", "PATCH", ""),
    ("Upload-Checksum", "api-transfer", "PATCH", "sha256 "),
    ("Range", "item-play", "GET", "bytes="),
    ("Range", "item-play", "GET", "bytes=0-"),
    ("Range", "item-play", "GET", "bytes=-"),
    ("Prefer", "api-lookup-answer", "GET", "wait="),
)


@pytest.mark.parametrize("name", written(json=True))
def test_typed_fields(small_world: SmallWorld, name: str) -> None:
    assert typed(small_world, name) == []


@pytest.mark.parametrize("name", READ)
def test_parameters(small_world: SmallWorld, name: str) -> None:
    """All at once with the same: none of them hides another, since what makes no sense is left out."""
    path = address(small_world, name)

    def asked() -> Iterator[tuple[object, Any]]:
        for value in IN_ADDRESSES:
            query = "&".join(f"{one}={_quoted(value)}" for one in PARAMETERS)
            yield value, small_world.ask("niels", "GET", f"{path}?{query}")

    assert faults(asked()) == []


@pytest.mark.parametrize(("header", "name", "method", "before"), HEADERS)
def test_headers(small_world: SmallWorld, header: str, name: str, method: str, before: str) -> None:
    path, key = address(small_world, name), "HTTP_" + header.upper().replace("-", "_")

    def asked() -> Iterator[tuple[object, Any]]:
        for value in filter(str.isprintable, TEXTS):
            sent = f"{before}{value}".encode().decode("latin-1")  # as servers hand it on
            yield value, small_world.ask("nora", method, path, **{key: sent})

    assert faults(asked()) == []


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


def _quoted(value: str) -> str:
    return "".join(f"%{byte:02x}" for byte in value.encode("utf-8", "surrogatepass"))
