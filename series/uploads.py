"""Receiving files: hashed while they are written to the disk, never held in memory, gone unless somebody takes them.

The browser's files come through ``HashingUploadHandler``, files of this machine through ``receive_path``; both end as
the same ``ReceivedFile``, and ``series.actions.receive_item`` takes it.
"""

import hashlib
import re
import unicodedata
import weakref
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Final, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, multipartparser
from django.urls import Resolver404, resolve

from accounts.sign_in import claimed_officer_id
from icse.core.connections import give_back
from icse.core.errors import IcseError
from series import blobs
from series.matching.fingerprints import Digests
from series.models.upload import LONGEST_PATH

#: The addresses at which files are received; anywhere else, and from whoever is not signed in, they are not written.
RECEIVING: Final = frozenset({"upload", "api-items", "lookup", "hash-list-import", "api-hash-lists"})
#: Where files arrive in pieces, which the views take themselves (``series.receiving``).
IN_PIECES: Final = re.compile(r"/api/v1/(uploads/[0-9a-f-]{36}/files|transfers/[0-9a-f-]{36})")
LONGEST_NAME: Final = 255
_PIECE: Final = 1 << 20

# A file whose part has a header longer than this (Django: 1 KB) vanishes without a word; a long name must not do that.
multipartparser.MAX_TOTAL_HEADER_SIZE = 32 * 1024  # type: ignore[attr-defined]


class FileTooLarge(IcseError):
    """The file is over the limit."""

    status = 413

    def __init__(self, most: int | None = None) -> None:
        megabytes = (settings.MAX_FILE_BYTES if most is None else most) / 1024 / 1024
        super().__init__(f"The file is larger than the limit of {megabytes:g} MB and was not received.", field="file")


class ReceivedFile(UploadedFile):  # type: ignore[type-arg]  # not generic at run time
    """A whole file in ``incoming``, with its digests. Closing it removes it, unless it was taken."""

    def __init__(self, path: Path, name: str, digests: Digests) -> None:
        super().__init__(file=None, name=name, size=digests.size)
        self.path = path
        self.digests = digests

    def close(self) -> None:
        """Remove the file if it is still there. The request calls this when it ends."""
        self.path.unlink(missing_ok=True)


class IncomingFile:
    """A file that is being received, in pieces.

    :param most: its limit, if that is another than MAX_FILE_BYTES.
    """

    def __init__(self, name: str, most: int | None = None) -> None:
        self.name = clean_name(name)
        self._most = settings.MAX_FILE_BYTES if most is None else most
        self._file = NamedTemporaryFile(dir=blobs.incoming_folder(), delete=False)  # noqa: SIM115 - closed by finish
        self.path = Path(self._file.name)
        # A request that breaks in the middle of a file forgets its handler without a word.
        self._forgotten = weakref.finalize(self, _remove, self._file, self.path)
        self._size = 0
        self._sha256 = hashlib.sha256()
        # SHA-1 and MD5 are what other services' lists are keyed by; nothing here trusts them.
        self._sha1, self._md5 = hashlib.sha1(usedforsecurity=False), hashlib.md5(usedforsecurity=False)

    def write(self, piece: bytes) -> None:
        """Add a piece.

        :raises FileTooLarge: the file grows over its limit; what was written is gone.
        """
        self._size += len(piece)
        if self._size > self._most:
            self.discard()
            raise FileTooLarge(self._most)
        for digest in (self._sha256, self._sha1, self._md5):
            digest.update(piece)
        self._file.write(piece)

    def finish(self) -> ReceivedFile:
        """Return the whole file."""
        self._file.close()
        self._forgotten.detach()
        digests = Digests(self._sha256.hexdigest(), self._sha1.hexdigest(), self._md5.hexdigest(), self._size)
        return ReceivedFile(self.path, self.name, digests)

    def discard(self) -> None:
        """Forget the file."""
        self._forgotten()


class HashingUploadHandler(FileUploadHandler):
    """Streams each file of a request into ``incoming``. A file over the limit is skipped; the others go on.

    ``too_large`` holds the names of what was skipped; ``is_interrupted`` is true when the body broke off within a file.
    """

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.too_large: list[str] = []
        self.is_interrupted = False
        self._incoming: IncomingFile | None = None

    def new_file(self, *args: object, **kwargs: object) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)  # type: ignore[arg-type]
        if self.request is None or not receives_files(self.request):
            raise SkipFile
        self._incoming = IncomingFile(self.file_name or "")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take the next piece; no other handler needs it."""
        if self._incoming is None:
            return
        try:
            self._incoming.write(raw_data)
        except FileTooLarge:
            self.too_large.append(self._incoming.name)
            self._incoming = None
            raise SkipFile from None

    def file_complete(self, file_size: int) -> ReceivedFile | None:
        """Give the whole file to the request."""
        incoming, self._incoming = self._incoming, None
        return incoming.finish() if incoming else None

    def upload_interrupted(self) -> None:
        """Forget a file whose end never came."""
        if self._incoming:
            self._incoming.discard()
            self.is_interrupted = True
        self._incoming = None


def receives_files(request: HttpRequest) -> bool:
    """Tell whether files are written down at this address, for whoever this is."""
    try:
        name = resolve(request.path_info).url_name
    except Resolver404:
        return False
    known = name in RECEIVING and claimed_officer_id(request) is not None
    give_back()  # hashing a large file takes its time
    return known


def handler_of(request: HttpRequest) -> HashingUploadHandler:
    """Return the handler that received this request's files."""
    return cast(HashingUploadHandler, request.upload_handlers[0])


def receive_path(path: Path) -> ReceivedFile:
    """Copy a file of this machine into ``incoming``, hashing; as large as what is sent in pieces.

    :raises OSError: it cannot be read.
    :raises FileTooLarge: it is over the limit.
    """
    with path.open("rb") as source:
        incoming = IncomingFile(path.name, settings.MAX_TRANSFER_BYTES)
        try:
            while piece := source.read(_PIECE):
                incoming.write(piece)
        except BaseException:
            incoming.discard()
            raise
    return incoming.finish()


def receive_bytes(content: bytes, name: str) -> ReceivedFile:
    """Write a made file into ``incoming``, hashing. Raises FileTooLarge."""
    incoming = IncomingFile(name)
    incoming.write(content)
    return incoming.finish()


def clean_name(name: str) -> str:
    """Return what is kept of a file's name: no folders, nothing invisible, at most 255 characters with its ending.

    It is shown and searched, and never used as a path.
    """
    base = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    shown = " ".join("".join(" " if c.isspace() else c for c in base if c.isprintable() or c.isspace()).split())
    shown = unicodedata.normalize("NFC", shown)
    if shown in {"", ".", ".."}:
        return "unnamed"
    if len(shown) <= LONGEST_NAME:
        return shown
    ending = Path(shown).suffix[:20]
    return shown[: LONGEST_NAME - len(ending)] + ending


def clean_path(path: str) -> str:
    """Return what is kept of where the sender had a file: its parts, cleaned as names are, without ``.`` and ``..``.

    At most 1,000 characters, the end of it. It is only shown.
    """
    parts = (part for part in path.replace("\\", "/").split("/") if part.strip() not in {"", ".", ".."})
    kept = "/".join(cleaned for part in parts if (cleaned := clean_name(part)) != "unnamed")
    return kept[-LONGEST_PATH:]


def _remove(file: IO[bytes], path: Path) -> None:
    with suppress(OSError):
        file.close()
    path.unlink(missing_ok=True)
