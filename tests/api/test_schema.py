"""The published schema is what the code says."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import get_resolver
from jsonschema import ValidationError

from tests.api.schema import SCHEMA, published, validate


def test_the_published_schema_is_up_to_date(tmp_path: Path) -> None:
    made = tmp_path / "schema.yaml"
    call_command("spectacular", validate=True, fail_on_warn=True, file=str(made))
    assert made.read_text(encoding="utf-8") == SCHEMA.read_text(encoding="utf-8"), (
        "Run: manage.py spectacular --validate --fail-on-warn --file docs/api/schema.yaml"
    )


def test_every_address_of_the_api_is_in_it() -> None:
    assert "api-items" in get_resolver().reverse_dict
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str) and name.startswith("api-")}
    assert len(published()["paths"]) == len(names) == 104


def test_the_check_itself_refuses_what_the_schema_does_not_say() -> None:
    good = {"error": "No.", "field": None}
    validate("#/components/schemas/Error", good)
    for bad in ({"error": "No."}, {**good, "field": 3}, {**good, "more": 1}):
        with pytest.raises(ValidationError):
            validate("#/components/schemas/Error", bad)


def test_no_answer_holds_an_officer_or_a_national_reference() -> None:
    schemas = published()["components"]["schemas"]
    told = {name: set(one.get("properties", {})) for name, one in schemas.items() if not name.endswith("Request")}
    assert {name for name, fields in told.items() if "officer" in fields} == set()
    assert {name for name, fields in told.items() if "national_reference" in fields} == {"Case"}
    assert {name for name, fields in told.items() if fields & {"email", "name"}} == {
        "Me",
        "Audience",
        "Item",
        "ListedItem",
        "ExportedItem",
        "Transfer",
        "OnList",
        "HashList",
        "WholeHashList",
        "SavedSearch",
        "ClueKind",
    }
