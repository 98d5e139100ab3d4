"""What a tus client sends, by hand, so that each header can be wrong."""

import base64
from dataclasses import dataclass
from typing import Any

from django.test import Client

from accounts.models import Audience, Officer
from icse.core.doors import acting_as, acting_as_system
from series import actions
from series.models import Item, Transfer, Upload

TYPE = "application/offset+octet-stream"


def opened(by: Officer, audience: Audience, case: str = "C-1", **more: Any) -> Upload:
    """Return a new upload of this officer's."""
    with acting_as(by.pk):
        of = actions.open_case(national_reference=case, by=by)
        return actions.open_upload(case=of, audience=audience, by=by, **more)


@dataclass
class Sender:
    """One officer's client, for one upload."""

    client: Client
    upload: Upload

    def begin(self, size: int, body: bytes | None = None, name: str = "a.jpg", **headers: str) -> Any:
        """POST a new file, with its first piece where one is given."""
        said = {"Tus-Resumable": "1.0.0", "Upload-Length": str(size), "Upload-Metadata": metadata(filename=name)}
        said |= {key.replace("_", "-"): value for key, value in headers.items()}
        kind = "" if body is None else TYPE
        address = f"/api/v1/uploads/{self.upload.pk}/files"
        return self.client.generic("POST", address, body or b"", kind, headers=said)

    def begun(self, size: int, **more: Any) -> str:
        """Return the address of a new file."""
        answer = self.begin(size, **more)
        assert answer.status_code == 201, answer.content
        return str(answer["Location"])

    def piece(self, address: str, offset: int, body: bytes, *, kind: str = TYPE, **headers: str) -> Any:
        """PATCH a piece."""
        said = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset)}
        said |= {key.replace("_", "-"): value for key, value in headers.items()}
        return self.client.generic("PATCH", address, body, kind, headers=said, CONTENT_TYPE=kind)

    def ask(self, method: str, address: str, **headers: str) -> Any:
        """Ask without a body."""
        said = {"Tus-Resumable": "1.0.0"} | {key.replace("_", "-"): value for key, value in headers.items()}
        return self.client.generic(method, address, headers=said)

    def offset(self, address: str) -> int:
        """Return how far the file has come, as HEAD says."""
        answer = self.ask("HEAD", address)
        assert answer.status_code == 200
        return int(answer["Upload-Offset"])


def metadata(**said: str) -> str:
    """Return the header of these words."""
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())


def items() -> list[Item]:
    """Return every item, oldest first."""
    with acting_as_system("tests"):
        return list(Item.objects.select_related("case", "audience").order_by("pk"))


def transfers() -> list[Transfer]:
    """Return every transfer, oldest first."""
    with acting_as_system("tests"):
        return list(Transfer.objects.order_by("pk"))
