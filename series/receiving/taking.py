"""Taking one request's piece of a file: outside any transaction, safely on the disk every so often."""

import binascii
import errno
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest

from accounts.models import Officer
from accounts.receiving import Note
from icse.core.errors import Conflict, IcseError
from icse.core.limits import AtOnce, Place
from icse.core.streaming import BrokenOff, pieces_of
from series.actions.transfers import NoRoom, note_received
from series.models import Transfer
from series.receiving.partial import Hashes, Partial

#: Files that one officer's programs may be sending at the same moment, to one process.
MOST_AT_ONCE: Final = 8
#: After so many bytes they are forced to the disk and noted: what a killed process loses at most.
NOTED_EVERY: Final = 64 << 20
ALGORITHMS: Final = ("sha256", "sha1", "md5")
_at_once = AtOnce(MOST_AT_ONCE)


class TooManyAtOnce(IcseError):
    """The officer's programs send more files at once than one may."""

    status = 503

    def __init__(self) -> None:
        super().__init__(f"You are sending {MOST_AT_ONCE} files already. Wait until one of them is done.")


class TooMuch(IcseError):
    """The body goes on beyond the file's end."""

    status = 413

    def __init__(self) -> None:
        super().__init__("More bytes came than this file was said to have. None of them were kept.")


class ChecksumMismatch(IcseError):
    """What arrived is not what was sent."""

    status = 460


@dataclass(frozen=True)
class Checksum:
    """What the sender says of one piece."""

    algorithm: str
    digest: bytes

    @classmethod
    def read(cls, header: str) -> "Checksum | None":
        """Return what ``Upload-Checksum`` says, or None where there is none.

        :raises IcseError: the algorithm is not known, or it is no digest.
        """
        if not header:
            return None
        algorithm, _, encoded = header.partition(" ")
        if algorithm not in ALGORITHMS:
            raise IcseError(f"Use one of these checksums: {', '.join(ALGORITHMS)}.", field="Upload-Checksum")
        try:
            return cls(algorithm, binascii.a2b_base64(encoded, strict_mode=True))
        except ValueError:  # binascii.Error is one; characters beyond ASCII raise another
            raise IcseError("This checksum is not Base64.", field="Upload-Checksum") from None


class PieceOfFile:
    """One request's body, for one transfer. Holds the file's lock until it is closed.

    :raises TooManyAtOnce: the officer is sending too many.
    :raises Locked: another request is sending this file.
    """

    def __init__(self, request: HttpRequest, transfer: Transfer, checksum: Checksum | None, by: Officer) -> None:
        self.transfer = transfer
        self.refusal: IcseError | None = None
        self.is_broken = False
        self._request, self._checksum, self._by = request, checksum, by
        self._place = _taken_place(by)
        try:
            self.partial = Partial(transfer.pk)
        except IcseError:
            self._place.release()
            raise
        self._safe = Hashes()

    @property
    def size(self) -> int:
        """How much of the file is safely there."""
        return self.partial.hashes.size if self.partial.hashes else self.transfer.received

    @property
    def is_whole(self) -> bool:
        """True once nothing is missing."""
        return self.refusal is None and self.size == self.transfer.size

    def receive(self, note: Note) -> None:
        """Take the body. What is wrong with it stands in ``refusal``; what came before a break is kept."""
        self.partial.go_on_at(self.transfer.received)
        self._safe = self.partial.known.copy()
        try:
            self._write(note)
            self.partial.sync()
        except IcseError as refusal:
            self.refusal = refusal
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
                raise
            self.refusal = NoRoom()
        if self.refusal is not None:
            self.partial.back_to(self._safe)
        self._compare_whole(note)

    def close(self) -> None:
        """Let others go on with the file."""
        self.partial.close(self._safe)
        self._place.release()

    def _write(self, note: Note) -> None:
        its = hashlib.new(self._checksum.algorithm, usedforsecurity=False) if self._checksum else None
        for piece in self._pieces():
            if self.partial.known.size + len(piece) > self.transfer.size:
                raise TooMuch
            self.partial.write(piece)
            if its is not None:
                its.update(piece)
            elif self.partial.known.size - self._safe.size >= NOTED_EVERY:
                self._note(note)
        if its is not None and its.digest() != self._said:
            raise ChecksumMismatch("What arrived is not what was sent. Nothing of this piece was kept.")

    @property
    def _said(self) -> bytes:
        return self._checksum.digest if self._checksum else b""

    def _pieces(self) -> Iterator[bytes]:
        try:
            yield from pieces_of(self._request)
        except BrokenOff:
            self.is_broken = True

    def _note(self, note: Note) -> None:
        size = self.partial.sync()
        self._safe = self.partial.known.copy()
        if not note(lambda: note_received(transfer=self.transfer, received=size, by=self._by)):
            raise Conflict("This file is no longer wanted.")

    def _compare_whole(self, note: Note) -> None:
        """A whole file that is another one than its sender said begins again."""
        said = self.transfer.sha256
        if self.is_whole and said and said != self.partial.known.digests().sha256:
            self.partial.back_to(Hashes())
            self._note(note)
            self.refusal = ChecksumMismatch("The file has changed since its sender read it. Send it again.")


def _taken_place(by: Officer) -> Place:
    place = _at_once.take(by.pk)
    if place is None:
        raise TooManyAtOnce
    return place
