"""Things made through the API itself, for its tests."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import Audience
from tests.api.conftest import ApiClient

UNKNOWN = "01930000-0000-7000-8000-000000000000"
IDENTIFIED = {
    "national_reference": "FR-77",
    "method": "clue",
    "identified_on": "2026-01-02",
    "source_evaluation": "A",
    "information_evaluation": 2,
}


def made(answer: Any, status: int = 201) -> dict[str, Any]:
    """Return the body of an answer that must be well."""
    assert answer.status_code == status, answer.content
    body: dict[str, Any] = answer.json()
    return body


def refused(answer: Any) -> tuple[int, str | None]:
    """Return status and field of a refusal."""
    return answer.status_code, answer.json()["field"]


def case(api: ApiClient, reference: str = "NL-1", exhibit: str = "") -> dict[str, Any]:
    """Open a case."""
    return made(api.post("cases", {"national_reference": reference, "exhibit": exhibit}), 200)


def item(
    api: ApiClient, audience: Audience, content: bytes = b"not a picture", name: str = "room.jpg"
) -> dict[str, Any]:
    """Send a file."""
    file = SimpleUploadedFile(name, content, content_type="image/jpeg")
    fields: dict[str, object] = {"file": file, "case": case(api)["id"], "audience": str(audience.key)}
    return made(api.send("items", fields))


def series(api: ApiClient, audience: Audience, *items: str) -> dict[str, Any]:
    """Make a series."""
    body = {"title": "Rooms", "summary": "Striped paper.", "audience": str(audience.key), "items": list(items)}
    return made(api.post("series", body))


def subject(api: ApiClient, series_id: str, role: str = "victim") -> dict[str, Any]:
    """Add a subject."""
    return made(api.post(f"series/{series_id}/subjects", {"role": role}))


def thread(api: ApiClient, audience: Audience, series_id: str | None = None) -> dict[str, Any]:
    """Ask about a wallpaper."""
    body = {"kind": "wallpaper", "question": "Who knows it?", "audience": str(audience.key), "series": series_id}
    return made(api.post("threads", body))
