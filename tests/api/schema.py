"""Checks responses against the schema that is published in docs/api/schema.yaml."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

SCHEMA = Path(__file__).resolve().parents[2] / "docs" / "api" / "schema.yaml"


@cache
def published() -> dict[str, Any]:
    """Return the schema as it is published."""
    found: dict[str, Any] = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))
    return found


def check_response(method: str, path: str, response: Any) -> None:
    """Fail unless the schema has this operation with this status, and the body is what it says.

    :raises jsonschema.ValidationError: the body differs.
    """
    if response.status_code == 405:
        validate("#/components/schemas/Error", response.json())
        return
    operation = _operation(path)[method]
    answers = operation["responses"]
    assert str(response.status_code) in answers, f"{method} {path} answers {response.status_code}, says {set(answers)}"
    validate(_body(answers[str(response.status_code)]), response.json())


def validate(pointer: str, body: object) -> None:
    """Fail unless the body is what this part of the schema says; no other key may be in it."""
    closed = {"$ref": pointer, "components": _closed(published()["components"])}
    assert validator_for(closed, default=Draft202012Validator) is Draft202012Validator
    Draft202012Validator(closed, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(body)


def _operation(path: str) -> Any:
    for template, operations in published()["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path):
            return operations
    raise AssertionError(f"{path} is not in the schema")


def _body(answer: dict[str, Any]) -> str:
    pointer: str = answer["content"]["application/json"]["schema"]["$ref"]
    return pointer


def _closed(part: Any) -> Any:
    """Return the schemas with no room for a key that they do not name."""
    if isinstance(part, dict):
        more = {"additionalProperties": False} if part.get("type") == "object" and "properties" in part else {}
        return {**{key: _closed(value) for key, value in part.items()}, **more}
    return [_closed(one) for one in part] if isinstance(part, list) else part
