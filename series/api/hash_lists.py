"""Lists of hashes: all, one with its versions, importing, removing."""

from typing import cast
from uuid import UUID

from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import visible_or_404
from accounts.api.rest import AFTER, ApiView, after_of, asking, documented, page_answer, typed
from accounts.permissions import require
from icse.core import audit
from series import actions
from series.api.receiving import received
from series.hash_list_serializers import (
    HashListPageSerializer,
    HashListSerializer,
    NewHashListSerializer,
    WholeHashListSerializer,
)
from series.queries.lists import all_lists, newest_lists, versions_of
from series.uploads import ReceivedFile


class HashListListView(ApiView):
    """Lists for all, and those of the own country."""

    parser_classes = [MultiPartParser]

    @documented(
        "list_hash_lists",
        "The newest version of each list of hashes",
        response=HashListPageSerializer,
        parameters=[AFTER],
    )
    def get(self, request: Request) -> Response:
        """List them."""
        require(asking(request), "hash_list.view")
        page = newest_lists(after_of(request))
        audit.record("list.viewed", list="hash lists", rows=len(page.lists))
        return page_answer(request, HashListSerializer(page.lists, many=True).data, page.older)

    @documented(
        "import_hash_list",
        "Send a list of hashes; a worker reads it, and it counts once it is read to its end",
        request={"multipart/form-data": NewHashListSerializer},
        response=WholeHashListSerializer,
        status=201,
    )
    def post(self, request: Request) -> Response:
        """Take a list: an administrator's is for all, another officer's for the own country."""
        officer = asking(request)
        require(officer, "hash_list.manage")
        data = typed(NewHashListSerializer(data=received(request)))
        file = cast(ReceivedFile, data.pop("file"))
        listed = actions.import_hash_list(**data, path=file.path, size=file.digests.size, by=officer)
        return Response(WholeHashListSerializer(listed).data, status=201)


class HashListView(ApiView):
    """One version of a list."""

    @documented(
        "get_hash_list", "One version of a list, how far it is, what was left out", response=WholeHashListSerializer
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Show it."""
        listed = visible_or_404(all_lists(), pk=pk)
        require(asking(request), "hash_list.view")
        audit.record("hash_list.viewed", on=listed)
        return Response(WholeHashListSerializer(listed).data)


class HashListVersionsView(ApiView):
    """The versions of a list."""

    @documented("list_hash_list_versions", "The newest fifty versions of a list", response=HashListPageSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """List them, the newest first."""
        listed = visible_or_404(all_lists(), pk=pk)
        require(asking(request), "hash_list.view")
        versions = versions_of(listed)
        audit.record("list.viewed", on=listed, list="hash list versions", rows=len(versions))
        return page_answer(request, HashListSerializer(versions, many=True).data, None)


class HashListRemovalView(ApiView):
    """The end of one version."""

    @documented(
        "remove_hash_list", "Remove a version of a list: it counts no more at once", response=WholeHashListSerializer
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Remove it."""
        officer = asking(request)
        listed = visible_or_404(all_lists(), pk=pk)
        require(officer, "hash_list.manage")
        actions.remove_hash_list(listed=listed, by=officer)
        return Response(WholeHashListSerializer(all_lists().get(pk=pk)).data)
