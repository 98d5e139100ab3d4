"""The headers of tus 1.0 (https://tus.io/protocols/resumable-upload): read, checked, and written."""

import base64
import re
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.http import http_date

from icse.core.errors import IcseError
from series.models import Transfer
from series.receiving.taking import ALGORITHMS

VERSION: Final = "1.0.0"
CONTENT_TYPE: Final = "application/offset+octet-stream"
EXTENSIONS: Final = "creation,creation-with-upload,termination,expiration,checksum"
_NUMBER = re.compile(r"[0-9]{1,15}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_LONGEST = 8192


class WrongVersion(IcseError):
    """The client speaks another version of tus, or does not say which."""

    status = 412

    def __init__(self) -> None:
        super().__init__(f"Send the header Tus-Resumable: {VERSION}.", field="Tus-Resumable")


class WrongType(IcseError):
    """The body is not said to be a piece of a file."""

    status = 415

    def __init__(self) -> None:
        super().__init__(f"Send pieces of a file as {CONTENT_TYPE}.", field="Content-Type")


@dataclass(frozen=True)
class NewFile:
    """What a client says of a file that it begins to send."""

    size: int
    name: str
    path: str
    sha256: str


def check_version(request: HttpRequest) -> None:
    """Go on only with a client of this version. Raises WrongVersion."""
    if request.headers.get("Tus-Resumable") != VERSION:
        raise WrongVersion


def method_of(request: HttpRequest) -> str:
    """Return the method that is meant, where a client cannot send it itself."""
    meant = request.headers.get("X-HTTP-Method-Override", "").upper()
    return meant if request.method == "POST" and meant in {"PATCH", "DELETE"} else request.method or ""


def has_piece(request: HttpRequest) -> bool:
    """Tell whether the body is a piece of a file."""
    return request.headers.get("Content-Type") == CONTENT_TYPE


def offset_of(request: HttpRequest) -> int:
    """Return where the piece begins. Raises IcseError."""
    return _number(request, "Upload-Offset")


def new_file_of(request: HttpRequest) -> NewFile:
    """Return what is said of a new file.

    :raises IcseError: its length is missing or deferred, or something cannot be read.
    """
    said = _metadata(request.headers.get("Upload-Metadata", ""))
    name = said.get("filename") or said.get("name") or ""
    sha256 = said.get("sha256", "").lower()
    if sha256 and not _SHA256.fullmatch(sha256):
        raise IcseError("sha256 has 64 hexadecimal digits.", field="Upload-Metadata")
    path = said.get("relativePath") or said.get("path") or ""
    return NewFile(_number(request, "Upload-Length"), name, path, sha256)


def capabilities() -> dict[str, str]:
    """Return what this service speaks."""
    return {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(settings.MAX_TRANSFER_BYTES),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }


def state_of(transfer: Transfer) -> dict[str, str]:
    """Return how far a transfer has come."""
    said = {"filename": transfer.name, "relativePath": transfer.path, "sha256": transfer.sha256}
    coded = (f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items() if value)
    return {
        "Upload-Offset": str(transfer.received),
        "Upload-Length": str(transfer.size),
        "Upload-Metadata": ",".join(coded),
        "Upload-Expires": http_date(transfer.expires_at.timestamp()),
    }


def _number(request: HttpRequest, header: str) -> int:
    text = request.headers.get(header, "")
    if not _NUMBER.fullmatch(text):
        raise IcseError(f"Send the header {header} with a number of bytes.", field=header)
    return int(text)


def _metadata(header: str) -> dict[str, str]:
    if len(header) > _LONGEST:
        raise IcseError("This is too long.", field="Upload-Metadata")
    found = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        key, _, encoded = pair.partition(" ")
        try:
            found[key] = base64.b64decode(encoded, validate=True).decode("utf-8", errors="replace")
        except ValueError:  # binascii.Error is one; characters beyond ASCII raise another
            raise IcseError("The values are not Base64.", field="Upload-Metadata") from None
    return found
