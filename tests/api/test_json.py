"""What is sent as JSON and is no request."""

from typing import Any

import pytest

from accounts.api.rest import DEEPEST
from accounts.models import Audience, Officer
from tests.api import making
from tests.api.conftest import ApiOf


def post(api: Any, path: str, body: str) -> tuple[int, str]:
    answer = api.client.post(f"/api/v1/{path}", body, content_type="application/json")
    return answer.status_code, answer.json().get("error", "")


WRONG = (
    '"\\ud800"',
    '"a\\u0000"',
    '["\\udfff"]',
    '{"\\ud800": 1}',
    *("[" * deep + "]" * deep for deep in (20, 100_000)),
)


@pytest.mark.parametrize("value", WRONG)
@pytest.mark.parametrize("field", ["role", "label"])
def test_it_is_refused_with_a_sentence(
    api_of: ApiOf, nora: Officer, audiences: dict[str, Audience], value: str, field: str
) -> None:
    api = api_of(nora)
    series = making.series(api, audiences["members"])["id"]
    good = {"role": '"victim"', "label": '"\\ud83d\\ude42 Victim"'}
    status, sentence = post(api, f"series/{series}/subjects", _json(good | {field: value}))
    assert (status, bool(sentence)) == (400, True)
    assert post(api, f"series/{series}/subjects", _json(good)) == (201, "")


def test_what_is_asked_for_is_not_so_deep(api_of: ApiOf, nora: Officer) -> None:
    nested = "[" * (DEEPEST - 1) + "]" * (DEEPEST - 1)
    status, sentence = post(api_of(nora), "series", f'{{"title": {nested}}}')
    assert (status, "nested" in sentence) == (400, False)


def _json(fields: dict[str, str]) -> str:
    return "{" + ", ".join(f'"{name}": {value}' for name, value in fields.items()) + "}"
