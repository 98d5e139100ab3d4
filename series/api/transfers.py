"""Files in pieces, by tus 1.0: begun at an upload, gone on with at the address of their own."""

from collections.abc import Callable
from contextlib import closing
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiRequest
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle

from accounts.access import visible_or_404
from accounts.api import OfficerAuthentication
from accounts.api.rest import ApiView, after_of, asking, documented, page_answer
from accounts.models import Officer
from accounts.permissions import require
from icse.core.errors import Conflict, IcseError
from series import actions
from series.actions.transfers import require_room
from series.models import Transfer
from series.queries.uploads import all_uploads, unfinished_transfers
from series.receiving import tus
from series.receiving.partial import Locked
from series.receiving.taking import Checksum, PieceOfFile
from series.upload_serializers import TransferPageSerializer, TransferSerializer

_PLACE = "icse_piece"
_PIECE = {tus.CONTENT_TYPE: OpenApiTypes.BINARY}


def _header(name: str, words: str, *, required: bool = False) -> OpenApiParameter:
    return OpenApiParameter(name, str, OpenApiParameter.HEADER, description=words, required=required)


_VERSION = _header("Tus-Resumable", f"{tus.VERSION}", required=True)
_CHECKSUM = _header("Upload-Checksum", "Optional: sha256, sha1 or md5, and the digest of this piece in Base64.")


class TransferThrottle(UserRateThrottle):
    """A folder of small files is many requests, and no harm."""

    scope = "transfers"
    rate = "12000/min"


class TusView(ApiView):
    """What both addresses have in common: the version is said both ways, and the body is taken by the view itself."""

    throttle_classes = [TransferThrottle]

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """Return the view, with what the HTTP door asks for before it opens."""
        view = super().as_view(**initkwargs)
        view.begin_body = cls.begin_body
        return view

    @classmethod
    def begin_body(cls, request: HttpRequest, officer: Officer, **named: UUID) -> PieceOfFile | None:
        """Say whether the body will be taken. What is refused here, the view refuses in words."""
        if not tus.has_piece(request):
            return None
        request.user = officer
        try:
            OfficerAuthentication().authenticate(Request(request))
            tus.check_version(request)
            piece = cls.begin(request, officer, **named)
        except (IcseError, Http404, exceptions.APIException):
            return None
        finally:
            request.user = AnonymousUser()  # the door finds out again
        setattr(request, _PLACE, piece)
        return piece

    @classmethod
    def begin(cls, request: HttpRequest, officer: Officer, **named: UUID) -> PieceOfFile | None:
        """Do so, or raise why not."""
        raise NotImplementedError

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse other versions, once it is known who asks."""
        super().initial(request, *args, **kwargs)
        if request.method not in {"GET", "OPTIONS"}:
            tus.check_version(request._request)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Say the version."""
        response.headers["Tus-Resumable"] = tus.VERSION
        if response.status_code == tus.WrongVersion.status:
            response.headers["Tus-Version"] = tus.VERSION
        return super().finalize_response(request, response, *args, **kwargs)


