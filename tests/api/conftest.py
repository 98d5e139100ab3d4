"""A client of the API whose every response is checked against the schema."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from accounts.models import Officer
from tests.api.schema import check_response
from tests.conftest import officer


class ApiClient:
    """Asks as one officer, in a session; each answer is checked."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def get(self, path: str, **query: str) -> Any:
        """GET a path below /api/v1/."""
        return self._checked("get", path, self.client.get(f"/api/v1/{path}", query))

    def post(self, path: str, body: object = None) -> Any:
        """POST JSON to a path below /api/v1/."""
        sent = self.client.post(f"/api/v1/{path}", body or {}, content_type="application/json")
        return self._checked("post", path, sent)

    def delete(self, path: str, body: object = None, **query: str) -> Any:
        """DELETE a path below /api/v1/, with what is asked of it."""
        address = f"/api/v1/{path}" + (f"?{urlencode(query)}" if query else "")
        sent = self.client.delete(address, body or "", content_type="application/json")
        return self._checked("delete", path, sent)

    def send(self, path: str, fields: dict[str, object]) -> Any:
        """POST a form with files to a path below /api/v1/."""
        return self._checked("post", path, self.client.post(f"/api/v1/{path}", fields))

    def results(self, path: str, **query: str) -> list[dict[str, Any]]:
        """GET one page of a list."""
        answer = self.get(path, **query)
        assert answer.status_code == 200, answer.content
        found: list[dict[str, Any]] = answer.json()["results"]
        return found

    @staticmethod
    def _checked(method: str, path: str, response: Any) -> Any:
        check_response(method, f"/api/v1/{path}", response)
        return response


ApiOf = Callable[[Officer], ApiClient]


@pytest.fixture
def api_of(client_of: Callable[[Officer], Client]) -> ApiOf:
    """The API, asked by this officer."""
    return lambda who: ApiClient(client_of(who))


@pytest.fixture
def people(db: object) -> dict[str, Officer]:
    """All personas by name."""
    names = ("Nora", "Niels", "Fleur", "Felix", "Gregor", "Bea", "Cleo", "Ada", "Una")
    return {name: officer(name) for name in names}