class FileListView(TusView):
    """Where files of an upload are begun."""

    http_method_names = ["get", "head", "post", "options"]

    @documented(
        "list_transfers",
        "Your unfinished files of an upload",
        response=TransferPageSerializer,
        parameters=[OpenApiParameter("after", UUID, description="Where the last page ended.")],
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """List them, oldest first."""
        upload = visible_or_404(all_uploads(), pk=pk)
        found, last = unfinished_transfers(upload, asking(request), after=after_of(request))
        return page_answer(request, TransferSerializer(found, many=True).data, last)

    @documented(
        "begin_transfer",
        "Begin to send a file (tus creation); its first piece may be the body",
        request=OpenApiRequest(request=OpenApiTypes.BINARY),
        response=None,
        status=201,
        parameters=[
            _VERSION,
            _header("Upload-Length", "The bytes of the whole file.", required=True),
            _header("Upload-Metadata", "filename, relativePath, sha256 (hexadecimal), each in Base64."),
            _CHECKSUM,
        ],
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Begin one; 201 with its address."""
        officer = asking(request)
        piece: PieceOfFile | None = getattr(request._request, _PLACE, None)
        Checksum.read(request.headers.get("Upload-Checksum", ""))
        transfer = piece.transfer if piece else _begin(request._request, officer, pk)
        if piece:
            _settle(piece, officer)
        elif transfer.size == 0:
            _settle_empty(request._request, transfer, officer)
        headers = {"Location": reverse("api-transfer", args=[transfer.pk]), **tus.state_of(transfer)}
        return Response(status=201, headers=headers)

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        """Say what this service speaks."""
        visible_or_404(all_uploads(), pk=kwargs["pk"])
        return Response(status=204, headers=tus.capabilities())

    @classmethod
    def begin(cls, request: HttpRequest, officer: Officer, **named: UUID) -> PieceOfFile | None:
        """Make the transfer that the piece is the first of."""
        checksum = Checksum.read(request.headers.get("Upload-Checksum", ""))
        transfer = _begin(request, officer, named["pk"])
        try:
            return PieceOfFile(request, transfer, checksum, officer)
        except IcseError:
            actions.drop_transfer(transfer=transfer, by=officer)
            raise


class TransferView(TusView):
    """One file under way. Only who began it may go on."""

    http_method_names = ["get", "head", "post", "patch", "delete", "options"]

    @documented("get_transfer", "How far a file has come", response=TransferSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """Tell; HEAD tells it in the headers alone (tus)."""
        transfer = _mine(pk, asking(request))
        return Response(TransferSerializer(transfer).data, headers=tus.state_of(transfer))

    @documented(
        "send_piece",
        "Send the next piece of a file (tus PATCH)",
        request=_PIECE,
        response=None,
        status=204,
        parameters=[_VERSION, _header("Upload-Offset", "Where the piece begins.", required=True), _CHECKSUM],
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        """Take it. 409: it begins elsewhere; 423: another request is sending; 460: the checksum differs."""
        officer = asking(request)
        piece: PieceOfFile | None = getattr(request._request, _PLACE, None)
        if piece is None:
            transfer = _refused_piece(request._request, officer, pk)
        else:
            transfer = piece.transfer
            _settle(piece, officer)
        return Response(status=204, headers=tus.state_of(transfer))

    @documented("drop_transfer", "Give up a file (tus DELETE)", response=None, status=204, parameters=[_VERSION])
    def delete(self, request: Request, pk: UUID) -> Response:
        """Remove what came of it; an item that it became stays."""
        officer = asking(request)
        actions.drop_transfer(transfer=_mine(pk, officer), by=officer)
        return Response(status=204)

    @documented(
        "send_piece_by_post",
        "PATCH or DELETE for clients that cannot send them",
        request=_PIECE,
        response=None,
        status=204,
        parameters=[_VERSION, _header("X-HTTP-Method-Override", "PATCH or DELETE.", required=True)],
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Do what is meant."""
        meant: dict[str, Callable[[Request, UUID], Response]] = {"PATCH": self.patch, "DELETE": self.delete}
        method = tus.method_of(request._request)
        if method not in meant:
            _mine(pk, asking(request))
            raise exceptions.MethodNotAllowed("POST")
        return meant[method](request, pk)

    def options(self, request: Request, *args: Any, **kwargs: Any) -> Response:  # type: ignore[override]
        """Say what this service speaks."""
        _mine(kwargs["pk"], asking(request))
        return Response(status=204, headers=tus.capabilities())

    @classmethod
    def begin(cls, request: HttpRequest, officer: Officer, **named: UUID) -> PieceOfFile | None:
        """Hold the file, and see that the piece begins where the file ends."""
        if tus.method_of(request) != "PATCH":
            return None
        return _piece(request, officer, named["pk"])


def _mine(pk: UUID, officer: Officer) -> Transfer:
    """Return the officer's own transfer, as long as it can be gone on with or has just become whole."""
    mine = Transfer.objects.select_related("upload__case", "upload__files_audience")
    now = timezone.now()
    found = visible_or_404(mine, pk=pk, officer=officer, expires_at__gt=now, upload__cancelled_at=None)
    require(officer, "item.upload")
    return found


def _begin(request: HttpRequest, officer: Officer, pk: UUID) -> Transfer:
    upload = visible_or_404(all_uploads(), pk=pk)
    require(officer, "item.upload")
    file = tus.new_file_of(request)
    return actions.begin_transfer(
        upload=upload, name=file.name, path=file.path, size=file.size, sha256=file.sha256, by=officer
    )


def _piece(request: HttpRequest, officer: Officer, pk: UUID) -> PieceOfFile | None:
    """Return the piece to be taken; None where the file is whole already.

    :raises IcseError: why it is not taken.
    """
    transfer = _mine(pk, officer)
    offset = tus.offset_of(request)
    if transfer.state == Transfer.State.DONE:
        _compare(offset, transfer)
        return None
    piece = PieceOfFile(request, transfer, Checksum.read(request.headers.get("Upload-Checksum", "")), officer)
    try:
        # Only now: whoever held the file before may have gone on with it since it was looked up.
        piece.transfer = transfer = _mine(pk, officer)
        if piece.partial.length() < transfer.received:
            actions.note_received(transfer=transfer, received=piece.partial.length(), by=officer)
        _compare(offset, transfer)
        require_room(transfer.size - transfer.received)
    except (IcseError, Http404):
        piece.close()
        raise
    return piece


def _compare(offset: int, transfer: Transfer) -> None:
    if offset != transfer.received:
        raise Conflict(f"The next piece begins at {transfer.received}.", field="Upload-Offset")


def _refused_piece(request: HttpRequest, officer: Officer, pk: UUID) -> Transfer:
    """Say why a piece was not taken; nothing is to be said of a file that is whole."""
    _mine(pk, officer)
    if not tus.has_piece(request):
        raise tus.WrongType
    piece = _piece(request, officer, pk)
    if piece is not None:  # what was in the way a moment ago is gone by now
        piece.close()
        raise Locked
    return _mine(pk, officer)


def _settle(piece: PieceOfFile, officer: Officer) -> None:
    """Write what came of a piece; a whole file is taken into its upload.

    :raises IcseError: nothing of the piece was kept, or the file is refused.
    """
    if piece.refusal is not None:
        raise piece.refusal
    if piece.is_whole:
        actions.finish_transfer(
            transfer=piece.transfer, path=piece.partial.path, hashes=piece.partial.known, by=officer
        )
    elif not actions.note_received(transfer=piece.transfer, received=piece.size, by=officer):
        raise Http404


def _settle_empty(request: HttpRequest, transfer: Transfer, officer: Officer) -> None:
    with closing(PieceOfFile(request, transfer, None, officer)) as piece:
        piece.partial.go_on_at(0)
        _settle(piece, officer)
